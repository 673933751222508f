"""Where files without ids are each said to hold new contacts, a file that came before with other bytes does not count
twice in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.tiny_source import TinySource
from warehouse.store.run import SourceHeldError

EXPORT = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
arrives: ARRIVES
date: {column: day, format: iso}
fields:
  channel: {never: not asked}
  gender: {never: not asked}
  age: age
reasons: {cell: why}
"""
DECISIONS = """\
reason,bully,mapped,violence.bullying,,,equal,,,,,
reason,neglect,mapped,violence.neglect,,,equal,,,,,
reason,grief,mapped,mental_health.mood,,,equal,,,,,
"""
MONTH = [f"2024-03-{day:02},{9 + day % 7},{('bully', 'neglect')[day % 2]}" for day in range(1, 25)]
MORE = ["2024-03-28,11,bully", "2024-03-29,12,neglect"]
ALIKE = ["2024-03-05,12,bully"] * 40


def source(folder: Path, arrives: str = "{as: additions}") -> TinySource:
    return TinySource.write(folder, EXPORT.replace("ARRIVES", arrives), DECISIONS)


def put(tiny: TinySource, name: str, rows: Sequence[str]) -> None:
    tiny.put(name, "day,age,why\n" + "\n".join(rows) + "\n")


def come(tiny: TinySource) -> tuple[list[tuple[str, str]], int]:
    """What is said of contacts that came before, and how many contacts count."""
    try:
        findings = tiny.ingest()[1].findings
    except SourceHeldError as held:
        findings = held.findings
    told: list[tuple[str, str]] = [
        (one.finding_code, one.state_code) for one in findings if one.finding_code == "contacts_twice"
    ]
    return told, tiny.query("select count(*)::integer from contact")[0][0]


@pytest.mark.parametrize(
    "again", [[*MONTH, *MORE], MONTH[:10], MONTH[4:] + MORE], ids=["more", "a part", "another part"]
)
def test_the_later_file_is_held_and_what_came_before_stays(tmp_path: Path, again: Sequence[str]) -> None:
    tiny = source(tmp_path)
    put(tiny, "c_1.csv", MONTH)
    assert come(tiny) == ([], 24)

    put(tiny, "c_2.csv", again)

    assert come(tiny) == ([("contacts_twice", "fail")], 24)
    assert come(tiny) == ([("contacts_twice", "fail")], 24), "and is held by every later run"


def test_a_year_behind_its_months_is_held(tmp_path: Path) -> None:
    tiny = source(tmp_path)
    for number in range(3):
        put(tiny, f"c_{number}.csv", MONTH[number * 8 : number * 8 + 8])
    put(tiny, "c_year.csv", [*MORE, *MONTH])

    assert come(tiny) == ([("contacts_twice", "fail")], 24)


def test_a_few_again_are_said_and_count(tmp_path: Path) -> None:
    tiny = source(tmp_path)
    put(tiny, "c_1.csv", MONTH)
    put(tiny, "c_2.csv", [*MONTH[-6:], *(row.replace("-03-", "-04-") for row in MONTH)])

    assert come(tiny) == ([("contacts_twice", "warn")], 54)


def test_new_contacts_of_the_same_days_are_no_sign_nor_are_contacts_that_are_all_alike(tmp_path: Path) -> None:
    tiny = source(tmp_path)
    put(tiny, "c_1.csv", [*MONTH, *ALIKE])
    put(tiny, "c_2.csv", [*(row.replace(",bully", ",grief") for row in MONTH if "bully" in row), *ALIKE, *ALIKE])

    assert come(tiny) == ([], 24 + 40 + 12 + 80)


@pytest.mark.parametrize(
    ("arrives", "n_contacts"), [("{as: overlaps}", 26), ("{as: additions, adds_up: an office each}", 50)]
)
def test_a_mapping_that_says_how_files_stand_is_taken_at_its_word(
    tmp_path: Path, arrives: str, n_contacts: int
) -> None:
    tiny = source(tmp_path, arrives)
    put(tiny, "c_1.csv", MONTH)
    put(tiny, "c_2.csv", [*MONTH, *MORE])

    assert come(tiny) == ([], n_contacts)


def test_where_both_counted_until_the_mapping_changed_what_stands_stays_and_why_is_said(tmp_path: Path) -> None:
    tiny = source(tmp_path, "{as: additions, adds_up: an office each}")
    put(tiny, "c_1.csv", MONTH)
    put(tiny, "c_2.csv", [*MONTH, *MORE])
    assert come(tiny) == ([], 50)

    tiny = source(tmp_path)

    assert come(tiny) == ([("contacts_twice", "fail")], 50)


def test_a_file_that_came_again_in_another_encoding_counts_once(tmp_path: Path) -> None:
    tiny = source(tmp_path)
    put(tiny, "c_1.csv", MONTH)
    put(tiny, "c_2.csv", [f"{row} " for row in reversed(MONTH)])

    assert come(tiny) == ([], 24)


def test_a_name_that_comes_again_with_the_days_it_had_is_said(tmp_path: Path) -> None:
    """Of contacts that others are like nobody can say whether they are the same: the name and the days can."""
    tiny = source(tmp_path)
    put(tiny, "c_1.csv", ALIKE)
    come(tiny)
    put(tiny, "c_1.csv", ALIKE[:12])

    for _ in range(2):
        assert come(tiny) == ([("contacts_twice", "warn")], 52)


@pytest.mark.parametrize("arrives", ["{as: additions}", "{as: additions, adds_up: an office each}"])
def test_a_name_that_comes_again_with_other_days_is_a_habit(tmp_path: Path, arrives: str) -> None:
    tiny = source(tmp_path, arrives)
    put(tiny, "c_1.csv", MONTH)
    come(tiny)
    put(tiny, "c_1.csv", [row.replace("2024-03", "2024-04") for row in MONTH])

    assert come(tiny) == ([], 48)


@pytest.mark.parametrize(
    ("again", "n_contacts", "n_gone"), [(range(60), 60, 0), (range(12, 60), 60, 12)], ids=["only grew", "some are gone"]
)
def test_a_name_that_comes_again_with_more_is_asked_where_something_is_gone(
    tmp_path: Path, again: range, n_contacts: int, n_gone: int
) -> None:
    """With ids of their own the contacts of both files count once; what is in the earlier file only counts too."""
    export = EXPORT.replace("ARRIVES", "{as: additions}").replace("row: contact", "row: contact\nid: no")
    tiny = TinySource.write(tmp_path, export, DECISIONS)
    for numbers in (range(40), again):
        rows = "".join(f"{number},2024-03-{1 + number % 20:02},9,bully\n" for number in numbers)
        tiny.put("c_1.csv", f"no,day,age,why\n{rows}")
        told, n = come(tiny)

    assert (told, n) == ([("contacts_twice", "warn")] if n_gone else [], n_contacts)
    said = tiny.query("select sentence from lake_finding where finding_code = 'contacts_twice'")
    assert [f"{n_gone} contacts that are in the earlier file only are counted too." in one for (one,) in said] == (
        [True] if n_gone else []
    )
