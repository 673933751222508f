"""Tables of the whole network in the lake: computed from all sources, checked, and shown in one rename.

Belongs here: when such tables are made anew, their files and the JSON that names them (`lake/_network/<step>.json`).
Does not belong here: what is computed (`assess.tables`, `tabulate.tables`). Readers follow the JSON only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from schemas.contract.table import Table, load_tables
from schemas.text.problem import HarmoniseError
from schemas.text.sql import quote
from warehouse.network.lake import attach_as_stored
from warehouse.network.manifest import (
    NETWORK_STEPS,
    NetworkManifest,
    named_tables,
    network_folder,
    read_network_manifest,
    write_network_manifest,
)
from warehouse.network.registers import attach_registers
from warehouse.store.boundary import mark_boundary
from warehouse.store.broken_mapping import mapping_findings
from warehouse.store.contract import check_file
from warehouse.store.damage import DamagedFileError, read_or_note
from warehouse.store.durable import make_restricted_folder, remove_leftovers, replace_file
from warehouse.store.engine import PARQUET, engine, load_table, only_row
from warehouse.store.lake_files import are_whole, hash_files, refuse_damaged
from warehouse.store.layout import Layout
from warehouse.store.lock import exclusive
from warehouse.store.program import NETWORK, program_hash
from warehouse.store.run import Run, StepResult


class NetworkTablesError(HarmoniseError):
    """A table of the network does not keep its contract, or could not be made; the last good tables stay."""


@dataclass(frozen=True)
class NetworkStep:
    """A step that makes tables of the network: its name, the tables, and what makes them in a connection.

    `reads`: tables that an earlier step made and that this one rests on, by table; empty before that step's first run.
    """

    name: str
    tables: tuple[str, ...]
    compute: Callable[[duckdb.DuckDBPyConnection], None]
    reads: Mapping[str, str] = field(default_factory=dict)


def make_network_tables(run: Run, step: NetworkStep) -> StepResult:
    """Make the step's tables where anything that they hang on has changed; the result counts their rows.

    Raises NetworkTablesError where a table breaks its contract (the last good ones stay), LockedError where another
    process makes them.
    """
    folder = make_restricted_folder(network_folder(run.layout))
    with exclusive(run.layout.lock("network"), "The network's tables"):
        fingerprint = _fingerprint(run, step)
        before = _read_before(run.layout, step)
        if before.fingerprint == fingerprint and _are_whole(run.layout, before, step):
            _remove_unnamed(folder, run.layout)  # a run was killed before it came to this
            return StepResult(step.name, None, False, dict(before.counts), _paths(folder, before))
        run.report(step.name, 0, len(step.tables))
        remove_leftovers(folder)
        after = _write_tables(run, step, folder, fingerprint)
        mark_boundary(f"{step.name}.tables_written")
        changed = after.tables != before.tables
        write_network_manifest(run.layout, step.name, after)
        mark_boundary(f"{step.name}.tables_swapped")
        _remove_unnamed(folder, run.layout)
    return StepResult(step.name, None, changed, dict(after.counts), _paths(folder, after))


def _write_tables(run: Run, step: NetworkStep, folder: Path, fingerprint: str) -> NetworkManifest:
    with engine(run.layout.work) as connection:
        try:
            attach_as_stored(connection, run.layout, run.registry.delivering, mapping_findings(run.registry))
            attach_registers(connection, run.registry)
            _attach_earlier(connection, run.layout, step)
            step.compute(connection)
            names: dict[str, str] = {}
            counts: dict[str, int] = {}
            for done, table in enumerate(step.tables, start=1):
                names[table] = f"{table}-{fingerprint}.parquet"
                counts[f"n_{table}"] = _write_table(connection, table, folder / names[table])
                run.report(step.name, done, len(step.tables))
        except duckdb.Error as error:
            # the engine's own words may hold a cell
            kind = type(error).__name__
            raise NetworkTablesError(
                f"{step.name}: the tables could not be made ({kind}); the last ones stay. Run: harmonise doctor"
            ) from None
    return NetworkManifest(fingerprint, names, counts, hash_files(folder, names.values()))


def _attach_earlier(connection: duckdb.DuckDBPyConnection, layout: Layout, step: NetworkStep) -> None:
    """Make relations of the tables of earlier steps that the step reads. Raises DamagedFileError."""
    for table, step_name in sorted(step.reads.items()):
        named = read_network_manifest(layout, step_name) or NetworkManifest()
        if table not in named.tables:
            load_table(connection, table, load_tables()[table].empty())
            continue
        name = named.tables[table]
        refuse_damaged(network_folder(layout), [name], named.hashes)
        path = str(network_folder(layout) / name).replace("'", "''")
        connection.execute(f"create or replace temp view {table} as from read_parquet('{path}')")


def _write_table(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> int:
    """Write one table in a total order, hold it against its contract, give it its name; how many rows it has."""
    temporary = path.with_name(f".{path.name}.tmp")
    target = str(temporary).replace("'", "''")
    contract = load_tables()[table]
    (n_rows,) = only_row(connection, f"copy (from {table} order by {_total_order(contract)}) to '{target}' {PARQUET}")
    broken = check_file(temporary, contract, connection)
    if broken:
        rules = "; ".join(f"{rule} ({count} times)" for rule, count in broken.items())
        temporary.unlink()
        raise NetworkTablesError(
            f"table {table} does not keep its contract: {rules}. The last good one stays. "
            "This is a mistake in the program."
        )
    replace_file(temporary, path)
    return int(n_rows)


def _total_order(contract: Table) -> str:
    """Every column, or the first ones where they are the key: no two rows have the same, and lists need no sorting."""
    first = contract.names[: len(contract.key)]
    return ", ".join(quote(name) for name in first) if first and set(first) == set(contract.key) else "all"


def is_overtaken(run: Run, step: NetworkStep) -> bool:
    """Whether something that the step's tables hang on has changed since they were made; False where there are none."""
    made = _read_before(run.layout, step).fingerprint
    return bool(made) and made != _fingerprint(run, step)


def _fingerprint(run: Run, step: NetworkStep) -> str:
    """16 hex characters that change when a source, a declaration, the vocabulary, the program or a table of an earlier
    step could change a row.
    """
    parts = [run.registry.content_hash, program_hash(NETWORK)]
    for source_id in run.registry.delivering:
        landed = run.layout.landing_findings(source_id)
        for path in (run.layout.source_manifest(source_id), run.layout.held(source_id), landed):
            content = path.read_bytes() if path.is_file() else b""
            parts.append(f"{source_id} {path.name} {hashlib.sha256(content).hexdigest()}")
    for table, step_name in sorted(step.reads.items()):
        earlier = read_network_manifest(run.layout, step_name) or NetworkManifest()
        parts.append(f"{table} {earlier.hashes.get(earlier.tables.get(table, ''))}")
    return hashlib.sha256(json.dumps(parts).encode("utf-8")).hexdigest()[:16]


def _read_before(layout: Layout, step: NetworkStep) -> NetworkManifest:
    return read_or_note(layout, lambda: read_network_manifest(layout, step.name)) or NetworkManifest()


def _are_whole(layout: Layout, named: NetworkManifest, step: NetworkStep) -> bool:
    is_complete = set(named.tables) == set(step.tables)
    return is_complete and are_whole(layout, network_folder(layout), named.tables.values(), named.hashes)


def _paths(folder: Path, named: NetworkManifest) -> tuple[Path, ...]:
    return tuple(folder / file_name for _, file_name in sorted(named.tables.items()))


def _remove_unnamed(folder: Path, layout: Layout) -> None:
    """Delete files of earlier states."""
    try:
        named = {path for step_name in NETWORK_STEPS for path in named_tables(layout, step_name).values()}
    except DamagedFileError:
        return  # the other step has to make its tables anew first
    for path in folder.glob("*.parquet"):
        if path not in named:
            path.unlink()
