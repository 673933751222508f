"""Which sources and files a command is about, and where they lie.

Belongs here: turning what was typed into source ids, files and addresses. Does not belong here: anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from schemas.mapping.address import is_url
from schemas.text.near import find_near
from schemas.text.printable import printable
from schemas.text.problem import MappingError

if TYPE_CHECKING:
    from schemas.mapping.registry import Registry


def choose_sources(registry: Registry, wanted: Sequence[str] | None) -> list[str]:
    """The ids that are wanted, or all. typer.BadParameter (exit code 2) where one is not known, with the nearest names;
    MappingError where the mapping of one has mistakes.
    """
    known = registry.named
    for source_id in wanted or ():
        if source_id not in known:
            near = find_near(source_id, known)
            hint = f"Do you mean {', '.join(near)}?" if near else f"There are {len(known)}: {', '.join(known[:10])} ..."
            raise typer.BadParameter(f"there is no source {source_id}. {hint}", param_hint="--source")
    problems = [problem for source_id in wanted or () for problem in registry.broken.get(source_id, ())]
    if problems:
        raise MappingError(problems)
    return list(dict.fromkeys(wanted)) if wanted else known


def require_files(files: Sequence[Path]) -> None:
    """typer.BadParameter (exit code 2) where something that was named is not there: nothing is made of the others."""
    for path in files:
        if not path.exists():
            raise typer.BadParameter(f"there is no file {printable(str(path))}", param_hint="FILE")


def locate(written: str) -> str:
    """A path as the shell means it, from the current folder; a URL as it is.

    typer.BadParameter (exit code 2) where nothing lies at a path: a slip of the pen must not look like no news.
    """
    from warehouse.land.address import list_files

    if is_url(written):
        return written
    address = str(Path(written).expanduser().absolute())
    listing = list_files(address)
    # What is still arriving or cannot be read is met, and the run says so.
    if not (listing.files or listing.unreadable or listing.refused or listing.n_arriving):
        why = f" ({listing.problem})" if listing.problem else ""
        raise typer.BadParameter(f"no file lies at {address}{why}.", param_hint="--from")
    return address
