"""`harmonise run` ends with verdicts in words, and can be read on a terminal of 80 columns."""

from __future__ import annotations

import os
import pty
import re
import struct
import sys
import termios
from fcntl import ioctl
from pathlib import Path

import pytest

from schemas.vocabulary.code import load_codes
from tests.conftest import ROOT
from tests.tiny_network import environment_of, make_network

COMMAND = "import sys; from pipelines.cli.main import main; sys.exit(main())"
COLUMNS = 80
LONG_NAMES = ["tiny_a", "tiny_of_a_long_id"]


def run_on_terminal(folder: Path, *arguments: str) -> list[str]:
    """The lines of the command on a terminal of its own, without colours and what progress wrote over."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        environment = {**os.environ, **environment_of(folder), "PYTHONPATH": str(ROOT), "TERM": "xterm"}
        environment.pop("COLUMNS", None)
        os.execve(sys.executable, [sys.executable, "-c", COMMAND, *arguments], environment)
    ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    written = b""
    try:
        while block := os.read(terminal, 65_536):
            written += block
    except OSError:
        pass  # the other end has closed
    assert os.waitpid(pid, 0)[1] == 0, written[-2000:]
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written.decode("utf-8"))
    return [line.rpartition("\r")[2].rstrip() for line in text.replace("\r\n", "\n").split("\n")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("summary")
    make_network(made, LONG_NAMES)
    run_on_terminal(made, "run")
    return made


@pytest.mark.long
@pytest.mark.parametrize("sources", [LONG_NAMES, LONG_NAMES[1:]], ids=["many", "one"])
def test_it_ends_with_verdicts_in_words(folder: Path, sources: list[str]) -> None:
    chosen = [] if len(sources) > 1 else ["--source", sources[0]]
    lines = run_on_terminal(folder, "run", *chosen)
    verdict = load_codes().list_of("verdict").codes["able_unproven"]
    told = " ".join(line.strip() for line in lines[lines.index("What the data of each year can tell") :])
    assert f"{verdict.label} ({verdict.code}): {verdict.definition}" in told
    assert ", ".join(f"{source_id} 2024" for source_id in sources) in told
    assert not [
        line for line in lines if "SOURCE/index.html" not in line and "duckdb" not in line and len(line) > COLUMNS
    ]
    for source_id in sources:
        assert any(re.match(rf"{source_id}\* +1 +3 +3 +\d", line) for line in lines), lines


@pytest.mark.long
def test_it_says_where_the_pages_are(folder: Path) -> None:
    (line,) = [line for line in run_on_terminal(folder, "run") if "internal/index.html" in line]
    assert (folder / "warehouse" / "current" / "internal" / "index.html").is_file()
    assert str(folder / "warehouse" / "current") in line or "warehouse/current" in line
