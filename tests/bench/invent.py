"""The invented export that every candidate reads: 25 columns, three years, one contact a case number.

Belongs here: spelling an export of each shape, streamed to disk by DuckDB. Does not belong here: what its values mean
(`tests.bench.mapping`). Every cell follows from the seed and the number of its contact, its day from its place in the
file: the same call gives the same file (DuckDB's hash may differ in another version).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from tests.bench.parts import BOXES, SHAPES, file_name

SQL = Path(__file__).parent / "sql"
FIRST_DAY, LAST_DAY = date(2022, 1, 1), date(2024, 12, 31)


@dataclass(frozen=True)
class Slice:
    """The contacts of one file: numbers from `first`, days from `begins` to `ends`."""

    path: Path
    first: int
    n_contacts: int
    begins: date = FIRST_DAY
    ends: date = LAST_DAY
    seed: int = 1


def write_slices(shape: str, slices: Sequence[Slice]) -> None:
    """Write each file, whole."""
    import duckdb

    with duckdb.connect(":memory:", config={"memory_limit": "1GB"}) as connection:
        for one in slices:
            one.path.parent.mkdir(parents=True, exist_ok=True)
            how = "(format json)" if shape == "json_lines" else "(format csv, header, delimiter ',')"
            target = str(one.path).replace("'", "''")
            connection.execute(f"copy ({_spell(shape, one)}) to '{target}' {how}")


def cut(folder: Path, shape: str, n_contacts: int, n_files: int, seed: int = 1) -> list[Slice]:
    """`n_files` files of about equal size below `folder`; each has contacts of its own, of all three years."""
    bounds = [n_contacts * number // n_files for number in range(n_files + 1)]
    return [
        Slice(folder / file_name(shape, number), first, last - first, seed=seed)
        for number, (first, last) in enumerate(pairwise(bounds), start=1)
    ]


def _spell(shape: str, one: Slice) -> str:
    contacts = (
        (SQL / "invented.sql")
        .read_text(encoding="utf-8")
        .format(
            first=one.first,
            past=one.first + one.n_contacts,
            n=one.n_contacts,
            seed=one.seed,
            begins=one.begins.isoformat(),
            n_days=(one.ends - one.begins).days + 1,
            ticks=",\n    ".join(
                f"hash(number, '{name}', {one.seed}) % 1000 < {per_mille} as {name}"
                for name, per_mille in BOXES.items()
            ),
        )
    )
    ticked = ", ".join(f"case when {name} then '{name}' end" for name in BOXES)
    return (
        (SQL / f"{shape}.sql")
        .read_text(encoding="utf-8")
        .format(
            contacts=contacts,
            boxes=",\n    ".join(f"cast({name} as integer) as {name}" for name in BOXES),
            ticked=f"list_filter([{ticked}], lambda v: v is not null)",
        )
    )


def main() -> None:
    """Write the export of one source into a folder, for measuring by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--shape", choices=SHAPES, default="one_hot")
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--files", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write_slices(given.shape, cut(given.folder, given.shape, given.contacts, given.files, given.seed))


if __name__ == "__main__":
    main()
