"""harmonise: takes away words. What a source's values mean, joined to its contacts, year by year.

Belongs here: which years have to be written again, the laws that hold a source back, and the one rename that shows the
new state (`manifest.json`). Does not belong here: the SQL of a year (`harmonise_year`), deciding values (`decide`).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from schemas.fields import ANSWERS
from schemas.registry import Mapping
from warehouse.boundary import boundary
from warehouse.correct import Corrected, apply_corrections
from warehouse.damage import read_or_note
from warehouse.decide import Decider, decide_values
from warehouse.durable import remove_leftovers
from warehouse.engine import engine, load_table, sql_text
from warehouse.harmonise_count_laws import find_broken_count_laws, find_count_remarks
from warehouse.harmonise_counts import Counting, count_by_delivery, write_count_years
from warehouse.harmonise_laws import find_broken_laws, find_remarks
from warehouse.harmonise_year import (
    TABLES,
    FieldNotes,
    age_band_list,
    reason_list,
    spell_answer_counts,
    write_year,
)
from warehouse.kernel import kernel_version
from warehouse.lake_files import FileHash, are_whole, hash_lake_file, refuse_damaged
from warehouse.run import Run, SourceHeldError, StepResult
from warehouse.source_manifest import (
    LakeDelivery,
    LakeYear,
    SourceManifest,
    read_held,
    read_source_manifest,
    write_held,
    write_source_manifest,
)
from warehouse.stage_counts import is_counted
from warehouse.stage_delivery import Staged
from warehouse.stage_state import StageState, read_stage_state

WIDEST_CLOSED_LIST = 1000
"""A field with more distinct undecided values than this is no closed list; its values are not stored."""


@dataclass
class Harmonising:
    """One source on its way through the step."""

    run: Run
    mapping: Mapping
    lake: Path
    state: StageState
    before: SourceManifest
    notes: FieldNotes = field(default_factory=lambda: FieldNotes(frozenset()))
    corrected: Corrected = field(default_factory=Corrected)

    @property
    def used(self) -> list[Staged]:
        """Deliveries whose contacts can count, in the order that numbers their contacts."""
        usable = [
            one for one in self.state.deliveries if one.status_code == "used" and one.n_used and not is_counted(one)
        ]
        return sorted(usable, key=lambda one: (one.newest, one.slot, one.delivery_id))


def harmonise_source(run: Run, source_id: str) -> StepResult:
    """Bring a source's core tables up to its staged deliveries and its mapping.

    Everything is built and checked before `manifest.json` is replaced. Raises SourceHeldError where a law, contract or
    threshold breaks: then the last good state stays, and `held.json` says why.
    """
    lake = run.layout.lake_of(source_id)
    state = read_stage_state(run.layout, source_id)
    refuse_damaged(lake, state.named_files(), state.hashes)
    before = _read_before(run, source_id)
    work = Harmonising(run, run.registry.sources[source_id], lake, state, before)
    for table in (*TABLES, "reported_count", "."):
        remove_leftovers(lake / table)
    with engine(run.layout.work) as connection:
        _prepare(connection, work)
        counting = Counting(run, work.mapping, lake, state.deliveries, before, WIDEST_CLOSED_LIST)
        years = write_count_years(connection, counting, _write_years(connection, work))
        manifest = _describe(connection, work, counting, years)
        broken = work.corrected.broken
        broken += find_broken_laws(connection, work.mapping, lake, before, manifest)
        broken += find_broken_count_laws(connection, counting, manifest)
    boundary("harmonise.years_written")
    if broken:
        write_held(run.layout, source_id, broken)
        raise SourceHeldError(source_id, tuple(broken))
    changed = manifest != before
    if changed:
        write_source_manifest(run.layout, manifest)
    boundary("harmonise.manifest_written")
    run.layout.held(source_id).unlink(missing_ok=True)
    _remove_unnamed(lake, manifest, state)
    return _result(source_id, manifest, changed, lake)


def _read_before(run: Run, source_id: str) -> SourceManifest:
    """The last good state; that of nothing where there is none, or where its manifest is damaged and built anew."""
    read_or_note(run.layout, lambda: read_held(run.layout, source_id))
    return read_or_note(run.layout, lambda: read_source_manifest(run.layout, source_id)) or SourceManifest(source_id)


def _result(source_id: str, manifest: SourceManifest, changed: bool, lake: Path) -> StepResult:
    years = manifest.years.values()
    tables = dict.fromkeys([*TABLES, *(name for year in years for name in year.counts)])
    counts = {f"n_{name}": sum(year.counts.get(name, 0) for year in years) for name in tables}
    paths = tuple(lake / name for year in years for name in year.files.values())
    return StepResult("harmonise", source_id, changed, counts, paths, manifest.findings)


def _prepare(connection: duckdb.DuckDBPyConnection, work: Harmonising) -> None:
    """Make the relations that the SQL of a year reads: current contacts, decisions on values, code lists."""
    used = work.used
    columns: dict[str, list[Any]] = {
        "delivery_number": list(range(len(used))),
        "delivery_id": [one.delivery_id for one in used],
        "file_path": [str(work.lake / one.staged) for one in used],
    }
    for name in ANSWERS:
        columns[f"asks_{name}"] = [name in one.asked for one in used]
    types = [pa.int64(), pa.string(), pa.string(), *(pa.bool_() for _ in ANSWERS)]
    load_table(
        connection, "placed_delivery", pa.table(columns, schema=pa.schema(list(zip(columns, types, strict=True))))
    )
    if work.state.superseded:
        connection.execute("set variable superseded_file = $1", [str(work.lake / work.state.superseded)])
        connection.execute("create temp table superseded as select * from read_parquet(getvariable('superseded_file'))")
    else:
        connection.execute(sql_text("harmonise/no_superseded"))
    load_table(connection, "reason_list", reason_list(work.run.registry.codes))
    load_table(connection, "age_band_list", age_band_list(work.run.registry.codes))
    if not used:
        return
    connection.execute("set variable staged_files = $1", [columns["file_path"]])
    connection.execute(sql_text("harmonise/current"))
    work.corrected = apply_corrections(connection, work.mapping.source_id, work.mapping.corrections)
    _decide(connection, work)


def _decide(connection: duckdb.DuckDBPyConnection, work: Harmonising) -> None:
    """Decide every distinct value once."""
    work.run.report("harmonise", 0, None)
    dated = frozenset(one.field for one in work.mapping.decisions if one.valid_from or one.valid_to)
    connection.execute(spell_answer_counts(FieldNotes(dated)))
    values: list[tuple[str, str]] = connection.execute(sql_text("harmonise/distinct_values")).fetchall()
    decider = Decider(work.mapping.source_id, work.run.registry.codes, work.mapping.decisions)
    decided = decide_values(decider, values)
    undecided: dict[str, int] = defaultdict(int)
    for name, outcome in zip(decided["field"].to_pylist(), decided["outcome_code"].to_pylist(), strict=True):
        undecided[name] += outcome == "unmapped"
    wide = sorted(name for name, n_values in undecided.items() if n_values > WIDEST_CLOSED_LIST)
    work.notes = FieldNotes(dated, tuple(wide))
    load_table(connection, "decided", decided)
    connection.execute(sql_text("harmonise/decided_answer"))


def _write_years(connection: duckdb.DuckDBPyConnection, work: Harmonising) -> dict[int, LakeYear]:
    """Write what changed; years whose inputs have the same fingerprint keep their files."""
    if not work.used:
        return {}
    query = "select contact_year, delivery_id, count(*) from current_contact group by all order by all"
    inputs: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for year, delivery_id, n_contacts in connection.execute(query).fetchall():
        inputs[year].append((delivery_id, n_contacts))
    years: dict[int, LakeYear] = {}
    before = work.before.contact_years
    for done, (year, deliveries) in enumerate(sorted(inputs.items())):
        work.run.report("harmonise", done, len(inputs))
        fingerprint = _fingerprint(connection, work, year, [delivery_id for delivery_id, _ in deliveries])
        kept = before.get(year)
        if kept and kept.fingerprint == fingerprint and _are_whole(work, kept):
            years[year] = kept
            continue
        written = write_year(connection, work.lake, work.mapping.source, year, fingerprint, work.notes)
        years[year] = LakeYear(fingerprint, written.files, written.counts)
        boundary("harmonise.year_written")
    work.run.report("harmonise", len(inputs), len(inputs))
    return years


def _are_whole(work: Harmonising, year: LakeYear) -> bool:
    return are_whole(work.run.layout, work.lake, year.files.values(), work.before.hashes)


def _fingerprint(connection: duckdb.DuckDBPyConnection, work: Harmonising, year: int, delivery_ids: list[str]) -> str:
    """What the files of a year hang on: staged files, superseded rows, mapping, code lists, program."""
    staged = {one.delivery_id: one.fingerprint for one in work.used}
    query = "select delivery_id, row_number from superseded where contact_year = $1 order by all"
    older = connection.execute(query, [year]).fetchall()
    parts = {
        "staged": [(one, staged[one], position) for position, one in enumerate(staged) if one in delivery_ids],
        "superseded": hashlib.sha256(repr(older).encode("ascii")).hexdigest(),
        "mapping": work.mapping.content_hash,
        "codes": work.run.registry.codes_hash,
        "kernel": kernel_version(),
        "wide": work.notes.wide,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8")).hexdigest()[:12]


def _describe(
    connection: duckdb.DuckDBPyConnection, work: Harmonising, counting: Counting, years: dict[int, LakeYear]
) -> SourceManifest:
    """The manifest of the new state."""
    manifest = SourceManifest(
        work.mapping.source_id,
        superseded=work.state.superseded,
        years=years,
        key_check=work.run.key.check(),
        kernel_version=kernel_version(),
        mapping_hash=work.mapping.content_hash,
        codes_hash=work.run.registry.codes_hash,
    )
    remarks = find_remarks(connection, work.mapping, work.lake, manifest.contact_years, work.notes.wide)
    remarks += find_count_remarks(connection, counting)
    deliveries = _describe_deliveries(connection, work, counting, manifest.contact_years)
    manifest = replace(manifest, deliveries=deliveries)
    return replace(
        manifest,
        hashes=_describe_files(work, manifest.named_files()),
        findings=(*work.state.findings, *work.corrected.findings, *remarks),
    )


def _describe_files(work: Harmonising, names: Iterable[str]) -> dict[str, FileHash]:
    """What each file was when it was written: by staging, or now."""
    staged = work.state.hashes
    return {name: staged.get(name) or hash_lake_file(work.lake / name) for name in sorted(set(names))}


def _describe_deliveries(
    connection: duckdb.DuckDBPyConnection, work: Harmonising, counting: Counting, years: dict[int, LakeYear]
) -> tuple[LakeDelivery, ...]:
    """The rows of table `delivery`, without the times of receipt, which are landing's."""
    older = dict(connection.execute("select delivery_id, sum(n_rows)::bigint from superseded group by all").fetchall())
    files = [str(work.lake / year.files["contact"]) for year in years.values()]
    current: dict[str, tuple[int, int]] = {}
    if files:
        query = "select delivery_id, count(*), sum(n_reasons)::bigint from read_parquet($1) group by delivery_id"
        current = {row[0]: (row[1], row[2]) for row in connection.execute(query, [files]).fetchall()}
    n_counts = count_by_delivery(connection, counting)
    rows = []
    for one in work.state.deliveries:
        n_contacts, n_reasons = current.get(one.delivery_id, (0, 0))
        n_superseded = older.get(one.delivery_id, 0)
        if is_counted(one) and one.status_code == "superseded":
            n_superseded = one.n_used
        n_dropped = (work.corrected.dropped or {}).get(one.delivery_id, 0)
        rows.append(
            LakeDelivery(
                delivery_id=one.delivery_id,
                file_name=one.file_name,
                n_bytes=one.n_bytes,
                encoding=one.encoding,
                identity_code=one.identity_code,
                n_rows=one.n_rows,
                n_rows_used=one.n_used - n_superseded - n_dropped,
                n_superseded=n_superseded,
                n_ignored=one.n_ignored + n_dropped,
                n_rejected=one.n_rejected,
                n_contacts=n_contacts,
                n_reasons=n_reasons,
                status_code=one.status_code,
                staged=one.staged,
                rejected=one.rejected,
                n_counts=n_counts.get(one.delivery_id, 0) if is_counted(one) else None,
            )
        )
    return tuple(rows)


def _remove_unnamed(lake: Path, manifest: SourceManifest, state: StageState) -> None:
    """Delete files that neither the manifest nor the state of staging names: what was shown before, or half-made."""
    named = {*manifest.named_files(), state.superseded}
    named |= {one.staged for one in state.deliveries} | {one.rejected for one in state.deliveries}
    for path in sorted(lake.rglob("*.parquet")):
        if path.relative_to(lake).as_posix() not in named:
            path.unlink()
