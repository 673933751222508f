"""What the library that reads cells does not tell of an XLS sheet: error cells, shares in percent, hidden rows.

Belongs here: the stream of records in a workbook of 1997 to 2003. Does not belong here: cells to text
(`warehouse.read.workbook.child`). It runs in the limited process only; it imports no engine.
Names as in Microsoft's [MS-CFB] and [MS-XLS].

The cells themselves are read by a library (calamine). xlrd, which tells of errors and hidden rows too, gave the same on
our samples, but it reads the whole workbook a second time for that, in Python, and refused 4 of 138 workbooks with one
changed byte that calamine reads. So this one pass over the records stays.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from struct import error, iter_unpack, pack, unpack_from

from warehouse.read.workbook.parts import PERCENT, Refusal, Unseen, spell_share, times_shown

END_OF_FILE, BOUND_SHEET, ROW, COLUMNS, FORMULA, BOOL_ERR = 0x0A, 0x85, 0x208, 0x7D, 0x06, 0x205
FORMAT, STYLE, NUMBER, RK, RKS = 0x41E, 0xE0, 0x203, 0x27E, 0xBD
IS_HIDDEN, ARE_HIDDEN = 0x20, 0x01
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
LAST_SECTOR = 0xFFFFFFFA
HEADER_SECTORS = 109


def look_through_xls(path: Path, place: int) -> Unseen:
    """Read the records of the sheet that is the `place`th (from 0) of the workbook. What is broken ends the look."""
    unseen = Unseen()
    with contextlib.suppress(error):
        _take_records(read_stream(path.read_bytes(), ("Workbook", "Book")), place, unseen)
    return unseen


def _take_records(stream: bytes, place: int, unseen: Unseen) -> None:
    of_book = list(_list_records(stream, 0))
    sheets = [body for kind, body in of_book if kind == BOUND_SHEET]
    if place >= len(sheets):
        return
    shares = _find_share_styles(of_book)
    for kind, body in _list_records(stream, unpack_from("<I", sheets[place])[0]):
        if kind == BOOL_ERR and len(body) >= 8 and body[7]:
            _note(unseen, body, body[6])
        elif kind == FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
            _note(unseen, body, body[8])
        elif kind == ROW and len(body) >= 14 and unpack_from("<H", body, 12)[0] & IS_HIDDEN:
            unseen.n_hidden_rows += 1
        elif kind == COLUMNS and len(body) >= 10 and unpack_from("<H", body, 8)[0] & ARE_HIDDEN:
            unseen.hidden_columns.append(unpack_from("<HH", body))
        elif shares:
            for row, column, style, number in _list_numbers(kind, body):
                if style in shares:
                    unseen.texts[row, column] = spell_share(number, shares[style])


def _find_share_styles(of_book: list[tuple[int, bytes]]) -> dict[int, int]:
    """The numbers of the styles by which cells show a share in percent, and how many times the number it is."""
    percent = dict.fromkeys(PERCENT, 100)
    for kind, body in of_book:
        if kind == FORMAT and (times := times_shown(_spell_format(body))):
            percent[unpack_from("<H", body)[0]] = times
    told = [percent.get(unpack_from("<H", body, 2)[0]) for kind, body in of_book if kind == STYLE]
    return {place: times for place, times in enumerate(told) if times}


def _spell_format(body: bytes) -> str:
    """The signs of a format: behind a length of two bytes and how wide letters are; before 1997 behind one byte."""
    n_signs, letters = unpack_from("<HB", body, 2)
    if letters <= 1 and len(body) == 5 + n_signs * (letters + 1):
        return body[5:].decode("utf-16-le" if letters else "latin-1", "replace")
    return body[3:].decode("latin-1")


def _list_numbers(kind: int, body: bytes) -> Iterator[tuple[int, int, int, float]]:
    """Row, column, style and number of each cell with a number in a record."""
    if kind == NUMBER or (kind == FORMULA and body[12:14] != b"\xff\xff"):
        yield unpack_from("<HHHd", body)
    elif kind == RK:
        row, column, style = unpack_from("<HHH", body)
        yield row, column, style, _number_of(body[6:10])
    elif kind == RKS:
        row, first = unpack_from("<HH", body)
        for place, (style, packed) in enumerate(iter_unpack("<H4s", body[4:-2])):
            yield row, first + place, style, _number_of(packed)


def _number_of(packed: bytes) -> float:
    """A number in four bytes: a whole one, or the upper half of a float, as it stands or times 100."""
    (bits,) = unpack_from("<i", packed)
    number = float(bits >> 2) if bits & 2 else unpack_from("<d", pack("<iI", 0, bits & 0xFFFFFFFC))[0]
    return number / 100 if bits & 1 else number


def _note(unseen: Unseen, body: bytes, code: int) -> None:
    unseen.texts[unpack_from("<HH", body)] = ERRORS.get(code, "#ERROR")


def _list_records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record up to the end of that part of the stream."""
    while start + 4 <= len(stream):
        kind, size = unpack_from("<HH", stream, start)
        if kind == END_OF_FILE:
            return
        yield kind, stream[start + 4 : start + 4 + size]
        start += 4 + size


def read_stream(content: bytes, names: tuple[str, ...]) -> bytes:
    """The bytes of the first stream of one of these names in a compound file; empty where there is none.

    Raises Refusal damaged_file where the file ends before the stream does.
    """
    size = 1 << min(unpack_from("<H", content, 30)[0], 16)
    first_directory, smallest, first_small, _, first_more, n_more = unpack_from("<I4xIIIII", content, 48)
    tables = list(unpack_from(f"<{HEADER_SECTORS}I", content, 76))
    for _ in range(min(n_more, len(content) // size)):
        more = content[(first_more + 1) * size : (first_more + 2) * size]
        *listed, first_more = (number for (number,) in iter_unpack("<I", more))
        tables += listed
    parts = (content[(table + 1) * size : (table + 2) * size] for table in tables if table < LAST_SECTOR)
    following = [number for part in parts for (number,) in iter_unpack("<I", part)]

    def follow(sector: int) -> bytes:
        chain: list[bytes] = []
        while sector < len(following) and len(chain) <= len(following):
            chain.append(content[(sector + 1) * size : (sector + 2) * size])
            sector = following[sector]
        return b"".join(chain)

    directory = follow(first_directory)
    entries = [directory[place : place + 128] for place in range(0, len(directory) - 127, 128)]
    wanted = [(names.index(name), entry) for entry in entries if (name := _name_of(entry)) in names]
    if not wanted:
        return b""
    start, n_bytes = unpack_from("<II", min(wanted)[1], 116)
    if n_bytes >= smallest:
        return _whole(follow(start), n_bytes)
    small = [number for (number,) in iter_unpack("<I", follow(first_small))]
    pool = follow(unpack_from("<I", entries[0], 116)[0])
    chain: list[bytes] = []
    while start < len(small) and len(chain) <= len(small):
        chain.append(pool[start * 64 : start * 64 + 64])
        start = small[start]
    return _whole(b"".join(chain), n_bytes)


def _whole(stream: bytes, n_bytes: int) -> bytes:
    if len(stream) < n_bytes:
        raise Refusal("damaged_file", "cut_workbook")
    return stream[:n_bytes]


def _name_of(entry: bytes) -> str:
    length = unpack_from("<H", entry, 64)[0]
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
