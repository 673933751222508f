"""Invented files for a scan, and the one table that is found in each.

Belongs here: rows of contacts, text of them, scanning a file. Does not belong here: any expectation.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from schemas.mapping.read import Read
from warehouse.scan import ColumnProfile, TableProfile, scan_files

REASONS = ("Acoso escolar", "Violencia", "Duelo", "Familia", "Ciberacoso")
HEADER = ("folio", "fecha", "canal", "sexo", "edad", "motivo", "lugar")


def rows(n: int = 120, seed: int = 1) -> list[list[str]]:
    """Invented contacts under HEADER."""
    chance = random.Random(seed)
    return [
        [
            f"A-{number:05}",
            f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2023",
            chance.choice(("Teléfono", "Chat", "WhatsApp")),
            chance.choice(("niña", "niño", "NSP")),
            str(chance.randint(5, 17)),
            chance.choice(REASONS),
            chance.choice(("en línea", "presencial", "")),
        ]
        for number in range(n)
    ]


def text(table: Sequence[Sequence[str]], delimiter: str = ",", line_end: str = "\n") -> str:
    return "".join(delimiter.join(row) + line_end for row in table)


def scan_one(tmp_path: Path, name: str, content: bytes) -> TableProfile:
    """The one table of a file."""
    path = tmp_path / name
    path.write_bytes(content)
    profile = scan_files([path])
    assert profile.problems == ()
    (table,) = profile.tables
    Read.model_validate(table.read)
    return table


def column(table: TableProfile, name: str) -> ColumnProfile:
    found = table.column(name)
    assert found is not None
    return found
