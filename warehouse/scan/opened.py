"""A table that a scan has opened, whatever its container.

Belongs here: the one shape that all readers of a scan give, and names for columns. Does not belong here: reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from schemas.constructs.base import literal, quoted
from schemas.text.problem import HarmoniseError
from warehouse.read.csv.header import ZERO_WIDTH, fold_header
from warehouse.scan.columns import ReadTable
from warehouse.scan.profile import Found

MOST_COLUMNS = 3_000
LONGEST_NAME = 200


class UnscannableError(HarmoniseError):
    """A table that cannot be scanned; the message is one sentence without content."""


@dataclass(frozen=True)
class Opened:
    """`table`: its cells; `read`: the `read:` of an export; the rest as in `TableProfile`."""

    name: str
    table: ReadTable
    read: dict[str, Any]
    found: tuple[Found, ...] = ()
    rejected: dict[str, int] = field(default_factory=dict)
    n_ignored: int = 0
    n_blank_lines: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamedColumns:
    """Columns that can be profiled: their names and places (from 1), and what is to be said of the others."""

    names: tuple[str, ...]
    places: tuple[int, ...]
    notes: tuple[str, ...]


def name_cells(header: Sequence[str], has_header: bool = True) -> NamedColumns:
    """Names for the cells of a header. Nameless columns and names that stand twice are left out, and that is told.

    Without a header, what stands there may be a record: columns go by their places.
    """
    if not has_header:
        places = tuple(range(1, len(header) + 1))
        note = "There is no header: columns go by their places, in a mapping as `#1`, `#2` (`header_row: 0`)."
        return NamedColumns(tuple(f"column {place}" for place in places), places, (note,))
    cleaned = [" ".join(ZERO_WIDTH.sub("", cell).split())[:LONGEST_NAME] for cell in header]
    counts = Counter(fold_header(name) for name in cleaned if name)
    repeated = sorted({name for name in cleaned if name and counts[fold_header(name)] > 1})
    nameless = [place for place, name in enumerate(cleaned, start=1) if not name]
    notes = []
    if repeated:
        notes.append(
            f"Several columns are called {', '.join(map(repr, repeated[:5]))}: a mapping cannot tell them apart."
        )
    if nameless:
        notes.append(f"Columns without a name, left out: {', '.join(map(str, nameless[:10]))}.")
    kept = [(name, place) for place, name in enumerate(cleaned, start=1) if name and counts[fold_header(name)] == 1]
    return NamedColumns(tuple(name for name, _ in kept), tuple(place for _, place in kept), tuple(notes))


def keep_table(connection: duckdb.DuckDBPyConnection, relation: str, names: Sequence[str], target: Path) -> None:
    """Write columns of a relation once as Parquet, as c0, c1 ...: they are then read one by one."""
    picked = ", ".join(f"{quoted(name)} as c{place}" for place, name in enumerate(names))
    options = "(format parquet, compression zstd)"
    connection.execute(f"copy (select {picked} from {quoted(relation)}) to {literal(str(target))} {options}")


def check_width(file_name: str, n_columns: int) -> None:
    """Refuse what nobody could map. Raises UnscannableError."""
    if n_columns > MOST_COLUMNS:
        raise UnscannableError(f"{file_name} has {n_columns:,} columns. Is the delimiter or the orientation right?")
