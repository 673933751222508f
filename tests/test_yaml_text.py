"""YAML is read as its author wrote it, and whatever is refused is refused with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from schemas.text.problem import Problem, ProblemsError
from schemas.text.yaml import Document, problems_of, read_documents, read_yaml_text


class Leaf(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cadence: Literal["daily", "weekly"] = "daily"
    is_synthetic: bool = False
    cap: int | None = None


class Tree(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    leaves: list[Leaf] = []
    by_name: dict[str, Leaf] = {}


def only(text: str) -> Document:
    (document,) = read_documents(text, "a.yaml")
    return document


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsError) as caught:
        read_documents(text, "a.yaml")
    return caught.value.problems


def complaints(text: str) -> list[Problem]:
    document = only(text)
    with pytest.raises(ValidationError) as caught:
        Tree.model_validate(document.content)
    return sorted(problems_of(caught.value, document, "a.yaml", Tree))


@pytest.mark.parametrize(
    "word", ["NO", "on", "yes", "~", "null", "0123", "1e3", "2023-01-01", "10:30", "1_000", ".inf", "0x1F", "="]
)
def test_a_plain_scalar_stays_the_text_it_is(word: str) -> None:
    assert only(f"a: {word}\n").content == {"a": word}


def test_only_a_value_left_empty_is_none() -> None:
    assert only("a:\nb: ''\nc: [x, '']\nd: {e: }\n").content == {"a": None, "b": "", "c": ["x", ""], "d": {"e": None}}


def test_keys_stay_text_too() -> None:
    assert only("on: 1\n2023: x\n").content == {"on": "1", "2023": "x"}


@given(st.dictionaries(st.text(min_size=1), st.lists(st.text() | st.dictionaries(st.text(min_size=1), st.text()))))
def test_what_is_written_as_quoted_text_is_read_back(content: dict[str, list[object]]) -> None:
    text = yaml.safe_dump(content, default_style='"', allow_unicode=False)
    assert only(text).content == content


def test_each_key_and_item_has_its_line_and_what_is_not_there_has_its_parents() -> None:
    document = only("# note\nname: x\nleaves:\n  - cadence: daily\n    cap: 3\n  - {cap: 4}\n")
    assert document.line_of(()) == 2
    assert document.line_of(("name",)) == 2
    assert document.line_of(("leaves",)) == 3
    assert document.line_of(("leaves", 0, "cap")) == 5
    assert document.line_of(("leaves", 1, "cap")) == 6
    assert document.line_of(("leaves", 1, "absent", "deeper")) == 6
    assert document.line_of(("absent",)) == 2


def test_several_documents_count_lines_through_the_file() -> None:
    first, second = read_documents("a: 1\n---\nb: 2\nc: 3\n", "a.yaml")
    assert (first.content, second.content) == ({"a": "1"}, {"b": "2", "c": "3"})
    assert second.line_of(("c",)) == 4


def test_an_empty_text_has_no_document() -> None:
    assert read_documents("", "a.yaml") == []
    assert read_documents("# only a note\n", "a.yaml") == []


def test_every_key_written_twice_is_refused_at_its_line() -> None:
    problems = refused("a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert [(problem.line, "twice" in problem.message) for problem in problems] == [(2, True), (3, True)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1, 2\n", 3),
        ("a: 1\n\tb: 2\n", 2),
        ("a: &x [*x]\n", 1),
        ("a: 1\nb: !own 2\n", 2),
        ("a: 1\n? [x]\n: 2\n", 2),
        ("a: 1\n: 2\n", 2),
        ("a: 1\nb: \x01\n", 2),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_line(text: str, line: int) -> None:
    (problem,) = refused(text)
    assert (problem.file, problem.line) == ("a.yaml", line)
    assert problem.next_step


def test_a_file_that_is_not_utf8_is_refused_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("name: x\nb: café\n".encode("cp1252"))
    with pytest.raises(ProblemsError) as caught:
        read_yaml_text(path, "mappings/a.yaml")
    assert str(caught.value) == "mappings/a.yaml:2: not UTF-8 text -> save the file as UTF-8"


def test_a_file_that_is_not_there_is_a_problem_and_a_byte_order_mark_is_not(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="cannot be read"):
        read_yaml_text(tmp_path / "absent.yaml", "absent.yaml")
    (tmp_path / "a.yaml").write_bytes("\ufeffname: x\n".encode())
    (document,) = read_yaml_text(tmp_path / "a.yaml", "a.yaml")
    assert document.content == {"name": "x"}


def test_models_read_truths_and_numbers_from_text() -> None:
    tree = Tree.model_validate(only("name: NO\nleaves: [{is_synthetic: yes, cap: 3}, {is_synthetic: no}]\n").content)
    assert tree == Tree(name="NO", leaves=[Leaf(is_synthetic=True, cap=3), Leaf(is_synthetic=False)])


def test_all_complaints_of_a_model_come_at_once_with_their_lines() -> None:
    problems = complaints("leaves:\n  - cadense: daily\n  - {cadence: wekly, cap: many}\nby_name:\n  x: {nothing: 1}\n")
    assert [str(problem) for problem in problems] == [
        "a.yaml:1: required key `name` is missing -> add `name`",
        "a.yaml:2: unknown key `cadense` -> did you mean `cadence`?",
        "a.yaml:3: `leaves.1.cadence`: 'aaaaa' (5 characters) is not one of daily, weekly -> did you mean `weekly`?",
        "a.yaml:3: `leaves.1.cap`: Input should be a valid integer, unable to parse string as an integer",
        "a.yaml:5: unknown key `nothing` -> known here: cadence, cap, is_synthetic",
    ]


@given(st.text(alphabet="qwxz", min_size=9, max_size=30))
def test_no_complaint_repeats_a_value(value: str) -> None:
    problems = complaints(f"name: x\nleaves:\n  - {{cadence: {value}, cap: {value}, is_synthetic: {value}}}\n")
    assert len(problems) == 3
    assert not any(value in str(problem) for problem in problems)


def test_a_misspelled_key_is_one_complaint() -> None:
    class Pet(BaseModel):
        model_config = ConfigDict(extra="forbid")
        cadence: str
        name: str

    (document,) = read_documents("kadence: daily\n", "f")
    with pytest.raises(ValidationError) as caught:
        Pet.model_validate(document.content)
    messages = [problem.message for problem in problems_of(caught.value, document, "f", Pet)]
    assert sorted(messages) == ["required key `name` is missing", "unknown key `kadence`"]


def test_an_alias_is_the_value_that_its_anchor_names() -> None:
    document = only("a: &c {column: kind, is: [x, 'NO']}\nb:\n  - *c\n  - {when: *c}\n")
    condition = {"column": "kind", "is": ["x", "NO"]}
    assert document.content == {"a": condition, "b": [condition, {"when": condition}]}
    assert document.line_of(("b", 1, "when")) == 4
    assert document.line_of(("b", 0, "is", 1)) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &a [x, *a]\n", "holds itself"),
        ("a: &a {b: {c: *a}}\n", "holds itself"),
        ("a: &a {b: c}\nd: {<<: *a, e: f}\n", "cannot be merged"),
        ("a: *b\n", "not YAML"),
    ],
)
def test_an_alias_that_cannot_be_unfolded_is_refused_with_its_line(text: str, words: str) -> None:
    (problem,) = refused(text)
    assert words in problem.message and problem.line == text.count("\n")


def test_aliases_that_unfold_to_more_than_anybody_would_write_are_refused() -> None:
    text = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    (problem,) = refused(text)
    assert "unfolds to more than" in problem.message
