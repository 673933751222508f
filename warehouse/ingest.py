"""The steps of one source, as they are called from outside.

Belongs here: the locks, the registry lookups and the question "is there anything new?" (answered without Dagster).
Does not belong here: what a step does (`land`, `stage`, `harmonise`).
"""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from schemas.finding import Finding
from warehouse.companion_files import glob_of, is_pattern
from warehouse.damage import read_or_note
from warehouse.delivery import FileFormat
from warehouse.durable import make_restricted_folder
from warehouse.harmonise import harmonise_source as _harmonise
from warehouse.kernel import kernel_version
from warehouse.lake_damage import find_visible_damage
from warehouse.land import land, new_files_fingerprint
from warehouse.lock import exclusive
from warehouse.receipts import read_receipts
from warehouse.run import Run, StepResult
from warehouse.source_manifest import (
    SourceManifest,
    read_landing_findings,
    read_source_manifest,
    write_landing_findings,
)
from warehouse.stage import stage_source as _stage


def file_formats(run: Run, source_id: str) -> tuple[FileFormat, ...]:
    """The formats of a source as landing knows them; a companion in a file of its own is landed as one more."""
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


def address_of(run: Run, source_id: str) -> str:
    """The source's address, relative ones below the folder of deliveries."""
    address = run.registry.sources[source_id].source.address
    return address if "://" in address or address.startswith("/") else f"{run.deliveries.rstrip('/')}/{address}"


def land_source(run: Run, source_id: str, address: str | None = None) -> StepResult:
    """Bring what is new at the address (else the source's own) into landing; findings stay until the next time."""
    address = address or address_of(run, source_id)
    source = run.registry.sources[source_id].source
    folder = run.layout.landing_of(source_id)
    make_restricted_folder(run.layout.landing)
    with _lock(run, source_id):
        ignore = source.declared.ignore_files
        landed = land(folder, source_id, address, file_formats(run, source_id), ignore, run.report)
        told = tuple(_soften_first_arrival(finding, landed.n_receipts, folder) for finding in landed.findings)
        if read_or_note(run.layout, lambda: read_landing_findings(run.layout, source_id)) != told:
            write_landing_findings(run.layout, source_id, told)
    counts = {"n_files_seen": landed.n_files_seen, "n_new": len(landed.new), "n_receipts": landed.n_receipts}
    paths = tuple(folder / delivery_id for delivery_id in landed.new)
    return StepResult("land", source_id, landed.n_receipts > 0, counts, paths, told)


def _soften_first_arrival(finding: Finding, n_receipts: int, folder: Path) -> Finding:
    """An address that cannot be read is no failure as long as nothing ever came from there: a source that is still
    awaited. Once something came, its absence is one.
    """
    is_awaited = n_receipts == 0 and not read_receipts(folder)
    if finding.finding_code != "unreadable_address" or not is_awaited:
        return finding
    return replace(finding, state_code="warn", sentence=f"Nothing has arrived yet. {finding.sentence}")


def stage_source(run: Run, source_id: str) -> StepResult:
    """Stage under the source's lock; see `warehouse.stage`."""
    with _lock(run, source_id):
        return _stage(run, source_id)


def harmonise_source(run: Run, source_id: str) -> StepResult:
    """Harmonise under the source's lock; see `warehouse.harmonise`."""
    with _lock(run, source_id):
        return _harmonise(run, source_id)


def has_news(run: Run, source_id: str, address: str | None = None) -> str | None:
    """A fingerprint of what is new for a source: files not yet received, a changed mapping or program, a source that is
    held, a lake that is seen to be damaged; None where a run would change nothing.
    """
    address = address or address_of(run, source_id)
    mapping = run.registry.sources[source_id]
    folder = run.layout.landing_of(source_id)
    ignore = mapping.source.declared.ignore_files
    files = new_files_fingerprint(folder, source_id, address, file_formats(run, source_id), ignore)
    damage = [str(one) for one in find_visible_damage(run.layout, source_id)]
    manifest = SourceManifest(source_id) if damage else read_source_manifest(run.layout, source_id)
    manifest = manifest or SourceManifest(source_id)
    parts = [files or "", *damage]
    now = (mapping.content_hash, run.registry.codes_hash, kernel_version())
    if (manifest.mapping_hash, manifest.codes_hash, manifest.kernel_version) != now:
        parts += now
    if run.layout.held(source_id).exists():
        parts.append("held")
    if not any(parts):
        return None
    return hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:16]


def _lock(run: Run, source_id: str) -> AbstractContextManager[None]:
    return exclusive(run.layout.lock(source_id), f"source {source_id}", wait_seconds=0)
