"""Of what a scan reads with doubt no cell is shown; nor of a code, however often it comes again."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.cli.main import main
from tests.container_files import edit_zip
from tests.scanned_file import text
from tests.tiny_network import enter_network
from warehouse.scan import TableProfile, scan_files

PLANTED = ("blurmfish", "zantrivot merulo", "quexolam", "wimblorky")
HEADER = ["case number", "date", "reason", "helper"]


def rows(n: int = 60) -> list[list[str]]:
    """Contacts in which each planted text comes again so often that a scan would show it in a closed list."""
    return [[f"A{n:03}", f"2024-03-{n % 28 + 1:02}", ("Grief", "Bullying")[n % 2], PLANTED[n % 4]] for n in range(n)]


def plain() -> bytes:
    return text([["nr", "day", "what", "colour"], *rows()]).encode()


def workbook(table: list[list[str]]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Contacts")
    for place, row in enumerate(table):
        sheet.write_row(place, 0, row)
    book.close()
    return content.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "headerless.csv": lambda: text(rows()).encode(),
    "headerless_names_first.csv": lambda: text([[row[3], row[2]] for row in rows()]).encode(),
    "names_only.csv": lambda: text([[row[3]] for row in rows()]).encode(),
    "names_once.csv": lambda: text([[f"{name} {n}"] for n, name in enumerate(PLANTED * 3)]).encode(),
    "headerless.xlsx": lambda: workbook(rows()),
    "names_only.xlsx": lambda: workbook([[row[3], row[2]] for row in rows()]),
    "packed.csv": lambda: gzip.compress(plain()),
    "zipped.csv": lambda: zipped({"x": plain()}),
    "text.xlsx": plain,
    "table.json": plain,
    "text.parquet": plain,
    "notes.md": plain,
    "mail.eml": lambda: ("From: blurmfish\n" + "Dear quexolam, please call\n" * 9).encode(),
    "no_workbook.xlsx": lambda: zipped({"xl/sharedStrings.csv": plain()}),
    "strings.xml": lambda: b"<sst><si><t>blurmfish</t></si></sst>\n" * 9,
    "broken_workbook.xlsx": lambda: edit_zip(workbook([HEADER, *rows()]), "xl/workbook.xml", b"blurmfish\n" * 9),
    "several.zip": lambda: zipped(
        {"data.csv": text([HEADER[:3], *(row[:3] for row in rows())]).encode(), "about": plain()}
    ),
    "readme.zip": lambda: zipped({"readme.txt": b"blurmfish wrote this\n" * 9, "x.csv": b"id,reason\n1,Grief\n"}),
    "cut_off.csv": lambda: plain()[:-25],
    "ragged.csv": lambda: text([["nr", "day"], *(row if n % 3 else row[:1] for n, row in enumerate(rows()))]).encode(),
    "other_marks.csv": lambda: text([["nr", "day", "what", "colour"], *rows()], "\u00a6").encode(),
    "ebcdic.csv": lambda: plain().decode().encode("cp037"),
    "utf32.csv": lambda: plain().decode().encode("utf-32-be"),
    "no_header_mark.csv": lambda: plain().decode().replace("colour", "фио").encode("koi8-r"),
}


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    enter_network(monkeypatch, tmp_path)


def scan_one(folder: Path, name: str, content: bytes) -> TableProfile:
    path = folder / name
    path.write_bytes(content)
    profile = scan_files([path])
    assert profile.problems == ()
    (table,) = profile.tables
    return table


@pytest.mark.few(4)
@pytest.mark.parametrize("name", FILES)
def test_nothing_planted_is_shown(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    page, saved = tmp_path / "page.html", tmp_path / "profile.json"

    assert main(["scan", str(path), "--all", "--html", str(page), "--save", str(saved)]) in (0, 1, 2)

    said = capsys.readouterr()
    shown = "\n".join((said.out, said.err, page.read_text("utf-8"), saved.read_text("utf-8")))
    words = {word for planted in PLANTED for word in planted.split()}
    assert {word for word in words if word.casefold() in shown.casefold()} == set()
    assert "Traceback" not in shown and "no file before it" not in shown


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("headerless.csv", "may be no header"),
        ("headerless_names_first.csv", "may be no header"),
        ("names_only.csv", "may be no header"),
        ("headerless.xlsx", "may be no header"),
        ("packed.csv", "packed as gzip"),
        ("text.xlsx", "delimited text"),
        ("notes.md", "no table is called"),
        ("ragged.csv", "do not fit"),
    ],
)
def test_the_doubt_is_said(tmp_path: Path, name: str, why: str) -> None:
    table = scan_one(tmp_path, name, FILES[name]())

    said = " ".join(table.notes)
    assert why in said
    assert "nothing of its cells is shown" in said
    assert [column for column in table.columns if (column.values or column.items) and column.kind != "yes_no"] == []


def test_a_header_that_says_what_headers_say_is_shown_in_doubt_too(tmp_path: Path) -> None:
    table = scan_one(tmp_path, "x.xls", text([HEADER, *rows()], "\t").encode())

    assert [column.name for column in table.columns] == HEADER
    assert not any(column.values for column in table.columns)


def test_a_file_without_doubt_shows_its_labels(tmp_path: Path) -> None:
    table = scan_one(tmp_path, "x.csv", text([HEADER, *rows()]).encode())
    reason = table.column("reason")

    assert table.notes == ()
    assert reason is not None and {value.text for value in reason.values} == {"Grief", "Bullying"}


def codes(kind: str) -> list[str]:
    made = [f"{kind} {n}".encode() for n in range(40)]
    return {
        "hash": [hashlib.sha256(one).hexdigest() for one in made],
        "short hash": [hashlib.sha256(one).hexdigest()[:6] for one in made],
        "uuid": [
            f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:32]}"
            for h in (hashlib.md5(one).hexdigest() for one in made)
        ],
        "case number": [f"KE/{n:05}" for n in range(40)],
        "short number": [f"M-{n:03}" for n in range(40)],
        "number": [str(710_000 + 7 * n) for n in range(40)],
        "initials": [f"QV{n % 28 + 1:02}0399" for n in range(40)],
        "one": ["KE/00123"] * 40,
    }[kind]


@pytest.mark.few(4)
@pytest.mark.parametrize("header", ["child", "client id", "x"])
@pytest.mark.parametrize(
    "kind", ["hash", "short hash", "uuid", "case number", "short number", "number", "initials", "one"]
)
def test_no_code_is_shown_that_comes_again(tmp_path: Path, kind: str, header: str) -> None:
    chance = random.Random(kind)
    known = codes(kind)
    body = [[str(n), chance.choice(("Grief", "Bullying")), known[n % 40]] for n in range(400)]

    table = scan_one(tmp_path, "x.csv", text([["no", "reason", header], *body]).encode())

    shown = json.dumps([repr(column) for column in table.columns])
    assert [code for code in known if code in shown] == []
    assert "Bullying" in shown


def test_no_code_among_items_is_shown(tmp_path: Path) -> None:
    chance = random.Random(5)
    labels = ("Grief", "Bullying", "Family", "KE/00123")
    body = [[str(n), "; ".join(chance.sample(labels, chance.randint(1, 3)))] for n in range(400)]

    table = scan_one(tmp_path, "x.csv", text([["no", "reason"], *body]).encode())
    reason = table.column("reason")

    assert reason is not None and {item.text for item in reason.items} == {"Grief", "Bullying", "Family"}


def test_codes_of_reasons_are_labels(tmp_path: Path) -> None:
    body = [[str(n), f"R{n % 30:02}"] for n in range(400)]

    table = scan_one(tmp_path, "x.csv", text([["no", "reason"], *body]).encode())

    assert len(table.columns[1].values) == 30
