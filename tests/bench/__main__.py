"""The command: `python -m tests.bench`. See the package.

Belongs here: what is asked for, and printing. Does not belong here: any candidate.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench.candidates import DifferentResultsError
from tests.bench.measure import ModuleFailedError
from tests.bench.parts import SHAPES
from tests.bench.race import Race, run_race
from tests.bench.slope import KINDS, Series, run_series


def parse() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000, help="contacts in the export; bounds --slope rows")
    parser.add_argument("--shape", choices=(*SHAPES, "all"), default="one_hot")
    parser.add_argument(
        "--plain", choices=("file", "memory"), default="file", help="where the plain load puts its table"
    )
    parser.add_argument("--slope", choices=(*KINDS, "all"), nargs="*", default=[], help="also how cost grows")
    parser.add_argument(
        "--repeat", type=int, default=1, help="runs of each candidate; the lowest of each figure counts"
    )
    parser.add_argument("--folder", type=Path, help="where temporary files go (about 6 GB for ten million contacts)")
    return parser.parse_args()


def main() -> int:
    """Run what is asked for; 1 where candidates differ in their results or one failed."""
    given = parse()
    shapes = SHAPES if given.shape == "all" else (given.shape,)
    kinds = KINDS if "all" in given.slope else tuple(given.slope)
    races: list[Race] = []
    series: list[Series] = []
    try:
        for shape in shapes:
            with tempfile.TemporaryDirectory(prefix="bench-", dir=given.folder) as name:
                races.append(run_race(Path(name), shape, given.contacts, given.plain, given.repeat))
            print(*races[-1].lines(), "", sep="\n", flush=True)
        for kind in kinds:
            with tempfile.TemporaryDirectory(prefix="bench-", dir=given.folder) as name:
                series.append(run_series(Path(name), kind, shapes[0], given.contacts, given.repeat))
            print(*series[-1].lines(), "", sep="\n", flush=True)
    except (DifferentResultsError, ModuleFailedError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
