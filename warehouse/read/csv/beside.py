"""What stands in a file beside the columns that are wanted: columns that nobody reads, and cells under no name.

Belongs here: where those are, as SQL over the fast reader, and a look at them while a file is read record by record.
Does not belong here: what is said of them (`warehouse.stage.unread`). Cells are kept for a look and never told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.constructs.base import inner_name, literal, quoted
from warehouse.read.csv.count import CsvDialect

MOST_RECORDS = 2_000
MOST_CELLS = 200_000
"""Records, and cells of all columns, that are looked at: enough to see what kind of column it is."""


@dataclass
class Beside:
    """`others`: name -> place of the columns that nobody wanted and that have a name of their own; `nameless`: places
    of columns without a name. `rows`, `n_nameless`: what the records that were looked at held there.
    """

    others: Mapping[str, int] = field(default_factory=dict)
    nameless: Sequence[int] = ()
    rows: list[list[str]] = field(default_factory=list)
    n_nameless: int = 0

    @classmethod
    def of(cls, names: Sequence[str], wanted: Mapping[str, int], dialect: CsvDialect) -> Beside:
        """Of two columns of one name neither has one of its own; a declared delimiter at the end is no column."""
        others = {
            name: place for place, name in enumerate(names) if name and name not in wanted and names.count(name) == 1
        }
        columns = names[:-1] if dialect.trailing_delimiter else names
        return cls(others, [place for place, name in enumerate(columns) if not name])

    def look(self, cells: Sequence[str]) -> None:
        """Count a record with a filled cell under no name; keep the cells of others where few are kept so far."""
        self.n_nameless += any(cells[place].strip(" ") for place in self.nameless)
        if self.others and len(self.rows) < max(1, min(MOST_RECORDS, MOST_CELLS // len(self.others))):
            self.rows.append([cells[place] for place in self.others.values()])

    def write(self, target: Path) -> str:
        """Write what was kept of the others to a Parquet file; SELECT of it, empty where there are none."""
        if not self.others:
            return ""
        columns = list(zip(*self.rows, strict=True)) or [()] * len(self.others)
        arrays = [pa.array(cells, pa.string()) for cells in columns]
        names = list(map(inner_name, self.others))
        pq.write_table(pa.table(arrays, names=names), target, compression="zstd")
        return f"select * from read_parquet({literal(str(target))})"

    def spell_nameless(self, n_records: int) -> str:
        """SELECT of how many of the records looked at have a cell under no name, and how many there are."""
        return f"select {self.n_nameless}, {n_records}" if self.nameless else ""


def spell_others(scan: str, beside: Beside) -> str:
    """SELECT of the columns that nobody wanted, over DuckDB's reader; empty where there are none."""
    picked = ", ".join(f"c{place} as {quoted(name)}" for name, place in beside.others.items())
    return f"select {picked} from {scan}" if beside.others else ""


def spell_nameless(scan: str, beside: Beside) -> str:
    """SELECT of how many records have a cell under no name, and how many there are; empty where all have names."""
    filled = " or ".join(f"trim(c{place}) <> ''" for place in beside.nameless)
    return f"select count(*) filter (where {filled}), count(*) from {scan}" if beside.nameless else ""
