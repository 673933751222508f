"""A delivery under the name that may be shown of it: what readers name in refusals, rejects and remarks.

Belongs here: that name, and giving a reader the landed bytes under it. Does not belong here: how a name is shown
(`warehouse.land.shown_names`), or reading.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from schemas.mapping.count_export import AnyExport
from warehouse.land.delivery import Manifest
from warehouse.land.shown_names import patterns_of, show_name

ID_SHOWN = 6
PACKED = "packed files"
"""How a delivery of many small files is named, after their number."""


def shown_file_name(exports: Sequence[AnyExport], manifest: Manifest) -> str:
    """How tables name the file: as far as a pattern of the mapping spells its name; where that is not all of it, with
    the beginning of its delivery's id, by which it is found in landing. A pack's members are named after contacts, so
    only their number is told.
    """
    if manifest.packed:
        return f"{len(manifest.files)} {PACKED}"
    companions = [companion.files for export in exports for companion in export.companions.values() if companion.files]
    caught = [name for export in exports for name in (export.arrives.slot, export.arrives.newest_by_name)]
    name = manifest.data_name
    shown = show_name(name, patterns_of([export.files for export in exports], [*caught, *companions]))
    return shown if shown == name else f"{shown} ({manifest.delivery_id[:ID_SHOWN]})"


def under_shown_name(
    exports: Sequence[AnyExport], folder: Path, manifest: Manifest, work: Path
) -> tuple[Path, Manifest]:
    """Folder and manifest in which the data file has the name that may be shown of it."""
    shown = shown_file_name(exports, manifest)
    if manifest.packed or shown == manifest.data_name:
        return folder, manifest
    work.mkdir(parents=True, exist_ok=True)
    other = Path(tempfile.mkdtemp(prefix="shown-", dir=work))
    (other / shown).symlink_to((folder / manifest.data_name).resolve())
    return other, replace(manifest, files=(replace(manifest.files[0], name=shown),))
