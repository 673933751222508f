"""Every example of every construct runs in DuckDB and gives what it says."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.constructs import CONSTRUCTS, AnyField, AnyMany, AnyOne, Construct, Example, Many, One, Record
from schemas.constructs.base import quoted
from schemas.text.yaml import read_documents

EXAMPLES = [
    pytest.param(key, example, id=f"{key}-{number}")
    for key, construct in CONSTRUCTS.items()
    for number, example in enumerate(construct.examples, 1)
]
AS_WRITTEN = {"one": TypeAdapter(AnyOne), "many": TypeAdapter(AnyMany), "field": TypeAdapter(AnyField)}


def read_construct(yaml: str, place: str = "field") -> Construct:
    """A construct from YAML as a mapping holds it."""
    (document,) = read_documents(yaml, "example")
    construct: Construct = AS_WRITTEN[place].validate_python(document.content)
    return construct


def run(sql: str, record: dict[str, str | None]) -> Any:
    """What the SQL gives over one record."""
    names = ", ".join(quoted(name) for name in record) or "nothing"
    marks = ", ".join("$" + str(number) for number in range(1, len(record) + 1)) or "null"
    with duckdb.connect() as connection:
        row = connection.execute(
            f"with record({names}) as (values ({marks})) select {sql} from record", list(record.values())
        ).fetchone()
    assert row is not None
    return row[0]


def answer(construct: Construct, record: dict[str, str | None], is_list: bool) -> Any:
    """One text, or values as `value @ setting`."""
    offered = Record(tuple(record))
    if not is_list:
        assert isinstance(construct, One)
        return run(construct.one(offered), record)
    assert isinstance(construct, Many)
    found = run(construct.many(offered), record)
    return [one["value"] + (f" @ {one['setting']}" if one["setting"] else "") for one in found]


@pytest.mark.parametrize(("key", "example"), EXAMPLES)
def test_an_example_gives_what_it_says(key: str, example: Example) -> None:
    construct = read_construct(example.yaml)
    assert construct.key == key
    assert answer(construct, example.record, isinstance(example.gives, list)) == example.gives


@pytest.mark.parametrize("key", CONSTRUCTS)
def test_a_construct_has_docstring_examples_and_words_for_every_key(key: str) -> None:
    construct = CONSTRUCTS[key]
    assert construct.__doc__ and len(construct.__doc__) > 40
    assert construct.examples
    assert key in construct.model_fields
    for name, field in construct.model_fields.items():
        assert field.description, f"{key}.{name} has no description"
    for example in construct.examples:
        written = read_construct(example.yaml)
        needed = {*written.columns(), *(c for p in written.prefixes() for c in example.record if c.startswith(p))}
        assert needed <= set(example.record)


@pytest.mark.parametrize(("key", "example"), EXAMPLES)
def test_a_record_of_blanks_gives_nothing(key: str, example: Example) -> None:
    construct = read_construct(example.yaml)
    for blank in ("", "  ", None):
        record: dict[str, str | None] = dict.fromkeys(example.record, blank)
        if isinstance(construct, Many):
            assert answer(construct, record, True) == []
        if isinstance(construct, One) and key != "always":
            assert answer(construct, record, False) is None


@pytest.mark.parametrize("key", [key for key, construct in CONSTRUCTS.items() if issubclass(construct, Many)])
def test_every_list_has_one_type(key: str) -> None:
    """Otherwise the union of two formats, or of no row at all, would not be a table."""
    example = CONSTRUCTS[key].examples[0]
    construct = read_construct(example.yaml, "many")
    assert isinstance(construct, Many)
    told = run(f"typeof({construct.many(Record(tuple(example.record)))})", example.record)
    assert told.replace('"', "").upper() == "STRUCT(VALUE VARCHAR, SETTING VARCHAR, IS_MAIN BOOLEAN)[]"


def test_names_and_texts_with_quotes_do_no_harm() -> None:
    name, tick = 'motif_l\'"autre"', "o'ui"
    ticked = read_construct(f'ticked: motif_\nyes: ["{tick}"]')
    assert answer(ticked, {name: "O'UI"}, True) == [name]
    assert answer(read_construct('cell: c\ndelimiter: "\'"'), {"c": "a'b"}, True) == ["a", "b"]
    assert answer(read_construct("always: it's"), {}, False) == "it's"


def test_the_first_filled_column_of_ranked_ones_is_the_main_reason() -> None:
    listed = read_construct("listed: [r1, r2, r3]\nranked: yes")
    assert isinstance(listed, Many)
    record: dict[str, str | None] = {"r1": "", "r2": "Grief", "r3": "Fear"}
    found = run(listed.many(Record(tuple(record))), record)
    assert [(one["value"], one["is_main"]) for one in found] == [("Grief", True), ("Fear", False)]


def test_a_tree_is_never_read_for_free_text() -> None:
    tree = read_construct("tree: t")
    content = '{"Violence": {"Bullying": true}, "callSummary": "her name is", "n": 3, "b": false, "z": null}'
    assert answer(tree, {"t": content}, True) == ["Violence > Bullying", "callSummary", "n"]


@pytest.mark.parametrize(
    ("place", "yaml"),
    [
        ("one", "listed: [a, b]"),
        ("one", "tickled: a"),
        ("many", "first_of: [a, b]"),
        ("many", "listed: [a, b]\nsettings: [c]"),
        ("one", "first_of: [a]"),
        ("many", "cell: a\ntree: b"),
        ("many", "cell: a\nunknown: b"),
        ("one", "never:"),
    ],
)
def test_what_no_construct_is_is_refused(place: str, yaml: str) -> None:
    with pytest.raises(ValidationError):
        read_construct(yaml, place)
