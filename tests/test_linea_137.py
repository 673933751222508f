"""Six years of a real helpline's open data, with one mapping folder: every row accounted for, nothing told of any.

Runs where the folder `shared` lies beside the checkout. Only counts are compared; no row of it is shown or kept.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from schemas.mapping.registry import load_registry
from tests.conftest import ROOT, TEST_KEY
from warehouse.assess.findings import judges
from warehouse.assess.step import assess
from warehouse.network.lake import attach
from warehouse.network.manifest import named_tables
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.engine import engine
from warehouse.store.key import Key
from warehouse.store.layout import Layout
from warehouse.store.run import Run

SOURCE_ID = "ar_linea_137"
ROWS = 20_283


def make_run(folder: Path) -> Run:
    """A warehouse of its own, with this one mapping."""
    mappings = folder / "mappings"
    shutil.copytree(ROOT / "mappings" / SOURCE_ID, mappings / SOURCE_ID, dirs_exist_ok=True)
    return Run(Layout(folder / "warehouse"), load_registry(mappings), Key(bytes.fromhex(TEST_KEY)))


def ingest(run: Run, address: Path) -> None:
    """The three steps of the source."""
    land_source(run, SOURCE_ID, str(address))
    stage_source(run, SOURCE_ID)
    harmonise_source(run, SOURCE_ID)


def hash_lake(run: Run) -> dict[str, str]:
    """Every file of the source's lake by its hash."""
    lake = run.layout.lake_of(SOURCE_ID)
    files = sorted(path for path in lake.rglob("*") if path.is_file())
    return {str(path.relative_to(lake)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def open_data(shared_folder: Path) -> Path:
    folder = shared_folder / "data" / "ar_linea137"
    if not folder.is_dir():
        pytest.skip("needs the open data of Línea 137 in the folder `shared`")
    return folder


@pytest.fixture(scope="module")
def done(open_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = make_run(tmp_path_factory.mktemp("linea"))
    ingest(run, open_data)
    return run


@pytest.fixture
def lake(done: Run) -> Iterator[duckdb.DuckDBPyConnection]:
    with engine(done.layout.work) as connection:
        attach(connection, done.layout, [SOURCE_ID])
        yield connection


def rows_of(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


@pytest.mark.long
def test_every_row_of_every_file_has_one_fate(lake: duckdb.DuckDBPyConnection, open_data: Path) -> None:
    counted = {}
    for path in sorted(open_data.glob("*.csv")):
        encoding = "cp1252" if "2019" in path.name else "utf-8-sig"
        with path.open(encoding=encoding, newline="") as file:
            counted[path.name] = sum(1 for _ in csv.reader(file)) - 1
    query = "select file_name, n_rows, n_rows_used + n_superseded + n_ignored + n_rejected, n_contacts from delivery"
    assert {row[0]: row[1:] for row in rows_of(lake, query)} == {name: (n, n, n) for name, n in counted.items()}
    assert sum(counted.values()) == ROWS


@pytest.mark.long
def test_again_and_in_another_order_no_byte_changes(done: Run, open_data: Path, tmp_path: Path) -> None:
    before = hash_lake(done)
    ingest(done, open_data)
    assert hash_lake(done) == before
    other = make_run(tmp_path)
    for path in sorted(open_data.glob("*.csv"), reverse=True):
        ingest(other, path)
    assert hash_lake(other) == before


def test_a_changed_byte_is_a_new_delivery_of_the_same_period(open_data: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (path,) = open_data.glob("*2023.csv")
    shutil.copy(path, inbox)
    run = make_run(tmp_path)
    ingest(run, inbox)
    content = (inbox / path.name).read_bytes()
    (inbox / path.name).write_bytes(content.replace(b'"Padre"', b'"Madre"', 1))
    ingest(run, inbox)
    with engine(run.layout.work) as connection:
        attach(connection, run.layout, [SOURCE_ID])
        query = "select status_code, n_contacts from delivery order by all"
        assert rows_of(connection, query) == [("superseded", 0), ("used", 1140)]


@pytest.mark.long
def test_almost_every_value_is_decided(lake: duckdb.DuckDBPyConnection) -> None:
    query = "select sum(n_values) filter (where outcome_code = 'unmapped'), sum(n_values) from source_value"
    ((n_unmapped, n_values),) = rows_of(lake, query)
    assert isinstance(n_unmapped, int) and isinstance(n_values, int)
    assert n_unmapped <= n_values / 1000


def test_who_is_an_adult_follows_the_age_and_nobody_is_a_young_person(lake: duckdb.DuckDBPyConnection) -> None:
    query = "select population_code, count(*) from contact group by 1"
    counted = {str(population): n_contacts for population, n_contacts in rows_of(lake, query)}
    assert set(counted) == {"child", "adult", "unknown"}
    # 6,373 of 18,318 known ages are 18 or more, among them two that are no ages (above 120): those are unknown
    assert counted["adult"] == 6_372
    assert sum(count for count in counted.values() if isinstance(count, int)) == ROWS


def test_both_facts_survive_where_place_and_mark_disagree(lake: duckdb.DuckDBPyConnection) -> None:
    """In 2020, 404 calls are placed in social networks without a mark of grooming, 159 have the mark elsewhere."""
    query = """
        with grooming as (
            select contact_id from contact_reason where reason_code = 'violence.sexual.grooming' and setting_code = 'online'
        ),
        placed as (select contact_id from contact_attribute where attribute_code = 'incident_place' and value_code = 'online')
        select
            count(*) filter (where contact_id in (from placed) and contact_id not in (from grooming)),
            count(*) filter (where contact_id not in (from placed) and contact_id in (from grooming))
        from contact where contact_year = 2020
    """
    assert rows_of(lake, query) == [(404, 159)]


def test_a_place_never_makes_a_bodily_act_online(lake: duckdb.DuckDBPyConnection) -> None:
    query = """
        select setting_code, is_setting_conflict, count(distinct contact_id)
        from contact_reason
        join contact_attribute using (contact_id)
        where reason_code = 'violence.sexual.assault' and attribute_code = 'incident_place' and value_code = 'online'
        group by all
    """
    ((setting, is_conflict, n_contacts),) = rows_of(lake, query)
    assert (setting, is_conflict) == ("unknown", True)
    assert n_contacts == 13


def test_a_place_makes_online_only_what_can_be_and_is_not_bodily(lake: duckdb.DuckDBPyConnection) -> None:
    """Of what is placed in social networks without words of its own: the setting and how it is known, by kind of reason."""
    codes = load_registry(ROOT / "mappings").codes.list_of("reason").codes
    query = """
        select reason_code, setting_code, setting_basis_code, is_setting_conflict, count(*)
        from contact_reason
        join contact_attribute using (contact_id)
        where attribute_code = 'incident_place' and value_code = 'online' and setting_basis_code <> 'label'
        group by all
    """
    seen = set()
    for reason, setting, basis, is_conflict, _ in rows_of(lake, query):
        code = codes[str(reason)]
        expected = ("unknown", "none", True) if code.is_bodily else ("online", "recorded", False)
        expected = expected if code.setting_scope == "either" else ("offline", "nature", False)
        assert (setting, basis, is_conflict) == expected, reason
        seen.add(expected)
    assert len(seen) == 3


def test_a_place_in_the_world_is_weak_for_what_needs_no_body(lake: duckdb.DuckDBPyConnection) -> None:
    codes = load_registry(ROOT / "mappings").codes.list_of("reason").codes
    query = """
        select reason_code, setting_basis_code
        from contact_reason
        join contact_attribute using (contact_id)
        where attribute_code = 'incident_place' and value_code = 'home_own' and setting_code = 'offline'
        group by all
    """
    found = rows_of(lake, query)
    assert {basis for _, basis in found} == {"list", "recorded", "nature"}
    for reason, basis in found:
        code = codes[str(reason)]
        expected = "nature" if code.setting_scope == "offline" else "recorded" if code.is_bodily else "list"
        assert basis == expected, reason


def test_threats_are_emotional_violence(lake: duckdb.DuckDBPyConnection) -> None:
    query = "select count(*) filter (where reason_code = 'violence.harassment'), count(*) > 7000 from contact_reason where reason_code in ('violence.emotional', 'violence.harassment')"
    assert rows_of(lake, query) == [(0, True)]


def test_words_of_their_own_win_over_the_place(lake: duckdb.DuckDBPyConnection) -> None:
    """Grooming that is placed in the world stays online, and the conflict is counted."""
    query = """
        select setting_code, setting_basis_code, is_setting_conflict, count(*) > 0
        from contact_reason
        join contact_attribute using (contact_id)
        where reason_code = 'violence.sexual.grooming' and attribute_code = 'incident_place' and value_code = 'home_own'
        group by all
    """
    assert rows_of(lake, query) == [("online", "label", True, True)]


@pytest.mark.long
def test_nothing_of_a_row_is_told_and_no_call_number_is_kept(
    done: Run, open_data: Path, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run = make_run(tmp_path)
    ingest(run, open_data)
    told = "".join(capfd.readouterr())
    files = [path for path in done.layout.lake.rglob("*") if path.is_file()]
    # what is kept of the mapping holds the words of decisions.csv, which are its author's
    states = [path for path in files if path.suffix == ".json" and not path.name.startswith("mapping-")]
    assert {"manifest.json", "stage.json"} <= {path.name for path in states}
    told += "".join(path.read_text(encoding="utf-8") for path in states)
    with next(open_data.glob("*2020.csv")).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for column in ("llamado_fecha_hora", "victima_nacionalidad", "hecho_lugar"):
        assert not [value for value in {row[column] for row in rows} if len(value) > 3 and value in told], column
    calls = {row["caso_id"] for row in rows if row["caso_id"]}
    with engine(done.layout.work) as connection:
        folder = done.layout.lake_of(SOURCE_ID) / "staged"
        staged = [str(path) for path in folder.glob("*.parquet") if not path.name.endswith(".lists.parquet")]
        query = "select distinct cast(exchange_id as varchar) from read_parquet($1) where exchange_id is not null"
        kept = {exchange_id for (exchange_id,) in connection.execute(query, [staged]).fetchall()}
    assert kept
    assert not calls & kept


def test_a_helpline_for_violence_is_not_accused_of_concentration(done: Run) -> None:
    """Nearly all is violence, of a few kinds: that is its remit. What is compared needs others, and alone stays open."""
    assess(done)
    tables = named_tables(done.layout, "assess")
    rows = pq.read_table(tables["finding"], filters=pc.field("finding_code").isin(judges())).to_pylist()
    asked = {row["finding_code"] for row in rows if row["state_code"] in ("warn", "fail")}
    assert asked & {"lone_category", "catch_all", "no_ocsea", "one_reason"} == set()
    assert {row["finding_code"] for row in rows} == set(judges())
    years = pq.read_table(tables["source_year"]).to_pylist()
    assert len(years) >= 6
    assert {row["verdict_code"] for row in years} & {"one_reason_only", "skewed_and_incomplete"} == set()
