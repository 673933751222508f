"""stage: takes away structure. Every delivery of a source becomes `staged_contact`, and newest wins over all of them.

Belongs here: going through a source's deliveries, holding those that cannot be read as declared, and `stage.json`.
Does not belong here: one delivery's file (`stage_delivery`), the order of versions (`supersede`), meanings.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from schemas.export import Export
from schemas.finding import Finding
from schemas.problem import HarmoniseError
from schemas.registry import Mapping
from warehouse.asked import asked_answers
from warehouse.boundary import boundary
from warehouse.delivery import Manifest, list_deliveries, read_manifest, verify_delivery
from warehouse.durable import make_restricted_folder, remove_leftovers
from warehouse.engine import engine, spill_folder
from warehouse.file_names import catch_in_name, matches_glob
from warehouse.kernel import kernel_version
from warehouse.key import guard_lake_key
from warehouse.open_delivery import OpenDelivery, open_delivery
from warehouse.receipts import latest_arrivals, read_receipts
from warehouse.reject import count_fates, describe_rejects, write_rejected
from warehouse.run import Run, StepResult
from warehouse.stage_delivery import (
    Staged,
    Staging,
    bind_pads,
    count_blank,
    digest_records,
    shown_file_name,
    write_staged,
)
from warehouse.stage_state import StageState, stage_state_path
from warehouse.strict_csv import UnreadableError
from warehouse.supersede import (
    find_doubtful_replacements,
    find_unexpected_repeats,
    replaced_deliveries,
    write_superseded,
)


def stage_source(run: Run, source_id: str) -> StepResult:
    """Stage every delivery of a source that is not staged yet as its mapping stands now.

    A delivery that cannot be read as declared is held (a finding with state fail); the others go on.
    """
    mapping = run.registry.sources[source_id]
    lake = make_restricted_folder(run.layout.lake_of(source_id))
    guard_lake_key(run.key, run.layout)
    for folder in (lake, lake / "staged", lake / "rejected"):
        remove_leftovers(folder)
    known = StageState.read(stage_state_path(run, source_id))
    folders = list_deliveries(run.layout.landing_of(source_id))
    staged: list[Staged] = []
    findings: list[Finding] = []
    with engine(run.layout.work) as connection:
        bind_pads(connection, run.key.for_source(source_id))
        for done, folder in enumerate(folders):
            run.report("stage", done, len(folders))
            one, found = _stage_one(run, connection, mapping, folder, known)
            staged.append(one)
            findings.extend(found)
            boundary("stage.delivery_staged")
        run.report("stage", len(folders), len(folders))
        state = _supersede(run, connection, source_id, staged, findings)
    if state != known:
        state.write(stage_state_path(run, source_id))
    boundary("stage.state_written")
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
    run: Run, connection: duckdb.DuckDBPyConnection, mapping: Mapping, folder: Path, known: StageState
) -> tuple[Staged, list[Finding]]:
    """Stage one delivery, or take it over from the state as it was if nothing that shapes it has changed."""
    manifest = read_manifest(folder)
    try:
        export = _export_for(mapping, manifest)
        blank = _describe(run, mapping, manifest, export)
        before = known.find(blank)
        if before and (not before.staged or (run.layout.lake_of(mapping.source_id) / before.staged).is_file()):
            # Whether it is superseded is decided anew over all deliveries: the provider may have sent it back.
            kept = replace(before, status_code="used") if before.status_code == "superseded" else before
            return kept, known.findings_on(before)
        damaged = verify_delivery(folder)
        if damaged:
            raise UnreadableError(
                "damaged_delivery",
                f"{folder.name}: the landed bytes are not those that arrived.",
                "Delete that folder in landing and run again: the delivery is fetched anew.",
            )
        return _write_one(run, connection, mapping, folder, manifest, export, blank)
    except UnreadableError as error:
        held = _describe(run, mapping, manifest, None)
        finding = Finding(
            mapping.source_id,
            error.finding_code,
            "fail",
            str(error),
            delivery_id=manifest.delivery_id,
            file_name=shown_file_name(manifest),
        )
        return held, [finding]


def _export_for(mapping: Mapping, manifest: Manifest) -> Export:
    """The one format that is for every file of the delivery. Raises UnreadableError where none or several are."""
    names = [file.name for file in manifest.files]
    fitting = [export for export in mapping.exports if all(matches_glob(export.files, name) for name in names)]
    if len(fitting) == 1:
        return fitting[0]
    code = "ambiguous_file" if fitting else "unclaimed_file"
    many = "several formats are" if fitting else "no format is"
    raise UnreadableError(
        code,
        f"{shown_file_name(manifest)}: {many} for this file.",
        "Correct the `files` patterns in export.yaml, so that every file fits exactly one.",
    )


def _describe(run: Run, mapping: Mapping, manifest: Manifest, export: Export | None) -> Staged:
    """What is known of a delivery before it is read; without an export it is held."""
    arrives = export.arrives if export else None
    name = manifest.files[0].name
    slot = catch_in_name(arrives.slot, name) if arrives and arrives.slot else None
    newest = catch_in_name(arrives.newest_by_name, name) if arrives and arrives.newest_by_name else None
    identity = "content" if export and export.id is None else "own_id"
    shaped_by = "\x1f".join(
        (
            export.model_dump_json(by_alias=True) if export else "held",
            mapping.source.model_dump_json(include={"declared": {"zone", "valid", "thresholds"}}),
            run.key.check(),
            kernel_version(),
        )
    )
    return Staged(
        delivery_id=manifest.delivery_id,
        fingerprint=hashlib.sha256(shaped_by.encode("utf-8")).hexdigest()[:12],
        status_code="used" if export else "held",
        file_name=shown_file_name(manifest),
        n_bytes=manifest.n_bytes,
        encoding=export.read.csv.encoding if export and export.read.csv else "utf-8" if export else "",
        format=export.files if export else "",
        arrives=arrives.kind if arrives else "",
        identity_code=identity,
        slot=slot or "",
        newest=newest or "",
        asked=asked_answers(export) if export else (),
    )


def _received_on(run: Run, source_id: str, delivery_id: str) -> date:
    """The day on which a delivery first came: no contact can be later."""
    receipts = read_receipts(run.layout.landing_of(source_id))
    days = [receipt.received_at[:10] for receipt in receipts if receipt.delivery_id == delivery_id]
    return date.fromisoformat(min(days)) if days else date.today()


def _write_one(
    run: Run,
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    folder: Path,
    manifest: Manifest,
    export: Export,
    blank: Staged,
) -> tuple[Staged, list[Finding]]:
    opened = open_delivery(connection, folder, manifest, export, spill_folder(connection), run.report)
    scope = _scope_of(connection, opened, export, blank)
    received_on = _received_on(run, mapping.source_id, manifest.delivery_id)
    staging = Staging(connection, export, mapping.source, opened, received_on, scope)
    lake = run.layout.lake_of(mapping.source_id)
    target = lake / "staged" / f"{blank.delivery_id}-{blank.fingerprint}.parquet"
    has_repeated_ids = write_staged(staging, target)
    fates = count_fates(connection, target)
    whole = replace(
        blank,
        n_rows=opened.n_records,
        n_used=fates.n_used,
        n_ignored=fates.n_ignored + opened.n_ignored,
        n_rejected=fates.n_rejected + opened.n_rejected,
        staged=f"staged/{target.name}",
    )
    if whole.n_rows != whole.n_used + whole.n_ignored + whole.n_rejected:
        raise HarmoniseError(
            f"{whole.file_name}: {whole.n_rows} records were read, {whole.n_used} used, {whole.n_ignored} ignored and "
            f"{whole.n_rejected} rejected: law 1 is broken. This is a mistake in the program; nothing was replaced."
        )
    findings = describe_rejects(connection, staging, whole, mapping.source.thresholds)
    findings += _remark(whole, mapping, opened, has_repeated_ids)
    if any(finding.is_bad and finding.threshold == mapping.source.thresholds.rejected_held for finding in findings):
        return replace(whole, status_code="held", staged=""), findings
    if whole.n_rejected:
        rejected = lake / "rejected" / target.name
        write_rejected(connection, opened, target, whole, rejected)
        whole = replace(whole, rejected=f"rejected/{rejected.name}")
    return whole, findings


def _scope_of(connection: duckdb.DuckDBPyConnection, opened: OpenDelivery, export: Export, blank: Staged) -> str:
    """What keeps equal records without an id apart where they stand in two deliveries, and together where one delivery
    came again: the period of the file; where files overlap, nothing; where every file holds new contacts, its content.
    """
    if blank.slot or export.arrives.kind == "overlaps":
        return blank.slot
    has_blank_id = export.id is None or count_blank(connection, opened, export.id)
    return digest_records(connection, opened) if has_blank_id else ""


def _remark(whole: Staged, mapping: Mapping, opened: OpenDelivery, has_repeated_ids: bool) -> list[Finding]:
    """What a person should know of a delivery that was used."""
    about = Finding(mapping.source_id, "", "warn", "", delivery_id=whole.delivery_id, file_name=whole.file_name)
    remarks = []
    if has_repeated_ids:
        sentence = "Ids stand on several records. Each record counts as one contact, and none replaces another."
        question = "Is a record a victim and the id a call? Then name the column as `exchange`, not as `id`."
        remarks.append(replace(about, finding_code="duplicate_id", sentence=sentence, question=question))
    if opened.absent:
        sentence = f"{whole.file_name}: no document holds {'; '.join(opened.absent)}."
        question = "Has the path moved, or is the field never filled in?"
        remarks.append(replace(about, finding_code="missing_column", sentence=sentence, question=question))
    n_columns = len(opened.undeclared)
    if n_columns and whole.identity_code == "own_id":
        sentence = f"{whole.file_name} has {n_columns} columns that the mapping does not use; their cells are not read."
        known = replace(about, finding_code="new_column", state_code="pass", sentence=sentence, numerator=n_columns)
        remarks.append(known)
    return remarks


def _supersede(
    run: Run, connection: duckdb.DuckDBPyConnection, source_id: str, staged: list[Staged], findings: list[Finding]
) -> StageState:
    """Decide which rows are current over all deliveries; mark deliveries that were replaced whole."""
    lake = run.layout.lake_of(source_id)
    arrivals = latest_arrivals(run.layout.landing_of(source_id))
    used = [one for one in staged if one.status_code == "used"]
    replaced = replaced_deliveries(used, arrivals)
    marked = tuple(replace(one, status_code="superseded") if one.delivery_id in replaced else one for one in staged)
    findings += find_doubtful_replacements(source_id, used, replaced)
    if not used:
        return StageState(marked, "", tuple(findings))
    temporary = lake / ".tmp-superseded.parquet"
    n_superseded = write_superseded(connection, lake, used, arrivals, temporary)
    if n_superseded == 0:
        temporary.unlink()
        return StageState(marked, "", tuple(findings))
    findings += find_unexpected_repeats(connection, source_id, used, replaced)
    name = f"superseded-{hashlib.sha256(temporary.read_bytes()).hexdigest()[:12]}.parquet"
    temporary.replace(lake / name)
    return StageState(marked, name, tuple(findings))
