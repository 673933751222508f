"""A file that was taken from elsewhere once (`harmonise run --from`), and what has come to the address under its name
since: a correction that does not hold any more, or that the address does not know.

Belongs here: what to ask of the two. Does not belong here: which receipts bring something (`land.receipts`), which
delivery counts (`stage.periods`, `stage.supersede`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemas.finding import Finding
from schemas.mapping.registry import Mapping
from warehouse.land.receipts import ADDRESS, Receipt, list_bringing
from warehouse.stage.delivery import Staged

REPLACED = "doubtful_replacement"
READ = ("used", "superseded")


class _Pair(NamedTuple):
    """What was taken from elsewhere under a name, and what came to the address under it later."""

    taken: Receipt
    later: Receipt


def find_undone(mapping: Mapping, deliveries: Iterable[Staged], receipts: Sequence[Receipt]) -> list[Finding]:
    """The question on each file that was taken from elsewhere where another one was put under its name at the address
    since: that one counts in its place, or is what the address had before.
    """
    ordered = _formats_in_order_of_arrival(mapping)
    bringing = {receipt.arrival for receipt in list_bringing(receipts)}
    staged = {one.delivery_id: one for one in deliveries if one.status_code in READ and one.format in ordered}
    forms: dict[str, str] = {}
    for pair in _pair_up(receipts):
        taken, later = staged.get(pair.taken.delivery_id), staged.get(pair.later.delivery_id)
        if taken is None or later is None:
            continue
        came_before = any(one.delivery_id == later.delivery_id and one.arrival < pair.taken.arrival for one in receipts)
        is_in_its_place = pair.later.arrival in bringing and later.status_code == "used"
        if is_in_its_place or came_before:
            form = ("undone" if came_before else "address_later") if is_in_its_place else "address_older"
            forms[taken.delivery_id] = form
    return [_describe(mapping.source_id, staged[one], form) for one, form in sorted(forms.items())]


def _pair_up(receipts: Sequence[Receipt]) -> list[_Pair]:
    """By name: what was taken from elsewhere last, and what came to the address last, where that was later."""
    taken: dict[str, Receipt] = {}
    later: dict[str, Receipt] = {}
    for receipt in receipts:
        (later if receipt.place == ADDRESS else taken).update(dict.fromkeys(receipt.names, receipt))
    return [
        _Pair(one, later[name])
        for name, one in sorted(taken.items())
        if name in later and later[name].arrival > one.arrival and later[name].delivery_id != one.delivery_id
    ]


def _formats_in_order_of_arrival(mapping: Mapping) -> frozenset[str]:
    """Formats of which two files of one name are told apart by when they came, and by no version within them."""
    return frozenset(
        export.files
        for export in mapping.exports
        if export.arrives.kind in ("replaces_period", "replaces_all")
        or (export.arrives.kind == "updates" and not export.arrives.newest_by_column)
    )


def _describe(source_id: str, taken: Staged, form: str) -> Finding:
    return Finding.of(
        REPLACED,
        "warn",
        form=form,
        source_id=source_id,
        delivery_id=taken.delivery_id,
        file_name=taken.file_name,
    )
