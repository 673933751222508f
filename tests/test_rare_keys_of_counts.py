"""Numbers under keys that a JSON file of counts has in few records are said, and the keys, which may be names, are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_source import TinySource

EXPORT = """\
files: "r_*.json"
read: {json: {kind: document, at: data}}
row: count
arrives: {as: replaces_period, slot: "r_(%Y).json"}
period: {whole_file: slot}
across: {columns: [why.Bullying.F, why.Rape.F], gives: reason}
"""
DECISIONS = """\
reason,why.Bullying.F,mapped,violence.bullying,,,,,,,,
reason,why.Rape.F,mapped,violence.sexual.abuse,,,,,,,,
"""
WHOLE = {"Bullying": {"F": 3}, "Rape": {"F": 5}}


def said(folder: Path, why: dict[str, Any], more: str = "", **beside: Any) -> list[str]:
    tiny = TinySource.write(folder, EXPORT + more, DECISIONS)
    tiny.put("r_2022.json", json.dumps({"data": [{"why": why, **beside}]}))
    _, staged, _ = tiny.ingest()
    assert tiny.query("select sum(n_contacts) from reported_count") == [(8,)]
    return [one.sentence for one in staged.findings if one.state_code == "warn"]


def test_a_gender_that_nobody_reads_is_said_without_its_key(tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, {"Bullying": {"F": 3, "Ana": 4}, "Rape": {"F": 5, "Ana": 6}})
    assert "2 keys that are not read hold numbers (1 in `why.Bullying`; 1 in `why.Rape`;" in sentence
    assert "Ana" not in sentence


def test_a_reason_that_nobody_reads_is_said_with_all_that_is_in_it(tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, {**WHOLE, "Neglect": {"F": 1, "M": "2"}})
    assert "1 key that is not read holds numbers (1 in `why`;" in sentence


@pytest.mark.parametrize(
    "beside", [{"note": "seen"}, {"total": 8}, {"Ana": {"note": "seen"}}, {"empty": {}}, {"page": {"of": 3}}]
)
def test_what_holds_no_numbers_or_is_called_a_total_is_not_asked_about(tmp_path: Path, beside: dict[str, Any]) -> None:
    assert said(tmp_path, WHOLE, **beside) == []


def test_a_key_that_is_ignored_is_not_said(tmp_path: Path) -> None:
    assert said(tmp_path, WHOLE, more="ignored_columns: [page]\n", page=1) == []
