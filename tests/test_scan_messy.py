"""Odd but real files: each is scanned, or gets one answer that names the file and the next step."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.mapping.read import Read
from tests.scanned_file import text
from warehouse.scan import Profile, scan_files
from warehouse.scan.scan import UNFORESEEN

HEADER = ["id", "date", "reason", "age"]
ROWS = [[f"K{n}", f"2024-01-{n % 28 + 1:02}", "Grief", str(n % 9)] for n in range(30)]
TABLE = text([HEADER, *ROWS])
NARROW = "1,2,3\n" * 30
ROWS_OF_BLANKS = [[f"K{n}", "", "Grief", ""] for n in range(30)]


def deep(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


READ: dict[str, Callable[[], str]] = {
    "ragged": lambda: text([HEADER, *([*row, *["x"] * (n % 4)] for n, row in enumerate(ROWS))]),
    "short": lambda: text([HEADER, *(row[: 1 + n % 4] for n, row in enumerate(ROWS))]),
    "blank columns": lambda: text([["id", "", "date", "", ""], *([*row[:2], "", "", ""] for row in ROWS)]),
    "blank cells": lambda: text([HEADER, *ROWS_OF_BLANKS]),
    "double names": lambda: "id,a,a,A,b\n" + "1,2,3,4,5\n" * 30,
    "quotes in names": lambda: '"a ""q"" b","c\nd","e\\f"\n' + NARROW,
    "braces in names": lambda: "{a},{0},}x{\n" + NARROW,
    "names of the engine": lambda: "row_number,file_number,rowid\n" + NARROW,
    "long name": lambda: "x" * 5_000 + ",b,c\n" + NARROW,
    "unseen names": lambda: "\u200b,a\u200bb,ab\n" + NARROW,
    "a thousand columns": lambda: text([[f"c{n}" for n in range(1_000)], *([str(n % 7)] * 1_000 for n in range(9))]),
    "no names": lambda: ",,\n" + NARROW,
    "one column": lambda: "reason\n" + "Grief\n" * 20,
    "one cell": lambda: "x",
    "header alone": lambda: "id,date,reason\n",
    "escaped quotes": lambda: "id,text,b\n" + '1,"he said \\"no\\", then",x\n' * 30,
    "two marks between cells": lambda: "id||a||b\n" + "1||x||y\n" * 30,
    "three line ends": lambda: "id,a,b\r\n1,2,3\r4,5,6\n7,8,9\r\r\n1,2,3\n",
    "numbers that are none": lambda: "id,a\n" + "1,2\n" * 30 + '1,2"\n',
    "numbers too large": lambda: "id,a\n" + f"{10**30},1e400\n" * 30,
    "days too large": lambda: "date,b\n" + "1700000000,1\n" * 30 + "99999999999999999,1\n-1,1\n",
    "serials too large": lambda: "date,b\n" + "45000,1\n" * 40 + "999999999,1\n",
    "days of no calendar": lambda: "date,b\n" + "99999-12-01,0000-00-00\n" * 30,
    "json within cells": lambda: "id,j\n" + ('1,"{""a"":' + "[" * 3_000 + "]" * 3_000 + '}"\n') * 9,
    "deep records": lambda: f"[{','.join([deep(60)] * 5)}]",
    "odd keys": lambda: json.dumps([{"": 1, ".": 2, "a.b": 3, '"': 4, "\n": 5, "$": 6}] * 9),
    "keys in two cases": lambda: json.dumps([{"a": 1, "A": 2}] * 9),
}
REFUSED: dict[str, Callable[[], str]] = {
    "all names double": lambda: "a,a,A\n" + NARROW,
    "quote never closed": lambda: TABLE + '1,"Grief,3',
    "quote alone": lambda: '"',
    "blank lines": lambda: "\n\n\n",
    "nul": lambda: TABLE.replace("e", "e\0"),
    "deep": lambda: deep(5_000),
    "brackets": lambda: "[" * 100_000,
    "a number": lambda: "[1, 2]",
    "a page": lambda: "<p>Grief</p>\n" * 9,
}


def scan(folder: Path, content: str) -> Profile:
    path = folder / "x.csv"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    profile = scan_files([path])
    assert not any(UNFORESEEN in problem for problem in profile.problems)
    json.dumps(profile.to_json(), ensure_ascii=False).encode("utf-8")
    return profile


@pytest.mark.few(4)
@pytest.mark.parametrize("name", READ)
def test_it_is_scanned(tmp_path: Path, name: str) -> None:
    profile = scan(tmp_path, READ[name]())

    assert profile.problems == ()
    (table,) = profile.tables
    Read.model_validate(table.read)
    assert table.columns


@pytest.mark.parametrize("name", REFUSED)
def test_it_gets_one_answer(tmp_path: Path, name: str) -> None:
    profile = scan(tmp_path, REFUSED[name]())

    (problem,) = profile.problems
    assert problem.startswith("x.csv")
    assert len(problem) < 400
    assert profile.tables == ()


@pytest.mark.few(4)
@pytest.mark.parametrize("depth", range(80, 1_000, 40))
def test_no_depth_of_json_stops_a_scan(tmp_path: Path, depth: int) -> None:
    for content in (
        deep(depth),
        f"[{deep(depth)}]",
        f"{deep(depth)}\n{deep(depth)}\n",
        f'{{"records":[{deep(depth)}]}}',
    ):
        scan(tmp_path, content)
