"""One JSON document that holds all records: found by path, in pieces, named by a header or by labels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.container_files import open_container
from warehouse.read import limits
from warehouse.read.json import text as json_text
from warehouse.read.json import whole as json_whole
from warehouse.read.json.document import NotJsonError, write_compact
from warehouse.read.json.nodes import name_nodes, read_places
from warehouse.read.rejects import UnreadableError

Rows = list[tuple[Any, ...]]


def read(folder: Path, content: Any, wanted: list[str], **declared: Any) -> tuple[Rows, list[str]]:
    """Rows with their numbers, and the codes of rejects; `content` is JSON text, or what is to be written as such."""
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    with duckdb.connect() as connection:
        opened = open_container(connection, folder, {"json": {"kind": "document", **declared}}, [text], wanted)
        cells = ", ".join(f'"{name}"' for name in wanted)
        rows = connection.execute(f"select row_number, {cells} from t order by row_number").fetchall()
    assert opened.n_records == len(rows) + opened.n_rejected
    return rows, opened.rejects["reject_code"].to_pylist()


RECORDS = [{"id": 1, "x": "é"}, {"id": 2, "x": None}]


@pytest.mark.parametrize(
    ("at", "document"),
    [
        ("a", {"a": RECORDS}),
        ("a.b", {"z": [1, {"b": []}], "a": {"c": 1, "b": RECORDS, "d": {}}, "y": 0.5}),
        (r"a\.b", {"a": {"b": 7}, "a.b": RECORDS}),
        (".", {"k1": RECORDS[0], "k2": RECORDS[1]}),
        ("a", {"a": {"k1": RECORDS[0], "k2": RECORDS[1]}}),
        (".", RECORDS),
    ],
)
def test_records_are_found_at_their_path(tmp_path: Path, at: str, document: Any) -> None:
    assert read(tmp_path, document, ["id", "x"], at=at) == ([(1, "1", "é"), (2, "2", None)], [])


def test_the_key_of_a_record_is_read_under_a_name(tmp_path: Path) -> None:
    document = {"calls": {"-Na1": {"x": 1}, "-Na2": {"x": 2, "id": "taken"}, "-Na3": {"x": 3}}}
    assert read(tmp_path, document, ["id", "x"], at="calls", key="id") == (
        [(1, "-Na1", "1"), (3, "-Na3", "3")],
        ["malformed_json"],
    )
    with pytest.raises(UnreadableError, match="the records are a list and have no `key`"):
        read(tmp_path, {"calls": [{"x": 1}]}, ["id"], at="calls", key="id")


def test_two_records_under_one_key_are_not_one(tmp_path: Path) -> None:
    assert read(tmp_path, b'{"calls": {"a": {"x": 1}, "a": {"x": 2}}}', ["x"], at="calls") == (
        [(1, "1")],
        ["malformed_json"],
    )


HEADERS = [
    ["id", "day"],
    [{"name": "id", "type": "int"}, {"name": "day"}],
    {"id": 0, "day": 1},
    {"id": "0", "day": "1"},
    {"day": ["1", "Day"], "id": ["0", "Case", 3]},
]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("is_first", [True, False])
def test_places_are_named_by_a_header_before_or_behind_them(tmp_path: Path, header: Any, is_first: bool) -> None:
    parts = {"cases": [["7", "1672531200"], ["8"], ["9", "", "x"], {"id": "10"}, ["11", None]], "cases_k": header}
    document = dict(reversed(parts.items())) if is_first else parts
    assert read(tmp_path, document, ["id", "day"], at="cases", header="cases_k") == (
        [(1, "7", "1672531200"), (5, "11", None)],
        ["malformed_json"] * 3,
    )


def test_a_refused_record_before_the_header_is_one_reject(tmp_path: Path) -> None:
    content = b'{"cases": [["7", NaN], ["8", "x"]], "k": ["id", "day"]}'
    assert read(tmp_path, content, ["id", "day"], at="cases", header="k") == ([(2, "8", "x")], ["malformed_json"])


@pytest.mark.parametrize(
    "header", [[], {}, 7, "id", ["id", "id"], [7], {"id": "x"}, {"id": -1}, {"id": []}, {"id": True}, {"id": 10**9}]
)
def test_what_names_no_places(tmp_path: Path, header: Any) -> None:
    assert read_places(header) is None
    with pytest.raises(UnreadableError, match="does not name places") as caught:
        read(tmp_path, {"k": header, "cases": []}, ["id"], at="cases", header="k")
    assert caught.value.finding_code == "malformed_json"


REPORT = {
    "id": "r1",
    "sections": [
        {
            "type": "Section",
            "label": "Primary",
            "value": None,
            "fields": [
                {"label": "Violence", "value": "Violence"},
                {"label": "Neglect", "value": "false"},
                {"label": "Who", "value": "A parent", "fields": [{"label": "A parent", "value": "A parent"}]},
                {"label": "Note", "value": None},
            ],
        },
        {"label": "Score", "value": 3},
        {"label": "Nothing", "value": None, "fields": []},
    ],
}


def test_a_tree_of_nodes_is_read_by_its_labels() -> None:
    node = {"label": "Report", "value": None, "fields": REPORT["sections"]}
    assert name_nodes({"id": "r1", "fields": [node]}, "fields") == {
        "id": "r1",
        "fields": {
            "Report": {
                "Primary": {"Violence": True, "Neglect": False, "Who": "A parent", "Note": None},
                "Score": 3,
                "Nothing": None,
            }
        },
    }


def test_nodes_stand_at_a_path_of_any_record(tmp_path: Path) -> None:
    record = {"id": "r1", "case": {"fields": [{"label": "A.b", "value": "A.b"}]}, "other": [{"label": "x"}]}
    twice = {"id": "r2", "case": {"fields": [{"label": "A", "value": "1"}, {"label": "A", "value": "2"}]}}
    bare = {"id": "r3", "case": {"fields": [{"value": "1"}]}}
    text = "".join(json.dumps(one) + "\n" for one in (record, twice, bare)).encode()
    with duckdb.connect() as connection:
        opened = open_container(
            connection, tmp_path, {"json": {"kind": "lines", "nodes": "fields"}}, [text], ["id", "case", "other"]
        )
        rows = connection.execute('select id, "case", other from t').fetchall()
    assert rows == [("r1", '{"fields":{"A.b":true}}', '[{"label":"x"}]')]
    assert opened.rejects["reject_code"].to_pylist() == ["malformed_json"] * 2


JSON = st.recursive(
    st.none() | st.booleans() | st.sampled_from([-7, 12, 0.5, -1e30, 2e-7]) | st.text('a"\\[{é', max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text("xy", max_size=2), JSON, max_size=3)


@given(
    beside=OBJECTS,
    records=st.lists(OBJECTS, max_size=4),
    as_object=st.booleans(),
    block=st.integers(1, 9),
    data=st.data(),
)
def test_records_in_pieces_are_the_records_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory,
    beside: Mapping[str, Any],
    records: list[Mapping[str, Any]],
    as_object: bool,
    block: int,
    data: st.DataObject,
) -> None:
    held = {f"k{number}": one for number, one in enumerate(records)} if as_object else records
    parts: list[tuple[str, Any]] = [("at", {"too": 1, "here": held, "end": [[]]}), *beside.items()]
    document = dict(data.draw(st.permutations(parts), label="order"))
    content = json.dumps(document, ensure_ascii=False, indent=data.draw(st.sampled_from([None, 1]))).encode()
    path = tmp_path_factory.mktemp("json") / "whole.json"
    cut = data.draw(st.integers(1, len(content) - 1), label="cut at")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "BLOCK_BYTES", block)
        patch.setattr(json_whole, "BLOCK_BYTES", block)
        path.write_bytes(content)
        got = [value for _, value in json_whole.DocumentReader(path).read(("at", "here"), lambda one: one)]
        assert json.loads(write_compact(got)) == records
        path.write_bytes(content[:cut])
        with pytest.raises(UnreadableError) as caught:
            list(json_whole.DocumentReader(path).read(("at", "here"), lambda one: one))
    assert caught.value.finding_code == "truncated"


@pytest.mark.parametrize(
    "content", [b'{"a": NaN, "at": []}', b'{"a": 1, "a": 2, "at": []}', b'{"at": []} x', b"{at: []}"]
)
def test_what_is_beside_the_records_must_be_json_too(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(tmp_path, content, ["id"], at="at")
    assert caught.value.finding_code == "malformed_json"


def test_a_large_value_beside_the_records_is_stepped_over_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_whole, "BLOCK_BYTES", 1_000)
    monkeypatch.setattr(json_text, "BLOCK_BYTES", 1_000)
    monkeypatch.setattr(limits, "MOST_DOCUMENT_BYTES", 5_000)
    document = {"other": {"rows": [{"n": number} for number in range(5_000)]}, "at": [{"id": "a"}]}
    assert read(tmp_path, document, ["id"], at="at") == ([(1, "a")], [])
    with pytest.raises(UnreadableError, match="more than 5000 bytes") as caught:
        read(tmp_path, {"at": [{"id": "a" * 20_000}]}, ["id"], at="at")
    assert caught.value.finding_code == "hostile_file"


def test_a_line_that_is_too_long_is_one_reject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_DOCUMENT_BYTES", 100)
    lines = [b'{"id": "a"}\n', b'{"id": "%s"}\n' % (b"b" * 500), b'{"id": "c"}\n']
    with duckdb.connect() as connection:
        opened = open_container(connection, tmp_path, {"json": "lines"}, [b"".join(lines)], ["id"])
        assert connection.execute("select row_number, id from t order by all").fetchall() == [(1, "a"), (3, "c")]
    (reject,) = opened.rejects.to_pylist()
    assert (reject["reject_code"], reject["row_number"]) == ("too_long", 2)


def test_names_of_nodes_are_needed() -> None:
    for nodes in ([7], [{"value": "x"}], [{"label": 7}], [{"label": "a"}, {"label": "a"}]):
        with pytest.raises(NotJsonError):
            name_nodes({"fields": nodes}, "fields")
