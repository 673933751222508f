"""Tables of one form in several files, whose headers and dates have drifted, as one profile.

Belongs here: whether two tables are one form, which columns are one under another name, adding up what was seen.
Does not belong here: telling what has drifted (`warehouse.scan.drift`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schemas.text.fold import fold
from warehouse.read.csv.header import fold_header
from warehouse.scan.drift import pair_renamed
from warehouse.scan.profile import MOST_VALUES, ColumnProfile, Counted, DateForm, TableProfile
from warehouse.scan.roles import find_again

PAIRED_ROLES = ("id", "date", "newest", "setting", "reasons", "field")


@dataclass(frozen=True)
class Merged:
    """`table`: as the last file writes its headers, with everything that was seen in any. `renamed`: a header of it ->
    how other files write it. `partly`: headers that some of the files do not have.
    """

    table: TableProfile
    renamed: dict[str, tuple[str, ...]]
    partly: frozenset[str]


def is_one_form(table: TableProfile, other: TableProfile, fewest: float) -> bool:
    """Whether two tables are read alike and have the same columns, under whatever names: at least half of the smaller
    one's under the same, and a share of the larger one's in all.
    """
    if _as_compared(table) != _as_compared(other) or _counts(table) != _counts(other):
        return False
    n_same = len(_names(table).keys() & _names(other).keys())
    smaller, larger = sorted((len(table.columns), len(other.columns)))
    return 2 * n_same >= smaller > 0 and n_same + len(_pairs(table, other)) >= fewest * larger


def _as_compared(table: TableProfile) -> str:
    """`read`, without what one declaration can say of both: the last line, and an encoding that ASCII leaves open."""
    read = json.loads(json.dumps(table.read))
    for inner in read.values():
        if isinstance(inner, dict):
            inner.pop("newline_at_end", None)
            if _is_ascii(table):
                inner["encoding"] = ""
    return json.dumps(read, sort_keys=True)


def _is_ascii(table: TableProfile) -> bool:
    return any(one.what == "encoding" and "ASCII" in one.why for one in table.found)


def _counts(table: TableProfile) -> bool:
    return any(one.role == "row" and one.field == "count" for one in table.candidates)


def _names(table: TableProfile) -> dict[str, ColumnProfile]:
    return {fold_header(column.name): column for column in table.columns}


def _pairs(now: TableProfile, was: TableProfile) -> list[tuple[ColumnProfile, ColumnProfile]]:
    """Columns of `was` and what they are called in `now`: by what they are for, then by spelling and values."""
    ours, theirs = _names(now), _names(was)
    gone = [column for name, column in theirs.items() if name not in ours]
    added = [column for name, column in ours.items() if name not in theirs]
    pairs = []
    for role in PAIRED_ROLES:
        for field in sorted({one.field for one in now.candidates if one.role == role}):
            old, new = was.best(role, field), now.best(role, field)
            if not (old and new and len(old.columns) == len(new.columns) == 1):
                continue
            before = next((column for column in gone if column.name == old.columns[0]), None)
            after = next((column for column in added if column.name == new.columns[0]), None)
            if before and after:
                pairs.append((before, after))
                gone.remove(before)
                added.remove(after)
    return [*pairs, *pair_renamed(gone, added)]


def merge_tables(tables: Sequence[TableProfile]) -> Merged:
    """Tables of one form as one, the last being the newest."""
    *older, newest = tables
    columns = {fold_header(column.name): column for column in newest.columns}
    renamed: dict[str, list[str]] = {}
    n_files = dict.fromkeys(columns, 1)
    for table in reversed(older):
        now_called = {was.name: fold_header(now.name) for was, now in _pairs(newest, table)}
        for column in table.columns:
            name = now_called.get(column.name, fold_header(column.name))
            if column.name in now_called and column.name not in renamed.get(columns[name].name, ()):
                renamed.setdefault(columns[name].name, []).append(column.name)
            n_files[name] = n_files.get(name, 0) + 1
            columns[name] = _add(columns[name], column) if name in columns else column
    partly = frozenset(columns[name].name for name, n in n_files.items() if n < len(tables))
    table = replace(
        newest,
        read=_merge_read(tables),
        n_rows=sum(one.n_rows for one in tables),
        columns=tuple(columns.values()),
        notes=tuple(dict.fromkeys(note for one in tables for note in one.notes)),
    )
    again = find_again(table) if older else newest
    return Merged(again, {name: tuple(others) for name, others in renamed.items()}, partly)


def _merge_read(tables: Sequence[TableProfile]) -> dict[str, Any]:
    """The reading of the newest, in an encoding that says more than ASCII; its last line may end or not."""
    told = [table for table in tables if not _is_ascii(table)] or list(tables)
    read: dict[str, Any] = json.loads(json.dumps(told[-1].read))
    for table in tables:
        for key, inner in table.read.items():
            if isinstance(inner, dict) and "newline_at_end" in inner:
                read[key]["newline_at_end"] = inner["newline_at_end"]
    return read


def _add(column: ColumnProfile, other: ColumnProfile) -> ColumnProfile:
    """What was seen of a column in two files. Of two kinds the one that says more stays."""
    first, second = (column, other) if column.kind not in ("blank", "constant") else (other, column)
    kind = first if first.kind not in ("yes_no",) or second.kind in ("yes_no", "blank", "constant") else second
    return replace(
        kind,
        name=column.name,
        place=column.place,
        n_filled=column.n_filled + other.n_filled,
        n_blank=column.n_blank + other.n_blank,
        n_distinct=max(column.n_distinct, other.n_distinct),
        longest=max(column.longest, other.longest),
        personal=column.personal or other.personal,
        date_forms=_merge_forms(column, other),
        is_date_ambiguous=column.is_date_ambiguous and other.is_date_ambiguous,
        is_swapped=column.is_swapped or other.is_swapped,
        values=() if column.personal or other.personal else _sum_up((*column.values, *other.values)),
        items=() if column.personal or other.personal else _sum_up((*column.items, *other.items)),
        missing=_sum_up((*column.missing, *other.missing)),
        parts=_merge_parts(column, other),
    )


def _merge_parts(column: ColumnProfile, other: ColumnProfile) -> tuple[ColumnProfile, ...]:
    """What stands under each key in both."""
    parts = {part.name: part for part in column.parts}
    for part in other.parts:
        parts[part.name] = _add(parts[part.name], part) if part.name in parts else part
    return () if column.personal or other.personal else tuple(parts.values())


def _merge_forms(column: ColumnProfile, other: ColumnProfile) -> tuple[DateForm, ...]:
    """Forms of both. Where one file leaves open whether the day comes first, the other's forms say it."""
    if column.is_date_ambiguous and not other.is_date_ambiguous and other.date_forms:
        known = {form.format for form in other.date_forms}
        alike = [form for form in column.date_forms if form.format in known]
        column = replace(column, date_forms=tuple(alike) or column.date_forms)
    elif other.is_date_ambiguous and not column.is_date_ambiguous and column.date_forms:
        return _merge_forms(other, column)
    total = column.n_filled + other.n_filled or 1
    n_by_form: dict[str, float] = {}
    for one in (column, other):
        for form in one.date_forms:
            n_by_form[form.format] = n_by_form.get(form.format, 0.0) + form.share * one.n_filled
    ordered = sorted(n_by_form.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(DateForm(form, round(n / total, 4)) for form, n in ordered)


def _sum_up(values: Iterable[Counted]) -> tuple[Counted, ...]:
    together: dict[str, Counted] = {}
    for value in values:
        key = fold(value.text)
        seen = together.get(key)
        together[key] = replace(seen, n=seen.n + value.n) if seen else value
    return tuple(sorted(together.values(), key=lambda one: (-one.n, one.text))[:MOST_VALUES])
