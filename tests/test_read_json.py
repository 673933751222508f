"""JSON deliveries: strict parsing, one fate a document, values as text from declared paths only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.mapping.read import Json
from warehouse.land.delivery import FileFormat, LandedFile, Manifest, list_deliveries, read_manifest
from warehouse.land.step import land
from warehouse.read.json import array as json_array
from warehouse.read.json import text as json_text
from warehouse.read.json.document import NotJsonError, measure_depth, parse_document, take_values, write_compact
from warehouse.read.json.read import JsonRead, UnreadableError, read_documents
from warehouse.store.run import silent

PATHS = {"id": ("id",), "type": ("rawJson", "callType"), "categories": ("rawJson", "categories")}


def read(folder: Path, content: bytes, json: Any, paths: Mapping[str, tuple[str, ...]] | None = None) -> Any:
    """(reading, rows) of one file of documents; `json` as a mapping writes it."""
    data = folder / "file.json"
    data.write_bytes(content)
    declared = Json.model_validate(json)
    manifest = Manifest("x", "demo", "f", (LandedFile("file.json", len(content), ""),), False, len(content))
    with duckdb.connect() as connection:
        given_read = read_documents(connection, data, manifest, declared, paths or {"id": ("id",)}, "t", silent)
        rows = connection.execute("select * from t order by row_number").fetchall()
    assert given_read.n_records == len(rows) + given_read.n_rejected
    return given_read, rows


def read_pack(tmp_path: Path, documents: Mapping[str, bytes]) -> tuple[JsonRead, list[tuple[Any, ...]]]:
    """Land files as a pack and read it."""
    for name, content in documents.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    formats = [FileFormat("f", "**/*.json", packs=True)]
    land(tmp_path / "landing", "demo", str(tmp_path / "in"), formats, [], silent)
    (folder,) = list_deliveries(tmp_path / "landing")
    with duckdb.connect() as connection:
        manifest = read_manifest(folder)
        kind = Json(kind="one_per_file")
        given_read = read_documents(connection, folder / manifest.data_name, manifest, kind, PATHS, "t", silent)
        return given_read, connection.execute("select * from t order by row_number").fetchall()


def test_a_pack_gives_a_row_a_file_by_name_and_a_reject_a_malformed_one(tmp_path: Path) -> None:
    one = {"id": "7", "rawJson": {"callType": "Silent", "categories": {"Violence": ["Bullying"], "Ñ": []}}, "name": "x"}
    old = {"id": 8, "rawJson": {"categories": {"Main": {"Sub": True, "Other": False}}}}
    documents = {
        "2023/b.json": json.dumps(one).encode(),
        "2023/a.json": b"\xef\xbb\xbf" + json.dumps(old).encode(),
        "2024/c.json": b'{"id": NaN}',
        "2024/d.json": b'{"id": "9"',
    }
    given_read, rows = read_pack(tmp_path, documents)
    assert rows == [
        (1, 1, "8", None, '{"Main":{"Sub":true,"Other":false}}'),
        (2, 1, "7", "Silent", '{"Violence":["Bullying"],"Ñ":[]}'),
    ]
    assert (given_read.n_records, given_read.n_rejected) == (4, 2)
    rejects = given_read.rejects.to_pylist()
    assert [(one["file_name"], one["row_number"], one["reject_code"]) for one in rejects] == [
        ("2024/c.json", 3, "malformed_json"),
        ("2024/d.json", 4, "malformed_json"),
    ]


def test_values_are_text_as_they_stand(tmp_path: Path) -> None:
    numbers = '"a": 1.50, "b": 1e5, "c": -7, "h": 12345678901234567890'
    line = f'{{{numbers}, "d": true, "e": null, "f": "", "g": [1.0, {{"x": false}}]}}\n'
    _, rows = read(tmp_path, line.encode(), "lines", {key: (key,) for key in "abcdefghi"})
    assert rows == [
        (1, 1, "1.50", "1e5", "-7", "true", None, "", '[1.0,{"x":false}]', "12345678901234567890", None),
    ]


REFUSED = [
    b'{"a": NaN}',
    b'{"a": Infinity}',
    b'{"a": -Infinity}',
    b'{"a": 1, "a": 2}',
    b'{"o": {"a": 1, "a": 1}}',
    b'{"a": 1} x',
    b'{"a": 1}{"b": 2}',
    b"{'a': 1}",
    b'{"a": 01}',
    b'{"a": .5}',
    b'{"a": 1,}',
    b'{"a": "\xff"}',
    b'{"a": "\t"}',
    b'{"a": "\\ud800"}',
    b'{"a": "\\x"}',
    b"[1]",
    b"7",
    b"null",
    b'{"a": ' + b"[" * 101 + b"]" * 101 + b"}",
    b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"a": ' + b"1" * 5000 + b"}",
    b"",
]


@pytest.mark.parametrize("content", REFUSED)
def test_what_is_refused(content: bytes) -> None:
    with pytest.raises(NotJsonError):
        parse_document(content)


@pytest.mark.parametrize(
    "content",
    [b' \r\n{"a": 1}\t', b'{"a": "\\ud83d\\ude00"}', b'{"a": "[[["}', b'{"a": ' + b"[" * 99 + b"]" * 99 + b"}", b"{}"],
)
def test_what_is_taken(content: bytes) -> None:
    assert isinstance(parse_document(content), dict)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab é", max_size=2), inner, max_size=3),
    max_leaves=10,
)
DOCUMENTS = st.lists(st.dictionaries(st.text("ab", max_size=2), JSON, max_size=3), max_size=6)


@given(DOCUMENTS, st.booleans())
def test_values_survive_as_json(documents: list[dict[str, Any]], ascii_only: bool) -> None:
    for document in documents:
        parsed = parse_document(json.dumps(document, ensure_ascii=ascii_only).encode())
        assert json.loads(write_compact(parsed)) == document
        for key, value in document.items():
            (text,) = take_values(parsed, [(key,)])
            assert text == value if value is None or isinstance(value, str) else json.loads(text or "") == value


@given(documents=DOCUMENTS, block=st.integers(1, 20), indent=st.sampled_from([None, 1]))
def test_lines_and_arrays_give_the_same_rows(
    tmp_path_factory: pytest.TempPathFactory, documents: list[dict[str, Any]], block: int, indent: int | None
) -> None:
    folder = tmp_path_factory.mktemp("json")
    paths = {"one": ("a",), "two": ("b", "a")}
    lines = "".join(json.dumps(document) + "\n" for document in documents).encode()
    expected = read(folder, lines, "lines", paths)[1] if documents else []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "BLOCK_BYTES", block)
        array = json.dumps(documents, indent=indent, ensure_ascii=False).encode()
        given_read, rows = read(folder, array, "array", paths)
    assert (rows, given_read.n_records) == (expected, len(documents))


@given(documents=DOCUMENTS.filter(bool), block=st.integers(1, 20), data=st.data())
def test_a_cut_array_is_held_wherever_it_is_cut(
    tmp_path_factory: pytest.TempPathFactory, documents: list[dict[str, Any]], block: int, data: st.DataObject
) -> None:
    content = json.dumps(documents, ensure_ascii=False).encode()
    path = tmp_path_factory.mktemp("json") / "cut.json"
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1), label="cut at")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "BLOCK_BYTES", block)
        with pytest.raises(UnreadableError) as caught:
            list(json_array.ArrayReader(path).read())
    assert caught.value.finding_code == "truncated"


def test_cut_lines_are_held_unless_cut_between_lines(tmp_path: Path) -> None:
    content = b'{"id": "a"}\n{"id": "\xc3\xa9"}\n'
    for place in range(1, len(content) + 1):
        if place in (11, 12, 24, 25):  # the document is whole
            assert read(tmp_path, content[:place], "lines")[0].n_rejected == 0
        else:
            with pytest.raises(UnreadableError, match="middle of a record"):
                read(tmp_path, content[:place], "lines")


def test_a_malformed_line_is_one_reject_and_blank_lines_are_none(tmp_path: Path) -> None:
    given_read, rows = read(tmp_path, b'{"id": 1}\r\n\r\n{"id": 1,\n\n{"id": 3}\n', "lines")
    assert rows == [(1, 1, "1"), (3, 1, "3")]
    (reject,) = given_read.rejects.to_pylist()
    assert (reject["row_number"], reject["reject_code"]) == (2, "malformed_json")


def test_a_refused_document_in_an_array_is_one_reject(tmp_path: Path) -> None:
    content = '[{"id": "é"}, {"id": NaN}, 7, {"id": 1, "id": 2}, {"id": "\t"}, {"id": 6}]'.encode()
    given_read, rows = read(tmp_path, content, "array")
    assert rows == [(1, 1, "é"), (6, 1, "6")]
    assert given_read.rejects["row_number"].to_pylist() == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b'{"id": 1}', "malformed_json"),
        (b"[] x", "malformed_json"),
        (b'[{"id": 1} {"id": 2}]', "malformed_json"),
        (b'[{"id": 1},]', "malformed_json"),
        (b"[{'id': 1}]", "malformed_json"),
        (b'[{"id": "\xff"}]', "wrong_encoding"),
        (b'[{"id": 1}', "truncated"),
    ],
)
def test_what_holds_a_whole_array(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(tmp_path, content, "array")
    assert caught.value.finding_code == code


def test_depth_is_measured_outside_strings() -> None:
    assert measure_depth('{"a": "[[\\"[", "b": [{}]}') == (3, False)
    assert measure_depth('{"a": "[')[1] and measure_depth('{"a": "\\"')[1] and measure_depth("[")[1]
