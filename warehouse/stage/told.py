"""What a file tells less than the ones before it: boxes or categories that are gone, answers that are blank throughout.

Belongs here: counting what a delivery tells, and comparing it with earlier deliveries of its format. Does not belong
here: periods that came again (`stage.periods`, which takes the same numbers), columns that the mapping names one by one
(`read.table`), or columns that nobody reads (`stage.unread`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.constructs import Record
from schemas.constructs.base import literal, literals
from schemas.constructs.never import Never
from schemas.finding import Finding, spell_part
from schemas.mapping.export import Export
from schemas.text.fold import fold
from schemas.vocabulary.fields import REASON, SETTING
from warehouse.stage.compare import Comparing
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.store.engine import load_table, only_row, sql_text

GONE = "column_gone"
BLANK = "blank_field"
FEWEST = 5
BY_CHANCE = 0.001
"""An answer that was told as often as before is blank throughout so many records with a lower chance than this."""
MOST_NAMED = 20
FEWEST_FEWER = 5
MANY_FEWER = 0.3
"""A correction takes a reason away now and then, not from three in ten."""


def with_told(
    connection: duckdb.DuckDBPyConnection, lake: Path, whole: Staged, export: Export, record: Record
) -> Staged:
    """The delivery of contacts with the boxes that its file has, and how many of its contacts tell what."""
    boxes = [name for prefix in export.prefixes() for name in record.named(prefix) if not export.ignores(name)]
    answers = "".join(f"count(*) filter (where trim(contact.{name}) <> '') as {name}, " for name in whole.answers)
    files = {"staged": literal(str(lake / whole.staged)), "lists": literal(str(lake / whole.lists))}
    query = sql_text("stage/told").format(answers=answers, **files)
    n_told_of, *numbers = map(int, only_row(connection, query))
    told = dict(zip((*whole.answers, SETTING, REASON), numbers, strict=True))
    if isinstance(export.reasons, Never):
        del told[REASON]
    return replace(whole, boxes=tuple(dict.fromkeys(boxes)), told=told, n_told_of=n_told_of)


def find_less_told(comparing: Comparing, deliveries: Iterable[Staged]) -> list[Finding]:
    """What deliveries tell less than the earlier ones of their format. Those that are held are not looked at."""
    by_format: dict[str, list[Staged]] = defaultdict(list)
    for one in comparing.in_order(deliveries):
        if one.status_code in ("used", "superseded") and one.n_used:
            by_format[one.format].append(one)
    findings: list[Finding] = []
    for versions in by_format.values():
        ordered = sorted(versions, key=lambda one: one.slot)
        findings += _find_gone(comparing.source_id, ordered)
        findings += _find_blank(comparing.source_id, ordered)
    return findings


def _find_gone(source_id: str, ordered: Sequence[Staged]) -> Iterator[Finding]:
    """Each box or category when it is lacking for the first time: one that came again may be left out where it is 0."""
    told: set[str] = set()
    for before, one in pairwise(ordered):
        there = {fold(name) for name in one.boxes}
        gone = [name for name in before.boxes if fold(name) not in there | told] if one.boxes else []
        told |= {fold(name) for name in gone}
        if gone:
            more = spell_part(GONE, "more", {"n_more": len(gone) - MOST_NAMED}) if len(gone) > MOST_NAMED else ""
            named = ", ".join(filter(None, (*map(repr, gone[:MOST_NAMED]), more)))
            facts = {"columns": named, "older_file": before.file_name}
            yield find_share(GONE, "warn", source_id, one, len(gone), len(before.boxes), facts=facts)


def _find_blank(source_id: str, ordered: Sequence[Staged]) -> Iterator[Finding]:
    """Answers that are blank throughout from some delivery on, although they were told before: said once, as soon as
    so many blank ones are no chance. Reasons that no delivery ever tells.
    """
    for field in dict.fromkeys(name for one in ordered for name in one.told):
        n_told = n_before = n_blank = 0
        last = ""
        for one in (one for one in ordered if field in one.told):
            if one.told[field]:
                n_told, n_before, n_blank = n_told + one.told[field], n_before + n_blank + one.n_told_of, 0
                last = one.file_name
                continue
            n_blank += one.n_told_of
            if n_told and _is_no_chance(n_told, n_before, n_blank):
                facts = {"field": field, "older_file": last, "n_told": n_told, "n_before": n_before}
                yield find_share(BLANK, "warn", source_id, one, 0, n_blank, "before", facts)
                n_told = 0
        if field == REASON and not n_before and n_blank >= FEWEST:
            yield find_share(BLANK, "warn", source_id, ordered[-1], 0, n_blank, "ever")


def _is_no_chance(n_told: int, n_before: int, n_blank: int) -> bool:
    """One more of each is reckoned with, so that a few before prove nothing."""
    return float(1 - n_told / (n_before + 2)) ** n_blank < BY_CHANCE


def find_fewer_reasons(comparing: Comparing, deliveries: Sequence[Staged]) -> list[Finding]:
    """Deliveries of which many contacts told more reasons than the newer version of them does: a newer file holds a
    part of what was told, or the other records of a contact. Needs the relations of `write_superseded`.
    """
    lists = {str(comparing.lake / one.lists): one for one in deliveries if one.lists}
    (n_replaced,) = only_row(comparing.connection, "select count(*) from superseded where n_days_apart is not null")
    if not lists or not n_replaced:
        return []
    order = pa.table({"delivery_id": [one.delivery_id for one in lists.values()], "list_path": list(lists)})
    load_table(comparing.connection, "list_order", order)
    query = sql_text("stage/fewer_reasons").format(lists=f"[{literals(lists)}]")
    by_id = {one.delivery_id: one for one in deliveries}
    return [
        find_share("doubtful_replacement", "warn", comparing.source_id, by_id[delivery_id], n, of, "fewer_reasons")
        for delivery_id, n, of in comparing.connection.execute(query).fetchall()
        if n >= max(FEWEST_FEWER, MANY_FEWER * of)
    ]
