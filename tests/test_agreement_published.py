"""A measured sheet becomes table T11 of the next release: in `public/` in every form, and on the report.

Belongs here: the way from `harmonise agree --publish` to files. Does not belong here: measuring (`test_agree_*`), or what
two releases tell one after the other (`test_agreement_releases`).
"""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from pipelines.base.settings import read_settings
from schemas.vocabulary.scenario import load_scenarios
from tests.command import Command
from tests.public_network import PublicNetwork
from tests.tiny_network import enter_network, write_mapping
from warehouse.network.agreement import agreement_file, attach_agreement, read_agreement
from warehouse.publish.disclosure.agreement import hold_agreement
from warehouse.publish.public.write import write_public
from warehouse.store.damage import DamagedFileError
from warehouse.store.layout import Layout

NETWORK = "demo"
SCENARIOS = load_scenarios().entries


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_mapping(tmp_path / "mappings", "tiny_a")
    enter_network(monkeypatch, tmp_path)
    monkeypatch.setenv("HARMONISE_MEMORY", "400MB")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def agree(folder: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd, "agree")


def write_sheet(folder: Path, helplines: int, wrong: str = "s02") -> str:
    """A sheet of so many helplines with two raters each: right but for one scenario, which the second sorts otherwise."""
    path = folder / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("rater", "helpline", "scenario", "answer"))
        for number in range(helplines):
            for rater in ("r1", "r2"):
                for one in SCENARIOS:
                    key = ", ".join(":".join(pair) for pair in sorted(one.key))
                    is_wrong = one.id == wrong and rater == "r2"
                    writer.writerow((rater, f"h{number}", one.id, "mental_health.mood" if is_wrong else key))
    return str(path)


def publish(folder: Path, layout: Layout) -> Path:
    """The public files of a release beside what was kept."""
    with PublicNetwork().connect(folder / "helplines.duckdb") as connection:
        attach_agreement(connection, layout)
        hold_agreement(connection)
        for table in ("agreement", "agreement_part"):
            connection.execute(f"insert into release.main.{table} by name select * from temp.{table}")
        write_public(connection, folder)
    return folder / "public"


def layout_of() -> Layout:
    """Of the warehouse that `enter_network` has set."""
    return Layout(read_settings().warehouse)


def test_a_sheet_that_is_kept_is_a_public_table_in_every_form(folder: Path, agree: Command) -> None:
    said = agree(write_sheet(folder, 3), "--publish", NETWORK)
    assert said.code == 0
    assert f"Table T11 of {NETWORK} is kept for the next release." in said.out

    public = publish(folder, layout_of())

    rows = pq.read_table(public / "tables/t11_agreement.parquet").to_pylist()
    whole = {(one["measure"], one["compared_by"]): one for one in rows if one["answers_of"] == "Everybody"}
    hit = whole["Answers that are right as a whole", "Main categories"]
    assert (hit["share_percent"], hit["alpha"], hit["raters"], hit["helplines"], hit["answers"]) == (
        98,
        None,
        6,
        3,
        180,
    )
    alpha = whole["Agreement among raters", "Main categories"]
    assert alpha["share_percent"] is None and 0.9 < alpha["alpha"] < 1
    with (public / "tables/t11_agreement.csv").open(encoding="utf-8", newline="") as file:
        assert [*csv.DictReader(file)] == [{name: _text(cell) for name, cell in one.items()} for one in rows]
    sheet = CalamineWorkbook.from_path(str(public / "tables.xlsx")).get_sheet_by_name("T11").to_python()
    assert len(sheet) == len(rows) + 4
    from frictionless import validate

    assert validate(str(public / "datapackage.json")).valid
    assert "6 raters" in (public / f"report_{NETWORK}.html").read_text(encoding="utf-8")


def _text(cell: object) -> str:
    return "" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell)


def test_no_code_of_a_rater_or_helpline_is_in_public(folder: Path, agree: Command) -> None:
    sheet = Path(write_sheet(folder, 3))
    sheet.write_text(
        sheet.read_text(encoding="utf-8").replace("h1", "quokka_line").replace("r2", "zebu_7"), encoding="utf-8"
    )
    agree(str(sheet), "--publish", NETWORK)

    public = publish(folder, layout_of())

    assert pq.read_table(public / "tables/t11_agreement.parquet").num_rows
    found = [path.name for path in public.rglob("*") if path.is_file() and (b"quokka" in path.read_bytes())]
    assert found == []
    kept = agreement_file(layout_of())
    assert "zebu" not in kept.read_text(encoding="utf-8")
    assert kept.stat().st_mode & 0o077 == 0


def test_two_helplines_are_no_table(folder: Path, agree: Command) -> None:
    said = agree(write_sheet(folder, 2), "--publish", NETWORK)

    assert "It shows no figure of these answers: too few gave some." in said.out
    assert not (publish(folder, layout_of()) / "tables/t11_agreement.csv").exists()


def test_an_unknown_network_is_refused_before_anything_is_measured(folder: Path, agree: Command) -> None:
    said = agree(write_sheet(folder, 3), "--publish", "elsewhere")

    assert said.code == 2
    assert "no source.yaml names this network" in said.err
    assert read_agreement(layout_of()) is None


def test_without_a_sheet_there_is_no_table_and_the_report_says_so(folder: Path) -> None:
    with PublicNetwork().connect(folder / "helplines.duckdb") as connection:
        attach_agreement(connection, layout_of())
        write_public(connection, folder)

    assert not (folder / "public/tables/t11_agreement.csv").exists()
    page = (folder / f"public/report_{NETWORK}.html").read_text(encoding="utf-8")
    assert "How far people sort the same scenarios into the same categories" in page


def test_a_damaged_file_is_said_with_what_to_do(folder: Path, agree: Command) -> None:
    agree(write_sheet(folder, 3), "--publish", NETWORK)
    path = agreement_file(layout_of())
    path.write_text(path.read_text(encoding="utf-8").replace('"h1"', '"h9"'), encoding="utf-8")

    with duckdb.connect() as connection, pytest.raises(DamagedFileError, match="measure the sheets again"):
        attach_agreement(connection, layout_of())
