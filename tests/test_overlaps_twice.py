"""Files without ids that overlap repeat contacts: what is not equal to its older record counts twice, and it is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
arrives: {as: overlaps}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, gender: {never: not asked}, age: age}
reasons: {cell: why}
ignored_columns: [note]
"""
DECISIONS = "reason,bully,mapped,violence.bullying,,,equal,,,,,\nreason,neglect,mapped,violence.neglect,,,equal,,,,,\n"
MONTH = [f"2024-03-{day:02},{9 + day % 7},{('bully', 'neglect')[day % 2]}" for day in range(1, 25)]
OTHER_WORDS = [row.replace("bully", "harcelement").replace("neglect", "negligence") for row in MONTH]
SAID = "select form_code, state_code, sentence from lake_finding where finding_code = 'contacts_twice'"


def come(tiny: TinySource, rows: Sequence[str], header: str = "day,age,why") -> list[tuple[str, str, str]]:
    number = len(list(tiny.inbox.iterdir())) + 1
    tiny.put(f"c_{number}.csv", header + "\n" + "\n".join(rows) + "\n")
    tiny.ingest()
    return tiny.query(SAID)


def count(tiny: TinySource) -> int:
    return int(tiny.query("select count(*) from contact")[0][0])


def test_a_column_that_came_makes_contacts_count_twice_and_it_is_said(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    assert come(tiny, MONTH) == []

    [(form, state, sentence)] = come(tiny, [f"{row},x" for row in MONTH], "day,age,why,note")

    assert (form, state) == ("overlaps", "warn") and "24 of 24 contacts are alike" in sentence
    assert come(tiny, MONTH[:3])[0][:2] == ("overlaps", "warn"), "every later run says it too"
    assert count(tiny) == 48


def test_so_do_other_words(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    come(tiny, MONTH)

    [(form, state, sentence)] = come(tiny, OTHER_WORDS)

    assert (form, state) == ("apart", "warn") and "(24 days), and 0 of them are in it" in sentence


@pytest.mark.parametrize(
    "again",
    [MONTH, [*MONTH[10:], "2024-03-28,11,bully"], [f"2024-03-24,{age},bully" for age in range(3, 18)]],
    ids=["equal", "more", "a day in both"],
)
def test_files_that_overlap_as_they_should_say_nothing(tmp_path: Path, again: Sequence[str]) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    come(tiny, MONTH)

    assert come(tiny, again) == []


def test_what_repeats_the_newest_file_in_its_words_is_not_asked_about_older_ones(tmp_path: Path) -> None:
    """The file in which the words changed is said; each file after it would be read beside every older one for ever."""
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    come(tiny, MONTH)
    come(tiny, OTHER_WORDS)

    [(_, _, sentence)] = come(tiny, [*OTHER_WORDS, "2024-03-28,11,harcelement"])

    assert sentence.startswith("c_2.csv")


def test_days_that_the_newest_file_does_not_have_are_looked_for_in_older_ones(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    come(tiny, MONTH[:14])
    assert come(tiny, OTHER_WORDS[14:]) == []

    [(form, _, sentence)] = come(tiny, OTHER_WORDS)

    assert form == "apart" and sentence.startswith("c_3.csv") and "(14 days), and 0 of them are in it" in sentence
