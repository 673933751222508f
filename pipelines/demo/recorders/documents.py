"""Records as JSON documents.

Belongs here: one document a record, nested by the dots of its headers. Does not belong here: which container they go
into (`packed_files`, or a cell of a table), or Aselo's own objects (`aselo`).
"""

from __future__ import annotations

import json
from typing import Any

from pipelines.demo.helplines import FileSpec
from pipelines.demo.recorders.cells import Columns


def nested_documents(columns: Columns, spec: FileSpec) -> list[dict[str, Any]]:
    """A document a record: header `child.age` is key `age` of object `child`; a list in brackets is a JSON list, and
    what is not known an empty text.
    """
    documents: list[dict[str, Any]] = [{} for _ in range(len(columns[0][1]))]
    for header, cells in columns:
        *outer, key = header.split(".")
        is_list = spec.brackets and header == spec.columns.get("reason")
        for document, cell in zip(documents, cells.to_pylist(), strict=True):
            place = document
            for name in outer:
                place = place.setdefault(name, {})
            place[key] = json.loads(cell) if is_list else cell or ""
    return documents
