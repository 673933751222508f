"""A file that breaks its contract is found, counted by rule, and nothing that stands in it is told."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.contract.check import count_broken_rules, pandera_schema_of
from schemas.contract.table import Column, Table, load_tables
from schemas.text.problem import VocabularyError
from schemas.text.sql import literal
from schemas.vocabulary.code import load_codes
from warehouse.store.contract import MOST_IN_MEMORY, check_file

TABLES = load_tables()
CANARY = "Zoë Canary +44 7700 900123"
PLAIN = {"DATE": date(2023, 5, 1), "TIMESTAMP": datetime(2023, 5, 1), "BOOLEAN": True}


def value_of(table: Table, column: Column) -> Any:
    """A value that the contract allows."""
    if column.type.endswith("[]"):
        return []
    if column.values:
        return next(iter(column.values))
    if column.list_in:
        return next(iter(load_codes().lists[str(named_list(table, column))].codes))
    if column.code_list:
        return next(iter(load_codes().lists[column.code_list].codes))
    if column.type == "PSEUDONYM":
        return bytes(16)
    if column.type == "VARCHAR":
        return {"^[A-Z]{2}$": "SN", "^([a-z]{2,3})?$": "fr"}.get(column.pattern, "platform")
    return Decimal("0.5") if column.type == "DECIMAL(18,6)" else PLAIN.get(column.type, column.max or 7)


def named_list(table: Table, column: Column) -> Any:
    return value_of(table, table.column(column.list_in))


def rows_of(table: Table, n_rows: int = 1) -> pa.Table:
    """Rows that the contract allows; those beyond the first repeat its key."""
    row = {column.name: value_of(table, column) for column in table.columns}
    return pa.table({one.name: pa.array([row[one.name]] * n_rows, one.arrow_type) for one in table.columns})


def with_column(rows: pa.Table, name: str, values: list[Any], kind: pa.DataType | None = None) -> pa.Table:
    index = rows.schema.get_field_index(name)
    return rows.set_column(index, name, pa.array(values, type=kind or rows.schema.field(name).type))


def contacts(n_rows: int) -> pa.Table:
    ids = [number.to_bytes(16, "big") for number in range(n_rows)]
    return with_column(rows_of(TABLES["contact"], n_rows), "contact_id", ids)


def check(folder: Path, table: Table, rows: pa.Table, row_group_size: int = 2) -> dict[str, int]:
    pq.write_table(rows, folder / "rows.parquet", row_group_size=row_group_size)
    return check_file(folder / "rows.parquet", table)


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_what_the_contract_allows_is_good(tmp_path: Path, table: Table) -> None:
    assert check(tmp_path, table, rows_of(table)) == {}
    assert check(tmp_path, table, table.empty()) == {}


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_null_is_allowed_exactly_where_the_contract_says_what_it_means(table: Table) -> None:
    nothing = pa.table({column.name: pa.nulls(2, column.arrow_type) for column in table.columns})
    expected = {f"{column.name}: not_null": 2 for column in table.columns if not column.nullable}
    assert count_broken_rules(table, nothing) == dict(sorted(expected.items()))


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("gender_code", [CANARY, "girl", "Girl", None, ""], {"gender_code: in_list": 3}),
        ("age_years", [-1, 0, 130, 131, None], {"age_years: range": 2}),
        ("n_reasons", [-1, 0, None, 3, -2], {"n_reasons: not_null": 1, "n_reasons: range": 2}),
        ("contact_year", [23, 2023, 2023, 20230, 2100], {"contact_year: range": 2}),
        ("source_id", [None, "a", None, "b", "c"], {"source_id: not_null": 2}),
    ],
)
def test_a_planted_breach_is_counted_over_all_row_groups(
    tmp_path: Path, column: str, values: list[Any], expected: dict[str, int]
) -> None:
    counts = check(tmp_path, TABLES["contact"], with_column(contacts(5), column, values))
    assert counts == expected
    assert "Canary" not in repr(counts)


def test_closed_values_and_the_empty_text_are_told_apart() -> None:
    finding = TABLES["finding"]
    rows = with_column(rows_of(finding, 4), "cause_code", ["", "system", "habit", CANARY])
    assert count_broken_rules(finding, rows) == {"cause_code: in_values": 1}
    rows = with_column(rows_of(finding, 4), "state_code", ["", "pass", "warn", "passed"])
    assert count_broken_rules(finding, rows) == {"state_code: in_values": 2}


def test_an_answer_must_stand_in_the_list_of_its_own_attribute() -> None:
    lists = load_codes().lists
    platform = next(iter(lists["platform"].codes))
    barrier = next(code for code in lists["barrier"].codes if not lists["platform"].has(code))
    table = TABLES["contact_attribute"]
    rows = with_column(rows_of(table, 4), "attribute_code", ["platform", "barrier", "platform", "platform"])
    rows = with_column(rows, "value_code", [platform, barrier, barrier, CANARY])
    assert count_broken_rules(table, rows) == {"value_code: in_list": 2}
    figures = TABLES["network_statistics_exact"]
    rows = with_column(rows_of(figures, 3), "attribute_code", ["barrier", None, None])
    rows = with_column(rows, "value_code", [None, None, platform])
    assert count_broken_rules(figures, rows) == {"value_code: in_list": 1}


def test_a_share_outside_0_to_1_and_a_share_that_is_no_decimal() -> None:
    table = TABLES["source_year"]
    rows = rows_of(table, 4)
    wrong = with_column(rows, "share_other", [Decimal("1.000001"), Decimal("-0.5"), Decimal(1), None])
    assert count_broken_rules(table, wrong) == {"share_other: range": 2}
    floating = with_column(rows, "share_other", [0.5, 2.0, 0.25, None], pa.float64())
    assert count_broken_rules(table, floating) == {"share_other: type": 1}


@pytest.mark.long
@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_column_of_another_type_is_found(table: Table) -> None:
    rows = rows_of(table)
    for column in table.columns:
        other = pa.array([CANARY]) if column.type != "VARCHAR" else pa.array([7])
        index = rows.schema.get_field_index(column.name)
        assert count_broken_rules(table, rows.set_column(index, column.name, other)) == {f"{column.name}: type": 1}


def test_columns_that_are_missing_unknown_or_in_another_order(tmp_path: Path) -> None:
    contact, rows = TABLES["contact"], contacts(5)
    assert check(tmp_path, contact, rows.drop_columns(["gender_code"])) == {"gender_code: missing": 1}
    more = rows.append_column("surname", pa.array([CANARY] * 5))
    assert check(tmp_path, contact, more) == {"surname: not_in_contract": 1}
    turned = rows.select([rows.column_names[1], rows.column_names[0], *rows.column_names[2:]])
    assert [rule.rpartition(": ")[2] for rule in check(tmp_path, contact, turned)] == ["order"]
    assert check(tmp_path, contact, rows.slice(0, 0).drop_columns(["source_id"])) == {"source_id: missing": 1}


def test_repeated_keys_are_counted_beyond_the_first_and_null_equals_null(tmp_path: Path) -> None:
    ids = [number.to_bytes(16, "big") for number in (1, 2, 1, 3, 1)]
    rows = with_column(contacts(5), "contact_id", ids)
    assert check(tmp_path, TABLES["contact"], rows) == {"contact_id: unique": 2}
    counts = TABLES["reported_count"]
    rows = with_column(rows_of(counts, 3), "reason_code", [None] * 3)
    assert check(tmp_path, counts, rows) == {f"{', '.join(counts.key)}: unique": 2}


@given(st.lists(st.integers(0, 6), max_size=12))
def test_as_many_keys_are_repeated_as_python_counts(tmp_path_factory: pytest.TempPathFactory, ids: list[int]) -> None:
    contact = TABLES["contact"]
    rows = with_column(rows_of(contact, len(ids)), "contact_id", [number.to_bytes(16, "big") for number in ids])
    n_repeated = len(ids) - len(set(ids))
    path = tmp_path_factory.mktemp("keys")
    assert check(path, contact, rows) == ({"contact_id: unique": n_repeated} if n_repeated else {})


def test_a_file_that_is_cut_or_not_there_is_counted_not_raised(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(contacts(50), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert check_file(path, TABLES["contact"]) == {"file: readable": 1}
    assert check_file(tmp_path / "none.parquet", TABLES["contact"]) == {"file: readable": 1}


def test_what_duckdb_writes_by_the_contract_is_good_with_a_connection_lent(tmp_path: Path) -> None:
    connection, path = duckdb.connect(), tmp_path / "it's.parquet"
    for table in TABLES.values():
        connection.register("given", rows_of(table))
        target = literal(str(path))
        connection.execute(f"copy (select {table.select_list()} from given) to {target} (format parquet)").fetchall()
        assert check_file(path, table, connection) == {}, table.table


def test_a_file_of_few_rows_with_long_lists_is_judged_without_reading_it_whole(tmp_path: Path) -> None:
    """As a figure with its members has them: more values than are read into memory at once."""
    table = TABLES["network_statistics_exact"]
    rows = rows_of(table, 4)
    names = [f"m{number}" for number in range(MOST_IN_MEMORY // 4)]
    long = with_column(with_column(rows, "year", [2021, 2022, 2023, 2024]), "member_ids", [names] * 4)
    assert check(tmp_path, table, long, row_group_size=4) == {}
    repeated = with_column(long, "year", [2021, 2022, 2023, 2023])
    assert check(tmp_path, table, repeated, row_group_size=4) == {f"{', '.join(table.key)}: unique": 1}
    broken = with_column(long, "status_code", [CANARY, *long["status_code"].to_pylist()[1:]])
    assert check(tmp_path, table, broken, row_group_size=4) == {"status_code: in_values": 1}


def test_a_contract_that_names_no_list_is_told_as_such() -> None:
    column = TABLES["contact"].column("gender_code").model_copy(update={"code_list": "colour"})
    table = TABLES["contact"].model_copy(update={"columns": (column,)})
    with pytest.raises(VocabularyError, match=r"schemas/tables/contact\.yaml.*no code list `colour`"):
        pandera_schema_of(table)
