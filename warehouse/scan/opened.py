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
from schemas.finding import Finding
from schemas.text.problem import HarmoniseError
from warehouse.read.csv.header import ZERO_WIDTH, fold_header
from warehouse.scan.columns import ReadTable
from warehouse.scan.profile import Found
from warehouse.scan.words import REASONS_ALONE, says
from warehouse.stage.header_again import spell_header_again
from warehouse.store.engine import only_row

MOST_COLUMNS = 3_000
LONGEST_NAME = 200
MOST_NAMED = 10
REPEATED = "The names of columns"
SPEAK_OF_REASONS = "They speak of reasons."
HIDDEN_PART = "Hidden in the workbook"
"""How a note begins of what a person who opens the file does not see."""
NO_HEADER = "The first row may be no header"
"""How a note begins that speaks of columns which no mapping can read."""


class UnscannableError(HarmoniseError):
    """A table that cannot be scanned; the message is one sentence without content."""


@dataclass(frozen=True)
class Opened:
    """`table`: its cells; `read`: the `read:` of an export; the rest as in `TableProfile`.

    `doubts`: why it may not be read right; `is_header_sure`: false where the names may be cells of a record;
    `sure_of_encoding`: 0 to 1.
    """

    name: str
    table: ReadTable
    read: dict[str, Any]
    found: tuple[Found, ...] = ()
    rejected: dict[str, int] = field(default_factory=dict)
    n_ignored: int = 0
    n_blank_lines: int = 0
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    is_header_sure: bool = True
    sure_of_encoding: float = 1.0


@dataclass(frozen=True)
class NamedColumns:
    """Columns that can be profiled: their names and places (from 1), how a reader is asked for each, and what is to be
    said of the others.
    """

    names: tuple[str, ...]
    places: tuple[int, ...]
    wanted: tuple[str, ...]
    notes: tuple[str, ...] = ()


def name_cells(header: Sequence[str]) -> NamedColumns:
    """Names for the cells of a header; a nameless column is called by its place, as a mapping calls it (`#5`). Names
    that stand twice are left out, and that is told.
    """
    cleaned = [" ".join(ZERO_WIDTH.sub("", cell).split())[:LONGEST_NAME] for cell in header]
    counts = Counter(fold_header(name) for name in cleaned if name)
    repeated = [place for place, name in enumerate(cleaned, start=1) if name and counts[fold_header(name)] > 1]
    nameless = [place for place, name in enumerate(cleaned, start=1) if not name]
    notes = []
    if repeated:
        notes.append(
            f"{REPEATED} {_number(repeated)} stand more than once: a mapping cannot tell them apart, so "
            "they are left out."
        )
        if any(says(cleaned[place - 1], REASONS_ALONE) for place in repeated):
            notes[-1] += f" {SPEAK_OF_REASONS}"
    if nameless:
        notes.append(f"Columns without a name: {_number(nameless)}. A mapping reads them by place, as #{nameless[0]}.")
    places = tuple(place for place, name in enumerate(cleaned, start=1) if not name or counts[fold_header(name)] == 1)
    return NamedColumns(
        names=tuple(cleaned[place - 1] or f"#{place}" for place in places),
        places=places,
        wanted=tuple(" ".join(header[place - 1].split()) if cleaned[place - 1] else f"#{place}" for place in places),
        notes=tuple(notes),
    )


def number_cells(header: Sequence[str]) -> NamedColumns:
    """Names by place, where the first row is no header: what stands there may be a record, and nothing of it is told.
    By what stands there a reader finds the column again, where it stands there once.
    """
    named = name_cells(header)
    missing = len(header) - len(named.places)
    note = f"{missing:,} columns begin alike and cannot be told apart without a header: they are left out."
    names = tuple(f"column {place}" for place in named.places)
    return NamedColumns(names, named.places, named.wanted, (note,) if missing else ())


def _number(places: Sequence[int]) -> str:
    shown = ", ".join(map(str, places[:MOST_NAMED]))
    return shown if len(places) <= MOST_NAMED else f"{shown} and {len(places) - MOST_NAMED:,} more"


def require_names(file_name: str, columns: NamedColumns) -> None:
    """Refuse a table of which no column can be named. Raises UnscannableError."""
    if not columns.names:
        raise UnscannableError(
            f"{file_name}, header: no column has a name that stands there once. Is the header in another line? Ask for "
            "the file with a name for each column."
        )


def keep_table(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    names: Sequence[str],
    target: Path,
    header: Sequence[str] = (),
) -> int:
    """Write columns of a relation once as Parquet, as c0, c1 ...: they are then read one by one. How many rows there
    are. `header`: the columns as the file names them; rows that say the same again are left out, as a run does.
    """
    picked = ", ".join(f"{quoted(name)} as c{place}" for place, name in enumerate(names))
    again = spell_header_again([(quoted(name), text) for name, text in zip(names, header, strict=False)])
    rows = f"select {picked} from {quoted(relation)} where not coalesce({again}, false)"
    copied = only_row(connection, f"copy ({rows}) to {literal(str(target))} (format parquet, compression zstd)")
    return int(copied[0])


def tell_again(n_again: int) -> tuple[str, ...]:
    """What to say of a header that stands again below."""
    again = "once more" if n_again == 1 else f"{n_again:,} times more"
    return (f"The header stands {again} among the records, where it is ignored.",) if n_again else ()


def tell_remark(remark: Finding) -> str:
    """A remark of the reader as a note; of what is hidden with its question."""
    if remark.finding_code == "odd_workbook" and remark.form_code.startswith("hidden"):
        return f"{HIDDEN_PART}: {remark.sentence} {remark.question}"
    return remark.sentence


def check_width(file_name: str, n_columns: int) -> None:
    """Refuse what nobody could map. Raises UnscannableError."""
    if n_columns > MOST_COLUMNS:
        raise UnscannableError(f"{file_name} has {n_columns:,} columns. Is the delimiter or the orientation right?")
