"""Which sources a command is about.

Belongs here: turning what was typed into source ids. Does not belong here: anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

import typer

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
            near = get_close_matches(source_id, known, n=3, cutoff=0.5)
            hint = f"Do you mean {', '.join(near)}?" if near else f"There are {len(known)}: {', '.join(known[:10])} ..."
            raise typer.BadParameter(f"there is no source {source_id}. {hint}", param_hint="--source")
    problems = [problem for source_id in wanted or () for problem in registry.broken.get(source_id, ())]
    if problems:
        raise MappingError(problems)
    return list(dict.fromkeys(wanted)) if wanted else known
