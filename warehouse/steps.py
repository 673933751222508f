"""The steps of one source, or of one survey, as they are called from outside.

Belongs here: the locks, the registry lookups and the question "is there anything new?" (answered without Dagster).
Does not belong here: what a step does (`land`, `stage`, `harmonise`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from schemas.finding import Finding
from warehouse.harmonise.step import harmonise_source as _harmonise
from warehouse.land.address import Address, list_files
from warehouse.land.delivery import DeliveryError, FileFormat, list_deliveries, read_manifest
from warehouse.land.findings import find_gone, find_unreadable_address, find_withdrawn
from warehouse.land.receipts import ADDRESS, read_receipts
from warehouse.land.step import Landed, land, new_files_fingerprint
from warehouse.mend.find import find_visible_damage
from warehouse.stage.companions.match import glob_of, is_pattern
from warehouse.stage.step import stage_source as _stage
from warehouse.store.broken_mapping import refuse_broken
from warehouse.store.damage import DamagedFileError, read_or_note
from warehouse.store.durable import make_restricted_folder
from warehouse.store.layout import Layout
from warehouse.store.lock import exclusive
from warehouse.store.manifest import (
    SourceManifest,
    clear_failed_pull,
    read_failed_pull,
    read_landing_findings,
    read_source_manifest,
    write_failed_pull,
    write_landing_findings,
)
from warehouse.store.program import lake_program
from warehouse.store.run import Run, SourceHeldError, StepResult
from warehouse.store.unfinished import HARMONISE, STAGE, begin_run, begin_step, end_harmonise, end_stage, read_attempts
from warehouse.survey.files import survey_formats
from warehouse.survey.step import fingerprint_of, take_in_survey

NO_SPACE = "no_space"
"""What is held for want of room is tried again, since nothing tells when there is some."""

OF_A_FAILED_PULL = frozenset({"unreadable_address", "unreadable_file"})
"""What could not be fetched by the last pull: shown by commands and Dagster. It makes no release, since it says nothing
about any contact, and is gone when the pull succeeds.
"""

AWAITED = "awaited"
"""The form of `unreadable_address` where nothing ever came from there: see `_soften_first_arrival`."""


def file_formats(run: Run, source_id: str) -> tuple[FileFormat, ...]:
    """The formats of a source as landing knows them; a companion in a file of its own is landed as one more."""
    if source_id in run.registry.surveys:
        return survey_formats(run.registry.surveys[source_id])
    exports = run.registry.sources[source_id].exports
    own = tuple(
        FileFormat(
            name=export.files,
            files=export.files,
            packs=export.read.json_kind == "one_per_file",
            slot=export.arrives.slot,
            newest=export.arrives.newest_by_name,
        )
        for export in exports
    )
    beside = dict.fromkeys(one.files for export in exports for one in export.companions.values() if one.files)
    return own + tuple(
        FileFormat(name=files, files=glob_of(files), newest=files if is_pattern(files) else None) for files in beside
    )


def land_source(run: Run, source_id: str, address: Address, place: str = ADDRESS) -> StepResult:
    """Bring what is new at the address into landing; findings stay until the next time. `place`: see `land.receipts`.

    Raises SourceHeldError where its mapping cannot be used, as the other steps do.
    """
    refuse_broken(run, source_id)
    folder = run.layout.landing_of(source_id)
    make_restricted_folder(run.layout.landing)
    with _lock(run, source_id):
        begin_run(run.layout, source_id)
        ignore = _ignored_files(run, source_id)
        landed = land(folder, source_id, address, file_formats(run, source_id), ignore, run.report, place=place)
        told = tuple(_soften_first_arrival(finding, landed.n_receipts, folder) for finding in landed.findings)
        told += _find_withdrawn(run.layout, source_id, landed, place)
        _keep_findings(run.layout, source_id, told)
    counts = {"n_files_seen": landed.n_files_seen, "n_new": len(landed.new), "n_receipts": landed.n_receipts}
    paths = tuple(folder / delivery_id for delivery_id in landed.new)
    return StepResult("land", source_id, landed.n_receipts > 0, counts, paths, told)


def _keep_findings(layout: Layout, source_id: str, findings: tuple[Finding, ...]) -> None:
    """Keep them until the next pull. Where the address could not be read at all, what was known of it stays."""
    failed = tuple(finding for finding in findings if finding.finding_code in OF_A_FAILED_PULL)
    known = tuple(finding for finding in findings if finding.finding_code not in OF_A_FAILED_PULL)
    is_read = not any(finding.finding_code == "unreadable_address" for finding in findings)
    if is_read and read_or_note(layout, lambda: read_landing_findings(layout, source_id)) != known:
        write_landing_findings(layout, source_id, known)
    if failed:
        write_failed_pull(layout, source_id, failed)
    else:
        clear_failed_pull(layout, source_id)


def _find_withdrawn(layout: Layout, source_id: str, landed: Landed, place: str) -> tuple[Finding, ...]:
    """What is held or counts and lies at the address no longer, by the state of the last run. A pull from elsewhere
    says nothing of what lies at the address.
    """
    try:
        manifest = read_source_manifest(layout, source_id)
    except DamagedFileError:
        return ()  # told of, and built anew, by the step that rests on it
    if manifest is None or landed.names is None or place != ADDRESS:
        return ()
    folder = layout.landing_of(source_id)
    receipts = read_receipts(folder)
    held = find_withdrawn(source_id, receipts, _held(manifest), landed.names)
    return held + find_gone(source_id, receipts, _counting(manifest), landed.names, partial(_is_pack, folder))


def _is_pack(folder: Path, delivery_id: str) -> bool:
    try:
        return read_manifest(folder / delivery_id).packed
    except DeliveryError:
        return False  # told of by landing itself


def _held(manifest: SourceManifest) -> dict[str, str]:
    """The shown names of the deliveries that are held, by id."""
    return {one.delivery_id: one.file_name for one in manifest.deliveries if not one.is_read}


def _counting(manifest: SourceManifest) -> dict[str, str]:
    """The shown names of the deliveries on which figures rest, by id."""
    return {one.delivery_id: one.file_name for one in manifest.deliveries if one.status_code in ("used", "companion")}


def _soften_first_arrival(finding: Finding, n_receipts: int, folder: Path) -> Finding:
    """An address that cannot be read is no failure as long as nothing ever came from there: a source that is still
    awaited. Once something came, its absence is one.
    """
    is_awaited = n_receipts == 0 and not read_receipts(folder)
    if finding.finding_code != "unreadable_address" or not is_awaited:
        return finding
    facts = json.loads(finding.facts)
    return Finding.of("unreadable_address", "warn", form=AWAITED, facts=facts, source_id=finding.source_id)


def stage_source(run: Run, source_id: str) -> StepResult:
    """Stage under the source's lock; see `warehouse.stage.step`. A survey has nothing to stage: its rows are whole."""
    refuse_broken(run, source_id)
    with _lock(run, source_id):
        begin_step(run.layout, source_id, STAGE)
        is_survey = source_id in run.registry.surveys
        result = StepResult("stage", source_id, changed=False) if is_survey else _stage(run, source_id)
        end_stage(run.layout, source_id)
    return result


def harmonise_source(run: Run, source_id: str) -> StepResult:
    """Harmonise under the source's lock; see `warehouse.harmonise`. A source that is held has come to its end."""
    refuse_broken(run, source_id)
    with _lock(run, source_id):
        begin_step(run.layout, source_id, HARMONISE)
        take_in = take_in_survey if source_id in run.registry.surveys else _harmonise
        try:
            result = take_in(run, source_id)
        except SourceHeldError:
            end_harmonise(run.layout, source_id)
            raise
        end_harmonise(run.layout, source_id)
    return result


def has_news(run: Run, source_id: str, address: str, place: str = ADDRESS) -> str | None:
    """A fingerprint of what is to be done for a source; None where a run would change nothing, or say nothing else of a
    source that is still awaited.

    What is new is decided by what the lake's manifest has taken in: files not yet received, deliveries that are landed
    and not in it, another mapping or program than its own; besides, a source that is held, one whose lake is seen to be
    damaged, and one whose last run failed or was killed. Each such run gives another fingerprint, so that it is always
    tried again.
    """
    folder = run.layout.landing_of(source_id)
    ignore = _ignored_files(run, source_id)
    told = [finding.facts for finding in list_awaited(run.layout, source_id)]
    damage = [str(one) for one in find_visible_damage(run.layout, source_id)]
    manifest = SourceManifest(source_id) if damage else read_source_manifest(run.layout, source_id)
    manifest = manifest or SourceManifest(source_id)
    formats, known_files = file_formats(run, source_id), _held(manifest) | _counting(manifest)
    files = new_files_fingerprint(folder, source_id, address, formats, ignore, told, known_files, place=place)
    parts = [files or "", *damage, *_waiting(run.layout, manifest)]
    now = (_meaning_of(run, source_id), run.registry.codes_hash, lake_program())
    # A survey keeps no mapping for a release, so its manifest names the description only.
    known = manifest.formats_hash if source_id in run.registry.surveys else manifest.mapping_hash
    # Of a source from which nothing has come, a mapping or a program changes nothing.
    if (known, manifest.codes_hash, manifest.lake_program) != now and (files or not told):
        parts += now
    if run.layout.held(source_id).exists():
        parts.append("held")
    if any(finding.finding_code == NO_SPACE for finding in manifest.findings):
        parts.append(NO_SPACE)
    if attempts := read_attempts(run.layout, source_id):
        parts.append(f"unfinished {attempts}")
    if not any(parts):
        return None
    return hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:16]


def await_source(run: Run, source_id: str, address: str) -> bool:
    """Note that an address cannot be read from which nothing has come yet: no step has anything to do for its source.
    False where that is not all that there is to say of it.
    """
    layout = run.layout
    if any(path.exists() for path in (layout.lake_of(source_id), layout.held(source_id))):
        return False
    make_restricted_folder(layout.landing)
    make_restricted_folder(layout.landing_of(source_id))
    with _lock(run, source_id):
        faults = find_unreadable_address(source_id, address, list_files(address, 0.0))
        told = [_soften_first_arrival(fault, 0, layout.landing_of(source_id)) for fault in faults]
        if not told or any(fault.form_code != AWAITED for fault in told):
            return False
        write_failed_pull(layout, source_id, told)
    return True


def list_awaited(layout: Layout, source_id: str) -> tuple[Finding, ...]:
    """What the last pull said of the address of a source from which nothing has come yet."""
    noted = read_or_note(layout, lambda: read_failed_pull(layout, source_id)) or ()
    return tuple(finding for finding in noted if finding.form_code == AWAITED)


def _ignored_files(run: Run, source_id: str) -> Sequence[str]:
    survey = run.registry.surveys.get(source_id)
    return survey.ignore_files if survey else run.registry.sources[source_id].source.declared.ignore_files


def _meaning_of(run: Run, source_id: str) -> str:
    """A hash of what is declared of a source or a survey."""
    if source_id in run.registry.surveys:
        return fingerprint_of(run, source_id)
    return run.registry.sources[source_id].content_hash


def list_waiting(layout: Layout, source_id: str) -> list[str]:
    """Ids of deliveries that are landed and that the lake's manifest has not taken in, be it as held.

    Raises DamagedFileError.
    """
    return _waiting(layout, read_source_manifest(layout, source_id) or SourceManifest(source_id))


def _waiting(layout: Layout, manifest: SourceManifest) -> list[str]:
    taken_in = {one.delivery_id for one in manifest.deliveries}
    folders = list_deliveries(layout.landing_of(manifest.source_id))
    return [path.name for path in folders if path.name not in taken_in]


def _lock(run: Run, source_id: str) -> AbstractContextManager[None]:
    return exclusive(run.layout.lock(source_id), f"source {source_id}")
