"""What the headers of columns of counts tell: reasons, gender, bands of ages, periods.

Belongs here: choosing among such columns those that can be counted together without counting anybody twice, and asking
about the others. Does not belong here: whether a table holds counts (`warehouse.scan.counts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from warehouse.scan.header_kinds import BARE, kind_of, kinds_of, what_numbers_tell, with_blank, with_blank_periods
from warehouse.scan.header_periods import spell_periods
from warehouse.scan.number_columns import NumberColumn, Sum, find_second_axis
from warehouse.scan.profile import Candidate, TableProfile
from warehouse.scan.words import LABELS, says

MARKS = (": ", " - ", " | ", "|", "/", "::", "_", " ")
FEW_PARTS = 4  # genders beside each reason


@dataclass(frozen=True)
class Categories:
    """`mapping`: `across` or `count`; `gives`: what the headers tell; `columns`: those that are counted; `period`: how
    headers write periods.
    """

    columns: tuple[str, ...]
    gives: tuple[str, ...]
    mapping: dict[str, Any]
    asked: tuple[Candidate, ...] = ()
    period: dict[str, Any] = field(default_factory=dict)


def find_categories(parts: Sequence[NumberColumn], sums: Sequence[Sum], table: TableProfile) -> Categories:
    """Which of the columns to count, by what their headers tell."""
    names = [column.name for column in parts]
    bare = what_numbers_tell(names, table)
    if split := _split(names, table, bare):
        return split
    if {*kinds_of(names, bare).values()} == {"period"} and len(known := with_blank_periods(names, table)) > 1:
        return _periods(known)
    if len(names) == 1:
        return Categories(tuple(names), (), {"count": names[0]})
    kinds = kinds_of(names, bare)
    asked = [*_ask_parts(names, table, bare), *_ask_numbers(names, kinds)]
    found = _unsplit(parts, kinds, sums)
    return replace(found, asked=(*found.asked, *asked))


def _unsplit(parts: Sequence[NumberColumn], kinds: dict[str, str], sums: Sequence[Sum]) -> Categories:
    """Headers that each tell one thing."""
    names = list(kinds)
    known = sorted(set(kinds.values()) - {"reason"})
    reasons = [column for column in parts if kinds[column.name] == "reason"]
    if reasons:
        return _reasons(reasons, {name: kind for name, kind in kinds.items() if kind in known}, sums)
    return _one_of(names, kinds, sums)


def _ask_numbers(names: Sequence[str], kinds: dict[str, str]) -> list[Candidate]:
    numbers = [name for name in names if BARE.fullmatch(name) and kinds[name] == "age_band"]
    why = f"{', '.join(map(repr, numbers))}: are these numbers ages?"
    return [Candidate("ask", tuple(numbers), 0.3, why, "across")] if numbers else []


def _across(columns: Sequence[str], gives: Sequence[str], **more: str) -> dict[str, Any]:
    told = gives[0] if len(gives) == 1 else list(gives)
    return {"across": {"columns": list(columns), **more, "gives": told}}


def _reasons(columns: Sequence[NumberColumn], others: dict[str, str], sums: Sequence[Sum]) -> Categories:
    """Columns of reasons; those that tell gender, age or channel count the same contacts once more."""
    asked = []
    if others:
        listed = ", ".join(map(repr, others))
        kinds_told = ", ".join(sorted(set(others.values())))
        why = f"{listed} count by {kinds_told}, and are not drafted: the same contacts once more?"
        asked.append(Candidate("ask", tuple(others), 0.3, why))
    names = [column.name for column in columns]
    axes = _two_axes(columns, sums)
    if axes:
        chosen, rest = max(axes, key=_n_labels), min(axes, key=_n_labels)
        why = (
            f"{rest[0]!r} to {rest[-1]!r} have the same sums as {chosen[0]!r} to {chosen[-1]!r}: which of them are "
            "reasons? The others count the same contacts once more"
        )
        asked.append(Candidate("ask", tuple(rest), 0.3, why, "across"))
        names = list(chosen)
    elif len(names) == 1:
        return Categories(tuple(names), (), {"count": names[0]}, tuple(asked))
    elif not any(says(name, LABELS) for name in names):
        why = "neither of these headers looks like a reason: what do they count?"
        asked.append(Candidate("ask", tuple(names), 0.3, why, "across"))
    return Categories(tuple(names), ("reason",), _across(names, ["reason"]), tuple(asked))


def _two_axes(columns: Sequence[NumberColumn], sums: Sequence[Sum]) -> list[tuple[str, ...]]:
    names = {column.name for column in columns}
    for one in sums:
        inside = [tuple(name for name in part if name in names) for part in one.parts]
        whole = [part for part in inside if len(part) > 1]
        if len(whole) == 2 and not set(whole[0]) & set(whole[1]):
            return whole
    place = find_second_axis(columns)
    ordered = [column.name for column in columns]
    return [tuple(ordered[:place]), tuple(ordered[place:])] if place else []


def _n_labels(names: Sequence[str]) -> int:
    return sum(says(name, LABELS) for name in names)


def _one_of(names: Sequence[str], kinds: dict[str, str], sums: Sequence[Sum]) -> Categories:
    """No reasons among the headers: the first thing by which they can be told apart, and a question on the others."""
    sayable = [kind for kind in ("gender", "age_band", "setting") if kind in kinds.values()]
    total = next((one.name for one in sums), "") or (names[0] if len(names) == 1 else "")
    listed = ", ".join(map(repr, names))
    if not sayable and total:
        why = f"{listed} tell apart what a table of counts here cannot: is the total enough?"
        return Categories((total,), (), {"count": total}, (Candidate("ask", tuple(names), 0.3, why, "count"),))
    if not sayable:
        axis = "channel" if set(kinds.values()) == {"channel"} else "column"
        why = f"{listed}: does each count contacts of its own? All are counted, told apart as {axis}"
        mapping = _across(names, ["other"]) | {"other": {"axis": axis, "labels": list(names)}}
        return Categories(tuple(names), ("other",), mapping, (Candidate("ask", tuple(names), 0.3, why, "across"),))
    kind = sayable[0]
    chosen = [name for name in names if kinds[name] == kind]
    rest = [name for name in names if kinds[name] != kind]
    asked = []
    if rest:
        why = f"{', '.join(map(repr, rest))} are not drafted: the same contacts once more?"
        asked.append(Candidate("ask", tuple(rest), 0.3, why))
    return Categories(tuple(chosen), (kind,), _across(chosen, [kind]), tuple(asked))


def _periods(names: Sequence[str]) -> Categories:
    period, asked = spell_periods(names)
    return Categories(tuple(names), ("period",), _across(names, ["period"]), asked, period)


def _split(names: Sequence[str], table: TableProfile, bare: str) -> Categories | None:
    """Headers in two parts of which one is a gender, a band of ages, online or offline: `Girls - Grief`. Staging parts
    a header at every mark, so each holds it once; parts of several rows are parted by the rows.
    """
    header_rows = _header_rows(table)
    for mark in MARKS:
        if header_rows == 1 and any(name.count(mark) > 1 for name in names):
            continue
        if told := _tell_parts(names, mark, bare):
            gives, others = told
            if "period" in gives:
                names, others = _with_blank_parts(names, others, table, mark)
            more = {} if header_rows > 1 else {"split": mark}
            period, asked = spell_periods(others) if "period" in gives else ({}, ())
            kinds = dict.fromkeys(others, "age_band" if "age_band" in gives else "")
            asked = (*asked, *_ask_numbers(others, kinds))
            return Categories(tuple(names), gives, _across(names, gives, **more), asked, period)
    return None


def _with_blank_parts(
    names: Sequence[str], others: Sequence[str], table: TableProfile, mark: str
) -> tuple[list[str], list[str]]:
    """Headers in two parts with the blank ones of which one part is known from the others and one is a period, and the
    different texts of periods.
    """
    halves = [_halves(name, mark, at_end) for name in names for at_end in (False, True)]
    known = {half for pair in halves if pair for half in pair} - {*others}
    periods = [*others]

    def tells_alike(name: str) -> bool:
        pairs = (_halves(name, mark, at_end) for at_end in (False, True))
        rest = [half for pair in pairs if pair and {*pair} & known for half in pair if half not in known]
        periods.extend(half for half in rest if half not in periods and kind_of(half) == "period")
        return bool(rest) and rest[0] in periods

    return with_blank(names, table, tells_alike), periods


def _header_rows(table: TableProfile) -> int:
    return next((int(inner.get("header_rows", 1)) for inner in table.read.values() if isinstance(inner, dict)), 1)


def _ask_parts(names: Sequence[str], table: TableProfile, bare: str) -> list[Candidate]:
    """Headers that tell two things, and hold the mark between them once more."""
    for mark in MARKS:
        if _header_rows(table) == 1 and (told := _tell_parts(names, mark, bare)):
            why = (
                f"the headers tell {' and '.join(told[0])}, and {mark!r} stands in some more than once, so that no "
                "`split` parts them: have them sent with another mark, or each in a row of its own"
            )
            return [Candidate("ask", tuple(names), 0.3, why, "across")]
    return []


def _tell_parts(names: Sequence[str], mark: str, bare: str) -> tuple[tuple[str, str], list[str]] | None:
    """What the two parts of each header tell, and the different texts of the part that is not the first told apart."""
    for at_end in (False, True):
        halves = [half for name in names if (half := _halves(name, mark, at_end))]
        if len(halves) < len(names):
            continue
        firsts, lasts = [half[0] for half in halves], [half[1] for half in halves]
        for told, others in ((firsts, lasts), (lasts, firsts)):
            kinds = set(kinds_of(told, "reason").values())
            if "gender" in kinds and _is_crossed(told, others) and not _tell_alike(others):
                kinds -= {"reason"}  # `Abuse Girls`, `Abuse Knaben`: one known word tells what all are
            if len(kinds) != 1 or not kinds <= {"gender", "age_band", "setting"} or len(set(told)) < 2:
                continue
            rest = set(kinds_of(others, bare).values())
            other = rest.pop() if len(rest) == 1 else "reason"
            if other == "channel" or other in kinds or len(set(others)) == len(names):
                continue
            kind = kinds.pop()
            return (kind, other) if told is firsts else (other, kind), list(dict.fromkeys(others))
    return None


def _tell_alike(texts: Sequence[str]) -> bool:
    """Whether all of them are known words for one thing that is no reason."""
    kinds = set(kinds_of(texts, "reason").values())
    return len(kinds) == 1 and "reason" not in kinds


def _is_crossed(told: Sequence[str], others: Sequence[str]) -> bool:
    """Whether a few texts each stand once with every one of the others."""
    different = set(told)
    return len(different) <= FEW_PARTS and len(told) == len(different) * len(set(others)) == len(
        set(zip(told, others, strict=True))
    )


def _halves(name: str, mark: str, at_end: bool) -> tuple[str, str] | None:
    first, found, last = name.rpartition(mark) if at_end else name.partition(mark)
    return (first.strip(), last.strip()) if found and first.strip() and last.strip() else None
