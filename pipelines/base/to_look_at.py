"""What somebody still has to look at, in counts by source: findings that hold nothing back.

Belongs here: counting what `assess` wrote, and telling what is new from what stood there before. Does not belong here:
what is held (`pipelines.base.summary`), the words of a finding (`harmonise check SOURCE`), or printing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.base.summary import read_assessed
from schemas.finding import finding_kinds
from schemas.mapping.reply import Reply
from warehouse.review.findings import ASKING
from warehouse.store.layout import Layout

UNREAD = "new_column"
HOLDING = ("hold_delivery", "hold_source")
KEY = ("finding_code", "cause_code", "contact_year", "delivery_id", "file_name", "form_code")
"""What makes a finding the same as one of an earlier run, whatever its numbers are by now."""
COLUMNS = ("source_id", "state_code", "question", "is_explained", *KEY)

Known = Mapping[str, frozenset[tuple[Any, ...]]]
"""The findings that stand, by source."""


@dataclass(frozen=True)
class ToLookAt:
    """Of one source: findings that fail, that warn, and of both those with a question that no reply speaks to.

    `n_new`: those that did not stand before this run; None where nothing is known of before, since it was the first.
    `has_unread`: whether files have columns that nobody reads, which by itself is no warning.
    """

    source_id: str
    n_failing: int
    n_warnings: int
    n_questions: int
    n_new: int | None
    has_unread: bool = False


def read_standing(layout: Layout) -> Known | None:
    """The findings that stand now; None before the first run, or where they cannot be read."""
    found = read_assessed(layout, "finding", COLUMNS)
    return {source_id: frozenset(map(_key_of, rows)) for source_id, rows in _asking(found).items()} if found else None


def count_to_look_at(
    layout: Layout,
    source_ids: Iterable[str],
    before: Known | None,
    replies: Mapping[str, Sequence[Reply]] | None = None,
) -> tuple[ToLookAt, ...]:
    """Of each of these sources that has anything to look at; `before` is what stood when the run began, `replies` what
    helplines have answered.
    """
    found = read_assessed(layout, "finding", COLUMNS)
    return tuple(_count(found, source_ids, before, replies or {}))


def _count(
    found: Mapping[str, list[dict[str, Any]]],
    source_ids: Iterable[str],
    before: Known | None,
    replies: Mapping[str, Sequence[Reply]],
) -> Iterator[ToLookAt]:
    asking = _asking(found)
    for source_id in source_ids:
        rows = asking.get(source_id, [])
        has_unread = any(row["finding_code"] == UNREAD for row in found.get(source_id, ()))
        if not rows and not has_unread:
            continue
        stood = None if before is None else before.get(source_id, frozenset())
        yield ToLookAt(
            source_id,
            n_failing=sum(row["state_code"] == "fail" for row in rows),
            n_warnings=sum(row["state_code"] == "warn" for row in rows),
            n_questions=sum(_waits(row, replies.get(source_id, ())) for row in rows),
            n_new=None if stood is None else sum(_key_of(row) not in stood for row in rows),
            has_unread=has_unread,
        )


def _asking(found: Mapping[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """What asks for something, no reply explains and is not told as held anyhow."""
    return {source_id: [row for row in rows if _asks(row)] for source_id, rows in found.items()}


def _asks(row: Mapping[str, Any]) -> bool:
    if row["state_code"] not in ASKING or row["is_explained"]:
        return False
    kind = finding_kinds().get(row["finding_code"])
    return not (row["state_code"] == "fail" and kind is not None and kind.on_fail in HOLDING)


def _waits(row: Mapping[str, Any], replies: Sequence[Reply]) -> bool:
    """Whether a finding has a question that the helpline has not answered, as its page says."""
    return bool(row["question"]) and not any(
        reply.finding == row["finding_code"]
        and (reply.cause or "") in ((row["cause_code"],) if row["cause_code"] == "system" else (row["cause_code"], ""))
        and reply.year in (None, row["contact_year"])
        for reply in replies
    )


def _key_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in KEY)
