"""What stands in the warehouse, in counts: the closing summary of a command.

Belongs here: reading manifests, what is held and why, and the verdicts that `assess` wrote. Does not belong here:
computing any of it, or showing it. Nothing here reads a row of a contact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow.parquet as pq

from schemas.finding import Finding
from schemas.mapping.registry import Registry
from warehouse.land.delivery import list_deliveries
from warehouse.land.findings import NO_FILE, WITHDRAWN, find_clock_ahead, find_no_receipt
from warehouse.network.manifest import NetworkManifest, network_folder, read_network_manifest
from warehouse.network.replies import CODE as REPLY_WITHOUT_FINDING
from warehouse.network.still_held import known_receipts, list_sent_again
from warehouse.steps import list_awaited
from warehouse.store.broken_mapping import CODE as BROKEN_MAPPING
from warehouse.store.damage import DamagedFileError
from warehouse.store.lake_files import refuse_damaged
from warehouse.store.layout import Layout
from warehouse.store.manifest import (
    SourceManifest,
    read_failed_pull,
    read_held,
    read_landing_findings,
    read_source_manifest,
)

YEAR_COLUMNS = ("source_id", "contact_year", "verdict_code", "n_values", "n_unmapped_values")


@dataclass(frozen=True)
class Held:
    """Something that was held back. `file` is empty where it is the whole source; `codes` are those of its findings."""

    source_id: str
    file: str
    reasons: tuple[str, ...]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceOverview:
    """One source in counts; `verdicts` by year of contact. Counts of unmapped values are of the last assessment.

    `n_counts`: counts that were delivered as counts, of `n_counted` contacts at least; both None where none were.
    """

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
    n_counts: int | None = None
    n_counted: int | None = None
    is_survey: bool = False
    remarks: tuple[str, ...] = ()
    """What is to be looked at and holds nothing back: in the files of a survey, replies that answer no finding, and
    receipts that are dated later than now or gone, and files that never finish arriving.
    """
    awaited: tuple[str, ...] = ()
    """Why nothing has come yet, where its address cannot be read."""

    @property
    def is_counts_only(self) -> bool:
        """True where counts came, and no contact."""
        return self.n_counts is not None and not self.n_contacts


def survey_sources(layout: Layout, registry: Registry, source_ids: Iterable[str]) -> list[SourceOverview]:
    """The overview of each of these sources, in the given order. A source without any delivery is all zeros."""
    years = read_assessed(layout, "source_year", YEAR_COLUMNS)
    findings = read_assessed(layout, "finding", ("source_id", "finding_code", "sentence"))
    unanswering = {
        source_id: tuple(str(row["sentence"]) for row in rows if row["finding_code"] == REPLY_WITHOUT_FINDING)
        for source_id, rows in findings.items()
    }
    return [
        _survey_source(layout, registry, source_id, years.get(source_id, []), unanswering.get(source_id, ()))
        for source_id in source_ids
    ]


def _survey_source(
    layout: Layout, registry: Registry, source_id: str, years: list[dict[str, Any]], unanswering: tuple[str, ...]
) -> SourceOverview:
    mapping = registry.sources.get(source_id)
    survey = registry.surveys.get(source_id)
    try:
        manifest = read_source_manifest(layout, source_id) or SourceManifest(source_id)
        held = tuple(list_held(layout, registry, source_id))
    except DamagedFileError as error:
        # Its own run could not build it anew, and has said why.
        manifest, held = SourceManifest(source_id), (Held(source_id, "", (str(error),)),)
    deliveries = manifest.deliveries
    remarks = [*_remarks_of(manifest)] if source_id in registry.survey_ids else [*unanswering]
    receipts = known_receipts(layout, source_id)
    # Where nothing says what came when, the next run receives anew what still lies at the address.
    landed = [folder.name for folder in list_deliveries(layout.landing_of(source_id))] if receipts else []
    doubtful = find_clock_ahead(source_id, receipts, datetime.now(UTC)) + find_no_receipt(source_id, receipts, landed)
    doubtful += _never_arrived(layout, source_id)
    remarks += [f"{finding.sentence} -> {finding.next_step}" for finding in doubtful]
    return SourceOverview(
        source_id=source_id,
        name=mapping.source.name if mapping else survey.name if survey else source_id,
        is_synthetic=bool((mapping and mapping.source.is_synthetic) or (survey and survey.synthetic)),
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
        n_counts=None if manifest.n_counted is None else sum(one.n_counts or 0 for one in deliveries),
        n_counted=manifest.n_counted,
        is_survey=source_id in registry.survey_ids,
        remarks=tuple(remarks),
        awaited=tuple(finding.sentence for finding in list_awaited(layout, source_id)),
    )


def _never_arrived(layout: Layout, source_id: str) -> tuple[Finding, ...]:
    """What the last pull said of files that never finish arriving: nothing is held for them, and nobody would look."""
    try:
        found = read_landing_findings(layout, source_id) or ()
    except DamagedFileError:
        return ()  # its own run reads them anew
    return tuple(finding for finding in found if (finding.finding_code, finding.state_code) == (NO_FILE, "warn"))


def _remarks_of(manifest: SourceManifest) -> Iterator[str]:
    for finding in manifest.findings:
        if finding.state_code == "warn":
            yield f"{finding.sentence} -> {finding.next_step}"


def list_held(layout: Layout, registry: Registry, source_id: str) -> list[Held]:
    """The source itself, where its mapping, a law or a threshold broke, and each file that was not taken in."""
    manifest = read_source_manifest(layout, source_id) or SourceManifest(source_id)
    problems = registry.broken.get(source_id, ())
    mistakes = [Held(source_id, "", tuple(map(str, problems)), (BROKEN_MAPPING,))] if problems else []
    return [*mistakes, *_list_held(layout, source_id, manifest)]


def _list_held(layout: Layout, source_id: str, manifest: SourceManifest) -> list[Held]:
    """The source itself, where a law or threshold broke, and each file that was not taken in."""
    held: list[Held] = []
    source_held = read_held(layout, source_id)
    if source_held is not None:
        held.append(Held(source_id, "", _reasons_of(source_held), _codes_of(source_held)))
    by_file: dict[str, list[Finding]] = {}
    again = list_sent_again(layout, source_id)
    landed = (read_landing_findings(layout, source_id), read_failed_pull(layout, source_id))
    found = [finding for findings in landed for finding in findings or ()]
    unread = {one.delivery_id for one in manifest.deliveries if not one.is_read}
    for finding in (*manifest.findings, *found):
        tells = finding.is_bad or finding.finding_code == WITHDRAWN
        holds = finding.holds_delivery or (tells and finding.delivery_id in unread)
        if holds and finding.delivery_id not in again:
            by_file.setdefault(finding.file_name or finding.delivery_id or "its address", []).append(finding)
    for delivery in manifest.deliveries:
        if not delivery.is_read and delivery.delivery_id not in again:
            by_file.setdefault(delivery.file_name, [])
    return [*held, *(Held(source_id, name, _reasons_of(own), _codes_of(own)) for name, own in sorted(by_file.items()))]


def _codes_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(sorted({finding.finding_code for finding in findings if finding.is_bad}))


def _reasons_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    """What happened and what to do next, each once."""
    bad = (finding for finding in findings if finding.is_bad or finding.finding_code == WITHDRAWN)
    told = [f"{one.sentence} -> {one.next_step}" if one.next_step else one.sentence for one in bad]
    return tuple(dict.fromkeys(told)) or ("no reason was noted; see the table `finding`",)


def read_assessed(layout: Layout, table: str, columns: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Rows by source; none before the first assessment, or where the table is damaged (the next run makes it anew)."""
    try:
        made = read_network_manifest(layout, "assess") or NetworkManifest()
        names = [file_name for name, file_name in made.tables.items() if name == table]
        refuse_damaged(network_folder(layout), names, made.hashes)
    except DamagedFileError:
        return {}
    by_source: dict[str, list[dict[str, Any]]] = {}
    for name in names:
        for row in pq.read_table(network_folder(layout) / name, columns=list(columns)).to_pylist():
            by_source.setdefault(row["source_id"], []).append(row)
    return by_source
