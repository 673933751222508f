"""The p%-rule: when two of those behind a sum could work out a third's part, and how vague the sum has to be then.

Belongs here: the rule for parts of members that are at hand. Does not belong here: the rule for single figures
(`publish/sql/disclosure/cell.sql`), or of what it is asked (`differences`, `rests`).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from warehouse.publish.disclosure.policy import DOMINANCE

N_LARGEST = 2


def lacking(parts: Iterable[float]) -> float:
    """How much is lacking to the rest that has to be left without the two largest parts; 0 and less is enough.

    So much vaguer than the truth the sum has to be, where it can be worked out: else the second largest, who knows its
    own part, knows the largest one nearer than the rule allows.
    """
    largest, _, *rest = sorted((*parts, 0, 0), reverse=True)
    return DOMINANCE * largest - sum(rest)


def lacking_of_each(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same of every row of a table of parts."""
    of_two = np.sort(parts, axis=1)[:, -N_LARGEST:]
    largest, rest = parts.max(axis=1, initial=0), parts.sum(axis=1) - of_two.sum(axis=1)
    found: NDArray[np.float64] = DOMINANCE * largest - rest
    return found
