"""DuckDB's reader of CSV as SQL, with nothing left to guess.

Belongs here: spelling that scan. Does not belong here: whether its reading may be believed (`warehouse.read.csv.read`),
or what is picked from it beside the wanted columns (`warehouse.read.csv.beside`).
"""

from __future__ import annotations

from pathlib import Path

from schemas.constructs.base import literal
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
