"""What the lake says of the network's tables: `lake/_network/<step>.json`, as a typed model.

Belongs here: its shape, reading and writing it, and the file of a table. Does not belong here: making the tables
(`network.tables`). Readers follow these manifests only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict

from warehouse.store.checked_json import read_checked, write_checked
from warehouse.store.lake_files import FileHash
from warehouse.store.layout import Layout

NETWORK_STEPS = ("assess", "tabulate")
"""The steps that make tables of the network, in this order."""


@dataclass(frozen=True)
class NetworkManifest:
    """The current file of every table of a step, below the network's folder, and rows by table (`n_<table>`)."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    fingerprint: str = ""
    tables: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, FileHash] = field(default_factory=dict)


def network_folder(layout: Layout) -> Path:
    """Where the tables of the network lie."""
    return layout.lake / "_network"


def read_network_manifest(layout: Layout, step_name: str) -> NetworkManifest | None:
    """What a step made; None before its first run. Raises DamagedFileError."""
    return read_checked(network_folder(layout) / f"{step_name}.json", NetworkManifest)


def write_network_manifest(layout: Layout, step_name: str, manifest: NetworkManifest) -> None:
    """Show the tables of a step, in one rename."""
    write_checked(network_folder(layout) / f"{step_name}.json", manifest)


def named_tables(layout: Layout, step_name: str) -> dict[str, Path]:
    """The current file of every table that a step made, by table; empty before its first run."""
    manifest = read_network_manifest(layout, step_name) or NetworkManifest()
    return {table: network_folder(layout) / name for table, name in sorted(manifest.tables.items())}
