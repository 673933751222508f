"""Makes `network_statistics` of `network_statistics_exact`: the order in which the rules are applied.

Belongs here: that order. Does not belong here: the rules (`publish/sql/disclosure`, `differences`, `earlier`), their
numbers (`policy`), or the attack (`attack`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.text.sql import literal
from warehouse.publish.disclosure.attack import Attack, Memory, attack_year
from warehouse.publish.disclosure.differences import hide_differing_panels
from warehouse.publish.disclosure.earlier import Earlier, read_earlier
from warehouse.publish.disclosure.figures import place_of
from warehouse.publish.disclosure.policy import disclosure_sql, key_columns
from warehouse.publish.disclosure.report import DisclosureReport
from warehouse.store.engine import only_row, relation_names

EXACT = "network_statistics_exact"
YEARS = "select distinct network_code, year from network_statistics order by all"
MOST_PASSES = 12
"""Regions of a network: no figure has more of them to hide."""
MOST_ROUNDS = 12
"""Rounds of attack and hiding; what is broken after so many is withheld as a whole."""
HIDDEN = """
    select statistic_code, coalesce(base_rule, count_rule), count(*)
    from disclosure_cell
    where status_code = 'available' and coalesce(base_rule, count_rule) is not null
    group by all
"""
Years = dict[tuple[str, int], Attack]


def fill_network_statistics(connection: duckdb.DuckDBPyConnection, earlier: Sequence[Path] = ()) -> DisclosureReport:
    """Create `network_statistics` in the connection from its `network_statistics_exact`, where that is there.

    `earlier` are folders of releases, oldest first: what they made public is known for good.
    """
    report = DisclosureReport()
    if EXACT not in relation_names(connection):
        return report
    past = read_earlier(connection, earlier)
    report.notes, report.carried = past.notes, past.carried
    for name in ("public_footnote", "cell", "region_size"):
        connection.execute(disclosure_sql(name))
    past.hide_differing(connection)
    connection.execute(disclosure_sql("of_counts")).fetchall()
    hide_differing_panels(connection)
    hide_complementary(connection)
    years = _attack_and_hide(connection, past, report)
    _withhold(connection, past, report, years)
    connection.execute(disclosure_sql("told_by_rows"))
    _count(connection, report, years)
    return report


def _attack_and_hide(connection: duckdb.DuckDBPyConnection, past: Earlier, report: DisclosureReport) -> Years:
    """Attack, hide what breaks with a partner, and again, until nothing breaks or the rounds are over."""
    memory = Memory()
    years: Years = {}
    due: set[tuple[str, int]] | None = None
    for number in range(MOST_ROUNDS):
        years |= _attack(connection, past, memory, due)
        if number == 0:
            report.n_exact_before = sum(one.n_exact for one in years.values())
            report.n_broken_before = sum(len(one.broken) for one in years.values())
            report.broken = [
                {"network_code": network, "year": year, **place.as_dict()}
                for (network, year), one in years.items()
                for place in one.broken
            ]
        due = {year for year, one in years.items() if one.broken and one.partners}
        if not due:
            break
        report.n_rounds = number + 1
        hidden = [(*year, place) for year in due for place in years[year].partners]
        _hide(connection, hidden)
        hide_complementary(connection)
    return years


def _withhold(connection: duckdb.DuckDBPyConnection, past: Earlier, report: DisclosureReport, years: Years) -> None:
    """Withhold each statistic of a year that is still broken, until an attack finds nothing."""
    memory = Memory()
    while broken := {year: one for year, one in years.items() if one.broken}:
        for (network, year), one in broken.items():
            for statistic in sorted({str(place.value("statistic_code")) for place in one.broken}):
                report.withheld.append((network, year, statistic))
                connection.execute(
                    "update disclosure_cell set base_rule = 'withheld' where network_code = $1 and year = $2 "
                    "and statistic_code = $3 and base_rule is null",
                    [network, year, statistic],
                )
        years |= _attack(connection, past, memory, set(broken))


def _attack(
    connection: duckdb.DuckDBPyConnection, past: Earlier, memory: Memory, due: set[tuple[str, int]] | None
) -> Years:
    _publish(connection, past)
    # what an attacker does not need is not carried into Python: it is much, and read again each round
    read = f"select {', '.join(key_columns())}, numerator, denominator, status_code from network_statistics"
    found: Years = {}
    for network, year in connection.execute(YEARS).fetchall():
        if (network, year) not in past.carried_years and (due is None or (network, year) in due):
            of_year = f"{read} where network_code = {literal(network)} and year = {year}"
            rows = connection.sql(of_year).to_arrow_table().to_pylist()
            found[network, year] = attack_year(rows, past.rows_of((network, year)), memory)
    return found


def _publish(connection: duckdb.DuckDBPyConnection, past: Earlier) -> None:
    connection.execute(disclosure_sql("published"))
    past.carry(connection)
    select_list = load_tables()["network_statistics"].select_list()
    order = ", ".join(key_columns())
    connection.execute(
        "create or replace temp table network_statistics as "
        f"select {select_list} from network_statistics order by {order}"
    )


def _hide(connection: duckdb.DuckDBPyConnection, places: Iterable[tuple[Any, ...]]) -> None:
    """Hide the counts at these places (network, year, place)."""
    keys = (
        connection.sql(f"select cell_id, {', '.join(key_columns())} from disclosure_cell").to_arrow_table().to_pylist()
    )
    cell_of = {(row["network_code"], row["year"], place_of(row)): row["cell_id"] for row in keys}
    connection.register("hidden_cell", pa.table({"cell_id": pa.array([cell_of[one] for one in places], pa.int64())}))
    connection.execute(disclosure_sql("hide_with_twins")).fetchall()
    connection.unregister("hidden_cell")


def _count(connection: duckdb.DuckDBPyConnection, report: DisclosureReport, years: Years) -> None:
    report.hidden = Counter({(statistic, rule): n for statistic, rule, n in connection.execute(HIDDEN).fetchall()})
    report.n_figures, report.n_published = only_row(
        connection,
        "select count(*) filter (status_code in ('published', 'suppressed')), "
        "count(*) filter (status_code = 'published') from network_statistics",
    )
    report.n_attacked = sum(one.n_attacked for one in years.values())
    report.n_exact = sum(one.n_exact for one in years.values())
    report.n_broken = sum(len(one.broken) for one in years.values())
    report.narrowest = min((one.narrowest for one in years.values() if one.narrowest is not None), default=None)


def hide_complementary(connection: duckdb.DuckDBPyConnection) -> None:
    """Hide regions until what is hidden of each figure is too much to be worked out."""
    for _ in range(MOST_PASSES):
        connection.execute(disclosure_sql("complementary"))
        if not only_row(connection, "select count(*) from hidden_more")[0]:
            return
