"""Conditions with bounds that are asked of texts which are neither numbers nor ISO days: they are true of none of them.

Belongs here: finding such texts in the columns that a condition of the mapping compares. Does not belong here: what a
condition asks (`schemas.constructs.condition`), or the day of a record, which is read in its own forms. Cells are
counted, never told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import duckdb

from schemas.constructs import Construct, Record
from schemas.constructs.beside import Beside
from schemas.constructs.condition import Condition
from schemas.finding import Finding, State, spell_part
from schemas.mapping.export import Export, LeaveOut
from warehouse.stage.companions.gather import find_parts
from warehouse.stage.companions.opened import Opened
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.stage.open import OpenDelivery
from warehouse.store.engine import only_row

CODE = "unread_bounds"
KINDS = {"double": "numbers", "date": "days"}
MOSTLY = 0.5
"""Words beside numbers (`unknown` among ages) are usual; where most texts are none, the condition is wrong."""


def find_unread_of_contacts(
    connection: duckdb.DuckDBPyConnection,
    whole: Staged,
    source_id: str,
    export: Export,
    opened: OpenDelivery,
    record: Record,
) -> list[Finding]:
    """Those of a file of contacts, and of its companions. `record`: with its day."""
    find = partial(find_unread_bounds, connection, whole, source_id)
    own = conditions_of(export.leave_out, export.constructs())
    beside = [
        finding for one in opened.companions for finding in find(conditions_beside(one), one.record, one.table.relation)
    ]
    return [*find(own, record, opened.relation), *beside]


def find_unread_bounds(
    connection: duckdb.DuckDBPyConnection,
    whole: Staged,
    source_id: str,
    asked: Sequence[Condition],
    record: Record,
    relation: str,
) -> Iterator[Finding]:
    """A finding on each condition that reads not all filled texts as what it compares; a warning where it reads hardly
    any. `asked`: conditions on the records of `relation`.
    """
    for place, one in enumerate(asked):
        if not one.bound_type or one in asked[:place] or one.is_of_day(record):
            continue
        text, value = one.column.one(record), one.bounded(record)
        n_filled, n_read = only_row(connection, f"select count({text}), count({value}) from {relation}")
        n_unread = n_filled - n_read
        if not n_unread:
            continue
        state: State = "warn" if n_unread > MOSTLY * n_filled else "pass"
        form = "left_out" if isinstance(one, LeaveOut) else "told"
        facts = {"column": ", ".join(one.columns()), "kind": spell_part(CODE, KINDS[one.bound_type])}
        yield find_share(CODE, state, source_id, whole, n_unread, n_filled, form, facts)


def conditions_of(rules: Iterable[LeaveOut], constructs: Iterable[Construct]) -> list[Condition]:
    """The conditions that a format asks of its own records, not those that it asks of a companion's."""
    own = [construct for construct in constructs if not isinstance(construct, Beside)]
    found: list[Condition] = [*rules]
    found += [part for construct in own for part in find_parts(construct, Condition) if isinstance(part, Condition)]
    there = [part for one in own for beside in find_parts(one, Beside) for part in find_parts(beside, Condition)]
    return [one for one in found if not any(one is part for part in there)]


def conditions_beside(opened: Opened) -> list[Condition]:
    """The conditions that are asked of the records of a companion."""
    parts = [part for _, inner in opened.answers for part in find_parts(inner.there, Condition)]
    return [part for part in parts if isinstance(part, Condition)]
