"""What landing has to say about files: one finding each, up to a number that a person still reads.

Belongs here: findings of the step `land`. Does not belong here: noticing what they are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.finding import Finding, finding_kinds
from schemas.mapping.address import show_address
from warehouse.land.address import Address, Listing
from warehouse.land.sort_files import SortedFiles

MOST_NAMED = 20
"""Findings of one code that name a file; the rest are counted in one more."""


def find_unreadable_address(source_id: str, address: Address, listing: Listing) -> tuple[Finding, ...]:
    """The finding on an address that cannot be listed at all, which shows no secret; none where it can."""
    shown = show_address(address) if isinstance(address, str) else "the files"
    if listing.missing_package:
        package = listing.missing_package
        return (say_finding(source_id, "missing_package", None, address=shown, package=package),)
    if listing.problem:
        return (say_finding(source_id, "unreadable_address", None, address=shown, reason=listing.problem),)
    return ()


def find_landing_faults(
    source_id: str, files: SortedFiles, unreadable: Sequence[tuple[str, str]], damaged: Sequence[str]
) -> tuple[Finding, ...]:
    """Findings of one pull, all `fail`. `unreadable`: (name, reason); `damaged`: ids of deliveries."""
    found: list[Finding] = []
    found += _say_each(source_id, "no_file", [(name, {"what": what}) for name, what in files.refused])
    found += _say_each(source_id, "unreadable_file", [(name, {"reason": reason}) for name, reason in unreadable])
    found += _say_each(source_id, "unclaimed_file", [(name, {}) for name in files.unclaimed])
    ambiguous = [(name, {"formats": ", ".join(formats)}) for name, formats in files.ambiguous]
    found += _say_each(source_id, "ambiguous_file", ambiguous)
    found += _say_each(source_id, "misnamed_file", [(name, {"pattern": pattern}) for name, pattern in files.misnamed])
    found += _say_each(source_id, "damaged_delivery", [(f"{one}/manifest.json", {}) for one in damaged])
    return tuple(found)


def say_finding(source_id: str, code: str, file_name: str | None, **values: object) -> Finding:
    """A failed finding whose sentence is the catalogue's, filled in."""
    sentence = finding_kinds()[code].sentence.format(file_name=file_name, **values)
    return Finding(source_id=source_id, finding_code=code, state_code="fail", sentence=sentence, file_name=file_name)


def _say_each(source_id: str, code: str, named: Sequence[tuple[str, dict[str, str]]]) -> Iterable[Finding]:
    for name, values in named[:MOST_NAMED]:
        yield say_finding(source_id, code, name, **values)
    if len(named) > MOST_NAMED:
        left = len(named) - MOST_NAMED
        yield Finding(source_id, code, "fail", f"{left} more files like these {MOST_NAMED}.", numerator=len(named))
