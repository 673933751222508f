"""The data dictionary says what the contracts say, and the page in `docs/` is the one that they give."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from schemas.contract.dictionary import render_dictionary
from schemas.contract.table import load_tables


def test_the_page_is_not_stale(repo_root: Path) -> None:
    page = (repo_root / "docs" / "dictionary.md").read_text(encoding="utf-8")
    assert page == render_dictionary(load_tables()), (
        "refresh: python -m schemas.contract.dictionary > docs/dictionary.md"
    )


def test_the_command_that_refreshes_gives_the_page(repo_root: Path) -> None:
    command = [sys.executable, "-m", "schemas.contract.dictionary"]
    written = subprocess.run(command, cwd=repo_root, capture_output=True, check=True)
    assert written.stdout.decode("utf-8") == render_dictionary(load_tables())


def test_every_table_and_column_has_a_line_of_its_own() -> None:
    tables = load_tables()
    page = render_dictionary(tables)
    sections = {section.split("\n", 1)[0]: section for section in page.split("\n### ")[1:]}
    assert set(sections) == set(tables)
    for name, table in tables.items():
        assert f"One row: {table.grain}." in sections[name]
        rows = [line for line in sections[name].split("\n## ")[0].splitlines() if line.startswith("| `")]
        assert [row.split("`")[1] for row in rows] == list(table.names)
        assert {row.replace("\\|", "").count("|") for row in rows} == {8}


def test_a_bar_in_a_text_does_not_break_the_page() -> None:
    table = load_tables()["code"]
    column = table.columns[0].model_copy(update={"comment": "this | that"})
    page = render_dictionary({"code": table.model_copy(update={"columns": (column,)})})
    assert "this \\| that" in page
