"""JSON of several versions of a form: a question that half of the documents have under another key is said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*"
read: {json: KIND}
row: contact
id: id
arrives: {as: updates, newest: {by: received}}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, gender: child.sex, first_told: told}
reasons: REASONS
"""
DECISIONS = "reason,Hit,mapped,violence.physical,,,equal,,,,,\ngender,F,mapped,girl,,,equal,,,,,\n"
PLAIN = "{cell: why}"


def documents(n: int, first: int, **more: Any) -> list[dict[str, Any]]:
    return [{"id": no, "day": f"2024-03-{no % 28 + 1:02}", **more} for no in range(first, first + n)]


def said(
    folder: Path, *given: Mapping[str, Any], reasons: str = PLAIN, kind: str = "lines", more: str = ""
) -> list[str]:
    export = EXPORT.replace("KIND", kind).replace("REASONS", reasons) + more
    source = TinySource.write(folder, export, DECISIONS)
    text = json.dumps(given) if kind == "array" else "".join(f"{json.dumps(one)}\n" for one in given)
    source.put("c_1", text)
    source.ingest()
    query = (
        "select sentence from lake_finding where finding_code = 'missing_column' and state_code = 'warn' "
        "and sentence like '%looked at%'"
    )
    return [sentence for (sentence,) in source.query(query)]


OLD = documents(8, 1, why="Hit", child={"sex": "F"}, note="Ana")


@pytest.mark.parametrize("kind", ["lines", "array"])
def test_a_reason_under_another_key_is_said(tmp_path: Path, kind: str) -> None:
    new = documents(12, 21, topics="Hit", child={"sex": "F"}, note="Ana")

    [sentence] = said(tmp_path, *OLD, *new, kind=kind)

    assert "c_1: 12 of 20 documents that were looked at hold no why; most of these have topics" in sentence


def test_a_form_that_branches_has_no_other_name_for_a_question(tmp_path: Path) -> None:
    new = documents(12, 21, topics="Hit", child={"sex": "F"})
    among = [one for pair in zip(OLD, new[:8], strict=True) for one in pair]

    assert said(tmp_path, *among) == []


def test_so_is_any_answer_that_moved_to_another_group(tmp_path: Path) -> None:
    new = documents(12, 21, why="Hit", child={"basic/Sex": "F"})

    [sentence] = said(tmp_path, *OLD, *new)

    assert "no child.sex; most of these have child.basic/Sex" in sentence


@pytest.mark.parametrize(
    "new",
    [
        documents(12, 21, child={"sex": "F"}, note="Ana"),
        documents(12, 21, why="", note="Ana", child={"sex": "F"}),
        documents(4, 21, topics="Hit"),
        documents(12, 21, why="Hit", child={"name": "F"}),
    ],
    ids=["not answered", "blank", "a few", "another question"],
)
def test_what_is_only_not_answered_is_not(tmp_path: Path, new: list[dict[str, Any]]) -> None:
    assert said(tmp_path, *OLD, *new) == []


def test_what_is_read_from_both_places_or_known_is_not(tmp_path: Path) -> None:
    new = documents(12, 21, topics="Hit", child={"sex": "F"}, version=2)

    assert said(tmp_path / "a", *OLD, *new, reasons="{cell: {first_of: [why, topics]}}") == []
    assert said(tmp_path / "b", *OLD, *new, more="ignored_columns: [topics, version]\n") == []
