"""`publish`: builds the next release beside everything that is read, checks it, and shows it in one rename.

Belongs here: the order of these acts, the folder of a release, the link `current`, and which old releases stay.
Does not belong here: what stands in the database (`warehouse.release`), or whether it is right
(`warehouse.release_check`). Nothing else touches `current`, and a release never changes.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.table import Table, load_tables
from warehouse.boundary import boundary
from warehouse.checked_json import write_checked
from warehouse.damage import DamagedFileError
from warehouse.durable import (
    make_restricted_folder,
    point_link,
    remove_leftovers,
    replace_folder,
)
from warehouse.engine import EngineError, engine, only_row, sql_text
from warehouse.lake import attach
from warehouse.lake_files import GONE, hash_files, refuse_damaged
from warehouse.layout import Layout
from warehouse.lock import exclusive
from warehouse.network_manifest import NETWORK_STEPS, NetworkManifest, network_folder, read_network_manifest
from warehouse.registers import attach_registers
from warehouse.release import (
    DATABASE,
    RELEASE_TABLE,
    ReleaseRefusedError,
    build_database,
    close_database,
    count_rows,
    digest_content,
    insert_release_info,
)
from warehouse.release_check import (
    MANIFEST,
    ReleaseManifest,
    read_release_manifest,
    refuse_broken_candidate,
    refuse_key_in_file,
    verify_release,
)
from warehouse.release_inputs import Inputs, read_inputs
from warehouse.run import Run, StepResult

KEEP = 5
"""Releases that stay, the current one included."""

FOLDERS = {
    "public": "Only what passed disclosure control stands here. Nothing has been published yet.\n",
    "for_helplines": "One folder a source: its own page, findings and worklist. For that helpline alone.\n",
    "internal": "All pages and registers. For those who run the harmonisation, not to be passed on.\n",
}
RELEASE_NAME = re.compile(r"r(\d{4,})")


@dataclass(frozen=True)
class Candidate:
    """A release that is not shown yet."""

    folder: Path
    number: int
    inputs: Inputs
    counts: dict[str, int]
    digest: str


def publish(run: Run, code_version: str, keep: int = KEEP, canaries: Sequence[str] = ()) -> StepResult:
    """Build, check and show the next release; do nothing where the current one was made from the same inputs.

    `code_version` is the program's revision. `keep` releases stay, besides those being read. `canaries` are strings
    that may stand nowhere in the release (fault and law tests plant them).
    Raises ReleaseRefusedError where a check fails (the current release stays) and LockedError where another process
    publishes.
    """
    layout = run.layout
    with exclusive(layout.lock("publish"), "The release"):
        make_restricted_folder(layout.releases)
        remove_leftovers(layout.releases)
        _refuse_lost_sources(run)
        inputs = read_inputs(run, code_version)
        shown = shown_release(layout)
        if shown is not None and _is_made_from(shown, inputs):
            return _unchanged(shown)
        newest = _newest_release(layout)
        if newest is not None and newest != shown and _is_made_from(newest, inputs):
            # a run was killed between the last two renames: what it built is whole
            return _show(run, newest, keep)
        return _show(run, _build_release(run, inputs, _next_number(layout), canaries), keep)


def _refuse_lost_sources(run: Run) -> None:
    """A source of the lake that no mapping describes would vanish from the release without a word."""
    folders = run.layout.lake.iterdir() if run.layout.lake.is_dir() else ()
    known = {folder.name for folder in folders if run.layout.source_manifest(folder.name).is_file()}
    lost = sorted(name for name in known - set(run.registry.sources) if not name.startswith("_"))
    if lost:
        raise ReleaseRefusedError(
            f"{', '.join(lost)}: there are contacts in the lake and no mapping folder, so they would vanish from the "
            "release. Give the folder back to the mappings; to withdraw a helpline, move its folder out of the lake."
        )


def shown_release(layout: Layout) -> Path | None:
    """The folder that `current` points to; None before the first release."""
    return layout.current.resolve() if layout.current.is_dir() else None


def list_releases(layout: Layout) -> list[Path]:
    """The folders of all releases, oldest first."""
    if not layout.releases.is_dir():
        return []
    folders = [path for path in layout.releases.iterdir() if RELEASE_NAME.fullmatch(path.name)]
    return sorted(folders, key=_number_of)


def _build_release(run: Run, inputs: Inputs, number: int, canaries: Sequence[str]) -> Path:
    temporary = run.layout.releases / f".tmp-{secrets.token_hex(8)}"
    try:
        make_restricted_folder(temporary)
        candidate = _build_candidate(run, inputs, number, temporary, canaries)
        _write_manifest(candidate)
        boundary("publish.database_built")
        final = run.layout.releases / f"r{number:04d}"
        replace_folder(temporary, final)
    except (OSError, duckdb.Error, EngineError) as error:
        # what the engine says may hold a cell, so only its kind is passed on
        reason = type(error).__name__ if isinstance(error, duckdb.Error) else getattr(error, "strerror", str(error))
        raise ReleaseRefusedError(
            f"{temporary}: the new release could not be written ({reason}); the current one stays. "
            "Make room or mend the cause, then run again."
        ) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    boundary("publish.release_renamed")
    return final


def _build_candidate(run: Run, inputs: Inputs, number: int, folder: Path, canaries: Sequence[str]) -> Candidate:
    contracts = released_tables()
    for name, text in FOLDERS.items():
        (folder / name).mkdir()
        (folder / name / "README").write_text(text, encoding="utf-8")
    path = folder / DATABASE
    with engine(run.layout.work) as connection:
        attach_relations(connection, run, contracts)
        build_database(connection, path, contracts, run.key, run.report)
        refuse_broken_candidate(connection, contracts, _expected_rows(inputs, contracts), canaries)
        digest = digest_content(connection, contracts)
        counts = count_rows(connection, contracts)
        row = {**inputs.as_release_info(counts), "release_number": number, "content_digest": digest}
        row["has_synthetic"] = _has_synthetic(connection)
        insert_release_info(connection, contracts[RELEASE_TABLE], row)
        close_database(connection, path)
    refuse_key_in_file(path, run.key, run.registry.sources)
    return Candidate(folder, number, inputs, counts, digest)


def released_tables() -> dict[str, Table]:
    """The contracts of the tables that stand in a release, by name."""
    return {name: table for name, table in load_tables().items() if table.place == "release"}


def attach_relations(connection: duckdb.DuckDBPyConnection, run: Run, contracts: Mapping[str, Table]) -> None:
    """Give the connection a relation for every table that there is something for: lake, registers, network."""
    attach(connection, run.layout, sorted(run.registry.sources))
    attach_registers(connection, run.registry)
    for step_name in NETWORK_STEPS:
        made = read_network_manifest(run.layout, step_name) or NetworkManifest()
        refuse_damaged(network_folder(run.layout), made.tables.values(), made.hashes)
        for name, file_name in sorted(made.tables.items()):
            if name in contracts:
                path = str(network_folder(run.layout) / file_name).replace("'", "''")
                connection.execute(f"create or replace temp view {name} as from read_parquet('{path}')")


def _expected_rows(inputs: Inputs, contracts: Mapping[str, Table]) -> dict[str, int]:
    return {name: n_rows for name, n_rows in inputs.expected_rows.items() if name in contracts}


def _has_synthetic(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(only_row(connection, sql_text("release/has_synthetic"))[0])


def _write_manifest(candidate: Candidate) -> None:
    write_checked(
        candidate.folder / MANIFEST,
        ReleaseManifest(
            release_number=candidate.number,
            content_digest=candidate.digest,
            inputs=candidate.inputs.as_dict(),
            counts=candidate.counts,
            n_sources=len(candidate.inputs.source_hashes),
            n_held=candidate.inputs.n_held,
            files=hash_files(candidate.folder, [DATABASE]),
        ),
    )


def _is_made_from(folder: Path, inputs: Inputs) -> bool:
    """True where the release is whole and was made from these inputs: then its content is what would be built now."""
    return not verify_release(folder) and _manifest_of(folder).inputs == inputs.as_dict()


def _show(run: Run, folder: Path, keep: int) -> StepResult:
    point_link(run.layout.current, f"{run.layout.releases.name}/{folder.name}")
    boundary("publish.current_swapped")
    _remove_old_releases(run.layout, keep)
    return StepResult("publish", None, changed=True, counts=_counts_of(folder), paths=(folder,))


def _unchanged(folder: Path) -> StepResult:
    return StepResult("publish", None, changed=False, counts=_counts_of(folder), paths=(folder,))


def _counts_of(folder: Path) -> dict[str, int]:
    manifest = _manifest_of(folder)
    return {"release_number": manifest.release_number, **manifest.counts}


def _manifest_of(folder: Path) -> ReleaseManifest:
    manifest = read_release_manifest(folder)
    if manifest is None:
        raise DamagedFileError(folder / MANIFEST, GONE, "Run: harmonise run")
    return manifest


def _remove_old_releases(layout: Layout, keep: int) -> None:
    """Remove all but the last `keep` releases, never the current one nor one that another process reads."""
    shown = shown_release(layout)
    for folder in list_releases(layout)[: -max(keep, 1)]:
        if folder.resolve() != shown and not is_being_read(folder / DATABASE):
            doomed = layout.releases / f".tmp-{folder.name}"
            os.rename(folder, doomed)
            shutil.rmtree(doomed)


def is_being_read(database: Path) -> bool:
    """True where another process has the database open: DuckDB holds a shared lock on it as long."""
    try:
        database.chmod(0o600)
        descriptor = os.open(database, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
        database.chmod(0o400)
    return False


def _newest_release(layout: Layout) -> Path | None:
    folders = list_releases(layout)
    return folders[-1].resolve() if folders else None


def _next_number(layout: Layout) -> int:
    folders = list_releases(layout)
    return _number_of(folders[-1]) + 1 if folders else 1


def _number_of(folder: Path) -> int:
    return int(folder.name[1:])
