"""Which sources may a fit rest on, so that those which are skewed alike do not become the norm?

Belongs here: growing a fit outward from the unsuspicious side. Does not belong here: what is fitted (`funnel`,
`low_tail`), or how far is too far (the caller says that).

A plain median or spread collapses when many sources are skewed alike: at 40 of 100 the skewed ones become the target.
So the fit starts with the half that is least suspicious, takes in one source at a time, and stops at the first that the
sources so far make implausible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

Suspicion = tuple[float, float]
"""How suspicious a source is, the least first; the second number orders equal ones."""

LEAST_SIZE = 3


def grow_core(
    suspicions: Sequence[Suspicion], trusted_share: float, is_beyond: Callable[[list[int], int], bool]
) -> list[int]:
    """Positions of the sources that a fit may rest on, from the least suspicious on.

    Starts with `trusted_share` of them, so it holds while fewer than the others are skewed alike. Ends at the first
    source of which `is_beyond(trusted, candidate)` is true. Equally suspicious ones are in or out together.
    """
    ordered = sorted(range(len(suspicions)), key=lambda position: suspicions[position])
    size = _with_equals(suspicions, ordered, min(len(ordered), max(ceil(len(ordered) * trusted_share), LEAST_SIZE)))
    while size < len(ordered):
        if is_beyond(ordered[:size], ordered[size]):
            break
        size = _with_equals(suspicions, ordered, size + 1)
    return sorted(ordered[:size])


def _with_equals(suspicions: Sequence[Suspicion], ordered: Sequence[int], size: int) -> int:
    while 0 < size < len(ordered) and suspicions[ordered[size]][0] == suspicions[ordered[size - 1]][0]:
        size += 1
    return size
