"""What a sheet of answers comes to: hits, confusions, and what of it may leave the house."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace

import pytest

from pipelines.agree.agreement import Agreement, agree_on
from pipelines.agree.answers import Answer, Answers
from pipelines.agree.depth import Depth
from pipelines.agree.table import COLUMNS, list_rows, spell_table
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.scenario import Pair, load_scenarios

SCENARIOS = {one.id: one for one in load_scenarios().entries}
CODES = load_codes()


def answer(
    rater: str, scenario_id: str, pairs: Iterable[Pair] | str, helpline: str = "", source_id: str = ""
) -> Answer:
    if isinstance(pairs, str):
        pairs = [(part.partition(":")[0], part.partition(":")[2]) for part in pairs.split()]
    return Answer(rater, helpline, source_id, scenario_id, frozenset(pairs))


def measure(answers: Iterable[Answer], helpline: str = "") -> Agreement:
    return agree_on(Answers(tuple(answers), 0), load_scenarios(), {}, CODES, helpline)


def perfect(n_helplines: int, n_raters: int = 1) -> list[Answer]:
    """Everybody gives the key."""
    return [
        answer(f"r{rater}", one.id, one.key, f"h{helpline}" if n_helplines else "")
        for helpline in range(max(n_helplines, 1))
        for rater in range(n_raters)
        for one in SCENARIOS.values()
    ]


# ---------------------------------------------------------------- hits and confusions


def test_hits_and_confusions_by_hand() -> None:
    agreement = measure(
        [
            answer("r1", "s05", SCENARIOS["s05"].key),
            answer("r2", "s05", "violence.sexual.image:online mental_health.suicidality:not_applicable"),
            answer("r3", "s05", "violence.sexual.extortion:unknown"),
            answer("r1", "s03", "violence.bullying:online"),
            answer("r2", "s03", "peers.classmates:not_applicable"),
            answer("r3", "s03", ""),
        ]
    )
    shares = {depth: one.value for depth, one in agreement.whole.exact.items()}
    overlaps = {depth: one.value for depth, one in agreement.whole.overlap.items()}

    assert shares == {
        Depth.MAIN: pytest.approx(3 / 6, abs=1e-6),
        Depth.REASON: pytest.approx(3 / 6, abs=1e-6),
        Depth.REASON_SETTING: pytest.approx(2 / 6, abs=1e-6),
        Depth.FORM: pytest.approx(2 / 6, abs=1e-6),
        Depth.FORM_SETTING: pytest.approx(1 / 6, abs=1e-6),
    }
    assert overlaps[Depth.MAIN] == pytest.approx(4 / 6, abs=1e-6)
    assert overlaps[Depth.FORM_SETTING] == pytest.approx(2 / 6, abs=1e-6)
    assert agreement.whole.ocsea_found.value == pytest.approx(2 / 3, abs=1e-6)
    assert agreement.whole.ocsea_false.value == 0
    assert dict(agreement.confusions) == {
        ("violence.sexual.extortion", "violence.sexual.image"): 1,
        ("mental_health.suicidality", ""): 1,
        ("violence.bullying", "peers.classmates"): 1,
        ("violence.bullying", ""): 1,
    }
    assert dict(agreement.settings) == {("online", "online"): 2, ("online", "unknown"): 1, ("both", "online"): 1}
    votes = {one.scenario.id: one for one in agreement.votes}
    assert votes["s03"].n_none == 1
    assert dict(votes["s05"].n_votes)["mental_health.suicidality", "not_applicable"] == 2


def test_all_may_agree_and_be_wrong() -> None:
    wrong = [answer(rater, "s02", "violence.bullying:online") for rater in ("r1", "r2", "r3")]
    wrong += [answer(rater, "s04", "violence.sexual:online") for rater in ("r1", "r2", "r3")]
    figures = measure(wrong).whole

    assert figures.alpha[Depth.FORM].value == 1
    assert (figures.ocsea_found.value, figures.ocsea_false.value) == (0, 1)
    assert figures.exact[Depth.REASON].value == 0


def test_the_same_rater_code_in_two_helplines_is_two_people() -> None:
    figures = measure([answer("r1", "s03", "missing:not_applicable", one) for one in ("h1", "h2")]).whole

    assert (figures.group.n_raters, figures.group.n_helplines) == (2, 2)


# ---------------------------------------------------------------- what may leave the house


def statuses(agreement: Agreement) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in list_rows(agreement):
        found.setdefault(row.group, set()).add(row.status_code)
    return found


def test_the_table_has_its_columns_and_the_right_figures() -> None:
    rows = list(csv.DictReader(io.StringIO(spell_table(measure(perfect(3))))))
    found = {(row["statistic"], row["depth"], row["group"]): row for row in rows}
    alpha = found["alpha_masi", "reason_setting", "all"]

    assert tuple(rows[0]) == COLUMNS
    assert COLUMNS[:8] == ("statistic", "depth", "group", "value", "low", "high", "n_raters", "n_scenarios")
    assert (alpha["value"], alpha["low"], alpha["high"]) == ("1.0", "1.0", "1.0")
    assert (alpha["n_raters"], alpha["n_scenarios"], alpha["n_answers"], alpha["n_resamples"]) == (
        "3",
        "30",
        "90",
        "2000",
    )
    assert found["hit_exact", "form_setting", "all"]["value"] == "1.0"
    assert found["ocsea_found", "any", "all"]["n_answers"] == "36"
    assert found["alpha_masi_within_helplines", "main", "all"]["status_code"] == "not_defined"
    assert found["ceiling_exact", "form", "CHI_V2"]["value"] != ""


@pytest.mark.parametrize(
    ("n_helplines", "n_raters", "status"),
    [(0, 2, "suppressed"), (0, 3, "published"), (1, 5, "suppressed"), (2, 5, "suppressed"), (3, 1, "published")],
)
def test_fewer_than_three_raters_or_helplines_have_no_figure(n_helplines: int, n_raters: int, status: str) -> None:
    agreement = measure(perfect(n_helplines, n_raters))
    rows = [row for row in list_rows(agreement) if row.group == "all"]

    assert status in {row.status_code for row in rows}
    assert (status == "published") == any(row.value is not None for row in rows)
    assert all(row.value is None and row.n_raters is None for row in rows if row.status_code == "suppressed")


def test_a_third_helpline_that_hides_nobody_is_none() -> None:
    """Thirty answers, thirty, and two: either of the large ones would know the other's."""
    few = [one for one in perfect(3) if one.helpline != "h2" or one.scenario_id in ("s01", "s02")]
    enough = [one for one in perfect(3) if one.helpline != "h2" or one.scenario_id in ("s01", "s02", "s03")]

    assert "published" not in statuses(measure(few))["all"]
    assert "published" in statuses(measure(enough))["all"]


@pytest.mark.parametrize(
    ("n_raters", "within", "between"),
    [
        ((1, 1, 1), "not_defined", "published"),
        ((2, 1, 1), "suppressed", "suppressed"),
        ((2, 2, 1), "suppressed", "suppressed"),
        ((2, 2, 2), "published", "published"),
    ],
)
def test_agreement_within_one_or_two_helplines_stays_in_the_house(
    n_raters: tuple[int, ...], within: str, between: str
) -> None:
    """Between, beside the whole, would give it away."""
    answers = [
        answer(f"r{rater}", one.id, one.key, f"h{helpline}")
        for helpline, n in enumerate(n_raters)
        for rater in range(n)
        for one in SCENARIOS.values()
    ]
    found = {row.statistic: row for row in list_rows(measure(answers)) if row.group == "all"}

    assert found["alpha_masi"].status_code == "published"
    assert found["alpha_masi_within_helplines"].status_code == within
    assert found["alpha_masi_between_helplines"].status_code == between
    assert (found["alpha_masi_within_helplines"].value is None) == (within != "published")


def test_no_single_helpline_is_in_the_table() -> None:
    agreement = measure(perfect(4, 3), helpline="h1")

    assert agreement.own is not None
    assert "h1" not in spell_table(agreement)
    assert set(statuses(agreement)) == {"all", "CHI_V1", "CHI_V2", "CHI_V3"}


def test_the_table_is_the_same_whatever_the_order_of_answers() -> None:
    answers = [
        replace(one, pairs=frozenset(sorted(one.pairs)[: 1 + number % 2])) for number, one in enumerate(perfect(3))
    ]

    assert spell_table(measure(answers)) == spell_table(measure(reversed(answers)))
