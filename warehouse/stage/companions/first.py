"""Which contact has the records of a companion, where only one contact of a key has them: the first that is used.

Belongs here: choosing that contact once the fates of the main file's records are known. Does not belong here: whether a
companion is shared (`join`), or the records' own fates (`stage.query`).
"""

from __future__ import annotations

from dataclasses import replace

from warehouse.stage.companions.opened import Opened
from warehouse.stage.delivery import Staging
from warehouse.store.engine import only_row

GIVEN = "delivery_given"


def give_to_first(staging: Staging) -> Staging:
    """The staging whose records have those of their unshared companions where they are the first of their key. A record
    that is left out or rejected is no first as long as another one is used: else that one's reasons were lost.
    """
    unshared = [one for one in staging.opened.companions if not one.is_shared and _stands_again(staging, one)]
    if not unshared:
        return staging
    firsts = ", ".join(f"{_spell_first(one)} as {one.named('has records')}" for one in unshared)
    fates = f"select row_number, reject_code is null and not is_ignored as is_used from ({staging.records()})"
    staging.connection.execute(
        f"create or replace temp table {GIVEN} as select joined.* replace ({firsts}) "
        f"from {staging.opened.relation} as joined left join ({fates}) as fate using (row_number) order by row_number"
    )
    return replace(staging, opened=replace(staging.opened, relation=GIVEN))


def _stands_again(staging: Staging, one: Opened) -> bool:
    """Whether a key that has records stands on several records of the main file: hardly ever."""
    key, records = one.named("key of"), one.named("records of")
    query = f"select count({key}) > count(distinct {key}) from {staging.opened.relation} where {records} is not null"
    return bool(only_row(staging.connection, query)[0])


def _spell_first(one: Opened) -> str:
    contact = one.named("contact of")
    same_key = f"partition by {one.named('key of')} order by coalesce(fate.is_used, false) desc, joined.row_number"
    return f"{contact} is not distinct from first_value({contact}) over ({same_key})"
