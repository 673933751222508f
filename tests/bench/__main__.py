"""The command: `python -m tests.bench`. See the package.

Belongs here: what is asked for, and printing. Does not belong here: any candidate.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.candidates import DifferentResultsError
from tests.bench.measure import ModuleFailedError
from tests.bench.network import Story, TooMuchRewrittenError, tell_story
from tests.bench.parts import SHAPES
from tests.bench.race import Race, run_race
from tests.bench.slope import KINDS, Series, run_series


def parse() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    add = parser.add_argument
    add(
        "--contacts",
        type=int,
        nargs="+",
        default=[1_000_000],
        help="contacts in the export; the most bounds --slope rows",
    )
    add(
        "--shape",
        choices=(*SHAPES, "all"),
        default="one_hot",
        help="all: one_hot in every size, the others in the first",
    )
    add("--plain", choices=("file", "memory"), default="file", help="where the plain load puts its table")
    add("--slope", choices=(*KINDS, "all"), nargs="*", default=[], help="also how cost grows")
    add("--network", type=int, nargs="?", const=150, help="also one delivery among so many sources and ten years")
    add("--repeat", type=int, default=1, help="runs of each candidate of a race; the lowest of each figure counts")
    add("--folder", type=Path, help="where temporary files go (about 6 GB for ten million contacts)")
    add("--only", choices=("race", "slope", "network"), help="leave out the rest")
    add("--write-docs", action="store_true", help="write docs/benchmarks.md from this run")
    return parser.parse_args()


@contextmanager
def scratch(given: argparse.Namespace) -> Iterator[Path]:
    """A folder that is deleted."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=given.folder) as name:
        yield Path(name)


def races_of(given: argparse.Namespace) -> list[tuple[str, int]]:
    """Shapes and sizes."""
    if given.only not in (None, "race"):
        return []
    if given.shape != "all":
        return [(given.shape, n_contacts) for n_contacts in given.contacts]
    return [("one_hot", n) for n in given.contacts] + [(shape, given.contacts[0]) for shape in SHAPES[1:]]


def run_all(given: argparse.Namespace) -> tuple[list[Race], list[Series], Story | None]:
    """Run and print what is asked for."""
    races: list[Race] = []
    series: list[Series] = []
    story = None
    for shape, n_contacts in races_of(given):
        with scratch(given) as folder:
            races.append(run_race(folder, shape, n_contacts, given.plain, given.repeat))
        print(*races[-1].lines(), "", sep="\n", flush=True)
    kinds = KINDS if "all" in given.slope else tuple(given.slope)
    for kind in kinds if given.only in (None, "slope") else ():
        shape = "one_hot" if given.shape == "all" else given.shape
        with scratch(given) as folder:
            series.append(run_series(folder, kind, shape, max(given.contacts)))
        print(*series[-1].lines(), "", sep="\n", flush=True)
    if given.network and given.only in (None, "network"):
        with scratch(given) as folder:
            story = tell_story(folder, given.network, 10, 200)
        print(*story.lines(), sep="\n", flush=True)
    return races, series, story


def main() -> int:
    """Run what is asked for; 1 where results differ, a delivery rewrites what is not its own, or a candidate fails."""
    given = parse()
    try:
        races, series, story = run_all(given)
    except (DifferentResultsError, ModuleFailedError, TooMuchRewrittenError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    if given.write_docs:
        from tests.bench.page import write_page

        place = str(given.folder)
        arguments = " ".join(word for word in sys.argv[1:] if not word.startswith("--folder") and word != place)
        print(f"wrote {write_page(arguments, given.repeat, races, series, story).name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
