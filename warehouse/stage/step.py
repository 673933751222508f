"""stage: takes away structure. Every delivery of a source becomes `staged_contact`, and newest wins over all of them.

Belongs here: going through a source's deliveries, holding those that cannot be read as declared, and `stage.json`.
Does not belong here: one delivery's file (`stage.delivery`), the order of versions (`supersede`), meanings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb

from schemas.finding import Finding
from schemas.mapping.count_export import CountExport
from schemas.mapping.export import Export
from schemas.mapping.registry import Mapping
from warehouse.land.delivery import verify_delivery
from warehouse.land.receipts import latest_arrivals, read_receipts
from warehouse.read.csv.strict import UnreadableError
from warehouse.stage.bounds import find_unread_of_contacts
from warehouse.stage.companions.first import give_to_first
from warehouse.stage.companions.match import (
    LandedDelivery,
    Places,
    find_companions,
    is_ignored,
    list_landed,
    list_places,
)
from warehouse.stage.compare import Comparing
from warehouse.stage.contracts import find_broken_contracts
from warehouse.stage.counts.blank_periods import find_blank_periods, with_blank_periods
from warehouse.stage.counts.copied import find_copied
from warehouse.stage.counts.cumulative import find_cumulative
from warehouse.stage.counts.delivery import CountStaging, is_counted, stage_counts
from warehouse.stage.delivery import (
    Staged,
    Staging,
    bind_pads,
    digest_records,
    write_staged,
)
from warehouse.stage.describe import describe_delivery, export_for
from warehouse.stage.elsewhere import find_undone
from warehouse.stage.ids import find_doubtful_ids, find_ids_again
from warehouse.stage.lists import listed_of, lists_path
from warehouse.stage.open import OpenDelivery, open_delivery
from warehouse.stage.other_ids import find_other_ids
from warehouse.stage.periods import find_days_outside, note_days, replace_periods
from warehouse.stage.query import with_day
from warehouse.stage.remarks import remark_contacts, remark_delivery
from warehouse.stage.set_aside import set_aside
from warehouse.stage.shown import shown_file_name, under_shown_name
from warehouse.stage.state import StageState, read_stage_state, write_stage_state
from warehouse.stage.supersede import find_unexpected_repeats, write_superseded
from warehouse.stage.swapped import find_one_day_of_months, find_swapped_days
from warehouse.stage.told import find_fewer_reasons, find_less_told, with_told
from warehouse.stage.unread import find_unread
from warehouse.stage.unused import LostRecordsError, account_for, describe_rejects, write_rejected
from warehouse.store.boundary import mark_boundary
from warehouse.store.damage import read_or_note
from warehouse.store.durable import make_restricted_folder, remove_leftovers, replace_file
from warehouse.store.engine import engine, spill_folder
from warehouse.store.key import guard_lake_key
from warehouse.store.lake_files import are_whole, hash_files
from warehouse.store.run import Run, StepResult


def stage_source(run: Run, source_id: str) -> StepResult:
    """Stage every delivery of a source that is not staged yet as its mapping stands now.

    A delivery that cannot be read as declared is held (a finding with state fail); the others go on.
    """
    mapping = run.registry.sources[source_id]
    lake = make_restricted_folder(run.layout.lake_of(source_id))
    guard_lake_key(run.key, run.layout)
    for folder in (lake, lake / "staged", lake / "rejected"):
        remove_leftovers(folder)
    known = read_or_note(run.layout, lambda: read_stage_state(run.layout, source_id)) or StageState()
    if known.superseded:
        # Only to note it where it is not: it is written anew every time.
        are_whole(run.layout, lake, [known.superseded], known.hashes)
    landed = list_landed(run.layout.landing_of(source_id))
    counted = [one for one in landed if not is_ignored(one, mapping.source.declared.ignore_files)]
    places = list_places(mapping.exports, counted)
    staged: list[Staged] = []
    findings: list[Finding] = []
    with engine(run.layout.work) as connection:
        bind_pads(connection, run.key.for_source(source_id))
        for done, delivery in enumerate(landed):
            run.report("stage", done, len(landed))
            one, found = _stage_one(run, connection, mapping, delivery, counted, places, known)
            staged.append(one)
            findings.extend(found)
            mark_boundary("stage.delivery_staged")
        run.report("stage", len(landed), len(landed))
        state = _supersede(run, connection, source_id, staged, findings)
    state = replace(state, hashes=hash_files(lake, state.named_files()))
    if state != known:
        write_stage_state(run.layout, source_id, state)
    mark_boundary("stage.state_written")
    return _result(source_id, state, known, lake)


def _result(source_id: str, state: StageState, known: StageState, lake: Path) -> StepResult:
    counts = {
        "n_deliveries": len(state.deliveries),
        "n_held": sum(one.status_code in ("held", "refused") for one in state.deliveries),
        "n_rows": sum(one.n_rows for one in state.deliveries),
        "n_rejected": sum(one.n_rejected for one in state.deliveries),
        "n_ignored": sum(one.n_ignored for one in state.deliveries),
    }
    paths = tuple(lake / one.staged for one in state.deliveries if one.staged)
    return StepResult("stage", source_id, state != known, counts, paths, state.findings)


def _stage_one(
    run: Run,
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    delivery: LandedDelivery,
    landed: list[LandedDelivery],
    places: Places,
    known: StageState,
) -> tuple[Staged, list[Finding]]:
    """Stage one delivery, or take it over from the state as it was if nothing that shapes it has changed."""
    manifest = delivery.manifest
    if aside := set_aside(run, mapping, delivery, places):
        return aside
    try:
        export = export_for(mapping, manifest)
        beside = find_companions(export, delivery, landed, shown_file_name(mapping.exports, manifest))
        described = describe_delivery(run, mapping, manifest, export, beside)
        blank = replace(described, received_on=delivery.received_on.isoformat())
        before = known.find(blank)
        lake = run.layout.lake_of(mapping.source_id)
        if before and are_whole(run.layout, lake, before.files, known.hashes):
            # Whether another one replaces it is decided anew over all deliveries: the provider may have sent it back.
            was_compared = before.status_code == "superseded" or (before.status_code == "held" and before.staged)
            kept = replace(before, status_code="used") if was_compared else before
            return kept, known.findings_on(before)
        with _refusing_damaged(delivery, *beside.values()):
            if isinstance(export, CountExport):
                counts = CountStaging(connection, export, mapping.source, lake, delivery.received_on, run.report)
                work = spill_folder(connection)
                folder, named = under_shown_name(mapping.exports, delivery.folder, manifest, work)
                staged, findings = stage_counts(counts, folder, named, blank)
                staged = with_blank_periods(connection, staged, delivery.received_on)
            else:
                staged, findings = _write_one(run, connection, mapping, delivery, beside, export, blank)
        staged = note_days(connection, lake, staged)
        if broken := find_broken_contracts(connection, lake, mapping.source_id, staged):
            return replace(staged, status_code="held", staged="", lists="", rejected=""), [*findings, *broken]
        return staged, [*findings, *find_days_outside(connection, lake, mapping.source_id, staged)]
    except UnreadableError as error:
        held = describe_delivery(run, mapping, manifest, None)
        finding = Finding.of(
            error.finding_code,
            "fail",
            form=error.form,
            facts=error.facts,
            source_id=mapping.source_id,
            delivery_id=manifest.delivery_id,
            file_name=held.file_name,
        )
        return held, [finding]


@contextmanager
def _refusing_damaged(*deliveries: LandedDelivery) -> Iterator[None]:
    """Hash the landed bytes again while they are read, and raise UnreadableError where they are not those that came,
    whatever reading them led to.
    """
    with ThreadPoolExecutor(1) as pool:
        damaged = [pool.submit(verify_delivery, one.folder) for one in deliveries]
        try:
            yield
        finally:
            for one, names in zip(deliveries, damaged, strict=True):
                if names.result():
                    raise UnreadableError("damaged_delivery", "landed", {"folder": one.folder.name})


def _write_one(
    run: Run,
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    delivery: LandedDelivery,
    beside: dict[str, LandedDelivery],
    export: Export,
    blank: Staged,
) -> tuple[Staged, list[Finding]]:
    manifest = delivery.manifest
    export = export.model_copy(update={"date": export.date.of_file(blank.slot)})
    work = spill_folder(connection)
    shown = {name: under_shown_name(mapping.exports, one.folder, one.manifest, work) for name, one in beside.items()}
    files = {name: folder / named.data_name for name, (folder, named) in shown.items()}
    folder, named = under_shown_name(mapping.exports, delivery.folder, manifest, work)
    opened = open_delivery(connection, folder, named, export, files, work, run.report)
    lake = run.layout.lake_of(mapping.source_id)
    target = lake / "staged" / f"{blank.delivery_id}-{blank.fingerprint}.parquet"

    def write(opened: OpenDelivery) -> tuple[Staging, bool, Staged]:
        listed = listed_of(export, with_day(export, mapping.source, opened.record))
        scope = _scope_of(connection, opened, export, blank)
        first = Staging(connection, export, mapping.source, opened, delivery.received_on, listed, scope)
        staging, has_repeated_ids = write_staged(give_to_first(first), target)
        whole = account_for(connection, opened, target, blank)
        return staging, has_repeated_ids, replace(whole, lists=f"staged/{lists_path(target).name}")

    try:
        staging, has_repeated_ids, whole = write(opened)
    except (duckdb.Error, LostRecordsError):
        # The fast reader stumbled, or gave another number of records than the bytes show: read record by record.
        if opened.reread is None:
            raise
        opened = opened.reread()
        staging, has_repeated_ids, whole = write(opened)
    findings = describe_rejects(connection, staging, whole, mapping.source.thresholds)
    findings += remark_delivery(whole, mapping.source_id, export, opened, has_repeated_ids)
    findings += remark_contacts(staging, whole, target)
    findings += find_unread(connection, whole, mapping.source_id, export, opened)
    findings += find_unread_of_contacts(connection, whole, mapping.source_id, export, opened, staging.record)
    findings += find_swapped_days(connection, whole, mapping.source_id, export, opened)
    findings += find_one_day_of_months(connection, whole, mapping.source_id, export, target)
    if whole.n_rejected:  # of a file that is held, too: who has it corrected looks for its records
        rejected = lake / "rejected" / target.name
        write_rejected(connection, opened, target, whole, rejected)
        whole = replace(whole, rejected=f"rejected/{rejected.name}")
    if any(finding.holds_delivery for finding in findings):
        return replace(whole, status_code="held", staged="", lists=""), findings
    return with_told(connection, lake, whole, export, opened.record), findings


def _scope_of(connection: duckdb.DuckDBPyConnection, opened: OpenDelivery, export: Export, blank: Staged) -> str:
    """What keeps equal records without an id apart where they stand in two deliveries, and together where one delivery
    came again: the period of the file; where files overlap or replace all, nothing; where every file holds new
    contacts, its content. A file with ids is staged first: only where one is blank does its content matter.
    """
    if blank.slot or export.arrives.kind in ("overlaps", "replaces_all") or export.id is not None:
        return blank.slot
    return digest_records(connection, opened)


def _supersede(
    run: Run, connection: duckdb.DuckDBPyConnection, source_id: str, staged: list[Staged], findings: list[Finding]
) -> StageState:
    """Decide which rows are current over all deliveries; mark deliveries that were replaced whole."""
    lake = run.layout.lake_of(source_id)
    arrivals = latest_arrivals(run.layout.landing_of(source_id))
    mapping = run.registry.sources[source_id]
    adds_up = frozenset(export.files for export in mapping.exports if export.arrives.adds_up)
    comparing = Comparing(connection, lake, source_id, arrivals, mapping.source.thresholds, adds_up)
    periods = replace_periods(comparing, staged)
    marked = periods.deliveries
    findings += [*periods.findings, *find_less_told(comparing, marked), *find_cumulative(comparing, marked)]
    findings += find_blank_periods(comparing, marked)
    findings += find_copied(comparing, marked, periods.periods)
    findings += find_undone(mapping, marked, read_receipts(run.layout.landing_of(source_id)))
    # Counts are replaced with their whole delivery; no single record of theirs has another version.
    used = [one for one in periods.used if not is_counted(one)]
    state = StageState(marked, "", tuple(findings), replaced_periods=periods.periods)
    if not used:
        return state
    findings += find_doubtful_ids(connection, lake, source_id, comparing.in_order(used))
    findings += find_other_ids(comparing, marked, findings)
    temporary = lake / ".tmp-superseded.parquet"
    if _has_one_version(mapping, used):
        return replace(state, findings=tuple(findings))
    n_superseded = write_superseded(connection, lake, used, periods.replaced, arrivals, temporary)
    if n_superseded == 0:
        temporary.unlink()
        return replace(state, findings=tuple(findings))
    doubtful = find_ids_again(connection, run.key.for_source(source_id), source_id, used)
    findings += [*doubtful, *find_fewer_reasons(comparing, used)]
    findings += find_unexpected_repeats(
        connection, source_id, used, periods.replaced | {one.delivery_id for one in doubtful if one.delivery_id}
    )
    name = f"superseded-{hashlib.sha256(temporary.read_bytes()).hexdigest()[:12]}.parquet"
    replace_file(temporary, lake / name)
    return replace(state, superseded=name, findings=tuple(findings))


def _has_one_version(mapping: Mapping, used: list[Staged]) -> bool:
    """Whether there is nothing that could replace anything: a single delivery whose records carry no version."""
    formats = {export.files: export for export in mapping.exports if isinstance(export, Export)}
    export = formats.get(used[0].format)
    return len(used) == 1 and export is not None and export.row == "contact" and not export.arrives.newest_by_column
