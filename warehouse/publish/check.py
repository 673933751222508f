"""Whether a release may be shown, and whether one that was shown is still whole.

Belongs here: checks of a candidate before it is renamed, and of a release folder against its own manifest. Does not
belong here: building either (`warehouse.publish.release`, `warehouse.publish.step`), or disclosure control of
`public/`. Every check returns sentences that name tables, deliveries and counts, never content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import duckdb
from pydantic import ConfigDict

from schemas.contract.table import Table
from warehouse.publish.release import CATALOG, ReleaseRefusedError
from warehouse.store.checked_json import read_checked
from warehouse.store.damage import DamagedFileError
from warehouse.store.engine import sql_text
from warehouse.store.key import Key
from warehouse.store.lake_files import FileHash, damaged_files
from warehouse.store.layout import DATABASE

MANIFEST = "manifest.json"
MOST_NAMED = 5
"""Of a long list of broken things, how many a sentence names."""
READ_BYTES = 1 << 24
PAD_BYTES = 64
FILL_BYTES = 32
"""A pad ends in as many filling bytes: the part of it that is the same under every key."""


@dataclass(frozen=True)
class ReleaseManifest:
    """`manifest.json` of a release: what it was made from, what it holds, and what its files were when published."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    release_number: int
    content_digest: str
    shape_digest: str
    inputs: dict[str, str]
    counts: dict[str, int]
    n_sources: int
    n_held: int
    files: dict[str, FileHash]
    statistics_digest: str = ""
    """Of the tables that depend on earlier releases; empty in releases made before there were any."""


def read_release_manifest(folder: Path) -> ReleaseManifest | None:
    """The manifest of a release; None where it has none. Raises DamagedFileError."""
    return read_checked(folder / MANIFEST, ReleaseManifest)


def refuse_broken_candidate(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, Table],
    expected_rows: Mapping[str, int],
    canaries: Sequence[str] = (),
) -> None:
    """Check the candidate attached as catalog `release`; raise ReleaseRefusedError with everything that is wrong.

    `expected_rows`: rows by table as the lake's manifests count them.
    """
    complaints = [
        *_rows_that_differ(connection, expected_rows),
        *_without_comment(connection),
        *_broken_laws(connection),
        *_keys_that_repeat(connection, contracts),
        *_canaries_found(connection, contracts, canaries),
    ]
    if complaints:
        raise ReleaseRefusedError(
            "The new release was not published, the current one stays:\n"
            + "\n".join(f"- {complaint}" for complaint in complaints)
            + "\nRun: harmonise doctor"
        )


def refuse_key_in_file(path: Path, key: Key, source_ids: Iterable[str]) -> None:
    """Raise ReleaseRefusedError where the bytes of the file hold a padded key of one of the sources."""
    pads = {pad for source_id in source_ids for pad in key.for_source(source_id).pads()}
    tails = {pad[-FILL_BYTES:] for pad in pads}
    kept = b""
    with path.open("rb") as file:
        while block := file.read(READ_BYTES):
            text = kept + block
            # one cheap search for the filling decides whether the many dear ones are needed
            if any(tail in text for tail in tails) and any(pad in text for pad in pads):
                raise ReleaseRefusedError(f"{path.name}: the file holds the pseudonym key; it was not published.")
            kept = text[-PAD_BYTES:]


def verify_release(folder: Path) -> tuple[str, ...]:
    """What is wrong with a release folder: sentences, none where every file is as it was when it was published."""
    try:
        manifest = read_release_manifest(folder)
    except DamagedFileError as error:
        return (f"{error.damage}. Run: harmonise run",)
    if manifest is None:
        return (f"{folder}: there is no {MANIFEST}; this is no whole release.",)
    complaints = [f"{one}. Run: harmonise run" for one in damaged_files(folder, sorted(manifest.files), manifest.files)]
    if (folder / f"{DATABASE}.wal").exists():
        complaints.append(
            f"{folder / DATABASE}.wal: somebody opened the release to write. Open it with read_only=True; "
            "run again to replace it."
        )
    return tuple(complaints)


def _rows_that_differ(connection: duckdb.DuckDBPyConnection, expected_rows: Mapping[str, int]) -> list[str]:
    complaints = []
    for name, expected in sorted(expected_rows.items()):
        found = _number(connection, f"select count(*) from {CATALOG}.main.{name}")
        if found != expected:
            complaints.append(f"{name}: {found} rows, the lake's manifests count {expected}")
    return complaints


def _without_comment(connection: duckdb.DuckDBPyConnection) -> list[str]:
    names = _names(connection, "without_comment")
    return [f"{name}: it carries no comment" for name in names[:MOST_NAMED]]


def _broken_laws(connection: duckdb.DuckDBPyConnection) -> list[str]:
    complaints = []
    for check, sentence in (
        ("broken_conservation", "law 1 does not hold for {n} deliveries: {some}"),
        ("miscounted_deliveries", "contacts of {n} deliveries are not as many as the lake counts: {some}"),
    ):
        broken = _names(connection, check)
        if broken:
            complaints.append(sentence.format(n=len(broken), some=", ".join(broken[:MOST_NAMED])))
    complaints += [f"{n_rows} rows of {what}" for what, n_rows in _rows(connection, "orphans") if n_rows]
    miscounted = _number(connection, _sql_of("miscounted_reasons"))
    if miscounted:
        complaints.append(f"n_reasons of {miscounted} contacts is not the number of their reasons")
    return complaints


def _keys_that_repeat(connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Table]) -> list[str]:
    complaints = []
    for name, contract in contracts.items():
        relation = f"{CATALOG}.main.{name}"
        if not _number(connection, contract.repeated_key_hashes_query(relation)):
            continue
        if repeated := _number(connection, contract.repeated_keys_query(relation)):
            complaints.append(f"{name}: {repeated} rows repeat a key ({', '.join(contract.key)})")
    return complaints


def _canaries_found(
    connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Table], canaries: Sequence[str]
) -> list[str]:
    complaints = []
    found = " or ".join("contains(cast(line as varchar), ?)" for _ in canaries)
    for name in contracts if canaries else ():
        n_rows = _number(
            connection,
            f"select count(*) from {CATALOG}.main.{name} as line where {found}",
            list(canaries),
        )
        if n_rows:
            complaints.append(f"{name}: {n_rows} rows hold a canary")
    return complaints


def _number(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> int:
    row = connection.execute(query, list(values)).fetchone()
    return int(row[0]) if row else 0


def _names(connection: duckdb.DuckDBPyConnection, check: str) -> list[str]:
    return [str(row[0]) for row in _rows(connection, check)]


def _rows(connection: duckdb.DuckDBPyConnection, check: str) -> list[tuple[object, ...]]:
    return connection.execute(_sql_of(check)).fetchall()


def _sql_of(check: str) -> str:
    return sql_text(f"publish/check/{check}")
