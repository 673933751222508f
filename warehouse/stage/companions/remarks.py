"""What a person should know of a companion once its contacts are staged.

Belongs here: findings on records that disagree in what a contact has once, and on records of several contacts. Does not
belong here: what is odd about a companion by itself (`opened`), or one record a reason (`stage.remarks`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import duckdb

from schemas.finding import Finding, State
from warehouse.stage.companions.opened import Opened
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.stage.open import OpenDelivery
from warehouse.store.engine import only_row, sql_text

SHARED = "shared_records"
FEWEST_CONTACTS = 20
FEW = 0.1
FEWEST_BELOW = 5
BY_CHANCE = 0.001
"""Contacts that have records stand among all others; that so many at the end have none has a lower chance than this."""


class _Counts(NamedTuple):
    """Of one companion, as `beside_contacts.sql` counts."""

    n_contacts: int
    n_differ: int
    n_unseen: int
    n_shared_keys: int
    n_shared: int
    n_without: int
    n_beside: int
    n_below: int

    @property
    def few(self) -> str:
        """How it can be seen that a companion is perhaps not the whole: the form of the finding, or an empty text."""
        if self.n_contacts < FEWEST_CONTACTS:
            return ""
        if self.n_beside < FEW * self.n_contacts:
            return "few"
        by_chance = float(1 - self.n_below / self.n_contacts) ** self.n_beside
        return "ends" if self.n_below >= FEWEST_BELOW and by_chance < BY_CHANCE else ""


def remark_companions(
    connection: duckdb.DuckDBPyConnection,
    whole: Staged,
    source_id: str,
    opened: OpenDelivery,
    staged: Path,
) -> Iterator[Finding]:
    """Findings on the companions of a file of contacts. Needs the joined records and the staged file."""
    for one in opened.companions:
        counts = _count(connection, one, opened, staged)
        say = partial(find_share, source_id=source_id, delivery=whole, of=counts.n_contacts)
        facts = {"companion": one.name, "n_keys": counts.n_shared_keys, "n_unseen": counts.n_unseen}
        if counts.n_differ or counts.n_unseen:
            yield say("split_contacts", "warn", n=counts.n_differ, form="companion", facts=facts)
        if one.companion.holds == "many" and one.gives_several and counts.few:
            numbers = {"companion": one.name, "n_below": counts.n_below}
            yield say("few_beside", "warn", n=counts.n_beside, form=counts.few, facts=numbers)
        if one.companion.holds == "one" or not counts.n_shared_keys:
            continue
        if counts.n_without:
            yield say(SHARED, "warn", n=counts.n_without, form="first", facts=facts)
        else:
            state: State = "pass" if one.companion.shared else "warn"
            yield say(SHARED, state, n=counts.n_shared, form="each", facts=facts)


def _count(connection: duckdb.DuckDBPyConnection, one: Opened, opened: OpenDelivery, staged: Path) -> _Counts:
    query = sql_text("stage/beside_contacts").format(
        key=one.named("key of"),
        differs=one.named("differs"),
        unseen=one.named("unseen of"),
        has_records=one.named("has records"),
        records=one.named("records of"),
        relation=opened.relation,
    )
    return _Counts(*only_row(connection, query, [str(staged)]))
