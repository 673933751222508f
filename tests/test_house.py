"""The house keeps its own rules: a lock with hashes, set-up once, sizes of files, pages that say what there is."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import duckdb
import pytest
import typer.main
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from schemas.contract.table import load_tables
from warehouse.publish.views import create_views

PACKAGES = ("schemas", "warehouse", "pipelines")
MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_FUNCTION = 50
ALLOWED_LONGER: frozenset[str] = frozenset()
"""`path` or `path:function` that may be longer. Begins empty; an entry needs its reason beside it."""


# ---------------------------------------------------------------- the lock


def lock_entries(text: str) -> list[str]:
    """Requirements with their hashes, continuation lines joined."""
    joined = text.replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip()]


def test_every_entry_of_the_lock_is_pinned_and_hashed(repo_root: Path) -> None:
    entries = lock_entries((repo_root / "requirements.lock").read_text(encoding="utf-8"))

    assert len(entries) > 50
    for entry in entries:
        requirement, *hashes = re.split(r"\s+--hash=", entry)
        assert re.match(r"[a-z0-9][a-z0-9-]*(\[[a-z,-]+\])?==[^ ;]+( ;.*)?$", requirement), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), requirement


def test_the_lock_names_no_address(repo_root: Path) -> None:
    text = (repo_root / "requirements.lock").read_text(encoding="utf-8")

    assert not re.search(r"https?:|file:|://|--index|--find-links|--extra|--trusted|#| @ |^/", text, re.MULTILINE)


def test_the_lock_holds_what_the_project_asks_for(repo_root: Path) -> None:
    project = tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked: dict[str, list[str]] = {}
    for entry in lock_entries((repo_root / "requirements.lock").read_text(encoding="utf-8")):
        pinned = Requirement(re.split(r"\s+--hash=", entry)[0])
        locked.setdefault(canonicalize_name(pinned.name), []).append(next(iter(pinned.specifier)).version)

    for requirement in map(Requirement, wanted):
        if requirement.name == project["name"]:
            wanted += project["optional-dependencies"][next(iter(requirement.extras))]
            continue
        versions = locked.get(canonicalize_name(requirement.name), [])
        assert versions, f"{requirement.name} is not in requirements.lock: make lock"
        assert all(version in requirement.specifier for version in versions), requirement
    assert not {"torch", "torchvision"} & set(locked)


# ---------------------------------------------------------------- set-up


@pytest.fixture
def set_up(repo_root: Path, tmp_path: Path) -> Path:
    """A folder that looks as `make venv` leaves it."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(repo_root / name, tmp_path / name)
        os.utime(tmp_path / name, (1_000, 1_000))
    (tmp_path / ".venv").mkdir()
    for moment, stamp in enumerate((".locked", ".installed"), start=2_000):
        (tmp_path / ".venv" / stamp).touch()
        os.utime(tmp_path / ".venv" / stamp, (moment, moment))
    return tmp_path


def has_to_install(folder: Path) -> list[str]:
    """What `make venv` would do, without doing it."""
    done = subprocess.run(["make", "-n", "venv"], cwd=folder, capture_output=True, text=True, check=True)
    return [word for word in ("--require-hashes", "--no-build-isolation") if word in done.stdout]


def test_a_second_call_does_not_install_again(set_up: Path) -> None:
    assert has_to_install(set_up) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("requirements.lock", ["--require-hashes", "--no-build-isolation"]),
        ("pyproject.toml", ["--no-build-isolation"]),
    ],
)
def test_a_changed_lock_or_project_installs_again(set_up: Path, changed: str, expected: list[str]) -> None:
    os.utime(set_up / changed, (3_000, 3_000))

    assert has_to_install(set_up) == expected


def test_a_machine_without_python_is_told_so(set_up: Path) -> None:
    shutil.rmtree(set_up / ".venv")
    done = subprocess.run(
        ["make", "venv", "PYTHON=/no/such/python"], cwd=set_up, capture_output=True, text=True, check=False
    )

    assert done.returncode != 0
    assert "no usable Python" in done.stderr
    assert not (set_up / ".venv").exists()


def test_data_is_ignored_by_git_and_code_is_not(repo_root: Path, tmp_path: Path) -> None:
    shutil.copy(repo_root / ".gitignore", tmp_path / ".gitignore")
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    data = [
        "warehouse/landing/x/calls.csv", "warehouse/lake/x/manifest.json", "warehouse/releases/r0001/helplines.duckdb",
        "warehouse/current", "warehouse/deliveries/x.csv", "warehouse/truth/t.csv", "warehouse/locks/run.lock",
        "warehouse/work/t.tmp", "dagster_home/history/runs.db", ".env", ".venv/bin/python",
    ]  # fmt: skip
    code = [
        "warehouse/land/step.py", "warehouse/network/lake.py", "warehouse/publish/sql/finding.sql", "dagster_home/dagster.yaml",
        "dagster_home/workspace.yaml", "mappings/x/decisions.csv", "mappings/x/example/calls.csv", ".env.example",
    ]  # fmt: skip
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", *data, *code], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.stdout.split() == data


def test_dagsters_instance_is_valid_and_tells_nobody(repo_root: Path, tmp_path: Path) -> None:
    from dagster import DagsterInstance

    shutil.copy(repo_root / "dagster_home" / "dagster.yaml", tmp_path / "dagster.yaml")

    with DagsterInstance.from_config(str(tmp_path)) as instance:
        assert instance.telemetry_enabled is False
        assert instance.get_concurrency_config().pool_config.default_pool_limit == 1


# ---------------------------------------------------------------- sizes


def too_long(root: Path) -> list[str]:
    """Files and functions over the limits that no entry allows."""
    found = []
    for path in (path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > MOST_LINES_OF_A_FILE and name not in ALLOWED_LONGER:
            found.append(f"{name}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MOST_LINES_OF_A_FUNCTION and f"{name}:{node.name}" not in ALLOWED_LONGER:
                    found.append(f"{name}:{node.name}: {lines} lines")
    return found


def test_files_and_functions_stay_short(repo_root: Path) -> None:
    assert too_long(repo_root) == []


def test_a_long_file_or_function_is_found(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "a.py").write_text("def long():\n" + "    x = 1\n" * 50 + "y = 1\n" * 300, encoding="utf-8")

    assert too_long(tmp_path) == ["schemas/a.py: 351 lines", "schemas/a.py:long: 51 lines"]


# ---------------------------------------------------------------- pages


def pages(root: Path) -> str:
    """The text of all pages that people read first."""
    paths = [root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").glob("*.md"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def make_targets(root: Path) -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def commands_of_harmonise() -> set[str]:
    from pipelines.cli.main import app

    return set(getattr(typer.main.get_command(app), "commands", {}))


def test_each_command_of_harmonise_is_explained_and_no_other(repo_root: Path) -> None:
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", pages(repo_root), re.DOTALL))
    mentioned = set(re.findall(r"\bharmonise ([a-z][a-z-]*)", code))

    assert mentioned == commands_of_harmonise()


def test_each_target_of_make_says_what_it_does(repo_root: Path) -> None:
    makefile = (repo_root / "Makefile").read_text(encoding="utf-8")
    shown = subprocess.run(
        ["make", "--silent", "help"], cwd=repo_root, capture_output=True, text=True, check=True
    ).stdout

    assert make_targets(repo_root) == set(re.findall(r"^make ([a-z-]+)", shown, re.MULTILINE))
    assert make_targets(repo_root) <= set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]


def test_each_target_that_a_page_names_exists(repo_root: Path) -> None:
    named = set(re.findall(r"`make ([a-z][a-z-]*)", pages(repo_root)))

    assert {"demo", "test", "dev", "venv", "lint"} <= named
    assert named <= make_targets(repo_root)


def test_each_setting_is_in_the_readme_and_in_the_example(repo_root: Path) -> None:
    from pipelines.base.settings import LIMITS, PATHS

    readme = (repo_root / "README.md").read_text(encoding="utf-8")
    example = (repo_root / ".env.example").read_text(encoding="utf-8")
    for name in (*PATHS, *LIMITS):
        assert f"| `{name}` |" in readme
        assert re.search(rf"^#{name}=", example, re.MULTILINE), name


def test_each_query_of_the_readme_runs(repo_root: Path) -> None:
    contracts = {name: table for name, table in load_tables().items() if table.place == "release"}
    queries = re.findall(r"```sql\n(.*?)```", (repo_root / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    with duckdb.connect() as connection:
        for table in contracts.values():
            connection.execute(table.ddl())
        create_views(connection, contracts)

        assert len(queries) >= 5
        for query in queries:
            connection.execute(query)


def test_links_between_pages_lead_somewhere(repo_root: Path) -> None:
    for page in [repo_root / "README.md", repo_root / "CONTRIBUTING.md", *(repo_root / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_hooks_are_local(repo_root: Path) -> None:
    hooks = yaml.safe_load((repo_root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))

    assert [repo["repo"] for repo in hooks["repos"]] == ["local"]
