"""The step `land`: takes away distance. New files at a source's address become deliveries whose bytes never change.

Belongs here: which files are new, copying and hashing them in one pass, the finished folder's rename, receipts.
Does not belong here: what stands in a file (`warehouse.stage.step`). Counts of rows are never written here.
A delivery is one file or, for formats that pack, the new files of one pull.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schemas.finding import Finding
from warehouse.land.address import Address, list_files
from warehouse.land.bytes import LandingError, Pull, content_of, land_files, land_pack
from warehouse.land.delivery import MANIFEST_NAME, DeliveryError, FileFormat, list_deliveries, read_manifest
from warehouse.land.findings import find_landing_faults, find_unreadable_address
from warehouse.land.listing import Listing
from warehouse.land.receipts import (
    ADDRESS,
    NOWHERE,
    RECEIPTS_NAME,
    Seen,
    add_receipts,
    read_receipts,
    read_seen,
    write_receipts,
    write_seen,
)
from warehouse.land.sort_files import SortedFiles, sort_files
from warehouse.store.boundary import mark_boundary
from warehouse.store.durable import make_restricted_folder, remove_leftovers

if TYPE_CHECKING:
    from warehouse.store.run import Report

__all__ = ["Landed", "LandingError", "land", "new_files_fingerprint"]


@dataclass(frozen=True)
class Landed:
    """What one pull brought. `new`: ids of deliveries that arrived for the first time; `n_receipts`: receipts written;
    `n_files_seen`: files looked at; `n_arriving`: files left for the next run because they may still be growing.
    """

    source_id: str
    new: tuple[str, ...]
    n_receipts: int
    n_files_seen: int
    n_arriving: int = 0
    unclaimed: tuple[str, ...] = ()
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    names: frozenset[str] | None = None
    """Of all files that lie at the address; None where it cannot be read."""


def land(
    landing_folder: Path,
    source_id: str,
    address: Address,
    formats: Sequence[FileFormat],
    ignore: Sequence[str],
    report: Report,
    settle_seconds: float = 0.0,
    place: str = ADDRESS,
) -> Landed:
    """Bring what is new at `address` into the source's landing folder (`layout.landing_of(source_id)`). `place` says
    whether that is the source's own address.

    Files that no format, or more than one, describes, and files or folders that cannot be read, are findings; the
    others go on. Raises LandingError where the landing folder cannot be written.
    """
    make_restricted_folder(landing_folder)
    remove_leftovers(landing_folder)
    listing = list_files(address, settle_seconds)
    ordered = sort_files(listing, formats, ignore)
    pull = _begin_pull(landing_folder, source_id, listing, ordered, report)
    damaged = _learn_known(pull)
    for file_format, files in ordered.claimed:
        (land_pack if file_format.packs else land_files)(pull, file_format, files)
    is_read = not (listing.problem or listing.missing_package)
    new, n_receipts = _receive(pull, place)
    # Of an address that cannot be read, what was known stays known; that it can be read again is news.
    write_seen(landing_folder, Seen(pull.now_seen, place) if is_read else Seen(pull.seen, NOWHERE))
    pull.unreadable.extend(ordered.unreadable)
    left_damaged = sorted(damaged - set(pull.known.values()))
    findings = (
        *find_unreadable_address(source_id, address, listing),
        *find_landing_faults(source_id, ordered, sorted(pull.unreadable), left_damaged, formats),
    )
    return Landed(
        source_id=source_id,
        new=new,
        n_receipts=n_receipts,
        n_files_seen=len(listing.files),
        n_arriving=listing.n_arriving + pull.n_arriving,
        unclaimed=ordered.unclaimed,
        ambiguous=ordered.ambiguous,
        unreadable=tuple(sorted(pull.unreadable)),
        refused=ordered.refused,
        findings=findings,
        names=frozenset(one.name for one in listing.files) if is_read else None,
    )


def new_files_fingerprint(
    landing_folder: Path,
    source_id: str,
    address: Address,
    formats: Sequence[FileFormat],
    ignore: Sequence[str],
    told: Collection[str] = (),
    known_files: Collection[str] = (),
    settle_seconds: float = 0.0,
    place: str = ADDRESS,
) -> str | None:
    """Fingerprint (16 hex characters) of what has not been received yet; None where `land` would find nothing new.

    Reads no file's content. Where the receipts were moved away, as after a wrong clock, every file is new. An address
    that cannot be read counts as new, so that a run says so, unless its facts are among those that were `told`. That a
    file is gone from there is new where it is of one of `known_files` (ids of deliveries that are held or count), or
    where no delivery holds it. An address that could not be read the last time and can be now is new, however little
    lies there, and so is `place` after a pull from another one: what is said is what that pull met.
    """
    listing = list_files(address, settle_seconds)
    cache = read_seen(landing_folder)
    seen = cache.files
    has_receipts = (landing_folder / RECEIPTS_NAME).exists()
    missing = {
        entry["delivery_id"]
        for entry in seen.values()
        if entry.get("delivery_id")
        and not (has_receipts and (landing_folder / entry["delivery_id"] / MANIFEST_NAME).exists())
    }
    ordered = sort_files(listing, formats, ignore)
    marks = ordered.marks()
    new = [f"{source_id}: {name}: {reason}" for name, reason in (*ordered.unreadable, *ordered.refused)]
    faults = find_unreadable_address(source_id, address, listing)
    new += [finding.sentence for finding in faults if finding.facts not in told]
    if not faults:
        if told or cache.place not in (None, place):
            new.append(f"{place} is looked at again")
        there = {file.name for file in listing.files}
        lost = (name for name, entry in sorted(seen.items()) if entry.get("delivery_id") in known_files)
        new += [f"{name} is gone" for name in lost if name not in there]
        # What no delivery holds was said: of what lies there no longer, nothing is to be said.
        said = (name for name, entry in sorted(seen.items()) if not entry.get("delivery_id"))
        new += [f"{name} is gone" for name in said if name not in marks]
    for name, mark in marks.items():
        before = seen.get(name, {})
        is_held = all(before.get(key) == texts for key, texts in mark.items())
        if not is_held or before.get("delivery_id") in missing:
            new.append("\n".join((name, *mark["stamp"], *mark["claims"])))
    return hashlib.sha256("\n\n".join(new).encode("utf-8")).hexdigest()[:16] if new else None


def _begin_pull(folder: Path, source_id: str, listing: Listing, ordered: SortedFiles, report: Report) -> Pull:
    total = sum(file.n_bytes for _, files in ordered.claimed for file, _ in files)
    return Pull(folder, source_id, report, total, known={}, seen=read_seen(folder).files, now_seen=ordered.marks())


def _receive(pull: Pull, place: str) -> tuple[tuple[str, ...], int]:
    """Write the receipts of what arrived: ids of deliveries that had none before, and the number of receipts."""
    receipts = read_receipts(pull.folder)
    added = add_receipts(receipts, pull.arrived, place)
    if added or not (pull.folder / RECEIPTS_NAME).exists():
        write_receipts(pull.folder, (*receipts, *added))
    mark_boundary("land.receipts_written")
    received_before = {receipt.delivery_id for receipt in receipts}
    return tuple(one.delivery_id for one in added if one.delivery_id not in received_before), len(added)


def _learn_known(pull: Pull) -> set[str]:
    """Fill in which content which delivery holds; ids of deliveries whose manifest is damaged."""
    damaged = set()
    for folder in list_deliveries(pull.folder):
        try:
            manifest = read_manifest(folder)
        except DeliveryError:
            damaged.add(folder.name)
            continue
        for file in manifest.files:
            pull.known.setdefault(content_of(file), manifest.delivery_id)
    return damaged
