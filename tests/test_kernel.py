"""The hash of the program covers every module that shapes bytes of the lake: a module left out leaves lakes stale."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.conftest import ROOT
from warehouse.kernel import SHAPING

STEPS = ("warehouse/stage.py", "warehouse/harmonise.py", "warehouse/workbook_child.py")
NEUTRAL = {
    "schemas/address.py": "what of an address is shown",
    "schemas/code.py": "code lists have a hash of their own",
    "schemas/export_limits.py": "refuses at load, changes nothing",
    "schemas/finding.py": "words about a file, none in it",
    "schemas/mapping_files.py": "what it reads has a hash of its own",
    "schemas/problem.py": "errors",
    "schemas/registry.py": "what it reads has a hash of its own",
    "schemas/shape.py": "words about a cell in a finding",
    "schemas/table.py": "a contract's content is its YAML",
    "schemas/table_check.py": "checks, changes nothing",
    "schemas/table_type.py": "a contract's content is its YAML",
    "schemas/yaml_text.py": "what it reads has a hash of its own",
    "warehouse/boundary.py": "stops for tests",
    "warehouse/checked_json.py": "how states are written, not what is in a table",
    "warehouse/contract_check.py": "checks, changes nothing",
    "warehouse/damage.py": "says what is wrong with a file",
    "warehouse/delivery.py": "a delivery is named by its content",
    "warehouse/durable.py": "renames",
    "warehouse/harmonise_laws.py": "checks, changes nothing",
    "warehouse/harmonise_remarks.py": "remarks, changes nothing",
    "warehouse/kernel.py": "itself",
    "warehouse/key.py": "the key has a check of its own",
    "warehouse/lake_files.py": "hashes what was written",
    "warehouse/layout.py": "names of folders",
    "warehouse/lock.py": "locks",
    "warehouse/receipts.py": "landing",
    "warehouse/run.py": "hands things on",
    "warehouse/source_manifest.py": "names and counts files",
    "warehouse/stage_remarks.py": "words about a file, none in it",
    "warehouse/stage_state.py": "what it writes names the kernel",
    "warehouse/work_folder.py": "where a step works",
    "warehouse/__init__.py": "",
    "schemas/__init__.py": "",
}
"""Modules that the steps import and that change no byte of a lake file, each with why."""


def imported_by(path: Path) -> set[Path]:
    """Files of the project that a module imports, also within functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            place = ROOT.joinpath(*name.split("."))
            found |= {one for one in (place.with_suffix(".py"), place / "__init__.py") if one.is_file()}
    return found


def test_every_module_of_the_steps_is_hashed_or_known_to_be_neutral() -> None:
    seen: set[Path] = set()
    waiting = {ROOT / step for step in STEPS}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        waiting |= imported_by(path) - seen
    names = {path.relative_to(ROOT).as_posix() for path in seen}
    assert len(names) > 40
    hashed = {
        name
        for name in names
        for package, endings in SHAPING.items()
        if name.rpartition("/")[0] == package.replace(".", "/") and name.endswith(endings)
    }
    assert names - hashed - set(NEUTRAL) == set()


def test_every_ending_still_names_a_file() -> None:
    for package, endings in SHAPING.items():
        folder = ROOT.joinpath(*package.split("."))
        for ending in endings:
            assert any(path.name.endswith(ending) for path in folder.iterdir()), f"{package}: {ending}"
