"""Whether a release has to be made.

Belongs here: that question, for a command and a sensor alike. Does not belong here: making one (`publish.step`).
"""

from __future__ import annotations

from warehouse.mend.find import find_network_damage
from warehouse.publish.inputs import read_inputs
from warehouse.publish.lost import list_lost
from warehouse.publish.retention import shown_release
from warehouse.publish.step import rests_on
from warehouse.store.damage import DamagedFileError
from warehouse.store.run import Run


def is_release_due(run: Run, code_version: str) -> bool:
    """True where the current release is damaged, or rests on something else than what stands in the lake now.

    So a run that was killed between `ingest` and `publish` is completed by the next one, though no source has news.
    """
    if find_network_damage(run.layout):
        return True
    try:
        inputs = read_inputs(run, code_version)
    except DamagedFileError:
        return True  # the job mends the lake before it builds
    if not inputs.source_hashes:
        # Where everything in the lake has lost its mapping, the job says so and refuses.
        return bool(list_lost(run.layout, run.registry.delivering))
    shown = shown_release(run.layout)
    return shown is None or not rests_on(run.layout, shown, inputs)
