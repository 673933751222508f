"""Escape bytes of a label, a header, a sheet or a file's name steer no terminal; formulas run in no spreadsheet."""

from __future__ import annotations

import csv
import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from rich.text import Text

from pipelines.base.settings import read_settings
from pipelines.report.console import output, plain_table
from schemas.text.printable import printable, printable_lines
from tests.command import Command
from tests.conftest import ROOT
from tests.tiny_network import enter_network, make_network, release, take_in, write_delivery

RED = "\x1b[31m"
TITLE = "\x1b]0;owned\x07"
C1 = "\x9b2J"
TURNED = "\u202e"
HOSTILE = f"{RED}{TITLE}{C1}{TURNED}"


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a source that has delivered, and the settings that lead there."""
    make_network(tmp_path, ["tiny_a"])
    enter_network(monkeypatch, tmp_path)
    return tmp_path


@pytest.fixture
def released(network: Path) -> None:
    """A release of what the source delivered."""
    take_in(read_settings(), ["tiny_a"])
    release(read_settings())


@pytest.fixture
def harmonise(network: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd)


def is_clean(said: str) -> bool:
    """Nothing in it that steers a terminal."""
    return printable_lines(said) == said


def test_names_are_spelled_out() -> None:
    name = os.fsdecode(b"\x1b[31m\xe9 \n.csv")

    assert printable(name) == "\\x1b[31m\\xe9 \\x0a.csv"
    assert printable_lines("a\tb\n") == "a\tb\n"
    assert printable("สมหญิง ‌ été 男") == "สมหญิง ‌ été 男"


def test_no_way_of_printing_lets_them_through(capsys: pytest.CaptureFixture[str]) -> None:
    console = output()
    table = plain_table(HOSTILE, HOSTILE, "b")
    table.add_row(Text(f"{HOSTILE}end"), f"{HOSTILE}end")
    console.print(table)
    console.print(Text(HOSTILE) + Text(HOSTILE, style="bold"), HOSTILE)

    said = capsys.readouterr().out
    assert is_clean(said)
    assert said.count("end") == 2  # of what is spelled out nothing is cut off


@pytest.mark.long
@pytest.mark.usefixtures("released")
def test_sql_shows_a_label_without_its_escapes(harmonise: Command) -> None:
    asked = harmonise("sql", "select chr(27) || '[31mred' as a, 1 as b")

    assert is_clean(asked.out)
    assert "\\x1b[31mred" in asked.out


@pytest.mark.long
@pytest.mark.usefixtures("released")
def test_csv_is_safe_in_a_spreadsheet_and_exact_for_a_program(harmonise: Command) -> None:
    query = """select '=HYPERLINK("x")' as "=a", '-1' as b, -1 as c, '@x' || chr(27) as d, '''tis' as e"""

    opened = harmonise("sql", "--csv", query)
    read = harmonise("sql", "--exact", query)

    rows = list(csv.reader(io.StringIO(opened.out)))
    assert rows == [["'=a", "b", "c", "d", "e"], ['\'=HYPERLINK("x")', "-1", "-1", "'@x\x1b", "'tis"]]
    assert "--exact" in opened.err
    exact = [["=a", "b", "c", "d", "e"], ['=HYPERLINK("x")', "-1", "-1", "@x\x1b", "'tis"]]
    assert list(csv.reader(io.StringIO(read.out))) == exact
    assert read.err == ""


@pytest.mark.long
@pytest.mark.parametrize("way", ["--csv", "--exact"])
@pytest.mark.usefixtures("released")
def test_csv_on_a_terminal_is_spelled_out(harmonise: Command, way: str) -> None:
    master, terminal = pty.openpty()
    command = [sys.executable, "-m", "pipelines.cli.main", "sql", way, "select 'a' || chr(27) || '[31mred' as a"]
    done = subprocess.run(command, cwd=ROOT, stdout=terminal, stdin=subprocess.DEVNULL, check=False)
    os.close(terminal)
    said = os.read(master, 10_000)
    os.close(master)

    assert done.returncode == 0
    assert b"\x1b" not in said and b"\\x1b[31mred" in said


def hostile_export() -> str:
    """A file whose header and labels, seen often, hold escape bytes."""
    body = "".join(
        f"K{n},2024-01-{n % 28 + 1:02},{RED}{('Grief', 'Bullying')[n % 2]} as it is written down in the long list\n"
        for n in range(60)
    )
    return f"id,date,reason{RED}\n{body}"


def test_scan_spells_out_names_headers_and_labels(
    harmonise: Command, network: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), b"\x1b[31m\xe9.csv")))
    path.write_text(hostile_export(), encoding="utf-8")
    book = xlsxwriter.Workbook(tmp_path / "book.xlsx")
    for name in ("One", f"Two{TURNED}"):
        sheet = book.add_worksheet(name)
        for place in range(30):
            sheet.write_row(place, 0, ["id", "date"] if not place else [f"K{place}", "2024-01-02"])
    book.close()
    page, profile = tmp_path / "page.html", tmp_path / "profile.json"

    said = harmonise(
        "scan", str(path), str(tmp_path / "book.xlsx"), "--all", "--html", str(page), "--save", str(profile)
    )
    again = harmonise("scan", str(path), "--against", str(profile))
    absent = harmonise("scan", f"{RED}absent.csv")

    assert (said.code, again.code, absent.code) == (0, 0, 2)
    assert "\\x1b[31m\\xe9.csv" in said.out and "Bullying" in said.out
    assert all(is_clean(one.out + one.err) for one in (said, again, absent))


@pytest.mark.long
def test_check_and_a_run_spell_out_labels_and_names(harmonise: Command, network: Path) -> None:
    rows = [f"{1001 + n};05/03/2024;{RED}{TITLE}post;F;14;Internet;1;" for n in range(9)]
    delivery = write_delivery(network / "deliveries", "tiny_a", rows, "2024-07-01")
    delivery.with_name(f"other{RED}.csv").write_text("a;b\n", "utf-8")

    ran = harmonise("run")
    checked = harmonise("check", "tiny_a", "--show-values")
    asked = harmonise("sql", "from source_value")

    assert "aaaaa" in ran.out and "\x1b" not in ran.out + checked.out + asked.out
    assert all(is_clean(one.out + one.err) for one in (ran, checked, asked))
