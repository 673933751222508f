"""One companion that is open, and what is odd about it before it is joined.

Belongs here: its names within the joined table, its match with a record, findings on a list of codes. Does not belong
here: opening and joining (`join`), or what is seen once the contacts are staged (`remarks`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from schemas.constructs import One, Record
from schemas.constructs.base import quoted
from schemas.constructs.beside import Beside
from schemas.finding import Facts, Finding
from schemas.mapping.export import Companion
from warehouse.read.rejects import REJECT_SCHEMA
from warehouse.read.table import OpenTable
from warehouse.store.engine import only_row


@dataclass(frozen=True)
class Opened:
    """One companion, open. What it adds to the main file's columns has names that no header has."""

    number: int
    name: str
    path_name: str
    companion: Companion
    table: OpenTable
    record: Record
    answers: tuple[tuple[str, Beside], ...]
    once: frozenset[str] = frozenset()
    """The answers that a contact has once."""
    gives_several: bool = False
    """Whether some answer is one of which a contact can have several."""
    is_shared: bool = True
    """Whether every contact of a key has its records; else the first of them that is used."""

    @property
    def file_name(self) -> str:
        """How rejects name the file. With the companion's name: it may be a sheet of the main file, or of another
        companion's, and their rows have the same numbers.
        """
        return f"{self.path_name} ({self.name})"

    @property
    def keyed(self) -> str:
        """The table with one row a key."""
        return f"companion_keyed_{self.number}"

    def named(self, what: str) -> str:
        """A column of this companion's own, as an SQL identifier."""
        return quoted(f"\x1f{self.number} {what}")

    def key(self, place: int) -> str:
        """The column of a part of the key, as an SQL identifier."""
        return self.named(f"key {place}")


def spell_match(opened: Opened, own: Record, left: str) -> str:
    """SQL: the keyed row belongs to this record of the main file."""
    pairs = zip(opened.companion.here, range(len(opened.companion.key)), strict=True)
    return " and ".join(f"{own.text(column)} = {left}.{opened.key(place)}" for column, place in pairs)


def named_rejects(opened: Opened) -> pa.Table:
    """What its reader rejected, under the name of this companion."""
    rejects = opened.table.rejects
    return rejects.set_column(0, "file_name", pa.repeat(opened.file_name, rejects.num_rows)).cast(REJECT_SCHEMA)


def remark_list(
    connection: duckdb.DuckDBPyConnection, opened: Opened, main: OpenTable, own: Record
) -> Iterator[Finding]:
    """What is odd about a list of codes: references it does not hold, codes twice, records that cannot be read."""
    companion = {"companion": opened.name}
    filled = " and ".join(f"{own.text(column)} is not null" for column in opened.companion.here)
    known = f"exists (select 1 from {opened.keyed} where {spell_match(opened, own, opened.keyed)})"
    query = f"select count(*) filter (where not {known}), count(*) from {main.relation} where {filled}"
    n_missing, n_filled = only_row(connection, query)
    column = ", ".join(opened.companion.here)
    yield from _remark("missing_reference", {**companion, "column": column}, (n_missing, n_filled), _absent(opened))
    query = f"select count(*) from {main.relation} join {opened.keyed} on {spell_match(opened, own, opened.keyed)}"
    (n_blank,) = only_row(connection, f"{query} where {_is_blank(opened)}")
    yield from _remark("missing_reference", {**companion, "column": column}, (n_blank, n_filled), "blank")
    query = f"select count(*) filter (where {opened.named('records of')} > 1), count(*) from {opened.keyed}"
    n_repeated, n_codes = only_row(connection, query)
    yield from _remark("repeated_reference", companion, (n_repeated, n_codes))
    yield from _remark("unread_reference", companion, (opened.table.n_rejected, opened.table.n_records))


def _absent(opened: Opened) -> str:
    return "value" if opened.companion.where_absent == "value" else "missing"


def _is_blank(opened: Opened) -> str:
    """SQL: the list holds the key, and nothing under it."""
    tests = []
    for name, inner in opened.answers:
        if isinstance(inner.there, One):
            tests.append(f"{opened.named('one ' + name)} is null")
        else:
            tests.append(f"len({opened.named('many ' + name)}) = 0")
    return " and ".join(tests)


def _remark(code: str, facts: Facts, counts: tuple[int, int], form: str = "") -> Iterator[Finding]:
    n, of = counts
    if n:
        yield Finding.of(code, "warn", form=form, facts=facts, numerator=n, denominator=of, value=n / of)
