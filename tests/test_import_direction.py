"""pipelines -> warehouse -> schemas: nothing imports upwards, and heavy packages are imported where they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGES = ("schemas", "warehouse", "pipelines")


@dataclass(frozen=True)
class Rule:
    """Modules below `folder` do not import what begins with one of `forbidden`."""

    folder: str
    forbidden: tuple[str, ...]
    why: str
    only_at_top: bool = False


RULES = (
    Rule("schemas", ("warehouse", "pipelines"), "nothing imports upwards"),
    Rule("schemas", ("duckdb", "dagster", "typer", "rich"), "schemas spells SQL, only warehouse runs it"),
    Rule("warehouse", ("pipelines",), "nothing imports upwards"),
    Rule("warehouse", ("dagster", "typer", "rich"), "the engine works without Dagster and without a terminal"),
    Rule("pipelines/demo", ("dagster",), "the simulated network is made without Dagster"),
    Rule(".", ("dagster_duckdb",), "it wraps a connection that writes one file"),
    Rule(".", ("dagster._",), "private to Dagster"),
    Rule(".", ("great_expectations",), "its import takes seconds: inside the one check that uses it", only_at_top=True),
    Rule(".", ("tests",), "code does not rest on tests"),
)


def module_of(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path, root: Path) -> Iterator[tuple[str, int, bool]]:
    """(what is imported, line, whether at the top of the module) for every import in the file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside_functions = {
        id(inner)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(outer)
    }
    package = module_of(path, root).split(".") if path.name == "__init__.py" else module_of(path, root).split(".")[:-1]
    for node in ast.walk(tree):
        at_top = id(node) not in inside_functions
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno, at_top
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield f"{stem}.{alias.name}", node.lineno, at_top


def begins_with(module: str, forbidden: str) -> bool:
    if forbidden.endswith("_"):
        return module.startswith(forbidden)
    return module == forbidden or module.startswith(forbidden + ".")


def broken_rules(root: Path) -> list[str]:
    """Every import that a rule forbids: `file:line imports module: why`."""
    broken = []
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            for module, line, at_top in imports_of(path, root):
                for rule in RULES:
                    concerns = path.is_relative_to(root / rule.folder) and (at_top or not rule.only_at_top)
                    if concerns and any(begins_with(module, forbidden) for forbidden in rule.forbidden):
                        broken.append(f"{path.relative_to(root).as_posix()}:{line} imports {module}: {rule.why}")
    return broken


def test_imports_go_one_way(repo_root: Path) -> None:
    assert broken_rules(repo_root) == []


@pytest.mark.parametrize(
    ("file", "text", "is_broken"),
    [
        ("schemas/a.py", "import warehouse.store.layout", True),
        ("schemas/a.py", "from warehouse import layout", True),
        ("schemas/a.py", "def read():\n    from pipelines.base.settings import Settings", True),
        ("schemas/sub/a.py", "from ..shape import shape_of", False),
        ("pipelines/demo/a.py", "from .. import settings", False),
        ("schemas/a.py", "from .shape import shape_of", False),
        ("schemas/a.py", "import duckdb", True),
        ("warehouse/a.py", "from schemas.text.problem import Problem", False),
        ("warehouse/a.py", "import dagster as dg", True),
        ("warehouse/a.py", "import dagsters", False),
        ("pipelines/a.py", "import dagster as dg", False),
        ("pipelines/a.py", "from dagster._core.instance import DagsterInstance", True),
        ("pipelines/a.py", "import dagster._core", True),
        ("pipelines/demo/a.py", "from dagster import asset", True),
        ("pipelines/a.py", "import great_expectations as gx", True),
        ("pipelines/a.py", "def check():\n    import great_expectations as gx", False),
    ],
)
def test_a_forbidden_import_is_found(tmp_path: Path, file: str, text: str, is_broken: bool) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(text + "\n", encoding="utf-8")

    assert bool(broken_rules(tmp_path)) is is_broken


def loaded_after_import(modules: list[str], root: Path) -> set[str]:
    """Top-level packages that a fresh interpreter has loaded after importing `modules`."""
    program = (
        f"import sys\nfor name in {modules!r}: __import__(name)\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_the_engine_loads_without_dagster_and_gx(repo_root: Path) -> None:
    modules = [module_of(path, repo_root) for path in sorted((repo_root / "warehouse").rglob("*.py"))]

    loaded = loaded_after_import([module for module in modules if module.split(".")[1:2] != ["sql"]], repo_root)

    assert "duckdb" in loaded
    assert loaded.isdisjoint({"dagster", "great_expectations", "typer", "rich", "pipelines"})


def test_the_command_line_loads_without_dagster_and_gx(repo_root: Path) -> None:
    loaded = loaded_after_import(["pipelines.cli.main"], repo_root)

    assert loaded.isdisjoint({"dagster", "great_expectations"})
