"""Public files of a release say the same in every form, and are what they say they are."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from schemas.contract.table import load_tables
from schemas.figure_name import FigureName, read_figure_name
from schemas.text.formula import from_spreadsheet
from tests.public_network import BREAK, PublicNetwork, Row, csv_rows, figure, source, tables_of, usual_figures
from warehouse.publish.public.symbols import LEGEND
from warehouse.publish.public.workbook import HEADER_ROW


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    PublicNetwork().build(folder)
    return folder / "public"


def same(text: str | None, cell: Any) -> bool:
    """Whether a cell of a CSV file is a cell of a typed one."""
    if isinstance(cell, bool):
        return text == str(cell).lower()
    if text is None or cell is None:
        return text is None and cell is None
    if isinstance(cell, str):
        return from_spreadsheet(text) == cell
    return Decimal(text) == Decimal(str(cell))


def test_csv_and_parquet_are_equal_cell_by_cell(public: Path) -> None:
    assert tables_of(public) == [
        "network_statistics", "tables/t1_contacts", "tables/t2_reasons", "tables/t4_online_and_offline",
    ]  # fmt: skip
    for name in tables_of(public):
        header, rows = csv_rows(public, name)
        typed = pq.read_table(public / f"{name}.parquet")

        assert header == typed.column_names
        assert len(rows) == typed.num_rows > 0
        for line, record in zip(rows, typed.to_pylist(), strict=True):
            for column, text in zip(header, line, strict=True):
                assert same(text, record[column]), (name, column, text, record[column])


def test_the_workbook_holds_the_same_cells(public: Path) -> None:
    workbook = CalamineWorkbook.from_path(str(public / "tables.xlsx"))
    for name in tables_of(public)[1:]:
        typed = pq.read_table(public / f"{name}.parquet")
        sheet = workbook.get_sheet_by_name(Path(name).name.split("_")[0].capitalize()).to_python(skip_empty_area=False)
        header, *rows = sheet[HEADER_ROW:]

        assert header == typed.column_names
        assert len(rows) == typed.num_rows
        for line, record in zip(rows, typed.to_pylist(), strict=True):
            for column, cell in zip(header, line, strict=True):
                shown = None if cell == "" else cell
                expected = record[column]
                assert shown == expected or float(str(shown)) == pytest.approx(float(expected), abs=1e-9), (
                    name,
                    column,
                )


def test_the_workbook_has_the_recommended_form(public: Path) -> None:
    workbook = CalamineWorkbook.from_path(str(public / "tables.xlsx"))
    assert workbook.sheet_names == ["Cover", "Contents", "Notes", "T1", "T2", "T4"]
    cover = [row[0] for row in workbook.get_sheet_by_name("Cover").to_python()]
    assert "invented" in str(cover[1]) and any("r0001" in str(line) for line in cover)
    notes = [row[1] for row in workbook.get_sheet_by_name("Notes").to_python()]
    assert set(LEGEND) <= set(notes)
    for name in ("T1", "T2", "T4"):
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        assert all(any(cell != "" for cell in row) for row in rows), "a blank row inside"
        assert str(rows[1][0]).startswith("These data are invented."), "a worksheet is copied without its cover"

    with zipfile.ZipFile(public / "tables.xlsx") as file:
        sheets = [file.read(one).decode() for one in file.namelist() if one.startswith("xl/worksheets/sheet")]
        tables = [file.read(one).decode() for one in file.namelist() if one.startswith("xl/tables/")]
        core = file.read("docProps/core.xml").decode()
        book = file.read("xl/workbook.xml").decode()
    assert not any("<mergeCell" in sheet for sheet in sheets)
    assert not any("<f>" in sheet for sheet in sheets)
    assert len(tables) == len(sheets) - 1 and all('headerRowCount="0"' not in table for table in tables)
    frozen = [sheet for sheet in sheets if 'state="frozen"' in sheet]
    assert len(frozen) == 4
    # on paper: across, as wide as a page and as long as it takes, the names of the columns on every page
    assert all('orientation="landscape"' in sheet and 'fitToHeight="0"' in sheet for sheet in sheets)
    assert book.count('name="_xlnm.Print_Titles"') == 4
    assert "2025-01-01T00:00:00Z" in core


def test_each_row_has_a_name_of_its_own_and_one_order(public: Path) -> None:
    rows = pq.read_table(public / "network_statistics.parquet").to_pylist()
    cells = [row["cell"] for row in rows]

    assert len(set(cells)) == len(cells) == len(usual_figures())
    assert "t2.main:network=demo:framework=CHI_V2:year=2024:main=V:base=reasons" in cells
    for row in rows:
        name = read_figure_name(row["cell"])
        assert FigureName.of(row) == name
    shuffled = PublicNetwork(figures=usual_figures()[::-1])
    shuffled.build(public.parent / "shuffled")
    assert (public.parent / "shuffled/public/SHA256SUMS").read_bytes() == (public / "SHA256SUMS").read_bytes()


def test_frictionless_finds_nothing_wrong(public: Path) -> None:
    from frictionless import validate

    report = validate(str(public / "datapackage.json"))
    assert report.valid, report.flatten(["name", "note"])
    assert report.stats["tasks"] == 8

    package = json.loads((public / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"].endswith("/2.0/datapackage.json")
    assert package["created"] == "2025-01-01T00:00:00Z" and package["version"] == "1.0.0"
    long_form = next(one for one in package["resources"] if one["name"] == "network_statistics")
    fields = {one["name"]: one for one in long_form["schema"]["fields"]}
    assert set(load_tables()["network_statistics"].names) <= set(fields)
    assert all(field["description"] for one in package["resources"] for field in one["schema"]["fields"])
    assert fields["region_code"]["constraints"]["enum"] == ["africa", "americas", "asia_pacific", "europe", "mena"]


def test_frictionless_would_find_a_code_that_is_not_in_the_list(tmp_path: Path) -> None:
    from frictionless import validate

    PublicNetwork().build(tmp_path)
    path = tmp_path / "public/network_statistics.csv"
    path.write_text(path.read_text(encoding="utf-8").replace('"europe"', '"atlantis"'), encoding="utf-8")

    assert not validate(str(tmp_path / "public/datapackage.json")).valid


def test_a_formula_in_a_text_is_text(tmp_path: Path) -> None:
    evil = ["=HYPERLINK(1)", "+1+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx"]
    rows = [figure("t1.with_reason", 500, 900, year=2010 + n, footnotes=[text]) for n, text in enumerate(evil)]
    PublicNetwork(figures=rows).build(tmp_path)
    public = tmp_path / "public"

    assert [text for _, text in csv_rows(public, "footnotes")[1]] == [f"'{text}" for text in sorted(evil)]
    with zipfile.ZipFile(public / "tables.xlsx") as file:
        assert not any(b"<f>" in file.read(name) for name in file.namelist() if "worksheets" in name)


def test_a_block_of_which_nothing_is_shown_is_said_once(tmp_path: Path) -> None:
    """Of one region no reason is shown, of another one is, and a small block stays where a reader looks for it."""

    def reasons(region: str, mains: str, shown: str = "") -> list[Row]:
        return [
            figure("t2.main", *((100, 900) if main == shown else ()), main_code=main, framework="CHI_V2", region_code=region)
            for main in mains
        ]  # fmt: skip

    rows = [*reasons("africa", "ABCDEFG"), *reasons("europe", "ABCDEFG", shown="A"), *reasons("mena", "ABCDE")]
    rows[0]["status_code"] = "structural_zero"
    PublicNetwork(figures=rows).build(tmp_path)
    public = tmp_path / "public"

    listed = pq.read_table(public / "network_statistics.parquet").to_pylist()
    assert Counter(row["region_code"] for row in listed) == {"europe": 7, "mena": 5}
    header, blocks = csv_rows(public, "not_shown")
    (block,) = (dict(zip(header, line, strict=True)) for line in blocks)
    assert block["block"] == "t2.main:network=demo:framework=CHI_V2:year=2024:region=africa:base=contacts"
    assert (block["n_suppressed"], block["n_structural_zero"], block["n_not_available"]) == ("6", "1", "0")
    assert csv_rows(public, "tables/t2_reasons")[1]

    sheet = CalamineWorkbook.from_path(str(public / "tables.xlsx")).get_sheet_by_name("Not shown").to_python()
    names, line = sheet[HEADER_ROW : HEADER_ROW + 2]
    told = dict(zip(names, line, strict=True))
    assert not [name for name in map(str, names) if name.endswith("_code") or name.startswith("n_")]
    assert (told["statistic"], told["region"], told["year"]) == ("Main categories of reasons", "Africa", 2024)
    assert (told["counted"], told["helplines_counted"]) == ("Contacts are counted", "Every source")
    assert "Child Helpline International" in str(told["list"])
    assert (told["suppressed"], told["cannot_be_recorded"], told["not_available"]) == (6, 1, 0)
    assert told["block"] == block["block"], "last, so that it can be found in the long form"


def test_those_that_answered_do_not_stand_beside_those_that_were_asked(tmp_path: Path) -> None:
    answered = figure("t0.members_answering", 10, 14, base_code="members", n_sources=14, n_members=14, share=None)
    PublicNetwork(figures=[answered]).build(tmp_path)
    ((header, (line,)), (long_header, _)) = (
        csv_rows(tmp_path / "public", name) for name in ("tables/t0_response", "network_statistics")
    )
    told = dict(zip(header, line, strict=True))
    assert (told["number"], told["out_of"]) == ("10", "14")
    assert not {"members", "helplines", "helplines_able"} & set(header)
    assert {"n_members", "n_sources", "n_sources_able"} <= set(long_header)


def test_every_code_of_a_footnote_has_its_words(public: Path) -> None:
    words = {str(code): str(text) for code, text in csv_rows(public, "footnotes")[1]}
    used = {code for row in pq.read_table(public / "network_statistics.parquet").to_pylist()
            for code in (row["footnotes"] or "").split()}  # fmt: skip
    notes = CalamineWorkbook.from_path(str(public / "tables.xlsx")).get_sheet_by_name("Notes").to_python()

    assert used == set(words) and {BREAK, "A contact counts under each of its reasons."} <= set(words.values())
    assert {(str(name), str(text)) for kind, name, text, *_ in notes if kind == "footnote"} == set(words.items())


def test_sums_cover_every_file(public: Path) -> None:
    lines = (public / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    files = {path.relative_to(public).as_posix(): path for path in public.rglob("*") if path.is_file()}

    assert set(sums) == set(files) - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == digest


def test_nothing_published_makes_honest_files(tmp_path: Path) -> None:
    rows = [figure(row["statistic_code"], **{k: v for k, v in row.items() if k.endswith("_code") or k == "year"})
            for row in usual_figures() if row["panel_code"] == "all"]  # fmt: skip
    rows = [{**row, "status_code": "suppressed"} for row in rows]
    for figures in (_distinct(rows), []):
        folder = tmp_path / str(len(figures))
        PublicNetwork(figures=figures, sources=[source("only")]).build(folder)
        text = (folder / "public/README.md").read_text(encoding="utf-8")

        why = "No figure could be published" if figures else "No helpline has delivered anything yet"
        assert why in text and why in (folder / "public/quality_report.md").read_text(encoding="utf-8")
        assert "| tables/ |" not in text and ("| report_*.html" in text) is bool(figures), "as it lies there"
        assert [*(folder / "public").glob("report_*.html")] == [folder / "public/report_demo.html"][: len(figures)]
        shown = pq.read_table(folder / "public/network_statistics.parquet")
        n_not_shown = sum(int(str(one[-3])) for one in csv_rows(folder / "public", "not_shown")[1])
        assert shown.num_rows + n_not_shown == len(figures)
        assert shown["numerator"].null_count == shown.num_rows
        assert not list((folder / "public").glob("tables/*"))
        assert CalamineWorkbook.from_path(str(folder / "public/tables.xlsx")).sheet_names == [
            "Cover",
            "Contents",
            "Notes",
        ]
        from frictionless import validate

        assert validate(str(folder / "public/datapackage.json")).valid


def _distinct(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    key = load_tables()["network_statistics"].key
    return [*{tuple(str(row.get(name)) for name in key): row for row in rows}.values()]


def test_symbols_stand_beside_the_number_and_never_in_it(public: Path) -> None:
    rows = pq.read_table(public / "network_statistics.parquet").to_pylist()

    by_status = {row["status_code"]: row["symbols"] for row in rows if row["status_code"] != "published"}
    assert by_status == {"suppressed": "[c]", "structural_zero": "[z]", "not_available": "[x]"}
    assert {row["symbols"] for row in rows if row["statistic_code"] == "t1.with_reason"} == {"[b]"}
    assert [row["symbols"] for row in rows if row["main_code"] == "DE"] == ["[low]"]
    for row in rows:
        assert (row["numerator"] is None) == (row["status_code"] != "published")
