"""Lists of values that nothing in the file names: the mapping names their places, and no other list slips through."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.mapping.read import Json
from tests.tiny_source import TinySource

EXPORT = """\
files: "p_*.json"
read: {json: {kind: document, at: cases, places: {no: 1, on: 2, why: 4}}}
row: contact
id: no
arrives: {as: updates, newest: {by: "p_(%Y-%m-%d).json"}}
date: {column: on, format: iso}
fields: {channel: {never: not told}}
reasons: {cell: why}
"""
DECISIONS = "reason,Debt,mapped,physical_health.general,,,equal,,,,,\n"


def ingest(folder: Path, *cases: object) -> list[tuple[object, ...]]:
    tiny = TinySource.write(folder, EXPORT, DECISIONS)
    (tiny.inbox / "p_2024-05-31.json").write_text(json.dumps({"cases": list(cases)}), encoding="utf-8")
    tiny.ingest()
    return tiny.query("select n_contacts, n_reasons, n_rejected from delivery")


def test_each_place_has_the_name_that_the_mapping_gives(tmp_path: Path) -> None:
    assert ingest(tmp_path, ["1", "2024-05-01", "x", "Debt"], ["2", "2024-05-02", "Debt", ""]) == [(2, 1, 0)]


def test_a_list_of_another_length_is_a_reject_not_another_meaning(tmp_path: Path) -> None:
    good = ["1", "2024-05-01", "x", "Debt"]
    shifted = ["2", "2024-05-02", "new", "x", "Debt"]
    assert ingest(tmp_path, good, shifted, ["3", "2024-05-03", "x"], {"no": "4"}) == [(1, 1, 3)]


@pytest.mark.parametrize(
    "wrong", [{"kind": "lines", "places": {"a": 1}}, {"kind": "document", "at": "a", "places": {"a": 0}}]
)
def test_places_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=r"kind: document|greater than or equal to 1"):
        Json.model_validate(wrong)
