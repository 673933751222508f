"""What of a source is still held back, and the years that are not up to date because of it.

Belongs here: which deliveries those are, and their years, from manifests, receipts and file names. Does not belong
here: the status of a source-year (`assess/sql/year_metric.sql`), or holding anything back.

A file that was held is so no longer once the helpline has sent it again and that was taken in.
What is held was not read, so its years are known only as far as its name says them: the period that it stands for, or
the day of an export of contacts. Where nothing says it, it is the last year that the source has: the one that exports
are still about. The clock has no say, so that the same deliveries always give the same years; that a helpline is late
by its cadence is seen in Dagster (`arrivals`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from warehouse.land.delivery import DeliveryError, read_manifest
from warehouse.land.receipts import Receipt, list_bringing, read_receipts
from warehouse.store.damage import DamagedFileError
from warehouse.store.layout import Layout
from warehouse.store.manifest import (
    SourceManifest,
    read_landing_findings,
    read_source_manifest,
    read_years_of_held,
)

SCHEMA = pa.schema([("source_id", pa.string()), ("contact_year", pa.int32())])


def held_years(layout: Layout, manifests: Mapping[str, SourceManifest | None]) -> pa.Table:
    """The relation `held_year(source_id, contact_year)` over sources by their manifests."""
    rows = [
        {"source_id": source_id, "contact_year": year}
        for source_id, manifest in manifests.items()
        for year in sorted(_years_of(layout, manifest or SourceManifest(source_id)))
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def known_receipts(layout: Layout, source_id: str) -> tuple[Receipt, ...]:
    """None where they are damaged: then nobody knows what came when, and the source's own run says so."""
    try:
        return read_receipts(layout.landing_of(source_id))
    except DamagedFileError:
        return ()


def list_taken_in(layout: Layout, source_id: str) -> set[str]:
    """Ids of the deliveries that the source's state rests on: harmonised, and not held back."""
    manifest = read_source_manifest(layout, source_id) or SourceManifest(source_id)
    return {one.delivery_id for one in manifest.deliveries if one.is_read}


def list_sent_again(layout: Layout, source_id: str) -> set[str]:
    """Ids of held deliveries in the place of which another was taken in later: under its name, or for its period."""
    taken_in = list_taken_in(layout, source_id)
    receipts = known_receipts(layout, source_id)
    last_of_name = {name: receipt.delivery_id for receipt in list_bringing(receipts) for name in receipt.names}
    names = {receipt.delivery_id: receipt.names for receipt in receipts if receipt.delivery_id not in taken_in}
    if not names:
        return set()
    last_of_period = _last_of_periods(layout, source_id, list_bringing(receipts))
    return {
        one
        for one, own in names.items()
        if all(last_of_name[name] in taken_in for name in own) or last_of_period.get(one) in taken_in
    }


def _last_of_periods(layout: Layout, source_id: str, receipts: Iterable[Receipt]) -> dict[str, str]:
    """By delivery that stands for a period: the one that counts for it, by the day in its name, then by arrival."""
    periods: dict[tuple[str, str], list[tuple[str, int, str]]] = defaultdict(list)
    for receipt in receipts:
        try:
            manifest = read_manifest(layout.landing_of(source_id) / receipt.delivery_id)
        except DeliveryError:
            continue
        slot, newest = _first(file.slot for file in manifest.files), _first(file.newest for file in manifest.files)
        if slot:
            periods[manifest.format, slot].append((newest, receipt.arrival, receipt.delivery_id))
    return {one: max(period)[2] for period in periods.values() for _, _, one in period}


def _years_of(layout: Layout, manifest: SourceManifest) -> set[int]:
    years = set(read_years_of_held(layout, manifest.source_id))
    last = max(manifest.years, default=None)
    for slot, newest in _names_of_held(layout, manifest):
        period, dated = _year_in(slot), _year_in(newest)
        if period is not None:
            years.add(period)
        elif dated is not None and (last is None or dated < last):
            years.add(dated)
        elif last is not None:
            # an export of January is about December too
            years |= set(range(last, (dated or last) + 1))
    return years


def _names_of_held(layout: Layout, manifest: SourceManifest) -> Iterator[tuple[str, str]]:
    """Slot and date in the name of every file that is held back; both empty where the name says nothing."""
    landing = layout.landing_of(manifest.source_id)
    again = list_sent_again(layout, manifest.source_id)
    for delivery in manifest.deliveries:
        if not delivery.is_read and delivery.delivery_id not in again:
            try:
                files = read_manifest(landing / delivery.delivery_id).files
            except DeliveryError:
                files = ()
            yield _first(file.slot for file in files), _first(file.newest for file in files)
    for finding in read_landing_findings(layout, manifest.source_id) or ():
        if finding.holds_delivery:
            yield "", ""


def _year_in(text: str) -> int | None:
    """The year that a slot or a date begins with."""
    return int(text[:4]) if text[:4].isdecimal() and len(text) >= 4 else None


def _first(texts: Iterable[str | None]) -> str:
    return next((text for text in texts if text), "")
