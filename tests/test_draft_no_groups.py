"""What looks like a grouped report and is none: nothing is filled down, and where it may be one it is asked."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.drafting import Drafted, day, draft_files, write_csv
from tests.test_draft_counts import WHY, Rows

CHANCE = random.Random(5)


def drafted_of(folder: Path, rows: Rows) -> Drafted:
    return draft_files(folder, [write_csv(folder / "in" / "export_2023.csv", rows)])


@pytest.mark.parametrize(
    "header",
    [
        ["Date of call", "Case number", "Channel"],
        ["Created on", "External ID", "Channel"],
        ["Date of call", "Channel", "Town"],
    ],
)
def test_records_that_continue_a_contact_below_its_date_are_no_group(tmp_path: Path, header: list[str]) -> None:
    """300 contacts were drafted for 100, and nothing asked but whether blanks are filled."""
    rows: Rows = [[*header, "Reason"]]
    for n in range(100):
        rows.append([day(n).isoformat(), f"C{n:04}", "Phone", WHY[0]])
        rows += [["", "", "", WHY[1]], ["", "", "", WHY[2]]]

    drafted = drafted_of(tmp_path, rows)

    assert "filled_down" not in drafted.content["read"]


def test_records_that_continue_a_contact_below_its_date_are_drafted_as_such(tmp_path: Path) -> None:
    rows: Rows = [["Date of call", "Case number", "Channel", "Reason"]]
    for n in range(100):
        rows.append([day(n).isoformat(), f"C{n:04}", "Phone", WHY[0]])
        rows += [["", "", "", WHY[1]], ["", "", "", WHY[2]]]

    drafted = drafted_of(tmp_path, rows)

    assert drafted.content["continues"] == "above" and "QUESTION" in drafted.line("continues")


@pytest.mark.parametrize("first", ["", "Girl"])
def test_a_pivot_whose_groups_begin_with_their_sum_is_asked_about(tmp_path: Path, first: str) -> None:
    """1,584 were counted for 798."""
    rows: Rows = [["Month", "Gender", "Contacts"]]
    for month in range(1, 13):
        parts = [CHANCE.randint(5, 30) for _ in range(3)]
        rows.append([f"2023-{month:02}", first, sum(parts)])
        rows += [["", gender, n] for gender, n in zip(("Girl", "Boy", "Other"), parts, strict=True)]

    drafted = drafted_of(tmp_path, rows)

    assert "filled_down" not in drafted.content["read"]
    assert "QUESTION" in drafted.line("read") and "'Month'" not in drafted.line("read")


def grouped_by(header: str, labels: list[str]) -> Rows:
    rows: Rows = [[header, "Case number", "Date of call", "Gender"]]
    for place, label in enumerate(labels):
        rows += [[label if n == 0 else "", f"C{place}{n:03}", day(n).isoformat(), "Girl"] for n in range(20)]
        rows.append([f"Total {label}", "", "", ""])
    return [*rows, ["Total", "", "", ""]]


@pytest.mark.parametrize("header", ["Worked by", "Responsible"])
def test_a_report_grouped_by_persons_names_none_of_them(tmp_path: Path, header: str) -> None:
    names = ["Ana Perez", "Juan Gomez", "Maria Lopez", "Pedro Ruiz"]

    drafted = drafted_of(tmp_path, grouped_by(header, names))

    assert not any(part in drafted.text for name in names for part in name.split())
    assert "filled_down" not in drafted.content["read"]


def test_totals_that_are_called_more_than_a_total_are_asked_about(tmp_path: Path) -> None:
    drafted = drafted_of(tmp_path, grouped_by("Contact reason", [*WHY]))

    assert not any(f"Total {why}" in drafted.text for why in WHY)
    assert "rows are called a total of something" in drafted.line("read")


@pytest.mark.parametrize("header", ["Referral source", "Campaign", "Extra"])
def test_an_optional_first_column_is_asked_about(tmp_path: Path, header: str) -> None:
    rows: Rows = [[header, "Case number", "Date of call", "Reason", "Minutes"]]
    for n in range(240):
        told = f"place {n}" if n % 12 == 0 else ""
        rows.append([told, f"C{n:04}", day(n).isoformat(), CHANCE.choice(WHY), n % 17])

    drafted = drafted_of(tmp_path, rows)

    assert "filled_down" not in drafted.content["read"]
    assert header in drafted.line("read") and "QUESTION" in drafted.line("read")
