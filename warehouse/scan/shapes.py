"""What withheld cells look like.

Belongs here: the shapes of cells of which nothing else is shown. Does not belong here: the shape of one value in a
message (`schemas.text.shape`), or what is withheld (`warehouse.scan.withhold`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.text.shape import FEWEST_SHOWN
from warehouse.scan.facts import Weighed
from warehouse.scan.profile import Counted

MOST_SHAPES = 5
LETTERS = re.compile(r"[^\W\d_]+")
SHAPE_KEPT = frozenset(" -/.:,;+_()@a9")


def shapes_of(cells: Sequence[Weighed]) -> tuple[Counted, ...]:
    """What withheld cells look like: `99-9999`, `a a`; only what is common."""
    counts: dict[str, int] = {}
    for text, n in cells:
        shape = LETTERS.sub("a", text[:60])
        shape = "".join("9" if c.isdigit() else c if c in SHAPE_KEPT else "?" for c in shape)[:24]
        counts[shape] = counts.get(shape, 0) + n
    common = [(shape, n) for shape, n in counts.items() if n >= FEWEST_SHOWN]
    return tuple(Counted(shape, n) for shape, n in sorted(common, key=lambda pair: (-pair[1], pair[0]))[:MOST_SHAPES])
