"""Published figures of one network, found by what they are about.

Belongs here: reading `network_statistics`, the name of a figure, and finding it. Does not belong here: how a figure is
written (`say`), or what is said of it (`chapters`). A dimension that is not named means all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from schemas.contract.table import load_tables
from schemas.figure_name import FigureName
from schemas.text.sql import literal
from warehouse.publish.disclosure.policy import FEWEST_FOR_TENTHS
from warehouse.publish.release import CATALOG

TABLE = "network_statistics"
PLACED = ("network_code", "statistic_code", "year", "panel_code", "base_code")
PUBLISHED, SUPPRESSED, ZERO, MISSING = "published", "suppressed", "structural_zero", "not_available"
ABLE, ALL, MATCHED, MATCHED_NEXT = "able", "all", "matched", "matched_next"
PREFERRED = (ABLE, MATCHED, ALL)
ASKING = (ABLE, MATCHED)
"""Panels of helplines that ask: with others, what is not asked would stand there as unknown."""
MOST_OPEN = 0.5
"""Where least and most lie further apart, no sentence leads with the share."""
Row = Mapping[str, object]
Where = Mapping[str, str]


@cache
def dimensions() -> tuple[str, ...]:
    """Key columns that narrow a figure; an empty one means all."""
    return tuple(name for name in load_tables()[TABLE].key if name not in PLACED)


@dataclass(frozen=True)
class Cell:
    """One published figure, or why there is none."""

    row: Row

    @cached_property
    def name(self) -> str:
        """What `harmonise explain` takes."""
        return str(FigureName.of(self.row))

    @property
    def status(self) -> str:
        return str(self.row["status_code"])

    @property
    def is_published(self) -> bool:
        return self.status == PUBLISHED

    @property
    def year(self) -> int:
        return int(str(self.row["year"]))

    @property
    def panel(self) -> str:
        return str(self.row["panel_code"])

    def code(self, column: str) -> str:
        """The code of a dimension; empty text where it means all."""
        return str(self.row[column] or "")

    @property
    def is_unknown(self) -> bool:
        """True where it counts what was not asked or not answered: no answer among the others."""
        return any(self.code(name) == "unknown" for name in dimensions())

    def count(self, column: str) -> int | None:
        """A published number of contacts or helplines."""
        value = self.row[column]
        return None if value is None else int(str(value))

    def part(self, column: str) -> float | None:
        """A published share or bound."""
        value = self.row[column]
        return None if value is None else float(str(value))

    @property
    def numerator(self) -> int | None:
        return self.count("numerator")

    @property
    def denominator(self) -> int | None:
        return self.count("denominator")

    @property
    def share(self) -> float | None:
        return self.part("share")

    @property
    def bounds(self) -> tuple[float, float] | None:
        low, high = self.part("share_low"), self.part("share_high")
        return None if low is None or high is None else (low, high)

    @property
    def middle(self) -> tuple[float, float, float] | None:
        """The middle one of the helplines' own shares, and the two between which half of them lie."""
        found = [self.part(f"share_source_{name}") for name in ("median", "q1", "q3")]
        middle, low, high = found
        return None if middle is None or low is None or high is None else (middle, low, high)

    @property
    def is_open(self) -> bool:
        """True where so little is known that the share may be almost anything: nothing to lead with."""
        return self.bounds is not None and self.bounds[1] - self.bounds[0] > MOST_OPEN

    @property
    def is_drawn(self) -> bool:
        """True where a mark without its bounds may stand for it."""
        return self.share is not None and not self.is_open

    @property
    def is_fine(self) -> bool:
        """True where the base is large enough for one decimal."""
        return (self.denominator or 0) >= FEWEST_FOR_TENTHS

    @property
    def step(self) -> float:
        """By how much rounding alone can move the share."""
        return 0.001 if self.is_fine else 0.01

    @property
    def has_break(self) -> bool:
        """True where a helpline of the figure recorded in another way than the year before."""
        return bool(self.row["has_break"])


class Cells:
    """The published figures of one network."""

    def __init__(self, network_code: str, rows: pa.Table) -> None:
        self.network_code = network_code
        self._rows = rows
        self._places: dict[tuple[str, int], list[int]] = {}
        for place, key in enumerate(zip(rows["statistic_code"].to_pylist(), rows["year"].to_pylist(), strict=True)):
            self._places.setdefault(key, []).append(place)
        self._made: dict[tuple[str, int], list[Cell]] = {}
        self.years = sorted({year for _, year in self._places})

    @cached_property
    def latest(self) -> int | None:
        """The newest year in which anything is published."""
        is_published = pc.equal(self._rows["status_code"], PUBLISHED)
        found: int | None = pc.max(self._rows["year"].filter(is_published)).as_py()
        return found

    def every(self) -> list[Cell]:
        """All figures, as they stand in the table."""
        return [cell for statistic, year in self._places for cell in self.found(statistic, year)]

    def found(self, statistic: str, year: int) -> list[Cell]:
        """The figures of a statistic and year; few of all are ever asked for, and read from the table only then."""
        key = statistic, year
        if key not in self._made:
            places = pa.array(self._places.get(key, ()), pa.int64())
            self._made[key] = [Cell(row) for row in self._rows.take(places).to_pylist()]
        return self._made[key]

    def count_states(self) -> Counter[tuple[str, str]]:
        """How many figures of each statistic have which status."""
        counted = self._rows.group_by(["statistic_code", "status_code"]).aggregate([([], "count_all")]).to_pylist()
        return Counter({(one["statistic_code"], one["status_code"]): one["count_all"] for one in counted})

    def footnotes(self, year: int) -> set[str]:
        """The footnotes of all figures of a year."""
        of_year = self._rows["footnotes"].filter(pc.equal(self._rows["year"], year))
        return set(pc.unique(pc.list_flatten(of_year)).to_pylist())

    def statistics(self, prefix: str) -> list[str]:
        """Statistics of a table (`t5.`) that there is any row of."""
        return sorted({statistic for statistic, _ in self._places if statistic.startswith(prefix)})

    def whole(self, statistic: str, year: int) -> list[Cell]:
        """The figures of a statistic and year for all regions together."""
        return [cell for cell in self.found(statistic, year) if not cell.code("region_code")]

    def of(self, statistic: str, year: int, panel: str, where: Where) -> Cell | None:
        """The figure narrowed by exactly these codes; `base_code` is `contacts` where it is not named."""
        found = self.along("", statistic, year, panel, where)
        return found[0] if len(found) == 1 else None

    def along(self, dimension: str, statistic: str, year: int, panel: str, where: Where) -> list[Cell]:
        """The figures narrowed by these codes, one for every code of `dimension`."""
        wanted = {"base_code": "contacts", **where}
        others = [name for name in dimensions() if name not in wanted and name != dimension]
        return [
            cell
            for cell in self.found(statistic, year)
            if cell.panel == panel
            and all(cell.code(name) == code for name, code in wanted.items())
            and all(not cell.code(name) for name in others)
            and (not dimension or cell.code(dimension))
        ]

    def along_best(
        self, dimension: str, statistic: str, year: int, where: Where, panels: Sequence[str] = PREFERRED
    ) -> list[Cell]:
        """As `along`, in the panel in which most may be shown; in doubt that of the helplines able to record it."""
        return best_panel([self.along(dimension, statistic, year, panel, where) for panel in panels])

    def of_able(self, statistic: str, year: int, where: Where) -> Cell | None:
        """The figure of helplines able to record it: all of them, else those that were there the year before."""
        found = [self.of(statistic, year, panel, where) for panel in (ABLE, MATCHED)]
        return next((cell for cell in found if cell is not None and cell.share is not None), found[0])


def best_panel(panels: Sequence[Sequence[Cell]]) -> list[Cell]:
    """Of one list of figures a panel, that with most shares; the first of equals. Panels are never mixed."""
    return list(max(panels, key=lambda cells: (sum(cell.share is not None for cell in cells), bool(cells))))


def read_cells(connection: duckdb.DuckDBPyConnection, network_code: str) -> Cells:
    """The published figures of a network from the release that is attached as catalog `release`."""
    names = ", ".join(f'"{name}"' for name in load_tables()[TABLE].key)
    query = f"from {CATALOG}.main.{TABLE} where network_code = {literal(network_code)} order by {names}"
    return Cells(network_code, connection.sql(query).to_arrow_table())


def differ(one: Cell | None, other: Cell | None) -> bool:
    """True where two panels differ by more than rounding, or only one of them has a figure."""
    if one is None or other is None:
        return False
    if one.share is None or other.share is None:
        return one.share != other.share
    return abs(one.share - other.share) > max(one.step, other.step) + 1e-9
