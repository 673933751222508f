"""The page on the mapping language is the one that the models give, and everything shown on it loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from schemas.constructs import CONSTRUCTS, AnyField
from schemas.mapping.count_export import AnyExport
from schemas.mapping.decision import read_decisions
from schemas.mapping.reference import DECISIONS, EXPORTS, PARTS, render_reference
from schemas.text.yaml import read_documents
from schemas.vocabulary.fields import ANSWERS, ATTRIBUTES


def test_the_page_is_not_stale(repo_root: Path) -> None:
    page = (repo_root / "docs" / "mapping_reference.md").read_text(encoding="utf-8")
    assert page == render_reference(), "refresh: python -m schemas.mapping.reference > docs/mapping_reference.md"


@pytest.mark.parametrize("title", EXPORTS)
def test_every_format_on_the_page_loads(title: str) -> None:
    (document,) = read_documents(EXPORTS[title], "page")
    export: AnyExport = TypeAdapter(AnyExport).validate_python(document.content)
    assert export.columns()


@pytest.mark.parametrize("key", CONSTRUCTS)
def test_every_construct_on_the_page_loads_and_is_its_own(key: str) -> None:
    assert CONSTRUCTS[key].examples
    for example in CONSTRUCTS[key].examples:
        (document,) = read_documents(example.yaml, "page")
        assert TypeAdapter(AnyField).validate_python(document.content).key == key


def test_the_decisions_on_the_page_load(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(DECISIONS, encoding="utf-8")
    decisions, problems = read_decisions(path, "page")
    assert (len(decisions), problems) == (4, [])


def test_every_key_has_a_line_that_says_what_stands_there() -> None:
    page = render_reference()
    for models in PARTS.values():
        for model in models:
            for name, field in model.model_fields.items():
                assert re.search(rf"^\| `{field.alias or name}` \| [\w`]", page, re.MULTILINE), (model.__name__, name)
    for name in (*ANSWERS, *ATTRIBUTES):
        assert f"| `{name}` |" in page
