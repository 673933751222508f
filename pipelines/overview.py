"""What stands in the warehouse, in counts: the closing summary of a command.

Belongs here: reading manifests, what is held and why, and the verdicts that `assess` wrote. Does not belong here:
computing any of it, or showing it. Nothing here reads a row of a contact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq

from schemas.finding import Finding, finding_kinds
from schemas.registry import Registry
from warehouse.damage import DamagedFileError
from warehouse.lake_files import refuse_damaged
from warehouse.layout import Layout
from warehouse.network_manifest import NetworkManifest, network_folder, read_network_manifest
from warehouse.source_manifest import SourceManifest, read_held, read_landing_findings, read_source_manifest


@dataclass(frozen=True)
class Held:
    """Something that was held back. `file` is empty where it is the whole source."""

    source_id: str
    file: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class SourceOverview:
    """One source in counts; `verdicts` by year of contact. Counts of unmapped values are of the last assessment."""

    source_id: str
    name: str
    is_synthetic: bool
    n_deliveries: int
    n_rows: int
    n_superseded: int
    n_ignored: int
    n_rejected: int
    n_contacts: int
    n_reasons: int
    n_values: int
    n_unmapped: int
    verdicts: Mapping[int, str]
    held: tuple[Held, ...]


def survey_sources(layout: Layout, registry: Registry, source_ids: Iterable[str]) -> list[SourceOverview]:
    """The overview of each of these sources, in the given order. A source without any delivery is all zeros."""
    years = _read_source_years(layout)
    return [_survey_source(layout, registry, source_id, years.get(source_id, [])) for source_id in source_ids]


def _survey_source(layout: Layout, registry: Registry, source_id: str, years: list[dict[str, Any]]) -> SourceOverview:
    source = registry.sources[source_id].source
    try:
        manifest = read_source_manifest(layout, source_id) or SourceManifest(source_id)
        held = tuple(_list_held(layout, source_id, manifest))
    except DamagedFileError as error:
        # Its own run could not build it anew, and has said why.
        manifest, held = SourceManifest(source_id), (Held(source_id, "", (str(error),)),)
    deliveries = manifest.deliveries
    return SourceOverview(
        source_id=source_id,
        name=source.name,
        is_synthetic=source.is_synthetic,
        n_deliveries=len(deliveries),
        n_rows=sum(one.n_rows for one in deliveries),
        n_superseded=sum(one.n_superseded for one in deliveries),
        n_ignored=sum(one.n_ignored for one in deliveries),
        n_rejected=sum(one.n_rejected for one in deliveries),
        n_contacts=sum(one.n_contacts for one in deliveries),
        n_reasons=sum(one.n_reasons for one in deliveries),
        n_values=sum(int(year["n_values"] or 0) for year in years),
        n_unmapped=sum(int(year["n_unmapped_values"] or 0) for year in years),
        verdicts={int(year["contact_year"]): str(year["verdict_code"]) for year in years},
        held=held,
    )


def _list_held(layout: Layout, source_id: str, manifest: SourceManifest) -> list[Held]:
    """The source itself, where a law or threshold broke, and each file that was not taken in."""
    held: list[Held] = []
    source_held = read_held(layout, source_id)
    if source_held is not None:
        held.append(Held(source_id, "", _reasons_of(source_held)))
    by_file: dict[str, list[Finding]] = {}
    for finding in (*(read_landing_findings(layout, source_id) or ()), *manifest.findings):
        kind = finding_kinds().get(finding.finding_code)
        if finding.is_bad and kind is not None and kind.on_fail == "hold_delivery":
            by_file.setdefault(finding.file_name or finding.delivery_id or "its address", []).append(finding)
    for delivery in manifest.deliveries:
        if not delivery.is_read:
            by_file.setdefault(delivery.file_name, [])
    return [*held, *(Held(source_id, name, _reasons_of(own)) for name, own in sorted(by_file.items()))]


def _reasons_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    """What happened and what to do next, each once."""
    kinds = finding_kinds()
    told = []
    for finding in (finding for finding in findings if finding.is_bad):
        kind = kinds.get(finding.finding_code)
        # the sentences of staging carry their own, more exact next step
        needs_step = kind is not None and kind.step != "stage"
        told.append(f"{finding.sentence} -> {kind.next_step}" if kind and needs_step else finding.sentence)
    return tuple(dict.fromkeys(told)) or ("no reason was noted; see the table `finding`",)


def _read_source_years(layout: Layout) -> dict[str, list[dict[str, Any]]]:
    """Rows by source; none before the first assessment, or where its table is damaged (the next run makes it anew)."""
    try:
        made = read_network_manifest(layout, "assess") or NetworkManifest()
        names = [name for table, name in made.tables.items() if table == "source_year"]
        refuse_damaged(network_folder(layout), names, made.hashes)
    except DamagedFileError:
        return {}
    columns = ["source_id", "contact_year", "verdict_code", "n_values", "n_unmapped_values"]
    by_source: dict[str, list[dict[str, Any]]] = {}
    for name in names:
        for row in pq.read_table(network_folder(layout) / name, columns=columns).to_pylist():
            by_source.setdefault(row["source_id"], []).append(row)
    return by_source
