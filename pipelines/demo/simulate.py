"""Simulate the network: the truth of every contact, and the exports in which each helpline's system delivers it.

Belongs here: the order of the work and its counts. Does not belong here: the truth model (`population`), systems and
habits (`recording`), words (`labels`) or files (`recorders`).

Everything is invented. One month of one helpline is in memory at a time, so that any size fits; helplines
whose files are JSON documents, archives or workbooks are capped (`most` in helplines.yaml), the others grow. Same seed,
size and libraries give the same bytes.
"""

from __future__ import annotations

import dataclasses
import shutil
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipelines.demo.exports import exports_of, with_corrections
from pipelines.demo.helplines import Helpline, all_helplines
from pipelines.demo.population import draw_contacts
from pipelines.demo.recording import (
    apply_habits,
    count_recorded_violence,
    count_violence,
    tick,
)
from pipelines.demo.sizes import months_of, size_of_each
from pipelines.demo.truth import TruthWriter, write_planted

DEFAULT_CONTACTS, DEFAULT_SEED = 64_000, 137


@dataclass(frozen=True)
class Simulated:
    """What was made, in counts. `n_records` are physical records of all files, corrected versions included.

    Violence and OCSEA are counselling contacts with such a reason: in the truth, and as the exports tell it.
    """

    n_sources: int = 0
    n_contacts: int = 0
    n_counselling: int = 0
    n_reasons: int = 0
    n_files: int = 0
    n_records: int = 0
    n_violence: int = 0
    n_ocsea: int = 0
    n_violence_recorded: int = 0
    n_ocsea_recorded: int = 0

    def plus(self, other: Simulated) -> Simulated:
        """The sum of two counts."""
        pairs = zip(dataclasses.astuple(self), dataclasses.astuple(other), strict=True)
        return Simulated(*(one + more for one, more in pairs))


def simulate(
    deliveries: Path,
    truth: Path,
    contacts: int = DEFAULT_CONTACTS,
    seed: int = DEFAULT_SEED,
    report: Callable[[str, int, int], None] | None = None,
) -> Simulated:
    """Write `deliveries/demo_*/...` and `truth/`. Replaces what a former simulation left in these folders.

    `report(source_id, done, total)` is told after each helpline how many contacts are done.
    """
    helplines = all_helplines()
    sizes = size_of_each(helplines, contacts)
    writer = TruthWriter(truth)
    made = Simulated()
    for helpline in helplines:
        folder = deliveries / helpline.source_id
        shutil.rmtree(folder, ignore_errors=True)
        made = made.plus(_simulate_helpline(helpline, sizes[helpline.source_id], folder, writer, seed))
        if report:
            report(helpline.source_id, made.n_contacts, contacts)
    writer.close()
    write_planted(truth, helplines, {"seed": seed, "made": dataclasses.asdict(made), "sizes": sizes})
    return made


def _simulate_helpline(helpline: Helpline, size: int, folder: Path, writer: TruthWriter, seed: int) -> Simulated:
    exports = exports_of(helpline, folder)
    made, first = Simulated(n_sources=1), 0
    for month, n in months_of(helpline, size).items():
        if not n:
            continue
        rng = np.random.default_rng([seed, zlib.crc32(helpline.source_id.encode()), month.year, month.month])
        contacts = with_corrections(draw_contacts(helpline, month, n, first + 1, rng))
        first += n
        system = tick(contacts)
        recorded = apply_habits(contacts, system, rng)
        n_reasons = writer.write(contacts, system, recorded)
        exports.write(contacts, recorded, rng)
        violence, violence_recorded = (
            count_violence(contacts.reason, contacts.setting),
            count_recorded_violence(helpline, recorded),
        )
        n_counselling = int((contacts.kind == 0).sum())
        made = made.plus(Simulated(0, n, n_counselling, n_reasons, 0, 0, *violence, *violence_recorded))
    n_files, n_records = exports.close()
    return made.plus(Simulated(n_files=n_files, n_records=n_records))
