"""A folder of examples, one a structure, that all give the same golden tables.

Belongs here: building one structure, reading its tables and the golden ones. Does not belong here: expectations.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.tiny_source import HEADER, TinySource

Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class StructureFolder:
    """`here`: the folder, with `source.yaml`, `decisions.csv` and `golden/`; `queries`: table -> what is compared."""

    here: Path
    queries: Mapping[str, str]

    def build(self, structure: str, folder: Path) -> TinySource:
        """One structure, from its files to the lake; it may have decisions of its own besides the common ones."""
        decisions = (self.here / "decisions.csv").read_text(encoding="utf-8").removeprefix(HEADER)
        own = self.here / structure / "decisions.csv"
        decisions += own.read_text(encoding="utf-8") if own.is_file() else ""
        export = (self.here / structure / "export.yaml").read_text(encoding="utf-8")
        source = TinySource.write(folder, export, decisions, (self.here / "source.yaml").read_text(encoding="utf-8"))
        shutil.copytree(self.here / structure / "data", source.inbox, dirs_exist_ok=True)
        source.ingest()
        return source

    def tables_of(self, source: TinySource) -> Tables:
        """The core tables as plain values."""
        read = {table: source.rows(query) for table, query in self.queries.items()}
        plain: Tables = json.loads(json.dumps(read, default=str))
        return plain

    def golden(self) -> Tables:
        """What every structure must give."""
        golden = self.here / "golden"
        return {table: json.loads((golden / f"{table}.json").read_text(encoding="utf-8")) for table in self.queries}
