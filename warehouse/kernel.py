"""Which version of the program made a file of the lake.

Belongs here: one hash over the code that shapes lake bytes, and DuckDB's version. Does not belong here: the git
revision (a release names it, but it changes no lake byte).
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

import duckdb

SHAPING = {
    "schemas": ("decision.py", "export.py", "fields.py", "fold.py"),
    "schemas.constructs": (".py",),
    "schemas.tables": ("staged_contact.yaml", "contact.yaml", "contact_reason.yaml", "contact_attribute.yaml"),
    "warehouse": (
        "asked.py",
        "decide.py",
        "engine.py",
        "harmonise.py",
        "harmonise_year.py",
        "read_csv.py",
        "read_json.py",
        "stage_delivery.py",
        "stage_query.py",
        "reject.py",
        "strict_csv.py",
        "supersede.py",
    ),
    "warehouse.sql": (".sql",),
    "warehouse.sql.harmonise": (".sql",),
    "warehouse.sql.stage": (".sql",),
}


@cache
def kernel_version() -> str:
    """16 hex characters that change when code or DuckDB could give other lake bytes for the same input."""
    digest = hashlib.sha256(duckdb.__version__.encode("ascii"))
    for package, endings in sorted(SHAPING.items()):
        top, _, below = package.partition(".")
        folder = files(top).joinpath(*below.split(".")) if below else files(top)
        for entry in sorted(folder.iterdir(), key=lambda item: item.name):
            if entry.is_file() and entry.name.endswith(endings):
                digest.update(entry.name.encode("utf-8") + b"\0" + entry.read_bytes())
    return digest.hexdigest()[:16]
