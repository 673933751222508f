"""What a delivery is: the file formats of a source, and the manifest that lies beside landed bytes.

Belongs here: the typed shapes of landing, reading a manifest, finding damage, and what a file name says (which format
describes it, its slot, its date). Does not belong here: fetching or writing bytes (`warehouse.land.step`), counts of
rows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from schemas.text.problem import HarmoniseError
from warehouse.store.durable import write_restricted

MANIFEST_NAME = "manifest.json"
PACK_NAME = "pack.tar"
BLOCK_BYTES = 1 << 18
"""Stays in a processor's cache between reading, hashing and writing: larger blocks are several times slower."""


class DeliveryError(HarmoniseError):
    """A manifest is missing or cannot be read, or a file-name pattern cannot be understood."""


@dataclass(frozen=True)
class FileFormat:
    """Which files one export description is for.

    `files` is a glob (`*` within a folder, `**` across folders) for the path below the address, or for the bare name.
    `packs`: one object per file, so one pull is one delivery. `slot` and `newest` are name patterns such as
    `registro_(%Y).csv`: the bracketed strftime part is what is caught, the rest is literal with `*` as wildcard.
    """

    name: str
    files: str
    packs: bool = False
    slot: str | None = None
    newest: str | None = None


@dataclass(frozen=True)
class LandedFile:
    """One file of a delivery. `name` is its path below the address when it first arrived; `slot` and `newest` are ISO
    texts (`2023`, `2023-05`, `2023-05-14`) that sort by time; `offset` is where its bytes begin in the pack.
    """

    name: str
    n_bytes: int
    sha256: str
    slot: str | None = None
    newest: str | None = None
    offset: int | None = None


@dataclass(frozen=True)
class Manifest:
    """`manifest.json` of one delivery: names, sizes, hashes. No time and no count of rows is in it."""

    delivery_id: str
    source_id: str
    format: str
    files: tuple[LandedFile, ...]
    packed: bool
    n_bytes: int

    @property
    def data_name(self) -> str:
        """Name of the one data file in the delivery's folder."""
        return PACK_NAME if self.packed else stored_name(self.files[0].name)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as written to `manifest.json`."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Manifest:
        """Read back what `as_dict` gave."""
        return cls(**{**values, "files": tuple(LandedFile(**file) for file in values["files"])})


def stored_name(name: str) -> str:
    """The name under which a single file is kept in its delivery's folder."""
    bare = name.rsplit("/", 1)[-1]
    return f"received_{bare}" if bare == MANIFEST_NAME else bare


def identify_delivery(files: Sequence[LandedFile]) -> str:
    """Id of a delivery (24 hex characters): its files' sorted content hashes and what was caught in their names."""
    content = sorted((file.sha256, file.slot or "", file.newest or "") for file in files)
    return hashlib.sha256(json.dumps(content).encode("ascii")).hexdigest()[:24]


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a delivery's folder. Raises DeliveryError where it is missing or damaged."""
    path = folder / MANIFEST_NAME
    try:
        return Manifest.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError) as error:
        reason = type(error).__name__
        message = (
            f"{path}: the manifest cannot be read ({reason}). Delete the folder and run again: it is fetched anew."
        )
        raise DeliveryError(message) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest.json` into a folder that is not yet in place (the caller syncs and renames it)."""
    text = json.dumps(manifest.as_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    write_restricted(folder / MANIFEST_NAME, text + "\n")


def list_deliveries(landing_folder: Path) -> tuple[Path, ...]:
    """Folders of a source's landed deliveries, by delivery id."""
    if not landing_folder.is_dir():
        return ()
    return tuple(sorted(path for path in landing_folder.iterdir() if path.is_dir() and not path.name.startswith(".")))


def verify_delivery(folder: Path) -> tuple[str, ...]:
    """Hash a delivery's files again: names of those that are damaged or missing, `manifest.json` included."""
    try:
        manifest = read_manifest(folder)
    except DeliveryError:
        return (MANIFEST_NAME,)
    if manifest.delivery_id != folder.name or identify_delivery(manifest.files) != manifest.delivery_id:
        return (MANIFEST_NAME,)
    try:
        with (folder / manifest.data_name).open("rb") as data:
            return tuple(file.name for file in manifest.files if _hash_part(data, file, manifest) != file.sha256)
    except OSError:
        return tuple(file.name for file in manifest.files)


def _hash_part(data: Any, file: LandedFile, manifest: Manifest) -> str:
    """Hash of one file's bytes; of the whole data file where there is no pack (so that a tail is damage too)."""
    data.seek(file.offset or 0)
    digest = hashlib.sha256()
    left = file.n_bytes if manifest.packed else None
    while block := data.read(BLOCK_BYTES if left is None else min(BLOCK_BYTES, left)):
        digest.update(block)
        left = None if left is None else left - len(block)
    return digest.hexdigest()
