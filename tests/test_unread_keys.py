"""What nobody reads of JSON is said, as of a table: keys beside those that are read, boxes among them with a warning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*"
read: {json: lines}
row: contact
id: id
arrives: {as: updates, newest: {by: received}}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, gender: child.sex}
reasons: {cell: why}
"""
DECISIONS = "reason,Hit,mapped,violence.physical,,,equal,,,,,\ngender,F,mapped,girl,,,equal,,,,,\n"
FINDINGS = (
    "select state_code, numerator, denominator, sentence from lake_finding "
    "where finding_code = 'new_column' order by state_code"
)


def documents(n: int, first: int = 1, **more: Any) -> str:
    whole = {"why": "Hit", "child": {"sex": "F", "town": "Lima"}}
    return "".join(
        f"{json.dumps({'id': no, 'day': f'2024-03-{no % 28 + 1:02}', **whole, **more})}\n"
        for no in range(first, first + n)
    )


def said(folder: Path, *files: str, more: str = "") -> list[tuple[Any, ...]]:
    source = TinySource.write(folder, EXPORT + more, DECISIONS)
    for number, text in enumerate(files):
        source.put(f"c_{number}", text)
    source.ingest()
    return source.query(FINDINGS)


def test_keys_that_nobody_reads_are_named(tmp_path: Path) -> None:
    [(state, n, of, sentence)] = said(tmp_path, documents(12, note="Ana", urgent=3))

    assert (state, n, of) == ("pass", 3, 7)
    assert sentence.endswith("3 columns are not read: 'child.town', 'note', 'urgent'.")


def test_what_is_read_whole_and_what_is_ignored_is_not(tmp_path: Path) -> None:
    assert said(tmp_path, documents(12, note="Ana"), more="ignored_columns: [note, child.*]\n") == []


def test_a_box_that_nobody_reads_is_a_warning(tmp_path: Path) -> None:
    found = said(tmp_path, documents(12, online=True, filmed="no"))

    assert [(state, n) for state, n, _, _ in found] == [("pass", 1), ("warn", 2)]
    assert "look like answers or boxes: 'online', 'filmed'" in found[1][3]


@pytest.mark.parametrize("n", [1, 3])
def test_a_key_of_few_documents_may_be_a_name_and_is_not_told(tmp_path: Path, n: int) -> None:
    odd = "".join(documents(1, 100 + no, **{f"Ana {no}": "x"}) for no in range(n))

    assert [sentence for *_, sentence in said(tmp_path, documents(12) + odd) if "Ana" in sentence] == []


def test_a_new_key_of_a_second_delivery_is_said_of_it(tmp_path: Path) -> None:
    found = said(tmp_path, documents(12), documents(12, 50, online="yes"))

    assert sum("'online'" in sentence for *_, sentence in found) == 1


COUNTS = """\
files: "r_*.json"
read: {json: {kind: document, at: data}}
row: count
arrives: {as: replaces_period, slot: "r_(%Y).json"}
period: {whole_file: slot}
across: {columns: [Grief, Bullying], gives: reason}
"""
REASONS = "reason,Grief,mapped,mental_health,,,equal,,,,,\nreason,Bullying,mapped,violence.emotional,,,equal,,,,,\n"
NO_COUNTS = {"id": 1, "caseId": 7, "year": 2022, "page": 1, "page_size": 50, "version": 3, "Año": 2022, "totalCount": 7}


@pytest.mark.parametrize("more", [{}, {"Sadness": 5}, {"week 3": 5}, {"count": 5}])
def test_keys_of_a_small_file_of_counts_that_are_ids_or_years_are_no_counts(
    tmp_path: Path, more: dict[str, int]
) -> None:
    source = TinySource.write(tmp_path, COUNTS, REASONS)
    source.put("r_2022.json", json.dumps({"data": [{"Grief": 3, "Bullying": 4, **NO_COUNTS, **more}]}))

    _, staged, _ = source.ingest()

    found = [one.numerator for one in staged.findings if one.form_code == "rare_numbers"]
    assert found == [1] * len(more)
