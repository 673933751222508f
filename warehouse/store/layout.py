"""Where things lie in a warehouse folder.

Belongs here: paths, and nothing but paths. Does not belong here: reading or writing what lies there.

    <root>/landing/<source>/<delivery_id>/   bytes as received + manifest.json     (restricted, 0700)
    <root>/landing/<source>/receipts.json    which bytes arrived, in what order
    <root>/lake/<source>/...                 Parquet + manifest.json               (restricted, 0700)
    <root>/releases/rNNNN/                   helplines.duckdb, public/, ...
    <root>/current -> releases/rNNNN
    <root>/work/                             temporaries of a run; emptied by the next run
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DATABASE = "helplines.duckdb"
"""The file of a release that analysts open."""


@dataclass(frozen=True)
class Layout:
    """The paths of one warehouse."""

    root: Path

    @property
    def landing(self) -> Path:
        return self.root / "landing"

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def releases(self) -> Path:
        return self.root / "releases"

    @property
    def current(self) -> Path:
        return self.root / "current"

    @property
    def work(self) -> Path:
        return self.root / "work"

    @property
    def database(self) -> Path:
        """The DuckDB file that readers open (read_only=True)."""
        return self.current / DATABASE

    @property
    def key_check(self) -> Path:
        """HMAC(key, "check"): refuses another key for the same lake."""
        return self.lake / "key_check"

    def landing_of(self, source_id: str) -> Path:
        return self.landing / source_id

    def lake_of(self, source_id: str) -> Path:
        return self.lake / source_id

    def source_manifest(self, source_id: str) -> Path:
        return self.lake / source_id / "manifest.json"

    def held(self, source_id: str) -> Path:
        """Findings that hold the source back; absent while it is good."""
        return self.lake / source_id / "held.json"

    def stage_state(self, source_id: str) -> Path:
        """What staging knows of every delivery; only staging and harmonising read it."""
        return self.lake / source_id / "stage.json"

    def landing_findings(self, source_id: str) -> Path:
        """What landing found about the files that lie at the address."""
        return self.landing / source_id / "findings.json"

    def failed_pull(self, source_id: str) -> Path:
        """What the last pull could not fetch; absent where it succeeded."""
        return self.landing / source_id / "failed_pull.json"

    def unfinished(self, source_id: str) -> Path:
        """How far the source's last run came; absent where it came to its end."""
        return self.lake / source_id / "unfinished.json"

    @property
    def run_lock(self) -> Path:
        """Held by a command that runs what is new. No source's lock: their ids begin with a letter."""
        return self.lock("_run")

    @property
    def damage_log(self) -> Path:
        """Which files were found damaged, and when."""
        return self.root / "damage.log"

    def lock(self, name: str) -> Path:
        return self.root / "locks" / f"{name}.lock"
