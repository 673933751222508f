"""A key that comes again is offered as the id of a contact with several records, with a question."""

from __future__ import annotations

import random
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from tests.drafting import day, draft_files, write_csv

WHY = ("Bullying", "Neglect", "Grief", "Abuse", "Family")


@pytest.mark.long
@pytest.mark.parametrize("header", ["Client number", "case_id", "Folio", "N° dossier"])
@pytest.mark.parametrize("each", [(1, 3), (3, 5)])
def test_a_key_that_repeats_is_offered_with_a_row_a_reason(tmp_path: Path, header: str, each: tuple[int, int]) -> None:
    chance = random.Random(2)
    rows: list[Sequence[object]] = [[header, "Date", "Gender", "Channel", "Reason"]]
    for number in range(100):
        told = [f"K{number:04}", day(number).isoformat(), ("girl", "boy")[number % 2], "Phone"]
        rows += [[*told, why] for why in chance.sample(WHY, chance.randint(*each))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert (drafted.content["row"], drafted.content["id"]) == ("reason", header)
    assert "QUESTION" in drafted.line("row") and "QUESTION" in drafted.line("id")
    assert drafted.run() == ("open_questions",)
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select count(*) from contact") == [(100,)]
    drafted.without_lines_of_questions()
    assert drafted.is_refused()


def coded(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()


def test_a_key_that_no_header_names_is_known_by_what_its_records_share(tmp_path: Path) -> None:
    """As in the open data of Brazil's Disque 100: `hash`, and a record for each violation."""
    chance = random.Random(4)
    rows: list[Sequence[object]] = [["hash", "Data", "Operador", "Sexo", "violacao"]]
    for number in range(120):
        told = [coded(number), f"{day(number).isoformat()} 10:{number % 60:02}", coded(number % 40)[:12], "FEMININO"]
        rows += [[*told, why] for why in chance.sample(WHY, chance.randint(1, 3))]
    chance.shuffle(rows[1:])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "disque_2023.csv", rows)])

    assert (drafted.content["row"], drafted.content["id"]) == ("reason", "hash")
    assert "QUESTION" in drafted.line("row") and "QUESTION" in drafted.line("id")
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select count(*) from contact") == [(120,)]


def test_codes_that_many_contacts_share_are_no_id_and_are_named_in_the_question(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["Fecha", "Lote", "Sexo", "Motivo"]]
    rows += [[day(n).isoformat(), coded(n // 2)[:12], ("girl", "boy")[n % 2], WHY[n % 5]] for n in range(160)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert "id" not in drafted.content
    assert "'Lote': codes that come again" in drafted.line("row")


def test_an_id_that_looks_like_a_phone_number_is_offered_and_asked_about(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["ID", "Date of call", "Channel", "Reason"]]
    rows += [[f"2023-{n:04}", day(n).isoformat(), "Phone", WHY[n % 5]] for n in range(150)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert drafted.content["id"] == "ID" and "QUESTION" in drafted.line("id")


def test_without_an_id_what_a_record_is_stays_a_question(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["Date of call", "Channel", "Reason"]]
    rows += [[day(n // 3).isoformat(), "Phone", WHY[n % 5]] for n in range(150)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls.csv", rows)])

    assert "QUESTION" in drafted.line("row") and "QUESTION" in drafted.line("arrives")


def test_whole_numbers_that_were_written_as_decimals_are_ids(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["Case ID", "Date of call", "Reason"]]
    rows += [[f"{1000 + n}{'.0' * (n % 3 > 0)}", day(n).isoformat(), WHY[n % 5]] for n in range(150)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert drafted.content["id"] == {"whole_number": "Case ID"}
    assert "QUESTION" not in drafted.line("row")


@pytest.mark.parametrize("header", ["Case duration", "Call minutes no"])
def test_a_measure_is_no_id_though_every_cell_is_different(tmp_path: Path, header: str) -> None:
    rows: list[Sequence[object]] = [["Date", header, "Gender", "Reason"]]
    rows += [[day(n).isoformat(), f"{n // 9}.{n:03}", "girl", WHY[n % 5]] for n in range(200)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert header not in str(drafted.content.get("id"))


def test_numbers_of_a_telephone_exchange_are_ids(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["Date", "uniqueid", "Gender", "Reason"]]
    rows += [[day(n).isoformat(), f"{1_700_000_000 + 977 * n}.{n}", "girl", WHY[n % 5]] for n in range(200)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert drafted.content["id"] == "uniqueid"
