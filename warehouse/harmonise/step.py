"""harmonise: takes away words. What a source's values mean, joined to its contacts and counts, year by year.

Belongs here: which years have to be written again, the laws that hold a source back, and the one rename that shows the
new state (`manifest.json`). Does not belong here: the values and what they mean (`harmonise.values`), the SQL of a year
(`harmonise.year`), the laws themselves (`harmonise.laws`).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from warehouse.harmonise.counts import count_contacts, count_replaced_records, replaced_in_year
from warehouse.harmonise.laws import find_broken_laws
from warehouse.harmonise.remarks import find_remarks
from warehouse.harmonise.thin_months import find_thin_months
from warehouse.harmonise.totals import find_counted_totals
from warehouse.harmonise.values import SourceValues, decide, read_values
from warehouse.harmonise.year import CONTACT_TABLES, COUNT_TABLES, TABLES, VALUE_TABLES, write_year
from warehouse.land.receipts import read_receipts
from warehouse.stage.counts.delivery import is_counted
from warehouse.stage.delivery import Staged
from warehouse.stage.state import StageState, read_stage_state
from warehouse.store.boundary import mark_boundary
from warehouse.store.damage import read_or_note
from warehouse.store.durable import remove_leftovers
from warehouse.store.engine import engine, sql_text
from warehouse.store.kept_mapping import drop_older_mappings, keep_mapping
from warehouse.store.lake_files import FileHash, are_whole, hash_lake_file, refuse_damaged
from warehouse.store.lock import is_lake_read
from warehouse.store.manifest import (
    LakeDelivery,
    LakeYear,
    SourceManifest,
    read_held,
    read_source_manifest,
    write_held,
    write_source_manifest,
)
from warehouse.store.program import lake_program
from warehouse.store.run import Run, SourceHeldError, StepResult


def harmonise_source(run: Run, source_id: str) -> StepResult:
    """Bring a source's core tables up to its staged deliveries and its mapping.

    Everything is built and checked before `manifest.json` is replaced. Raises SourceHeldError where a law, contract or
    threshold breaks: then the last good state stays, and `held.json` says why.
    """
    lake = run.layout.lake_of(source_id)
    state = read_stage_state(run.layout, source_id)
    refuse_damaged(lake, state.named_files(), state.hashes)
    before = _read_before(run, source_id)
    values = SourceValues(run.registry.sources[source_id], run.registry.codes, lake, state)
    for table in (*TABLES, "."):
        remove_leftovers(lake / table)
    with engine(run.layout.work) as connection:
        run.report("harmonise", 0, None)
        read_values(connection, values)
        decide(connection, values)
        values.totals = tuple(find_counted_totals(connection, values))
        manifest = _describe(connection, run, values, _write_years(connection, run, values, before))
        broken = [*values.corrected.broken, *(finding for finding in values.totals if finding.is_bad)]
        broken += find_broken_laws(connection, values, before, manifest)
    mark_boundary("harmonise.years_written")
    if broken:
        write_held(run.layout, source_id, broken, manifest.years)
        raise SourceHeldError(source_id, tuple(broken))
    keep_mapping(run.layout, values.mapping)
    changed = manifest != before
    if changed:
        write_source_manifest(run.layout, manifest)
    mark_boundary("harmonise.manifest_written")
    run.layout.held(source_id).unlink(missing_ok=True)
    if not is_lake_read(run.layout):
        drop_older_mappings(lake, values.mapping)
        _remove_unnamed(lake, manifest, state)
    return _result(source_id, manifest, changed, lake)


def _read_before(run: Run, source_id: str) -> SourceManifest:
    """The last good state; that of nothing where there is none, or where its manifest is damaged and built anew."""
    read_or_note(run.layout, lambda: read_held(run.layout, source_id))
    return read_or_note(run.layout, lambda: read_source_manifest(run.layout, source_id)) or SourceManifest(source_id)


def _result(source_id: str, manifest: SourceManifest, changed: bool, lake: Path) -> StepResult:
    years = manifest.years.values()
    tables = dict.fromkeys([*CONTACT_TABLES, *VALUE_TABLES, *(name for year in years for name in year.counts)])
    counts = {f"n_{name}": sum(year.counts.get(name, 0) for year in years) for name in tables}
    paths = tuple(lake / name for year in years for name in year.files.values())
    return StepResult("harmonise", source_id, changed, counts, paths, manifest.findings)


@dataclass(frozen=True)
class YearInput:
    """What a year is made of: staged deliveries by id, and a digest of the rows that newer ones replace."""

    contacts: frozenset[str]
    counts: frozenset[str]
    superseded: str

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that such a year has."""
        own = CONTACT_TABLES if self.contacts else ()
        return (*own, *VALUE_TABLES, *(COUNT_TABLES if self.counts else ()))


def _find_inputs(connection: duckdb.DuckDBPyConnection, values: SourceValues) -> dict[int, YearInput]:
    found: dict[str, dict[int, set[str]]] = {}
    for relation, used in (("current_contact", values.contacts), ("current_count", values.counts)):
        by_year: dict[int, set[str]] = defaultdict(set)
        if used:
            query = f"select distinct contact_year, delivery_id from {relation}"
            for year, delivery_id in connection.execute(query).fetchall():
                by_year[year].add(delivery_id)
        found[relation] = by_year
    older = dict(connection.execute(sql_text("harmonise/superseded_digest")).fetchall())
    contacts, counts = found["current_contact"], found["current_count"]
    return {
        year: YearInput(frozenset(contacts.get(year, ())), frozenset(counts.get(year, ())), older.get(year, ""))
        for year in sorted({*contacts, *counts})
    }


def _write_years(
    connection: duckdb.DuckDBPyConnection, run: Run, values: SourceValues, before: SourceManifest
) -> dict[int, LakeYear]:
    """Write what changed; files whose inputs have the same fingerprint are kept."""
    inputs = _find_inputs(connection, values)
    years: dict[int, LakeYear] = {}
    n_counted = count_contacts(connection) if values.counts else {}
    for done, (year, made_of) in enumerate(inputs.items()):
        run.report("harmonise", done, len(inputs))
        names = {
            table: f"{table}/{year}-{_fingerprint(run, values, year, made_of, table)}.parquet"
            for table in made_of.tables
        }
        known = before.years.get(year, LakeYear({}, {}))
        kept = {
            table: known.counts[table]
            for table, name in names.items()
            if known.files.get(table) == name and are_whole(run.layout, values.lake, [name], before.hashes)
        }
        fresh = {table: name for table, name in names.items() if table not in kept}
        counts = {**kept, **write_year(connection, values, year, fresh)}
        years[year] = LakeYear(names, {table: counts[table] for table in names}, n_counted.get(year))
        if fresh:
            mark_boundary("harmonise.year_written")
    run.report("harmonise", len(inputs), len(inputs))
    return years


def _fingerprint(run: Run, values: SourceValues, year: int, made_of: YearInput, table: str) -> str:
    """What a file of a year hangs on: staged files, superseded rows, mapping, code lists, program. New counts leave the
    contacts of their year as they are.
    """
    inputs = {"contact": (values.contacts, made_of.contacts), "count": (values.counts, made_of.counts)}
    left_out = "count" if table in CONTACT_TABLES else "contact" if table in COUNT_TABLES else ""
    staged = [
        (kind, one.delivery_id, one.fingerprint, place)
        for kind, (used, own) in inputs.items()
        for place, one in enumerate(used)
        if kind != left_out and one.delivery_id in own
    ]
    again = () if table in CONTACT_TABLES else values.state.replaced_periods
    parts = {
        "staged": staged,
        "superseded": made_of.superseded,
        "replaced_periods": replaced_in_year(again, year, made_of.counts),
        "mapping": values.mapping.content_hash,
        "codes": run.registry.codes_hash,
        "program": lake_program(),
        "wide": values.wide,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8")).hexdigest()[:12]


def _describe(
    connection: duckdb.DuckDBPyConnection, run: Run, values: SourceValues, years: dict[int, LakeYear]
) -> SourceManifest:
    """The manifest of the new state."""
    manifest = SourceManifest(
        values.mapping.source_id,
        superseded=values.state.superseded,
        years=years,
        key_check=run.key.check(),
        lake_program=lake_program(),
        mapping_hash=values.mapping.content_hash,
        formats_hash=values.mapping.formats_hash,
        codes_hash=run.registry.codes_hash,
    )
    manifest = replace(manifest, deliveries=_describe_deliveries(connection, values, manifest))
    return replace(
        manifest,
        hashes=_describe_files(values, manifest.named_files()),
        findings=(
            *values.state.findings,
            *values.corrected.findings,
            *find_remarks(connection, values),
            *find_thin_months(connection, values, read_receipts(run.layout.landing_of(manifest.source_id))),
        ),
    )


def _describe_files(values: SourceValues, names: Iterable[str]) -> dict[str, FileHash]:
    """What each file was when it was written: by staging, or now."""
    staged = values.state.hashes
    return {name: staged.get(name) or hash_lake_file(values.lake / name) for name in sorted(set(names))}


def _describe_deliveries(
    connection: duckdb.DuckDBPyConnection, values: SourceValues, manifest: SourceManifest
) -> tuple[LakeDelivery, ...]:
    """The rows of table `delivery`, without the times of receipt, which are landing's."""
    query = "select delivery_id, sum(n_rows)::bigint from superseded group by all"
    older: dict[str, int] = dict(connection.execute(query).fetchall())
    files = [str(values.lake / name) for name in manifest.files_of("contact")]
    current: dict[str, tuple[int, int]] = {}
    if files:
        query = "select delivery_id, count(*), sum(n_reasons)::bigint from read_parquet($1) group by delivery_id"
        current = {row[0]: (row[1], row[2]) for row in connection.execute(query, [files]).fetchall()}
    n_counts: dict[str, int] = {}
    if values.counts:
        query = "select delivery_id, count(*) from current_count group by delivery_id"
        n_counts = dict(connection.execute(query).fetchall())
        older |= count_replaced_records(connection)
    dropped = values.corrected.dropped or {}
    return tuple(
        _describe_delivery(
            one,
            current.get(one.delivery_id, (0, 0)),
            one.n_used if is_counted(one) and one.status_code == "superseded" else older.get(one.delivery_id, 0),
            dropped.get(one.delivery_id, 0),
            n_counts.get(one.delivery_id, 0) if is_counted(one) else None,
        )
        for one in values.state.deliveries
    )


def _describe_delivery(
    one: Staged, current: tuple[int, int], n_superseded: int, n_dropped: int, n_counts: int | None
) -> LakeDelivery:
    """`current`: contacts that rest on it, and their distinct reasons."""
    n_contacts, n_reasons = current
    return LakeDelivery(
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
        lists=one.lists,
        answers=one.answers,
        rejected=one.rejected,
        n_counts=n_counts,
    )


def _remove_unnamed(lake: Path, manifest: SourceManifest, state: StageState) -> None:
    """Delete files that neither the manifest nor the state of staging names: what was shown before, or half-made."""
    named = {*manifest.named_files(), state.superseded}
    named |= {name for one in state.deliveries for name in (one.staged, one.lists, one.rejected)}
    for path in sorted(lake.rglob("*.parquet")):
        if path.relative_to(lake).as_posix() not in named:
            path.unlink()
