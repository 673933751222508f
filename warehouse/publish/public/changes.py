"""What changed since the release before: every published figure that moved, appeared, vanished or has other footnotes.

Belongs here: comparing with the newest earlier release that has a public table, and naming what differs among the
inputs of both. Does not belong here: which helpline caused it, which is never public, or guessing: what no input
explains is `not known`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from string import Template

import duckdb
import pyarrow as pa

from schemas.text.sql import literal
from warehouse.publish.public.about import OF_SOURCE, About
from warehouse.publish.public.document import Document, Section
from warehouse.publish.public.figures import CELL, cells_of, contract, lines_of, read_rows
from warehouse.publish.public.table import TEXT, Field, PublicTable, Row
from warehouse.publish.release import CATALOG
from warehouse.store.engine import sql_text
from warehouse.store.layout import DATABASE

EARLIER = "earlier"
FEWEST = 3
"""Counts of helplines are told from here up."""
NOT_KNOWN = "not known"
BEFORE = "In the release before, empty where the figure is suppressed now"
TITLE = "Changes since the release before"
ABOUT = (
    "Every published figure of network_statistics that moved, appeared or vanished, or of which the footnotes changed. "
    "The survey (T10) and agreement on categorising (T11) are not in it."
)
COMPARED = (
    "numerator", "denominator", "share", "share_low", "share_high",
    "share_source_q1", "share_source_median", "share_source_q3", "share_unknown",
    "n_sources", "n_members", "n_sources_able", "status_code",
)  # fmt: skip
SUPPRESSED = "suppressed"
GONE, ADDED = "footnotes_gone", "footnotes_added"
NOTES = {
    GONE: "Footnotes that it had in the release before and has no more, a line each; empty where it is suppressed now.",
    ADDED: "Footnotes that it has in this release and had not before, a line each.",
}
NOTED = "noted"
CHANGES = {
    "moved": "a number or its status changed",
    "appeared": "was not in the release before",
    "vanished": "is in this release no more",
    NOTED: "nothing but its footnotes changed",
}
CAUSES = {
    "program_hash": "the program",
    "codes_hash": "code lists or the lists of frameworks",
    "mapping_hash": "mappings or what helplines declare",
}
"""Inputs of all networks alike, in words."""
MOST_LISTED = 50
"""Of the figures that changed, how many the page lists; the table has all of them."""


@dataclass(frozen=True)
class Changes:
    """The comparison, as a table and as a page."""

    table: PublicTable
    document: Document


@dataclass(frozen=True)
class Earlier:
    """The release before: its figures, and what it was made from."""

    name: str
    figures: pa.Table
    inputs: Mapping[str, str]
    network_of: Mapping[str, str]


def compare_with_earlier(
    connection: duckdb.DuckDBPyConnection, about: About, figures: pa.Table, earlier: Sequence[Path]
) -> Changes:
    """Compare with the newest of these release folders that can be read and holds published figures."""
    before = next((found for folder in reversed(earlier) if (found := _read_earlier(connection, folder))), None)
    rows = _changed(connection, about, before, figures) if before else []
    return Changes(_table_of(rows), _document_of(about, before, rows, figures.num_rows))


def _read_earlier(connection: duckdb.DuckDBPyConnection, folder: Path) -> Earlier | None:
    """A release folder; None where it published nothing or cannot be read."""
    try:
        connection.execute(f"attach {literal(str(folder / DATABASE))} as {EARLIER} (read_only)")
    except duckdb.Error:
        return None
    try:
        rows = read_rows(connection, EARLIER)
        hashes = connection.execute(f"select input_hashes from {EARLIER}.main.release_info").fetchall()[0][0]
        networks = _network_of(connection, EARLIER)
    except duckdb.Error:
        return None
    finally:
        connection.execute(f"detach {EARLIER}")
    if not rows.num_rows:
        return None
    return Earlier(folder.name, rows, {one["name"]: one["hash"] for one in hashes}, networks)


def _network_of(connection: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, str]:
    return dict(connection.execute(f"select source_id, network_code from {catalog}.main.source").fetchall())


def _changed(connection: duckdb.DuckDBPyConnection, about: About, before: Earlier, now: pa.Table) -> list[Row]:
    network_of = {**before.network_of, **_network_of(connection, CATALOG)}
    causes = {name: _causes(about, before, network_of, name) for name in {*network_of.values()}}
    connection.register("old_cell", before.figures)
    connection.register("new_cell", now)
    compared = [f"{one}_cell.{name} as {name}_{one}" for name in COMPARED for one in ("old", "new")]
    old, new = (", ".join(f"{one}_cell.{name}" for name in COMPARED) for one in ("old", "new"))
    key = contract().key
    query = Template(sql_text("publish/public/changed_cell")).substitute(
        key=", ".join(f"coalesce(new_cell.{name}, old_cell.{name}) as {name}" for name in key),
        same=" and ".join(f"new_cell.{name} is not distinct from old_cell.{name}" for name in key),
        compared=", ".join(compared),
        old=old,
        new=new,
    )
    changed = connection.sql(query).to_arrow_table()
    rows = changed.append_column(CELL, cells_of(changed)).sort_by(CELL).to_pylist()
    for name in ("old_cell", "new_cell"):
        connection.unregister(name)
    return [
        {**_hide_hidden(row), "why": "; ".join(causes.get(str(row["network_code"]), [])) or NOT_KNOWN} for row in rows
    ]


def _hide_hidden(row: Row) -> Row:
    """Without what a figure was, where it is suppressed now: this release does not say what it has reason to hide."""
    if row["status_code_new"] != SUPPRESSED:
        return row
    return {**row, GONE: None, **{f"{name}_old": None for name in COMPARED if name != "status_code"}}


def _causes(about: About, before: Earlier, network_of: Mapping[str, str], network: str) -> list[str]:
    """What differs between the inputs of both releases and bears on a network."""
    old = {name.removeprefix(OF_SOURCE): value for name, value in before.inputs.items() if name.startswith(OF_SOURCE)}
    differing = {one for one in {*old, *about.source_hashes} if old.get(one) != about.source_hashes.get(one)}
    n_sources = sum(network_of.get(one) == network for one in differing)
    causes = []
    if n_sources:
        number = str(n_sources) if n_sources >= FEWEST else "some"
        causes.append(f"deliveries or mappings of {number} sources")
    causes += [words for name, words in CAUSES.items() if name in before.inputs and _differs(about, before, name)]
    return causes


def _differs(about: About, before: Earlier, name: str) -> bool:
    return before.inputs[name] != about.inputs.get(name)


def _table_of(rows: Sequence[Row]) -> PublicTable:
    fields = [
        Field("cell", TEXT, "Name of the figure, as in network_statistics."),
        Field("change", TEXT, "What became of it.", CHANGES),
    ]
    for name in COMPARED:
        column = contract().column(name)
        for when, words in (("old", BEFORE), ("new", "In this release")):
            fields.append(Field(f"{name}_{when}", column.arrow_type, f"{words}: {column.comment}"))
    fields += [Field(name, TEXT, words) for name, words in NOTES.items()]
    fields.append(Field("why", TEXT, f"Which inputs differ between both releases; {NOT_KNOWN} where none does."))
    names = {field.name for field in fields}
    content = [{name: cell for name, cell in row.items() if name in names} for row in rows]
    return PublicTable.of_rows("changes", TITLE, ABOUT, tuple(fields), (CELL,), content)


def _document_of(about: About, before: Earlier | None, rows: Sequence[Row], n_now: int) -> Document:
    if before is None:
        new = f"all {n_now:,} rows are new" if n_now else "and this one has none"
        first = f"No release before {about.name} published a figure: {new}. There is nothing to compare."
        return Document(f"Changes in release {about.name}", [first], [], about.warning)
    numbers = Counter(str(row["change"]) for row in rows)
    counted = ", ".join(f"{numbers[kind]:,} {kind}" for kind in ("moved", "appeared", "vanished"))
    same = n_now - sum(numbers[kind] for kind in ("moved", "appeared", NOTED))
    lines = [
        f"Compared with {before.name}: {counted}; of {numbers[NOTED]:,} more only the footnotes changed; "
        f"{same:,} are as they were.",
        "Why is named as far as the inputs of both releases tell. It holds for the network, not for the single figure; "
        "which helplines are behind it is not public.",
    ]
    sections = [*_figures([row for row in rows if row["change"] != NOTED]), *_footnotes(rows)]
    return Document(f"Changes in release {about.name}", lines, sections, about.warning)


def _figures(rows: Sequence[Row]) -> list[Section]:
    if not rows:
        return []
    listed = [_line(row) for row in rows[:MOST_LISTED]]
    rest = (
        [f"The first {MOST_LISTED} of {len(rows):,}; changes.csv has all of them."] if len(rows) > MOST_LISTED else []
    )
    return [Section("Figures", rest, ("cell", "change", "number", "out of", "share", "why"), listed)]


def _footnotes(rows: Sequence[Row]) -> list[Section]:
    """Each footnote that figures got or lost, and how many of them did."""
    numbers = {name: Counter(note for row in rows for note in lines_of(row[name])) for name in NOTES}
    notes = sorted({*numbers[GONE], *numbers[ADDED]})
    if not notes:
        return []
    about = "Of figures that are in both releases. changes.csv says which figures these are."
    lines = [(note, f"{numbers[ADDED][note]:,}", f"{numbers[GONE][note]:,}") for note in notes]
    return [Section("Footnotes", [about], ("footnote", "figures that got it", "figures that lost it"), lines)]


def _line(row: Row) -> tuple[str, ...]:
    moved = [_both(row, name) for name in ("numerator", "denominator", "share")]
    return str(row[CELL]), str(row["change"]), *moved, str(row["why"])


def _both(row: Row, name: str) -> str:
    return f"{_spelled(row[f'{name}_old'])} to {_spelled(row[f'{name}_new'])}"


def _spelled(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{float(value * 100):.4g}%"
    # "nothing" would read as a zero
    return "not shown" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
