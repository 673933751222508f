"""`harmonise scan`: what it prints, its page, its exit codes, and files that cannot be read."""

from __future__ import annotations

import gzip
import json
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipelines.cli.main import main
from tests.scanned_file import HEADER, rows, text
from tests.tiny_network import enter_network
from warehouse.scan.scan import UNFORESEEN

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    enter_network(monkeypatch, tmp_path)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_text(text([HEADER, *rows()]), encoding="utf-8")
    return path


class Page(HTMLParser):
    """Tags, and whatever would be fetched."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href")]


def test_many_boxes_do_not_flood_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = ["id", *(f"motif_{number}" for number in range(24))]
    body = [[str(n), *("1" if (n + m) % 5 else "0" for m in range(24))] for n in range(60)]
    path = tmp_path / "x.csv"
    path.write_text(text([header, *body]), encoding="utf-8")

    assert main(["scan", str(path)]) == 0

    said = capsys.readouterr().out
    assert "24 columns" in said
    assert "motif_0 ... motif_23" in said
    assert len(said.splitlines()) < 25


def test_each_block_of_boxes_that_may_be_reasons_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = {"abuso": ("fisico", "sexual", "otro"), "violencia": ("psicologica", "amenaza", "familiar")}
    header = ["id", *(f"{block}_{name}" for block, names in blocks.items() for name in names)]
    body = [[str(n), *("SI" if (n + m) % 3 else "NO" for m in range(6))] for n in range(60)]
    path = tmp_path / "x.csv"
    path.write_text(text([header, *body]), encoding="utf-8")

    assert main(["scan", str(path)]) == 0

    named = [line.split()[1] for line in capsys.readouterr().out.splitlines() if line.startswith("  reasons")]
    assert sorted(named) == ["abuso_fisico,", "violencia_psicologica,"]


def test_the_page_needs_nothing_but_itself_and_escapes(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    body = [[str(n), "<script>alert(1)</script>" if n % 2 else "Grief"] for n in range(60)]
    path.write_text(text([["id", "reason <b>"], *body]), encoding="utf-8")

    assert main(["scan", str(path), "--html", str(tmp_path / "p.html")]) == 0

    content = (tmp_path / "p.html").read_text(encoding="utf-8")
    page = Page(content)
    assert page.fetched == []
    assert "script" not in page.tags and "b" not in page.tags
    assert "&lt;script&gt;" in content
    assert {"html", "main", "caption", "title"} <= set(page.tags)
    assert (tmp_path / "p.html").stat().st_mode & 0o777 == 0o600


def test_scan_against_an_earlier_scan(good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = tmp_path / "p.json"
    assert main(["scan", str(good), "--save", str(profile)]) == 0
    assert main(["scan", str(good), "--against", str(profile)]) == 0
    assert "Nothing drifted" in capsys.readouterr().out

    good.write_text(text([HEADER, *rows()], ";"), encoding="utf-8")
    assert main(["scan", str(good), "--against", str(profile)]) == 0
    assert "delimiter was ,, is now ;" in capsys.readouterr().out


def bad_files(folder: Path) -> dict[str, bytes]:
    """Files of every container that cannot be read, by name."""
    bomb = folder / "bomb.bin"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x.csv", "w") as member:
        for _ in range(150):
            member.write(bytes(1 << 20))
    whole = gzip.compress(text([HEADER, *rows()]).encode())
    return {
        "empty.csv": b"",
        "garbage.csv": bytes(range(256)) * 64,
        "nul.csv": b"a,b\n\x00\x01\x02\x03" * 200,
        "open_quote.csv": b'a,b\n1,"never closed\n',
        "cut.gz": whole[: len(whole) // 2],
        "cut.zip": b"PK\x03\x04" + bytes(100),
        "bomb.zip": bomb.read_bytes(),
        "encrypted.xlsx": OLE,
        "broken.xlsx": b"PK\x03\x04[Content_Types].xml" + bytes(50),
        "broken.parquet": b"PAR1" + bytes(100),
        "broken.json": b'{"a": [1, 2',
        "deep.json": b"[" * 5000 + b"]" * 5000,
        "wide.csv": ",".join(f"c{n}" for n in range(100_000)).encode() + b"\n",
        "page.html": b"<!DOCTYPE html><html></html>",
        "document.pdf": b"%PDF-1.7 ...",
    }


def test_each_bad_file_gets_one_sentence_and_the_others_go_on(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    for name, content in (files := bad_files(tmp_path)).items():
        (folder / name).write_bytes(content)

    code = main(["scan", str(folder), str(good), "--save", str(tmp_path / "p.json")])

    assert code == 1
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    profile = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))
    problems = {file["name"]: file["problem"] for file in profile["files"]}
    assert {name for name in files if not problems[name]} == set()
    assert all(name in problems[name] and len(problems[name]) < 400 for name in files)
    assert not any(UNFORESEEN in problem for problem in problems.values())
    assert problems["good.csv"] == ""


def test_only_bad_files_end_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.csv").write_bytes(b"")

    assert main(["scan", str(tmp_path / "x.csv")]) == 2
    assert main(["scan", str(tmp_path / "not_there.csv")]) == 2
    assert "there is no file" in capsys.readouterr().err


def test_of_a_file_that_is_not_there_nothing_is_drafted(
    tmp_path: Path, good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert main(["draft", "sn_new", str(good), str(good.with_name("goood.csv"))]) == 2
    assert "there is no file" in capsys.readouterr().err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_very_long_cell_is_one_record_that_would_be_rejected(tmp_path: Path) -> None:
    content = text([HEADER, *rows()]) + "A-9,01/02/2023,Chat,niña,9," + "x" * (10 << 20) + ",\n"
    path = tmp_path / "x.csv"
    path.write_text(content, encoding="utf-8")

    assert main(["scan", str(path), "--save", str(tmp_path / "p.json")]) == 0
    (file,) = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))["files"]

    (table,) = file["tables"]
    assert (table["n_rows"], table["rejected"]) == (120, {"too_long": 1})
