"""What landing has to say about files: one finding each, up to a number that a person still reads.

Belongs here: findings of the step `land`. Does not belong here: noticing what they are about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial

from schemas.finding import Facts, Finding
from schemas.mapping.address import show_address
from warehouse.land.address import Address, Listing
from warehouse.land.delivery import FileFormat
from warehouse.land.shown_names import patterns_of, show_name
from warehouse.land.sort_files import SortedFiles

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


def find_landing_faults(
    source_id: str,
    files: SortedFiles,
    unreadable: Sequence[tuple[str, str]],
    damaged: Sequence[str],
    formats: Sequence[FileFormat],
) -> tuple[Finding, ...]:
    """Findings of one pull, all `fail`. `unreadable`: (name, reason); `damaged`: ids of deliveries. A file is named as
    far as a pattern of a format spells its name.
    """
    patterns = patterns_of([one.files for one in formats], [part for one in formats for part in (one.slot, one.newest)])
    show = partial(show_name, patterns=patterns)
    found: list[Finding] = []
    found += _say_each(source_id, "no_file", [(show(name), {"what": what}) for name, what in files.refused])
    found += _say_each(source_id, "unreadable_file", [(show(name), {"reason": reason}) for name, reason in unreadable])
    found += _say_each(source_id, "unclaimed_file", [(show(name), {}) for name in files.unclaimed])
    ambiguous = [(show(name), {"formats": ", ".join(several)}) for name, several in files.ambiguous]
    found += _say_each(source_id, "ambiguous_file", ambiguous)
    misnamed = [(show(name), {"pattern": pattern}) for name, pattern in files.misnamed]
    found += _say_each(source_id, "misnamed_file", misnamed)
    found += _say_each(source_id, "damaged_delivery", [(f"{one}/manifest.json", {}) for one in damaged])
    return tuple(found)


def _say_each(source_id: str, code: str, named: Sequence[tuple[str, Facts]]) -> Iterable[Finding]:
    n_alike: Counter[str] = Counter()
    for shown, facts in named[:MOST_NAMED]:
        # Of names that are shown alike, each is one of its own.
        n_alike[shown] += 1
        name = f"{shown} ({n_alike[shown]})" if n_alike[shown] > 1 else shown
        yield Finding.of(code, "fail", form="named", facts=facts, source_id=source_id, file_name=name)
    if len(named) > MOST_NAMED:
        numbers = {"n_more": len(named) - MOST_NAMED, "n_named": MOST_NAMED}
        yield Finding.of(code, "fail", form="more", facts=numbers, source_id=source_id, numerator=len(named))
