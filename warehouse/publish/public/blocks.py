"""Blocks of figures of which none is shown: said once, instead of in a row for each figure.

Belongs here: which rows are listed one by one, and `not_shown.csv` for the others. Does not belong here: why a figure
is hidden. A block is a statistic of a list, year, region, base and panel; a few rows that say nothing stay, so that a
reader sees the symbol where he looks for the number.
"""

from __future__ import annotations

from string import Template

import duckdb
import pyarrow as pa

from schemas.text.sql import quote
from warehouse.publish.public.figures import contract, has_label, label_name, label_of, names_of
from warehouse.publish.public.labels import Labels
from warehouse.publish.public.table import TEXT, WHOLE, Field, PublicTable
from warehouse.publish.public.tables import readable_comment, readable_name
from warehouse.store.engine import sql_text

BLOCK = ("network_code", "statistic_code", "framework", "year", "region_code", "base_code", "panel_code")
NAME = "block"
MOST_LISTED = 5
"""Figures of a block of which none is shown up to which they are listed all the same."""
LABELLED = ("statistic_code", "region_code")
COUNTS = {
    "n_suppressed": "Figures that are suppressed: [c].",
    "n_structural_zero": "Figures that cannot be recorded: [z].",
    "n_not_available": "Figures that are not available: [x].",
}
IN_WORDS = {
    "n_suppressed": "suppressed",
    "n_structural_zero": "cannot_be_recorded",
    "n_not_available": "not_available",
}
"""What the counts are called where people read them."""
ABOUT = f"Blocks of more than {MOST_LISTED} figures of which none could be shown. They are in no other table."


def listed_rows(connection: duckdb.DuckDBPyConnection, rows: pa.Table) -> pa.Table:
    """The rows of blocks of which a figure is shown, and of small ones, in their order."""
    place = pa.array(range(rows.num_rows), pa.int64())
    return _ask(connection, rows.append_column("place", place), "listed_row").drop_columns("place")


def not_shown_table(connection: duckdb.DuckDBPyConnection, rows: pa.Table, labels: Labels) -> PublicTable:
    """One row a block of which nothing is shown and whose figures are not listed."""
    content = _ask(connection, rows, "not_shown")
    blocks = names_of(content, BLOCK)
    fields = [Field(NAME, TEXT, "Name of the block: that of its figures without what tells them apart.")]
    content = content.append_column(NAME, blocks)
    for name in BLOCK:
        column = contract().column(name)
        fields.append(Field(name, column.arrow_type, column.comment))
        if name in LABELLED and has_label(column):
            fields.append(Field(label_name(name), TEXT, f"Label of {name}."))
            content = content.append_column(label_name(name), label_of(column, content, labels))
    fields += [Field(name, WHOLE, comment) for name, comment in COUNTS.items()]
    return PublicTable("not_shown", "Not shown", ABOUT, tuple(fields), (NAME,), content)


def in_words(blocks: PublicTable, labels: Labels) -> PublicTable:
    """The same for people: labels in the place of codes, columns called as in their other tables, the name last."""
    content = blocks.content
    shown: list[tuple[Field, pa.Array | pa.ChunkedArray]] = []
    for name in ("statistic_code", *(name for name in BLOCK if name != "statistic_code")):
        column = contract().column(name)
        kind = WHOLE if name == "year" else TEXT
        cells = label_of(column, content, labels) if has_label(column) else content[name]
        shown.append((Field(readable_name(column), kind, readable_comment(column)), cells))
    shown += [(Field(word, WHOLE, COUNTS[name]), content[name]) for name, word in IN_WORDS.items()]
    shown.append((blocks.fields[0], content[NAME]))
    fields = tuple(field for field, _ in shown)
    schema = pa.schema([(field.name, field.type) for field in fields])
    cells_of = pa.table([cells for _, cells in shown], names=schema.names).cast(schema)
    return PublicTable(blocks.path, blocks.title, blocks.description, fields, blocks.key, cells_of)


def _ask(connection: duckdb.DuckDBPyConnection, rows: pa.Table, query: str) -> pa.Table:
    connection.register("figure", rows)
    try:
        block = ", ".join(quote(name) for name in BLOCK)
        return connection.sql(
            Template(sql_text(f"publish/public/{query}")).substitute(block=block, most=MOST_LISTED)
        ).to_arrow_table()
    finally:
        connection.unregister("figure")
