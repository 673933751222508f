"""Which landed file is the companion of which delivery.

Belongs here: matching companions to main files by what is caught in their names. Does not belong here: opening them
(`companions`), or landing (a companion is landed as a delivery of its own).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from schemas.mapping.count_export import AnyExport
from schemas.mapping.export import Companion
from warehouse.land.delivery import Manifest, list_deliveries, read_manifest
from warehouse.land.file_names import catch_in_name, matches_glob
from warehouse.land.receipts import latest_arrivals, read_receipts
from warehouse.read.rejects import UnreadableError

_CAUGHT = re.compile(r"\([^()]*%[^()]*\)")


def glob_of(pattern: str) -> str:
    """A name pattern as a glob: what is caught becomes `*`."""
    return _CAUGHT.sub("*", pattern)


def is_pattern(text: str) -> bool:
    """Whether something is caught in the name."""
    return bool(_CAUGHT.search(text))


def companion_named(exports: Sequence[AnyExport], name: str) -> Companion | None:
    """The companion that a file of that name is, if it is one."""
    companions = (companion for export in exports for companion in export.companions.values() if companion.files)
    return next((companion for companion in companions if matches_glob(glob_of(companion.files), name)), None)


@dataclass(frozen=True)
class LandedDelivery:
    """A delivery in landing; `arrival` numbers the last time that it came."""

    folder: Path
    manifest: Manifest
    arrival: int
    names: tuple[str, ...] = ()
    """Every name under which its files came."""

    @property
    def name(self) -> str:
        """The name of its first file."""
        return self.manifest.files[0].name


def list_landed(landing: Path) -> list[LandedDelivery]:
    """Every delivery of a source, by delivery id."""
    arrivals = latest_arrivals(landing)
    names: dict[str, list[str]] = defaultdict(list)
    for receipt in read_receipts(landing):
        names[receipt.delivery_id] += receipt.names
    return [
        LandedDelivery(
            folder, read_manifest(folder), arrivals.get(folder.name, 0), tuple(sorted(set(names[folder.name])))
        )
        for folder in list_deliveries(landing)
    ]


def is_ignored(delivery: LandedDelivery, ignore: Sequence[str]) -> bool:
    """Whether `ignore_files` names a delivery that has landed, under every name that it came by: it may have come
    before they said so, and the same bytes may have come under a name that is none of theirs.
    """
    names = delivery.names or tuple(file.name for file in delivery.manifest.files)
    return all(any(matches_glob(glob, name) for glob in ignore) for name in names)


def find_companions(
    export: AnyExport, delivery: LandedDelivery, landed: Sequence[LandedDelivery], shown: str
) -> dict[str, LandedDelivery]:
    """The companion of each name of a delivery: itself, where it stands in the same file. `shown`: its name.

    Of several files that belong to it the latest received counts. Raises UnreadableError where one is not there.
    """
    found = {}
    for name, companion in sorted(export.companions.items()):
        fitting = _fitting(companion, delivery, landed)
        if not fitting:
            raise UnreadableError(
                "missing_companion",
                "",
                {"file_name": shown, "companion": name, "pattern": companion.files},
            )
        if len({other.name for other in fitting}) > 1:
            raise UnreadableError(
                "ambiguous_file",
                "companions",
                {"file_name": shown, "companion": name, "n_files": len(fitting)},
            )
        found[name] = fitting[-1]
    return found


def _fitting(companion: Companion, main: LandedDelivery, landed: Sequence[LandedDelivery]) -> list[LandedDelivery]:
    """The files that may be this companion of a main file, the one that counts last."""
    if not companion.files:
        return [main]
    found = [other for other in landed if _belongs(companion, other.name, main.manifest)]
    return sorted(found, key=lambda other: (other.arrival, other.manifest.delivery_id))


def companion_status(
    exports: Sequence[AnyExport], delivery: LandedDelivery, landed: Sequence[LandedDelivery]
) -> Literal["companion", "superseded", "held"]:
    """What became of a companion: read with its main file, replaced by a later one, or waiting for a main file."""
    places = [
        _fitting(companion, main, landed)
        for export in exports
        for companion in export.companions.values()
        if companion.files
        for main in landed
        if matches_glob(export.files, main.name)
    ]
    mine = [fitting for fitting in places if delivery in fitting and len({other.name for other in fitting}) == 1]
    if not mine:
        return "held"
    return "companion" if any(fitting[-1] == delivery for fitting in mine) else "superseded"


def _belongs(companion: Companion, name: str, main: Manifest) -> bool:
    if not matches_glob(glob_of(companion.files), name):
        return False
    if not is_pattern(companion.files):
        return True
    caught = catch_in_name(companion.files, name)
    return caught is not None and caught == (main.files[0].slot or main.files[0].newest)
