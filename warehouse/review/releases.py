"""What differs between two releases: counts and codes, never a row.

Belongs here: attaching two releases read-only and comparing their tables. Does not belong here: the decisions of
mapping folders, or wording and layout (`pipelines.diff`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from schemas.contract.table import load_tables
from schemas.text.problem import SettingsError
from schemas.text.sql import literal
from warehouse.store.engine import engine, rows_of, sql_text
from warehouse.store.run import Report, silent

OLD, NEW = "old_release", "new_release"
STEP = "compare"
OF_SOURCE_YEAR = (
    "status_code",
    "verdict_code",
    "use_several_reasons_code",
    "use_setting_code",
    "use_ocsea_code",
    "use_reasons_code",
)


class ReleaseUnreadableError(SettingsError):
    """A file that should be a release cannot be opened as one."""


@dataclass(frozen=True)
class ContactChange:
    """Contacts of a source and year. `n_gone`, `n_come`: contacts that only the old, only the new release holds."""

    source_id: str
    year: int
    n_old: int
    n_new: int
    n_gone: int
    n_come: int


@dataclass(frozen=True)
class ReasonChange:
    """Contacts with a reason and setting, of a source and year."""

    source_id: str
    year: int
    reason_code: str
    setting_code: str
    n_old: int
    n_new: int


@dataclass(frozen=True)
class ReasonMove:
    """Contacts in both releases by what only the old and what only the new one says of them: `reason (setting)`."""

    source_id: str
    left: tuple[str, ...]
    gained: tuple[str, ...]
    n_contacts: int


@dataclass(frozen=True)
class CodeChange:
    """A code of `source_year` that changed; empty where that release has no such row."""

    source_id: str
    year: int
    name: str
    old: str
    new: str


@dataclass(frozen=True)
class FigureChange:
    """A figure that changed. `key`: the dimensions that are filled, by name. `is_exact`: not rounded, not published."""

    key: dict[str, str]
    old_status: str
    new_status: str
    old: tuple[int | None, int | None, float | None]
    new: tuple[int | None, int | None, float | None]
    """Numerator, denominator, share."""
    is_exact: bool = False


@dataclass(frozen=True)
class ReleaseChanges:
    """Everything that differs. `figures` are the first of `n_figures`."""

    contacts: tuple[ContactChange, ...]
    reasons: tuple[ReasonChange, ...]
    moves: tuple[ReasonMove, ...]
    codes: tuple[CodeChange, ...]
    figures: tuple[FigureChange, ...]
    n_figures: int


@contextmanager
def two_releases(work: Path, old: Path, new: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with both DuckDB files attached read-only. Raises ReleaseUnreadableError."""
    with engine(work) as connection:
        for name, path in ((OLD, old), (NEW, new)):
            try:
                connection.execute(f"attach {literal(str(path))} as {name} (read_only)")
                connection.execute(f"select release_number from {name}.release_info").fetchall()
            except duckdb.Error as error:
                kind = type(error).__name__
                raise ReleaseUnreadableError(f"{path}: this is no release that can be read ({kind}).") from None
        yield connection


def read_release_info(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any]:
    """The one row of `release_info`, by column."""
    (row,) = rows_of(connection, f"select * from {name}.release_info")
    return row


def read_table(connection: duckdb.DuckDBPyConnection, name: str, table: str) -> list[dict[str, Any]]:
    """A register (`source`, `decision`) of a release, each row by column. Not for tables of contacts."""
    return rows_of(connection, f"select * from {name}.{table} order by all")


def has_table(connection: duckdb.DuckDBPyConnection, name: str, table: str) -> bool:
    """Whether a release knows a table: older ones may not."""
    query = "select 1 from duckdb_tables() where database_name = $1 and table_name = $2"
    return bool(connection.execute(query, [name, table]).fetchall())


def read_value_contacts(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, str], int]:
    """Contacts by source, field and value as the newer release shows it."""
    rows = connection.execute(sql_text("review/release/value_contacts")).fetchall()
    return {(source_id, field, value): n_contacts for source_id, field, value, n_contacts in rows}


def compare_releases(
    connection: duckdb.DuckDBPyConnection, most_figures: int, report: Report = silent
) -> ReleaseChanges:
    """Compare what the releases hold of every source, one at a time, and what they publish."""
    query = f"select source_id from {OLD}.source union select source_id from {NEW}.source order by all"
    source_ids = [row[0] for row in connection.execute(query).fetchall()]
    contacts: list[ContactChange] = []
    reasons: list[ReasonChange] = []
    moves: list[ReasonMove] = []
    for done, source_id in enumerate(source_ids):
        report(STEP, done, len(source_ids))
        for row in connection.execute(sql_text("review/release/contact_count"), [source_id]).fetchall():
            contacts.append(ContactChange(source_id, *row))
        for row in connection.execute(sql_text("review/release/reason_count"), [source_id]).fetchall():
            reasons.append(ReasonChange(source_id, *row))
        for left, gained, n_contacts in connection.execute(
            sql_text("review/release/reason_move"), [source_id]
        ).fetchall():
            moves.append(ReasonMove(source_id, tuple(left), tuple(gained), n_contacts))
    figures, n_figures = _figures(connection, most_figures)
    report(STEP, len(source_ids), len(source_ids))
    moves.sort(key=lambda move: (-move.n_contacts, move.source_id, move.left, move.gained))
    reasons.sort(key=lambda one: (-abs(one.n_new - one.n_old), one.source_id, one.year, one.reason_code))
    return ReleaseChanges(
        tuple(contacts), tuple(reasons), tuple(moves), tuple(_codes(connection)), tuple(figures), n_figures
    )


def _codes(connection: duckdb.DuckDBPyConnection) -> Iterator[CodeChange]:
    """Verdicts, states and uses of source-years that changed."""
    before, after = (
        {(row["source_id"], row["contact_year"]): row for row in read_table(connection, name, "source_year")}
        for name in (OLD, NEW)
    )
    for source_id, year in sorted(set(before) | set(after)):
        old, new = before.get((source_id, year), {}), after.get((source_id, year), {})
        for name in OF_SOURCE_YEAR:
            was, now = old.get(name) or "", new.get(name) or ""
            if was != now:
                yield CodeChange(source_id, year, name, was, now)


def _figures(connection: duckdb.DuckDBPyConnection, most: int) -> tuple[list[FigureChange], int]:
    """Published figures that changed; the exact ones where neither release publishes any. Dimensions that only one
    release knows are left out.
    """
    is_exact = not any(_publishes(connection, name) for name in (OLD, NEW))
    table = "network_statistics_exact" if is_exact else "network_statistics"
    known = [set(_columns(connection, name, table)) for name in (OLD, NEW)]
    keys = [name for name in load_tables()[table].key if all(name in columns for columns in known)]
    query = sql_text("review/release/figure").format(keys=", ".join(keys), most=most, table=table)
    found = rows_of(connection, query)
    figures = [
        FigureChange(
            key={name: str(row[name]) for name in keys if row[name] is not None},
            old_status=row["old_status"] or "",
            new_status=row["new_status"] or "",
            old=(row["old_numerator"], row["old_denominator"], _share(row["old_share"])),
            new=(row["new_numerator"], row["new_denominator"], _share(row["new_share"])),
            is_exact=is_exact,
        )
        for row in found
    ]
    return figures, found[0]["n_all"] if found else 0


def _publishes(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    query = f"select 1 from {name}.network_statistics where status_code = 'published' limit 1"
    return bool(connection.execute(query).fetchall())


def _share(value: Any) -> float | None:
    return None if value is None else float(value)


def _columns(connection: duckdb.DuckDBPyConnection, name: str, table: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe {name}.{table}").fetchall()]
