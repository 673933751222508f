"""`datapackage.json`: the CSV files of `public/` for programs, as Data Package version 2.

Belongs here: that form. Does not belong here: what columns and codes mean, which comes from the tables themselves.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from warehouse.publish.public.about import SYNTHETIC, UNIT, About
from warehouse.publish.public.flat_files import CSV_ENDING, PARQUET_ENDING
from warehouse.publish.public.table import Field, PublicTable

PACKAGE = "datapackage.json"
PROFILES = "https://datapackage.org/profiles/2.0"
LICENCE = {
    "name": "notspecified",
    "title": "No licence is declared: ask the network before you publish anything made from these files",
}
IN_PARQUET = ("network_statistics", "tables/")


def package_text(about: About, tables: Sequence[PublicTable]) -> str:
    """The content of `datapackage.json`."""
    content = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": "child-helpline-statistics",
        "id": about.digest,
        "title": about.title,
        "description": f"{SYNTHETIC} {UNIT}" if about.is_synthetic else UNIT,
        "version": f"{about.number}.0.0",
        "created": about.day.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "keywords": ["child helpline", "contacts", "statistics", *about.networks],
        "licenses": [LICENCE],
        "sources": [{"title": f"Records of helplines of the network {name}, harmonised"} for name in about.networks],
        "contributors": [{"title": "Helplines named in quality_report.md", "roles": ["contributor"]}],
        "resources": [_resource(table) for table in tables],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _resource(table: PublicTable) -> dict[str, Any]:
    also = {"parquet": table.path + PARQUET_ENDING} if table.path.startswith(IN_PARQUET) else {}
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": table.name,
        "type": "table",
        "title": table.title,
        "description": table.description or table.title,
        "path": table.path + CSV_ENDING,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **also,
        "schema": {
            "$schema": f"{PROFILES}/tableschema.json",
            "fields": [_field(table, field) for field in table.fields],
            "missingValues": [""],
            "primaryKey": list(table.key),
        },
    }


def _field(table: PublicTable, field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if field.name in table.key and len(table.key) == 1:
        constraints |= {"required": True, "unique": True}
    categories = {}
    if field.pattern:
        constraints["pattern"] = field.pattern
    if field.codes:
        constraints["enum"] = list(field.codes)
        categories = {"categories": [{"value": code, "label": label} for code, label in field.codes.items()]}
    return {
        "name": field.name,
        "type": _type_of(field.type),
        "description": field.comment,
        **categories,
        **({"constraints": constraints} if constraints else {}),
    }


def _type_of(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_boolean(kind):
        return "boolean"
    return "string" if pa.types.is_string(kind) else "number"
