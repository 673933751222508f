"""No release is made of two states of the lake: its contacts would not be those that its figures count.

Belongs here: noticing that a source was taken in since the tables of the network were made, or while a release is
built.
Does not belong here: building it (`publish.step`). In Dagster a source may be taken in at any time.
"""

from __future__ import annotations

from warehouse.assess.step import STEP as ASSESS
from warehouse.network.tables import is_overtaken
from warehouse.publish.inputs import Inputs, read_inputs
from warehouse.publish.release import ReleaseRefusedError
from warehouse.store.run import Run
from warehouse.tabulate.step import STEP as TABULATE


def refuse_other_state(run: Run) -> None:
    """Raises ReleaseRefusedError where the tables of the network are of another state of the lake than stands there."""
    if is_overtaken(run, ASSESS) or is_overtaken(run, TABULATE):
        raise _refusal(run)


def refuse_overtaken(run: Run, inputs: Inputs) -> None:
    """Raises ReleaseRefusedError where the lake is not what it was when the release was begun."""
    if read_inputs(run, inputs.code_version) != inputs:
        raise _refusal(run)


def _refusal(run: Run) -> ReleaseRefusedError:
    return ReleaseRefusedError(
        f"{run.layout.lake}: a source was taken in while the release was made, which would hold contacts of one state "
        "and figures of another; the current one stays. Run again: harmonise run (in Dagster the next run follows)."
    )
