"""The pseudonym key: where it is kept, and what is made with it.

Belongs here: reading and making the key file, keys per source derived from it, pseudonyms of single values, and the two
padded keys that let SQL compute the same pseudonym. Does not belong here: what an id is (`warehouse.stage.step`).
The pads *are* the key: a statement that carries them is never explained, profiled or logged, and `Key` never prints.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from schemas.text.problem import SettingsError
from warehouse.store.durable import make_missing_folder, make_restricted_folder, read_json, write_json_once
from warehouse.store.layout import Layout

KEY_BYTES = 32
PSEUDONYM_BYTES = 16
BLOCK_BYTES = 64


class KeyFileError(SettingsError):
    """The key file is missing, unsafe or not the lake's."""


@dataclass(frozen=True)
class SourceKey:
    """The key of one source, so that helplines cannot be linked with each other."""

    _secret: bytes = field(repr=False)

    def pseudonym(self, text: str) -> str:
        """HMAC-SHA256 of the text, first 128 bits, 32 hex characters."""
        return hmac.digest(self._secret, text.encode("utf-8"), "sha256")[:PSEUDONYM_BYTES].hex()

    def pads(self) -> tuple[bytes, bytes]:
        """Inner and outer padded key (64 bytes each) for HMAC in SQL."""
        block = self._secret.ljust(BLOCK_BYTES, b"\0")
        return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)


@dataclass(frozen=True)
class Key:
    """The key from which every source's key is derived (HKDF-SHA256). Its repr shows nothing."""

    _secret: bytes = field(repr=False)

    def for_source(self, source_id: str) -> SourceKey:
        """The key of one source."""
        extracted = hmac.digest(b"helpline-harmonisation/1", self._secret, "sha256")
        expanded = hmac.digest(extracted, b"source:" + source_id.encode("utf-8") + b"\x01", "sha256")
        return SourceKey(expanded)

    def check(self) -> str:
        """What the lake keeps of the key: enough to refuse another one, useless to find it."""
        return hmac.digest(self._secret, b"check", "sha256").hex()


def make_key_file(path: Path) -> Path:
    """Write a new random key to `path` (0600). A missing folder is made (0700), one that is there stays as it is; an
    existing file is never replaced.
    """
    if path.exists():
        raise KeyFileError(f"{path}: a key is there already; it is never replaced, since every contact_id rests on it.")
    make_missing_folder(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return path


def read_key(path: Path) -> Key:
    """Read the key file. KeyFileError where it is missing, readable by others, or not 64 hex characters."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise KeyFileError(f"{path}: there is no key file. Make one: harmonise doctor --make-key") from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(f"{path}: the key file cannot be read ({type(error).__name__}). Check its owner.") from None
    if mode & 0o077:
        raise KeyFileError(f"{path}: others can read the key file (mode {mode:04o}). Run: chmod 600 {path}")
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise KeyFileError(f"{path}: a key is {KEY_BYTES * 2} hex characters; this file holds something else.")
    return Key(secret)


def guard_lake_key(key: Key, layout: Layout) -> None:
    """Refuse a key under which the lake was not made; note the key's check value in a lake that has none yet."""
    if read_json(layout.key_check) is None:
        make_restricted_folder(layout.lake)
        # of two first runs under different keys the lake is one's, and the other is told so below
        write_json_once(layout.key_check, {"key_check": key.check()})
    if read_json(layout.key_check)["key_check"] != key.check():
        raise KeyFileError(
            f"{layout.lake}: this lake was made under another key, so every contact would get a new id. "
            "Point HARMONISE_KEY_FILE to the lake's key, or start a new warehouse."
        )
