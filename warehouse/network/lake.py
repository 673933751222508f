"""Reading the lake: what all sources' manifests name, as relations of one connection.

Belongs here: the views through which assess, tabulate and publish see contacts. Does not belong here: writing. Readers
of the lake read manifests only; a file that no manifest names does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow as pa

from schemas.constructs.base import literals
from schemas.contract.table import Table, load_tables
from schemas.finding import Finding
from warehouse.land.findings import WITHDRAWN
from warehouse.network.still_held import held_years, known_receipts, list_sent_again
from warehouse.store.engine import load_table
from warehouse.store.lake_files import refuse_damaged
from warehouse.store.layout import Layout
from warehouse.store.manifest import (
    LakeDelivery,
    SourceManifest,
    read_held,
    read_landing_findings,
    read_source_manifest,
)

YEARLY = ("contact", "contact_reason", "contact_attribute", "source_value", "reported_count", "member_survey")

OF_READING = (
    "n_rows",
    "n_rows_used",
    "n_superseded",
    "n_ignored",
    "n_rejected",
    "n_contacts",
    "n_reasons",
    "identity_code",
)
"""What is known of a delivery only where it was read by itself."""


def attach(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    source_ids: Iterable[str],
    mistakes: Sequence[Finding] = (),
) -> None:
    """Make the relations contact, contact_reason, contact_attribute, source_value, reported_count, member_survey,
    rejected_row, delivery, lake_finding, held_source and held_year, over the given sources and surveys, each with the
    columns of its contract as a release shows them. `mistakes`: findings on mappings that cannot be used; their sources
    are held.

    Every file is read once to see that it is as it was written. Raises DamagedFileError.
    """
    _attach(connection, layout, source_ids, mistakes, Table.released_list)


def attach_as_stored(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    source_ids: Iterable[str],
    mistakes: Sequence[Finding] = (),
) -> None:
    """As `attach`, pseudonyms in the 16 bytes in which they are stored: what joins millions of them joins those."""
    _attach(connection, layout, source_ids, mistakes, Table.select_list)


def _attach(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    source_ids: Iterable[str],
    mistakes: Sequence[Finding],
    columns_of: Callable[[Table], str],
) -> None:
    manifests = {source_id: read_source_manifest(layout, source_id) for source_id in sorted(source_ids)}
    known = [manifest for manifest in manifests.values() if manifest]
    for manifest in known:
        refuse_damaged(layout.lake_of(manifest.source_id), _files_read(manifest), manifest.hashes)
    for table in YEARLY:
        files = [str(layout.lake_of(one.source_id) / name) for one in known for name in one.files_of(table)]
        _view(connection, table, files, columns_of)
    rejected = [
        str(layout.lake_of(manifest.source_id) / one.rejected) for manifest in known for one in _with_rejects(manifest)
    ]
    _view(connection, "rejected_row", rejected, columns_of)
    load_table(connection, "delivery", _deliveries(layout, known))
    load_table(connection, "lake_finding", _findings(layout, manifests, mistakes))
    broken = {finding.source_id for finding in mistakes}
    held = [source_id for source_id in manifests if source_id in broken or layout.held(source_id).exists()]
    load_table(connection, "held_source", pa.table({"source_id": held}, schema=pa.schema([("source_id", pa.string())])))
    load_table(connection, "held_year", held_years(layout, manifests))


def _with_rejects(manifest: SourceManifest) -> list[LakeDelivery]:
    """Those of held deliveries too: a finding sends to their records whoever has them corrected."""
    return [one for one in manifest.deliveries if one.rejected]


def _files_read(manifest: SourceManifest) -> list[str]:
    yearly = [name for table in YEARLY for name in manifest.files_of(table)]
    return [*yearly, *(one.rejected for one in _with_rejects(manifest))]


def _view(
    connection: duckdb.DuckDBPyConnection, table: str, files: list[str], columns_of: Callable[[Table], str]
) -> None:
    contract = load_tables()[table]
    stored = f"read_parquet([{literals(files)}])"
    if not files:
        stored = f"no_{table}"
        load_table(connection, stored, contract.empty())
    connection.execute(f"create or replace temp view {table} as select {columns_of(contract)} from {stored}")


def _deliveries(layout: Layout, manifests: Iterable[SourceManifest]) -> pa.Table:
    contract = load_tables()["delivery"]
    rows = []
    for manifest in manifests:
        first_seen: dict[str, str] = {}
        for receipt in known_receipts(layout, manifest.source_id):
            first_seen.setdefault(receipt.delivery_id, receipt.received_at)
        for one in manifest.deliveries:
            received = first_seen.get(one.delivery_id)
            moment = datetime.fromisoformat(received).astimezone(UTC).replace(tzinfo=None) if received else None
            known = {"source_id": manifest.source_id, "received_at": moment, "encoding": one.encoding or None}
            rows.append({**asdict(one), **known, **_not_counted(one)})
    return _typed(rows, contract.arrow_schema())


def _not_counted(one: LakeDelivery) -> dict[str, int | None]:
    """What of a delivery's numbers is no number of its own: nothing was read of it, or none of it is used."""
    if one.status_code != "used" and not (one.n_rows or one.staged or one.rejected):
        return dict.fromkeys(OF_READING)
    return {} if one.is_read else {"n_rows_used": 0}


def _findings(layout: Layout, manifests: Mapping[str, SourceManifest | None], mistakes: Sequence[Finding]) -> pa.Table:
    """Findings of land, stage and harmonise, of sources that are held included."""
    found: list[Finding] = [*mistakes]
    for source_id, manifest in manifests.items():
        found += _still_true(layout, source_id, read_landing_findings(layout, source_id) or ())
        found += manifest.findings if manifest else ()
        found += read_held(layout, source_id) or ()
    return _typed([finding.as_dict() for finding in found], load_tables()["finding"].arrow_schema())


def _still_true(layout: Layout, source_id: str, found: Sequence[Finding]) -> Iterator[Finding]:
    """Without held files that are gone from the address, and in the place of which another was taken in since."""
    gone = any(finding.finding_code == WITHDRAWN for finding in found)
    replaced = list_sent_again(layout, source_id) if gone else set()
    return (one for one in found if one.finding_code != WITHDRAWN or one.delivery_id not in replaced)


def _typed(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Rows of plain values as a table of the contract's types; keys that the contract does not know are left out."""
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in rows], schema=schema)
