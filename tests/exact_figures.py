"""Exact figures of an invented network, and releases that published them: what disclosure control works on.

Belongs here: rows of `network_statistics_exact` from contacts by member, region and answer; a release's database with them.
Does not belong here: any expectation. The table is one that every reader knows: counselling contacts by population.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from warehouse.publish.disclosure.fill import fill_network_statistics
from warehouse.publish.disclosure.report import DisclosureReport

EXACT = load_tables()["network_statistics_exact"]
PUBLIC = load_tables()["network_statistics"]
POPULATIONS = ("adult", "child", "unknown")
Contacts = Mapping[tuple[str, str, str], int]
"""How many contacts, by member, region and population."""


def exact_rows(contacts: Contacts, year: int = 2024, panel: str = "all") -> list[dict[str, Any]]:
    """The table of one year: every population, in every region and in all."""
    regions = sorted({region for _, region, _ in contacts})
    return [
        _row(contacts, year, panel, region, population) for region in (None, *regions) for population in POPULATIONS
    ]


def _row(contacts: Contacts, year: int, panel: str, region: str | None, population: str) -> dict[str, Any]:
    bases: dict[str, int] = defaultdict(int)
    counts: dict[str, int] = defaultdict(int)
    for (member, place, one), n in contacts.items():
        if region in (None, place):
            bases[member] += n
            counts[member] += n if one == population else 0
    members = sorted(member for member, n in bases.items() if n)
    of_base, of_count = (sorted((*parts.values(), 0, 0), reverse=True) for parts in (bases, counts))
    base, count = sum(of_base), sum(of_count)
    share = Decimal(f"{count / base:.6f}") if base else None
    return {
        **dict.fromkeys(EXACT.names),
        "network_code": "demo",
        "statistic_code": "t1.counselling_by_population",
        "year": year,
        "region_code": region,
        "contact_type_code": "counselling",
        "population_code": population,
        "base_code": "contacts",
        "panel_code": panel,
        "numerator": count,
        "denominator": base or None,
        **dict.fromkeys(
            ("share", "share_low", "share_high", "share_habit", "share_low_habit", "share_high_habit"), share
        ),
        **dict.fromkeys(("n_sources", "n_members", "n_sources_able"), len(members)),
        "member_ids": members,
        "counted_member_ids": sorted(member for member, n in counts.items() if n),
        "member_parts": [bases[member] for member in members],
        "counted_parts": [n for _, n in sorted(counts.items()) if n],
        "numerator_largest": of_count[0],
        "numerator_second": of_count[1],
        "denominator_largest": of_base[0],
        "denominator_second": of_base[1],
        "share_unknown": Decimal(0),
        "has_break": False,
        "status_code": "available" if base else "not_available",
        "footnotes": [],
    }


def publish_rows(
    rows: Iterable[dict[str, Any]], earlier: Iterable[Path] = ()
) -> tuple[list[dict[str, Any]], DisclosureReport]:
    """The public rows of exact ones, and the report."""
    with duckdb.connect() as connection:
        report = fill(connection, rows, earlier)
        return connection.sql("from network_statistics").to_arrow_table().to_pylist(), report


def release_rows(folder: Path, rows: Iterable[dict[str, Any]], earlier: Iterable[Path] = ()) -> Path:
    """A release folder with a database that holds both tables."""
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "helplines.duckdb")) as connection:
        fill(connection, rows, earlier)
        for contract in (EXACT, PUBLIC):
            connection.execute(f"create table main.{contract.table} as from {contract.table}")
    return folder


def fill(
    connection: duckdb.DuckDBPyConnection, rows: Iterable[dict[str, Any]], earlier: Iterable[Path]
) -> DisclosureReport:
    table = pa.Table.from_pylist([dict(row) for row in rows], schema=EXACT.arrow_schema())
    connection.register("network_statistics_exact", table)
    return fill_network_statistics(connection, tuple(earlier))
