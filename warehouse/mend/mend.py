"""Building anew what is damaged in the lake, from landing, for the source that it is in alone.

Belongs here: running a source's steps again because its lake is damaged. Does not belong here: finding the damage
(`mend.find`), or writing any file: each step builds anew what it finds damaged, with the bytes that it had.
"""

from __future__ import annotations

from schemas.text.problem import HarmoniseError
from warehouse.mend.find import find_damage
from warehouse.steps import harmonise_source, stage_source
from warehouse.store.damage import DamagedFileError, note_damage
from warehouse.store.manifest import read_landing_findings
from warehouse.store.run import Run


def mend_sources(run: Run) -> tuple[str, ...]:
    """Build anew what is damaged in the lake, source by source; ids of the sources in which something was.

    Only the damaged files are written again, with the bytes that they had. A source that cannot be mended (its landing
    is damaged too, it is held, another process works on it) stops no other here; whoever needs its files says so.
    """
    concerned = []
    for done, source_id in enumerate(run.registry.delivering):
        run.report("looking for damage", done, len(run.registry.delivering))
        if find_damage(run.layout, source_id):
            concerned.append(source_id)
            _mend(run, source_id)
    return tuple(concerned)


def _mend(run: Run, source_id: str) -> None:
    try:
        read_landing_findings(run.layout, source_id)
    except DamagedFileError as error:
        # They come again with the next pull, for which a run starts where they are not there.
        note_damage(run.layout, error.damage)
        error.damage.path.unlink()
    try:
        stage_source(run, source_id)
        harmonise_source(run, source_id)
    except HarmoniseError:
        return
