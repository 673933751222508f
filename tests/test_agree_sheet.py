"""Sheets of answers as they come back: what is read, what is refused, and that a refusal says where and what to do."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

import pytest

from tests.command import Command, Said
from tests.conftest import ROOT
from tests.tiny_network import SOURCE, enter_network, write_mapping

HEADER = "rater,scenario,answer\n"
BULLYING = "r1,s03,violence.bullying:both\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the mapping of one source: a tick-box list with a setting on the contact."""
    write_mapping(tmp_path / "mappings", "tiny_a")
    write_mapping(tmp_path / "mappings", "tiny_one", SOURCE.replace("several_reasons: yes", "several_reasons: no"))
    enter_network(monkeypatch, tmp_path)
    monkeypatch.setenv("HARMONISE_MEMORY", "400MB")
    return tmp_path


@pytest.fixture
def agree(folder: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd, "agree")


def sheet(folder: Path, content: str | bytes) -> str:
    path = folder / "answers.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def votes(said: Said, scenario: str) -> str:
    """The votes for a scenario; they stand last on its line, and go on below."""
    lines = said.out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith(scenario))
    return " ".join(lines[at].split())


# ---------------------------------------------------------------- read


@pytest.mark.parametrize(
    "content",
    [
        HEADER + BULLYING,
        "\ufeff" + HEADER + BULLYING,
        (HEADER + BULLYING).replace(",", ";").replace("\n", "\r\n"),
        (HEADER + BULLYING).replace(",", "\t"),
        "Rater;Scenario_ID;Answers\r\nr1;S03;Violence.Bullying / both\r\n",
        "rater,scenario,answer,setting\nr1,s03,violence.bullying,both\n",
        "rater,scenario,answer\nr1,s03,violence.bullying both\n,,\n , ,\n,,,,,,\n",
        'rater,scenario,answer\nr1,s03,"violence.bullying:online, violence.bullying:offline"\n',
        "rater,scenario,answer\nr1,s03,violence.bullying:online\nr1,s03,violence.bullying:offline\n",
    ],
)
def test_a_sheet_is_read_however_a_spreadsheet_saved_it(folder: Path, agree: Command, content: str) -> None:
    said = agree(sheet(folder, content))

    assert (said.code, said.err) == (0, "")
    assert votes(said, "s03").startswith("s03 In class and in the chat violence.bullying:both 1 1 ")


def test_several_reasons_stand_in_one_cell_or_on_rows(folder: Path, agree: Command) -> None:
    one_cell = agree(sheet(folder, HEADER + 'r1,s05,"violence.sexual.extortion:online, mental_health.suicidality"\n'))
    rows = agree(sheet(folder, HEADER + "r1,s05,mental_health.suicidality\nr1,s05,violence.sexual.extortion:online\n"))

    assert one_cell.code == rows.code == 0
    assert one_cell.out == rows.out
    assert "1 answer by 1 rater to 1 of 30 scenarios" in one_cell.out


def test_a_setting_beside_several_reasons_is_about_those_that_have_one(folder: Path, agree: Command) -> None:
    content = 'rater,scenario,answer,setting\nr1,s05,"violence.sexual.extortion, mental_health.suicidality",online\n'

    assert "exact, form x setting 100.0%" in " ".join(agree(sheet(folder, content)).lines())


def test_blank_answers_are_missing_and_none_is_an_answer(folder: Path, agree: Command) -> None:
    said = agree(sheet(folder, HEADER + BULLYING + "r1,s04,\nr1,s06,none\n,s07,\n"))

    assert said.code == 0
    assert "2 answers by 1 rater to 2 of 30 scenarios" in said.out
    assert "2 rows left open, which are missing, not wrong" in said.out
    assert votes(said, "s06").endswith("none (1)")


# ---------------------------------------------------------------- refused

REFUSED: dict[str, tuple[str | bytes, str, str]] = {
    "scenario": (HEADER + BULLYING + "r1,s99,missing\n", ":3: column `scenario`", "there are s01 to s30"),
    "code": (HEADER + "r1,s01,violence.sexual.gromming:online\n", ":2: column `answer`", "violence.sexual.grooming"),
    "tail": (HEADER + "r1,s01,grooming\n", ":2: column `answer`", "did you mean violence.sexual.grooming"),
    "setting": (HEADER + "r1,s01,violence.bullying:onlin\n", "is no setting", "did you mean online"),
    "scope": (HEADER + "r1,s01,violence.physical:online\n", "cannot be online", "it can be offline"),
    "synthetic": (
        "rater,scenario,answer,setting\nr1,s13,violence.sexual.image_synthetic,offline\n",
        ":2: column `setting`",
        "it can be online, both, unknown",
    ),
    "twice": (HEADER + BULLYING + "r1,s04,missing\nr1,s03,missing\n", ":4: column `rater`", "in line 2"),
    "same": (HEADER + BULLYING + BULLYING, ":3: column `answer`: the same answer as in line 2", "write it once"),
    "whole": (HEADER + 'r1,s03,"missing, family"\nr1,s03,peers\n', ":3: column `rater`", "in line 2"),
    "in one cell": (HEADER + 'r1,s03,"missing, missing"\n', "stands twice", "write it once"),
    "beside none": (HEADER + 'r1,s03,"none, missing"\n', "`none` beside something else", "the one or the other"),
    "name": (HEADER + "Maria Clara Sample,s03,missing\n", ":2: column `rater`", "a code such as r1"),
    "nobody": (HEADER + ",s03,missing\n", ":2: column `rater`: an answer of nobody", "on every row"),
    "lone setting": ("rater,scenario,answer,setting\nr1,s03,,online\n", ":2: column `setting`", "leave both open"),
    "source": ("rater,scenario,answer,source\nr1,s03,x,tiny_b\n", ":2: column `source`", "did you mean tiny_a"),
    "label": (
        "rater,scenario,answer,source\nr1,s03,motif_harcel,tiny_a\n",
        "`tiny_a` has decided",
        "motif_harcelement",
    ),
    "own setting": (
        "rater,scenario,answer,source,setting\nr1,s03,motif_chantage,tiny_a,Interne\n",
        ":2: column `setting`",
        "did you mean Internet",
    ),
    "cap": (
        "rater,scenario,answer,source\nr1,s03,motif_chantage,tiny_one\nr1,s03,motif_harcelement,tiny_one\n",
        ":3: column `answer`: 2 reasons",
        "records 1 at most",
    ),
    "helpline": (
        "rater,helpline,scenario,answer\nr1,h1,s03,missing\nr1,,s04,missing\n",
        ":3: column `helpline`",
        "fill it in on every row",
    ),
    "nothing": (HEADER + "r1,s03,\n", "nobody has answered anything", "fill in `rater` and `answer`"),
    "columns": ("who,scenario,answer\nr1,s03,missing\n", ":1: column `rater` is missing", "columns are rater,"),
    "unknown column": ("rater,scenario,answer,phone\n", ":1: column 4: no such column", "columns are rater,"),
    "column twice": ("rater,scenario,answer,answers\n", ":1: column `answer` stands twice", "keep one"),
    "cells": (HEADER + "r1,s03,missing,family\n", ":2: 4 cells under 3 columns", "in quotes"),
    "quote": (HEADER + 'r1,s03,"missing\n', "not a CSV table", "check the quotes"),
    "empty": ("", "the file is empty", "--blank FILE"),
    "encoding": (HEADER.encode() + b"r1,s03,\xe9\n", ":2: not UTF-8 text", "CSV UTF-8"),
    "utf-16": (codecs.BOM_UTF16_LE + HEADER.encode("utf-16-le"), "UTF-16", "CSV UTF-8"),
    "workbook": (b"PK\x03\x04rest", "a workbook or zip file", "CSV UTF-8"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_wrong_sheet_is_refused_with_place_and_next_step(folder: Path, agree: Command, kind: str) -> None:
    content, place, step = REFUSED[kind]
    page, table = folder / "page.html", folder / "table.csv"
    path = sheet(folder, content)
    said = agree(path, "--page", str(page), "--csv", str(table))

    assert said.code == 2
    assert said.out == ""
    assert place in said.err
    assert step in said.err
    assert said.err.startswith(path)
    assert sorted(one.name for one in folder.iterdir() if one.is_file()) == ["answers.csv"]


@pytest.mark.parametrize("place", ["rater", "helpline", "source", "scenario", "answer", "setting"])
def test_no_refusal_shows_what_stands_in_a_cell(folder: Path, agree: Command, place: str) -> None:
    canary = "Zuleika Feuerstein 0171-5550199"
    columns = ["rater", "helpline", "source", "scenario", "answer", "setting"]
    good = dict(zip(columns, ["r1", "h1", "", "s03", "violence.bullying", "both"], strict=True))
    row = ",".join({**good, place: canary}[name] for name in columns)
    said = agree(sheet(folder, ",".join(columns) + f"\n{row}\n"))

    assert said.code == 2
    assert f"column `{place}`" in said.err
    assert "'aaaaaaa aaaaaaaaaa 9999-..." in said.err
    assert not {"Zuleika", "Feuerstein", "5550199"} & set(said.err.replace("-", " ").split())


def test_all_mistakes_are_said_at_once_up_to_a_limit(folder: Path, agree: Command) -> None:
    said = agree(sheet(folder, HEADER + "".join(f"r{n},s01,wrong\n" for n in range(60))))

    assert len(said.err.splitlines()) == 51
    assert "and 10 problems more" in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("missing.csv",),
        (".",),
        ("a.csv", "--blank", "b.csv"),
        ("{sheet}", "--csv", "no/such/folder/t.csv"),
        ("{sheet}", "--page", "."),
        ("{sheet}", "--csv", "{sheet}"),
        ("{sheet}", "--csv", "t", "--page", "t"),
        ("{sheet}", "--source", "tiny_x"),
        ("{sheet}", "--for", "h9"),
        ("--blank", "{sheet}"),
        ("--blank", "new.csv", "--source", "tiny_x"),
    ],
)
def test_wrong_use_ends_with_2_and_writes_nothing(folder: Path, agree: Command, arguments: tuple[str, ...]) -> None:
    path = sheet(folder, HEADER + BULLYING)
    said = agree(*(one.format(sheet=path) for one in arguments))

    assert said.code == 2
    assert said.err
    assert [one.name for one in folder.iterdir() if one.is_file()] == ["answers.csv"]
    assert Path(path).read_text() == HEADER + BULLYING
    assert not (ROOT / "new.csv").exists()


# ---------------------------------------------------------------- the empty sheet


def test_an_empty_sheet_holds_the_scenarios_and_no_key(folder: Path, agree: Command) -> None:
    path = folder / "blank.csv"
    said = agree("--blank", str(path), "--source", "tiny_a")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    assert said.code == 0
    assert [row["scenario"] for row in rows] == [f"s{n:02}" for n in range(1, 31)]
    assert all(row["text"] and row["source"] == "tiny_a" and not row["answer"] for row in rows)
    assert "violence." not in path.read_text(encoding="utf-8-sig")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_filled_in_sheet_is_read_again(folder: Path, agree: Command) -> None:
    path = folder / "blank.csv"
    agree("--blank", str(path))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[2] |= {"rater": "r1", "answer": "violence.bullying:both", "note": "clear, I think"}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    said = agree(str(path))

    assert said.code == 0
    assert "1 answer by 1 rater to 1 of 30 scenarios" in said.out
    assert "29 rows left open" in said.out
