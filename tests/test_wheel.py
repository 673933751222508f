"""The wheel holds the code and the vocabulary, all of it, and no data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PACKAGES = ("schemas", "warehouse", "pipelines")
CODE_AND_VOCABULARY = {".py", ".yaml", ".sql", ".csv", ".j2", ".md", ".typed"}
DATA_FOLDERS = {"landing", "lake", "releases", "current", "deliveries", "truth", "locks", "work"}
PLANTED = (
    "warehouse/landing/demo_x/0a1b/calls.csv",
    "warehouse/landing/demo_x/0a1b/script.py",
    "warehouse/landing/demo_x/receipts.json",
    "warehouse/lake/demo_x/contact/2023-0a1b.parquet",
    "warehouse/releases/r0001/helplines.duckdb",
    "warehouse/releases/r0001/public/table.csv",
    "warehouse/deliveries/demo_x/calls.csv",
    "warehouse/truth/truth.csv",
    "warehouse/work/temporary.sql",
    "warehouse/notes.csv",
    "mappings/demo_x/source.yaml",
    "mappings/demo_x/decisions.csv",
    "tests/test_x.py",
    "schemas/__pycache__/problem.cpython-311.pyc",
    ".env",
)


def without_pip_settings() -> dict[str, str]:
    """The environment, with no package index of this machine in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return kept | {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


@pytest.fixture(scope="module")
def source_tree(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the wheel is built from."""
    tree = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore"):
        shutil.copy(repo_root / name, tree / name)

    def ignored(folder: str, names: list[str]) -> set[str]:
        data = DATA_FOLDERS if Path(folder) == repo_root / "warehouse" else set()
        return {"__pycache__"} | data

    for package in PACKAGES:
        shutil.copytree(repo_root / package, tree / package, ignore=ignored)
    return tree


@pytest.fixture(scope="module")
def wheel(source_tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network from a checkout in which data lies around."""
    pytest.importorskip("hatchling", reason="the build backend is not installed here (make venv)")
    tree = tmp_path_factory.mktemp("littered") / "checkout"
    shutil.copytree(source_tree, tree)
    for name in PLANTED:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("planted\n", encoding="utf-8")
    (tree / "warehouse" / "current").symlink_to("releases/r0001")
    out = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(out),
        ".",
    ]
    done = subprocess.run(command, cwd=tree, env=without_pip_settings(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_code_and_vocabulary_and_nothing_else(source_tree: Path, wheel: Path) -> None:
    expected = {
        path.relative_to(source_tree).as_posix()
        for package in PACKAGES
        for path in (source_tree / package).rglob("*")
        if path.is_file() and path.suffix in CODE_AND_VOCABULARY
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert held == expected
    assert "schemas/findings.yaml" in held
    for folder, suffix in [("schemas/tables/", ".yaml"), ("schemas/codes/", ".yaml"), ("warehouse/stage/sql/", ".sql")]:
        assert any(name.startswith(folder) and name.endswith(suffix) for name in held), folder


def test_the_wheel_names_licence_and_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name.partition(".dist-info/")[2]: name for name in archive.namelist() if ".dist-info/" in name}
        entry_points = archive.read(inside["entry_points.txt"]).decode()

    assert wheel.name.startswith("helpline_harmonisation-0.1.0-py3-none-any")
    assert "licenses/LICENSE" in inside
    assert "harmonise = pipelines.cli.main:main" in entry_points


def test_an_installed_wheel_finds_its_vocabulary(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    program = (
        "import schemas.vocabulary.code, schemas.vocabulary.crosswalk, schemas.finding, schemas.contract.table\n"
        "print(schemas.__file__)\n"
        "print(len(schemas.vocabulary.code.load_codes().lists), len(schemas.vocabulary.crosswalk.load_crosswalks()),"
        " len(schemas.finding.finding_kinds()), len(schemas.contract.table.load_tables()))"
    )
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "installed")}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    where, counts = done.stdout.splitlines()
    assert where.startswith(str(tmp_path / "installed"))
    assert all(int(count) > 0 for count in counts.split())
