"""Sources and surveys that stand in the lake and that no mapping describes any more.

Belongs here: finding them, and refusing a release without them. Does not belong here: a mapping with mistakes, of which
the lake keeps the last good one (`warehouse.store.broken_mapping`), or files that are gone (`warehouse.stage`).
"""

from __future__ import annotations

from collections.abc import Collection

from warehouse.publish.release import ReleaseRefusedError
from warehouse.store.layout import Layout
from warehouse.store.run import Run

NEXT_STEP = (
    "Give the folder back to the mappings, or correct it (harmonise check); to withdraw a helpline or a survey, move "
    "its folder out of the lake"
)


def list_lost(layout: Layout, described: Collection[str]) -> list[str]:
    """Ids that have a state in the lake and are not among those that are described."""
    folders = layout.lake.iterdir() if layout.lake.is_dir() else ()
    known = {folder.name for folder in folders if layout.source_manifest(folder.name).is_file()}
    return sorted(name for name in known - set(described) if not name.startswith("_"))


def refuse_lost(run: Run) -> None:
    """Raise ReleaseRefusedError where one of them would vanish from the release without a word."""
    if lost := list_lost(run.layout, run.registry.delivering):
        raise ReleaseRefusedError(
            f"{', '.join(lost)}: what came from there is in the lake and no mapping can be read that describes it, so "
            f"it would vanish from the release. {NEXT_STEP}."
        )
