"""Which sources may a fit rest on, so that those which are skewed alike do not become the norm?

Belongs here: growing a fit outward from the unsuspicious side. Does not belong here: what is fitted (`funnel`,
`low_tail`), or how far is too far (the caller says that).

A plain median or spread collapses when many sources are skewed alike: at 40 of 100 the skewed ones become the target.
So the fit starts with the half that is least suspicious, takes in those that are near it, looks again, and stops when
all that are left are implausible. Which are near is seen anew each time: half of the honest ones differ less among
themselves than all of them do, and the first that seems far is not the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

Suspicion = tuple[float, float]
"""How suspicious a source is, the least first; the second number orders equal ones."""

LEAST_SIZE = 3


def grow_core(
    suspicions: Sequence[Suspicion],
    trusted_share: float,
    near: Callable[[Sequence[int], Sequence[int]], Sequence[int]],
) -> list[int]:
    """Positions of the sources that a fit may rest on.

    Starts with the `trusted_share` of them that is least suspicious, so it holds while fewer than the others are skewed
    alike; equally suspicious ones are in it together. `near(trusted, rest)` says which of the rest come in next; it
    ends when there is none.
    """
    ordered = sorted(range(len(suspicions)), key=lambda position: suspicions[position])
    size = min(len(ordered), max(ceil(len(ordered) * trusted_share), LEAST_SIZE))
    while 0 < size < len(ordered) and suspicions[ordered[size]][0] == suspicions[ordered[size - 1]][0]:
        size += 1
    trusted, rest = ordered[:size], ordered[size:]
    while rest and (found := near(trusted, rest)):
        trusted += found
        rest = [position for position in rest if position not in found]
    return sorted(trusted)
