"""`assess_network`: the page's example runs as it stands there; tables that are wrong are refused with the next step."""

from __future__ import annotations

import contextlib
import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.contract.table import load_tables
from tests.conftest import ROOT
from tests.invented_network import ABUSE_OFFLINE, RELATIONS, InventedNetwork, add_ordinary_sources
from warehouse.assess.entry import NEEDED, OPTIONAL, GivenTablesError, assess_network
from warehouse.assess.tables import TABLES, assess_tables

PAGE = (ROOT / "docs" / "assess.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def ordinary() -> InventedNetwork:
    """Seven sources that do all, and one that is silent on online."""
    network = InventedNetwork()
    add_ordinary_sources(network, [f"ordinary_{number}" for number in range(7)])
    network.add_source("silent_on_online")
    network.add_contacts("silent_on_online", 200, [ABUSE_OFFLINE])
    return network


@cache
def ordinary_tables() -> dict[str, pa.Table]:
    return given(ordinary())


def given(network: InventedNetwork) -> dict[str, pa.Table]:
    connection = network.connect()
    names = [name for name in RELATIONS if name in NEEDED | OPTIONAL]
    return {name: connection.sql(f"from {name}").to_arrow_table() for name in names}


def test_the_example_of_the_page_runs_and_prints_what_the_page_says() -> None:
    (code,), (printed,) = blocks("python"), blocks("text")
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "docs/assess.md", "exec"), {})
    assert output.getvalue() == printed


def test_the_page_names_the_columns_that_are_needed() -> None:
    for name, columns in (NEEDED | OPTIONAL).items():
        assert f"| `{name}` |" in PAGE
        assert f"`{', '.join(columns)}`" in PAGE
        assert set(columns) <= set(load_tables()[name].names)


def test_it_gives_what_the_step_gives() -> None:
    network = ordinary()
    found = assess_network(given(network))
    connection = network.connect()
    assess_tables(connection)
    for name in TABLES:
        expected = connection.sql(f"from {name} order by all").to_arrow_table()
        assert found[name].to_pylist() == expected.to_pylist()
        assert found[name].schema == load_tables()[name].arrow_schema()


def test_parquet_files_and_the_fewest_columns_are_enough(tmp_path: Path) -> None:
    whole = ordinary_tables()
    paths = {}
    for name, columns in NEEDED.items():
        paths[name] = tmp_path / f"{name}.parquet"
        pq.write_table(whole[name].select([*columns, "reason_cap"] if name == "source" else list(columns)), paths[name])
    verdicts = [row["verdict_code"] for row in assess_network(paths)["source_year"].to_pylist()]
    assert verdicts == [row["verdict_code"] for row in assess_network(whole)["source_year"].to_pylist()]


def test_without_decisions_a_source_can_record_what_its_network_records() -> None:
    network = ordinary()
    network.add_source("cannot", setting_capability_code="none")
    network.add_contacts("cannot", 50, [("violence.sexual.abuse", "unknown", "none")])
    tables = {name: content for name, content in given(network).items() if name != "decision"}
    years = {row["source_id"]: row for row in assess_network(tables)["source_year"].to_pylist()}
    assert years["silent_on_online"]["n_ocsea_wide"] == 0
    assert years["cannot"]["n_ocsea_wide"] is None


def broken(name: str, column: str, value: Any) -> dict[str, Any]:
    tables = ordinary_tables()
    rows = tables[name].to_pylist()
    rows[0][column] = value
    return {**tables, name: pa.Table.from_pylist(rows)}


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (lambda: {}, "table contact is not given"),
        (lambda: {**ordinary_tables(), "contacts": pa.table({})}, "table contacts is none that assess reads"),
        (
            lambda: {**ordinary_tables(), "contact": ordinary_tables()["contact"].drop_columns(["contact_date"])},
            "table contact has no column contact_date",
        ),
        (lambda: broken("contact_reason", "reason_code", "SECRET"), "reason_code holds a code in 1 rows"),
        (lambda: broken("source", "network_code", None), "network_code is empty in 1 rows"),
        (lambda: broken("contact", "n_reasons", 2.5), "column n_reasons is double"),
        (lambda: {**ordinary_tables(), "source": Path("nothing.parquet")}, "nothing.parquet is no readable Parquet"),
    ],
)
def test_what_is_wrong_is_refused_by_table_and_column_and_no_cell_is_said(tables: Any, said: str) -> None:
    with pytest.raises(GivenTablesError, match=re.escape(said)) as refused:
        assess_network(tables())
    assert "SECRET" not in str(refused.value)


def test_ids_of_two_types_are_refused() -> None:
    tables = dict(ordinary_tables())
    ids = pa.array(range(tables["contact"].num_rows))
    tables["contact"] = tables["contact"].set_column(0, "contact_id", ids)
    with pytest.raises(GivenTablesError, match="give both in one type"):
        assess_network(tables)


def test_a_network_without_contacts_says_so() -> None:
    tables = ordinary_tables()
    empty = {name: content.slice(0, 0) if name.startswith("contact") else content for name, content in tables.items()}
    found = assess_network(empty)
    assert found["source_year"].num_rows == 0
    assert {row["finding_code"] for row in found["finding"].to_pylist()} == {"no_contacts"}
