"""Which bytes arrived, when, and in what order: `receipts.json` of a source, kept apart from the bytes themselves.

Belongs here: receipts, and the cache of files looked at (`seen.json`). Does not belong here: content, manifests.
A file that still lies where it lay is no new receipt; the same bytes under another name, or copied again, are one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from pydantic import ConfigDict

from warehouse.store.checked_json import read_checked, write_checked
from warehouse.store.damage import DamagedFileError
from warehouse.store.durable import read_json, says_what_failed, write_restricted

ADDRESS = "address"
"""Where a source's files are looked for by every run, as its description says."""
ELSEWHERE = "elsewhere"
"""Where somebody had them taken from once, in the place of the address."""
NOWHERE = ""
"""Of a cache: what lies at the address is not known, since it could not be read."""

RECEIPTS_NAME = "receipts.json"
SEEN_NAME = "seen.json"
RESTORE = (
    "Put back a copy of it. Where there is none, move it away and run again: then files that still lie at the address "
    "count as received now, in the order of their names."
)


@dataclass(frozen=True)
class Receipt:
    """One arrival of a delivery's bytes. `arrival` counts up within a source; `received_at` is ISO-UTC.

    `signatures` stand beside `names`: the path, size, time and content of each file; `signature` is their hash. `place`
    is where the files lay: what was taken from elsewhere says nothing of what still lies at the address.
    """

    arrival: int
    delivery_id: str
    names: tuple[str, ...]
    received_at: str
    signature: str
    signatures: tuple[str, ...]
    place: str = ADDRESS


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
    """Delivery id -> number of the latest arrival that brought something: where order is declared as `received`, the
    latest counts.
    """
    return {receipt.delivery_id: receipt.arrival for receipt in list_bringing(read_receipts(landing_folder))}


def list_bringing(receipts: Iterable[Receipt]) -> list[Receipt]:
    """The receipts that brought something, in order of arrival. The address brings nothing by the bytes that it had
    under the same names before: a file that was only written again there is no later one (law 3).
    """
    at_address: dict[str, str] = {}
    bringing = []
    for receipt in receipts:
        if receipt.place != ADDRESS:
            bringing.append(receipt)
            continue
        if any(at_address.get(name) != receipt.delivery_id for name in receipt.names):
            bringing.append(receipt)
        at_address |= dict.fromkeys(receipt.names, receipt.delivery_id)
    return bringing


def add_receipts(receipts: tuple[Receipt, ...], arrived: Iterable[Arrived], place: str) -> tuple[Receipt, ...]:
    """New receipts for what has none yet: one per delivery, in order of the first name that came with it.

    A file that lies at the address as it lay there is none, whatever was taken from elsewhere meanwhile: else a file
    that somebody has replaced so would come back with the next run. What is taken from elsewhere was asked for, and
    arrives unless nothing else has come under its name since.
    """
    known = [_last_of_names(receipts)]
    if place == ADDRESS:
        known.append(_last_of_names(receipt for receipt in receipts if receipt.place == ADDRESS))
    groups: dict[str, list[Arrived]] = {}
    for file in sorted(arrived, key=lambda file: file.name):
        if all(last.get(file.name) != file.signature for last in known):
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
            place=place,
        )
        for index, (delivery_id, files) in enumerate(groups.items())
    )


def _last_of_names(receipts: Iterable[Receipt]) -> dict[str, str]:
    """Name -> signature of the file that came under it last."""
    return {
        name: signature
        for receipt in receipts
        for name, signature in zip(receipt.names, receipt.signatures, strict=True)
    }


def write_receipts(landing_folder: Path, receipts: Iterable[Receipt]) -> None:
    """Replace `receipts.json` in one step."""
    write_checked(landing_folder / RECEIPTS_NAME, Receipts(tuple(receipts)))


@dataclass(frozen=True)
class Seen:
    """The cache of files looked at, name -> {stamp, claims, sha256, delivery_id}, and the place where they lay."""

    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    place: str | None = None
    """None where there is no cache that can be read."""


def read_seen(landing_folder: Path) -> Seen:
    """What the last pull looked at. Empty where it is missing, damaged or of an older program."""
    try:
        content = read_json(landing_folder / SEEN_NAME)
    except ValueError:
        return Seen()
    is_known = isinstance(content, dict) and isinstance(content.get("files"), dict) and "place" in content
    return Seen(content["files"], content["place"]) if is_known else Seen()


def write_seen(landing_folder: Path, seen: Seen) -> None:
    """Replace the cache. It may be lost at any time: then files are hashed again, and nothing else happens."""
    path = landing_folder / SEEN_NAME
    temporary = landing_folder / f".{SEEN_NAME}.tmp"
    with says_what_failed(path):
        write_restricted(temporary, json.dumps(asdict(seen), sort_keys=True, separators=(",", ":")))
        os.replace(temporary, path)
