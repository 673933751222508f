"""What somebody may have meant who wrote a name that is not there: the names that are written most like it.

Belongs here: which names are offered, and the question. Does not belong here: what is said where none is near.

A number in a name is no spelling: whoever writes `s3` means `s03`, and never `s30`, which is written more like it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

MOST = 3
"""So many names are offered; of more, nobody reads the question."""
LIKE = 0.5
"""How much of two names has to be equal, as `difflib` counts it. Long names that share a beginning ask for more."""
_NUMBER = re.compile(r"\d+")


def find_near(written: str, known: Iterable[str], like: float = LIKE) -> list[str]:
    """At most MOST of the `known` names, the nearest first; with the same numbers, where any has them."""
    every = sorted(set(known))
    numbers = _numbers(written)
    same = [name for name in every if numbers and _numbers(name) == numbers]
    return get_close_matches(written, same, n=MOST, cutoff=like) or get_close_matches(
        written, every, n=MOST, cutoff=like
    )


def ask_meant(near: Sequence[str], otherwise: str = "") -> str:
    """The question whether one of these was meant; `otherwise` where there is none."""
    return f"did you mean {' or '.join(near[:MOST])}?" if near else otherwise


def _numbers(name: str) -> list[int]:
    return [int(digits) for digits in _NUMBER.findall(name)]
