"""An edit anywhere in the program that could change a figure is another program: nothing is left out by a list."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from warehouse.store.program import LAKE, NETWORK, RELEASE, hash_files_below

STEPS = {
    LAKE: ("warehouse/stage/step.py", "warehouse/harmonise/step.py", "warehouse/read/workbook/child.py"),
    NETWORK: ("warehouse/assess/step.py", "warehouse/tabulate/step.py", "warehouse/network/tables.py"),
    RELEASE: ("warehouse/publish/step.py",),
}
ELSEWHERE = {"warehouse/__init__.py": "a docstring"}
"""Modules that steps import from outside the packages that are hashed, each with why it changes nothing."""

EDITED = (
    "schemas/vocabulary/crosswalk.py",
    "schemas/vocabulary/code.py",
    "schemas/findings.yaml",
    "schemas/crosswalks",
    "warehouse/network/registers.py",
    "warehouse/network/lake.py",
    "warehouse/publish/views.py",
    "warehouse/publish/sql/finding.sql",
    "warehouse/assess/sql/year_metric.sql",
    "warehouse/harmonise/sql/contact.sql",
)
"""What once could be edited without the release noticing, and some more."""


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


@pytest.mark.parametrize("packages", list(STEPS), ids=["lake", "network", "release"])
def test_every_module_that_a_step_imports_is_in_a_package_that_is_hashed(packages: tuple[str, ...]) -> None:
    seen: set[Path] = set()
    waiting = {ROOT / step for step in STEPS[packages]}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        waiting |= imported_by(path) - seen
    names = {path.relative_to(ROOT).as_posix() for path in seen}
    assert len(names) > 40
    folders = tuple(f"{package.replace('.', '/')}/" for package in packages)
    assert {name for name in names if not name.startswith(folders)} <= set(ELSEWHERE)


@pytest.mark.parametrize("edited", EDITED)
def test_an_edit_is_another_program(edited: str, tmp_path: Path) -> None:
    path = ROOT / edited
    if path.is_dir():
        path = next(iter(sorted(path.iterdir())))
    name = path.relative_to(ROOT).as_posix()
    packages = [one for one in RELEASE if name.startswith(f"{one.replace('.', '/')}/")]
    assert packages, f"{name} is in no package that is hashed"
    folder = ROOT.joinpath(*packages[0].split("."))
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    before = hash_files_below(copy, packages[0])
    assert before == hash_files_below(folder, packages[0])
    twin = copy / path.relative_to(folder)
    twin.write_bytes(twin.read_bytes() + b"\n")
    assert hash_files_below(copy, packages[0]) != before
