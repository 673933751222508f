"""The long form: figures with labels, symbols, footnotes by their codes and a name for each cell.

Belongs here: reading figures, and the columns of `network_statistics.csv` and `.parquet`. Does not belong here: which
figures are listed one by one (`blocks`), or the tables for people (`tables`). The contract decides the columns; one
that is added to it appears here by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from schemas.contract.table import Column, Table, load_tables
from schemas.figure_name import DEFAULTS, STATISTIC, key_names, short_names
from schemas.text.sql import quote
from warehouse.publish.public.arrow import join_named, map_texts
from warehouse.publish.public.labels import OUTSIDE, Labels
from warehouse.publish.public.symbols import LEGEND, symbols_of
from warehouse.publish.public.table import TEXT, Field, PublicTable

NAME = "network_statistics"
CELL, SYMBOLS, FOOTNOTES, PANEL = "cell", "symbols", "footnotes", "panel_code"
TITLE = "Published statistics in long form"
COMMENT_OF_CELL = "Name of the figure, made of what it is: the same in every release. Without `panel`: every source."
COMMENT_OF_FOOTNOTES = "Codes of what a reader has to know, blanks between them; footnotes.csv has their words."
WITHIN = {
    "framework_code": "framework",
    "main_code": "framework",
    "value_code": "attribute_code",
    "reason_code": "statistic_code",
    "base_code": "statistic_code",
}
"""Columns whose codes mean something only within another's."""
NO_LABEL = ("network_code",)
LINE = "\n"
PATTERN_OF_FOOTNOTES = "n[0-9]+( n[0-9]+)*"


@cache
def contract() -> Table:
    """The contract of what is published."""
    return load_tables()[NAME]


def figures_table(rows: pa.Table, labels: Labels, code_of: Mapping[str, str]) -> PublicTable:
    """The listed figures, in the order of `rows`. Beside its columns stand labels that only people's tables show."""
    made: dict[str, pa.Array | pa.ChunkedArray] = {CELL: cells_of(rows)}
    for column in contract().columns:
        if column.name == FOOTNOTES:
            made[SYMBOLS] = _symbols(rows)
            made[FOOTNOTES] = map_texts([rows[FOOTNOTES]], lambda texts: _codes(lines_of(texts[0]), code_of))
            continue
        made[column.name] = rows[column.name]
        if has_label(column):
            made[label_name(column.name)] = label_of(column, rows, labels)
    return PublicTable(NAME, TITLE, contract().note, _fields(labels), (CELL,), pa.table(made))


def read_rows(connection: duckdb.DuckDBPyConnection, catalog: str) -> pa.Table:
    """The rows of `network_statistics` of a catalog in a total order, all before its parts; a column it lacks is NULL.

    Footnotes are one text, a line each.
    """
    query = "select column_name from duckdb_columns() where database_name = $1 and table_name = $2"
    there = {name for (name,) in connection.execute(query, [catalog, NAME]).fetchall()}
    listed = ", ".join(_spelled_column(column, there) for column in contract().columns)
    order = ", ".join(_order_of(contract().column(name)) for name in contract().key)
    return connection.sql(f"select {listed} from {catalog}.main.{NAME} order by {order}").to_arrow_table()


def cells_of(rows: pa.Table) -> pa.Array:
    """The name of each figure, as `harmonise explain` reads it: `t4.ocsea_wide_of_violence:network=demo:year=2024`."""
    return names_of(rows, key_names())


def names_of(rows: pa.Table, dimensions: Sequence[str]) -> pa.Array:
    """As `FigureName` spells it, of these dimensions only; a column at once, since no two rows have the same name."""
    short = {name: short for short, name in short_names().items()}
    defaults = {short[name]: value for name, value in DEFAULTS.items()}
    ordered = {short[name]: rows[name] for name in short if name in dimensions}
    return join_named(rows[STATISTIC], ordered, defaults)


def count_status(rows: pa.Table) -> Counter[tuple[str, str]]:
    """How many figures of each table (`t1`) have which status."""
    counted = rows.group_by(["statistic_code", "status_code"]).aggregate([([], "count_all")]).to_pylist()
    found: Counter[tuple[str, str]] = Counter()
    for one in counted:
        found[one["statistic_code"].partition(".")[0], one["status_code"]] += one["count_all"]
    return found


def has_label(column: Column) -> bool:
    """True where a column's codes have labels."""
    return (column.name.endswith("_code") or column.name == "framework") and column.name not in NO_LABEL


def lines_of(footnotes: str | None) -> Sequence[str]:
    """The footnotes of a row."""
    return footnotes.split(LINE) if footnotes else ()


def label_name(name: str) -> str:
    """The name of the column that holds the labels of a column."""
    return "framework_title" if name == "framework" else f"{name.removesuffix('_code')}_label"


def codes_of(column: Column, labels: Labels) -> Mapping[str, str]:
    """The closed list of a column; empty where another column decides which list it is."""
    return column.values or (labels.of_list(column.code_list) if column.code_list else {})


def comment_of(column: Column) -> str:
    """What a column says, its unit, and what an empty cell means."""
    parts = [
        column.comment,
        f"Unit: {column.unit}." if column.unit else "",
        f"Empty: {column.empty}." if column.empty else "",
        f"Also: {'; '.join(f'{code} ({label})' for code, label in OUTSIDE.items())}."
        if WITHIN.get(column.name) == "framework"
        else "",
    ]
    return " ".join(part for part in parts if part)


def comment_of_symbols() -> str:
    """The legend in one text."""
    legend = " ".join(f"{symbol} {meaning}" for symbol, meaning in LEGEND.items())
    return f"Why there is no number, or how to read it. {legend}"


def _spelled_column(column: Column, there: set[str]) -> str:
    if column.name not in there:
        return f"cast(null as {column.type}) as {quote(column.name)}"
    if column.name == FOOTNOTES:
        return f"nullif(array_to_string({FOOTNOTES}, chr({ord(LINE)})), '') as {FOOTNOTES}"
    return quote(column.name)


def _order_of(column: Column) -> str:
    known = ", ".join(f"'{value}'" for value in column.values)
    by_code = f"{quote(column.name)} nulls first"
    return f"list_position([{known}], {quote(column.name)}), {by_code}" if known else by_code


def label_of(column: Column, rows: pa.Table, labels: Labels) -> pa.Array:
    """The labels of a column's codes."""
    names = [column.name, *([WITHIN[column.name]] if column.name in WITHIN else [])]
    return map_texts([rows[name] for name in names], lambda texts: labels.of_cell(column, *(*texts, None)[:2]))


def _codes(lines: Sequence[str], code_of: Mapping[str, str]) -> str | None:
    return " ".join(code_of[line] for line in lines) or None


def _symbols(rows: pa.Table) -> pa.Array:
    is_low = pc.and_(pc.greater(rows["numerator"], 0), pc.equal(rows["share"], 0))
    columns = [rows["status_code"], rows["has_break"], pc.fill_null(is_low, False)]
    return map_texts(columns, lambda texts: symbols_of(texts[0], texts[1] == "true", texts[2] == "true"))


def _fields(labels: Labels) -> tuple[Field, ...]:
    fields = [Field(CELL, TEXT, COMMENT_OF_CELL)]
    for column in contract().columns:
        if column.name == FOOTNOTES:
            fields.append(Field(SYMBOLS, TEXT, comment_of_symbols()))
            fields.append(Field(FOOTNOTES, TEXT, COMMENT_OF_FOOTNOTES, pattern=PATTERN_OF_FOOTNOTES))
            continue
        fields.append(Field(column.name, column.arrow_type, comment_of(column), codes_of(column, labels)))
        if has_label(column) and not column.values and column.name != "framework":
            # what few words of the contract say needs no label in every row; the data package has them
            fields.append(Field(label_name(column.name), TEXT, f"Label of {column.name}."))
    return tuple(fields)
