"""The data dictionary: every table and column in words, as one page.

Belongs here: the page `docs/dictionary.md`, written from the contracts. Does not belong here: any fact that is not in
`schemas/tables/*.yaml`. Refresh with `python -m schemas.contract.dictionary > docs/dictionary.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping

from schemas.contract.table import BY_PLACE, Column, Table, codes_of, load_tables

INTRODUCTION = """\
# Data dictionary

Generated from `schemas/tables/*.yaml`; do not edit. Refresh: `make docs`.

The tables of `warehouse/current/helplines.duckdb`. The same words stand in the file itself, as comments of tables and
columns (`from duckdb_columns() where not internal`). Open the file with `read_only=True`.

- The unit is the contact. No figure here counts children, victims or cases.
- Codes end in `_code`; their labels and definitions stand in table `code`. Counts begin with `n_`, shares (0-1) with
  `share_`, truths with `is_`, `has_` or `can_`.
- NULL is never "unknown": column *NULL* says what it means, and a column that says nothing there is never NULL.
- Privacy: *public* may be shown; *pseudonym* is a keyed hash that stands for a contact and stays inside; *restricted*
  stays inside.
"""

PLACES = {
    "release": "Tables of a release",
    "lake": "Tables that stay in the lake",
}
HEADER = "| column | type | meaning | unit | codes | NULL | privacy |\n|---|---|---|---|---|---|---|"


def render_dictionary(tables: Mapping[str, Table]) -> str:
    """The page as Markdown: a list of tables, then a section for each, those of a release first."""
    lines = [INTRODUCTION]
    for place, title in PLACES.items():
        here = [table for table in tables.values() if table.place == place]
        lines += [f"## {title}", "", *_render_contents(here), ""]
        for table in here:
            lines += _render_table(table)
    return "\n".join(lines).rstrip("\n") + "\n"


def _render_contents(tables: Iterable[Table]) -> Iterator[str]:
    yield "| table | one row | privacy |\n|---|---|---|"
    for table in tables:
        yield _row([f"[`{table.table}`](#{table.table})", table.grain, table.privacy])


def _render_table(table: Table) -> Iterator[str]:
    yield f"### {table.table}"
    yield ""
    key = ", ".join(f"`{name}`" for name in table.key) or BY_PLACE
    yield f"One row: {table.grain}. Key: {key}. Privacy: {table.privacy}."
    yield f"From: {table.source}."
    if table.note:
        yield ""
        yield table.note
    yield ""
    yield HEADER
    for column in table.columns:
        yield _row(_cells_of(column))
    yield ""


def _cells_of(column: Column) -> list[str]:
    meaning = f"{column.comment} From: {column.source}." if column.source else column.comment
    codes = f"`{column.code_list}`" if column.code_list else codes_of(column)
    return [f"`{column.name}`", f"`{column.type}`", meaning, column.unit, codes, column.empty, column.privacy]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(render_dictionary(load_tables()))
