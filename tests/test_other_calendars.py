"""Years of other calendars are no years of ours: asked about in a draft, and never counted in a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.drafting import draft_files, write_csv
from tests.test_draft_counts import CODES, WHY, Rows, counted
from tests.tiny_source import TinySource

OF_ANOTHER = "another calendar"
Spelled = Callable[[int, int], str]
YEARS: dict[str, Spelled] = {
    "Iran": lambda day, month: f"1403-{month:02}-{day:02}",
    "Iran, in its digits": lambda day, month: f"۱۴۰۳/{month:02}/{day:02}",
    "Islam": lambda day, month: f"{day:02}/{month:02}/1445",
    "Israel": lambda day, month: f"{day:02}/{month:02}/5784",
}


def days(spelled: Spelled) -> list[str]:
    return [spelled(day, month) for month in range(1, 13) for day in (2, 17, 28)]


@pytest.mark.parametrize("country", YEARS)
def test_counts_of_such_days_are_asked_about_and_none_is_counted(tmp_path: Path, country: str) -> None:
    rows: Rows = [["Day", *WHY], *([day, 12, 7, 31, 5] for day in days(YEARS[country]))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "counts.csv", rows)])

    assert drafted.content["row"] == "count" and OF_ANOTHER in drafted.line("period")
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == 0


@pytest.mark.parametrize("country", YEARS)
def test_contacts_on_such_days_are_asked_about_and_none_is_used(tmp_path: Path, country: str) -> None:
    spelled = days(YEARS[country])
    rows: Rows = [["id", "Date", "Reason"], *([f"C{i}", spelled[i % 36], WHY[i % 4]] for i in range(80))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls.csv", rows)])
    assert OF_ANOTHER in drafted.line("date")

    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select count(*) from contact") == [(0,)]


HEAD = 'files: "c_*.csv"\nread: {csv: {encoding: utf-8}}\n'
CONTACTS = (
    f"{HEAD}row: contact\nid: id\narrives: {{as: additions}}\ndate: {{column: day, format: iso}}\n"
    "fields: {channel: {never: not asked}}\nreasons: {cell: why}\n"
)
COUNTS = (
    f"{HEAD}row: count\narrives: {{as: additions}}\nperiod: {{column: day, format: iso}}\ncount: id\nreasons: why\n"
)


@pytest.mark.parametrize("export", [CONTACTS, COUNTS])
@pytest.mark.parametrize(("year", "is_other"), [("1403", True), ("2567", True), ("5784", True), ("1985", False)])
def test_a_run_says_what_the_years_may_be(tmp_path: Path, export: str, year: str, is_other: bool) -> None:
    tiny = TinySource.write(tmp_path, export, "reason,Grief,mapped,mental_health.mood,,,equal,,,,,\n")
    tiny.put("c_1.csv", f"id,day,why\n1,{year}-01-15,Grief\n2,{year}-01-16,Grief\n")
    (rejected,) = [one for one in tiny.ingest()[1].findings if one.finding_code == "rejected_rows"]
    assert rejected.numerator == 2
    assert (OF_ANOTHER in rejected.sentence) == is_other
    assert "1403" not in rejected.sentence and "5784" not in rejected.sentence


@pytest.mark.parametrize(
    ("spelled", "months"),
    [("{day} de {name} de 2024", "es"), ("lunes, {day} de {name} de 2024", "es")],
)
def test_days_of_counts_are_read_in_their_language(tmp_path: Path, spelled: str, months: str) -> None:
    mondays = {"enero": (1, 15, 29), "febrero": (5, 12, 26), "marzo": (4, 11, 25), "abril": (1, 15, 29)}
    texts = [spelled.format(day=day, name=name) for name, days in mondays.items() for day in days]
    rows: Rows = [["Fecha", *WHY], *([text, 12, 7, 31, 5] for text in texts)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "conteo.csv", rows)])

    assert drafted.content["period"]["months"] == months
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == 12 * (12 + 7 + 31 + 5)
