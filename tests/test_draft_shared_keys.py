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
