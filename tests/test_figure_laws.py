"""Figures that break law 6 are not written: each rule is seen to refuse."""

from __future__ import annotations

import duckdb
import pytest

from tests.invented_network import ABUSE_ONLINE, MOOD, SCHOOL, InventedNetwork
from warehouse.tabulate.laws import FigureLawError, check_figures
from warehouse.tabulate.tables import tabulate_tables


@pytest.fixture(scope="module")
def figures() -> duckdb.DuckDBPyConnection:
    network = InventedNetwork()
    network.add_source("it")
    network.add_contacts("it", 9, (SCHOOL, MOOD), answers={"gender_code": "girl"})
    network.add_contacts("it", 3, (ABUSE_ONLINE,), answers={"gender_code": "boy"})
    connection = network.connect()
    tabulate_tables(connection)
    return connection


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("n_sources = 0 where statistic_code = 't1.with_reason'", "a share without base or n"),
        ("numerator = 0 where status_code = 'structural_zero'", "a number where there is no figure"),
        ("n_sources_able = 1 where status_code = 'structural_zero'", "a structural zero that a source can record"),
        ("share_high = 0 where statistic_code = 't1.with_reason'", "a share beyond its bounds"),
        ("numerator = 1 where statistic_code = 't3.gender' and gender_code = 'boy'", "parts that are not the whole"),
        ("footnotes = [] where statistic_code = 't2.main' and base_code = 'contacts'", "do not say so"),
        ("denominator = 13 where statistic_code = 't1.with_reason' and region_code is null", "regions that are not"),
    ],
)
def test_a_broken_rule_is_named(figures: duckdb.DuckDBPyConnection, change: str, rule: str) -> None:
    check_figures(figures)
    figures.execute("create or replace temp table kept as from network_statistics_exact")
    figures.execute(f"update network_statistics_exact set {change}")
    try:
        with pytest.raises(FigureLawError, match=rule):
            check_figures(figures)
    finally:
        figures.execute("create or replace temp table network_statistics_exact as from kept")
