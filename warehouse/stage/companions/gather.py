"""The records of a companion brought together: one row a key.

Belongs here: the answers of a key, whether its records disagree in what a contact has once, and how many of them are
not seen in it. Does not belong here: joining the rows to the main file (`join`), or saying it (`remarks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import duckdb

from schemas.constructs import Many, One
from schemas.constructs.beside import Beside
from schemas.constructs.condition import Condition
from schemas.mapping.export import Export
from warehouse.stage.companions.opened import Opened


def find_parts(construct: object, kind: type) -> list[object]:
    """Every part of that kind within a construct, itself included."""
    if isinstance(construct, kind):
        return [construct]
    found: list[object] = []
    for name in getattr(type(construct), "model_fields", {}):
        for inner in _parts_of(getattr(construct, name)):
            if hasattr(type(inner), "model_fields"):
                found += find_parts(inner, kind)
    return found


def _parts_of(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return tuple(value.values())
    return value if isinstance(value, tuple) else (value,)


def asked_of(export: Export, name: str) -> Iterator[tuple[Beside, bool]]:
    """Everything that a format reads in a companion, and whether a contact has it once."""
    several = [export.reasons, *(one for one in export.attributes().values() if isinstance(one, Many))]
    for construct in export.constructs():
        is_once = not any(construct is one for one in several)
        for inner in find_parts(construct, Beside):
            if isinstance(inner, Beside) and inner.beside == name:
                yield inner, is_once


def bring_together(connection: duckdb.DuckDBPyConnection, opened: Opened) -> None:
    """One row a key: how many records it has, and each asked answer: of a list, its first record's; else all of them,
    in record order, of what a contact has once the first that is filled.
    """
    keys = [f"{opened.record.text(column)} as {opened.key(place)}" for place, column in enumerate(opened.companion.key)]
    spelled, gathered = [], []
    is_list = opened.companion.holds == "one"
    for name, inner in opened.answers:
        there = inner.there
        if isinstance(there, Many):
            column = opened.named("many " + name)
            spelled.append(f"{there.many(opened.record)} as {column}")
            first, every = f"first({column} order by row_number)", f"flatten(list({column} order by row_number))"
            gathered.append(f"{first if is_list else every} as {column}")
        if isinstance(there, One):
            column = opened.named("one " + name)
            spelled.append(f"{there.one(opened.record)} as {column}")
            filled = "" if is_list else f"{column} is null, "
            gathered.append(f"first({column} order by {filled}row_number) as {column}")
    names = ", ".join(opened.key(place) for place in range(len(keys)))
    filled = " and ".join(f"{opened.key(place)} is not null" for place in range(len(keys)))
    gathered += [f"{_differs(opened)} as {opened.named('differs')}", f"{_told(opened)} as {opened.named('told')}"]
    connection.execute(
        f"create or replace temp table {opened.keyed} as "
        f"select * exclude ({opened.named('told')}), {_unseen(opened)} as {opened.named('unseen of')} from ("
        f"select {names}, count(*) as {opened.named('records of')}, {', '.join(gathered)} "
        f"from (select row_number, {', '.join([*keys, *spelled])} from {opened.table.relation}) "
        f"where {filled} group by {names})"
    )


def _once(opened: Opened) -> list[str]:
    """The columns of what a contact has once."""
    return [opened.named("one " + name) for name in opened.once]


def _differs(opened: Opened) -> str:
    return " or ".join(f"count(distinct {column}) > 1" for column in _once(opened)) or "false"


def _told(opened: Opened) -> str:
    """SQL for what each record says of what a contact has once, a list a record."""
    columns = _once(opened)
    return f"list([{', '.join(columns)}] order by row_number)" if columns else "null"


def _unseen(opened: Opened) -> str:
    """SQL for how many records of a key are not seen in what is taken of it: none of their answers is the one taken.

    Where reasons too are read from them, a record that only says the same again is seen there. Where an answer hangs on
    a condition, one record a question, a record that is none of its answers is not asked.
    """
    columns = _once(opened)
    if not columns or opened.companion.holds == "one":
        return "0"
    told = opened.named("told")
    if opened.gives_several:
        taken = f"[{', '.join(columns)}]"
        unlike = f"len(list_filter(list_zip(record, {taken}), lambda two: two[1] <> two[2])) > 0"
        return f"len(list_filter({told}, lambda record: {unlike}))"
    is_filled = "len(list_filter(record, lambda answer: answer is not null)) > 0"
    n_asked = f"len(list_filter({told}, lambda record: {is_filled}))" if _hangs(opened) else f"len({told})"
    # The record that each answer is taken from is the first that holds it.
    taken_from = [
        f"case when {column} is not null then "
        f"list_position(list_transform({told}, lambda record: record[{place}]), {column}) end"
        for place, column in enumerate(columns, start=1)
    ]
    return f"greatest({n_asked} - greatest(1, len(list_distinct([{', '.join(taken_from)}]))), 0)"


def _hangs(opened: Opened) -> bool:
    """Whether some answer is read under a condition."""
    return any(find_parts(inner.there, Condition) for name, inner in opened.answers if name in opened.once)
