"""What a docstring or comment points to is there: a module by its dotted name, a file by its path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

BUILDINGS = ("schemas", "warehouse", "pipelines", "tests")
MODULE = re.compile(rf"`((?:{'|'.join(BUILDINGS)})(?:\.[A-Za-z_]+)+)`")
FILE = re.compile(r"`([a-z_]+(?:/[a-z_0-9]+)+\.(?:py|sql))`")


def pointers_to_nothing(root: Path) -> list[str]:
    """`file: pointer`, in their order."""
    found = []
    for building in BUILDINGS:
        for path in sorted(one for ending in ("py", "sql") for one in (root / building).rglob(f"*.{ending}")):
            text = path.read_text(encoding="utf-8")
            lost = [name for name in MODULE.findall(text) if not is_module_or_name(root, name)]
            lost += [name for name in FILE.findall(text) if not any(one.is_file() for one in places(root, path, name))]
            found += [f"{path.relative_to(root)}: {name}" for name in lost]
    return found


def is_module_or_name(root: Path, dotted: str) -> bool:
    """True of a package, a module, and a name that stands in one."""
    place = root.joinpath(*dotted.split("."))
    if place.is_dir() or place.with_suffix(".py").is_file():
        return True
    module = place.parent / "__init__.py" if place.parent.is_dir() else place.parent.with_suffix(".py")
    return module.is_file() and re.search(rf"\b{place.name}\b", module.read_text(encoding="utf-8")) is not None


def places(root: Path, path: Path, name: str) -> Iterator[Path]:
    """Where a path may begin: at the root, in a building, in the room that names it; a query also as code names it."""
    room, _, rest = name.partition("/")
    yield from (root / name, *(root / building / name for building in BUILDINGS))
    yield from (path.parent / name, path.parent.parent / name)
    yield root / "warehouse" / room / "sql" / rest


def test_what_is_pointed_to_is_there(repo_root: Path) -> None:
    assert pointers_to_nothing(repo_root) == []


def test_a_pointer_to_nothing_is_found(tmp_path: Path) -> None:
    room = tmp_path / "warehouse" / "land"
    (room / "sql").mkdir(parents=True)
    (room / "step.py").write_text("def land(): ...\n", encoding="utf-8")
    (room / "sql" / "new.sql").write_text("-- how new files are found\n", encoding="utf-8")
    right = ("warehouse.land", "warehouse.land.step", "warehouse.land.step.land", "land/sql/new.sql", "land/new.sql")
    wrong = ("warehouse.stage", "warehouse.land.step.stage", "sql/land/new.sql")
    text = ", ".join(f"`{name}`" for name in (*right, *wrong))
    (room.parent / "a.py").write_text(f'"""As {text}."""', encoding="utf-8")

    assert pointers_to_nothing(tmp_path) == [f"warehouse/a.py: {name}" for name in wrong]
