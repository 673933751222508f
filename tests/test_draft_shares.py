"""A column of counts whose header holds a sign or word of shares is counted; one of shares is not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import xlsxwriter

from tests.drafting import draft_files, write_csv
from tests.test_draft_counts import CODES, WHY, Rows, counted, total_of

DECIDED = dict(zip(WHY, CODES, strict=True))


def tally(header: str, share: str = "") -> Rows:
    """A row a month and reason; `share`: the header of whole shares of the month beside the number."""
    chance = random.Random(8)
    rows: Rows = [["Month", "Reason", header, *([share] if share else [])]]
    for month in range(1, 13):
        numbers = [chance.randint(20, 240) for _ in WHY]
        for why, number in zip(WHY, numbers, strict=True):
            shares = [round(100 * number / sum(numbers))] if share else []
            rows.append([f"2023-{month:02}", why, number, *shares])
    return rows


@pytest.mark.parametrize("header", ["Calls (100%)", "100% online cases", "100 % of calls", "Percent project calls"])
def test_numbers_above_a_hundred_are_counts_whatever_the_header_says(tmp_path: Path, header: str) -> None:
    rows = tally(header)

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2023.csv", rows)])

    assert drafted.content["count"] == header
    assert counted(drafted, DECIDED) == total_of(rows, 2)


def test_a_number_before_the_sign_makes_no_share_of_small_counts(tmp_path: Path) -> None:
    chance = random.Random(9)
    names = ["Bullying", "Grief", "Violence (100% confirmed)"]
    rows: Rows = [["Month", *names]]
    rows += [[f"2023-{month:02}", *(chance.randint(0, 30) for _ in names)] for month in range(1, 13)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2023.csv", rows)])

    assert drafted.content["across"]["columns"] == names


@pytest.mark.parametrize("header", ["% of calls", "Share (%)", "Percentage"])
def test_whole_numbers_that_a_header_alone_calls_shares_are_asked_about(tmp_path: Path, header: str) -> None:
    rows = tally("Number of calls", header)

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2023.csv", rows)])

    assert drafted.content["count"] == "Number of calls"
    assert drafted.content["ignored_columns"] == [header]
    assert "QUESTION" in drafted.line("ignored_columns")
    assert counted(drafted, DECIDED) == total_of(rows, 2)


def test_shares_that_make_a_hundred_in_each_record_are_not_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["Month", "Calls", "Girls %", "Boys %"]]
    rows += [[f"2023-{month:02}", 100 + month, 40 + month, 60 - month] for month in range(1, 13)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2023.csv", rows)])

    assert drafted.content["count"] == "Calls"
    assert not any("header speaks of a share" in question for question in drafted.questions)


def test_a_rate_beside_counts_does_not_make_contacts_of_them(tmp_path: Path) -> None:
    """A row a month, place and reason, with a rate in decimals: 384 counts were drafted as 384 contacts."""
    chance = random.Random(10)
    rows: Rows = [["Ano", "Mês", "Estado", "Motivo", "Total de denúncias", "% do total", "Taxa por 100 mil"]]
    for month in range(1, 13):
        for place in ("SP", "RJ"):
            for why in WHY:
                n = chance.randint(1, 1400)
                rows.append([2023, month, place, why, n, f"{n / 100:.1f}".replace(".", ","), f"{n / 7:.2f}"])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "denuncias.csv", rows, ";")])

    assert drafted.content["row"] == "count"
    assert drafted.content["ignored_columns"] == ["% do total", "Taxa por 100 mil"]
    assert counted(drafted, DECIDED) == total_of(rows, 4)


@pytest.mark.parametrize(("times", "asked"), [(1, "above 100%"), (0.01, "count nobody")])
def test_columns_that_a_workbook_shows_in_percent_are_left_out_and_asked_about(
    tmp_path: Path, times: float, asked: str
) -> None:
    file = tmp_path / "in" / "counts_2024.xlsx"
    file.parent.mkdir()
    with xlsxwriter.Workbook(file) as book:
        sheet, percent = book.add_worksheet("S"), book.add_format({"num_format": "0%"})
        sheet.write_row(0, 0, ("Month", "Bullying", "Grief", "Violence"))
        for month in range(1, 7):
            sheet.write_row(month, 0, (f"2024-{month:02}", None, 19 + month, 30 - month))
            sheet.write_number(month, 1, (11 + month) * times, percent)

    drafted = draft_files(tmp_path, [file])

    assert drafted.content["ignored_columns"] == ["Bullying"]
    assert drafted.content["across"]["columns"] == ["Grief", "Violence"]
    assert "QUESTION" in drafted.line("ignored_columns") and asked in drafted.line("ignored_columns")
