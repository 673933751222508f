"""Tables of one file that look alike: sheets or members that are perhaps parts of one export.

Belongs here: saying so beside each. Does not belong here: reading them as one (`warehouse.read.parts`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from warehouse.read.csv.header import fold_header
from warehouse.scan.profile import FileProfile, TableProfile

FEWEST_COLUMNS = 2


def say_alike(profile: FileProfile) -> FileProfile:
    """The file, with a note beside each table whose columns are those of another, in any order."""
    if len(profile.tables) < 2:
        return profile
    n_alike = Counter(map(_columns_of, profile.tables))
    noted = [replace(one, notes=(*one.notes, *_note(profile, one, n_alike))) for one in profile.tables]
    return replace(profile, tables=tuple(noted))


def _columns_of(table: TableProfile) -> frozenset[str]:
    return frozenset(fold_header(column.name) for column in table.columns)


def _note(profile: FileProfile, table: TableProfile, n_alike: Counter[frozenset[str]]) -> tuple[str, ...]:
    columns = _columns_of(table)
    n = n_alike[columns]
    if n < 2 or len(columns) < FEWEST_COLUMNS:
        return ()
    what, how = ("files in it", "members: each") if profile.packed == "zip" else ("sheets", "sheets: each")
    if profile.packed == "zip" and profile.container == "workbook":
        what, how = "sheets of files in it", "members: each` and `sheets: each"
    return (f"{n} of {len(profile.tables)} {what} have the same columns: `{how}` reads them as one export.",)
