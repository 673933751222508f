"""What a helpline answered (`replies.yaml`): read with its folder, every mistake at once with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry, load_sound
from schemas.mapping.reply import EXAMPLE, MOST_CHARACTERS
from schemas.text.problem import MappingError
from tests.tiny_source import SOURCE_ID, TinySource

EXPORT = """\
files: "d.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: id
arrives: {as: updates, newest: {by: received}}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: reason
"""
DECISIONS = "reason,Extortion,mapped,violence.sexual.extortion,,,equal,,,,,\n"
GOOD = {
    "finding": "no_setting",
    "cause": "habit",
    "year": "2023",
    "reply": "The field came with the new form.",
    "explained": "yes",
    "by": "data officer",
    "on": "2026-11-02",
}


def entry(**changed: str) -> str:
    """One reply, a key a line; an empty text leaves its key out."""
    keys = {name: value for name, value in {**GOOD, **changed}.items() if value}
    return "".join(f"{'  - ' if place == 0 else '    '}{name}: {keys[name]}\n" for place, name in enumerate(keys))


def written(folder: Path, text: str) -> Path:
    tiny = TinySource.write(folder, EXPORT, DECISIONS)
    (folder / "mappings" / SOURCE_ID / "replies.yaml").write_text(text, encoding="utf-8")
    return tiny.folder / "mappings"


def complaints(folder: Path, *entries: str) -> list[str]:
    with pytest.raises(MappingError) as raised:
        load_registry(written(folder, "replies:\n" + "".join(entries)))
    return [str(problem) for problem in raised.value.problems]


def test_a_reply_is_read_with_its_line(tmp_path: Path) -> None:
    registry = load_registry(written(tmp_path, "replies:\n" + entry(cause="", year="") + entry()))
    every_year, of_year = registry.replies[SOURCE_ID]
    assert (every_year.cause, every_year.year, every_year.line) == (None, None, 2)
    assert (of_year.cause, of_year.year, of_year.is_explained, of_year.line) == ("habit", 2023, True, 7)


def test_the_reply_on_the_reference_page_loads(tmp_path: Path) -> None:
    assert load_registry(written(tmp_path, EXAMPLE)).replies[SOURCE_ID][0].is_explained


def test_a_reply_in_several_lines_is_one_text(tmp_path: Path) -> None:
    registry = load_registry(written(tmp_path, "replies:\n" + entry(reply=">\n      Asked since\n      2021-2023.")))
    assert registry.replies[SOURCE_ID][0].reply == "Asked since 2021-2023."


@pytest.mark.parametrize(
    ("changed", "line", "told"),
    [
        ({"finding": "no_settings"}, 2, "there is no finding of this code -> did you mean no_setting"),
        ({"cause": "system"}, 2, "a reply cannot make a system able"),
        ({"finding": "truncated", "cause": ""}, 2, "`truncated` holds data back, and a reply takes nothing in"),
        ({"cause": "sytem"}, 3, "is not one of system, habit -> did you mean `system`?"),
        ({"year": "2027"}, 2, "`year` is later than the day of the answer"),
        ({"year": "1066"}, 4, "greater than or equal to 1900"),
        ({"explained": "perhaps"}, 6, "stands where yes or no is expected"),
        ({"on": "yesterday"}, 8, "is no day -> write year, month and day: 2026-11-02"),
        ({"on": "2.11.2026"}, 8, "is no day -> write year, month and day: 2026-11-02"),
        ({"by": ""}, 2, "required key `by` is missing"),
        ({"sorry": "yes"}, 9, "unknown key `sorry`"),
        ({"reply": "x" * (MOST_CHARACTERS + 1)}, 5, f"at most {MOST_CHARACTERS} characters"),
        ({"reply": '"  "'}, 5, "says nothing"),
        ({"reply": '"ask ana.b@line.example"'}, 5, "looks like it holds an e-mail address"),
        ({"by": '"ana.b@line.example"'}, 7, "looks like it holds an e-mail address"),
        ({"reply": '"call +44 20 7946 0958"'}, 5, "looks like it holds a phone number"),
        ({"reply": '"call 2012 345 678"'}, 5, "looks like it holds a phone number"),
        ({"reply": '"call ٠١٢٣٤٥٦٧٨"'}, 5, "looks like it holds a phone number"),
        ({"reply": '"a \\u202e b"'}, 5, "characters that nobody sees"),
    ],
)
def test_what_no_reply_can_say_is_refused_with_its_line(
    tmp_path: Path, changed: dict[str, str], line: int, told: str
) -> None:
    (complaint,) = complaints(tmp_path, entry(**changed))
    assert complaint.startswith(f"mappings/tiny/replies.yaml:{line}: ")
    assert told in complaint
    for secret in ("ana.b", "7946", "345 678", "٠١٢"):
        assert secret not in complaint


def test_what_is_wrong_with_several_replies_is_said_at_once(tmp_path: Path) -> None:
    said = complaints(tmp_path, entry(on="2.11.2026") + entry(finding="no_settings"))

    assert len(said) == 2 and "is no day" in said[0] and "there is no finding of this code" in said[1]
    assert said[1].startswith("mappings/tiny/replies.yaml:9: ")


@pytest.mark.parametrize(
    "text",
    ["Our number 116 111 is free.", "From 2023-05-01 to 2023-06-01 12 of 40.", "31.01.2024 - 28.02.2024", "12,000"],
)
def test_short_numbers_years_and_days_are_no_phone(tmp_path: Path, text: str) -> None:
    assert load_registry(written(tmp_path, "replies:\n" + entry(reply=f'"{text}"'))).replies[SOURCE_ID]


def test_all_mistakes_are_told_at_once_with_those_of_other_files(tmp_path: Path) -> None:
    mappings = written(tmp_path, "replies:\n" + entry(finding="nothing_like_it") + entry() + entry())
    (mappings / SOURCE_ID / "export.yaml").write_text(EXPORT.replace("row: contact", "row: contract"))
    with pytest.raises(MappingError) as raised:
        load_registry(mappings)
    told = [(problem.file, problem.line) for problem in raised.value.problems]
    assert told == [
        ("mappings/tiny/export.yaml", 3),
        ("mappings/tiny/replies.yaml", 2),
        ("mappings/tiny/replies.yaml", 16),
    ]


def test_the_same_day_in_other_years_or_of_another_cause_is_another_reply(tmp_path: Path) -> None:
    others = entry(year="2024") + entry(cause="") + entry(on="2026-11-03") + entry(finding="one_reason")
    assert len(load_registry(written(tmp_path, "replies:\n" + entry() + others)).replies[SOURCE_ID]) == 5


def test_what_holds_data_can_be_answered_and_is_not_explained(tmp_path: Path) -> None:
    text = entry(finding="truncated", cause="", explained="no") + entry(cause="system", explained="no")
    assert len(load_registry(written(tmp_path, "replies:\n" + text)).replies[SOURCE_ID]) == 2


def test_a_mistake_elsewhere_in_the_folder_does_not_undo_a_reply(tmp_path: Path) -> None:
    mappings = written(tmp_path, "replies:\n" + entry())
    (mappings / SOURCE_ID / "source.yaml").write_text("name: half\n", encoding="utf-8")
    registry = load_sound(mappings)
    assert registry.broken and len(registry.replies[SOURCE_ID]) == 1


def test_a_reply_changes_no_mapping_and_the_registry(tmp_path: Path) -> None:
    mappings = written(tmp_path, "replies:\n" + entry())
    with_reply = load_registry(mappings)
    (mappings / SOURCE_ID / "replies.yaml").write_text("replies:\n" + entry(explained="no"), encoding="utf-8")
    other = load_registry(mappings)
    (mappings / SOURCE_ID / "replies.yaml").unlink()
    without = load_registry(mappings)
    assert len({one.content_hash for one in (with_reply, other, without)}) == 3
    assert len({one.sources[SOURCE_ID].content_hash for one in (with_reply, other, without)}) == 1
