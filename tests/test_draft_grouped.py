"""Grouped reports and sheets by period: what stands once for many records is read for all of them, or asked about."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
import xlsxwriter

from tests.drafting import day, draft_files, write_csv
from tests.test_draft_counts import CODES, WHY, Rows, counted
from tests.tiny_counts import COUNTS, LONG, long

MONTHS = ("January", "February", "March", "April", "May", "June")


def grouped_counts() -> tuple[Rows, int]:
    """A month, its reasons, and girls and boys of each, as a pivot table writes them; and the sum of all."""
    chance = random.Random(3)
    rows: Rows = [["Month", "Reason", "Gender", "Contacts"]]
    whole = 0
    for month in range(1, 13):
        counts = [chance.randint(1, 40) for _ in range(2 * len(WHY))]
        for place, n in enumerate(counts):
            first = f"2024-{month:02}" if place == 0 else ""
            rows.append([first, WHY[place // 2] if place % 2 == 0 else "", ("Girl", "Boy")[place % 2], n])
        rows.append(["Subtotal", "", "", sum(counts)])
        whole += sum(counts)
    return [*rows, ["Total", "", "", whole]], whole


def test_counts_of_a_pivot_table_have_the_month_and_reason_of_their_group(tmp_path: Path) -> None:
    rows, whole = grouped_counts()

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "counts_2024.csv", rows)])

    assert drafted.content["read"]["filled_down"] == ["Month", "Reason"]
    assert "QUESTION" in drafted.line("read")
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == whole
    assert drafted.query("select count(distinct period_start)::integer from reported_count") == [(12,)]


def test_the_reason_above_a_group_of_contacts_is_the_reason_of_each(tmp_path: Path) -> None:
    chance = random.Random(2)
    rows: Rows = [["Contact Reason", "Case Number", "Date Opened", "Gender", "Channel"]]
    truth = {}
    for place, why in enumerate(WHY):
        truth[why] = 150 + 20 * place
        for n in range(truth[why]):
            opened = day(chance.randint(0, 300)).strftime("%d/%m/%Y")
            rows.append([why if n == 0 else "", f"C{place}{n:04}", opened, "Female", "Phone"])
        rows.append(["Subtotal", "", truth[why], "", ""])
    rows.append(["Total", "", sum(truth.values()), "", ""])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "report_2023.csv", rows)])

    assert drafted.content["read"]["filled_down"] == ["Contact Reason"]
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    found = drafted.query(
        "select source_value, sum(n_contacts)::int from source_value where field = 'reason' group by 1"
    )
    assert dict(found) == truth
    assert drafted.query("select count(*) from contact") == [(sum(truth.values()),)]


def test_an_optional_column_and_rows_that_continue_a_contact_are_no_groups(tmp_path: Path) -> None:
    chance = random.Random(4)
    rows: Rows = [["Remark", "Case ID", "Date of call", "Reason"]]
    rows += [
        [WHY[n % 3] if n % 10 == 0 else "", f"C{n:04}", day(n).isoformat(), chance.choice(WHY)] for n in range(200)
    ]
    continued: Rows = [["Case ID", "Date of call", "Reason"]]
    for n in range(100):
        continued += [[f"C{n:04}", day(n).isoformat(), WHY[0]], ["", "", WHY[1]], ["", "", WHY[2]]]

    for name, table in (("a", rows), ("b", continued)):
        drafted = draft_files(tmp_path / name, [write_csv(tmp_path / name / "in" / "calls_2023.csv", table)])

        assert "filled_down" not in drafted.content["read"]


def test_records_that_continue_a_contact_are_drafted_so_and_asked_about(tmp_path: Path) -> None:
    """Odoo: half of the records, and with them all but the first reason of each contact, were rejected."""
    rows: Rows = [["External ID", "Created on", "Channel", "Tags"]]
    for n in range(100):
        rows += [[f"case_{n}_ab", f"{day(n)} 10:00:00", "Phone", WHY[n % 4]], ["", "", "", WHY[(n + 1) % 4]]]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "helpline.case.csv", rows)])

    assert drafted.content["continues"] == "above" and "QUESTION" in drafted.line("continues")
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select count(*)::int from contact") == [(100,)]
    found = drafted.query("select sum(n_values)::int from source_value where field = 'reason'")
    assert found == [(200,)]


FILLED = LONG.replace('delimiter: ";"}}', 'delimiter: ";"}, filled_down: [period, why]}')


def test_what_is_blank_below_a_record_that_cannot_be_read_is_no_group_of_the_one_before(tmp_path: Path) -> None:
    source = long(
        tmp_path,
        ";;F;;Net;8",
        "2022Q1;Bullying;F;;Net;3",
        ";;?;;Net;4",
        ";Rape;F;;School;5",
        ";too;many;cells;in;this;record",
        ";;F;;Net;9",
        "2022Q2;Bullying;F;;Net;7",
        export=FILLED,
    )

    source.ingest()

    assert source.query(COUNTS.format("period_start::varchar, reason_code, n_contacts")) == [
        ("2022-01-01", "violence.bullying", 3),
        ("2022-01-01", "violence.bullying", 4),
        ("2022-01-01", "violence.sexual.abuse", 5),
        ("2022-04-01", "violence.bullying", 7),
    ]
    rejected = source.query("select row_number, reject_code from rejected_row order by 1")
    assert rejected == [(1, "nothing_above"), (5, "too_many_cells"), (6, "nothing_above")]


def book(path: Path, sheets: dict[str, Rows]) -> Path:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.getvalue())
    return path


@pytest.mark.parametrize("total", ["", "Total"])
def test_a_sheet_a_month_whose_name_alone_tells_it(tmp_path: Path, total: str) -> None:
    """With a last sheet that adds the others up, too."""
    chance = random.Random(1)
    sheets: dict[str, Rows] = {}
    sums = [[0, 0] for _ in WHY]
    for month in MONTHS:
        numbers = [[chance.randint(3, 60), chance.randint(3, 60)] for _ in WHY]
        sheets[month] = [["Reason", "Girls", "Boys"], *([why, *n] for why, n in zip(WHY, numbers, strict=True))]
        sums = [[a + c, b + d] for (a, b), (c, d) in zip(sums, numbers, strict=True)]
    if total:
        sheets[total] = [["Reason", "Girls", "Boys"], *([why, *n] for why, n in zip(WHY, sums, strict=True))]

    drafted = draft_files(tmp_path, [book(tmp_path / "in" / "tally_2024.xlsx", sheets)])

    assert drafted.content["read"]["key"] == "Month (sheet)"
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == sum(map(sum, sums))
    months = "select count(distinct period_start)::int, min(period_start)::varchar from reported_count"
    assert drafted.query(months) == [(6, "2024-01-01")]


def test_contacts_of_sheets_by_month_take_the_month_from_the_name(tmp_path: Path) -> None:
    header = ["Case ID", "Day", "Channel", "Reason"]
    sheets: dict[str, Rows] = {
        name: [header, *([f"{name[:3]}{n}", 1 + n % 28, "Phone", WHY[n % 4]] for n in range(60))]
        for name in ("Jan 2024", "Feb 2024", "Mar 2024")
    }

    drafted = draft_files(tmp_path, [book(tmp_path / "in" / "contacts.xlsx", sheets)])

    assert "'Month (sheet)'" in drafted.line("date")
    drafted.answer_as_guessed()
    date = "date: {column: {joined: [Day, Month (sheet)], with: ' '}, format: '%d %b %Y'}"
    drafted.export.write_text(drafted.text.replace(drafted.line("date"), date))
    assert drafted.run() == ()
    by_month = (
        "select date_trunc('month', contact_date)::date::varchar, count(*)::int from contact group by 1 order by 1"
    )
    assert drafted.query(by_month) == [("2024-01-01", 60), ("2024-02-01", 60), ("2024-03-01", 60)]


def test_a_sheet_that_has_a_column_of_the_key_is_refused(tmp_path: Path) -> None:
    drafted = draft_files(
        tmp_path,
        [
            book(
                tmp_path / "in" / "tally_2024.xlsx", {m: [["Reason", "Number"], *([w, 5] for w in WHY)] for m in MONTHS}
            )
        ],
    )
    drafted.answer_as_guessed()
    assert drafted.run() == ()

    drafted.export.write_text(drafted.text.replace("Month (sheet)", "Number"))

    assert drafted.is_refused() or "missing_column" in drafted.run()


@pytest.mark.parametrize("total", ["All", "Total"])
@pytest.mark.parametrize(
    "header", [["Case ID", "Date of call", "Channel", "Reason"], ["Who", "Date of call", "Channel", "Reason"]]
)
def test_a_sheet_that_repeats_the_contacts_of_all_others_is_not_counted_beside_them(
    tmp_path: Path, total: str, header: list[str]
) -> None:
    """168 contacts were drafted for 84."""
    sheets: dict[str, Rows] = {}
    for place, month in enumerate(("Jan", "Feb", "Mar"), start=1):
        rows: Rows = [[f"C{place}{n:03}", f"2024-{place:02}-{1 + n:02}", "Phone", WHY[n % 4]] for n in range(28)]
        sheets[month] = [header, *rows]
    sheets[total] = [header, *(row for rows in list(sheets.values()) for row in rows[1:])]

    drafted = draft_files(tmp_path, [book(tmp_path / "in" / "contacts.xlsx", sheets)])

    assert any("what do these hold" in question for question in drafted.questions)
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select count(*)::int from contact") == [(84,)]


@pytest.mark.parametrize("names", [MONTHS[:3], ("1", "2", "3")])
def test_sheets_that_are_read_as_periods_are_asked_about(tmp_path: Path, names: tuple[str, ...]) -> None:
    sheets: dict[str, Rows] = {
        name: [["Reason", "Girls", "Boys"], *([why, 3 + len(why), 5] for why in WHY)] for name in names
    }

    drafted = draft_files(tmp_path, [book(tmp_path / "in" / "tally_2024.xlsx", sheets)])

    assert drafted.content["read"]["key"] == "Month (sheet)"
    assert "is every sheet a period of its own" in drafted.line("read")
    assert ("by numbers alone" in drafted.line("read")) == (names[0] == "1")
