"""One contract gives Arrow, DDL, comments and casts that agree, and a wrong contract is refused with file and line."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from schemas.contract.table import Column, Table, load_tables, read_tables
from schemas.contract.types import arrow_type_of, sql_type_of
from schemas.finding import Finding
from schemas.text.problem import VocabularyError
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.fields import ATTRIBUTES

TABLES = load_tables()
COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]
RELEASED = {
    *(
        "member",
        "member_survey",
        "survey_count",
        "agreement",
        "agreement_part",
        "source",
        "earlier_system",
        "source_declaration",
        "delivery",
        "contact",
        "contact_reason",
        "contact_attribute",
    ),
    *(
        "reported_count",
        "rejected_row",
        "source_value",
        "decision",
        "code",
        "crosswalk",
        "source_year",
        "source_month",
        "source_reason",
    ),
    *("finding", "finding_reply", "network_statistics", "network_statistics_exact", "release_info"),
}

COUNTED = {
    *("contacts", "reasons", "records", "values", "ticks", "bytes", "sources", "members", "rows"),
    *("raters", "scenarios", "answers"),
}
COUNTS_BY_OTHER_NAMES = {
    *((table, "reason_cap") for table in ("source", "earlier_system", "source_year")),
    ("release_info", "row_counts"),
}
TRUTHS_BY_OTHER_NAMES = {("source", "serves_young_people"), ("source", "lists_online_bullying")}
QUARTILES = ("share_source_q1", "share_source_median", "share_source_q3")
SHARES_BY_OTHER_NAMES = {
    (table, column) for table in ("network_statistics", "network_statistics_exact") for column in ("share", *QUARTILES)
}
NO_SHARES = {("agreement", column) for column in ("alpha", "alpha_low", "alpha_high")}
"""Decimals that are no share of anything: an alpha may be below 0."""

CONTRACT = """\
table: pet
grain: one pet
privacy: restricted
source: a register
key: [pet_id]
columns:
  - {name: pet_id, type: VARCHAR, comment: "Id."}
  - {name: n_legs, type: INTEGER, min: 0, empty: never counted, comment: "Legs; the owner's words."}
"""


@pytest.fixture
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for table in TABLES.values():
        connection.execute(table.ddl())
    return connection


def refused(tmp_path: Path, text: str, name: str = "pet.yaml") -> list[str]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyError) as caught:
        read_tables(tmp_path)
    return [str(problem) for problem in caught.value.problems]


def test_there_is_a_contract_for_every_table_of_a_release_and_for_what_is_staged() -> None:
    assert {name for name, table in TABLES.items() if table.place == "release"} == RELEASED
    assert {name for name, table in TABLES.items() if table.place == "lake"} == {
        "staged_contact", "staged_count", "staged_list",
    }  # fmt: skip


def test_ddl_makes_every_table_with_a_comment_on_it_and_on_every_column(database: duckdb.DuckDBPyConnection) -> None:
    tables = dict(database.execute("select table_name, comment from duckdb_tables()").fetchall())
    assert tables == {table.table: table.comment for table in TABLES.values()}
    columns = database.execute(
        "select table_name, column_name, comment, is_nullable from duckdb_columns() where not internal "
        "order by table_name, column_index"
    ).fetchall()
    assert columns == [(table.table, one.name, table.comment_of(one), one.nullable) for table, one in COLUMNS]


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_comments_tell_grain_unit_source_privacy_and_codes(table: Table) -> None:
    assert f"One row: {table.grain}." in table.comment
    assert f"Privacy: {table.privacy}." in table.comment
    for column in table.columns:
        text = table.comment_of(column)
        assert text.startswith(column.comment)
        assert f"Privacy: {column.privacy}." in text
        assert f"From: {column.source or table.source}." in text
        assert f"Unit: {column.unit}." in text or not column.unit
        assert f"NULL: {column.empty}." in text or not column.nullable
        assert all(f"{value} ({meaning})" in text for value, meaning in column.values.items())


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_arrow_and_duckdb_have_the_same_names_and_types(
    table: Table, database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    expected = table.arrow_schema()
    # DuckDB gives pseudonyms to Arrow as text, in the lake too; there its Parquet files hold them as 16 bytes.
    shown = [pa.string() if column.type == "PSEUDONYM" else column.arrow_type for column in table.columns]
    stored = database.sql(f'from "{table.table}"').to_arrow_table().schema
    assert (stored.names, stored.types) == (expected.names, shown)
    database.register("given", table.empty())
    cast = database.sql(f"select {table.select_list()} from given").to_arrow_table().schema
    assert (cast.names, cast.types) == (expected.names, shown)
    path = tmp_path / "rows.parquet"
    database.execute(f"copy (select {table.select_list()} from given) to '{path}' (format parquet)").fetchall()
    assert pq.read_schema(path).types == expected.types


def test_a_pseudonym_leaves_the_lake_as_its_hex_digits() -> None:
    with duckdb.connect() as connection:
        connection.execute(TABLES["contact_reason"].ddl().replace(" not null", ""))
        digits = "00ff" * 8
        given = ", ".join(
            f"'{digits}'::uuid as contact_id" if column.name == "contact_id" else f"null as {column.name}"
            for column in TABLES["contact_reason"].columns
        )
        connection.execute(
            f"insert into contact_reason select {TABLES['contact_reason'].released_list()} from (select {given})"
        )
        assert connection.execute("select contact_id from contact_reason").fetchall() == [(digits,)]


def test_select_list_puts_any_relation_into_order_and_types() -> None:
    pet = Table.model_validate(
        {"table": "pet", "grain": "g", "privacy": "public", "source": "s", "key": ["list"]}
        | {
            "columns": [
                {"name": name, "type": kind, "comment": "c"} for name, kind in (("list", "DATE"), ("n", "BIGINT"))
            ]
        }
    )
    query = f"select {pet.select_list()} from (select '7' as n, '2024-02-29' as \"list\")"
    row = duckdb.connect().sql(query).to_arrow_table()
    assert row.schema.equals(pet.arrow_schema())
    assert [str(value) for value in row.to_pylist()[0].values()] == ["2024-02-29", "7"]


def test_keys_are_found_as_duckdb_finds_them(database: duckdb.DuckDBPyConnection) -> None:
    for table in (one for one in TABLES.values() if one.key):
        for query in (table.repeated_keys_query(table.table), table.repeated_key_hashes_query(table.table)):
            assert database.execute(query).fetchall() == [(0,)], table.table


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{table.table}.{one.name}" for table, one in COLUMNS])
def test_names_follow_the_rules(table: Table, column: Column) -> None:
    place = (table.table, column.name)
    is_number = column.type in ("SMALLINT", "INTEGER", "BIGINT")
    is_count = is_number and column.unit in COUNTED and place not in COUNTS_BY_OTHER_NAMES
    assert column.name.startswith("n_") == is_count
    is_share = column.type == "DECIMAL(18,6)" and place not in NO_SHARES
    assert (column.name.startswith("share_") or place in SHARES_BY_OTHER_NAMES) == is_share
    assert not is_share or (column.min, column.max, column.unit) == (0, 1, "share 0-1")
    is_truth = column.type == "BOOLEAN" and place not in TRUTHS_BY_OTHER_NAMES
    assert column.name.startswith(("is_", "has_", "can_")) == is_truth
    is_code = bool(column.code_list or column.list_in or (column.values and column.name != "step"))
    assert column.name.endswith("_code") or not is_code
    assert column.type == "VARCHAR" or not column.name.endswith("_code")


def test_every_code_list_that_a_contract_names_exists() -> None:
    lists = load_codes().lists
    assert {column.code_list for _, column in COLUMNS if column.code_list} <= set(lists)
    assert set(TABLES["contact_attribute"].column("attribute_code").values) == set(ATTRIBUTES)
    assert set(ATTRIBUTES.values()) <= set(lists)


def test_finding_has_the_fields_of_a_finding_in_their_order() -> None:
    assert TABLES["finding"].names == tuple(field.name for field in fields(Finding))


def test_contacts_hold_no_floating_numbers_and_pseudonyms_only_of_the_known_form() -> None:
    assert {table.table for table, column in COLUMNS if "DOUBLE" in column.type} == {"finding"}
    assert {column.type for _, column in COLUMNS if column.privacy == "pseudonym"} == {"PSEUDONYM"}
    named_ids = [column for _, column in COLUMNS if column.name in ("contact_id", "exchange_id")]
    assert {column.privacy for column in named_ids} == {"pseudonym"}


def test_public_tables_hold_public_columns_only() -> None:
    public = {table.table for table in TABLES.values() if table.privacy == "public"}
    assert public == {"code", "crosswalk", "network_statistics", "survey_count", "agreement"}
    assert {column.privacy for table, column in COLUMNS if table.table in public} == {"public"}


@pytest.mark.parametrize(
    ("line", "mistake", "complaint"),
    [
        (3, ("restricted", "secret"), r"pet\.yaml:3: `privacy`: .* is not one of public, restricted"),
        (7, ("VARCHAR", "TEXT"), r"pet\.yaml:7: .*not a type of a table contract"),
        (8, ("min: 0", "minimum: 0"), r"pet\.yaml:8: unknown key `minimum`"),
        (8, ("min: 0", "min: none"), r"pet\.yaml:8: "),
        (7, ("comment", "min: 1, comment"), r"pet\.yaml:7: .*is no number and has min or max"),
        (7, ("pet_id,", "kind_code,"), r"pet\.yaml:7: .*holds codes and names no list"),
        (7, ("comment", "list: a, open: b, comment"), r"pet\.yaml:7: .*more than one of list"),
        (7, ("comment", "blank: none, comment"), r"pet\.yaml:7: .*`blank` without `values`"),
        (7, ("pet_id,", "Pet,"), r"pet\.yaml:7: "),
        (8, ("n_legs", "pet_id"), r"pet\.yaml:1: .*two columns have one name"),
        (5, ("[pet_id]", "[owner]"), r"pet\.yaml:1: .*`owner` is not a column"),
        (1, ("pet", "dog"), r"pet\.yaml:1: describes table `dog`"),
        (5, ("key: [pet_id]", "key: []"), r"pet\.yaml:5: "),
    ],
)
def test_a_wrong_contract_is_refused_with_file_and_line(
    tmp_path: Path, line: int, mistake: tuple[str, str], complaint: str
) -> None:
    lines = CONTRACT.splitlines(keepends=True)
    assert mistake[0] in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(*mistake)
    problems = refused(tmp_path, "".join(lines))
    assert len(problems) == 1
    assert re.search(rf"schemas/tables/{complaint}", problems[0]), problems


def test_a_public_table_with_a_column_that_is_not_public_is_refused(tmp_path: Path) -> None:
    text = CONTRACT.replace("privacy: restricted", "privacy: public").replace("min: 0", "privacy: restricted")
    assert "a public table has a column that is not public" in refused(tmp_path, text)[0]


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "cat.yaml").write_text(CONTRACT.replace("table: pet", "table: cat\nowner: me"), encoding="utf-8")
    (tmp_path / "dog.yaml").write_text("table: dog\ntable: dog\n", encoding="utf-8")
    problems = refused(tmp_path, CONTRACT.replace("INTEGER", "NUMBER"))
    assert [problem.split(":")[0].rpartition("/")[2] for problem in problems] == ["cat.yaml", "dog.yaml", "pet.yaml"]


def test_a_sound_contract_is_read(tmp_path: Path) -> None:
    (tmp_path / "pet.yaml").write_text(CONTRACT, encoding="utf-8")
    pet = read_tables(tmp_path)["pet"]
    assert pet.names == ("pet_id", "n_legs")
    assert (pet.column("pet_id").nullable, pet.column("n_legs").nullable) == (False, True)
    assert {column.privacy for column in pet.columns} == {"restricted"}
    connection = duckdb.connect()
    connection.execute(pet.ddl())
    comment = connection.execute("select comment from duckdb_columns() where column_name = 'n_legs'").fetchone()
    assert comment == ("Legs; the owner's words. NULL: never counted. From: a register. Privacy: restricted.",)


def test_a_struct_of_anything_but_scalars_is_refused() -> None:
    assert sql_type_of("STRUCT(value VARCHAR, is_main BOOLEAN)[]") == 'STRUCT("value" VARCHAR, "is_main" BOOLEAN)[]'
    for text in ("STRUCT()", "STRUCT(a)", "STRUCT(a TEXT)", "STRUCT(a VARCHAR[])", "VARCHAR []", "", "[]"):
        with pytest.raises(ValueError, match="not a"):
            arrow_type_of(text)


def test_a_contract_does_not_change() -> None:
    with pytest.raises(ValidationError):
        TABLES["contact"].columns[0].name = "other"  # type: ignore[misc]
