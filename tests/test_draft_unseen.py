"""Exports of tools and habits that a draft took wrongly for sure, or could not say."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pipelines.draft.decisions_text import Value, suggest_rows
from pipelines.draft.drafting import draft_new
from pipelines.draft.source_text import About
from pipelines.report.scan_terminal import print_profile
from schemas.mapping.registry import load_registry
from tests.conftest import ROOT
from tests.drafting import SOURCE_ID, TODAY, day, draft_files, write_csv
from tests.test_draft_counts import CODES, WHY, Rows, counted, total_of
from tests.tiny_source import TinySource
from warehouse.scan import scan_files
from warehouse.store.run import silent


def contacts(n: int, *columns: tuple[str, Any]) -> Rows:
    """Contacts with an id and a channel, and columns whose cells are made from the number of a record."""
    rows: Rows = [["Case ID", "Channel", *(name for name, _ in columns)]]
    return rows + [[f"C{i:04}", ("Phone", "Chat")[i % 2], *(make(i) for _, make in columns)] for i in range(n)]


def test_a_text_beside_boxes_of_yes_and_no_makes_no_labels_of_the_ticks(tmp_path: Path) -> None:
    """LimeSurvey with labels: `Yes` would have been the reason of every box."""
    boxes = [
        (f"Reasons for contact [{why}]", lambda i, p=p: "Yes" if i % (p + 2) == 0 else "No")
        for p, why in enumerate(WHY)
    ]
    other = ("Reasons for contact [Other]", lambda i: "my teacher" if i % 9 == 0 else "")
    rows = contacts(120, ("Date submitted", lambda i: day(i).isoformat()), *boxes, other)

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "answers_2023.csv", rows)])

    assert any("'Reasons for contact [Other]'" in question for question in drafted.questions)
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    found = dict(drafted.query("select source_value, n_values from source_value where field = 'reason'"))
    assert found == {why: len(range(0, 120, place + 2)) for place, why in enumerate(WHY)}


def test_a_label_in_brackets_is_told_without_them(tmp_path: Path) -> None:
    """REDCap with labels: `Bullying)` was a value to decide."""
    names = ("Sexual abuse (contact)", "Bullying", "Grief")
    boxes = [
        (f"Reasons (all that apply) (choice={name})", lambda i, p=p: ("Checked", "Unchecked")[i % (p + 2) > 0])
        for p, name in enumerate(names)
    ]
    rows = contacts(60, ("Date of call", lambda i: day(i).isoformat()), *boxes)

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "labels_2023.csv", rows)])
    drafted.answer_as_guessed()

    assert drafted.run() == ()
    values = drafted.query("select source_value from source_value where field = 'reason' order by 1")
    assert [value for (value,) in values] == sorted(names)


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("%Y-%m-%d 20:11:00 +0000", "%Y-%m-%d %H:%M:%S %z"),
        ("%d %b, %Y 04:18 AM", "%d %b, %Y %I:%M %p"),
    ],
)
def test_dates_of_ticket_systems_are_read(tmp_path: Path, written: str, form: str) -> None:
    """Zendesk's zone behind a blank, Freshdesk's comma behind the month."""
    rows = contacts(60, ("Created at", lambda i: day(i).strftime(written)), ("Reason", lambda i: WHY[i % 4]))

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tickets_2023.csv", rows)])

    assert drafted.content["date"] == {"column": "Created at", "format": form}
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select min(contact_date)::varchar, count(*)::int from contact") == [("2023-01-01", 60)]


@pytest.mark.parametrize(
    ("write", "told"),
    [
        (lambda one: f"令和{one.year - 2018}年{one.month}月{one.day}日", "reign"),
        (lambda one: f"R{one.year - 2018}.{one.month}.{one.day}", "reign"),
        (lambda one: f"{one.year - 1911}/{one.month:02}/{one.day:02}", "reign"),
        (lambda one: f"{one.day} ม.ค. {one.year + 543}", "months have names"),
    ],
)
def test_a_date_that_no_form_reads_is_named_with_what_to_do(tmp_path: Path, write: Any, told: str) -> None:
    rows = contacts(60, ("Date", lambda i: write(day(i % 28))), ("Reason", lambda i: WHY[i % 4]))

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls.csv", rows)])

    line = drafted.line("date")
    assert "'Date'" in line and told in line and "2024-01-31" in line


def test_months_of_another_calendar_beside_a_year_are_asked_about(tmp_path: Path) -> None:
    """Meskerem of 2015 is September 2022: the year alone was the period, and sure."""
    months = ("Meskerem", "Tikimt", "Hidar", "Tahsas", "Tir", "Yekatit", "Megabit")
    rows: Rows = [["Year", "Month", "Reason", "Cases"]]
    rows += [[year, month, why, 2 + n] for year in (2015, 2016) for n, month in enumerate(months) for why in WHY]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert "QUESTION: 'Month' may tell more" in drafted.line("period")


def test_an_answer_with_its_number_is_no_age(tmp_path: Path) -> None:
    """`1 = Stranger` was suggested as a child of 0 to 3, with a score of 0.97."""
    known = load_registry(ROOT / "mappings")
    values = [Value("age", text, 50) for text in ("1 = Stranger", "9 = Unknown", "2. Adult")]

    rows = suggest_rows(values, known, SOURCE_ID, None, TODAY, "")

    assert not [row for row in rows if any(cell.startswith("age_") for cell in row)]


def test_years_of_ethiopia_are_asked_about(tmp_path: Path) -> None:
    """They lie among ours: 2016 began in September 2023, and no number tells."""
    about = About("et_new", country="ET")
    rows = contacts(60, ("Date", lambda i: f"{1 + i % 28:02}/03/2016"), ("Reason", lambda i: WHY[i % 4]))
    settings = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls.csv", rows)]).settings

    made = draft_new(settings, about, [tmp_path / "in" / "calls.csv"], None, TODAY, silent)

    assert any("Ethiopian calendar" in question.text for question in made.questions)


def test_keys_of_json_counts_that_nobody_reads_are_told(tmp_path: Path) -> None:
    """A new gender lost its contacts in silence; in a table it was a warning. One that is a person's name is not told."""
    source = TinySource.write(tmp_path, JSON_COUNTS, GENDERS)
    records = [
        {"month": f"2022-{m:02}", "n": {"girls": m, "boys": 2, "others": 3}, "by": {"x": 1}} for m in range(1, 13)
    ]
    records[0]["n"] = {"girls": 1, "boys": 2, "Aminata Diop": 1}
    source.put("r_2022.json", json.dumps(records))

    _, staged, _ = source.ingest()

    told = {one.form_code: one.sentence for one in staged.findings if one.finding_code == "new_column"}
    assert "'n.others'" in told["numbers"] and "'by'" in told["unread"]
    assert "1 in `n`" in told["rare_numbers"]
    assert not any("Aminata" in sentence for sentence in told.values())


JSON_COUNTS = """\
files: "r_*.json"
read: {json: array}
row: count
arrives: {as: replaces_period, slot: "r_(%Y).json"}
period: {column: month, format: "%Y-%m"}
across: {columns: [n.girls, n.boys], gives: gender}
"""
GENDERS = "gender,n.girls,mapped,girl,,,,,,,,\ngender,n.boys,mapped,boy,,,,,,,,\n"


def by_month() -> Rows:
    chance = random.Random(4)
    rows: Rows = [["Year", "Reason", *range(1, 13)]]
    return rows + [[year, why, *(chance.randint(0, 50) for _ in range(12))] for year in (2022, 2023) for why in WHY]


def test_a_header_of_bare_numbers_is_a_header_and_its_months_have_the_year_of_their_row(tmp_path: Path) -> None:
    rows = by_month()

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "months.csv", rows)])

    assert drafted.content["period"] == {"format": ["%m"], "year": "Year"}
    assert "months of a year?" in drafted.line("period")
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == total_of(rows, *range(2, 14))
    query = "select sum(n_contacts)::int from reported_count where period_start = '2023-12-01'"
    assert drafted.query(query) == [(sum(int(str(row[13])) for row in rows[1:] if row[0] == 2023),)]


def test_records_without_a_year_are_rejected_and_not_of_another(tmp_path: Path) -> None:
    rows = by_month()
    rows[3] = ["", *rows[3][1:]]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "months.csv", by_month())])
    write_csv(tmp_path / "in" / "months.csv", rows)

    whole = counted(drafted, dict(zip(WHY, CODES, strict=True)))

    assert whole == total_of([rows[0], *rows[1:3], *rows[4:]], *range(2, 14))
    assert drafted.query("select row_number, reject_code from rejected_row") == [(3, "bad_period")]


def test_a_row_of_small_numbers_is_a_record_where_no_words_stand_beside_it(tmp_path: Path) -> None:
    rows: Rows = [[9, 3, 1], [10, 5, 2], [11, 7, 3], *([n, n % 5, n % 3] for n in range(12, 60))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "numbers.csv", rows)])

    assert any("first row looks like a record" in question for question in drafted.questions)


def test_shares_beside_counts_count_nothing(tmp_path: Path) -> None:
    chance = random.Random(6)
    rows: Rows = [["Month", "Reason", "Number", "%"]]
    whole = 0
    for month in range(1, 13):
        counts = [chance.randint(1, 90) for _ in WHY]
        whole += sum(counts)
        rows += [
            [f"2023-{month:02}", why, n, f"{100 * n / sum(counts):.1f}%"] for why, n in zip(WHY, counts, strict=True)
        ]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2023.csv", rows)])

    assert (drafted.content["count"], drafted.content["ignored_columns"]) == ("Number", ["%"])
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == whole


def test_plain_shares_beside_columns_of_counts_are_not_counted(tmp_path: Path) -> None:
    rows: Rows = [["Month", "Girls", "Girls %", "Boys", "Boys %"]]
    for month in range(1, 13):
        girls, boys = 20 + month, 90 - 3 * month
        rows.append(
            [
                f"2023-{month:02}",
                girls,
                round(100 * girls / (girls + boys)),
                boys,
                100 - round(100 * girls / (girls + boys)),
            ]
        )

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2023.csv", rows)])

    assert drafted.content["across"] == {"columns": ["Girls", "Boys"], "gives": "gender"}


def test_subtotals_are_left_out_by_their_label_and_the_last_total_as_a_footer(tmp_path: Path) -> None:
    rows: Rows = [["Month", "Reason", "Contacts"]]
    whole = 0
    for month in range(1, 7):
        rows += [[f"2023-{month:02}", why, 5 + month + place] for place, why in enumerate(WHY)]
        n = sum(5 + month + place for place in range(len(WHY)))
        rows.append(["Subtotal", "", n])
        whole += n
    rows.append(["Grand total", "", whole])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2023.csv", rows)])

    assert drafted.content["read"]["csv"]["footer_rows"] == "1"
    assert drafted.content["leave_out"][0]["is"] == ["Subtotal"]
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == whole


def test_the_terminal_asks_for_the_year_where_it_may_stand_first(tmp_path: Path) -> None:
    rows = contacts(
        60, ("Date", lambda i: f"{1 + i % 12:02}/{1 + i % 11:02}/{1 + i % 12:02}"), ("Reason", lambda i: WHY[i % 4])
    )
    console = Console(record=True, width=300)

    print_profile(console, scan_files([write_csv(tmp_path / "calls.csv", rows)]), True)

    assert "the month or the year written first?" in console.export_text()


@pytest.mark.parametrize(
    ("months", "total"),
    [
        ("មករា កុម្ភៈ មីនា មេសា ឧសភា", "សរុប"),
        ("شباط آذار نيسان أيار حزيران", "المجموع"),
        ("1月 2月 3月 4月 5月", "合計"),
        ("Ocak Şubat Mart Nisan Mayıs", "Toplam"),
    ],
)
def test_months_and_totals_of_more_languages_are_known(tmp_path: Path, months: str, total: str) -> None:
    chance = random.Random(5)
    rows: Rows = [["Reason", *months.split(), total]]
    for why in WHY:
        counts = [chance.randint(0, 90) for _ in months.split()]
        rows.append([why, *counts, sum(counts)])
    rows.append([total, *(total_of(rows, column) for column in range(1, 7))])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2024.csv", rows)])

    assert drafted.content["across"] == {"columns": months.split(), "gives": "period"}
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == total_of(rows[:-1], 6)
