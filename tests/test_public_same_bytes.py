"""The same release gives the same public bytes: whatever the folder, time zone, locale, hash seed or number of threads."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

PROGRAM = """
import sys
from pathlib import Path
from tests.public_network import PublicNetwork, usual_figures
folder = Path(sys.argv[1])
rows = usual_figures()
many = [{**row, "year": row["year"] - 10 * n} for n in range(8) for row in rows]
PublicNetwork(figures=many[::int(sys.argv[2])]).build(folder)
"""
PLACES = [
    {"TZ": "UTC", "HARMONISE_THREADS": "1", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
    {"TZ": "Asia/Kathmandu", "HARMONISE_THREADS": "4", "PYTHONHASHSEED": "77", "LC_ALL": "C.UTF-8"},
]


def bytes_of(folder: Path, environment: dict[str, str], order: int) -> dict[str, bytes]:
    """Every public file of a build in a process of its own."""
    command = [sys.executable, "-c", PROGRAM, str(folder), str(order)]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    public = folder / "public"
    return {path.relative_to(public).as_posix(): path.read_bytes() for path in public.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """A release's folder, and the public files that were built there."""
    folder = tmp_path_factory.mktemp("first") / "here"
    return folder, bytes_of(folder, PLACES[0], 1)


@pytest.mark.long
def test_two_builds_are_equal_byte_by_byte(built: tuple[Path, dict[str, bytes]], tmp_path: Path) -> None:
    _, first = built
    second = bytes_of(tmp_path / "a longer name" / "there", PLACES[1], -1)

    assert set(first) == set(second)
    assert [name for name in first if first[name] != second[name]] == []


@pytest.mark.parametrize("word", ["here", str(ROOT), os.uname().nodename])
def test_no_file_names_a_place_or_a_machine(built: tuple[Path, dict[str, bytes]], word: str) -> None:
    folder, found = built
    needle = str(folder) if word == "here" else word

    whole_word = re.compile(rf"(?<!\w){re.escape(needle)}(?!\w)".encode())
    assert [name for name, content in found.items() if whole_word.search(readable(name, content))] == []


def readable(name: str, content: bytes) -> bytes:
    """What can be read in a file: a workbook unpacked; of what is packed otherwise nothing, where two letters are chance."""
    if not name.endswith(".xlsx"):
        return b"" if name.endswith((".png", ".parquet")) else content
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return b"\n".join(file.read(member) for member in file.namelist())
