"""The count of physical records agrees with a naive counter, whatever the bytes and wherever blocks meet."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.read.csv import count as module
from warehouse.read.csv.count import CsvDialect, RecordCount, count_records

ALPHABET = 'ab,;"\n\r é'


def count_naively(text: str, delimiter: str, quote: str | None) -> tuple[int, int, int, bool]:
    """(records, blank lines, delimiters outside quotes, ends inside a quote), one character at a time."""
    n_records = n_blank = n_delimiters = 0
    is_inside = has_content = False
    previous = ""
    for character in text:
        if character == quote:
            is_inside = not is_inside
        if character in "\r\n" and not is_inside:
            if has_content:
                n_records += 1
            elif not (character == "\n" and previous == "\r"):
                n_blank += 1
            has_content = False
            previous = character
            continue
        n_delimiters += character == delimiter and not is_inside
        has_content = True
        previous = ""
    return n_records + has_content, n_blank, n_delimiters, is_inside


def count_text(text: str | bytes, dialect: CsvDialect | None = None, start: int = 0) -> RecordCount:
    dialect = dialect or CsvDialect()
    with tempfile.NamedTemporaryFile() as file:
        file.write(text if isinstance(text, bytes) else text.encode(dialect.encoding))
        file.flush()
        return count_records(Path(file.name), dialect, start)


@settings(max_examples=300, deadline=None)
@given(st.text(ALPHABET, max_size=60), st.sampled_from([",", ";"]), st.sampled_from(['"', None]), st.integers(1, 9))
def test_equals_a_naive_counter(text: str, delimiter: str, quote: str | None, block: int) -> None:
    before = module.BLOCK_BYTES
    try:
        module.BLOCK_BYTES = block
        count = count_text(text, CsvDialect(delimiter=delimiter, quote=quote))
    finally:
        module.BLOCK_BYTES = before
    found = (count.n_records, count.n_blank_lines, count.n_delimiters, count.ends_inside_quote)
    assert found == count_naively(text, delimiter, quote)
    assert count.is_decodable


CELL = st.text('ab,"\n\r é', max_size=6)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=12),
    # Python's csv leaves a lone CR unquoted where lines end with LF, unless everything is quoted.
    st.sampled_from([(csv.QUOTE_ALL, "\n"), (csv.QUOTE_ALL, "\r\n"), (csv.QUOTE_MINIMAL, "\r\n")]),
    st.integers(1, 9),
)
def test_written_tables_are_regular_and_counted_exactly(
    rows: list[list[str]], style: tuple[int, str], block: int
) -> None:
    quoting, line_end = style
    text = io.StringIO()
    csv.writer(text, quoting=quoting, lineterminator=line_end).writerows(rows)  # type: ignore[arg-type]
    before = module.BLOCK_BYTES
    try:
        module.BLOCK_BYTES = block
        count = count_text(text.getvalue())
    finally:
        module.BLOCK_BYTES = before
    assert count.is_regular
    assert (count.n_records, count.n_delimiters, count.ends_with_newline) == (len(rows), len(rows), True)


@pytest.mark.parametrize(
    "text",
    ['a"b,c\n', 'a,b"\n', '"a"b,c\n', '"a" ,b\n', ' "a",b\n', '""a,b\n', 'a,b\n"c\n'],
)
@pytest.mark.parametrize("block", [1, 2, 3, 1 << 20])
def test_quotes_where_they_may_not_stand_are_odd(text: str, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK_BYTES", block)
    assert not count_text(text).is_regular


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "iso2022_jp", "cp037", "utf-7"])
def test_encodings_that_do_not_split_on_bytes_are_counted_on_their_text(encoding: str) -> None:
    text = 'a,b\r\n"\n",2\r\n\r\n3,4\r\n'
    if encoding == "iso2022_jp":
        text = text.replace("2", "あ")
    count = count_text(text, CsvDialect(encoding=encoding))
    assert (count.n_records, count.n_blank_lines, count.n_delimiters) == (3, 1, 3)


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "shift_jis", "utf-8-sig", "latin-1", "ascii", "tis-620"])
def test_encodings_that_split_on_bytes(encoding: str) -> None:
    assert CsvDialect(encoding=encoding).splits_on_bytes


@pytest.mark.parametrize("encoding", ["utf_16_le", "cp500", "iso2022_kr", "hz"])
def test_encodings_that_do_not_split_on_bytes(encoding: str) -> None:
    assert not CsvDialect(encoding=encoding).splits_on_bytes


@pytest.mark.parametrize("block", [1, 3, 1 << 20])
def test_bytes_that_are_no_utf8_are_noticed(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK_BYTES", block)
    for content in (b"a,\xff\n", b"a,\xc3", b"a,\xc3\n"):
        assert not count_text(content).is_decodable
    assert count_text("a,é\n").is_decodable


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=40) | st.text("aé€😀", max_size=20).map(lambda text: text.encode()), st.integers(1, 9))
def test_bytes_are_utf8_where_python_decodes_them_whole(content: bytes, block: int) -> None:
    before = module.BLOCK_BYTES, module.PART_BYTES
    try:
        module.BLOCK_BYTES, module.PART_BYTES = block, 4
        count = count_text(content)
    finally:
        module.BLOCK_BYTES, module.PART_BYTES = before
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        assert not count.is_decodable
    else:
        assert count.is_decodable


@pytest.mark.parametrize("length", [62, 63, 64, 65, 127, 128, 129])
def test_quotes_at_the_seams_of_words_are_seen(length: int) -> None:
    cell = "a" * length
    assert count_text(f'{cell},"b\n",c\n' * 3).is_regular
    assert count_text(f'{cell},"b\n",c\n' * 3).n_records == 3
    assert not count_text(f'{cell}"b",c\n').is_regular
    assert not count_text(f'"{cell}"b,c\n').is_regular


def test_counting_begins_where_it_is_told_and_sees_nul() -> None:
    count = count_text("a,b\n1,2\n3,\0\n", start=4)
    assert (count.n_records, count.has_nul, count.is_regular) == (2, True, False)
