"""A command starts with what it needs: nothing heavy for help, no Dagster for a check."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.base.settings import read_settings
from tests.tiny_network import enter_network, make_network
from warehouse.steps import harmonise_source, land_source, stage_source

PROGRAM = """
import sys
from pipelines.cli.main import main
code = main(sys.argv[1:])
print(code, *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""
HEAVY = {"dagster", "duckdb", "fsspec", "numpy", "pandas", "pandera", "pyarrow", "scipy"}


def loaded_by(root: Path, *arguments: str) -> set[str]:
    """The packages that a fresh interpreter has loaded once the command is done, and done well."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    code, *names = done.stderr.splitlines()[-1].split()
    assert code == "0", done.stderr
    return set(names)


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two sources that have delivered."""
    make_network(tmp_path, ["tiny_a", "tiny_b"])
    enter_network(monkeypatch, tmp_path)
    return tmp_path


def test_the_manual_loads_nothing_heavy(repo_root: Path) -> None:
    loaded = loaded_by(repo_root, "--help")

    assert {"pipelines", "typer"} <= loaded
    assert loaded.isdisjoint(HEAVY | {"pydantic"})


@pytest.mark.parametrize(
    "command", ["agree", "check", "demo", "diff", "doctor", "draft", "explain", "pin", "run", "scan", "sql"]
)
def test_the_help_of_a_command_loads_nothing_heavy(repo_root: Path, command: str) -> None:
    """Typer itself looks at the parameters of a command with pydantic."""
    assert loaded_by(repo_root, command, "--help").isdisjoint(HEAVY)


def test_a_check_of_a_mapping_without_files_loads_no_engine(repo_root: Path, network: Path) -> None:
    for path in (network / "deliveries" / "tiny_a").iterdir():
        path.unlink()

    loaded = loaded_by(repo_root, "check", "tiny_a")

    assert "schemas" in loaded
    assert loaded.isdisjoint({"dagster", "duckdb", "pandas", "pandera", "pyarrow", "scipy"})


def test_a_check_of_a_lake_loads_the_engine_alone(repo_root: Path, network: Path) -> None:
    """With it comes pandas: pyarrow imports it, where it is installed, to make an array of a Python list."""
    run = read_settings().open_run()
    land_source(run, "tiny_a", read_settings().resolve_address("tiny_a/*"))
    stage_source(run, "tiny_a")
    harmonise_source(run, "tiny_a")

    loaded = loaded_by(repo_root, "check", "tiny_a")

    assert "duckdb" in loaded
    assert loaded.isdisjoint({"dagster", "pandera", "scipy"})
