"""Each framework answers every pair of the tree once, and gets its own list back; a wrong file is refused."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from schemas.text.problem import VocabularyError
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.crosswalk import Crosswalk, Rollup, load_crosswalks, read_crosswalks

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
REFERENCE = SHARED / "reference" / "rollup.csv"
TEMPLATE = SHARED / "data" / "chi_template_2021.csv"
FRAMEWORKS = ("CHI_V1", "CHI_V2", "CHI_V3")
NEW_REASONS = {code.code for code in load_codes().list_of("reason").codes.values() if code.since == "2"}
"""The reference table is of version 1 of the list."""
NOW_DIRECTED = "violence.sexual.exposure"
"""What the child comes upon by chance left it with version 2, and with it the candidates under Sexuality."""
NEVER_OFFLINE = ("livestream", "image_synthetic")


def rollup(framework: str, reason: str, setting: str) -> Rollup:
    return load_crosswalks()[framework].rollup(reason, setting)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def in_words(found: Rollup) -> str:
    """`V.12+V.16` where exact, `V.12|V.13` where undetermined, empty where the framework has no home for it."""
    return "+".join(found.framework_codes) or "|".join(found.candidates)


@pytest.mark.parametrize(("framework", "size"), [("CHI_V1", 69), ("CHI_V2", 68), ("CHI_V3", 67)])
def test_the_frameworks_own_list_comes_back_as_itself(framework: str, size: int) -> None:
    crosswalk = load_crosswalks()[framework]
    back = {code: crosswalk.rollup(means.reason, means.setting) for code, means in crosswalk.labels.items()}
    same = [code for code, found in back.items() if (found.rollup_code, found.framework_codes) == ("exact", (code,))]
    assert (len(same), len(crosswalk.codes)) == (size, size)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_frameworks_own_list_says_only_what_the_scope_lets_it_say(framework: str) -> None:
    reasons = load_codes().list_of("reason").codes
    by_words_or_position = {"label", "list"}
    for code, means in load_crosswalks()[framework].labels.items():
        expected = {"offline": {"nature"}, "none": {"none"}, "either": {"none"} | by_words_or_position}
        assert means.basis in expected[reasons[means.reason].setting_scope or ""], code
        assert (means.basis in by_words_or_position) == (
            means.setting in ("online", "offline") and means.basis != "nature"
        )


def test_the_codes_that_are_read_by_words_or_by_position_are_these() -> None:
    told = {
        (framework, code): (means.reason.rpartition(".")[2], means.setting, means.basis)
        for framework, crosswalk in load_crosswalks().items()
        for code, means in crosswalk.labels.items()
        if means.basis in ("label", "list")
    }
    commercial = ("commercial", "offline", "label")
    merged, sexual = ("sexual", "online", "label"), ("sexual", "offline", "list")
    assert told == {
        ("CHI_V1", "V.05"): commercial,
        ("CHI_V1", "V.12"): ("abuse", "online", "label"),
        ("CHI_V1", "V.13"): ("exploitation", "online", "label"),
        ("CHI_V1", "V.16"): sexual,
        ("CHI_V2", "V.05"): commercial,
        ("CHI_V2", "V.14"): merged,
        ("CHI_V2", "V.16"): sexual,
        ("CHI_V3", "V.14"): merged,
        ("CHI_V3", "V.16"): sexual,
        ("CHI_V3", "V.01"): ("bullying", "offline", "list"),
        ("CHI_V3", "V.02"): ("bullying", "online", "label"),
    }


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_pair_that_the_tree_allows_has_one_answer_and_no_other_pair_has_one(framework: str) -> None:
    crosswalk = load_crosswalks()[framework]
    allowed = [
        (code.code, setting) for code in load_codes().list_of("reason").codes.values() for setting in code.settings
    ]
    assert [(row.reason_code, row.setting_code) for row in crosswalk.rows] == allowed
    assert len(set(allowed)) == len(allowed)
    for form in NEVER_OFFLINE:
        with pytest.raises(KeyError, match=rf"no roll-up of `violence\.sexual\.{form}` with setting `offline`"):
            crosswalk.rollup(f"violence.sexual.{form}", "offline")


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_an_answer_holds_together(framework: str) -> None:
    crosswalk = load_crosswalks()[framework]
    for row in crosswalk.rows:
        assert bool(row.framework_codes) == (row.rollup_code == "exact")
        assert bool(row.candidates) == (row.rollup_code == "undetermined")
        assert row.certain <= row.possible <= set(crosswalk.codes)
        assert bool(row.possible) == (row.rollup_code != "none")
        assert (row.certain == row.possible) == (row.rollup_code != "undetermined"), row
        mains = {crosswalk.codes[code].main for code in row.possible}
        assert mains == {row.main} if row.main else len(mains) != 1
    assert {code.main for code in crosswalk.codes.values()} == set(crosswalk.mains)


@pytest.mark.parametrize(
    ("reason", "setting", "expected"),
    [
        ("violence.sexual.abuse", "online", ("V.12", "V.14", "V.14")),
        ("violence.sexual.abuse", "offline", ("V.16", "V.16", "V.16")),
        ("violence.sexual.abuse", "unknown", ("V.16|V.12", "V.16|V.14", "V.16|V.14")),
        ("violence.sexual.abuse", "both", ("V.12+V.16", "V.14+V.16", "V.14+V.16")),
        ("violence.sexual.exploitation", "online", ("V.13", "V.14", "V.14")),
        ("violence.sexual.exploitation", "offline", ("V.05|V.16", "V.05|V.16", "V.16|V.99")),
        ("violence.sexual.commercial", "offline", ("V.05", "V.05", "V.16|V.99")),
        ("violence.sexual", "online", ("V.12|V.13", "V.14", "V.14")),
        ("violence.sexual", "offline", ("V.16", "V.16", "V.16")),
        ("violence.sexual.grooming", "online", ("V.12", "V.14", "V.14")),
        ("violence.sexual.extortion", "online", ("V.13|V.12", "V.14", "V.14")),
        ("violence.sexual.image", "online", ("V.12|V.13", "V.14", "V.14")),
        ("violence.sexual.solicitation", "online", ("V.12", "V.14", "V.14")),
        ("violence.sexual.solicitation", "both", ("V.12+V.16", "V.14+V.16", "V.14+V.16")),
        ("violence.sexual.exposure", "online", ("V.12", "V.14", "V.14")),
        ("violence.sexual.exposure", "unknown", ("V.16|V.12", "V.16|V.14", "V.16|V.14")),
        ("safety.content_sexual", "online", ("SX.2|SX.9", "SX.2|SX.9", "SX.2|SX.9")),
        ("safety.harmful_sexual_behaviour", "online", ("MH.02|SX.2|V.12", "MH.02|SX.2|V.14", "MH.02|SX.2|V.14")),
        ("violence.criminal_exploitation", "both", ("V.04|V.99", "V.04|V.99", "V.04|V.99")),
        ("violence.bullying", "online", ("V.01", "V.01", "V.02")),
        ("violence.bullying", "offline", ("V.01", "V.01", "V.01")),
        ("violence.bullying", "both", ("V.01", "V.01", "V.01+V.02")),
        ("violence.bullying", "unknown", ("V.01", "V.01", "V.01|V.02")),
        ("family.general", "not_applicable", ("FR.9|FR.4|FR.2", "FR.3", "FR.3")),
        ("safety.fraud", "online", ("", "", "")),
        ("violence", "unknown", ("V.*", "V.*", "V.*")),
    ],
)
def test_the_hard_rows(reason: str, setting: str, expected: tuple[str, str, str]) -> None:
    assert tuple(in_words(rollup(framework, reason, setting)) for framework in FRAMEWORKS) == expected


def test_the_main_is_known_where_the_code_is_not_and_a_part_can_be_certain() -> None:
    only_main = rollup("CHI_V1", "violence", "unknown")
    assert (only_main.main, len(only_main.possible), only_main.certain) == ("V", 14, frozenset())
    bodily = rollup("CHI_V1", "violence.sexual.assault", "unknown")
    assert (bodily.main, bodily.certain, bodily.possible) == ("V", frozenset({"V.16"}), frozenset({"V.12", "V.16"}))
    across = rollup("CHI_V1", "safety.harmful_sexual_behaviour", "online")
    assert (across.main, across.possible) == (None, frozenset({"MH.02", "SX.2", "V.12"}))
    by_chance = rollup("CHI_V1", "safety.content_sexual", "online")
    assert (by_chance.main, by_chance.certain) == ("SX", frozenset())
    homeless = rollup("CHI_V1", "other", "not_applicable")
    assert (homeless.rollup_code, homeless.main, homeless.possible) == ("none", None, frozenset())
    single = rollup("CHI_V2", "physical_health.circumcision", "not_applicable")
    assert (single.rollup_code, single.candidates, single.certain) == ("undetermined", ("PH.9",), frozenset())


def test_the_rows_are_those_of_the_reference_table() -> None:
    if not REFERENCE.exists():
        pytest.skip("the reference table (../shared/reference/rollup.csv) is not beside this checkout")
    reasons = load_codes().list_of("reason").codes
    expected: dict[tuple[str, str, str], tuple[str, str, str, str]] = {}
    impossible = []
    for row in read_csv(REFERENCE):
        allowed = reasons[row["reason_code"]].settings
        answer = (row["rollup"], row["framework_code_or_label"] or row["candidates"], row["certainty"], row["note"])
        for setting in allowed if row["setting_code"] == "any" else (row["setting_code"],):
            if setting in allowed:
                expected[(row["framework"], row["reason_code"], setting)] = answer
            else:
                impossible.append((row["framework"], row["reason_code"], setting, row["note"]))
    found = {
        (framework, row.reason_code, row.setting_code): (row.rollup_code, in_words(row), row.certainty, row.note)
        for framework, crosswalk in load_crosswalks().items()
        for row in crosswalk.rows
    }
    departed = {pair for pair in found if pair[1] in NEW_REASONS or pair[1] == NOW_DIRECTED}
    assert {pair: answer for pair, answer in found.items() if pair not in departed} == {
        pair: answer for pair, answer in expected.items() if pair not in departed
    }
    assert {pair[1] for pair in departed} == {*NEW_REASONS, NOW_DIRECTED}
    assert {pair[1:3] for pair in impossible} <= {(f"violence.sexual.{form}", "offline") for form in NEVER_OFFLINE}
    assert {pair[0] for pair in impossible} == set(FRAMEWORKS)


def test_the_labels_of_v1_are_those_of_the_template_of_2021() -> None:
    if not TEMPLATE.exists():
        pytest.skip("the template (../shared/data/chi_template_2021.csv) is not beside this checkout")
    rows = [(row["main_category"], row["subcategory"]) for row in read_csv(TEMPLATE)]
    crosswalk = load_crosswalks()["CHI_V1"]
    labels = [(crosswalk.mains[code.main].label, code.label) for code in crosswalk.codes.values()]
    assert sorted(labels) == sorted(row for row in rows if not row[0].startswith("Non-Counselling"))


# ---------------------------------------------------------------- a wrong file
def read_changed(folder: Path, old: str, new: str) -> dict[str, Crosswalk]:
    text = files("schemas").joinpath("crosswalks", "chi_v1.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "chi_v1.yaml").write_text(text.replace(old, new), encoding="utf-8")
    return read_crosswalks(folder, load_codes())


def complaints(folder: Path, old: str, new: str) -> list[str]:
    with pytest.raises(VocabularyError) as caught:
        read_changed(folder, old, new)
    assert all(problem.file == "schemas/crosswalks/chi_v1.yaml" and problem.line for problem in caught.value.problems)
    return [problem.message for problem in caught.value.problems]


GROOMING = "  - {reason: violence.sexual.grooming, setting: offline, to: V.16, certainty: medium}\n"


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("", "`violence.sexual.grooming` with setting `offline` has no row"),
        (GROOMING + GROOMING, "`violence.sexual.grooming` with setting `offline` is answered twice (first in line "),
        (GROOMING.replace("to: V.16", "to: V.61"), "`V.61` is no code of CHI_V1"),
        (GROOMING.replace("to: V.16", "to: V.*"), "`V.*` is no code of CHI_V1"),
        (GROOMING.replace("to: V.16", "undetermined: [V.12, V.61]"), "`V.61` is no code of CHI_V1"),
        (GROOMING.replace("to: V.16", "undetermined: [V.12, W.*]"), "`W.*` is no code of CHI_V1"),
        (GROOMING.replace("to: V.16", "undetermined: [V.12, V.12+V.*]"), "`V.*` is no code of CHI_V1"),
        (GROOMING.replace("to: V.16", "to: V.16, none: yes"), "give exactly one of `to`, `undetermined` and `none`"),
        (GROOMING.replace("to: V.16, ", ""), "give exactly one of `to`, `undetermined` and `none`"),
        (GROOMING.replace("to: V.16", "too: V.16, none: yes"), "unknown key `too`"),
        (GROOMING + GROOMING.replace("offline", "not_applicable"), "has no setting `not_applicable`"),
        (GROOMING + GROOMING.replace("grooming", "groming"), "`violence.sexual.groming` is not in list reason"),
    ],
)
def test_a_wrong_row_is_refused(tmp_path: Path, new: str, expected: str) -> None:
    (complaint,) = complaints(tmp_path, GROOMING, new)
    assert expected in complaint


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "means: {reason: violence.sexual, setting: offline, basis: list}",
            "means: {reason: violence.sexual, setting: unknown, basis: list}",
            "`V.16` does not come back as itself from `violence.sexual` with setting `unknown`",
        ),
        (
            "means: {reason: violence.sexual, setting: offline, basis: list}",
            "means: {reason: violence.sexual, setting: offline, basis: lisst}",
            "`lisst` is not in list setting_basis",
        ),
        (
            "means: {reason: violence.sexual, setting: offline, basis: list}",
            "means: {reason: violence.sexual, setting: not_applicable, basis: list}",
            "`violence.sexual` has no setting `not_applicable`",
        ),
        ("    main: V\n    label: Bullying\n", "    main: W\n    label: Bullying\n", "main `W` is not among `mains`"),
        ("  - {code: SX, label: Sexuality}\n", "  - {code: V, label: Sexuality}\n", "`V` stands twice"),
        ("  - code: V.13\n", "  - code: V.12\n", "`V.12` stands twice"),
        ("framework: CHI_V1\n", "framework: CHI_V9\n", "framework and file differ"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert expected in complaints(tmp_path, old, new)
