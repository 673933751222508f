"""The mapping with which a source's last good state was made, as far as a release needs it: who the source is, and what
its values were decided to mean.

Belongs here: keeping that beside the state, and taking it where the mapping folder cannot be used any more. Does not
belong here: reading mapping folders (`schemas.registry`), or running a source: no export description is kept.

The file is named by the mapping's hash, as the manifest is: it is there before the manifest names it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from schemas.decision import Decision
from schemas.registry import Mapping, Registry
from schemas.source import Source, SourceDeclared
from warehouse.durable import read_json, write_json
from warehouse.layout import Layout


def keep_mapping(lake: Path, mapping: Mapping) -> None:
    """Write what has to be kept of a mapping, before the manifest of the state made with it is shown."""
    path = _path_of(lake, mapping.content_hash)
    if not path.exists():
        decisions = [one.model_dump(mode="json", by_alias=True, exclude={"line"}) for one in mapping.decisions]
        # as in the hash, the order of lines is nothing
        decisions.sort(key=lambda one: json.dumps(one, sort_keys=True))
        source = mapping.source.declared.model_dump(mode="json", by_alias=True)
        write_json(path, {"source": source, "decisions": decisions})


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
        manifest: dict[str, Any] = read_json(layout.source_manifest(source_id)) or {}
        kept = read_json(_path_of(layout.lake_of(source_id), str(manifest.get("mapping_hash", ""))))
        if kept is None:
            return None
        declared = SourceDeclared.model_validate(kept["source"])
        decisions = tuple(Decision.model_validate(one) for one in kept["decisions"])
    except (ValueError, KeyError, TypeError, ValidationError):
        return None
    return Mapping(Source(source_id=source_id, declared=declared), (), decisions, Path(source_id))


def _path_of(lake: Path, mapping_hash: str) -> Path:
    return lake / f"mapping-{mapping_hash[:12]}.json"
