"""What is still held back, and which years are not up to date because of it: `source_year` says so by file names."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.base.summary import list_held
from tests.tiny_source import SOURCE, TinySource
from warehouse.assess.step import assess
from warehouse.network.manifest import named_tables
from warehouse.store.run import SourceHeldError

HEADER = "case_no;day;why\n"
BROKEN = "other;columns\n1;2\n"
EXPORT = """\
files: "contacts_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: contact
id: case_no
arrives: ARRIVES
date: {column: day, format: "%Y-%m-%d"}
fields:
  channel: {never: not exported}
  gender: {never: not exported}
  age: {never: not exported}
  contact_type: {never: not exported}
reasons: {cell: why}
"""
BY_DAY = '{as: updates, newest: {by: "contacts_(%Y-%m-%d).csv"}}'
BY_YEAR = '{as: replaces_period, slot: "contacts_(%Y).csv"}'
DECISIONS = "reason,Blackmail,mapped,violence.sexual.extortion,,,,,,,,\n"


def source(folder: Path, arrives: str, text: str = SOURCE) -> TinySource:
    return TinySource.write(folder, EXPORT.replace("ARRIVES", arrives), DECISIONS, text)


def contacts_of(year: int, why: str = "Blackmail") -> str:
    return HEADER + f"{year}1;{year}-03-01;{why}\n{year}2;{year}-04-01;Blackmail\n"


def states(tiny: TinySource) -> list[tuple[int, str, int | None]]:
    """Year, status and contacts of each source-year, after a run."""
    with suppress(SourceHeldError):
        tiny.ingest()
    assess(tiny.run())
    rows = pq.read_table(named_tables(tiny.layout, "assess")["source_year"]).to_pylist()
    return [(row["contact_year"], row["status_code"], row["n_contacts"]) for row in rows]


def test_a_period_of_which_the_only_file_is_held_is_held_and_the_others_are_current(tmp_path: Path) -> None:
    tiny = source(tmp_path, BY_YEAR)
    tiny.put("contacts_2021.csv", contacts_of(2021))
    tiny.put("contacts_2022.csv", contacts_of(2022))
    tiny.put("contacts_2023.csv", BROKEN)

    assert states(tiny) == [(2021, "current", 2), (2022, "current", 2), (2023, "held", None)]
    tiny.put("contacts_2023.csv", contacts_of(2023))
    assert states(tiny)[-1] == (2023, "current", 2)


def test_a_period_that_a_held_file_would_replace_is_stale(tmp_path: Path) -> None:
    tiny = source(tmp_path, BY_YEAR)
    tiny.put("contacts_2021.csv", contacts_of(2021))
    tiny.put("contacts_2022.csv", contacts_of(2022))
    assert states(tiny) == [(2021, "current", 2), (2022, "current", 2)]
    tiny.put("contacts_2021.csv", BROKEN)

    assert states(tiny) == [(2021, "stale", 2), (2022, "current", 2)]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        # an export of January is about December too
        ("contacts_2023-01-05.csv", [(2021, "current", 2), (2022, "stale", 2), (2023, "held", None)]),
        ("contacts_2022-12-31.csv", [(2021, "current", 2), (2022, "stale", 2)]),
        ("contacts_2021-02-01.csv", [(2021, "stale", 2), (2022, "current", 2)]),
        # no format is for it: nothing is known but that it lies there
        ("notes.txt", [(2021, "current", 2), (2022, "stale", 2)]),
    ],
)
def test_the_day_in_a_name_says_from_which_year_on_contacts_may_be_missing(
    tmp_path: Path, held: str, expected: list[tuple[int, str, int]]
) -> None:
    tiny = source(tmp_path, BY_DAY)
    tiny.put("contacts_2022-12-01.csv", contacts_of(2021) + contacts_of(2022).removeprefix(HEADER))
    tiny.put(held, BROKEN)

    assert states(tiny) == expected


def test_a_held_source_says_so_also_of_the_year_that_was_to_come(tmp_path: Path) -> None:
    tiny = source(tmp_path, BY_YEAR, SOURCE.replace("rejected: 1,", "rejected: 1, unmapped: 0.2,"))
    tiny.put("contacts_2021.csv", contacts_of(2021))
    assert states(tiny) == [(2021, "current", 2)]
    tiny.put("contacts_2022.csv", contacts_of(2022, why="Something new"))

    assert states(tiny) == [(2021, "held", 2), (2022, "held", None)]


def test_the_first_delivery_of_a_source_that_is_held_has_its_year(tmp_path: Path) -> None:
    tiny = source(tmp_path, BY_YEAR)
    tiny.put("contacts_2021.csv", BROKEN)

    assert states(tiny) == [(2021, "held", None)]


def test_where_no_name_says_anything_no_year_is_made_up(tmp_path: Path) -> None:
    tiny = source(tmp_path, "{as: additions}")
    tiny.put("contacts_first.csv", BROKEN)

    assert states(tiny) == []


def test_a_held_file_that_was_sent_again_is_held_no_longer(tmp_path: Path) -> None:
    tiny = source(tmp_path, BY_DAY)
    tiny.put("contacts_2021-06-01.csv", contacts_of(2021))
    tiny.put("contacts_2021-12-01.csv", BROKEN)

    def held() -> list[str]:
        return [one.file for one in list_held(tiny.layout, tiny.run().registry, "tiny")]

    assert states(tiny) == [(2021, "stale", 2)]
    assert held() == ["contacts_2021-12-01.csv"]
    tiny.put("contacts_2021-12-01.csv", "still;broken\n1;2\n")
    assert states(tiny) == [(2021, "stale", 2)]
    assert held() == ["contacts_2021-12-01.csv"]
    tiny.put("contacts_2021-12-01.csv", contacts_of(2021, why="Blackmail") + "20213;2021-05-01;Blackmail\n")
    assert states(tiny) == [(2021, "current", 3)]
    assert held() == []


def test_another_name_of_the_same_period_is_the_file_sent_again(tmp_path: Path) -> None:
    tiny = source(tmp_path, '{as: replaces_period, slot: "contacts_(%Y)*.csv"}')
    tiny.put("contacts_2021.csv", BROKEN)
    assert states(tiny) == [(2021, "held", None)]
    tiny.put("contacts_2021_corrected.csv", contacts_of(2021))
    assert states(tiny) == [(2021, "current", 2)]
    tiny.put("contacts_2021_once_more.csv", BROKEN.replace("1;2", "1;3"))
    assert states(tiny) == [(2021, "stale", 2)]
