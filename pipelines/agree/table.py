"""Table T11, agreement on categorising, as a CSV file that may leave the house.

Belongs here: its columns, its rows, and what is suppressed in it. Does not belong here: measuring, or the
page, which is restricted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from pipelines.agree.agreement import ALL, FEWEST, Agreement, groups_that_may_leave, may_leave, may_split
from pipelines.agree.alpha import N_RESAMPLES, Estimate
from pipelines.agree.ceiling import COMMON_CODES
from pipelines.agree.depth import Depth
from pipelines.agree.figures import Group, GroupFigures, ListCeiling

COLUMNS = (
    "statistic", "depth", "group", "value", "low", "high", "n_raters", "n_scenarios", "n_helplines", "n_answers",
    "n_resamples", "status_code",
)  # fmt: skip
ANY_DEPTH = "any"
WITHIN, BETWEEN = "alpha_masi_within_helplines", "alpha_masi_between_helplines"
PUBLISHED, SUPPRESSED, NOT_DEFINED = "published", "suppressed", "not_defined"


@dataclass(frozen=True)
class TableRow:
    """One figure; empty cells where it has none, and why in `status_code`."""

    statistic: str
    depth: str
    group: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n_raters: int | None = None
    n_scenarios: int | None = None
    n_helplines: int | None = None
    n_answers: int | None = None
    n_resamples: int | None = None
    status_code: str = PUBLISHED


def spell_table(agreement: Agreement) -> str:
    """The file's text: the same for the same answers, whatever the order of their rows."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in list_rows(agreement):
        cells = (getattr(row, name) for name in COLUMNS)
        writer.writerow("" if cell is None else cell for cell in cells)
    return table.getvalue()


def list_rows(agreement: Agreement) -> Iterator[TableRow]:
    """Figures of everybody and of kinds of lists, then ceilings of published lists and of all sources' lists."""
    for figures in (agreement.whole, *groups_that_may_leave(agreement)):
        yield from _rows_of(figures)
    for ceiling in agreement.frameworks:
        yield from _ceiling_rows(ceiling.choices.name, [ceiling])
    sources = [one for one in agreement.lists if one.choices.name != COMMON_CODES]
    if sources:
        yield from _ceiling_rows(ALL, sources if len(sources) >= FEWEST else [])


def _rows_of(figures: GroupFigures) -> Iterator[TableRow]:
    by_depth = {
        "hit_exact": figures.exact,
        "hit_overlap": figures.overlap,
        "alpha_masi": figures.alpha,
        WITHIN: figures.alpha_within,
        BETWEEN: figures.alpha_between,
    }
    for statistic, estimates in by_depth.items():
        may_show = may_leave(figures.group) and (statistic not in (WITHIN, BETWEEN) or may_split(figures.group))
        for depth, estimate in estimates.items():
            row = _row_of(statistic, depth, figures.group, estimate)
            yield row if may_show else TableRow(statistic, depth, figures.group.name, status_code=SUPPRESSED)
    yield _row_of("ocsea_found", ANY_DEPTH, figures.group, figures.ocsea_found)
    yield _row_of("ocsea_false", ANY_DEPTH, figures.group, figures.ocsea_false)


def _row_of(statistic: str, depth: str, group: Group, estimate: Estimate) -> TableRow:
    if not may_leave(group):
        return TableRow(statistic, depth, group.name, status_code=SUPPRESSED)
    return TableRow(
        statistic,
        depth,
        group.name,
        estimate.value,
        estimate.low,
        estimate.high,
        group.n_raters,
        estimate.n_scenarios,
        group.n_helplines or None,
        estimate.n_answers,
        N_RESAMPLES if estimate.value is not None else None,
        PUBLISHED if estimate.value is not None else NOT_DEFINED,
    )


def _ceiling_rows(name: str, ceilings: Sequence[ListCeiling]) -> Iterator[TableRow]:
    """The ceiling of one list, or the mean of several; suppressed where there are none that may be shown."""
    for statistic, counted in (("ceiling_exact", "n_exact"), ("ceiling_overlap", "n_overlap")):
        for depth in Depth:
            shares = [getattr(one, counted)[depth] / one.n_scenarios for one in ceilings]
            yield _ceiling_row(statistic, depth, name, shares, ceilings)
    ocsea = [one.n_can_say_ocsea / one.n_ocsea for one in ceilings]
    yield _ceiling_row("ceiling_ocsea", ANY_DEPTH, name, ocsea, ceilings)


def _ceiling_row(
    statistic: str, depth: str, name: str, shares: Sequence[float], ceilings: Sequence[ListCeiling]
) -> TableRow:
    if not shares:
        return TableRow(statistic, depth, name, status_code=SUPPRESSED)
    first = ceilings[0]
    n_scenarios = first.n_ocsea if depth == ANY_DEPTH else first.n_scenarios
    return TableRow(statistic, depth, name, round(fmean(shares), 6), n_scenarios=n_scenarios)
