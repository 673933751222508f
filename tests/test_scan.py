"""A scan finds what the columns of an unknown export may be for, and stops at no text."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.scanned_file import HEADER, REASONS, column, rows, scan_one, text
from warehouse.scan import Profile, scan_files
from warehouse.scan.container import UnknownFileError
from warehouse.scan.scan import UNFORESEEN

# ---------------------------------------------------------------- dates


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("dates", "forms", "is_ambiguous"),
    [
        (["03/04/2023", "11/12/2023"], ["%d/%m/%Y", "%m/%d/%Y"], True),
        (["03/04/2023", "13/12/2023"], ["%d/%m/%Y"], False),
        (["03/04/2023", "12/13/2023"], ["%m/%d/%Y"], False),
        (["13/04/2023", "12/13/2023"], ["%d/%m/%Y", "%m/%d/%Y"], True),
        (["3.4.23 10:05", "30.4.23 9:15"], ["%d.%m.%y %H:%M"], False),
        (["1/2/2024 8:28 PM", "1/31/2024 9:00 AM"], ["%m/%d/%Y %I:%M %p"], False),
        (["01/01/22", "01/12/23"], ["%d/%m/%y", "%m/%d/%y", "%y/%m/%d"], True),
        (["15/01/06", "15/12/24"], ["%d/%m/%y", "%y/%m/%d"], True),
        (["24/01/03", "24/12/28"], ["%y/%m/%d"], False),
        (["13/04/2001", "12/13/2023"], ["%d/%m/%Y", "%m/%d/%Y"], True),
        (["2023-01-02", "2023-01-03"], ["iso"], False),
        (["5 Mar 2023", "17 May 2023"], ["%d %b %Y"], False),
        (["1672531200", "1675209600"], ["epoch_s"], False),
    ],
)
def test_forms_of_dates(tmp_path: Path, dates: list[str], forms: list[str], is_ambiguous: bool) -> None:
    body = [[str(number), dates[number % 2], "x"] for number in range(40)]

    found = column(scan_one(tmp_path, "x.csv", text([["no", "date", "y"], *body]).encode()), "date")

    assert found.kind == "date"
    assert [form.format for form in found.date_forms] == forms
    assert found.is_date_ambiguous is is_ambiguous


# ---------------------------------------------------------------- layouts of reasons


def boxes(
    prefix: str, names: Sequence[str], yes: str, no: str
) -> tuple[list[str], Callable[[random.Random], list[str]]]:
    return [prefix + name for name in names], lambda chance: [chance.choice((yes, no, no)) for _ in names]


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("header", "make", "mapping"),
    [
        (*boxes("motif_", ["deuil", "fugue", "violence"], "1", "0"), {"ticked": "motif_"}),
        (*boxes("q1/", ["grief", "bullying"], "1", "0"), {"ticked": "q1/"}),
        (*boxes("reason___", ["1", "2", "3"], "1", ""), {"ticked": "reason___"}),
        (*boxes("Abuse | ", ["physical", "sexual"], "SI", "NO"), {"ticked": "Abuse | ", "yes": ["SI"]}),
        (["reasons"], lambda c: ["; ".join(c.sample(REASONS, c.randint(1, 3)))], {"cell": "reasons", "delimiter": ";"}),
        (["needs"], lambda c: [" ||| ".join(c.sample(REASONS, c.randint(1, 3)))], {"cell": "needs", "delimiter": "|||"}),
        (["problem"], lambda c: [" ".join(c.sample(["a1", "b2", "c3"], 2))], {"cell": "problem", "delimiter": " "}),
        (["problem"], lambda c: [json.dumps(c.sample(REASONS, 2))], {"cell": "problem", "brackets": "yes"}),
        (["problem"], lambda c: [c.choice(["GBV^Physical", "GBV^Sexual", "Other^Grief"])], {"cell": "problem", "path": "^"}),
        (
            ["reason_1", "reason_2"], lambda c: c.sample(REASONS, 2), {"listed": ["reason_1", "reason_2"]}
        ),
        (
            ["cat_0", "cat_1"],
            lambda c: c.choice([["Abuse", "Physical"], ["Abuse", "Sexual"], ["Family", "Divorce"]]),
            {"levels": ["cat_0", "cat_1"]},
        ),
    ],
)  # fmt: skip
def test_layouts_of_reasons(
    tmp_path: Path, header: list[str], make: Callable[[random.Random], list[str]], mapping: dict[str, Any]
) -> None:
    chance = random.Random(3)
    body = [[f"K{number}", "2023-01-05", *make(chance)] for number in range(200)]

    table = scan_one(tmp_path, "x.tsv", text([["id", "date", *header], *body], "\t").encode())

    reasons = table.best("reasons")
    assert reasons is not None
    assert reasons.mapping == mapping


def test_an_id_that_comes_again_with_other_reasons_is_one_record_a_reason(tmp_path: Path) -> None:
    chance = random.Random(4)
    body = [
        [f"C{number}", "2023-02-03", "girl", reason] for number in range(60) for reason in chance.sample(REASONS, 2)
    ]

    table = scan_one(tmp_path, "x.csv", text([["case_id", "date", "gender", "reason"], *body]).encode())

    row, identity = table.best("row"), table.best("id")
    assert row is not None and row.field == "reason"
    assert identity is not None and identity.columns == ("case_id",)


def test_an_id_that_several_persons_share_is_an_exchange(tmp_path: Path) -> None:
    body = [[f"C{number // 2}", "2023-02-03", "girl" if number % 2 else "boy", "Duelo"] for number in range(120)]

    table = scan_one(tmp_path, "x.csv", text([["caso_id", "fecha", "sexo", "motivo"], *body]).encode())

    assert table.best("id") is None
    exchange = table.best("exchange")
    assert exchange is not None and exchange.columns == ("caso_id",)


# ---------------------------------------------------------------- as a whole


def test_a_profile_survives_being_saved(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text([HEADER, *rows()]), encoding="utf-8")
    profile = scan_files([path])

    profile.save(tmp_path / "p.json")

    assert Profile.load(tmp_path / "p.json") == profile


@pytest.mark.long
def test_the_same_file_gives_the_same_profile(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text([HEADER, *rows(50_000)]), encoding="utf-8")

    assert scan_files([path]) == scan_files([path])


@given(st.lists(st.lists(st.text(alphabet="abé ;,\"'\n1", max_size=6), min_size=3, max_size=3), min_size=1, max_size=8))
def test_no_text_stops_a_scan(tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("scan") / "x.csv"
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in [["a", "b", "c"], *cells]]
    path.write_text(text(quoted), encoding="utf-8")

    (file,) = scan_files([path]).files

    n_records = sum(table.n_rows + table.n_rejected + table.n_ignored for table in file.tables)
    assert UNFORESEEN not in file.problem
    # Of cells of nothing but separators and ends of lines nothing tells how they were quoted.
    assume(any(character.isalnum() for row in cells for cell in row for character in cell))
    # Where the first row may be no header it is a record as well.
    assert file.problem or n_records in range(len(cells) - 3, len(cells) + 2)


def test_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownFileError):
        scan_files([tmp_path])


@pytest.mark.long
def test_the_real_files_of_a_helpline(shared_folder: Path) -> None:
    folder = shared_folder / "data" / "ar_linea137"
    names = ("llamados_atendidos_abuso_sexual_2019.csv", "llamados_atendidos_abuso_sexual_2020.csv")

    older, newer = scan_files([folder / name for name in names]).tables

    assert older.read == {"csv": {"encoding": "cp1252", "delimiter": ","}}
    assert newer.read == {"csv": {"encoding": "utf-8", "delimiter": ","}}
    assert [one.mapping for one in newer.candidates if one.role == "reasons"][:2] == [
        {"ticked": "ofv_", "yes": ["SI"]},
        {"ticked": "vs_", "yes": ["SI"]},
    ]
    assert newer.best("id") is None and newer.best("exchange") is not None
    gender, age = newer.best("field", "gender"), newer.best("field", "age")
    assert gender and age and (gender.mapping, age.mapping) == ("victima_genero", "victima_edad")


def test_the_samples_of_other_systems(shared_folder: Path) -> None:
    samples = shared_folder / "data" / "samples"
    profile = scan_files([samples / "icarol" / "synthetic_callreports.csv", samples / "redcap" / "simple__data.csv"])

    icarol, redcap = profile.tables
    assert icarol.read["csv"]["header_row"] == 3
    personal = {one.name for one in redcap.columns if one.personal}
    assert personal == {"name_first", "name_last", "address", "telephone", "email", "dob", "comments"}
