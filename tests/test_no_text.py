"""A file that is declared to be text and is something else is held for what it is, with the step that helps."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from functools import partial
from pathlib import Path

import pytest

from schemas.mapping.read import Read
from tests.tiny_source import SOURCE, TinySource
from warehouse.read.foreign import refuse_foreign
from warehouse.read.rejects import UnreadableError
from warehouse.scan.container import UnknownFileError, container_of

pack_gzip = partial(gzip.compress, mtime=0)
"""The same bytes whenever it is called: cases of tests are named by them, in several processes."""

EXPORT = """\
files: "c_*"
read: {READ}
row: contact
id: id
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {cell: why}
"""
DECISIONS = "reason,Grief,mapped,mental_health.mood,,,,,,,,\n"
CAREFUL = SOURCE.replace("rejected: 1, rejected_held: 1", "rejected: 0, rejected_held: 0.1")
RECORD = {"id": "1", "day": "2024-01-05", "why": "Grief"}
CSV = "id,day,why\n1,2024-01-05,Grief\n"
LINES = json.dumps(RECORD) + "\n"


def packed(name: str, content: str | bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, content)
    return target.getvalue()


def held(folder: Path, read: str, content: bytes) -> tuple[str, str, str]:
    tiny = TinySource.write(folder, EXPORT.replace("READ", read), DECISIONS, CAREFUL)
    tiny.put("c_1", content)
    _, staged, _ = tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(0,)]
    (one,) = [one for one in staged.findings if one.state_code == "fail"]
    return one.finding_code, one.form_code, one.sentence


@pytest.mark.parametrize(
    ("read", "content"),
    [
        ("csv: {encoding: utf-8}, packed: zip", packed("in.zip", packed("in.csv", CSV))),
        ("csv: {encoding: cp1252}, packed: zip", packed("in.csv.gz", pack_gzip(CSV.encode()))),
        ("csv: {encoding: utf-8}, packed: gzip", pack_gzip(pack_gzip(CSV.encode()))),
        ("json: lines, packed: zip", packed("in.zip", packed("in.json", LINES))),
        ("csv: {encoding: utf-8}, packed: zip, members: each", packed("in.zip", packed("in.csv", CSV))),
    ],
)
def test_what_is_packed_twice_is_said_to_be(tmp_path: Path, read: str, content: bytes) -> None:
    code, form, sentence = held(tmp_path, read, content)
    assert (code, form) == ("damaged_file", "no_text" if "each" in read else "packed_again")
    assert "packed" in sentence


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (packed("in.csv", CSV), "a zip archive or a workbook"),
        (pack_gzip(CSV.encode()), "packed with gzip"),
        (b"PAR1\x15\x04\x15\x00PAR1", "a Parquet file"),
        (b"SQLite format 3\x00\x10\x00", "an SQLite database"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\n<!DOCTYPE html>\n<title>Sign in</title>\n", "a web page or XML document"),
        (b'<html xmlns:o="urn:schemas-microsoft-com:office:office"\r\nxmlns:x="u">\r\n', "a web page or XML document"),
        (b"<HTML\n><BODY>\n", "a web page or XML document"),
        (b"<html>\n\t<head>\n", "a web page or XML document"),
        (b'<html lang="es"\n class="' + b"long " * 200 + b'">\n', "a web page or XML document"),
        (b"<table border=0\r\n cellpadding=0>\r\n<tr>\r\n", "a web page or XML document"),
    ],
)
@pytest.mark.parametrize("read", ["csv: {encoding: cp1252}", "json: array"])
def test_what_is_no_text_is_named(tmp_path: Path, read: str, content: bytes, what: str) -> None:
    code, form, sentence = held(tmp_path, read, content)
    assert (code, form) == ("damaged_file", "no_text")
    assert what in sentence
    assert "`packed`" in sentence


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    ("read", "content"),
    [("lines", LINES), ("array", f"[{LINES}]"), ("{kind: document, at: all}", json.dumps({"all": [RECORD]}))],
)
def test_json_in_utf_16_is_told_by_its_encoding(tmp_path: Path, read: str, content: str, encoding: str) -> None:
    code, form, sentence = held(tmp_path, f"json: {read}", content.encode(encoding))
    assert (code, form) == ("wrong_encoding", "json")
    assert "UTF-16" in sentence


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("note", ["", "día", "x" * (512 - len("PAR1,day,why,") - 1) + "ñ"])
@pytest.mark.parametrize("name", ["PAR1", "Rar!", "GIF8", "BZh", "%PDF"])
def test_a_header_that_begins_like_a_kind_is_a_header(tmp_path: Path, name: str, note: str, encoding: str) -> None:
    path = tmp_path / "c_1"
    path.write_bytes(CSV.replace("id,", f"{name},").replace("why\n", f"why,{note}\n").encode(encoding))
    refuse_foreign(path, Read.model_validate({"csv": {"encoding": encoding}}))
    assert container_of(path) == "csv"


@pytest.mark.parametrize(("content", "is_page"), [("<id>;<date>\n1;2\n", False), ("<table><tr><td>1\n", True)])
def test_a_header_in_angle_brackets_is_no_page(tmp_path: Path, content: str, is_page: bool) -> None:
    path = tmp_path / "c_1"
    path.write_text(content, "utf-8")
    csv = Read.model_validate({"csv": {"encoding": "utf-8"}})
    if not is_page:
        refuse_foreign(path, csv)
        assert container_of(path) == "csv"
        return
    with pytest.raises(UnreadableError, match="web page"):
        refuse_foreign(path, csv)
    with pytest.raises(UnknownFileError, match="page"):
        container_of(path)


@pytest.mark.parametrize(
    "content", [b"BZh91AY&SY\xa1\x02\x9c", b"\x28\xb5\x2f\xfd\x24\x41", b"Rar!\x1a\x07\x01\x00", b"\x72\x02\x01\x00ab"]
)
def test_a_file_of_a_kind_in_few_bytes_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c_1"
    path.write_bytes(content)
    with pytest.raises(UnreadableError):
        refuse_foreign(path, Read.model_validate({"csv": {"encoding": "cp1252"}}))
    with pytest.raises(UnknownFileError):
        container_of(path)


def test_records_below_a_header_that_begins_like_a_kind_count(tmp_path: Path) -> None:
    export = EXPORT.replace("id: id", "id: PAR1").replace("READ", "csv: {encoding: utf-8}")
    tiny = TinySource.write(tmp_path, export, DECISIONS)
    tiny.put("c_1", CSV.replace("id,", "PAR1,").replace("why\n", "why,día\n").replace("Grief\n", "Grief,sí\n"))
    tiny.ingest()
    assert tiny.query("select sum(n_reasons) from contact") == [(1,)]


@pytest.mark.parametrize("content", [f"[{LINES}]", f"[\n{LINES}]\n", json.dumps(RECORD, indent=1) + "\n"])
def test_a_document_over_many_lines_is_no_document_a_line(tmp_path: Path, content: str) -> None:
    code, form, sentence = held(tmp_path, "json: lines", content.encode())
    assert (code, form) == ("malformed_json", "no_lines")
    assert "`json: array`" in sentence


def test_numbers_that_json_does_not_know_are_said_to_be_the_reason(tmp_path: Path) -> None:
    code, _, sentence = held(tmp_path, "json: array", json.dumps([{**RECORD, "score": float("nan")}]).encode())
    assert code == "rejected_rows"
    assert "NaN or Infinity" in sentence
