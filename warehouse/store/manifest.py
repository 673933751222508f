"""What the lake says of one source: its current files, its deliveries and its findings, as typed models.

Belongs here: the shape of `lake/<source>/manifest.json`, of `held.json` beside it and of landing's `findings.json`, and
the one way to read and write each. Does not belong here: making any of them (`harmonise`, `ingest`), or the state of
staging (`stage.state`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import ConfigDict

from schemas.finding import Finding
from warehouse.store.checked_json import read_checked, write_checked
from warehouse.store.lake_files import FileHash
from warehouse.store.layout import Layout

NOT_READ = ("held", "refused")
"""States of a delivery that could not be read as declared: nothing of it is in the lake."""


@dataclass(frozen=True)
class LakeYear:
    """One year of a source: its files (below the source's folder) and rows, by table. The name of a file carries the
    fingerprint of what it was made from.

    A year with contacts has the files of contacts, one with counts `reported_count`; `source_value` covers both.
    `n_counted`: the contacts in counts, by the axis and periods that tell most; None where nothing came as counts.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    files: dict[str, str]
    counts: dict[str, int]
    n_counted: int | None = None


@dataclass(frozen=True)
class LakeDelivery:
    """One delivery as the lake took it in: the row of table `delivery` without its time of receipt, which is landing's.

    `staged`, `lists` and `rejected` are files below the source's folder, empty where there is none; `answers`:
    the one-answer fields that its format records. `n_counts` is None where the delivery holds contacts.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    delivery_id: str
    file_name: str
    n_bytes: int
    encoding: str
    identity_code: str
    n_rows: int
    n_rows_used: int
    n_superseded: int
    n_ignored: int
    n_rejected: int
    n_contacts: int
    n_reasons: int
    status_code: str
    staged: str
    lists: str
    answers: tuple[str, ...]
    rejected: str
    n_counts: int | None = None

    @property
    def is_read(self) -> bool:
        """True where the delivery could be read as declared, though a newer one may have superseded it."""
        return self.status_code not in NOT_READ


@dataclass(frozen=True)
class SourceManifest:
    """`lake/<source>/manifest.json`: a source's last good state. No time is in it: equal input, equal bytes.

    `hashes`: what each file that is named here was when it was written, by its name below the source's folder.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    source_id: str
    deliveries: tuple[LakeDelivery, ...] = ()
    superseded: str = ""
    years: dict[int, LakeYear] = field(default_factory=dict)
    hashes: dict[str, FileHash] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    key_check: str = ""
    lake_program: str = ""
    mapping_hash: str = ""
    formats_hash: str = ""
    codes_hash: str = ""

    @property
    def contact_years(self) -> dict[int, LakeYear]:
        """The years with contacts."""
        return {year: content for year, content in self.years.items() if "contact" in content.files}

    @property
    def n_counted(self) -> int | None:
        """The contacts in counts of all years; None where nothing came as counts."""
        known = [year.n_counted for year in self.years.values() if year.n_counted is not None]
        return sum(known) if known else None

    def files_of(self, table: str) -> list[str]:
        """The files of a table, oldest year first."""
        return [year.files[table] for _, year in sorted(self.years.items()) if table in year.files]

    def named_files(self) -> Iterator[str]:
        """Every file of the state: tables of years, staged and rejected records, superseded ones."""
        for _, year in sorted(self.years.items()):
            yield from year.files.values()
        for one in self.deliveries:
            yield from (name for name in (one.staged, one.lists, one.rejected) if name)
        if self.superseded:
            yield self.superseded


@dataclass(frozen=True)
class NotedFindings:
    """`held.json` (why a source is held back) and landing's `findings.json` (what the last pull met)."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    findings: tuple[Finding, ...]
    years: tuple[int, ...] = ()
    """Of a source that is held back: the years that its new state would have."""


def read_source_manifest(layout: Layout, source_id: str) -> SourceManifest | None:
    """The last good state of a source; None where it has none yet. Raises DamagedFileError."""
    return read_checked(layout.source_manifest(source_id), SourceManifest)


def has_lake(layout: Layout, source_id: str) -> bool:
    """Whether the source has anything in the lake: contacts, or at least deliveries that were looked at."""
    manifest = read_source_manifest(layout, source_id)
    return manifest is not None and bool(manifest.deliveries)


def write_source_manifest(layout: Layout, manifest: SourceManifest) -> None:
    """Show a new state of a source, in one rename."""
    write_checked(layout.source_manifest(manifest.source_id), manifest)


def read_held(layout: Layout, source_id: str) -> tuple[Finding, ...] | None:
    """Why a source is held back; None while it is good. Raises DamagedFileError."""
    noted = read_checked(layout.held(source_id), NotedFindings)
    return None if noted is None else noted.findings


def read_years_of_held(layout: Layout, source_id: str) -> tuple[int, ...]:
    """The years that the new state of a held source would have; none while it is good. Raises DamagedFileError."""
    noted = read_checked(layout.held(source_id), NotedFindings)
    return () if noted is None else noted.years


def write_held(layout: Layout, source_id: str, findings: Iterable[Finding], years: Iterable[int] = ()) -> None:
    """Hold a source back: its last good state stays. `years`: those that its new state would have."""
    write_checked(layout.held(source_id), NotedFindings(tuple(findings), tuple(sorted(years))))


def read_landing_findings(layout: Layout, source_id: str) -> tuple[Finding, ...] | None:
    """What the last pull of a source met; None before its first. Raises DamagedFileError."""
    noted = read_checked(layout.landing_findings(source_id), NotedFindings)
    return None if noted is None else noted.findings


def write_landing_findings(layout: Layout, source_id: str, findings: Iterable[Finding]) -> None:
    """Note what a pull met, in the place of what the one before it met."""
    write_checked(layout.landing_findings(source_id), NotedFindings(tuple(findings)))


def read_failed_pull(layout: Layout, source_id: str) -> tuple[Finding, ...] | None:
    """What the last pull could not fetch; None where it succeeded. Raises DamagedFileError."""
    noted = read_checked(layout.failed_pull(source_id), NotedFindings)
    return None if noted is None else noted.findings


def write_failed_pull(layout: Layout, source_id: str, findings: Iterable[Finding]) -> None:
    """Note what a pull could not fetch."""
    write_checked(layout.failed_pull(source_id), NotedFindings(tuple(findings)))


def clear_failed_pull(layout: Layout, source_id: str) -> None:
    """Forget what earlier pulls could not fetch: this one succeeded."""
    layout.failed_pull(source_id).unlink(missing_ok=True)
