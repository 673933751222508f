"""The demo around the pipeline: a key and deliveries before it, and where the truth lies.

Belongs here: that a warehouse holds one demo, made once. Does not belong here: inventing the network
(`pipelines.demo`), running it (`pipelines.run.sources`).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.base.settings import Settings
from pipelines.demo.agreement import keep_demo_agreement
from pipelines.demo.survey import FOLDER, write_survey
from schemas.text.problem import SettingsError
from warehouse.store.durable import make_missing_folder, read_json, write_json
from warehouse.store.key import make_key_file, read_key
from warehouse.store.lock import exclusive
from warehouse.store.run import Report

if TYPE_CHECKING:
    from rich.table import Table

    from pipelines.demo.simulate import Simulated

SEED = 137
MARKER = "demo.json"


@dataclass(frozen=True)
class Prepared:
    """What had to be made before the demo could run. `simulated` is None where the deliveries were there already."""

    made_key: bool
    simulated: Simulated | None


def truth_folder(settings: Settings) -> Path:
    """Where the truth of the demo lies: beside the deliveries, never in landing."""
    return settings.warehouse / "truth"


def prepare_demo(settings: Settings, contacts: int, report: Report) -> Prepared:
    """Make a key where there is none, and the deliveries where they are not there yet.

    Raises LockedError where another command runs here, SettingsError where this warehouse holds a demo of another size:
    what was landed stays landed, so two simulations in one warehouse would supersede each other.
    """
    with exclusive(settings.layout.run_lock, "This warehouse"):
        made_key = not settings.key_file.exists()
        if made_key:
            make_key_file(settings.key_file)
        prepared = Prepared(made_key, _simulate_once(settings, contacts, report))
        if not (settings.deliveries / FOLDER).exists():
            # apart from the contacts: a demo of an older program is given its survey too
            write_survey(settings.deliveries)
        keep_demo_agreement(settings.layout, settings.deliveries)
        return prepared


def compare_demo(settings: Settings) -> Table:
    """What the release says beside what happened, one row a helpline, as a table for the terminal."""
    from pipelines.demo.compare import compare_with_truth, table_of

    source_key = cache(read_key(settings.key_file).for_source)
    rows = compare_with_truth(
        settings.layout.database,
        truth_folder(settings),
        lambda source_id, record_id: source_key(source_id).pseudonym(record_id),
    )
    return table_of(rows)


def _simulate_once(settings: Settings, contacts: int, report: Report) -> Simulated | None:
    marker = truth_folder(settings) / MARKER
    wanted = {"contacts": contacts, "seed": SEED}
    made = read_json(marker)
    if made == wanted:
        return None
    if made is not None:
        raise SettingsError(
            f"{settings.warehouse}: this warehouse holds a demo of {made['contacts']:,} contacts. Run the demo with "
            "--contacts of that number, or set HARMONISE_WAREHOUSE to a new folder."
        )
    from pipelines.demo.simulate import simulate

    make_missing_folder(settings.warehouse)
    shutil.rmtree(truth_folder(settings), ignore_errors=True)
    simulated = simulate(settings.deliveries, truth_folder(settings), contacts, SEED, report)
    write_json(marker, wanted)
    return simulated
