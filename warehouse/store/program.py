"""Which version of the program made a file.

Belongs here: one hash over whole packages of code and vocabulary, and over DuckDB's version. Does not belong here: the
git revision (a release names it, but it changes no byte).

Whole packages, never a list of modules: a module that is left out of such a list leaves old figures under a new name,
and nobody sees it. That an edit of a comment makes a lake be built anew is the cheaper mistake.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import duckdb

LAKE = (
    "schemas",
    "warehouse.land",
    "warehouse.read",
    "warehouse.stage",
    "warehouse.harmonise",
    "warehouse.survey",
    "warehouse.store",
)
"""On which the tables of a source, or of a survey, hang."""

NETWORK = (*LAKE, "warehouse.network", "warehouse.assess", "warehouse.tabulate")
"""On which the tables of the network hang."""

RELEASE = (*NETWORK, "warehouse.publish", "warehouse.page")
"""On which a release hangs."""

ENDINGS = (".py", ".sql", ".yaml", ".csv", ".j2", ".md")


def lake_program() -> str:
    """16 hex characters that change when the program or DuckDB could give other bytes of a source's tables."""
    return program_hash(LAKE)


@cache
def program_hash(packages: tuple[str, ...]) -> str:
    """16 hex characters over every file of these packages, and DuckDB's version."""
    digest = hashlib.sha256(duckdb.__version__.encode("ascii"))
    for package in packages:
        top, *below = package.split(".")
        digest.update(hash_files_below(files(top).joinpath(*below), package).encode("ascii"))
    return digest.hexdigest()[:16]


def hash_files_below(folder: Traversable, name: str) -> str:
    """SHA-256 over names and content of all code, SQL and vocabulary below a folder."""
    digest = hashlib.sha256()
    for path, content in _read_below(folder, name):
        digest.update(f"{path}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


def _read_below(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _read_below(entry, f"{name}/{entry.name}")
        elif entry.name.endswith(ENDINGS):
            yield f"{name}/{entry.name}", entry.read_bytes()
