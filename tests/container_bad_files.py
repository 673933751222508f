"""What may be sent in each container by mistake or by malice, and what has to be said of it.

Belongs here: making each bad file. Does not belong here: reading it (`test_container_bad_input`). What stands in the
cells of a bad file is SECRET, which nobody may ever be told.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from struct import pack_into, unpack_from
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe

from tests.container_files import FIXTURES, HEADER, edit_zip, write_csv, write_parquet, write_xlsx, write_zip

SECRET = "Amélie"
MANY_COLUMNS = 100_000
LONG_CELL = SECRET * (10_000_000 // len(SECRET))
ROWS: list[Sequence[Any]] = [HEADER, *([f"b{number}", *[SECRET] * (len(HEADER) - 1)] for number in range(3))]
SHEET = "xl/worksheets/sheet2.xml"
SHEET_XML = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
ODS_XML = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    b'<table:table table:name="Contacts">%s</table:table>'
    b"</office:spreadsheet></office:body></office:document-content>"
)
ODS_CELL = b'<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'


@dataclass(frozen=True)
class Bad:
    """A bad file: `finding` holds the whole file, or `reject` is the fate of that one record of `n_records`."""

    container: str
    what: str
    make: Callable[[], bytes]
    finding: str = ""
    reject: str = ""
    n_records: int = 0

    @property
    def name(self) -> str:
        """Fit for a test's id and a file's name."""
        return f"{self.what}-{self.container}".replace(" ", "_")


def list_bad_files() -> list[Bad]:
    """Every container with each way in which it can be bad."""
    return [
        *_csv_files("csv", ","),
        *_csv_files("tsv", "\t"),
        *_xlsx_files(),
        *_xls_files(),
        *_ods_files(),
        *_parquet_files(),
        *_gzip_files(),
        *_zip_files(),
        *_json_files(),
    ]


def _csv_files(container: str, delimiter: str) -> Iterator[Bad]:
    def text(content: str) -> bytes:
        return content.replace(",", delimiter).encode("utf-16" if container == "tsv" else "utf-8")

    head = "id,day,channel\n"
    wide = ",".join(f"c{number}" for number in range(MANY_COLUMNS))
    bad = partial(Bad, container)
    yield bad("broken", lambda: text(f'{head}b0,"{SECRET}'), "truncated")
    yield bad("broken quotes", lambda: text(f'{head}b0,x,\nb1,"{SECRET}" x,\n'), reject="malformed_quote", n_records=2)
    yield bad("empty", lambda: b"", "empty_file")
    yield bad("many columns", lambda: text(f"{wide}\n{wide}\n"), "hostile_file")
    yield bad("long cell", lambda: text(f"{head}b0,{LONG_CELL},\nb1,x,\n"), reject="too_long", n_records=2)
    yield bad("endless line", lambda: text(f"{head}{LONG_CELL * 2}\n"), "hostile_file")
    yield bad("endless header", lambda: text(LONG_CELL * 2), "hostile_file")


def write_sheet(xml: bytes) -> bytes:
    """An XLSX workbook whose sheet has this XML for its rows."""
    return edit_zip(write_xlsx([]), SHEET, SHEET_XML % xml)


def _spell_column(number: int) -> bytes:
    letters = b""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = bytes([65 + rest]) + letters
    return letters


def _cell(place: bytes, text: str) -> bytes:
    return b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (place, text.encode())


def _change_byte(content: bytes, part: str) -> bytes:
    """The archive with one byte of a part's packed data changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo(part)
    names = unpack_from("<HH", content, info.header_offset + 26)
    place = info.header_offset + 30 + sum(names) + info.compress_size // 2
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


def _stored(content: bytes) -> bytes:
    """The archive with its parts as they are, not packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as copy:
        for name in archive.namelist():
            copy.writestr(name, archive.read(name))
    return made.getvalue()


def _xlsx_files() -> Iterator[Bad]:
    good = write_xlsx(ROWS)
    wide = b"".join(_cell(_spell_column(place) + b"1", f"c{place}") for place in range(1, MANY_COLUMNS + 1))
    texts = (("id", "day"), ("b0", LONG_CELL), ("b1", "x"))
    rows = (
        b'<row r="%d">%s%s</row>' % (row, _cell(b"A%d" % row, id_), _cell(b"B%d" % row, day))
        for row, (id_, day) in enumerate(texts, start=1)
    )
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    bad = partial(Bad, "xlsx")
    yield bad("broken", lambda: good[: len(good) // 2], "damaged_file")
    yield bad("changed", lambda: _change_byte(_stored(good), SHEET), "damaged_file")
    yield bad("no XML", lambda: edit_zip(good, SHEET, SECRET.encode() * 9), "damaged_file")
    yield bad("no workbook", lambda: write_zip({"a.csv": SECRET.encode()}), "damaged_file")
    yield bad("HTML", lambda: f"<html><table><tr><td>{SECRET}".encode(), "damaged_file")
    yield bad("empty", lambda: b"", "empty_file")
    yield bad("empty sheet", lambda: write_xlsx([]), "empty_file")
    yield bad("other sheet", lambda: write_xlsx(ROWS, sheet="Calls"), "missing_sheet")
    yield bad("locked", lambda: (FIXTURES / "locked.xlsx").read_bytes(), "encrypted_file")
    yield bad("bomb", lambda: write_sheet(b" " * 100_000_000), "hostile_file")
    yield bad("far cell", lambda: write_sheet(far), "hostile_file")
    yield bad("deep nesting", lambda: write_sheet(b"<row>" * 300_000), "empty_file")
    yield bad("many columns", lambda: write_sheet(b'<row r="1">%s</row>' % wide), "hostile_file")
    yield bad("long cell", lambda: write_sheet(b"".join(rows)), reject="too_long", n_records=2)


def _lock_xls(content: bytes) -> bytes:
    """The workbook with a mark of encryption (FILEPASS) in the place of its second record, which is not needed."""
    made = bytearray(content)
    begin = content.index(b"\x09\x08\x10\x00")
    second = begin + 4 + unpack_from("<H", content, begin + 2)[0]
    pack_into("<H", made, second, 0x2F)
    return bytes(made)


def _xls_files() -> Iterator[Bad]:
    good = (FIXTURES / "table.xls").read_bytes()
    bad = partial(Bad, "xls")
    yield bad("broken", lambda: good[: len(good) // 2], "damaged_file")
    yield bad("overwritten", lambda: good[:512] + b"\xff" * (len(good) - 512), "damaged_file")
    yield bad("text", lambda: write_csv(ROWS, ";"), "damaged_file")
    yield bad("empty", lambda: b"", "empty_file")
    yield bad("locked", lambda: _lock_xls(good), "encrypted_file")
    yield bad("huge chain", lambda: good[:48] + b"\xff\xff\xff\x7f" + good[52:], "damaged_file")


def _ods_files() -> Iterator[Bad]:
    good = (FIXTURES / "table.ods").read_bytes()

    def sheet(rows: bytes) -> bytes:
        return edit_zip(good, "content.xml", ODS_XML % rows)

    locked = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    locked += b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    wide = b"".join(ODS_CELL % b"c%d" % number for number in range(MANY_COLUMNS))
    texts = ((b"id", b"day"), (b"b0", LONG_CELL.encode()), (b"b1", b"x"))
    rows = (b"<table:table-row>%s%s</table:table-row>" % (ODS_CELL % id_, ODS_CELL % day) for id_, day in texts)
    bad = partial(Bad, "ods")
    yield bad("broken", lambda: good[: len(good) // 2], "damaged_file")
    yield bad("changed", lambda: _change_byte(_stored(good), "content.xml"), "damaged_file")
    yield bad("empty", lambda: b"", "empty_file")
    yield bad(
        "locked", lambda: edit_zip(good, "META-INF/manifest.xml", locked + b"</manifest:manifest>"), "encrypted_file"
    )
    yield bad("bomb", lambda: sheet(b" " * 100_000_000), "hostile_file")
    yield bad("deep nesting", lambda: sheet(b"<table:table-row>" * 100_000), "damaged_file")
    yield bad("many columns", lambda: sheet(b"<table:table-row>%s</table:table-row>" % wide), "hostile_file")
    yield bad("long cell", lambda: sheet(b"".join(rows)), reject="too_long", n_records=2)


class _Keys(pe.KmsClient):  # type: ignore[misc]
    """A key store that keeps nothing secret."""

    def __init__(self, configuration: Any) -> None:
        pe.KmsClient.__init__(self)

    def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> bytes:
        return key_bytes.hex().encode()

    def unwrap_key(self, wrapped_key: bytes, master_key_identifier: str) -> bytes:
        return bytes.fromhex(wrapped_key.decode())


def _lock_parquet(table: pa.Table, plaintext_footer: bool) -> bytes:
    configuration = pe.EncryptionConfiguration(
        footer_key="k", column_keys={"k": table.column_names}, plaintext_footer=plaintext_footer
    )
    factory = pe.CryptoFactory(_Keys)
    made = io.BytesIO()
    properties = factory.file_encryption_properties(pe.KmsConnectionConfig(), configuration)
    with pq.ParquetWriter(made, table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)
    return made.getvalue()


def _nest(depth: int) -> pa.Table:
    values, type_ = pa.array([SECRET]), pa.string()
    for _ in range(depth):
        type_ = pa.list_(type_)
        values = pa.ListArray.from_arrays(pa.array([0, 1], pa.int32()), values)
    return pa.table({"id": ["b0"], "day": [""], "channel": [""], "deep": values})


def _parquet_files() -> Iterator[Bad]:
    table = pa.table({"id": ["b0", "b1"], "day": [SECRET * 100, SECRET], "channel": ["", ""]})
    good = write_parquet(table)
    wide = pa.Table.from_arrays(
        [pa.array(["x"])] * MANY_COLUMNS, names=[f"c{number}" for number in range(MANY_COLUMNS)]
    )
    bad = partial(Bad, "parquet")
    yield bad("broken", lambda: good[: len(good) // 2], "damaged_file")
    yield bad("overwritten", lambda: good[:4] + b"\xff" * 60 + good[64:], "damaged_file")
    yield bad("broken footer", lambda: good[:-60] + b"\xff" * 40 + good[-20:], "damaged_file")
    yield bad("only marks", lambda: b"PAR1PAR1", "damaged_file")
    yield bad("other", lambda: write_csv(ROWS), "damaged_file")
    yield bad("empty", lambda: b"", "empty_file")
    yield bad("locked", lambda: _lock_parquet(table, plaintext_footer=False), "encrypted_file")
    yield bad("locked columns", lambda: _lock_parquet(table, plaintext_footer=True), "encrypted_file")
    yield bad("deep nesting", lambda: write_parquet(_nest(150)), "hostile_file")
    yield bad("many columns", lambda: write_parquet(wide), "hostile_file")
    yield bad(
        "long cell",
        lambda: write_parquet(pa.table({"id": ["b0", "b1"], "day": [LONG_CELL, "x"]})),
        reject="too_long",
        n_records=2,
    )


def _gzip_files() -> Iterator[Bad]:
    good = gzip.compress(write_csv(ROWS))
    bad = partial(Bad, "csv.gz")
    yield bad("broken", lambda: good[: len(good) // 2], "damaged_file")
    yield bad("without its sum", lambda: good[:-8], "damaged_file")
    yield bad("changed", lambda: good[:-8] + bytes([good[-8] ^ 1]) + good[-7:], "damaged_file")
    yield bad("other", lambda: write_csv(ROWS), "damaged_file")
    yield bad("empty", lambda: b"", "empty_file")
    yield bad("empty inside", lambda: gzip.compress(b""), "empty_file")
    yield bad("bomb", lambda: b"".join([gzip.compress(bytes(50_000_000))] * 3), "hostile_file")
    yield bad("cut inside", lambda: gzip.compress(write_csv(ROWS)[:-3]), "truncated")


def _lock_zip(content: bytes) -> bytes:
    """The archive with the mark of a password on its one file."""
    made = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[content.index(mark) + place] |= 1
    return bytes(made)


def _zip_files() -> Iterator[Bad]:
    good = write_zip({"a.csv": write_csv(ROWS)})
    bad = partial(Bad, "csv.zip")
    long_name = "x" * 60_000
    yield bad("broken", lambda: good[: len(good) // 2], "damaged_file")
    yield bad("changed", lambda: _change_byte(_stored(good), "a.csv"), "damaged_file")
    yield bad("other", lambda: write_csv(ROWS), "damaged_file")
    yield bad("empty", lambda: b"", "empty_file")
    yield bad("empty inside", lambda: write_zip({}), "empty_file")
    yield bad("locked", lambda: _lock_zip(good), "encrypted_file")
    yield bad("bomb", lambda: write_zip({"a.csv": bytes(150_000_000)}), "hostile_file")
    yield bad("long list", lambda: write_zip({f"{n}{long_name}": b"" for n in range(200)}), "hostile_file")
    yield bad("two files", lambda: write_zip({"a.csv": b"x", "b.csv": b"x"}), "missing_member")


def _json_files() -> Iterator[Bad]:
    one = json.dumps({"id": "b0", "day": SECRET})
    evil = {
        "broken": f'{{"id": "b1", "day": "{SECRET}",}}',
        "deep nesting": f'{{"id": "b1", "day": {"[" * 50_000}"{SECRET}"{"]" * 50_000}}}',
        "many columns": json.dumps({"id": "b1", **{f"c{number}": SECRET for number in range(MANY_COLUMNS)}}),
        "long cell": json.dumps({"id": "b1", "day": LONG_CELL}),
        "same key twice": f'{{"id": "b1", "day": "{SECRET}", "day": "x"}}',
    }
    wraps = {"jsonl": "%s\n%s\n", "array.json": "[%s, %s]", "document.json": '{"data": {"contacts": [%s, %s]}}'}
    for container, wrap in wraps.items():
        bad = partial(Bad, container)
        for what, text in evil.items():
            holds_all = container != "jsonl" and what in ("broken", "deep nesting")
            reject = "too_long" if what == "long cell" else "malformed_json"
            fate = {"finding": "malformed_json"} if holds_all else {"reject": reject, "n_records": 2}
            yield bad(what, lambda wrap=wrap, text=text: (wrap % (one, text)).encode(), **fate)  # type: ignore[misc]
        yield bad("empty", lambda: b"", "empty_file")
        yield bad("cut", lambda wrap=wrap: (wrap % (one, one))[:-9].encode(), "truncated")  # type: ignore[misc]
    for what, text in {**evil, "empty": ""}.items():
        reject = "too_long" if what == "long cell" else "malformed_json"
        yield Bad("one.json", what, lambda text=text: text.encode(), reject=reject, n_records=1)  # type: ignore[misc]
    yield Bad("document.json", "other path", lambda: b'{"data": {"contact": []}}', "malformed_json")
    yield Bad("document.json", "no records", lambda: b'{"data": {"contacts": 7}}', "malformed_json")
    yield Bad("document.json", "deep way", lambda: b'{"x": ' + b"[" * 3_000_000, "malformed_json")
    yield Bad("positions.json", "no header", lambda: b'{"contacts": []}', "malformed_json")
    yield Bad("positions.json", "odd header", lambda: b'{"contacts": [], "contacts_k": {"id": "x"}}', "malformed_json")
