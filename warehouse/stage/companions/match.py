"""Which landed file is the companion of which delivery.

Belongs here: matching companions to main files by what is caught in their names. Does not belong here: opening them
(`companions`), or landing (a companion is landed as a delivery of its own).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from schemas.mapping.count_export import AnyExport
from schemas.mapping.export import Companion
from warehouse.land.delivery import Manifest, list_deliveries, read_manifest
from warehouse.land.file_names import catch_in_name, matches_glob
from warehouse.land.receipts import Receipt, list_bringing, read_receipts
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
    """A delivery in landing; `arrival` numbers the last time that it brought something."""

    folder: Path
    manifest: Manifest
    arrival: int
    received_on: date
    """The day on which it first came: no contact in it can be later."""
    names: tuple[str, ...] = ()
    """Every name under which its files came."""

    @property
    def name(self) -> str:
        """The name of its first file."""
        return self.manifest.files[0].name


LAST_DAY = date(2100, 12, 30)
"""No receipt counts as later, whatever the machine's clock said: the tables hold the years to 2100."""
Places = Sequence[Sequence[LandedDelivery]]
"""For each main file and companion the files that may be it, the one that counts last."""


def list_landed(landing: Path) -> list[LandedDelivery]:
    """Every delivery of a source, by delivery id."""
    receipts = read_receipts(landing)
    arrivals = {receipt.delivery_id: receipt.arrival for receipt in list_bringing(receipts)}
    received: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        received[receipt.delivery_id].append(receipt)
    folders = list_deliveries(landing)
    return [_describe(folder, received[folder.name], arrivals.get(folder.name, 0)) for folder in folders]


def _describe(folder: Path, receipts: Sequence[Receipt], arrival: int) -> LandedDelivery:
    days = [date.fromisoformat(one.received_at[:10]) for one in receipts]
    return LandedDelivery(
        folder,
        read_manifest(folder),
        arrival=arrival,
        received_on=min([*days, LAST_DAY]) if days else date.today(),
        names=tuple(sorted({name for one in receipts for name in one.names})),
    )


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


def list_places(exports: Sequence[AnyExport], landed: Sequence[LandedDelivery]) -> Places:
    """The places of all companions in files of their own: found once, they serve every delivery of a source."""
    return [
        _fitting(companion, main, landed)
        for export in exports
        for companion in export.companions.values()
        if companion.files
        for main in landed
        if matches_glob(export.files, main.name)
    ]


def place_companion(
    places: Places, delivery: LandedDelivery
) -> tuple[Literal["companion", "superseded", "held"], LandedDelivery | None]:
    """What became of a companion: read with its main file, replaced by a later one, or waiting for a main file; and, of
    one that is read, what stood in its place before it came again.
    """
    mine = [fitting for fitting in places if delivery in fitting and len({other.name for other in fitting}) == 1]
    if not mine:
        return "held", None
    if all(fitting[-1] != delivery for fitting in mine):
        return "superseded", None
    return "companion", next((fitting[-2] for fitting in places if fitting[-1:] == [delivery] and fitting[1:]), None)


def _belongs(companion: Companion, name: str, main: Manifest) -> bool:
    if not matches_glob(glob_of(companion.files), name):
        return False
    if not is_pattern(companion.files):
        return True
    caught = _catch(companion.files, name)
    return caught is not None and caught == (main.files[0].slot or main.files[0].newest)


@cache
def _catch(pattern: str, name: str) -> str | None:
    """As `catch_in_name`: every main file asks it of every companion."""
    return catch_in_name(pattern, name)
