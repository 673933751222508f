"""Which bytes arrived, when, and in what order: `receipts.json` of a source, kept apart from the bytes themselves.

Belongs here: receipts, and the cache of files looked at (`seen.json`). Does not belong here: content, manifests.
A file that still lies where it lay is no new receipt; the same bytes under another name, or copied again, are one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ConfigDict

from warehouse.store.checked_json import read_checked, write_checked
from warehouse.store.damage import DamagedFileError
from warehouse.store.durable import read_json, write_restricted

RECEIPTS_NAME = "receipts.json"
SEEN_NAME = "seen.json"
RESTORE = (
    "Put back a copy of it. Where there is none, move it away and run again: then files that still lie at the address "
    "count as received now, in the order of their names."
)


@dataclass(frozen=True)
class Receipt:
    """One arrival of a delivery's bytes. `arrival` counts up within a source; `received_at` is ISO-UTC.

    `signatures` stand beside `names`: the path, size, time and content of each file; `signature` is their hash.
    """

    arrival: int
    delivery_id: str
    names: tuple[str, ...]
    received_at: str
    signature: str
    signatures: tuple[str, ...]


@dataclass(frozen=True)
class Receipts:
    """`receipts.json`."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    receipts: tuple[Receipt, ...]


@dataclass(frozen=True)
class Arrived:
    """A file that lies at the address: its name there, its signature, and the delivery that holds its bytes."""

    name: str
    signature: str
    delivery_id: str


def sign_file(name: str, version: Sequence[object], sha256: str) -> str:
    """Signature of one file as it lies at the address; `version` is its size and modification time there."""
    text = json.dumps([name, [str(part) for part in version], sha256])
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:24]


def read_receipts(landing_folder: Path) -> tuple[Receipt, ...]:
    """All receipts of a source, in order of arrival. Raises DamagedFileError: nothing else knows when what came."""
    path = landing_folder / RECEIPTS_NAME
    try:
        noted = read_checked(path, Receipts)
    except DamagedFileError as error:
        raise DamagedFileError(path, error.damage.reason, RESTORE) from None
    return noted.receipts if noted else ()


def latest_arrivals(landing_folder: Path) -> dict[str, int]:
    """Delivery id -> number of its latest arrival: where order is declared as `received`, the latest counts."""
    return {receipt.delivery_id: receipt.arrival for receipt in read_receipts(landing_folder)}


def add_receipts(receipts: tuple[Receipt, ...], arrived: Iterable[Arrived]) -> tuple[Receipt, ...]:
    """New receipts for what has none yet: one per delivery, in order of the first name that came with it."""
    last = {
        name: signature
        for receipt in receipts
        for name, signature in zip(receipt.names, receipt.signatures, strict=True)
    }
    groups: dict[str, list[Arrived]] = {}
    for file in sorted(arrived, key=lambda file: file.name):
        if last.get(file.name) != file.signature:
            groups.setdefault(file.delivery_id, []).append(file)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    first = len(receipts) + 1
    return tuple(
        Receipt(
            arrival=first + index,
            delivery_id=delivery_id,
            names=tuple(file.name for file in files),
            received_at=now,
            signature=hashlib.sha256("".join(file.signature for file in files).encode("ascii")).hexdigest()[:24],
            signatures=tuple(file.signature for file in files),
        )
        for index, (delivery_id, files) in enumerate(groups.items())
    )


def write_receipts(landing_folder: Path, receipts: Iterable[Receipt]) -> None:
    """Replace `receipts.json` in one step."""
    write_checked(landing_folder / RECEIPTS_NAME, Receipts(tuple(receipts)))


def read_seen(landing_folder: Path) -> dict[str, Any]:
    """The cache of files looked at: name -> {version, sha256, formats}. Empty where it is missing or damaged."""
    try:
        content = read_json(landing_folder / SEEN_NAME)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def write_seen(landing_folder: Path, seen: Mapping[str, Any]) -> None:
    """Replace the cache. It may be lost at any time: then files are hashed again, and nothing else happens."""
    temporary = landing_folder / f".{SEEN_NAME}.tmp"
    write_restricted(temporary, json.dumps(seen, sort_keys=True, separators=(",", ":")))
    os.replace(temporary, landing_folder / SEEN_NAME)
