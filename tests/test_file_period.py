"""An export in which nothing tells a day: its contacts stand on the first day of the file's period, and that is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.finding import Finding
from schemas.mapping.day import When
from schemas.mapping.period import days_of
from schemas.text.problem import MappingError
from tests.tiny_source import EVERY_SIZE, SOURCE, TinySource

EXPORT = """\
files: "c_*.csv"
read: {{csv: {{encoding: utf-8}}}}
row: contact
arrives: {arrives}
date: {{period: {period}}}
fields: {{channel: {{never: not asked}}, gender: {{never: not asked}}, age: age}}
reasons: {{cell: why}}
"""
BY_SLOT = '{as: replaces_period, slot: "c_(%s).csv"}'
HIT = "reason,Hit,mapped,violence.physical,,,equal,,,,,\n"
ROWS = "age,why\n12,Hit\n13,Hit\n"


def ingest(
    folder: Path, name: str, period: str, arrives: str, source: str = SOURCE
) -> tuple[TinySource, tuple[Finding, ...]]:
    tiny = TinySource.write(folder, EXPORT.format(arrives=arrives, period=period), HIT, source)
    tiny.put(name, ROWS)
    return tiny, tiny.ingest()[2].findings


@pytest.mark.parametrize(
    ("name", "period", "arrives", "day", "told"),
    [
        ("c_2023-04.csv", "slot", BY_SLOT % "%Y-%m", date(2023, 4, 1), "2023-04"),
        ("c_2023.csv", "slot", BY_SLOT % "%Y", date(2023, 1, 1), "2023"),
        ("c_042023.csv", "slot", BY_SLOT % "%m%Y", date(2023, 4, 1), "2023-04"),
        ("c_x.csv", '"2023"', "{as: additions}", date(2023, 1, 1), "2023"),
        ("c_x.csv", '"2023-12"', "{as: additions}", date(2023, 12, 1), "2023-12"),
        ("c_x.csv", '"2023-Q3"', "{as: additions}", date(2023, 7, 1), "2023-Q3"),
    ],
)
def test_contacts_stand_on_its_first_day(
    tmp_path: Path, name: str, period: str, arrives: str, day: date, told: str
) -> None:
    source, findings = ingest(tmp_path, name, period, arrives)

    assert source.query("select contact_date, age_years from contact order by 2") == [(day, 12), (day, 13)]
    (coarse,) = [one for one in findings if one.finding_code == "coarse_dates"]
    assert coarse.state_code == "warn"
    assert f"every contact stands on the first day of {told}, the period of the file" in coarse.sentence


def test_a_day_is_a_day(tmp_path: Path) -> None:
    source, findings = ingest(tmp_path, "c_2023-04-30.csv", "slot", BY_SLOT % "%Y-%m-%d")

    assert source.query("select distinct contact_date from contact") == [(date(2023, 4, 30),)]
    assert not [one for one in findings if one.finding_code == "coarse_dates"]


def test_a_source_that_began_within_the_period_is_taken(tmp_path: Path) -> None:
    began = SOURCE.replace("valid: {from: 2015-01-01}", "valid: {from: 2023-03-15}")
    source, _ = ingest(tmp_path / "a", "c_2023.csv", "slot", BY_SLOT % "%Y", began)
    earlier, _ = ingest(tmp_path / "b", "c_2022.csv", "slot", BY_SLOT % "%Y", began)

    assert source.query("select count(*) from contact") == [(2,)]
    assert earlier.query("select distinct reject_code from rejected_row") == [("date_before_source",)]


def test_a_later_file_of_the_period_replaces_it(tmp_path: Path) -> None:
    source, _ = ingest(tmp_path, "c_2023-04.csv", "slot", BY_SLOT % "%Y-%m", EVERY_SIZE)
    source.put("c_2023-05.csv", ROWS)
    source.put("c_2023-04.csv", "age,why\n9,Hit\n")
    source.ingest()

    assert source.query("select contact_date, age_years from contact order by all") == [
        (date(2023, 4, 1), 9),
        (date(2023, 5, 1), 12),
        (date(2023, 5, 1), 13),
    ]


def test_equal_records_of_two_months_are_two_contacts(tmp_path: Path) -> None:
    source, _ = ingest(tmp_path, "c_2023-04.csv", "slot", BY_SLOT % "%Y-%m")
    source.put("c_2023-05.csv", ROWS)
    source.ingest()

    assert source.query("select count(*), count(distinct contact_id) from contact") == [(4, 4)]


@pytest.mark.parametrize(
    "declared",
    [
        {"period": "spring"},
        {"period": "2023-13"},
        {"period": "2023-Q5"},
        {"period": "2023", "format": "iso"},
        {"period": "2023", "column": "day", "format": "iso"},
        {"period": "2023", "calendar": "buddhist"},
        {"column": "day"},
        {"format": "iso"},
        {},
    ],
)
def test_what_says_no_period_or_two_things_is_refused(declared: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        When.model_validate(declared)


def test_a_slot_has_to_be_declared(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="period: slot"):
        ingest(tmp_path, "c_2023.csv", "slot", "{as: additions}")


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024-Q4", ("2024-10-01", "2024-12-31")),
        ("2024-Q1", ("2024-01-01", "2024-03-31")),
        ("2024-12-31", ("2024-12-31", "2024-12-31")),
    ],
)
def test_the_days_of_a_period(period: str, days: tuple[str, str]) -> None:
    found = days_of(period)
    assert found is not None
    assert tuple(day.isoformat() for day in found) == days
