"""Boxes of 0 and 1 in which 9 or 99 says that nobody knows are boxes, and what nobody knows stays to be decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.suggest.label import Label
from pipelines.suggest.reasons import suggest_reasons
from schemas.mapping.registry import load_registry
from tests.demo_network import MAPPINGS
from warehouse.scan import scan_files
from warehouse.scan.boxes import Block, find_blocks


def scan_block(folder: Path, cells: list[str]) -> list[Block]:
    path = folder / "x.csv"
    rows = [f"{n};{';'.join(cells[(n + place) % len(cells)] for place in range(3))}\n" for n in range(60)]
    path.write_text("n;v_fisica;v_sexual;v_psicologica\n" + "".join(rows), "utf-8")
    (table,) = scan_files([path]).tables
    return find_blocks(table.columns)


@pytest.mark.parametrize("nothing", ["9", "99", "-1", "88"])
def test_they_are_boxes_and_the_number_is_no_word_for_no(tmp_path: Path, nothing: str) -> None:
    (block,) = scan_block(tmp_path, ["1", "0", "0", nothing])

    assert block.names == ("v_fisica", "v_sexual", "v_psicologica")
    assert block.spell() == {"ticked": "v_"}


@pytest.mark.parametrize("cells", [["1", "0", "2"], ["1", "9", "9"], ["1", "2", "9"], ["3", "0", "99"]])
def test_other_numbers_are_no_boxes(tmp_path: Path, cells: list[str]) -> None:
    assert not scan_block(tmp_path, cells)


@pytest.mark.parametrize("value", ["abuse=99", "q_bullying=9", "grief=unknown"])
def test_what_nobody_knows_is_not_suggested_as_what_was_asked(value: str) -> None:
    (suggested, other) = suggest_reasons([Label(value), Label("bullying")], load_registry(MAPPINGS), encoder=None)

    assert [(one.outcome, one.code) for one in suggested] == [("missing", "")]
    assert other[0].code == "violence.bullying"
