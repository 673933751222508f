"""Keys by which tables of one delivery belong together: the id of one stands in a column of another.

Belongs here: finding such pairs of columns, by their cells and their names. Does not belong here: reading companions
(`warehouse.stage.companions`), or what a mapping makes of them. No cell leaves this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from schemas.constructs.base import quoted
from schemas.mapping.read import Read
from warehouse.read.rejects import UnreadableError
from warehouse.read.table import open_table
from warehouse.scan.profile import ColumnProfile, TableProfile
from warehouse.scan.words import ID, says, tokens_of
from warehouse.store.engine import engine, only_row, spill_folder
from warehouse.store.run import silent

KEY_KINDS = ("id", "integer", "closed_list", "text")
CODE_KINDS = ("integer", "closed_list")
MOSTLY_KNOWN = 0.9
FEWEST_KEYS = 3
CODE = "[A-Za-z]|[0-9]{6}"
"""A letter or a long number: what is found in another table then is no chance."""
NAMELESS = frozenset({"id", "no", "nr", "num", "number", "key", "code", "uid", "uuid", "ref"})


@dataclass(frozen=True)
class KeyTable:
    """A table that may share keys with others, and where it stands."""

    name: str
    path: Path
    profile: TableProfile


@dataclass(frozen=True)
class SharedKey:
    """`column` of `table` holds ids that stand once each in `of_column` of the table `of`.

    `n_alone`: records of `table` whose id, or blank, stands nowhere there; `n_without`: records of `of` whose id no
    record of `table` holds.
    """

    table: str
    column: str
    of: str
    of_column: str
    n_alone: int = 0
    n_without: int = 0


def find_shared_keys(tables: Sequence[KeyTable], work: Path) -> list[SharedKey]:
    """Every such pair, at most one for two tables, the likeliest."""
    with engine(work) as connection:
        views = {table.name: _open(connection, table, f"keys_{place}") for place, table in enumerate(tables)}
        opened = {name: view for name, view in views.items() if view}
        found = []
        for one in tables:
            for other in tables:
                if one is not other and one.name in opened and other.name in opened:
                    found += _pair(connection, opened, one, other)
    return found


def count_ids_in_several(
    paths: Sequence[Path], read: Read, column: str, renamed: Mapping[str, Sequence[str]], work: Path
) -> int:
    """How many ids stand in more than one of the files: the same contact again, or numbers that begin anew."""
    with engine(work) as connection:
        views = []
        for place, path in enumerate(paths):
            name = f"ids_{place}"
            try:
                open_table(connection, path, read, [column], renamed, name, silent, spill_folder(connection))
            except UnreadableError:
                continue
            views.append(f"select distinct trim({quoted(column)}) as id from {name}")
        if len(views) < 2:
            return 0
        query = f"select count(*) from (select id from ({' union all '.join(views)}) where id <> '' group by id "
        return int(only_row(connection, f"{query} having count(*) > 1)")[0])


def _open(connection: duckdb.DuckDBPyConnection, table: KeyTable, name: str) -> str:
    """The table as a relation of text; empty where it is none, has no column for a key, or cannot be read."""
    read = Read.model_validate(table.profile.read)
    columns = [one.name for one in table.profile.columns if _may_be_key(one) or _may_refer(one, 1)]
    if not read.is_table or not columns:
        return ""
    try:
        open_table(connection, table.path, read, columns, {}, name, silent, spill_folder(connection))
    except UnreadableError:
        return ""
    return name


def _may_be_key(column: ColumnProfile) -> bool:
    is_of_kind = column.kind in KEY_KINDS or column.is_long_decimal
    return is_of_kind and not column.personal and (says(column.name, ID) or column.is_unique)


def _may_refer(column: ColumnProfile, likeness: int) -> bool:
    """Whether a column may hold keys of another table: its header says so, or is called as that table is."""
    if _may_be_key(column):
        return says(column.name, ID) or (likeness > 0 and column.kind in CODE_KINDS)
    return likeness > 0 and column.kind in CODE_KINDS and not column.personal


def _pair(
    connection: duckdb.DuckDBPyConnection, opened: dict[str, str], one: KeyTable, other: KeyTable
) -> list[SharedKey]:
    """The column of `other` that holds ids of `one`, where there is one."""
    best: tuple[int, SharedKey] | None = None
    for key in one.profile.columns:
        if not _may_be_key(key) or not key.is_unique or key.n_filled < FEWEST_KEYS:
            continue
        for column in other.profile.columns:
            likeness = _names_say(one.name, key.name, column.name)
            if not _may_refer(column, likeness):
                continue
            share, is_code = _share_known(connection, opened, one.name, key.name, other.name, column.name)
            if share < MOSTLY_KNOWN or not (likeness or is_code):
                continue
            found = (2 * likeness + is_code, SharedKey(other.name, column.name, one.name, key.name))
            best = max(best, found, key=lambda pair: pair[0]) if best else found
    return [_count_partners(connection, opened, best[1])] if best else []


def _count_partners(connection: duckdb.DuckDBPyConnection, opened: dict[str, str], key: SharedKey) -> SharedKey:
    """The key with the records on either side that have no partner."""
    ours, theirs = opened[key.table], opened[key.of]
    counts = [
        only_row(
            connection,
            f"select count(*) from {one} where coalesce(trim({quoted(column)}), '') not in "
            f"(select trim({quoted(other_column)}) from {other} where trim({quoted(other_column)}) <> '')",
        )[0]
        for one, column, other, other_column in (
            (ours, key.column, theirs, key.of_column),
            (theirs, key.of_column, ours, key.column),
        )
    ]
    return replace(key, n_alone=int(counts[0]), n_without=int(counts[1]))


def _names_say(table: str, key: str, column: str) -> int:
    """How much two names say that they are one key: called alike, or one after the other's table."""
    theirs = set(tokens_of(column)) - NAMELESS
    if theirs and set(tokens_of(key)) == set(tokens_of(column)):
        return 2
    ours = {one.rstrip("s") for one in (*tokens_of(Path(table).stem), *tokens_of(key))}
    return int(bool({one.rstrip("s") for one in theirs} & (ours - NAMELESS)))


def _share_known(
    connection: duckdb.DuckDBPyConnection, opened: dict[str, str], one: str, key: str, other: str, column: str
) -> tuple[float, bool]:
    query = f"""
        with known as (select distinct trim({quoted(key)}) as id from {opened[one]}),
        used as (
            select distinct trim({quoted(column)}) as id from {opened[other]} where trim({quoted(column)}) <> ''
        )
        select count(*), count(known.id), coalesce(bool_and(regexp_matches(used.id, $1)), false)
        from used left join known using (id)"""
    n_used, n_known, is_code = only_row(connection, query, [CODE])
    return (n_known / n_used if n_used else 0.0), bool(is_code) and n_used >= FEWEST_KEYS
