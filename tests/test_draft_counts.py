"""Tables of counts are drafted as counts, never as contacts; totals are not counted beside their parts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest

from tests.drafting import Drafted, day, draft_files, write_csv

WHY = ("Acoso", "Abuso sexual", "Violencia", "Duelo")
CODES = ("violence.bullying", "violence.sexual.abuse", "violence", "mental_health.mood")
Rows = list[Sequence[object]]


def daily(n: int = 200, highest: int = 3, seed: int = 1) -> Rows:
    """A row a day, a column a reason, their total at the end."""
    chance = random.Random(seed)
    rows: Rows = [["Fecha", *WHY, "Total"]]
    for number in range(n):
        counts = [chance.randint(0, highest) for _ in WHY]
        rows.append([day(number).strftime("%d/%m/%Y"), *counts, sum(counts)])
    return rows


def total_of(rows: Rows, *columns: int) -> int:
    return sum(int(str(row[column])) for row in rows[1:] for column in columns)


def counted(drafted: Drafted, codes: dict[str, str]) -> int:
    """Contacts in counts after a run in which every guess stands and the labels are decided."""
    assert "contact" not in drafted.content["row"]
    drafted.answer_as_guessed()
    drafted.accept({("reason", label): code for label, code in codes.items()})
    assert drafted.run() == ()
    assert drafted.query("select count(*) from contact") == [(0,)]
    ((n,),) = drafted.query("select coalesce(sum(n_contacts), 0)::bigint from reported_count")
    return int(n)


def test_a_column_a_reason_and_a_row_a_day_with_a_total(tmp_path: Path) -> None:
    rows = daily()
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "llamadas_2023.csv", rows)])

    assert drafted.content["across"] == {"columns": list(WHY), "gives": "reason"}
    assert drafted.content["period"] == {"column": "Fecha", "format": "%d/%m/%Y"}
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == total_of(rows, 5)


def test_days_with_one_contact_at_most_are_no_boxes_where_they_have_a_total(tmp_path: Path) -> None:
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x_2023.csv", daily(highest=1))])

    assert drafted.content["row"] == "count"


def test_a_number_of_ticks_beside_boxes_makes_no_counts(tmp_path: Path) -> None:
    rows = daily(highest=1)
    rows = [["Folio", *rows[0]], *([f"F{n:04}", *row] for n, row in enumerate(rows[1:]))]
    drafted = draft_files(
        tmp_path,
        [
            write_csv(
                tmp_path / "in" / "x_2023.csv", [*rows, *([f"G{n:04}", *row[1:]] for n, row in enumerate(rows[1:]))]
            )
        ],
    )

    assert drafted.content["row"] == "contact"


def test_subtotals_are_not_counted_beside_their_parts(tmp_path: Path) -> None:
    chance = random.Random(2)
    rows: Rows = [["Mes", "Físico", "Sexual", "Maltrato", "Duelo", "Escuela", "Total"]]
    for month in range(1, 13):
        a, b, c, d = (chance.randint(1, 40) for _ in range(4))
        rows.append([f"2023-{month:02}", a, b, a + b, c, d, a + b + c + d])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x_2023.csv", rows)])

    assert drafted.content["across"]["columns"] == ["Físico", "Sexual", "Duelo", "Escuela"]


def test_a_second_axis_is_never_counted_with_the_first(tmp_path: Path) -> None:
    chance = random.Random(3)
    rows: Rows = [["Month", "Girls", "Boys", "Unknown", "Abuse", "Bullying", "Other issues"]]
    for month in range(1, 13):
        whys = [chance.randint(5, 60) for _ in range(3)]
        girls = chance.randint(0, sum(whys))
        rows.append([f"2023-{month:02}", girls, sum(whys) - girls, 0, *whys])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x_2023.csv", rows)])

    assert drafted.content["across"] == {"columns": ["Abuse", "Bullying", "Other issues"], "gives": "reason"}
    assert any("'Girls'" in question for question in drafted.questions)


def test_two_axes_of_unknown_words_are_asked_about(tmp_path: Path) -> None:
    chance = random.Random(4)
    rows: Rows = [["Month", "Alpha", "Beta", "Gamma", "North", "South", "East"]]
    for month in range(1, 13):
        parts = [chance.randint(5, 60) for _ in range(3)]
        north = chance.randint(1, sum(parts) - 2)
        rows.append([f"2023-{month:02}", *parts, north, sum(parts) - north - 1, 1])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x_2023.csv", rows)])

    assert len(drafted.content["across"]["columns"]) == 3
    assert "QUESTION" in drafted.line("across")


def test_a_reason_and_a_gender_in_each_header(tmp_path: Path) -> None:
    names = [f"{who} - {why}" for who in ("Girls", "Boys") for why in ("Abuse", "Bullying", "Grief")]
    chance = random.Random(5)
    rows: Rows = [["Quarter", *names, "Total"]]
    for quarter in range(1, 5):
        counts = [chance.randint(0, 50) for _ in names]
        rows.append([f"Q{quarter} 2023", *counts, sum(counts)])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x_2023.csv", rows)])

    assert drafted.content["across"] == {"columns": names, "split": " - ", "gives": ["gender", "reason"]}
    assert drafted.content["period"] == {"column": "Quarter", "format": "Q%q %Y"}


def test_a_column_a_year(tmp_path: Path) -> None:
    rows: Rows = [["Reason", "2021", "2022", "2023", "Total"]]
    rows += [[why, 10 + n, 20 + n, 30 + n, 60 + 3 * n] for n, why in enumerate(WHY)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "years.csv", rows)])

    assert drafted.content["across"] == {"columns": ["2021", "2022", "2023"], "gives": "period"}
    assert drafted.content["reasons"] == "Reason"
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == total_of(rows, 4)


def test_daily_totals_are_no_contacts(tmp_path: Path) -> None:
    rows: Rows = [["Date", "Total calls"], *([day(n).isoformat(), 1 + n % 7] for n in range(250))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert (drafted.content["row"], drafted.content["count"]) == ("count", "Total calls")
    assert "QUESTION" in drafted.line("row")


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("thousands", "written"),
    [(",", "1,204"), (".", "1.204"), (" ", "1 204"), (" ", "1\u202f204"), ("'", "1’204"), (",", "١,٢٠٤")],
)
def test_marks_of_thousands_and_hidden_numbers_are_declared(tmp_path: Path, thousands: str, written: str) -> None:
    rows: Rows = [["Month", "Reason", "Number of calls"]]
    for month in range(1, 13):
        rows += [
            [f"2023-{month:02}", why, written if n == 0 else "<5" if n == 1 else 7 + n] for n, why in enumerate(WHY)
        ]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x_2023.csv", rows, ";")])

    assert drafted.content["number"] == {"thousands": thousands, "suppressed": ["<5"]}
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == 12 * (1204 + 9 + 10)


def long(label_of_total: str = "") -> tuple[Rows, int]:
    """A row a month and reason, and the sum of all; with a row for the total of each month where it has a label."""
    chance = random.Random(6)
    rows: Rows = [["Año", "Mes", "Motivo", "Cantidad"]]
    whole = 0
    for month in ("enero", "febrero", "marzo", "abril", "mayo", "junio"):
        counts = [chance.randint(1, 50) for _ in WHY]
        rows += [[2023, month, why, n] for why, n in zip(WHY, counts, strict=True)]
        whole += sum(counts)
        if label_of_total:
            rows.append([2023, month, label_of_total, sum(counts)])
    return rows, whole


@pytest.mark.parametrize("label", ["", "Total", "Total general", "Todos los motivos"])
def test_a_row_a_reason_and_month_without_its_totals(tmp_path: Path, label: str) -> None:
    rows, whole = long(label)

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "conteos_2023.csv", rows)])

    assert (drafted.content["count"], drafted.content["reasons"]) == ("Cantidad", "Motivo")
    left_out = drafted.content.get("leave_out", [])
    assert [rule["is"] for rule in left_out] == ([[label]] if label else [])
    # Also the label of a total is given a meaning: it must not be counted all the same.
    codes = dict(zip(WHY, CODES, strict=True)) | ({label: "violence"} if label else {})
    assert counted(drafted, codes) == whole


def test_months_without_a_year_are_a_question(tmp_path: Path) -> None:
    rows: Rows = [
        ["Mes", *WHY],
        *([month, 3, 4, 5, 6 + n] for n, month in enumerate(["enero", "febrero", "marzo", "abril", "mayo"])),
    ]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "conteos.csv", rows)])

    assert "QUESTION" in drafted.line("period")


def test_contacts_are_not_taken_for_counts(tmp_path: Path) -> None:
    chance = random.Random(8)
    rows: Rows = [["Date and time", "Minutes", "Children in the family", "Age", "Channel", "Reason"]]
    for n in range(300):
        moment = f"{day(n).isoformat()} {n % 24:02}:{n % 60:02}:00"
        rows.append(
            [moment, chance.randint(1, 60), chance.randint(1, 5), chance.randint(5, 17), "Phone", chance.choice(WHY)]
        )

    assert draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)]).content["row"] == "contact"


def test_numbers_of_children_in_the_family_make_no_counts(tmp_path: Path) -> None:
    chance = random.Random(9)
    rows: Rows = [["Date", "Reason", "Girls in family", "Boys in family", "Children in family"]]
    for n in range(300):
        girls, boys = chance.randint(0, 3), chance.randint(0, 3)
        rows.append([day(n // 3).isoformat(), chance.choice(WHY), girls, boys, girls + boys])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert drafted.content["row"] == "contact"


def test_a_grid_of_combinations_is_counts_although_each_record_has_a_number_of_its_own(tmp_path: Path) -> None:
    """As open data give calls a month, province and kind of violence, with a column a channel (Spain's 016)."""
    chance = random.Random(3)
    grid = product((2023, 2024), range(1, 13), range(1, 9), ("User", "Family"), WHY)
    rows: Rows = [["servicio_id", "provincia_id", "anio", "mes", "persona", "motivo", "llamadas", "whatsapps", "chats"]]
    for number, (year, month, province, person, why) in enumerate(grid, start=1):
        counts = [chance.randint(0, 40), chance.randint(0, 4), chance.randint(0, 2)]
        rows.append([number, province, year, month, person, why, *counts])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "servicio.csv", rows)])

    assert drafted.content["row"] == "count" and "QUESTION" in drafted.line("row")
    assert drafted.content["reasons"] == "motivo"
    assert drafted.content["across"]["columns"] == ["llamadas", "whatsapps", "chats"]
    assert "QUESTION" in drafted.line("across"), "perhaps one is a part of another"
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == total_of(rows, 6, 7, 8)
    assert drafted.query("select count(distinct period_start)::integer from reported_count") == [(24,)]
