"""Columns that stand several times under a number: `reason_1`, `reason_2`; `reasons/1/type`, `reasons/1/where`.

Belongs here: which columns differ in their number only, which of those of one group are the reasons, and which tell the
setting of each. Does not belong here: how sure it is that they are reasons (`warehouse.scan.layouts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.text.fold import fold
from warehouse.scan.facts import share_of
from warehouse.scan.profile import ColumnProfile
from warehouse.scan.whose import whose
from warehouse.scan.words import AGE, FIELDS, LABELS, REASONS, SETTING, VALUES, says

AT_THE_END = re.compile(r"^(?P<base>.*?\D)[ _\-.]?(?P<number>\d{1,2})(?P<rest>)$")
WITHIN = re.compile(
    r"^(?P<base>.*?[^\W\d].*?)(?P<open>\[|[/._ \-:]{1,2})(?P<number>\d{1,2})(?P<rest>\]?[/._ \-:]{1,2}\D+)$"
)
LISTABLE = ("closed_list", "text", "constant", "path", "blank")
"""The last columns of a group may be blank in one file, and filled in the next."""
MOSTLY = 0.5
LONGEST_HEADER = 300


@dataclass(frozen=True)
class Numbered:
    """Columns in the order of their numbers. `settings`: as many that tell where each took place, or none; `others`:
    further columns that stand beside each.
    """

    columns: tuple[ColumnProfile, ...]
    settings: tuple[ColumnProfile, ...] = ()
    others: tuple[ColumnProfile, ...] = ()

    @property
    def are_persons(self) -> bool:
        """Whether sex or age stands beside each: then they may be several persons of one record."""
        return any(says(column.name, (*FIELDS["gender"], *AGE)) for column in self.others)

    @property
    def names(self) -> tuple[str, ...]:
        """The headers of the columns."""
        return tuple(column.name for column in self.columns)


def find_numbered(columns: Sequence[ColumnProfile]) -> Iterator[Numbered]:
    """Every group of at least two, in the order of the file."""
    groups: dict[str, dict[str, dict[int, ColumnProfile]]] = {}
    for column in columns:
        name = column.name[:LONGEST_HEADER]
        match = WITHIN.match(name) or AT_THE_END.match(name)
        if match and column.kind in LISTABLE and not column.personal and not _is_another_answer(column):
            parts = groups.setdefault(match["base"].casefold(), {})
            parts.setdefault(match["rest"].casefold(), {}).setdefault(int(match["number"]), column)
    for parts in groups.values():
        repeated = [tuple(part[number] for number in sorted(part)) for part in parts.values() if _n_filled(part) > 1]
        if repeated:
            yield _together(repeated)


def _n_filled(part: Mapping[int, ColumnProfile]) -> int:
    return sum(column.kind != "blank" for column in part.values())


def _is_another_answer(column: ColumnProfile) -> bool:
    """Of an accused person; or words for a channel or a sex, under a name that says nothing (`Q1`, `V3`)."""
    if whose(column.name) == "accused":
        return True
    known = {*VALUES["channel"], *VALUES["gender"]}
    return share_of(column.values, lambda text: fold(text) in known) > MOSTLY


def _together(parts: Sequence[tuple[ColumnProfile, ...]]) -> Numbered:
    """The part that most looks like reasons, and what stands beside it."""
    best = max(parts, key=_speaks_of_reasons)
    beside = [part for part in parts if part is not best]
    settings = max((part for part in beside if len(part) == len(best)), key=_tells_setting, default=())
    if not settings or _tells_setting(settings) < MOSTLY:
        settings = ()
    others = tuple(column for part in beside if part is not settings for column in part)
    return Numbered(best, settings, others)


def _speaks_of_reasons(part: Sequence[ColumnProfile]) -> float:
    values = [value for column in part for value in column.values]
    told = share_of(values, lambda text: says(text, LABELS))
    rest = part[0].name[_common(part) :]
    return told + 0.5 * says(rest, REASONS) - _tells_setting(part)


def _tells_setting(part: Sequence[ColumnProfile]) -> float:
    """Share of values that are words for online or offline; half as much where the header alone speaks of it."""
    values = [value for column in part for value in column.values]
    share = share_of(values, lambda text: fold(text) in VALUES["setting"])
    return max(share, 0.5 * says(part[0].name[_common(part) :], SETTING))


def _common(part: Sequence[ColumnProfile]) -> int:
    """Where the first two headers begin to differ: what stands before says nothing of the part."""
    first, second = part[0].name, part[1].name
    return next((at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), len(first))
