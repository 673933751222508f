"""No page of a release holds what is personal, however a cell, a column or a file's name says it; as a reader reads it."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path

import pytest

from tests.canaries import NAMES, find_canaries
from tests.laws.test_law7_canaries import (
    CELL_CANARIES,
    DECISIONS,
    DECLARED,
    EXPORT,
    NOWHERE,
    SOURCE,
    SOURCE_ID,
    UNDECLARED,
    rows,
)
from tests.paged_release import make_release, pages_of, run_of

IN_NAMES = tuple(f"{name} (file)" for name in NAMES.values())


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page_canaries")
    mapping, delivered = folder / "mappings" / SOURCE_ID, folder / "deliveries" / SOURCE_ID
    mapping.mkdir(parents=True)
    delivered.mkdir(parents=True)
    for name, text in (("source.yaml", SOURCE), ("export.yaml", EXPORT), ("decisions.csv", DECISIONS)):
        (mapping / name).write_text(text, encoding="utf-8")
    export = io.StringIO(newline="")
    writer = csv.DictWriter(export, [*DECLARED, *UNDECLARED], delimiter=";")
    writer.writeheader()
    writer.writerows(rows())
    (delivered / "contacts_2024-12-31.csv").write_text(export.getvalue(), encoding="utf-8", newline="")
    for name in IN_NAMES:
        (delivered / f"{name}.csv").write_text("a\n", encoding="utf-8")
    made = make_release(run_of(folder, folder / "mappings"), folder / "deliveries")
    for canary in (*NOWHERE, *CELL_CANARIES):
        assert find_canaries(folder / "warehouse" / "landing", [canary]), "one that was not planted proves nothing"
    return made


@pytest.mark.long
def test_no_page_holds_a_canary(release: Path) -> None:
    pages = pages_of(release)
    assert set(pages) == {SOURCE_ID, "internal"}
    for name, page in pages.items():
        text = unescape(page)
        leaked = [one for one in (*NOWHERE, *CELL_CANARIES, *NAMES.values(), *IN_NAMES) if one in text]
        assert leaked == [], name


def test_no_file_of_the_folders_holds_one(release: Path) -> None:
    needles = (*NOWHERE, *CELL_CANARIES, *NAMES.values())
    for folder in ("for_helplines", "internal"):
        assert find_canaries(release / folder, needles) == []


def test_what_is_hidden_is_listed_all_the_same(release: Path) -> None:
    """Nothing that shows no label at all would leak none."""
    page = pages_of(release)[SOURCE_ID]
    assert len(re.findall("seen in fewer than 5 contacts, so not shown", page)) >= 3
