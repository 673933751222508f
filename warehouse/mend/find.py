"""Which files of the lake are damaged.

Belongs here: going through everything that the states of a source, or the network's, name. Does not belong here: how
one file is known to be whole (`store.lake_files`, `store.checked_json`), or building anew what is not (`mend`).

What is looked at, and when: `find_visible_damage` (whenever it is asked whether a source has news) reads the JSON
files, which carry a checksum, and the size of every other file. `find_damage` reads every byte (`harmonise
doctor`, and before tables of the network and a release are made). Besides, each step checks every file that it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from warehouse.land.delivery import list_deliveries
from warehouse.land.receipts import read_receipts
from warehouse.network.agreement import read_agreement
from warehouse.network.manifest import NETWORK_STEPS, network_folder, read_network_manifest
from warehouse.stage.state import read_stage_state
from warehouse.store.damage import Damage, DamagedFileError
from warehouse.store.kept_mapping import find_kept_damage
from warehouse.store.lake_files import GONE, FileHash, damage_of_content, damage_of_size
from warehouse.store.layout import Layout
from warehouse.store.manifest import read_held, read_landing_findings, read_source_manifest

Look = Callable[[Path, FileHash | None], str]


def find_visible_damage(layout: Layout, source_id: str) -> list[Damage]:
    """Damage in the lake of a source that is seen without reading its tables."""
    return list(dict.fromkeys(_look(layout, source_id, damage_of_size)))


def find_damage(layout: Layout, source_id: str) -> list[Damage]:
    """Every damage in the lake of a source, every byte read."""
    return list(dict.fromkeys(_look(layout, source_id, damage_of_content)))


def find_network_damage(layout: Layout) -> list[Damage]:
    """Every damage in the tables of the network, every byte read."""
    found: list[Damage] = []
    for step in NETWORK_STEPS:
        try:
            if manifest := read_network_manifest(layout, step):
                names = manifest.tables.values()
                found += _look_at_files(network_folder(layout), names, manifest.hashes, damage_of_content)
        except DamagedFileError as error:
            found.append(error.damage)
    try:
        read_agreement(layout)
    except DamagedFileError as error:
        found.append(error.damage)
    return found


def _look(layout: Layout, source_id: str, look: Look) -> Iterator[Damage]:
    lake = layout.lake_of(source_id)
    for read in (read_held, read_landing_findings, _read_receipts):
        try:
            read(layout, source_id)
        except DamagedFileError as error:
            yield error.damage
    try:
        state = read_stage_state(layout, source_id)
        yield from _look_at_files(lake, state.named_files(), state.hashes, look)
    except DamagedFileError as error:
        yield error.damage
    try:
        manifest = read_source_manifest(layout, source_id)
    except DamagedFileError as error:
        yield error.damage
        return
    if manifest is not None:
        yield from _look_at_files(lake, manifest.named_files(), manifest.hashes, look)
        if manifest.mapping_hash:
            yield from find_kept_damage(lake, manifest.mapping_hash)
    elif not layout.held(source_id).exists() and list_deliveries(layout.landing_of(source_id)):
        yield Damage(layout.source_manifest(source_id), GONE)


def _read_receipts(layout: Layout, source_id: str) -> object:
    return read_receipts(layout.landing_of(source_id))


def _look_at_files(folder: Path, names: Iterable[str], hashes: Mapping[str, FileHash], look: Look) -> Iterator[Damage]:
    for name in names:
        if wrong := look(folder / name, hashes.get(name)):
            yield Damage(folder / name, wrong)
