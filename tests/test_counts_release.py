"""A source that delivers only counts stands in the release, and in no figure about contacts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from schemas.finding import Finding
from schemas.mapping.registry import load_registry
from tests.conftest import TEST_KEY
from tests.tiny_network import DECISIONS, SOURCE, make_network, write_delivery, write_mapping
from tests.tiny_source import HEADER as DECISION_HEADER
from warehouse.assess.step import assess
from warehouse.network.manifest import named_tables
from warehouse.publish.step import publish
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.key import Key
from warehouse.store.layout import Layout
from warehouse.store.manifest import write_held
from warehouse.store.run import Run
from warehouse.tabulate.step import tabulate

COUNTS = """\
files: "counts_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: count
arrives: {as: replaces_period, slot: "counts_(%Y).csv"}
period: {column: quarter, format: "%YQ%q"}
across: {columns: [Abuse, Bullying], gives: reason}
number: {suppressed: "*"}
"""
LABELS = """\
reason,Abuse,mapped,violence.sexual.abuse,,,,,,,,
reason,Bullying,mapped,violence.bullying,,,,,,,,
"""
NETWORK = ("tiny_a", "tiny_b")


def run_of(folder: Path) -> Run:
    registry = load_registry(folder / "mappings")
    return Run(Layout(folder / "warehouse"), registry, Key(bytes.fromhex(TEST_KEY)))


def add_counts(folder: Path, source_id: str = "counts", records: str = "several_reasons: no, setting: none") -> None:
    """A helpline whose system shows counts only. It could tell neither several reasons nor the setting."""
    source = SOURCE.replace("several_reasons: yes, setting: per_contact", records)
    place = write_mapping(folder / "mappings", source_id, source, DECISION_HEADER + LABELS)
    (place / "export.yaml").write_text(COUNTS, encoding="utf-8")
    for year, rows in ((2021, "2021Q1;4;*\n2021Q2;0;7\n"), (2023, "2023Q4;5;50\n")):
        path = folder / "deliveries" / source_id / f"counts_{year}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("quarter;Abuse;Bullying\n" + rows, encoding="utf-8")


def process(folder: Path) -> Run:
    run = run_of(folder)
    run.layout.root.mkdir(exist_ok=True)
    for source_id in run.registry.sources:
        land_source(run, source_id, str(folder / "deliveries" / source_id / "*"))
        stage_source(run, source_id)
        harmonise_source(run, source_id)
    assess(run)
    tabulate(run)
    return run


def rows(run: Run, step: str, table: str) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = pq.read_table(named_tables(run.layout, step)[table]).to_pylist()
    return content


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_network(tmp_path, NETWORK)
    return tmp_path


@pytest.mark.slow
def test_a_release_holds_the_counts_and_passes_its_checks(folder: Path) -> None:
    add_counts(folder)
    run = process(folder)
    released = publish(run, "test", canaries=["free text of nobody"])
    assert released.counts["reported_count"] == 5
    with duckdb.connect(str(run.layout.database), read_only=True) as connection:
        counts = connection.execute(
            "select source_id, period_start::varchar, reason_code, setting_code, n_contacts from reported_count order by all"
        ).fetchall()
        delivered = connection.execute(
            "select n_rows, n_rows_used, n_contacts, status_code from delivery where source_id = 'counts' order by all"
        ).fetchall()
        comment = connection.execute(
            "select comment from duckdb_columns() where table_name = 'reported_count' and column_name = 'n_contacts'"
        ).fetchall()
        unexplained = connection.execute(
            "select count(*) from reported_count anti join decision using (decision_id)"
        ).fetchall()
    assert counts == [
        ("counts", "2021-01-01", "violence.sexual.abuse", "unknown", 4),
        ("counts", "2021-04-01", "violence.bullying", "unknown", 7),
        ("counts", "2021-04-01", "violence.sexual.abuse", "unknown", 0),
        ("counts", "2023-10-01", "violence.bullying", "unknown", 50),
        ("counts", "2023-10-01", "violence.sexual.abuse", "unknown", 5),
    ]
    assert delivered == [(1, 1, 0, "used"), (2, 2, 0, "used")]
    assert unexplained == [(0,)]
    assert "The count as delivered" in comment[0][0]
    assert not publish(run, "test").changed


def of_contacts(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Figures of the years with contacts, without what is about members and without notes: these name the counts."""
    has_contacts = {row["year"] for row in figures if row["statistic_code"] == "t1.with_reason"}
    counted = [row for row in figures if row["year"] in has_contacts and not row["statistic_code"].startswith("t0.")]
    return [{name: value for name, value in row.items() if name != "footnotes"} for row in counted]


@pytest.mark.long
def test_counts_of_parts_of_years_change_no_figure_of_the_network(folder: Path) -> None:
    before = process(folder)
    figures = rows(before, "tabulate", "network_statistics_exact")
    years = rows(before, "assess", "source_year")
    add_counts(folder)
    after = process(folder)
    assert figures
    assert of_contacts(rows(after, "tabulate", "network_statistics_exact")) == of_contacts(figures)
    assert [row for row in rows(after, "assess", "source_year") if row["source_id"] != "counts"] == years


@pytest.mark.long
def test_a_year_of_counts_is_not_assessable_and_out_of_every_indicator(folder: Path) -> None:
    add_counts(folder)
    run = process(folder)
    own = {row["contact_year"]: row for row in rows(run, "assess", "source_year") if row["source_id"] == "counts"}
    assert {year: row["status_code"] for year, row in own.items()} == {
        2021: "counts_only",
        2022: "empty",
        2023: "counts_only",
    }
    counted = own[2021]
    assert (counted["verdict_code"], counted["n_contacts"]) == ("not_assessable", 0)
    assert {counted[name] for name in counted if name.startswith("use_")} == {"out"}
    assert (counted["n_values"], counted["n_unmapped_values"], counted["share_unmapped"]) == (3, 0, 0)
    left = ("source_id", "contact_year", "status_code", "n_contacts", "verdict_code", "n_values", "n_unmapped_values")
    judged = ("use_", "evidence_", "verdict_")
    assert {counted[name] for name in counted if name.startswith("evidence_")} == {"open"}
    system = ("can_record_several_reasons", "reason_cap", "setting_capability_code")
    told = {name for name in counted if name not in (*left, *system, "share_unmapped") and not name.startswith(judged)}
    assert {counted[name] for name in told} == {None}
    findings = [row for row in rows(run, "assess", "finding") if row["source_id"] == "counts"]
    about = {(row["finding_code"], row["state_code"], row["contact_year"]) for row in findings}
    assert {("counts_only", "warn", 2021), ("counts_only", "warn", 2023)} <= about
    assert not {row["contact_year"] for row in findings if row["finding_code"] in ("one_reason", "no_setting")} & {
        2021,
        2023,
    }
    assert "no_contacts" not in {row["finding_code"] for row in findings}
    (sentence,) = [
        row["sentence"] for row in findings if (row["finding_code"], row["contact_year"]) == ("counts_only", 2021)
    ]
    assert "3 numbers" in sentence


@pytest.mark.long
def test_a_held_source_of_counts_stays_out_too(folder: Path) -> None:
    add_counts(folder)
    run = process(folder)
    write_held(run.layout, "counts", [Finding("counts", "threshold_broken", "fail", "too much")])
    assess(run)
    own = [row for row in rows(run, "assess", "source_year") if row["source_id"] == "counts"]
    assert {row["status_code"] for row in own} == {"held"}
    assert {row["use_ocsea_code"] for row in own if row["contact_year"] != 2022} == {"out"}
    assert {row["n_counselling"] for row in own} == {None}


@pytest.mark.long
def test_counts_beside_contacts_leave_the_year_assessable(folder: Path) -> None:
    """The year has contacts, so it is judged by them; the year before came as counts only."""
    place = folder / "mappings" / "tiny_a"
    export = (place / "export.yaml").read_text(encoding="utf-8")
    (place / "export.yaml").write_text(f"{export}---\n{COUNTS}", encoding="utf-8")
    (place / "decisions.csv").write_text(DECISIONS + LABELS, encoding="utf-8")
    write_delivery(folder / "deliveries", "tiny_a")
    for year in (2023, 2024):
        (folder / "deliveries" / "tiny_a" / f"counts_{year}.csv").write_text(
            f"quarter;Abuse;Bullying\n{year}Q1;1;2\n", encoding="utf-8"
        )
    run = process(folder)
    states = {
        (row["source_id"], row["contact_year"]): (row["status_code"], row["n_contacts"])
        for row in rows(run, "assess", "source_year")
    }
    assert states == {
        ("tiny_a", 2023): ("counts_only", 0),
        ("tiny_a", 2024): ("current", 3),
        ("tiny_b", 2024): ("current", 3),
    }
    released = publish(run, "test")
    assert (released.counts["reported_count"], released.counts["contact"]) == (4, 6)
