"""Headings above their parts in a list of counts: one may be chance, several of one list are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_source import TinySource
from warehouse.store.run import SourceHeldError

EXPORT = """\
files: "*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period}
period: {column: month, format: "%Y-%m"}
count: n
reasons: why
"""
WORDS = (
    "Violence",
    "Beating",
    "Neglect",
    "Mood",
    "Grief",
    "Fear",
    "School",
    "Marks",
    "Rows",
    "Home",
    "Money",
    "Moving",
)
LABELS = "".join(f"reason,{word},mapped,mental_health.mood,,,,,,,,\n" for word in WORDS)


def ingest(folder: Path, *months: dict[str, int]) -> TinySource:
    tiny = TinySource.write(folder, EXPORT, LABELS)
    rows = [f"2024-0{month},{word},{n}\n" for month, counts in enumerate(months, 1) for word, n in counts.items()]
    tiny.put("r.csv", "month,why,n\n" + "".join(rows))
    tiny.ingest()
    return tiny


def found(tiny: TinySource) -> list[tuple[str, str]]:
    return tiny.query("select finding_code, state_code from lake_finding order by all")


def of_month(*numbers: int) -> dict[str, int]:
    """Four headings, each the sum of the two labels that follow it."""
    pairs = [(numbers[place], numbers[place + 1]) for place in range(0, len(numbers), 2)]
    return dict(zip(WORDS, [n for one, two in pairs for n in (one + two, one, two)], strict=True))


def test_several_headings_that_are_each_the_sum_of_what_follows_hold_the_source(tmp_path: Path) -> None:
    with pytest.raises(SourceHeldError) as raised:
        ingest(
            tmp_path, of_month(811, 459, 613, 491, 552, 371, 439, 341), of_month(790, 502, 640, 433, 507, 398, 411, 377)
        )
    assert {one.finding_code for one in raised.value.findings} == {"total_beside_parts"}
    told = " ".join(one.sentence for one in raised.value.findings)
    assert all(f"the label of record {number} " in told for number in (1, 4, 7, 10))


def test_one_such_heading_is_said_and_holds_nothing(tmp_path: Path) -> None:
    tiny = ingest(tmp_path, {"Violence": 1270, "Beating": 811, "Neglect": 459, "Rows": 77})
    assert found(tiny) == [("total_beside_parts", "warn")]
    assert tiny.query("select sum(n_contacts)::bigint from reported_count") == [(2617,)]


def test_small_numbers_that_happen_to_add_up_hold_nothing(tmp_path: Path) -> None:
    tiny = ingest(tmp_path, {"Violence": 9, "Beating": 5, "Neglect": 4, "Mood": 3, "Grief": 2, "Fear": 1, "Rows": 6})
    assert tiny.query("select sum(n_contacts)::bigint from reported_count") == [(30,)]


def test_headings_whose_parts_are_left_out_by_decisions_count_nothing_twice(tmp_path: Path) -> None:
    parts = ("Beating", "Neglect", "Grief", "Fear", "Marks", "Rows", "Money", "Moving")
    decided = "".join(
        f"reason,{word},ignored,,,,,,,told by its heading,,\n"
        if word in parts
        else f"reason,{word},mapped,mental_health.mood,,,,,,,,\n"
        for word in WORDS
    )
    tiny = TinySource.write(tmp_path, EXPORT, decided)
    rows = [
        f"2024-0{month},{word},{n}\n"
        for month, numbers in enumerate(
            ((811, 459, 613, 491, 552, 371, 439, 341), (790, 502, 640, 433, 507, 398, 411, 377)), 1
        )
        for word, n in of_month(*numbers).items()
    ]
    tiny.put("r.csv", "month,why,n\n" + "".join(rows))
    tiny.ingest()
    assert tiny.query("select sum(n_contacts)::bigint from reported_count") == [(8135,)]
