"""A handful of documents: keys that nobody reads are said as columns of a table are, without their names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.finding import Finding
from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*.json"
read: {json: array}
row: contact
id: id
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {cell: why.main}
"""
DECISIONS = "reason,Grief,mapped,mental_health.mood,,,equal,,,,,\n"


def found(folder: Path, n: int, more: dict[str, Any], export: str = EXPORT) -> list[Finding]:
    tiny = TinySource.write(folder, export, DECISIONS)
    documents: list[dict[str, Any]] = [{"id": i, "day": "2024-01-05", "why": {"main": "Grief"}} for i in range(n)]
    for key, value in more.items():
        (documents[0]["why"] if key.startswith("Zoe") else documents[0])[key] = value
    tiny.put("c_1.json", json.dumps(documents))
    return [one for one in tiny.ingest()[1].findings if one.finding_code == "new_column"]


@pytest.mark.parametrize("n", [1, 3])
def test_boxes_of_few_documents_are_a_warning(tmp_path: Path, n: int) -> None:
    (one,) = found(tmp_path, n, {"Zoe online": True})
    assert (one.form_code, one.state_code, one.numerator) == ("rare_boxes", "warn", 1)
    assert "in `why`" in one.sentence and "Zoe" not in f"{one.sentence}{one.facts}"


def test_other_keys_of_few_documents_are_said(tmp_path: Path) -> None:
    (one,) = found(tmp_path, 3, {"place": "school", "note": "long"})
    assert (one.form_code, one.state_code, one.numerator) == ("rare", "pass", 2)
    assert "2 of a record itself" in one.sentence and "place" not in one.sentence.replace("places", "")


def test_rare_keys_of_many_documents_are_not(tmp_path: Path) -> None:
    assert found(tmp_path, 30, {"place": "school"}) == []


def test_what_is_ignored_is_not_said(tmp_path: Path) -> None:
    export = EXPORT.replace("row: contact", 'ignored_columns: [place, "why.Zoe*"]\nrow: contact')
    assert found(tmp_path, 3, {"place": "school", "Zoe online": True}, export) == []
