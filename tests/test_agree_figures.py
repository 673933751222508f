"""What a sheet of answers comes to: ceilings of lists, hits, confusions, and what of it may leave the house."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.agree.agreement import Agreement, agree_on
from pipelines.agree.answers import Answer, Answers
from pipelines.agree.ceiling import (
    Ceiling,
    Choices,
    Option,
    choices_of_codes,
    choices_of_framework,
    choices_of_list,
    find_ceiling,
)
from pipelines.agree.depth import Depth, at_depth, combine_settings, says_ocsea
from pipelines.agree.table import COLUMNS, list_rows, spell_table
from pipelines.base.settings import Settings
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.crosswalk import load_crosswalks
from schemas.vocabulary.scenario import Pair, load_scenarios
from tests.tiny_network import SOURCE, environment_of, make_network, write_mapping
from warehouse.review.labels import LabelList, read_label_list
from warehouse.steps import harmonise_source, land_source, stage_source

SCENARIOS = {one.id: one for one in load_scenarios().entries}
CODES = load_codes()
PAIRS = [(code.code, setting) for code in CODES.list_of("reason").codes.values() for setting in code.settings]


def one_tick(*pairs: str, cap: int | None = None) -> Choices:
    """A list of labels that each come to one pair, written `reason:setting`."""
    options = frozenset(frozenset({(text.partition(":")[0], text.partition(":")[2])}) for text in pairs)
    return Choices("tiny", "by_list", cap, (options,))


def ceiling(scenario_id: str, choices: Choices) -> Ceiling:
    return find_ceiling(SCENARIOS[scenario_id], choices)


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


# ---------------------------------------------------------------- depths


def test_two_ticks_are_both() -> None:
    pairs = {("violence.bullying", "online"), ("violence.bullying", "offline"), ("peers", "not_applicable")}

    assert combine_settings(pairs) == {("violence.bullying", "both"), ("peers", "not_applicable")}


def test_a_reason_holds_its_forms_and_a_form_does_not() -> None:
    key = SCENARIOS["s01"].key

    assert at_depth(key, Depth.MAIN) == {"violence"}
    assert at_depth(key, Depth.REASON) == {"violence.sexual"}
    assert at_depth(key, Depth.REASON_SETTING) == {"violence.sexual:both"}
    assert at_depth(key, Depth.FORM) == {"violence.sexual.grooming", "violence.sexual.assault"}
    assert at_depth(key, Depth.FORM_SETTING) == {"violence.sexual.grooming:both", "violence.sexual.assault:offline"}


@pytest.mark.parametrize(
    ("pair", "is_ocsea"),
    [
        ("violence.sexual:online", True),
        ("violence.sexual.grooming:both", True),
        ("violence.sexual.grooming:offline", False),
        ("violence.sexual.grooming:unknown", False),
        ("violence.bullying:online", False),
        ("safety.content_sexual:online", False),
    ],
)
def test_ocsea_is_sexual_violence_online_or_both(pair: str, is_ocsea: bool) -> None:
    reason, _, setting = pair.partition(":")

    assert says_ocsea([(reason, setting)]) is is_ocsea


# ---------------------------------------------------------------- the ceiling of a list


def test_the_common_codes_can_write_every_key() -> None:
    found = [find_ceiling(one, choices_of_codes(CODES)) for one in SCENARIOS.values()]

    assert all(one.exact == one.overlap == frozenset(Depth) for one in found)


def test_a_list_without_an_online_code_never_hits_the_setting() -> None:
    choices = one_tick("violence.bullying:unknown", "violence.sexual:unknown", "mental_health.self_harm:not_applicable")

    assert Depth.REASON in ceiling("s27", choices).exact
    assert Depth.REASON_SETTING not in ceiling("s27", choices).exact
    assert not any(ceiling(one, choices).can_say_ocsea for one in SCENARIOS)
    for one in SCENARIOS.values():
        if all(setting in ("online", "both") for _, setting in one.key):
            assert not {Depth.REASON_SETTING, Depth.FORM_SETTING} & ceiling(one.id, choices).overlap


def test_a_list_without_forms_hits_the_reason_and_not_the_form() -> None:
    found = ceiling("s02", one_tick("violence.sexual:online"))

    assert found.exact == found.overlap == {Depth.MAIN, Depth.REASON, Depth.REASON_SETTING}


def test_two_ticks_write_both_where_two_can_be_made() -> None:
    labels = ("violence.bullying:online", "violence.bullying:offline")

    assert ceiling("s03", one_tick(*labels)).exact == frozenset(Depth)
    assert ceiling("s03", one_tick(*labels, cap=1)).exact == {Depth.MAIN, Depth.REASON, Depth.FORM}
    assert ceiling("s03", one_tick("violence.bullying:online")).exact == {Depth.MAIN, Depth.REASON, Depth.FORM}


def test_a_cap_of_one_loses_the_second_reason() -> None:
    labels = ("violence.sexual.extortion:online", "mental_health.suicidality:not_applicable")

    assert ceiling("s05", one_tick(*labels)).exact == frozenset(Depth)
    assert ceiling("s05", one_tick(*labels, cap=1)).exact == frozenset()
    assert ceiling("s05", one_tick(*labels, cap=1)).overlap == frozenset(Depth)


def test_a_label_that_says_more_than_the_key_is_no_exact_answer() -> None:
    wide: Option = frozenset({("violence.bullying", "both"), ("peers.friends", "not_applicable")})
    found = ceiling("s03", Choices("tiny", "by_list", None, (frozenset({wide}),)))

    assert (found.exact, found.overlap) == (frozenset(), frozenset(Depth))


def test_one_setting_for_the_contact_cannot_tell_two_apart() -> None:
    """s24 is bullying offline and solicitation online."""
    labels = ("violence.bullying", "violence.sexual.solicitation")
    groups = [frozenset(frozenset({(one, setting)}) for one in labels) for setting in ("online", "offline")]
    per_contact = ceiling("s24", Choices("tiny", "per_contact", None, tuple(groups)))
    per_reason = ceiling("s24", Choices("tiny", "per_reason", None, (groups[0] | groups[1],)))

    assert per_contact.exact == {Depth.MAIN, Depth.REASON, Depth.FORM}
    assert per_reason.exact == frozenset(Depth)


def test_published_lists_say_ocsea_and_no_forms() -> None:
    for crosswalk in load_crosswalks().values():
        choices = choices_of_framework(crosswalk, CODES)
        assert ceiling("s02", choices).exact == {Depth.MAIN, Depth.REASON, Depth.REASON_SETTING}
        assert ceiling("s02", choices).can_say_ocsea


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.sampled_from(PAIRS), min_size=1, max_size=6, unique=True),
    st.sampled_from(sorted(SCENARIOS)),
    st.sampled_from([None, 1, 2, 3]),
    st.data(),
)
def test_no_answer_in_a_list_beats_its_ceiling(
    listed: list[Pair], scenario_id: str, cap: int | None, data: st.DataObject
) -> None:
    listed = [*listed, *sorted(SCENARIOS[scenario_id].key)[:1]]
    given_pairs = data.draw(st.lists(st.sampled_from(listed), min_size=1, max_size=cap or 4, unique=True))
    choices = Choices("tiny", "by_list", cap, (frozenset(frozenset({pair}) for pair in listed),))
    found, key = ceiling(scenario_id, choices), SCENARIOS[scenario_id].key

    for depth in Depth:
        is_exact = at_depth(given_pairs, depth) == at_depth(key, depth)
        is_overlap = bool(at_depth(given_pairs, depth) & at_depth(key, depth))
        assert not is_exact or depth in found.exact
        assert not is_overlap or depth in found.overlap


# ---------------------------------------------------------------- a source's own list


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in environment_of(tmp_path).items():
        monkeypatch.setenv(name, value)
    return make_network(tmp_path, ["tiny_a"])


def labels_of(network: Settings, source_id: str = "tiny_a") -> LabelList:
    registry = network.load_registry()
    return read_label_list(network.layout.work, registry.sources[source_id], registry.codes)


def test_labels_come_to_what_contacts_with_them_come_to(network: Settings) -> None:
    """The same labels and settings, through the lake."""
    run = network.open_run()
    land_source(run, "tiny_a", network.resolve_address("tiny_a/*"))
    stage_source(run, "tiny_a")
    harmonise_source(run, "tiny_a")
    files = str(network.layout.lake / "tiny_a" / "contact_reason" / "*.parquet")
    query = "select contact_id, list((reason_code, setting_code)) from read_parquet($1) group by contact_id"
    with duckdb.connect() as connection:
        recorded = {frozenset(pairs) for _, pairs in connection.execute(query, [files]).fetchall()}
    labels = labels_of(network)

    assert recorded == {
        labels.pairs["motif_chantage", "Internet"],
        labels.pairs["motif_harcelement", "École"],
        labels.pairs["motif_chantage", "Internet"] | labels.pairs["motif_harcelement", "Internet"],
    }
    assert labels.pairs["motif_harcelement", ""] == {("violence.bullying", "unknown")}
    assert labels.find_label(" Motif_Harcèlement ") == "motif_harcelement"
    assert labels.find_label("motif") is None


def test_a_list_is_that_of_its_latest_day(network: Settings) -> None:
    decisions = (network.mappings / "tiny_a" / "decisions.csv").read_text(encoding="utf-8")
    row = "reason,motif_harcelement,mapped,violence.bullying,,,equal,,,,data officer,2026-11-02\n"
    ended = row.replace("equal,,,", "equal,,2024-12-31,")
    begun = row.replace("violence.bullying", "peers.classmates").replace("equal,,,", "equal,2025-01-01,,")
    write_mapping(network.mappings, "tiny_b", decisions=decisions.replace(row, ended + begun))

    assert labels_of(network, "tiny_b").pairs["motif_harcelement", ""] == {("peers.classmates", "not_applicable")}


def test_a_remit_and_a_word_for_nothing(network: Settings) -> None:
    decisions = (network.mappings / "tiny_a" / "decisions.csv").read_text(encoding="utf-8")
    more = "reason,NSP,missing,,,,,,,,,\nreason,Essai,ignored,,,,,,,a test call,,\n"
    source = SOURCE.replace("zone:", "remit: online_safety\nzone:")
    write_mapping(network.mappings, "tiny_b", source, decisions + more)
    labels = labels_of(network, "tiny_b")

    assert labels.pairs["motif_harcelement", ""] == {("violence.bullying", "online")}
    assert labels.pairs["Essai", ""] == frozenset()
    assert labels.blanks == {"NSP"}
    assert choices_of_list(labels).groups[0] == {
        frozenset({("violence.bullying", "online")}), frozenset({("violence.sexual.extortion", "online")}),
    }  # fmt: skip


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
