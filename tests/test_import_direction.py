"""pipelines -> warehouse -> schemas: nothing imports upwards or in a circle; heavy packages are imported where needed."""

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
    Rule(".", ("scipy",), "its import takes a while: inside the function that needs it", only_at_top=True),
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


def lines_for_types(path: Path) -> set[int]:
    """The lines below `if TYPE_CHECKING:`, which are never run."""
    tests = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.If)]
    bodies = [node.body for node in tests if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"]
    return {line for body in bodies for line in range(body[0].lineno, (body[-1].end_lineno or 0) + 1)}


def module_imports(root: Path) -> dict[str, set[str]]:
    """What each module imports of ours, also inside a function; not what is imported for the types alone."""
    paths = {module_of(path, root): path for package in PACKAGES for path in sorted((root / package).rglob("*.py"))}
    found: dict[str, set[str]] = {}
    for module, path in paths.items():
        lines = lines_for_types(path)
        names = [name for name, line, _ in imports_of(path, root) if line not in lines]
        # a module, or something in a module
        places = {name if name in paths else name.rpartition(".")[0] for name in names}
        found[module] = (places & paths.keys()) - {module}
    return found


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Modules that import each other, directly or by way of others; each circle once."""
    reached: dict[str, set[str]] = {}
    for module in imports:
        new = set(imports[module])
        seen: set[str] = set()
        while new:
            seen |= new
            new = {further for one in new for further in imports[one]} - seen
        reached[module] = seen
    found = {frozenset(other for other in reached[one] if one in reached[other]) for one in imports}
    return sorted(sorted(circle) for circle in found if circle)


def room_of(module: str, root: Path) -> str:
    """`package.room`; empty for a module that lies in the package itself."""
    package, _, rest = module.partition(".")
    room = rest.partition(".")[0]
    return f"{package}.{room}" if room and (root / package / room).is_dir() else ""


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
        ("warehouse/a.py", "from scipy.special import ndtr", True),
        ("warehouse/a.py", "def check():\n    from scipy.special import ndtr", False),
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


def test_the_engine_loads_without_dagster_and_scipy(repo_root: Path) -> None:
    modules = [module_of(path, repo_root) for path in sorted((repo_root / "warehouse").rglob("*.py"))]

    loaded = loaded_after_import([module for module in modules if module.split(".")[1:2] != ["sql"]], repo_root)

    assert "duckdb" in loaded
    assert loaded.isdisjoint({"dagster", "scipy", "typer", "rich", "pipelines"})


def test_the_command_line_loads_without_dagster_and_scipy(repo_root: Path) -> None:
    loaded = loaded_after_import(["pipelines.cli.main"], repo_root)

    assert loaded.isdisjoint({"dagster", "scipy"})


def test_nothing_imports_itself_by_a_detour(repo_root: Path) -> None:
    assert circles(module_imports(repo_root)) == []


def test_no_two_rooms_need_each_other(repo_root: Path) -> None:
    """Rooms are the folders of a package. Modules that lie in the package itself put rooms together, and are none."""
    rooms: dict[str, set[str]] = {}
    for module, imported in module_imports(repo_root).items():
        mine = room_of(module, repo_root)
        for other in sorted({room_of(one, repo_root) for one in imported} - {mine}):
            if mine and other:
                rooms.setdefault(mine, set()).add(other)
                rooms.setdefault(other, set())

    assert circles(rooms) == []


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"a": "import warehouse.b", "b": "import warehouse.a"}, [["warehouse.a", "warehouse.b"]]),
        (
            {"a": "from warehouse.b import x", "b": "def f():\n    from warehouse import a"},
            [["warehouse.a", "warehouse.b"]],
        ),
        (
            {
                "a": "from warehouse.b import x",
                "b": "from . import c",
                "c": "from .a import y",
                "d": "import warehouse.a",
            },
            [["warehouse.a", "warehouse.b", "warehouse.c"]],
        ),
        ({"a": "import warehouse.b", "b": "if TYPE_CHECKING:\n    import warehouse.a"}, []),
        ({"a": "import warehouse.b\nimport warehouse.c", "b": "import warehouse.c", "c": ""}, []),
    ],
)
def test_a_circle_is_found(tmp_path: Path, texts: dict[str, str], found: list[list[str]]) -> None:
    (tmp_path / "warehouse").mkdir()
    for name, text in texts.items():
        (tmp_path / "warehouse" / f"{name}.py").write_text(text + "\n", encoding="utf-8")

    assert circles(module_imports(tmp_path)) == found
