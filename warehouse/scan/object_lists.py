"""Lists of objects, and objects, in a cell: what a draft can say of them.

Belongs here: whether a list of objects tells reasons, under which key, and with which setting beside each; else a
question that says what it is. Does not belong here: finding the keys (`warehouse.scan.objects`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from schemas.text.fold import fold
from warehouse.scan.facts import share_of
from warehouse.scan.fields import CHOICES
from warehouse.scan.profile import Candidate, ColumnProfile
from warehouse.scan.whose import whose
from warehouse.scan.words import LABELS, REASONS, SETTING, VALUES, says

NAMES_OF_PAIRS = ("name", "key", "id", "field", "label", "code", "question", "slug", "dataelement", "title")
VALUES_OF_PAIRS = ("value", "answer", "response", "val")
MOST_NAMED = 12
HALF = 0.5

Sureness = Callable[[Sequence[str], Sequence[str], float], tuple[float, str]]


def find_objects(columns: Sequence[ColumnProfile], sureness: Sureness) -> Iterator[Candidate]:
    """Reasons in lists of objects; of every other cell that holds JSON a question."""
    for column in columns:
        if column.personal or column.kind not in ("objects", "json"):
            continue
        if column.kind == "json":
            yield _ask(
                column, f"{column.name!r} holds JSON{_tell_keys(column)}: is something of it wanted? {_within()}"
            )
        elif pair := _pair(column):
            yield _ask(column, _tell_pair(column, *pair))
        elif (take := _reason(column)) and whose(column.name) != "accused":
            yield _each(column, take, sureness)
        else:
            yield _ask(column, f"{column.name!r} holds lists of objects{_tell_keys(column)}: do they tell reasons?")


def _ask(column: ColumnProfile, why: str) -> Candidate:
    return Candidate("ask", (column.name,), 0.3, why)


def _within() -> str:
    return "In a table `json_cells` under `read` opens it, then `column.key` is read"


def _tell_keys(column: ColumnProfile) -> str:
    names = [part.name for part in column.parts]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f" (keys {', '.join(map(repr, names[:MOST_NAMED]))}{more})" if names else ""


def _pair(column: ColumnProfile) -> tuple[str, str] | None:
    """The keys of names and values, where objects are pairs of them."""
    names = {part.name.lower(): part.name for part in column.parts}
    name = next((names[one] for one in NAMES_OF_PAIRS if one in names), "")
    value = next((names[one] for one in VALUES_OF_PAIRS if one in names), "")
    return (name, value) if name and value else None


def _tell_pair(column: ColumnProfile, name: str, value: str) -> str:
    declared = f"{{at: {column.name}, name: {name}, value: {value}}}"
    return (
        f"{column.name!r} holds lists of names and values: which of them are wanted? With `pairs: {declared}` under "
        f"`json` each is read as a column `{column.name}.name`"
    )


def _reason(column: ColumnProfile) -> ColumnProfile | None:
    """The key whose values are most like reasons; none where nothing speaks of them."""
    choices = [
        part
        for part in column.parts
        if part.kind in CHOICES and not part.personal and (part.items or part.values) and not _tells_setting(part)
    ]
    best = max(choices, key=_speaks_of_reasons, default=None)
    return best if best and (says(column.name, REASONS) or _speaks_of_reasons(best)) else None


def _speaks_of_reasons(part: ColumnProfile) -> float:
    values = part.items or part.values
    return share_of(values, lambda text: says(text, LABELS)) + HALF * says(part.name, REASONS)


def _tells_setting(part: ColumnProfile) -> bool:
    """Whether a key tells online from offline: by its values, or by a yes under a name that says so."""
    values = part.items or part.values
    if share_of(values, lambda text: fold(text) in VALUES["setting"]) > HALF:
        return True
    return says(part.name, SETTING) and part.kind in ("yes_no", *CHOICES) and not says(part.name, REASONS)


def _each(column: ColumnProfile, take: ColumnProfile, sureness: Sureness) -> Candidate:
    values = take.items or take.values
    sure, why = sureness([f"{column.name} {take.name}"], [value.text for value in values], 0.35)
    mapping: dict[str, Any] = {"each": column.name, "take": take.name}
    settings = [part for part in column.parts if part is not take and not part.personal and _tells_setting(part)]
    told = f"a list of objects, whose {take.name!r} is read"
    if settings:
        mapping["place"] = settings[0].name
        told += f" with {settings[0].name!r} as its setting"
    if take.separator:
        mapping["delimiter"] = take.separator
    others = [part.name for part in column.parts if part.name not in mapping.values()]
    told += f"; not read: {', '.join(others[:MOST_NAMED])}" if others else ""
    return Candidate("reasons", (column.name,), sure, f"{told}; {why}", mapping=mapping)
