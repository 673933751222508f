"""How far the last run of a source came: `unfinished.json` of its lake, there from the first act of a run to its last.

Belongs here: the mark that a run which failed or was killed leaves behind. Does not belong here: what is new
(`warehouse.steps.has_news`, which looks at landing and the lake's manifest first).
The mark says what these two cannot: an order of receipts that staging has not seen, files that were to be swept.
"""

from __future__ import annotations

from pathlib import Path

from warehouse.store.durable import make_restricted_folder, read_json, write_json
from warehouse.store.layout import Layout

STAGE = "stage"
HARMONISE = "harmonise"


def begin_run(layout: Layout, source_id: str) -> None:
    """Note, before anything is landed, that a run has begun, and the how manieth since one came to its end."""
    _write(layout, source_id, read_attempts(layout, source_id) + 1, STAGE)


def begin_step(layout: Layout, source_id: str, step: str) -> None:
    """Note that a step has begun which no landing went before: a person runs that step alone."""
    if not layout.unfinished(source_id).exists():
        _write(layout, source_id, 1, step)


def end_stage(layout: Layout, source_id: str) -> None:
    """Note that all that was landed is staged."""
    _write(layout, source_id, read_attempts(layout, source_id), HARMONISE)


def end_harmonise(layout: Layout, source_id: str) -> None:
    """Remove the mark, unless staging came to no end before: then what was landed is still to be taken in."""
    path = layout.unfinished(source_id)
    if (_read(path) or {}).get("next_step") == HARMONISE:
        path.unlink()


def read_attempts(layout: Layout, source_id: str) -> int:
    """Runs of a source since the last one that came to its end; 0 where that was the last one."""
    mark = _read(layout.unfinished(source_id))
    return 0 if mark is None else int(mark.get("attempts", 1))


def _read(path: Path) -> dict[str, str | int] | None:
    """The mark; one that cannot be read is a mark nevertheless."""
    try:
        content = read_json(path)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else None if content is None else {}


def _write(layout: Layout, source_id: str, attempts: int, next_step: str) -> None:
    make_restricted_folder(layout.lake)
    make_restricted_folder(layout.lake_of(source_id))
    write_json(layout.unfinished(source_id), {"attempts": attempts, "next_step": next_step})
