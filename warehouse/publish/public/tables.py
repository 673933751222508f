"""The tables for people, T0 to T11: labels instead of codes, and only the columns that tell rows apart.

Belongs here: which rows stand in which table (`tables.yaml`), names of columns, shares as percent. Does not belong
here: any form of file. A row of a panel that says the same as every helpline's is left out, and a table without a
single figure; the long form has all rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from schemas.contract.table import Column
from schemas.text.sql import quote
from schemas.text.yaml import read_yaml_text
from schemas.vocabulary.code import load_codes
from warehouse.publish.public.arrow import map_texts
from warehouse.publish.public.figures import (
    COMMENT_OF_FOOTNOTES,
    PATTERN_OF_FOOTNOTES,
    comment_of,
    comment_of_symbols,
    contract,
    has_label,
    label_name,
)
from warehouse.publish.public.table import PERCENT, TEXT, WHOLE, Field, PublicTable
from warehouse.store.engine import sql_text

FOLDER = "tables"
SHARE = "share 0-1"
SYMBOLS, NOTES = "symbols", "notes"
NAMES = {
    "statistic_code": "statistic",
    "network_code": "network",
    "framework": "list",
    "framework_code": "list_category",
    "main_code": "list_main_category",
    "contact_type_code": "kind_of_contact",
    "value_code": "answer",
    "person_code": "person_in_contact",
    "base_code": "counted",
    "panel_code": "helplines_counted",
    "numerator": "number",
    "denominator": "out_of",
    "share": "share_percent",
    "share_low": "lowest_percent",
    "share_high": "highest_percent",
    "share_unknown": "unknown_percent",
    "share_source_median": "median_of_helplines_percent",
    "share_source_q1": "lower_quartile_of_helplines_percent",
    "share_source_q3": "upper_quartile_of_helplines_percent",
    "n_sources": "helplines",
    "n_members": "members",
    "n_sources_able": "helplines_able",
}
"""Names of columns for people; any other is called as in the contract, without `_code`."""
ALWAYS = ("statistic_code", "year", "base_code", "panel_code")
"""Dimensions that are shown even where they are the same in every row: a figure says nothing without them."""
NOT_SHOWN = ("status_code", "has_break", "footnotes")
"""Said by the symbols and notes."""


@dataclass(frozen=True)
class Described:
    """One entry of `tables.yaml`."""

    path: str
    title: str
    about: str
    without: Sequence[str] = ()
    """Columns of numbers that say nothing there which another does not say already."""


@cache
def described_tables() -> Mapping[str, Described]:
    """Every table by what the codes of its statistics begin with, in the order of the file."""
    (document,) = read_yaml_text(files(__package__).joinpath("tables.yaml"), "warehouse/publish/public/tables.yaml")
    content = document.content
    assert isinstance(content, dict)
    return {
        str(name): Described(**{**entry, "without": tuple(entry.get("without", ()))}) for name, entry in content.items()
    }


def readable_tables(connection: duckdb.DuckDBPyConnection, figures: PublicTable) -> list[PublicTable]:
    """Every table in which a figure is shown, in order: one of symbols alone tells nobody anything."""
    content = _as_listed(_without_repeats(connection, figures))
    letters = map_texts([content["statistic_code"]], lambda texts: str(texts[0]).partition(".")[0])
    found = set(letters.filter(pc.equal(content["status_code"], "published")).to_pylist())
    known = described_tables()
    order = [*(one for one in known if one in found), *sorted(found - set(known))]
    return [_table(_described(one), content.filter(pc.equal(letters, one))) for one in order]


def _as_listed(rows: pa.Table) -> pa.Table:
    """In the order of the list of statistics: who answered before who is able to, main reasons before finer ones."""
    place = {code: number for number, code in enumerate(load_codes().list_of("statistic").codes)}
    places = [place.get(code, len(place)) for code in rows["statistic_code"].to_pylist()]
    order = sorted(range(rows.num_rows), key=lambda row: places[row])
    return rows.take(pa.array(order, pa.int64()))


def _without_repeats(connection: duckdb.DuckDBPyConnection, figures: PublicTable) -> pa.Table:
    """Without the rows of a panel that say the same as those of every helpline: only a difference is worth a line."""
    names = [one.name for one in contract().columns if one.name not in (*contract().key, "footnotes")]
    numbers, of_all = (", ".join(f"{side}.{quote(name)}" for name in names) for side in ("one", "of_all"))
    place = pa.array(range(figures.n_rows), pa.int64())
    connection.register("long_form", figures.content.append_column("place", place))
    try:
        query = Template(sql_text("publish/public/without_repeats")).substitute(numbers=numbers, numbers_of_all=of_all)
        return connection.sql(query).to_arrow_table()
    finally:
        connection.unregister("long_form")


def _described(name: str) -> Described:
    return described_tables().get(name) or Described(f"{name}_statistics", f"{name.upper()} Other statistics", "")


def _table(described: Described, rows: pa.Table) -> PublicTable:
    columns = contract().columns
    dimensions = [one for one in columns if _is_shown(one, rows)]
    numbers = [one for one in columns if one.name not in (*contract().key, *NOT_SHOWN, *described.without)]
    shown: list[tuple[Field, pa.ChunkedArray]] = []
    for one in dimensions:
        name = label_name(one.name) if has_label(one) else one.name
        kind = WHOLE if one.name == "year" else TEXT
        shown.append((Field(readable_name(one), kind, readable_comment(one)), rows[name].cast(kind)))
    for one in numbers:
        shown.append((Field(readable_name(one), _type_of(one), _comment_of_number(one)), _number(one, rows[one.name])))
    shown.append((Field(SYMBOLS, TEXT, comment_of_symbols()), rows[SYMBOLS]))
    shown.append((Field(NOTES, TEXT, COMMENT_OF_FOOTNOTES, pattern=PATTERN_OF_FOOTNOTES), rows["footnotes"]))
    fields = tuple(field for field, _ in shown)
    schema = pa.schema([(field.name, field.type) for field in fields])
    content = pa.table([cells for _, cells in shown], schema=schema)
    key = tuple(readable_name(one) for one in dimensions)
    return PublicTable(f"{FOLDER}/{described.path}", described.title, described.about, fields, key, content)


def readable_name(column: Column) -> str:
    """The name of a column in the tables for people."""
    return NAMES.get(column.name, column.name.removesuffix("_code"))


def readable_comment(column: Column) -> str:
    """What a dimension says, in the tables for people."""
    return _in_own_names(comment_of(column))


def _is_shown(column: Column, rows: pa.Table) -> bool:
    if column.name not in contract().key:
        return False
    return column.name in ALWAYS or pc.count_distinct(rows[column.name], mode="all").as_py() > 1


def _number(column: Column, values: pa.ChunkedArray) -> pa.ChunkedArray:
    """A share as percent. Counted as a decimal first, so that the number is the nearest one whatever the machine."""
    if column.unit != SHARE:
        return values
    percent = [None if one is None else float(one * 100) for one in values.to_pylist()]
    return pa.chunked_array([pa.array(percent, PERCENT)])


def _type_of(column: Column) -> pa.DataType:
    return PERCENT if column.unit == SHARE else column.arrow_type


def _comment_of_number(column: Column) -> str:
    return _in_own_names(comment_of(column).replace(f"Unit: {SHARE}.", "Unit: percent."))


def _in_own_names(comment: str) -> str:
    """A comment with the columns called as they are called here: nobody can look up a column that has another name."""
    known = sorted((name for name in NAMES if name != "share"), key=len, reverse=True)
    told = re.sub(rf"\b({'|'.join(known)})\b", lambda found: NAMES[found[0]], comment)
    return re.sub(r"\b([Aa]s) share\b", rf"\1 {NAMES['share']}", told)
