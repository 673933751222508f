"""A scan tells columns that are sums of others: counted beside them, the same contacts count twice."""

from __future__ import annotations

import random
from pathlib import Path

from tests.scanned_file import scan_one, text


def told(tmp_path: Path, header: list[str], rows: list[list[str]]) -> list[str]:
    """The notes on totals."""
    table = scan_one(tmp_path, "x.csv", text([header, *rows]).encode())
    return [note for note in table.notes if "the sum of" in note]


def test_a_total_beside_its_parts_is_told(tmp_path: Path) -> None:
    chance = random.Random(1)
    rows = []
    for day in range(1, 29):
        girls, boys, unknown = (chance.randint(0, 30) for _ in range(3))
        rows.append([f"2024-02-{day:02}", *map(str, (girls, boys, unknown, girls + boys + unknown))])

    (note,) = told(tmp_path, ["day", "girls", "boys", "unknown", "all"], rows)

    assert note.startswith("'all' is in every record the sum of 3 others ('girls', 'boys', 'unknown')")


def test_totals_of_totals_are_told(tmp_path: Path) -> None:
    chance = random.Random(2)
    rows = []
    for month in range(1, 13):
        a, b, c, d = (chance.randint(0, 30) for _ in range(4))
        rows.append([f"2024-{month:02}", *map(str, (a + b + c + d, a + b, a, b, c + d, c, d))])

    notes = told(tmp_path, ["month", "n", "girls", "girls 0-9", "girls 10-17", "boys", "boys 0-9", "boys 10-17"], rows)

    assert sorted(note.split()[0] for note in notes) == ["'boys'", "'girls'", "'n'"]


def test_the_number_of_ticks_beside_the_boxes_is_told(tmp_path: Path) -> None:
    chance = random.Random(3)
    rows = []
    for n in range(60):
        boxes = [chance.randint(0, 1) for _ in range(5)]
        rows.append([f"K{n}", *map(str, boxes), str(sum(boxes))])

    (note,) = told(tmp_path, ["id", *(f"why_{n}" for n in range(5)), "n_reasons"], rows)

    assert "'n_reasons'" in note and "5 others" in note


def test_numbers_that_are_no_sums_are_not_told(tmp_path: Path) -> None:
    chance = random.Random(4)
    rows = [[f"K{n}", *(str(chance.randint(0, 40)) for _ in range(4))] for n in range(60)]

    assert told(tmp_path, ["id", "a", "b", "c", "age"], rows) == []


def test_one_record_that_speaks_against_it_is_enough(tmp_path: Path) -> None:
    rows = [[f"2024-02-{day:02}", str(day), str(2 * day), str(3 * day)] for day in range(1, 29)]
    rows[17][3] = "1"

    assert told(tmp_path, ["day", "girls", "boys", "all"], rows) == []
