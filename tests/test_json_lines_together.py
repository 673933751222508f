"""Lines of JSON: read in blocks, they give what each gives by itself, whatever stands in them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.mapping.read import Json
from warehouse.land.delivery import LandedFile, Manifest
from warehouse.read import limits
from warehouse.read.json import gathered
from warehouse.read.json import read as json_read
from warehouse.read.json.document import (
    STRICT,
    check_depth,
    check_document,
    check_text,
    take_values,
)
from warehouse.read.json.read import read_documents
from warehouse.store.run import silent

PATHS = {"a": ("a",), "b": ("b",), "b.a": ("b", "a")}
BOM = b"\xef\xbb\xbf"

PLAIN = ['"x"', '""', "null", "7", '["x","y"]', '["x"]', "[]", "[1]", "[true]", "[1.0]", '["x",null]', "true"]
ODD = [
    *("1e400", "-0", "-0.0", "1.50", "12345678901234567890123", "9" * 5000, "01", "NaN", "-Infinity", "1 2"),
    *(
        '"\\ud83d\\ude00"',
        '"\\ud83d"',
        '["\\ude00"]',
        '"\\u0000"',
        '"\u2028"',
        '"\\u2028"',
        '"\ufeff"',
        '"\\""',
        '"\\/"',
    ),
    *('"a": "b"', '"tab\t"', '"{"', '"}"', '"\\"b\\":"', '"x" :', '"x', "[[1],[]]", "[" * 120 + "]" * 120),
    *('{"a":1,"a":2}', '{"b":{"a":1e5}}', '{"a":{}}', '[{"a":1.50}]', "{}", "{", "}", ""),
]
VALUES = st.one_of(st.sampled_from(PLAIN), st.sampled_from(PLAIN), st.sampled_from(ODD))
KEYS = st.sampled_from(['"a"', '"a"', '"b"', '"c"', '"\\u0061"', '"a "', '"a" ', '"a"\t', "a"])
OBJECTS = st.builds(
    lambda pairs, comma: "{" + comma.join(f"{key}:{value}" for key, value in pairs) + "}",
    st.lists(st.tuples(KEYS, VALUES), max_size=3),
    st.sampled_from([",", ",", " , ", ",\r"]),
)
GOOD = st.builds(lambda a, b: f'{{"a":{a},"b":{b}}}', st.sampled_from(PLAIN), st.sampled_from(PLAIN))
LINES = st.lists(
    st.builds(
        lambda start, text, end: start + text.encode() + end,
        st.sampled_from([b"", b"", b"", b" ", BOM, BOM + BOM]),
        st.one_of(
            GOOD, GOOD, OBJECTS, st.sampled_from(["", "[]", "null", '{"a":1}{"a":2}', '{"a":1},', "\xa0", '"x"'])
        ),
        st.sampled_from([b"\n"] * 12 + [b"\r\n", b" \t\n", b"\x00\n", b"\x85\n", b"\xff\n"]),
    ),
    max_size=12,
)


def read_alone(line: bytes) -> list[str | None] | None:
    """What one line gives by itself, parsed as the standard library does; None where it is refused."""
    try:
        text = line.removeprefix(BOM).decode()
        check_depth(text)
        return take_values(check_document(check_text(STRICT.decode(text), text)), list(PATHS.values()))
    except (ValueError, RecursionError):
        return None


def is_utf8(line: bytes) -> bool:
    """Whether its bytes decode."""
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def read_together(content: bytes) -> tuple[list[tuple[object, ...]], list[tuple[int, str, str | None]]]:
    """Rows and rejects of one file of lines."""
    manifest = Manifest("x", "demo", "f", (LandedFile("lines.jsonl", len(content), ""),), False, len(content))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        data = Path(folder) / "lines.jsonl"
        data.write_bytes(content)
        found = read_documents(connection, data, manifest, Json(kind="lines"), PATHS, "t", silent)
        rows = connection.execute("select * exclude (file_number) from t order by row_number").fetchall()
    rejects = [(one["row_number"], one["reject_code"], one["column_name"]) for one in found.rejects.to_pylist()]
    assert found.n_records == len(rows) + len(rejects)
    return rows, rejects


@given(LINES.filter(bool), st.integers(1, 5), st.integers(1, 4))
def test_lines_together_give_what_each_gives_alone(lines: list[bytes], n_together: int, n_rows: int) -> None:
    told = [line for line in lines if line.strip(b" \t\r\n\xef\xbb\xbf")]
    # A file that begins with an array is none of lines, and held as a whole.
    assume(not told or not told[0].strip(b" \t\r\n\xef\xbb\xbf").startswith(b"["))
    # So is one of which more than one line does not decode.
    assume(sum(not is_utf8(line) for line in told) <= 1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_read, "BLOCK_LINES", n_together)
        patched.setattr(gathered, "BATCH_ROWS", n_rows)
        rows, rejects = read_together(b"".join(lines))
    alone = [read_alone(line) for line in told]
    assert rows == [(number, *values) for number, values in enumerate(alone, 1) if values is not None]
    codes = ["malformed_json" if is_utf8(line) else "undecodable" for line in told]
    assert rejects == [(number, codes[number - 1], None) for number, values in enumerate(alone, 1) if values is None]


def test_a_value_that_is_too_long_is_refused_among_others() -> None:
    long = b'{"a":"' + b"x" * (limits.MOST_RECORD_BYTES + 1) + b'"}\n'
    rows, rejects = read_together(b'{"a":1}\n' + long + b'{"a":2}\n')
    assert rows == [(1, "1", None, None), (3, "2", None, None)]
    assert rejects == [(2, "too_long", "a")]
