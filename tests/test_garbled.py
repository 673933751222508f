"""Text that is read in another encoding than it was written in is said, with the encoding as the next step."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.finding import Finding
from schemas.text.garbled import mend_garbled
from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*.csv"
read: {csv: {encoding: ENCODING}}
row: contact
id: id
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {cell: why}
"""
COUNTS = """\
files: "c_*.csv"
read: {csv: {encoding: ENCODING}}
row: count
arrives: {as: replaces_period}
period: {column: day, format: "%Y-%m-%d"}
count: id
reasons: why
"""
DECISIONS = "reason,Harcèlement,mapped,violence.harassment,,,equal,,,,,\n"
FILE = "id,day,why\n1,2024-01-05,Harcèlement\n2,2024-01-06,Harcèlement\n3,2024-01-06,Über\n"


def found(folder: Path, encoding: str, content: bytes, export: str = EXPORT) -> list[Finding]:
    tiny = TinySource.write(folder, export.replace("ENCODING", encoding), DECISIONS)
    tiny.put("c_1.csv", content)
    return [one for one in tiny.ingest()[2].findings if one.finding_code == "wrong_encoding"]


@pytest.mark.parametrize("export", [EXPORT, COUNTS])
@pytest.mark.parametrize(
    ("encoding", "content"),
    [("cp1252", FILE.encode()), ("latin-1", FILE.encode()), ("utf-8", FILE.encode().decode("cp1252").encode())],
)
def test_values_that_the_right_encoding_decides_are_said(
    tmp_path: Path, export: str, encoding: str, content: bytes
) -> None:
    (one,) = found(tmp_path, encoding, content, export)
    assert (one.state_code, one.numerator) == ("warn", 1)
    assert one.sentence.startswith("Field reason: 1 undecided value is decided once it is read in another encoding")
    assert "`encoding`" in one.next_step


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_values_in_their_own_encoding_are_not(tmp_path: Path, encoding: str) -> None:
    assert found(tmp_path, encoding, FILE.encode(encoding)) == []


def test_a_header_in_another_encoding_is_no_missing_column(tmp_path: Path) -> None:
    export = EXPORT.replace("cell: why", "cell: Anlaß")
    (one,) = found(tmp_path, "cp1252", FILE.replace("why", "Anlaß").encode(), export)
    assert (one.state_code, one.form_code) == ("fail", "garbled")
    assert "utf-8 most likely" in one.sentence


def test_mending() -> None:
    assert "Harcèlement" in mend_garbled("HarcÃ¨lement")
    assert "Девочка" in mend_garbled("Р”РµРІРѕС‡РєР°")
    assert mend_garbled("Harcèlement") == ()
    assert mend_garbled("Grief") == ()
