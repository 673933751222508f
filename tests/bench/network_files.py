"""The invented deliveries of a network: a mapping folder a source, a file a year; and one file delivered again,
corrected.

Belongs here: writing them, in a process of its own (`tests.bench.network` measures with as little as possible in
memory). Does not belong here: running anything on them.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from tests.bench.invent import Slice, write_slices
from tests.bench.mapping import YEARLY, write_mapping

LAST_YEAR = 2024
SHAPE = "one_hot"


def yearly(folder: Path, source_id: str, year: int, n_contacts: int, seed: int) -> Slice:
    """The file of one year."""
    path = folder / "deliveries" / source_id / f"appels_{year}.csv"
    return Slice(path, 0, n_contacts, date(year, 1, 1), date(year, 12, 31), seed)


def write_network(folder: Path, sources: list[str], n_years: int, n_contacts: int) -> None:
    """Mappings and deliveries; sources differ in size by up to a half."""
    slices = []
    for number, source_id in enumerate(sources, start=1):
        write_mapping(folder / "mappings", source_id, SHAPE, YEARLY)
        size = n_contacts * (2 + number % 3) // 3
        years = range(LAST_YEAR - n_years + 1, LAST_YEAR + 1)
        slices += [yearly(folder, source_id, year, size, number) for year in years]
    write_slices(SHAPE, slices)


def main() -> None:
    """Write a network, or one year of one source again with other contacts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--sources", nargs="+", required=True)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--contacts", type=int, required=True, help="of a source and year")
    parser.add_argument("--again", type=int, help="the year that comes again")
    given = parser.parse_args()
    if given.again is None:
        write_network(given.folder, given.sources, given.years, given.contacts)
        return
    again = [yearly(given.folder, source_id, given.again, given.contacts + 5, 9999) for source_id in given.sources]
    write_slices(SHAPE, again)


if __name__ == "__main__":
    main()
