"""What a format may not ask, because the engine cannot do it or it would lose or double contacts.

Belongs here: the rules across keys of one format, each with what to do instead. Does not belong here: the models.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from schemas.constructs.age_at import AgeAt
from schemas.constructs.all_of import AllOf
from schemas.constructs.beside import Beside

if TYPE_CHECKING:
    from schemas.mapping.export import Export


def impossible(export: Export) -> Iterator[str]:
    """What this format asks that cannot be done."""
    yield from _without_id(export)
    yield from _as_documents(export)
    yield from _with_companions(export)


def _without_id(export: Export) -> Iterator[str]:
    if export.arrives.kind == "updates" and export.id is None:
        yield "updates needs an `id`: without one a corrected record would count twice"
    if export.row == "reason" and export.id is None:
        yield "`row: reason` needs an `id`: which records belong to one contact?"
    if export.arrives.kind == "replaces_period" and export.arrives.slot is None:
        yield "replaces_period needs `slot`: the part of the file's name that says the period"
    if export.arrives.adds_up and (export.id is not None or export.arrives.kind != "additions"):
        yield "`adds_up` is for counts, and for contacts without ids in files of which each holds new ones (additions)"
    if export.arrives.kind == "overlaps" and export.id is not None:
        yield "overlaps is for files without ids; with an id say updates"
    if not export.read.is_table and export.id is None:
        yield "a JSON export needs an `id`"
    if export.id_within == "slot" and not export.arrives.slot:
        yield "`id_within: slot` needs `arrives: {as: replaces_period, slot: ...}`: in which period does an id hold?"
    if export.date.period == "slot" and not export.arrives.slot:
        yield "`date: {period: slot}` needs `arrives: {as: replaces_period, slot: ...}`: which period is in the name?"
    if export.continues and (export.id is None or export.date.column is None or not export.read.is_table):
        yield "`continues: above` needs a table with an `id` and a date: which record begins a contact?"
    if export.once_per and export.row != "reason":
        yield "`once_per` goes with `row: reason`: it says which records tell the same reason again"


def _as_documents(export: Export) -> Iterator[str]:
    if export.read.is_table:
        return
    arrives = export.arrives
    by_file = arrives.slot or arrives.newest_by_name or (arrives.newest is not None and arrives.newest.by == "received")
    by_file = by_file or arrives.kind == "replaces_all"
    if export.read.json_kind == "one_per_file" and by_file:
        yield "many small files are one delivery without a name of its own: order them by a path, `newest`"
    if any(construct.prefixes() for construct in export.constructs()):
        yield "`ticked` reads columns of a table; for JSON name a `tree` or a path"
    for path in export.paths():
        if "[]." in path or path.endswith("[]"):
            yield f"`{path}` is a path into a list: say `each: <path of the list>`, `take: <key>`"
    if export.companions:
        yield "companions belong to a table: csv, workbook or parquet"


def _with_companions(export: Export) -> Iterator[str]:
    if export.id is not None and export.id.companions():
        yield "an `id` stands in the file itself, not in a companion"
    asked = {name for construct in export.constructs() for name in construct.companions()}
    for name in sorted(asked - set(export.companions)):
        yield f"`beside: {name}` names no companion; known: {', '.join(sorted(export.companions)) or 'none'}"
    for name in sorted(set(export.companions) - asked):
        yield f"the companion `{name}` is read by nothing: name it in a `beside`, or leave it out"
    for construct in export.constructs():
        if isinstance(construct, Beside) and isinstance(construct.there, AgeAt):
            yield "`age_at` needs the day of the contact, which a companion does not have"
        if construct is export.reasons and construct.companions() and not isinstance(construct, (AllOf, Beside)):
            yield "reasons from a companion are `beside` itself, not something that holds one"
    for name, companion in export.companions.items():
        if companion.holds == "many" and export.id is None:
            yield f"the companion `{name}` holds records of contacts, so the contacts need an `id`"
        if companion.holds == "many" and export.row == "reason":
            yield f"the companion `{name}` holds records of contacts: with `row: reason` they would count for each row"
        if companion.where_absent == "value" and companion.is_found_by(export.id):
            yield f"the companion `{name}` is found by the contact's id, and an id is never a value: no `where_absent`"
        caught = export.arrives.slot or export.arrives.newest_by_name
        if "(%" in companion.files and not caught:
            yield f"the companion `{name}` has a date in its name: `arrives` has to catch one in the main file's name"
        if not companion.files and companion.read.csv and companion.read.packed != "zip":
            yield f"the companion `{name}` is a CSV file of its own: say which, `files`"
