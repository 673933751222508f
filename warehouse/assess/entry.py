"""`assess` for tables that somebody else made: the contracts' tables in, source-years, source-months and findings out.

Belongs here: what such tables have to hold, what stands in for those that are not given, and complaints about the rest.
Does not belong here: the lake (`warehouse.assess.step`) or anything that is computed (`assess.tables`).
`docs/assess.md` shows it with an example.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.contract.check import breaks_rule
from schemas.contract.table import Column, Table, load_tables
from schemas.text.problem import HarmoniseError
from schemas.text.sql import quote
from schemas.vocabulary.code import load_codes
from warehouse.assess.tables import TABLES, assess_tables, create_system_periods
from warehouse.network.registers import vocabulary_tables
from warehouse.network.still_held import SCHEMA as HELD_YEAR
from warehouse.store.engine import engine, load_table, only_row, sql_text

NEEDED: dict[str, tuple[str, ...]] = {
    "contact": ("contact_id", "source_id", "contact_date", "contact_year", "n_reasons", "n_reasons_recorded"),
    "contact_reason": (
        *("contact_id", "source_id", "contact_year", "reason_code", "setting_code", "setting_basis_code"),
    ),
    "source": (*("source_id", "network_code", "remit_code", "can_record_several_reasons", "setting_capability_code"),),
}
"""The tables that have to be given, each with the columns that may not be left out."""

OPTIONAL: dict[str, tuple[str, ...]] = {
    "earlier_system": (*("source_id", "valid_to", "can_record_several_reasons", "setting_capability_code"),),
    "source_declaration": ("source_id", "reason_code", "declaration_code"),
    "decision": ("decision_id", "source_id", "field", "outcome_code", "code"),
    "source_value": ("source_id", "contact_year", "field", "outcome_code", "n_values"),
    "reported_count": ("source_id", "period_start", "period_end", "n_contacts"),
    "finding_reply": ("source_id", "finding_code", "cause_code", "is_explained", "replied_on"),
}
"""The tables that may be given, likewise; one that is left out is empty."""


class GivenTablesError(HarmoniseError):
    """A table that was given is not in the form of its contract; the text names table, column and next step."""


def assess_network(tables: Mapping[str, pa.Table | Path]) -> dict[str, pa.Table]:
    """The tables of `TABLES` for the sources whose tables are given, each in its contract's form.

    `tables`: by name of the contract, Arrow tables or Parquet files; `NEEDED` and `OPTIONAL` say which tables and
    columns. Other columns may be left out, or stand there unread. A source without any `decision` is taken to have a
    list on which everything that its network records can be written, as far as it tells online from offline.
    Raises GivenTablesError.
    """
    _refuse_names(tables)
    with TemporaryDirectory() as work, engine(Path(work)) as connection:
        for name, columns in (NEEDED | OPTIONAL).items():
            _load(connection, load_tables()[name], tables.get(name), columns)
        _refuse_two_kinds_of_id(connection)
        for name, content in vocabulary_tables(load_codes()).items():
            load_table(connection, name, content)
        load_table(connection, "held_year", HELD_YEAR.empty_table())
        load_table(connection, "held_source", HELD_YEAR.empty_table().select(["source_id"]))
        create_system_periods(connection)
        connection.execute(sql_text("assess/list_of_network"))
        assess_tables(connection)
        return {name: connection.sql(f"from {name} order by all").to_arrow_table() for name in TABLES}


def _refuse_names(tables: Mapping[str, pa.Table | Path]) -> None:
    if missing := [name for name in NEEDED if name not in tables]:
        raise GivenTablesError(f"table {missing[0]} is not given -> give an Arrow table or the path of a Parquet file")
    if unknown := [name for name in tables if name not in NEEDED | OPTIONAL]:
        known = ", ".join((*NEEDED, *OPTIONAL))
        raise GivenTablesError(f"table {unknown[0]} is none that assess reads -> leave it out; it reads {known}")


def _load(
    connection: duckdb.DuckDBPyConnection, contract: Table, given: pa.Table | Path | None, needed: tuple[str, ...]
) -> None:
    """One relation with all columns of its contract; what was not given is NULL. Ids keep the type that they have."""
    if given is None:
        load_table(connection, contract.table, contract.empty())
        return
    content = _read(contract, given)
    if missing := [name for name in needed if name not in content.column_names]:
        raise GivenTablesError(
            f"table {contract.table} has no column {missing[0]} -> docs/dictionary.md says what it holds"
        )
    known = {column.name: column for column in contract.columns}
    load_table(connection, contract.table, pa.table({name: _cast(content, known[name], contract) for name in known}))
    for name in needed:
        _check(connection, contract, known[name])


def _read(contract: Table, given: pa.Table | Path) -> pa.Table:
    if isinstance(given, pa.Table):
        return given
    try:
        names = set(pq.read_schema(given).names)
        return pq.read_table(given, columns=[name for name in contract.names if name in names])
    except (OSError, pa.ArrowException):
        raise GivenTablesError(f"table {contract.table}: {Path(given).name} is no readable Parquet file") from None


def _cast(content: pa.Table, column: Column, contract: Table) -> pa.ChunkedArray:
    if column.name not in content.column_names:
        return pa.chunked_array([pa.nulls(content.num_rows, column.arrow_type)])
    values = content[column.name]
    if column.type == "PSEUDONYM":
        return values
    try:
        return values.cast(column.arrow_type)
    except pa.ArrowException:
        raise GivenTablesError(
            f"table {contract.table}: column {column.name} is {values.type} -> give it as {column.arrow_type}"
        ) from None


def _check(connection: duckdb.DuckDBPyConnection, contract: Table, column: Column) -> None:
    """Refuse NULL where the contract has none, and codes that it does not know. Different values are looked at once."""
    name, table = quote(column.name), contract.table
    (n_empty,) = only_row(connection, f"select count(*) from {table} where {name} is null")
    if n_empty and not column.nullable:
        raise GivenTablesError(f"table {table}: column {column.name} is empty in {n_empty} rows -> fill it in")
    if not (column.code_list or column.values):
        return
    values = connection.sql(f"select distinct {name} from {table} where {name} is not null order by all")
    for batch in values.to_arrow_table().to_batches(max_chunksize=1):
        if breaks_rule(contract, column.name, pa.Table.from_batches([batch])):
            (number,) = only_row(
                connection, f"select count(*) from {table} where {name} = $1", [batch.column(0)[0].as_py()]
            )
            raise GivenTablesError(
                f"table {table}: column {column.name} holds a code in {number} rows that is not in "
                f"{column.code_list or 'its contract'} -> docs/dictionary.md says which there are"
            )


def _refuse_two_kinds_of_id(connection: duckdb.DuckDBPyConnection) -> None:
    kinds = [
        only_row(connection, f"select any_value(typeof(contact_id)) from {name}")[0]
        for name in ("contact", "contact_reason")
    ]
    if None not in kinds and kinds[0] != kinds[1]:
        raise GivenTablesError(
            f"contact_id is {kinds[0]} in contact and {kinds[1]} in contact_reason -> give both in one type"
        )
