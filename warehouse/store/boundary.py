"""Step boundaries, named, so that a fault test can stop a run at each of them.

Belongs here: one call that marks a boundary. Does not belong here: anything that production behaviour depends on.
With `HARMONISE_STOP_AT=<name>[:<nth>[:<signal>]]` the process kills itself there, as a power cut would, or gets that
signal (`SIGINT`, `SIGTERM`), as somebody who has lost patience would send it.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

DEFAULTS = ("1", "SIGKILL")
_passed: Counter[str] = Counter()


def mark_boundary(name: str) -> None:
    """Mark a step boundary, e.g. `mark_boundary("land.delivery_renamed")`. Does nothing unless a fault test asks."""
    wanted = os.environ.get("HARMONISE_STOP_AT")
    record = os.environ.get("HARMONISE_BOUNDARY_LOG")
    if record:
        with open(record, "a", encoding="ascii") as log:
            log.write(name + "\n")
    if not wanted:
        return
    _passed[name] += 1
    stop_name, nth, sent = (*wanted.split(":"), *DEFAULTS[wanted.count(":") :])
    if name == stop_name and _passed[name] == int(nth):
        os.kill(os.getpid(), signal.Signals[sent])
