"""`provenance.json` and `SHA256SUMS`: what the public files were made from, and whether they are whole.

Belongs here: hashes and versions. Does not belong here: a moment, a path, the name of a machine, or of a helpline.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from warehouse.publish.public.about import OF_SOURCE, About

PROVENANCE, SUMS = "provenance.json", "SHA256SUMS"
TOOLS = ("duckdb", "pyarrow", "xlsxwriter", "jinja2")
"""The libraries that decide the bytes of public files."""


def provenance_text(about: About) -> str:
    """The content of `provenance.json`."""
    content = {
        "release": about.name,
        "release_number": about.number,
        "content_digest": about.digest,
        "code_version": about.code_version,
        "input_hashes": {name: value for name, value in about.inputs.items() if not name.startswith(OF_SOURCE)},
        "versions": about.versions,
        "tools": {name: version(name) for name in TOOLS},
        "made_from": "table network_statistics of this release, after disclosure control, and its code lists",
        "is_synthetic": about.is_synthetic,
    }
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def sums_text(public: Path) -> str:
    """The content of `SHA256SUMS`, as `sha256sum --check` reads it: every other file below `public/`."""
    paths = sorted(path for path in public.rglob("*") if path.is_file() and path != public / SUMS)
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(public).as_posix()}" for path in paths
    ]
    return "".join(f"{line}\n" for line in lines)
