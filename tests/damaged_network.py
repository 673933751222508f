"""A network to damage: what its runs are, without Dagster, and what of it has to come back.

Belongs here: its runs and what its lake and release say. Does not belong here: any damage (`test_damaged_lake`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.base.settings import Settings
from warehouse.assess.step import assess
from warehouse.mend.mend import mend_sources
from warehouse.publish.check import read_release_manifest, verify_release
from warehouse.publish.retention import shown_release
from warehouse.publish.step import publish
from warehouse.steps import harmonise_source, has_news, land_source, stage_source
from warehouse.store.damage import read_noted_damage
from warehouse.store.run import Run
from warehouse.tabulate.step import tabulate


@dataclass(frozen=True)
class Network:
    """A network that was taken in and published once."""

    settings: Settings

    @property
    def run(self) -> Run:
        return self.settings.open_run()

    @property
    def root(self) -> Path:
        return self.settings.layout.root

    def ingest(self, source_id: str) -> None:
        land_source(self.run, source_id, self.address(source_id))
        stage_source(self.run, source_id)
        harmonise_source(self.run, source_id)

    def address(self, source_id: str) -> str:
        return self.settings.resolve_address(f"{source_id}/*")

    def news(self, source_id: str) -> str | None:
        return has_news(self.run, source_id, self.address(source_id))

    def next_run(self, version: str) -> str:
        """What `harmonise run` does, without Dagster; the digest of the release. `version` makes a release due."""
        self.ingest_news()
        mend_sources(self.run)
        return self.release(version)

    def ingest_news(self) -> None:
        for source_id in sorted(self.run.registry.sources):
            if self.news(source_id) is not None:
                self.ingest(source_id)

    def release(self, version: str) -> str:
        """The job `publish` without its first act; the digest."""
        self.compute()
        publish(self.run, version)
        return self.digest()

    def compute(self) -> None:
        """Make the tables of the network."""
        assess(self.run)
        tabulate(self.run)

    def digest(self) -> str:
        shown = shown_release(self.settings.layout)
        assert shown is not None and not verify_release(shown)
        manifest = read_release_manifest(shown)
        assert manifest is not None
        return manifest.content_digest

    def lake(self) -> dict[str, bytes]:
        files = (path for path in self.settings.layout.lake.rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in sorted(files)}

    def times(self, source_id: str) -> dict[Path, int]:
        folder = self.settings.layout.lake_of(source_id)
        return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}

    def noted(self) -> list[str]:
        return read_noted_damage(self.settings.layout)
