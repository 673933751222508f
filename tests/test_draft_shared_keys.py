"""Tables of one delivery that share keys are one export and a question, not an export each."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from tests.drafting import day, draft_files, write_csv

Rows = list[Sequence[object]]
WHY = ("Bullying", "Neglect", "Grief", "Abuse", "Family")


def star(key: Callable[[int], object]) -> dict[str, Rows]:
    """A table of calls and five that hang on it, by keys of this form."""
    chance = random.Random(11)
    calls: Rows = [["call_id", "call_date", "channel_id", "minutes"]]
    calls += [[key(n), day(n).isoformat(), chance.randint(1, 3), chance.randint(1, 60)] for n in range(1, 201)]
    persons: Rows = [["person_id", "call_id", "gender", "age"]]
    persons += [[n + 5000, key(n % 200 + 1), chance.choice(("Girl", "Boy")), chance.randint(5, 17)] for n in range(300)]
    reasons: Rows = [["call_id", "reason_id"], *([key(n % 200 + 1), chance.randint(1, 5)] for n in range(400))]
    referrals: Rows = [["referral_id", "call_id", "agency", "date"]]
    referrals += [[n + 9000, key(n % 200 + 1), "Police", day(n).isoformat()] for n in range(150)]
    return {
        "calls": calls,
        "persons": persons,
        "call_reasons": reasons,
        "referrals": referrals,
        "channels": [["channel_id", "channel"], [1, "Phone"], [2, "Chat"], [3, "SMS"]],
        "reasons": [["reason_id", "reason"], *([n + 1, why] for n, why in enumerate(WHY))],
    }


@pytest.mark.parametrize("key", [lambda n: n, lambda n: f"C-{n:05}"], ids=["numbers", "codes"])
def test_a_star_schema_is_one_export_and_a_question_that_names_files_and_keys(
    tmp_path: Path, key: Callable[[int], object]
) -> None:
    tables = star(key)
    paths = [write_csv(tmp_path / "in" / f"{name}.csv", rows) for name, rows in tables.items()]

    drafted = draft_files(tmp_path, paths)

    assert drafted.content["files"] == "calls.csv"
    question = drafted.line("row").partition("QUESTION")[2]
    assert all(f"{name}.csv" in question for name in tables) and "'call_id'" in question
    source = (drafted.folder / "source.yaml").read_text(encoding="utf-8")
    left_out = next(line for line in source.splitlines() if line.startswith("ignore_files:"))
    assert "QUESTION" in left_out and "calls.csv" not in left_out.replace("call_reasons.csv", "")
    assert drafted.run() == ("open_questions",)
    drafted.without_lines_of_questions()
    assert drafted.is_refused()


def test_files_that_share_nothing_are_formats_of_their_own(tmp_path: Path) -> None:
    calls: Rows = [
        ["call_id", "call_date", "reason"],
        *([f"C{n:05}", day(n).isoformat(), WHY[n % 5]] for n in range(120)),
    ]
    chats: Rows = [["session", "started_on", "topic", "minutes", "browser"]]
    chats += [[f"S{n:05}", day(n).isoformat(), WHY[n % 5], n % 40, "Firefox"] for n in range(90)]
    paths = [write_csv(tmp_path / "in" / name, rows) for name, rows in (("calls.csv", calls), ("chats.csv", chats))]

    assert {one["files"] for one in draft_files(tmp_path, paths).documents} == {"calls.csv", "chats.csv"}


@pytest.mark.long
def test_other_sheets_of_a_workbook_are_named(tmp_path: Path) -> None:
    path = tmp_path / "in" / "calls_2023.xlsx"
    path.parent.mkdir()
    book = xlsxwriter.Workbook(path)
    for name, rows in star(lambda n: f"C-{n:05}").items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()

    drafted = draft_files(tmp_path, [path])

    assert drafted.content["read"]["workbook"]["sheet"] == "calls"
    assert any("'persons'" in question and "'call_reasons'" in question for question in drafted.questions)


def test_a_table_without_any_column_for_a_key_is_a_format_of_its_own(tmp_path: Path) -> None:
    """Its lines end as Python writes them on Windows where nobody says `newline`, so that it is read with care."""
    rows = [f"{day(n % 90).isoformat()},{WHY[n % 5]},{('Girl', 'Boy')[n % 2]}" for n in range(120)]
    paths = [
        write_csv(tmp_path / "in" / "2020.csv", [["date", "reason", "gender"], *(row.split(",") for row in rows)]),
        tmp_path / "in" / "2021.csv",
    ]
    paths[1].write_bytes(b"".join(f"{row},\r\r\n".encode() for row in ["Date,Topic,gender", *rows]))

    drafted = draft_files(tmp_path, paths)

    assert {one["files"] for one in drafted.documents} == {"2020.csv", "2021.csv"}


def exchange_and_notes(number: Callable[[int], str], noted: Callable[[int], str]) -> dict[str, Rows]:
    """Calls of a telephone exchange, and the notes that counsellors wrote of most of them."""
    calls: Rows = [["uniqueid", "calldate", "duration"]]
    calls += [[number(n), f"{day(n)} 10:00:00", 5 + n] for n in range(200)]
    notes: Rows = [["Call UID", "Note date", "Main issue", "Sex"]]
    notes += [[noted(n), day(n).isoformat(), WHY[n % 5], "F"] for n in range(0, 200, 2)]
    return {"cdr": calls, "notes": notes}


@pytest.mark.parametrize(
    ("noted", "told"),
    [
        (lambda n: f"1711{n:06}.{n + 10}", "these files share keys"),
        (lambda n: f"N{n:05}", "the same ones once more?"),
    ],
)
def test_calls_and_their_notes_are_not_two_exports_of_contacts(
    tmp_path: Path, noted: Callable[[int], str], told: str
) -> None:
    """Both were drafted as contacts, and a call with a note would have counted twice."""
    tables = exchange_and_notes(lambda n: f"1711{n:06}.{n + 10}", noted)
    paths = [write_csv(tmp_path / "in" / f"{name}_2023.csv", rows) for name, rows in tables.items()]

    drafted = draft_files(tmp_path, paths)

    assert any(told in question for question in drafted.questions)


def test_records_without_a_partner_are_counted_in_the_question(tmp_path: Path) -> None:
    tables = star(lambda n: f"C-{n:05}")
    kept = {"calls": tables["calls"][:151], "persons": [*tables["persons"][:101], [9999, "", "Girl", 9]]}
    paths = [write_csv(tmp_path / "in" / f"{name}.csv", rows) for name, rows in kept.items()]

    question = draft_files(tmp_path, paths).line("row")

    assert "1 records of persons.csv find none there" in question
    assert "50 records of calls.csv have none in persons.csv" in question


@pytest.mark.parametrize("column", ["motivo", "motivo_id", "reason"])
def test_a_list_of_codes_with_days_of_its_own_is_no_export_of_contacts(tmp_path: Path, column: str) -> None:
    """When each code came into use stands beside it."""
    name = column.removesuffix("_id")
    listed: Rows = [["id", "name", "created_at"]]
    listed += [[n + 1, f"{WHY[n % 5]} {n}", day(n, 2022).isoformat()] for n in range(20)]
    facts: Rows = [["fecha", "canal", column, "sexo"]]
    facts += [[day(n).isoformat(), ("Chat", "Teléfono")[n % 2], n % 20 + 1, "F"] for n in range(400)]
    paths = [
        write_csv(tmp_path / "in" / f"{name}s.csv", listed),
        write_csv(tmp_path / "in" / "atenciones.csv", facts),
    ]

    drafted = draft_files(tmp_path, paths)

    assert drafted.content["files"] == "atenciones.csv"
    assert f"{name}s.csv" in drafted.line("row")


def test_a_sheet_with_a_long_list_of_codes_is_not_drafted_before_the_contacts(tmp_path: Path) -> None:
    path = tmp_path / "in" / "calls_2023.xlsx"
    path.parent.mkdir()
    listed: Rows = [
        ["reason_id", "category", "reason"],
        *([f"R{n:03}", WHY[n % 5], f"{WHY[n % 5]} {n}"] for n in range(60)),
    ]
    facts: Rows = [["date", "channel", "why"], *([day(n).isoformat(), "Chat", n % 60] for n in range(300))]
    book = xlsxwriter.Workbook(path)
    for name, rows in (("codes", listed), ("calls", facts)):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()

    drafted = draft_files(tmp_path, [path])

    assert drafted.content["read"]["workbook"]["sheet"] == "calls"
    assert any("'codes'" in question for question in drafted.questions)
