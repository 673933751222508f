"""The shipped scenarios: what each is for, and what is refused when one is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.agree.depth import says_ocsea
from schemas.text.problem import VocabularyError
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.scenario import load_scenarios, read_scenarios

SCENARIOS = {one.id: one for one in load_scenarios().entries}

HEAD = """\
scenarios: tiny
version: 1
status: proposed
definition: of a test
source: invented
entries:
"""


def keys_with(reason: str, setting: str) -> list[str]:
    return [one.id for one in SCENARIOS.values() if (reason, setting) in one.key]


def test_there_are_thirty() -> None:
    assert len(SCENARIOS) == 30
    assert list(SCENARIOS) == [f"s{number:02}" for number in range(1, 31)]


def test_each_is_short_and_says_what_decides_it() -> None:
    for one in SCENARIOS.values():
        assert 10 <= len(one.text.split()) <= 70, one.id
        assert one.because


def test_no_text_names_its_own_key() -> None:
    """A rater would read the answer."""
    reasons = load_codes().list_of("reason").codes
    for one in SCENARIOS.values():
        for reason, _ in one.key:
            word = reason.rpartition(".")[2].partition("_")[0]
            label = reasons[reason].label.casefold()
            assert label not in f"{one.title} {one.text}".casefold(), one.id
            assert word in ("account",) or f" {word}" not in f" {one.title} {one.text}".casefold(), (one.id, word)


@pytest.mark.parametrize(
    ("reason", "setting"),
    [
        ("violence.sexual.grooming", "both"),  # becomes a meeting
        ("violence.sexual.grooming", "online"),  # the meeting is only planned
        ("violence.sexual.image_shared", "online"),  # by a partner
        ("violence.bullying", "both"),
        ("violence.bullying", "online"),
        ("violence.bullying", "offline"),
        ("safety.content_sexual", "online"),  # by chance
        ("violence.sexual.exposure", "online"),  # directed at the child
        ("violence.sexual.exposure", "offline"),
        ("violence.sexual.extortion", "online"),
        ("sexuality.behaviours.sexting", "not_applicable"),
        ("violence.sexual.image_synthetic", "online"),
        ("violence.sexual.livestream", "online"),
        ("violence.sexual.commercial", "both"),
        ("safety.harmful_sexual_behaviour", "online"),
        ("violence.harassment", "online"),  # what was threatened would be offline
    ],
)
def test_the_hard_rows_are_there(reason: str, setting: str) -> None:
    assert keys_with(reason, setting)


def test_extortion_stands_beside_suicidal_thoughts() -> None:
    (found,) = set(keys_with("violence.sexual.extortion", "online")) & set(
        keys_with("mental_health.suicidality", "not_applicable")
    )
    assert len(SCENARIOS[found].key) == 2


def test_one_is_about_an_adult_whose_reason_is_as_a_childs() -> None:
    assert "27" in SCENARIOS["s06"].text
    assert SCENARIOS["s06"].key == SCENARIOS["s02"].key


def test_enough_are_ocsea_and_enough_are_not() -> None:
    n_ocsea = sum(says_ocsea(one.key) for one in SCENARIOS.values())

    assert 10 <= n_ocsea <= 20


def written(folder: Path, entries: str) -> Path:
    (folder / "tiny.yaml").write_text(HEAD + entries, encoding="utf-8")
    return folder


ENTRY = """\
  - id: {id}
    title: T
    text: A text.
    key: [{{reason: {reason}, setting: {setting}}}]
    because: B
"""


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        (ENTRY.format(id="s01", reason="violence.buling", setting="online"), "tiny.yaml:10: unknown reason"),
        (ENTRY.format(id="s01", reason="violence.physical", setting="online"), "cannot be online -> it can be offline"),
        (ENTRY.format(id="s01", reason="missing", setting="not_applicable") * 2, "scenario `s01` stands twice"),
        (ENTRY.format(id="x", reason="missing", setting="not_applicable"), "id"),
        (ENTRY.format(id="s01", reason="missing", setting="x").replace("    text: A text.\n", ""), "text"),
    ],
)
def test_a_wrong_scenario_is_refused_with_file_and_line(tmp_path: Path, entries: str, message: str) -> None:
    with pytest.raises(VocabularyError, match=r"schemas/scenarios/tiny.yaml:\d+") as refused:
        read_scenarios(written(tmp_path, entries), load_codes())

    assert message in str(refused.value)


def test_a_right_one_is_read(tmp_path: Path) -> None:
    (found,) = read_scenarios(
        written(tmp_path, ENTRY.format(id="s01", reason="missing", setting="not_applicable")), load_codes()
    )

    assert found.entries[0].key == {("missing", "not_applicable")}
