"""`publish`: builds the next release beside everything that is read, checks it, and shows it in one rename.

Belongs here: the order of these acts, the folder of a release, the link `current`, and that no release is made which
would say what the current one says. Does not belong here: what stands in the database (`warehouse.publish.release`),
whether it is right (`warehouse.publish.check`), or which old ones stay (`warehouse.publish.retention`). Nothing else
touches `current`, and a release never changes.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import duckdb
from pydantic import ConfigDict

from schemas.contract.table import Table, load_tables
from warehouse.network.agreement import attach_agreement
from warehouse.network.lake import attach_as_stored
from warehouse.network.manifest import NETWORK_STEPS, NetworkManifest, network_folder, read_network_manifest
from warehouse.network.registers import attach_registers
from warehouse.network.replies import explain_lake_findings
from warehouse.publish.check import (
    MANIFEST,
    ReleaseManifest,
    read_release_manifest,
    refuse_broken_candidate,
    refuse_key_in_file,
    verify_release,
)
from warehouse.publish.disclosure.agreement import hold_agreement
from warehouse.publish.disclosure.fill import fill_network_statistics, let_go_of_cells
from warehouse.publish.disclosure.survey import fill_survey_count
from warehouse.publish.disclosure.write import write_disclosure_report
from warehouse.publish.inputs import Inputs, read_inputs
from warehouse.publish.lost import refuse_lost
from warehouse.publish.overtaken import refuse_other_state, refuse_overtaken
from warehouse.publish.pages.write import write_pages
from warehouse.publish.public.about import read_synthetic_networks, warning
from warehouse.publish.public.write import PUBLIC, SAYS_WHICH_RELEASE, write_public
from warehouse.publish.release import (
    RELEASE_TABLE,
    ReleaseRefusedError,
    build_database,
    close_database,
    count_rows,
    digest_content,
    digest_of_history,
    digest_shape,
    insert_release_info,
)
from warehouse.publish.retention import KEEP, list_pins, list_releases, next_number, remove_old_releases, shown_release
from warehouse.store.boundary import mark_boundary
from warehouse.store.broken_mapping import mapping_findings
from warehouse.store.checked_json import read_checked, write_checked
from warehouse.store.damage import DamagedFileError, read_or_note
from warehouse.store.durable import (
    WriteError,
    delete_folder,
    make_restricted_folder,
    point_link,
    remove_leftovers,
    replace_folder,
)
from warehouse.store.engine import EngineError, engine
from warehouse.store.lake_files import GONE, FileHash, hash_files, refuse_damaged
from warehouse.store.layout import DATABASE, Layout
from warehouse.store.lock import exclusive
from warehouse.store.run import Run, StepResult

FOLDERS = {
    "for_helplines": "One folder a source: its own page, findings and worklist. For that helpline alone.\n",
    "internal": "The network at a glance. For those who run the harmonisation, not to be passed on.\n",
}
NOTED_INPUTS = "noted_inputs.json"
"""From what else the current release could have been made: other inputs that were found to give the same content. It
lies beside the releases, since a release never changes."""


@dataclass(frozen=True)
class Candidate:
    """A release that is not shown yet."""

    folder: Path
    number: int
    inputs: Inputs
    counts: dict[str, int]
    digest: str
    statistics: str
    shape: str
    pages: dict[str, FileHash]


@dataclass(frozen=True)
class NotedInputs:
    """Inputs that would give what a release says, though it was made from others."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    release: str
    inputs: dict[str, str]


def publish(run: Run, code_version: str, keep: int = KEEP, canaries: Sequence[str] = ()) -> StepResult:
    """Build, check and show the next release; do nothing where it would say what the current one says.

    `code_version` is the program's revision. `keep` releases stay, besides those being read. `canaries` are strings
    that may stand nowhere in the release (fault and law tests plant them).
    Raises ReleaseRefusedError where a check fails (the current release stays), PinsError where it cannot be read what
    has to stay, and LockedError where another process publishes.
    """
    layout = run.layout
    with exclusive(layout.lock("publish"), "The release"):
        make_restricted_folder(layout.releases)
        remove_leftovers(layout.releases)
        list_pins(layout)  # refuses here where these cannot be read, and not when the release is shown
        refuse_lost(run)
        inputs = read_inputs(run, code_version)
        shown = shown_release(layout)
        if shown is not None and rests_on(layout, shown, inputs):
            return _unchanged(shown)
        newest = _newest_release(layout)
        if newest is not None and newest != shown and _is_made_from(newest, inputs):
            # a run was killed between the last two renames: what it built is whole
            return _show(run, newest, keep)
        refuse_other_state(run)
        built = _build_release(run, inputs, next_number(layout), canaries)
        return _show(run, built, keep) if built != shown else _unchanged(built)


def rests_on(layout: Layout, release: Path, inputs: Inputs) -> bool:
    """True where a release is whole and these inputs would give what it says."""
    noted = read_or_note(layout, lambda: read_checked(layout.releases / NOTED_INPUTS, NotedInputs))
    is_noted = noted == NotedInputs(release.name, inputs.as_dict())
    return (is_noted and not verify_release(release)) or _is_made_from(release, inputs)


def _build_release(run: Run, inputs: Inputs, number: int, canaries: Sequence[str]) -> Path:
    """Build the release; its folder, or the current one's where that says the same already."""
    temporary = run.layout.releases / f".tmp-{secrets.token_hex(8)}"
    try:
        make_restricted_folder(temporary)
        candidate = _build_candidate(run, inputs, number, temporary, canaries)
        shown = shown_release(run.layout)
        if shown is not None and _says_the_same(shown, candidate):
            write_checked(run.layout.releases / NOTED_INPUTS, NotedInputs(shown.name, inputs.as_dict()))
            mark_boundary("publish.inputs_noted")
            return shown
        refuse_overtaken(run, inputs)
        _write_manifest(candidate)
        mark_boundary("publish.database_built")
        final = run.layout.releases / f"r{number:04d}"
        replace_folder(temporary, final)
    except (OSError, WriteError, duckdb.Error, EngineError) as error:
        # what the engine says may hold a cell, so only its kind is passed on
        reason = type(error).__name__ if isinstance(error, duckdb.Error) else getattr(error, "strerror", str(error))
        raise ReleaseRefusedError(
            f"{temporary}: the new release could not be written ({reason}); the current one stays. "
            "Make room or mend the cause, then run again."
        ) from None
    finally:
        delete_folder(temporary)
    mark_boundary("publish.release_renamed")
    return final


def _build_candidate(run: Run, inputs: Inputs, number: int, folder: Path, canaries: Sequence[str]) -> Candidate:
    contracts = released_tables()
    for name, text in FOLDERS.items():
        (folder / name).mkdir()
        (folder / name / "README").write_text(text, encoding="utf-8")
    path = folder / DATABASE
    with engine(run.layout.work) as connection:
        attach_relations(connection, run, contracts)
        earlier = [one for one in list_releases(run.layout) if not _is_made_anew(run.layout, one, inputs)]
        report = fill_network_statistics(connection, earlier)
        let_go_of_cells(connection)
        fill_survey_count(connection, earlier)
        hold_agreement(connection, earlier)
        build_database(connection, path, contracts, run.key, run.report)
        expected = {name: n_rows for name, n_rows in inputs.expected_rows.items() if name in contracts}
        refuse_broken_candidate(connection, contracts, expected, canaries)
        digest = digest_content(connection, contracts)
        statistics = digest_of_history(connection, contracts)
        shape = digest_shape(connection)
        counts = count_rows(connection, contracts)
        is_invented = bool(read_synthetic_networks(connection))
        pages = [
            *write_pages(connection, folder, digest),
            *write_disclosure_report(report, folder, warning(is_invented)),
        ]
        row = {**inputs.as_release_info(counts), "release_number": number, "content_digest": digest}
        row["has_synthetic"] = is_invented
        insert_release_info(connection, contracts[RELEASE_TABLE], row)
        pages += write_public(connection, folder, list_releases(run.layout))
        close_database(connection, path)
    refuse_key_in_file(path, run.key, run.registry.sources)
    return Candidate(folder, number, inputs, counts, digest, statistics, shape, hash_files(folder, pages))


def released_tables() -> dict[str, Table]:
    """The contracts of the tables that stand in a release, by name."""
    return {name: table for name, table in load_tables().items() if table.place == "release"}


def attach_relations(connection: duckdb.DuckDBPyConnection, run: Run, contracts: Mapping[str, Table]) -> None:
    """Give the connection a relation for every table that there is something for: lake, registers, network."""
    attach_as_stored(connection, run.layout, run.registry.delivering, mapping_findings(run.registry))
    attach_registers(connection, run.registry)
    explain_lake_findings(connection)
    attach_agreement(connection, run.layout)
    for step_name in NETWORK_STEPS:
        made = read_network_manifest(run.layout, step_name) or NetworkManifest()
        refuse_damaged(network_folder(run.layout), made.tables.values(), made.hashes)
        for name, file_name in sorted(made.tables.items()):
            if name in contracts:
                path = str(network_folder(run.layout) / file_name).replace("'", "''")
                connection.execute(f"create or replace temp view {name} as from read_parquet('{path}')")


def _write_manifest(candidate: Candidate) -> None:
    write_checked(
        candidate.folder / MANIFEST,
        ReleaseManifest(
            release_number=candidate.number,
            content_digest=candidate.digest,
            statistics_digest=candidate.statistics,
            shape_digest=candidate.shape,
            inputs=candidate.inputs.as_dict(),
            counts=candidate.counts,
            n_sources=len(candidate.inputs.source_hashes),
            n_held=candidate.inputs.n_held,
            files=hash_files(candidate.folder, [DATABASE]) | candidate.pages,
        ),
    )


def _says_the_same(shown: Path, candidate: Candidate) -> bool:
    """True where a whole release has rows, tables, views and pages of the candidate: only its number would change.

    How many sources were asked decides nothing: a source stands in table `source` since it was described, and what came
    of it in `delivery`. That its address was read and nothing has come is in no table.
    """
    if verify_release(shown):
        return False
    manifest = _manifest_of(shown)
    digests = (manifest.content_digest, manifest.statistics_digest, manifest.shape_digest)
    said = (*digests, manifest.n_held, _pages_of(manifest.files))
    digests = (candidate.digest, candidate.statistics, candidate.shape)
    return said == (*digests, candidate.inputs.n_held, _pages_of(candidate.pages))


def _pages_of(hashes: Mapping[str, FileHash]) -> dict[str, FileHash]:
    """The pages and public files that say what is known, without those that say which release they belong to."""
    left_out = {DATABASE, *(f"{PUBLIC}/{name}" for name in SAYS_WHICH_RELEASE)}
    return {name: known for name, known in hashes.items() if name not in left_out}


def _is_made_from(folder: Path, inputs: Inputs) -> bool:
    """True where the release is whole and was made from these inputs: then its content is what would be built now."""
    return not verify_release(folder) and _manifest_of(folder).inputs == inputs.as_dict()


def _is_made_anew(layout: Layout, folder: Path, inputs: Inputs) -> bool:
    """True where a release is damaged and was made from these inputs: then it said what the candidate will say."""
    manifest = read_or_note(layout, lambda: read_release_manifest(folder))
    return manifest is not None and manifest.inputs == inputs.as_dict() and bool(verify_release(folder))


def _show(run: Run, folder: Path, keep: int) -> StepResult:
    point_link(run.layout.current, f"{run.layout.releases.name}/{folder.name}")
    mark_boundary("publish.current_swapped")
    remove_old_releases(run.layout, keep)
    mark_boundary("publish.old_releases_removed")
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


def _newest_release(layout: Layout) -> Path | None:
    folders = list_releases(layout)
    return folders[-1].resolve() if folders else None
