"""`records` of source.yaml: what a source's system can record, now and before it was changed.

Belongs here: its model, the order of its periods, what holds on a day. Does not belong here: the rest of the file
(`schemas.mapping.source`), or what holds for a year, which its contacts decide (`network/sql/system_year.sql`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from schemas.mapping.strict import Strict


class Records(Strict):
    """What the source's *system* can record: a claim, which every run compares with what is seen. Where that changed
    (new software, a new form) `records` is a list, the oldest entry first; each holds until the day before the next:
    `[{several_reasons: no, setting: none}, {from: 2024-03-01, several_reasons: yes, setting: per_contact}]`. A year in
    which it changed is judged by the entry under which most of its contacts were recorded, from whole months of it.
    """

    valid_from: date | None = Field(
        default=None, alias="from", description="in a list: first day; the first entry holds for all days before, too"
    )
    several_reasons: bool = Field(description="can one contact carry several reasons?")
    cap: int | None = Field(default=None, ge=1, description="the most reasons one contact can carry; leave out if none")
    setting: Literal["per_reason", "per_contact", "by_list", "remit", "none"] = Field(
        description="where online and offline are told apart: beside each reason, once per contact, "
        "by the labels of the list, by the service's remit, or nowhere"
    )

    @property
    def can_record_several_reasons(self) -> bool:
        """False where the software stores one reason, also where it is declared as a cap of one."""
        return self.several_reasons and self.cap != 1

    @property
    def reason_cap(self) -> int | None:
        """The most reasons of one contact; None without a limit."""
        return self.cap if self.several_reasons else 1

    @property
    def setting_capability_code(self) -> str:
        """A code of the list `setting_capability`."""
        return self.setting


class EarlierSystem(Strict):
    """What a source's system could up to a day, before it was changed."""

    valid_from: date | None
    valid_to: date
    records: Records


def _one_is_enough(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else (value,)


def _one_after_the_other(records: tuple[Records, ...]) -> tuple[Records, ...]:
    """Each day has one entry: what holds from the same day twice, or from no day, would be left to chance."""
    first, *later = records
    if first.valid_from and not later:
        raise ValueError(
            "a single entry holds for every day and has no `from`; where the system could record something else "
            "before, write that as a first entry of a list, without `from`"
        )
    if any(one.valid_from is None for one in later):
        raise ValueError("each entry after the first needs `from`: the first day on which the system was so")
    for earlier, day in pairwise([one.valid_from for one in records if one.valid_from]):
        if day == earlier:
            raise ValueError(f"two entries begin on {day}: one day has one system")
        if day < earlier:
            raise ValueError(f"{day} stands below {earlier}: the oldest entry comes first")
    return records


RecordsOfPeriods = Annotated[
    tuple[Records, ...], Field(min_length=1), BeforeValidator(_one_is_enough), AfterValidator(_one_after_the_other)
]
"""One entry for every day, or a list of them, the oldest first."""


def earlier_systems(records: Sequence[Records]) -> tuple[EarlierSystem, ...]:
    """All but the newest, each with its days, the oldest first."""
    days = [None, *(one.valid_from for one in records[1:])]
    return tuple(
        EarlierSystem(valid_from=first, valid_to=then.valid_from - timedelta(days=1), records=one)
        for first, one, then in zip(days, records, records[1:], strict=False)
        if then.valid_from
    )
