"""JSON in another encoding is said to be that, as a table is: in its bytes, and in keys that were damaged before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemas.finding import Finding
from tests.tiny_source import TinySource
from warehouse.scan import scan_files

CONTACTS = """\
files: "c_*.json"
read: {json: KIND}
row: contact
id: id
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {cell: Anlaß}
"""
COUNTS = """\
files: "c_*.json"
read: {json: KIND}
row: count
arrives: {as: additions}
period: {column: day, format: "%Y-%m-%d"}
count: id
reasons: Anlaß
"""
DECISIONS = "reason,Streit,mapped,violence.harassment,,,equal,,,,,\n"
KINDS = ("lines", "array", "{kind: document, at: records}")


def found(folder: Path, export: str, kind: str, content: bytes) -> list[Finding]:
    tiny = TinySource.write(folder, export.replace("KIND", kind), DECISIONS)
    tiny.put("c_1.json", content)
    return [one for one in tiny.ingest()[1].findings if one.finding_code == "wrong_encoding"]


def write(kind: str, key: str, n: int = 20) -> str:
    documents = [{"id": i + 1, "day": f"2024-01-{i % 28 + 1:02}", key: "Streit"} for i in range(n)]
    if kind == "lines":
        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in documents)
    return json.dumps(documents if kind == "array" else {"records": documents}, ensure_ascii=False)


@pytest.mark.parametrize("export", [CONTACTS, COUNTS])
@pytest.mark.parametrize("kind", KINDS)
def test_bytes_of_another_encoding_hold_the_file(tmp_path: Path, export: str, kind: str) -> None:
    (one,) = found(tmp_path, export, kind, write(kind, "Anlaß").encode("cp1252"))
    assert one.state_code == "fail" and "JSON is always UTF-8" in one.sentence
    assert "Have it exported as UTF-8" in one.sentence


@pytest.mark.parametrize("export", [CONTACTS, COUNTS])
@pytest.mark.parametrize("kind", KINDS)
def test_a_key_that_was_read_in_another_encoding_is_no_missing_key(tmp_path: Path, export: str, kind: str) -> None:
    (one,) = found(tmp_path, export, kind, write(kind, "Anlaß".encode().decode("cp1252")).encode())
    assert (one.state_code, one.form_code) == ("fail", "json_keys")
    assert "'Anlaß' stands there as 'AnlaÃŸ'" in one.sentence


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_scan_says_the_same(tmp_path: Path, kind: str, encoding: str) -> None:
    path = tmp_path / "c_1.json"
    path.write_bytes(write(kind, "Anlaß").encode(encoding))
    (said,) = scan_files([path]).problems
    assert "JSON is always UTF-8. Have it exported as UTF-8" in said


@pytest.mark.parametrize("kind", KINDS)
def test_text_in_utf_8_is_used(tmp_path: Path, kind: str) -> None:
    assert found(tmp_path, CONTACTS, kind, write(kind, "Anlaß").encode()) == []


def test_one_broken_document_among_many_is_rejected_alone(tmp_path: Path) -> None:
    content = write("lines", "Anlaß", 400).encode()
    broken = content.replace("Anlaß".encode(), "Anlaß".encode("cp1252"), 1)
    tiny = TinySource.write(tmp_path, CONTACTS.replace("KIND", "lines"), DECISIONS)
    tiny.put("c_1.json", broken)
    staged = tiny.ingest()[1]
    assert not [one for one in staged.findings if one.finding_code == "wrong_encoding"]
    (rejects,) = [one for one in staged.findings if one.finding_code == "rejected_rows"]
    assert "undecodable 1" in rejects.sentence
