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
    "schemas": (
        "correction.py",
        "count_export.py",
        "date_forms.py",
        "decision.py",
        "export.py",
        "fields.py",
        "fold.py",
        "paths.py",
        "period.py",
        "read.py",
        "source.py",
    ),
    "schemas.constructs": (".py",),
    "schemas.tables": (
        "contact.yaml",
        "contact_attribute.yaml",
        "contact_reason.yaml",
        "reported_count.yaml",
        "source_value.yaml",
        "staged_contact.yaml",
        "staged_count.yaml",
    ),
    "warehouse": (
        "asked.py",
        "companion_files.py",
        "companions.py",
        "correct.py",
        "count_query.py",
        "count_records.py",
        "csv_header.py",
        "csv_records.py",
        "decide.py",
        "describe_delivery.py",
        "engine.py",
        "file_names.py",
        "growth.py",
        "harmonise.py",
        "harmonise_values.py",
        "stage_lists.py",
        "harmonise_year.py",
        "json_array.py",
        "json_documents.py",
        "json_nodes.py",
        "json_text.py",
        "json_whole.py",
        "kept_mapping.py",
        "limits.py",
        "open_counts.py",
        "open_delivery.py",
        "open_table.py",
        "opened_companion.py",
        "read_csv.py",
        "read_json.py",
        "read_parquet.py",
        "reject.py",
        "rejects.py",
        "shifted.py",
        "stage.py",
        "stage_counts.py",
        "stage_delivery.py",
        "stage_query.py",
        "strict_csv.py",
        "supersede.py",
        "unpack.py",
        "workbook.py",
        "workbook_child.py",
        "workbook_parts.py",
        "_sheet.py",
    ),
    "warehouse.sql.harmonise": (".sql",),
    "warehouse.sql.stage": (".sql",),
}
"""Files of the program on which lake bytes hang, by folder and ending; a test knows what else the steps import."""


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
