"""The mapping with which a source's last good state was made, as far as a release needs it: who the source is, and what
its values were decided to mean.

Belongs here: keeping that beside the state, and taking it where the mapping folder cannot be used any more. Does not
belong here: reading mapping folders (`schemas.mapping.registry`), or running a source: no export description is kept.

The file is named by the mapping's hash, as the manifest is: it is there before the manifest names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from schemas.mapping.decision import Decision
from schemas.mapping.registry import Mapping, Registry
from schemas.mapping.source import Source, SourceDeclared
from warehouse.store.checked_json import read_checked, write_checked
from warehouse.store.damage import Damage, DamagedFileError, read_or_note
from warehouse.store.lake_files import GONE
from warehouse.store.layout import Layout
from warehouse.store.manifest import read_source_manifest


@dataclass(frozen=True)
class KeptMapping:
    """What is kept: `source.yaml` and `decisions.csv`, without places in files."""

    source: SourceDeclared
    decisions: tuple[Decision, ...]


def keep_mapping(layout: Layout, mapping: Mapping) -> None:
    """Write what has to be kept of a mapping, before the manifest of the state made with it is shown."""
    path = _path_of(layout.lake_of(mapping.source_id), mapping.content_hash)
    if read_or_note(layout, lambda: read_checked(path, KeptMapping)) is None:
        # as in the hash, the order of lines is nothing
        decisions = sorted((one.model_copy(update={"line": 0}) for one in mapping.decisions), key=_spell)
        write_checked(path, KeptMapping(mapping.source.declared, tuple(decisions)))


def find_kept_damage(lake: Path, mapping_hash: str) -> Iterator[Damage]:
    """What is wrong with what was kept of the mapping of that hash; nothing where it is whole."""
    path = _path_of(lake, mapping_hash)
    try:
        if read_checked(path, KeptMapping) is None:
            yield Damage(path, GONE)
    except DamagedFileError as error:
        yield error.damage


def _spell(decision: Decision) -> str:
    return decision.model_dump_json()


def drop_older_mappings(lake: Path, mapping: Mapping) -> None:
    """Delete what was kept for earlier states."""
    for path in lake.glob("mapping-*.json"):
        if path != _path_of(lake, mapping.content_hash):
            path.unlink()


def with_kept_mappings(registry: Registry, layout: Layout) -> Registry:
    """The registry in which a source with a broken mapping is known as its last good state has it.

    Who it is, its own `source.yaml` says wherever that can be read; what its values mean, only what was kept.
    """
    sources = dict(registry.sources)
    for source_id in registry.broken:
        kept = _read_kept(layout, source_id)
        now = sources.get(source_id)
        if kept is not None:
            sources[source_id] = replace(kept, source=now.source, folder=now.folder) if now else kept
    return replace(registry, sources=dict(sorted(sources.items())))


def _read_kept(layout: Layout, source_id: str) -> Mapping | None:
    """None where the source has no good state, or where what was kept cannot be read any more."""
    try:
        manifest = read_source_manifest(layout, source_id)
        if manifest is None:
            return None
        kept = read_checked(_path_of(layout.lake_of(source_id), manifest.mapping_hash), KeptMapping)
    except DamagedFileError:
        return None
    if kept is None:
        return None
    return Mapping(Source(source_id=source_id, declared=kept.source), (), kept.decisions, Path(source_id))


def _path_of(lake: Path, mapping_hash: str) -> Path:
    return lake / f"mapping-{mapping_hash[:12]}.json"
