"""Makes `network_statistics` of `network_statistics_exact`: the order in which the rules are applied.

Belongs here: that order. Does not belong here: the rules (`publish/sql/disclosure`, `differences`, `earlier`), their
numbers (`policy`), or the attack (`attack`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from warehouse.publish.disclosure.alike import hide_alike, hide_bases_like_plain_counts
from warehouse.publish.disclosure.alike_before import hide_alike_before
from warehouse.publish.disclosure.attack import Attack, Memory, attack_year
from warehouse.publish.disclosure.behind import Behind, behind_of
from warehouse.publish.disclosure.differences import hide_differing_panels
from warehouse.publish.disclosure.earlier import EXACT, Earlier, read_earlier
from warehouse.publish.disclosure.figures import Place
from warehouse.publish.disclosure.marks import mark_figures
from warehouse.publish.disclosure.parts import read_parts
from warehouse.publish.disclosure.placed import CELLS, Cells, Year, by_year, read_cells, read_shown
from warehouse.publish.disclosure.queries import disclosure_sql, key_columns
from warehouse.publish.disclosure.report import DisclosureReport
from warehouse.store.engine import only_row, relation_names

MOST_PASSES = 12
"""A region more a pass, and what stands beside OCSEA with it: a network has fewer regions than that."""
MOST_ROUNDS = 12
"""Rounds of attack and hiding; what is broken after so many is withheld as a whole."""
PANEL = "all"
HIDE_BASES = """
    update disclosure_cell set base_rule = 'attack'
    from hidden_cell where hidden_cell.cell_id = disclosure_cell.cell_id and disclosure_cell.base_rule is null
"""
HIDDEN_NOW = "select (select count(*) from hidden_more) + (select count(*) from hidden_beside)"
Years = dict[Year, Attack]


@dataclass(frozen=True)
class Candidate:
    """The cells of a release candidate that may be attacked, and what earlier releases showed."""

    connection: duckdb.DuckDBPyConnection
    past: Earlier
    cells: Cells
    behind: Mapping[Year, Behind]
    memories: dict[Year, Memory] = field(default_factory=dict)

    def attack(self, due: Iterable[Year] | None) -> Years:
        """Attack these network-years, all of them where none are named, as far as they are not taken over."""
        all_places = by_year(self.cells.years, self.cells.places)
        named = set(all_places if due is None else due) - self.past.carried_years
        shown = read_shown(self.connection, "shown_cell", {year: all_places[year] for year in sorted(named)})
        return {
            year: attack_year(
                rows, self.past.bounds_of(year), self.memories.setdefault(year, Memory(self.behind[year]))
            )
            for year, rows in shown.items()
        }

    def hide_bases(self, places: Iterable[tuple[Year, Place]]) -> None:
        """Hide all of these figures, in every panel."""
        wanted = {(year, place.at(panel_code=PANEL)) for year, place in places}
        numbers = [number for number, year, place, _ in self.cells if (year, place.at(panel_code=PANEL)) in wanted]
        self.connection.register("hidden_cell", pa.table({"cell_id": pa.array(numbers, pa.int64())}))
        self.connection.execute(HIDE_BASES).fetchall()
        self.connection.unregister("hidden_cell")

    def hide(self, places: Iterable[tuple[Year, Place]]) -> None:
        """Hide the counts at these places."""
        wanted = set(places)
        numbers = [number for number, year, place, _ in self.cells if (year, place) in wanted]
        self.connection.register("hidden_cell", pa.table({"cell_id": pa.array(numbers, pa.int64())}))
        self.connection.execute(disclosure_sql("hide_with_twins")).fetchall()
        self.connection.unregister("hidden_cell")


def fill_network_statistics(connection: duckdb.DuckDBPyConnection, earlier: Sequence[Path] = ()) -> DisclosureReport:
    """Create `network_statistics` in the connection from its `network_statistics_exact`, where that is there.

    `earlier` are folders of releases, oldest first: what they made public is known for good.
    """
    report = DisclosureReport()
    if EXACT not in relation_names(connection):
        return report
    connection.execute(disclosure_sql("names"))
    past = read_earlier(connection, earlier)
    report.notes, report.carried = past.notes, past.carried
    for name in ("public_footnote", "cell", "region_size", "shown_cell"):
        connection.execute(disclosure_sql(name))
    cells = read_cells(connection)
    parts = read_parts(connection, CELLS)
    past.hide_differing(connection, cells, parts)
    connection.execute(disclosure_sql("of_counts")).fetchall()
    hide_bases_like_plain_counts(connection, cells, parts)
    hide_differing_panels(connection)
    hide_alike(connection, cells, parts)
    hide_alike_before(connection, cells, parts, past.carried_years)
    past.hide_told_elsewhere(connection)
    hide_complementary(connection)
    candidate = Candidate(connection, past, cells, behind_of(cells, parts))
    years = _attack_and_hide(candidate, report)
    _withhold(candidate, report, years)
    _publish(candidate)
    _count(connection, past, report, years)
    return report


def let_go_of_cells(connection: duckdb.DuckDBPyConnection) -> None:
    """Make room for building the release: every figure with its members is what most memory goes to."""
    connection.execute("drop view if exists shown_cell; drop table if exists disclosure_cell").fetchall()


def _attack_and_hide(candidate: Candidate, report: DisclosureReport) -> Years:
    """Attack, hide what breaks with a partner, and again, until nothing breaks or the rounds are over."""
    years: Years = {}
    due: set[Year] | None = None
    for number in range(MOST_ROUNDS):
        years |= candidate.attack(due)
        if number == 0:
            candidate.past.learn_given_away(year for year, one in years.items() if one.broken)
            years |= candidate.attack(candidate.past.given_away)
            report.n_given_away = sum(len(places) for places in candidate.past.given_away.values())
            report.n_exact_before = sum(one.n_exact for one in years.values())
            report.n_broken_before = sum(len(one.broken) for one in years.values())
            report.broken = [
                {"network_code": network, "year": year, **place.as_dict()}
                for (network, year), one in years.items()
                for place in one.broken
            ]
        due = {year for year, one in years.items() if one.broken and (one.partners or one.bases)}
        if not due:
            break
        report.n_rounds = number + 1
        candidate.hide((year, place) for year in due for place in years[year].partners)
        if any(years[year].bases for year in due):
            candidate.hide_bases((year, place) for year in due for place in years[year].bases)
        hide_complementary(candidate.connection)
    return years


def _withhold(candidate: Candidate, report: DisclosureReport, years: Years) -> None:
    """Withhold each statistic of a year that is still broken, until an attack finds nothing."""
    while broken := {year: one for year, one in years.items() if one.broken}:
        for (network, year), one in broken.items():
            for statistic in sorted({str(place.value("statistic_code")) for place in one.broken}):
                report.withheld.append((network, year, statistic))
                candidate.connection.execute(
                    "update disclosure_cell set base_rule = 'withheld' where network_code = $1 and year = $2 "
                    "and statistic_code = $3 and base_rule is null",
                    [network, year, statistic],
                )
        years |= candidate.attack(broken)


def _publish(candidate: Candidate) -> None:
    connection, past = candidate.connection, candidate.past
    mark_figures(connection)
    connection.execute(disclosure_sql("published"))
    past.keep_known(connection, candidate.cells)
    past.carry(connection)
    connection.execute(disclosure_sql("told_by_rows"))
    select_list = load_tables()["network_statistics"].select_list()
    order = ", ".join(key_columns())
    connection.execute(
        "create or replace temp table network_statistics as "
        f"select {select_list} from network_statistics order by {order}"
    )


def _count(connection: duckdb.DuckDBPyConnection, past: Earlier, report: DisclosureReport, years: Years) -> None:
    hidden = connection.execute(disclosure_sql("hidden")).fetchall()
    report.hidden = Counter({(statistic, rule): n for statistic, rule, n in hidden})
    report.n_figures, report.n_published = only_row(
        connection,
        "select count(*) filter (status_code in ('published', 'suppressed')), "
        "count(*) filter (status_code = 'published') from network_statistics",
    )
    report.n_taken_over = len(past.taken_figures)
    report.n_attacked = sum(one.n_attacked for one in years.values())
    report.n_exact = sum(one.n_exact for one in years.values())
    report.n_broken = sum(len(one.broken) for one in years.values())
    report.narrowest = min((one.narrowest for one in years.values() if one.narrowest is not None), default=None)


def hide_complementary(connection: duckdb.DuckDBPyConnection) -> None:
    """Hide regions, and what stands beside OCSEA, until what is hidden of each figure is too much to be worked out."""
    for _ in range(MOST_PASSES):
        connection.execute(disclosure_sql("beside"))
        connection.execute(disclosure_sql("complementary"))
        if not only_row(connection, HIDDEN_NOW)[0]:
            return
