"""The day of a contact is when somebody called, never when something was done to the child."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafting import day, draft_files, write_csv

WHY = ("Bullying", "Neglect", "Grief", "Abuse", "Family")


@pytest.mark.parametrize(
    ("happened", "called"),
    [
        ("incident_date", "report_date"),
        ("Fecha de los hechos", "Fecha de ingreso"),
        ("Date des faits", "Date du signalement"),
        ("Data do fato", "Data de cadastro"),
    ],
)
def test_the_day_of_the_report_wins_whatever_the_order(tmp_path: Path, happened: str, called: str) -> None:
    rows = [["Case", happened, "Reason", called]]
    rows += [[f"K{n:04}", day(n).isoformat(), WHY[n % 5], day(n + n % 9).isoformat()] for n in range(120)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "cases.csv", rows)])

    assert drafted.content["date"]["column"] == called


def test_where_only_the_day_of_what_happened_is_there_it_is_asked_about(tmp_path: Path) -> None:
    rows = [["Case", "incident_date", "Reason"]]
    rows += [[f"K{n:04}", day(n).isoformat(), WHY[n % 5]] for n in range(120)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "cases.csv", rows)])

    assert "not of the contact" in drafted.line("date").partition("QUESTION")[2]
