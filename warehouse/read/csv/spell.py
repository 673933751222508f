"""DuckDB's reader of CSV as SQL, with nothing left to guess.

Belongs here: spelling that scan, and what is picked from it beside the wanted columns. Does not belong here: whether
its reading may be believed (`warehouse.read.csv.read`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from schemas.constructs.base import literal, quoted
from schemas.text.sql import path_literal
from warehouse.read.csv.count import CsvDialect


def spell_scan(source: Path, dialect: CsvDialect, n_cells: int, n_skipped: int) -> str:
    """DuckDB's reader with nothing left to guess: all columns c0, c1 ... as text, an empty cell as ''. Whatever the
    file's name ends in, it is unpacked.
    """
    columns = ", ".join(f"c{place}: 'VARCHAR'" for place in range(n_cells))
    not_null = ", ".join(f"'c{place}'" for place in range(n_cells))
    quote = literal(dialect.quote or "")
    return (
        f"read_csv({path_literal(str(source))}, auto_detect = false,"
        f" columns = {{{columns}}}, force_not_null = [{not_null}],"
        f" delim = {literal(dialect.delimiter)}, quote = {quote}, escape = {quote}, header = false, skip = {n_skipped},"
        " strict_mode = true, null_padding = false, ignore_errors = false, encoding = 'utf-8', compression = 'none')"
    )


def spell_others(scan: str, names: Sequence[str], wanted: Mapping[str, int]) -> str:
    """SELECT of the columns that nobody wanted; of two of one name neither."""
    others = {name: place for place, name in enumerate(names) if name and name not in wanted and names.count(name) == 1}
    picked = ", ".join(f"c{place} as {quoted(name)}" for name, place in others.items())
    return f"select {picked} from {scan}" if others else ""


def spell_nameless(scan: str, names: Sequence[str], dialect: CsvDialect) -> str:
    """SELECT of how many records have a cell under no name, and how many there are; empty where all have names."""
    places = [place for place, name in enumerate(names[:-1] if dialect.trailing_delimiter else names) if not name]
    filled = " or ".join(f"trim(c{place}) <> ''" for place in places)
    return f"select count(*) filter (where {filled}), count(*) from {scan}" if places else ""
