"""What landing has to say about files: one finding each, up to a number that a person still reads.

Belongs here: findings of the step `land`. Does not belong here: noticing what they are about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from schemas.finding import Facts, Finding, State, spell_part
from schemas.mapping.address import show_address
from warehouse.land.address import Address
from warehouse.land.delivery import FileFormat
from warehouse.land.listing import Listing
from warehouse.land.receipts import ADDRESS, Receipt
from warehouse.land.shown_names import patterns_of, show_name
from warehouse.land.sort_files import SortedFiles
from warehouse.store.clock import is_ahead

WITHDRAWN = "withdrawn_file"
NO_FILE = "no_file"
MOST_LISTED = 5
"""Names of files in one sentence."""
MOST_NAMED = 20
"""Findings of one code that name a file; the rest are counted in one more."""


def find_unreadable_address(source_id: str, address: Address, listing: Listing) -> tuple[Finding, ...]:
    """The finding on an address that cannot be listed at all, which shows no secret; none where it can."""
    shown = show_address(address) if isinstance(address, str) else "the files"
    if listing.missing_package:
        facts = {"address": shown, "package": listing.missing_package}
        return (Finding.of("missing_package", "fail", facts=facts, source_id=source_id),)
    if listing.problem:
        facts = {"address": shown, "reason": listing.problem}
        return (Finding.of("unreadable_address", "fail", form="failed", facts=facts, source_id=source_id),)
    return ()


def find_clock_ahead(source_id: str, receipts: Sequence[Receipt], now: datetime) -> tuple[Finding, ...]:
    """The finding on receipts that are dated later than now. It hangs on the clock, so it is never kept in the lake."""
    moments = [datetime.fromisoformat(one.received_at) for one in receipts]
    ahead = [moment for moment in moments if is_ahead(moment, now)]
    if not ahead:
        return ()
    facts = {"folder": f"landing/{source_id}", "day": max(ahead).date()}
    say = partial(Finding.of, source_id=source_id, numerator=len(ahead), denominator=len(moments))
    return (say("clock_ahead", "warn", form="receipt", facts=facts),)


def find_no_receipt(source_id: str, receipts: Sequence[Receipt], landed: Iterable[str]) -> tuple[Finding, ...]:
    """The finding on deliveries of which nothing says when they came: receipts were moved away, and their files lie at
    the address no longer. As that of the clock it is found when it is shown. `landed`: ids of all deliveries.
    """
    known = {one.delivery_id for one in receipts}
    ids = sorted(landed)
    n_without = sum(one not in known for one in ids)
    if not n_without:
        return ()
    facts = {"folder": f"landing/{source_id}"}
    say = partial(Finding.of, source_id=source_id, numerator=n_without, denominator=len(ids))
    return (say("no_receipt", "warn", facts=facts),)


def find_withdrawn(
    source_id: str, receipts: Sequence[Receipt], held: Mapping[str, str], names: Collection[str]
) -> tuple[Finding, ...]:
    """A finding on each delivery that is held and of which no file was there when files were last fetched. `held`:
    shown names by id; `names`: of the files that lie at the address.
    """
    came: dict[str, set[str]] = {}
    for receipt in receipts:
        came.setdefault(receipt.delivery_id, set()).update(receipt.names)
    return tuple(
        Finding.of(WITHDRAWN, "warn", form="held", source_id=source_id, delivery_id=delivery_id, file_name=shown)
        for delivery_id, shown in sorted(held.items())
        if came.get(delivery_id) and came[delivery_id].isdisjoint(names)
    )


def find_gone(
    source_id: str,
    receipts: Sequence[Receipt],
    counting: Mapping[str, str],
    names: Collection[str],
    is_pack: Callable[[str], bool],
) -> tuple[Finding, ...]:
    """The finding on files that count and lie at the address no longer; nothing of them is dropped. `counting`: shown
    names of deliveries by id; `names`: of the files that lie at the address; `is_pack`: whether a delivery is of many.

    Where files are taken away once they are fetched, only newer ones lie there: no question is asked of that.
    """
    # of what was taken from elsewhere nothing ever lay there
    last = {name: receipt for receipt in receipts if receipt.place == ADDRESS for name in receipt.names}
    counted = {name: (one.delivery_id, one.arrival) for name, one in last.items() if one.delivery_id in counting}
    if counted.keys() <= set(names):
        return ()
    packs = {one for one in {delivery_id for delivery_id, _ in counted.values()} if is_pack(one)}
    # Of a file by itself the same bytes may lie there under another name.
    there, gone = dict[tuple[str, str], int](), dict[tuple[str, str], int]()
    for name, (one, arrival) in counted.items():
        (there if name in names else gone)[one, name if one in packs else ""] = arrival
    lost = {key: arrival for key, arrival in gone.items() if key not in there}
    if not lost:
        return ()
    is_in_turn = max(lost.values()) < min(there.values(), default=max(lost.values()) + 1)
    shown = sorted({counting[one] for one, _ in lost})
    more = spell_part(WITHDRAWN, "more", {"n_more": len(shown) - MOST_LISTED}) if len(shown) > MOST_LISTED else ""
    state: State = "pass" if is_in_turn else "warn"
    form = "taken_away" if is_in_turn else "counts"
    facts = {"files": ", ".join(filter(None, (*shown[:MOST_LISTED], more)))}
    say = partial(Finding.of, source_id=source_id, numerator=len(lost), denominator=len(there.keys() | gone.keys()))
    return (say(WITHDRAWN, state, form=form, facts=facts),)


def find_landing_faults(
    source_id: str,
    files: SortedFiles,
    unreadable: Sequence[tuple[str, str]],
    damaged: Sequence[str],
    formats: Sequence[FileFormat],
) -> tuple[Finding, ...]:
    """Findings of one pull, all `fail` but those on files that never finish arriving. `unreadable`: (name, reason);
    `damaged`: ids of deliveries. A file is named as far as a pattern of a format spells its name.
    """
    patterns = patterns_of([one.files for one in formats], [part for one in formats for part in (one.slot, one.newest)])
    show = partial(show_name, patterns=patterns)
    found: list[Finding] = []
    found += _say_each(source_id, "no_file", [(show(name), {"what": what}) for name, what in files.refused])
    stuck: list[tuple[str, Facts]] = [(show(name), {}) for name, _ in files.stuck]
    found += _say_each(source_id, "no_file", stuck, state="warn", form="arriving")
    found += _say_each(source_id, "unreadable_file", [(show(name), {"reason": reason}) for name, reason in unreadable])
    found += _say_each(source_id, "unclaimed_file", [(show(name), {}) for name in files.unclaimed])
    ambiguous = [(show(name), {"formats": ", ".join(several)}) for name, several in files.ambiguous]
    found += _say_each(source_id, "ambiguous_file", ambiguous)
    misnamed = [(show(name), {"pattern": pattern}) for name, pattern in files.misnamed]
    found += _say_each(source_id, "misnamed_file", misnamed)
    found += _say_each(source_id, "damaged_delivery", [(f"{one}/manifest.json", {}) for one in damaged])
    return tuple(found)


def _say_each(
    source_id: str, code: str, named: Sequence[tuple[str, Facts]], state: State = "fail", form: str = "named"
) -> Iterable[Finding]:
    n_alike: Counter[str] = Counter()
    for shown, facts in named[:MOST_NAMED]:
        # Of names that are shown alike, each is one of its own.
        n_alike[shown] += 1
        name = f"{shown} ({n_alike[shown]})" if n_alike[shown] > 1 else shown
        yield Finding.of(code, state, form=form, facts=facts, source_id=source_id, file_name=name)
    if len(named) > MOST_NAMED:
        numbers = {"n_more": len(named) - MOST_NAMED, "n_named": MOST_NAMED}
        yield Finding.of(code, state, form="more", facts=numbers, source_id=source_id, numerator=len(named))
