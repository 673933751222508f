"""What the decisions of a source cover: its lake, else its files, else its example, told as one `SourceCheck`.

Belongs here: choosing what to look at, and turning counts and findings into the report's model. Does not belong here:
counting (`warehouse.review.source`), wording and layout (`pipelines.check.page`). A value of the worklist is content of
a cell: it is in the model only where it was asked for; its shape always is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.base.settings import Settings
from pipelines.check.report import (
    OUTCOMES,
    Basis,
    ColumnRemark,
    FieldCoverage,
    OpenFinding,
    ReasonConflict,
    Remark,
    SourceCheck,
    UnfiredDecision,
    WorkItem,
)
from pipelines.check.trial import (
    Trial,
    deliveries_trial,
    example_files,
    example_trial,
    has_local_files,
    landed_trial,
    waits_for_decisions,
)
from pipelines.diff.meaning import meaning_of
from schemas.finding import Finding
from schemas.mapping.decision import Decision
from schemas.mapping.registry import Mapping, Registry
from schemas.mapping.source import Source
from schemas.text.fold import fold
from schemas.text.shape import shape_of
from warehouse.store.broken_mapping import CODE as BROKEN_MAPPING
from warehouse.store.layout import Layout
from warehouse.store.manifest import has_lake, read_held, read_source_manifest
from warehouse.store.run import Report, silent

if TYPE_CHECKING:
    from warehouse.review.source import FieldCount, SourceReview

COLUMN_KINDS = {"new_column": "new", "missing_column": "gone", "column_gone": "gone"}
TOLD_APART = {*COLUMN_KINDS, "setting_conflicts", "unmapped_values"}
"""Findings that have a section of their own."""


@dataclass(frozen=True)
class Wanted:
    """What was asked for: how many values of the worklist, and whether they may be shown as they are.

    A field with more open values than a closed list can have may hold free text: its values are never shown.
    """

    most_open: int = 20
    shows_values: bool = False
    address: str = ""
    """Where files lie that are looked at in the place of what a run has taken; empty: that, or the source's address."""

    def shows(self, field: FieldCoverage) -> bool:
        from warehouse.harmonise.values import WIDEST_CLOSED_LIST

        return self.shows_values and field.n_open <= WIDEST_CLOSED_LIST


def check_source(
    settings: Settings, registry: Registry, source_id: str, wanted: Wanted, report: Report = silent
) -> SourceCheck:
    """Look at one source, and at what the last run found on it. Nothing in the warehouse changes."""
    found = _look(settings, registry, source_id, wanted, report)
    told = {*(one.sentence for one in found.columns), *(one.sentence for one in found.remarks)}
    told |= {*found.conflict_sentences, *found.held}
    return replace(found, open_findings=_open_findings(settings.layout, source_id, told))


def _look(settings: Settings, registry: Registry, source_id: str, wanted: Wanted, report: Report) -> SourceCheck:
    """`wanted.address` is looked at alone. The lake is, while it was read as the mapping says now and nothing that
    landed waits for decisions; else what has landed.
    """
    mapping = registry.sources[source_id]
    if wanted.address:
        with deliveries_trial(registry, source_id, wanted.address, settings.layout.work, report) as trial:
            return _examine(trial, "given", mapping, registry, wanted, report)
    held = tuple(finding.sentence for finding in read_held(settings.layout, source_id) or ())
    if waits_for_decisions(settings.layout, source_id):
        with landed_trial(settings, registry, source_id, report) as trial:
            waiting = replace(trial, held=(*held, *trial.held))
            return _examine(waiting, "landed", mapping, registry, wanted, report)
    manifest = read_source_manifest(settings.layout, source_id)
    if manifest is not None and manifest.deliveries and manifest.formats_hash not in ("", mapping.formats_hash):
        with landed_trial(settings, registry, source_id, report) as trial:
            return _examine(trial, "landed", mapping, registry, wanted, report)
    if has_lake(settings.layout, source_id):
        return _examine(Trial(settings.layout, held), "lake", mapping, registry, wanted, report)
    address = settings.resolve_address(mapping.source.address)
    if has_local_files(address):
        with deliveries_trial(registry, source_id, address, settings.layout.work, report) as trial:
            return _examine(trial, "deliveries", mapping, registry, wanted, report)
    if example_files(mapping.folder):
        with example_trial(registry, source_id, report) as trial:
            return _examine(trial, "example", mapping, registry, wanted, report)
    return SourceCheck(source_id, "nothing", n_suggested=len(_suggested(mapping)))


def _examine(
    trial: Trial, basis: Basis, mapping: Mapping, registry: Registry, wanted: Wanted, report: Report
) -> SourceCheck:
    # counting stands on the whole engine: who has nothing to look at does not wait for it
    from warehouse.review.source import review_source
    from warehouse.store.engine import engine

    with engine(trial.layout.work) as connection:
        found = review_source(connection, trial.layout, mapping, registry.codes, wanted.most_open, report)
    fields = _fields(found.counts)
    return SourceCheck(
        source_id=mapping.source_id,
        basis=basis,
        n_contacts=found.n_contacts,
        n_counted=found.n_counted,
        n_deliveries=found.n_deliveries,
        years=found.years,
        fields=fields,
        n_open=found.n_open,
        n_with_open=found.n_with_open,
        worklist=tuple(_work_items(found, _suggested(mapping), {one.field for one in fields if wanted.shows(one)})),
        unfired=tuple(
            UnfiredDecision(one.field, one.line, one.source_value, meaning_of(one).tell()) for one in found.unfired
        ),
        n_suggested=len(_suggested(mapping)),
        columns=_columns(found.findings),
        conflicts=tuple(ReasonConflict(one.reason_code, one.n_conflicts, one.n_reasons) for one in found.conflicts),
        conflict_sentences=tuple(
            finding.sentence for finding in found.findings if finding.finding_code == "setting_conflicts"
        ),
        remarks=_remarks(found.findings),
        held=trial.held,
        stale=_stale(found, trial) if basis == "lake" else (),
        most_undecided=mapping.source.thresholds.unmapped_reasons,
        # a trial is made under the mapping of now, but for its limits
        is_mapping_changed=found.is_mapping_changed and basis == "lake",
        systems=tuple(_systems(mapping.source)),
    )


def _systems(source: Source) -> Iterator[str]:
    """Of a source of which the system has stayed the same nothing."""
    if not source.earlier_systems:
        return
    for records in source.declared.records:
        cap = records.reason_cap
        several = "one reason" if cap == 1 else "any number of reasons" if cap is None else f"up to {cap} reasons"
        since = f"from {records.valid_from}" if records.valid_from else "at first"
        yield f"{since} {several} a contact, setting {records.setting}"


def _stale(found: SourceReview, trial: Trial) -> tuple[str, ...]:
    """Of the lake alone: a trial says itself what holds it, and under another key no correction meets a contact."""
    return tuple(f"{one.sentence} {one.next_step}" for one in found.stale if one.sentence not in trial.held)


def _suggested(mapping: Mapping) -> list[Decision]:
    return [one for one in mapping.decisions if one.outcome == "suggested"]


def _fields(counts: Iterable[FieldCount]) -> tuple[FieldCoverage, ...]:
    by_field: dict[str, list[FieldCount]] = defaultdict(list)
    for one in counts:
        by_field[one.field].append(one)
    none = dict.fromkeys(OUTCOMES, 0)
    return tuple(
        FieldCoverage(
            field=field,
            values=none | {one.outcome_code: one.n_values for one in rows},
            contacts=none | {one.outcome_code: one.n_contacts for one in rows},
            n_recorded=rows[0].n_recorded,
            n_open=sum(one.n_distinct for one in rows if one.outcome_code == "unmapped"),
        )
        for field, rows in sorted(by_field.items())
    )


def _work_items(found: SourceReview, suggested: Iterable[Decision], shown: set[str]) -> Iterator[WorkItem]:
    """The worklist; values as they are only of the fields that may be `shown`."""
    waiting: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for one in suggested:
        waiting[one.field, one.folded].append(one)
    for value in found.open_values:
        settled = None
        if found.n_with_open is not None and value.n_settled is not None:
            settled = found.n_contacts - found.n_with_open + value.n_settled
        rows = waiting.get((value.field, fold(value.source_value)), [])
        yield WorkItem(
            place=value.place,
            field=value.field,
            shape=shape_of(value.source_value),
            value=value.source_value if value.field in shown else "",
            n_values=value.n_values,
            n_contacts=value.n_contacts,
            n_settled=settled,
            suggestions=tuple(f"line {one.line}: {meaning_of(one).tell()}" for one in rows),
        )


def _without_file(finding: Finding) -> str:
    """The sentence without the name of its file, so that many files of which the same is said are one row.

    A file of the mapping keeps its name and line: somebody has to open it.
    """
    name = finding.file_name
    if not name or name not in finding.sentence or finding.finding_code == BROKEN_MAPPING:
        return finding.sentence
    return finding.sentence.removeprefix(f"{name}: ").removeprefix(f"{name} ").replace(name, "the file").strip()


def _open_findings(layout: Layout, source_id: str, told: set[str]) -> tuple[OpenFinding, ...]:
    """What fails first; what is said of several years in the same words stands once."""
    from warehouse.review.findings import read_open_findings

    years: dict[tuple[str, str, str, str], set[int]] = defaultdict(set)
    for one in read_open_findings(layout, source_id):
        sentence = _without_file(one)
        if sentence not in told and one.finding_code != "unmapped_values":
            own = years[one.state_code, one.finding_code, sentence, one.next_step or one.question]
            own |= {one.contact_year} if one.contact_year is not None else set()
    return tuple(
        OpenFinding(code, state, tuple(sorted(own)), sentence, step)
        for (state, code, sentence, step), own in sorted(years.items())
    )


def _columns(findings: Iterable[Finding]) -> tuple[ColumnRemark, ...]:
    found = Counter(
        (COLUMN_KINDS[one.finding_code], _without_file(one), one.is_bad)
        for one in findings
        if one.finding_code in COLUMN_KINDS
    )
    return tuple(
        ColumnRemark("gone" if kind == "gone" else "new", sentence, n_files, is_held)
        for (kind, sentence, is_held), n_files in sorted(found.items())
    )


def _remarks(findings: Iterable[Finding]) -> tuple[Remark, ...]:
    found = Counter(
        (
            one.state_code,
            _without_file(one),
            one.next_step or one.question if one.is_bad else one.question or one.next_step,
        )
        for one in findings
        if one.finding_code not in TOLD_APART and one.state_code in ("fail", "warn")
    )
    return tuple(Remark(state, sentence, step, n_times) for (state, sentence, step), n_times in sorted(found.items()))
