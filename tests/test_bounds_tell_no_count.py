"""Bounds and unknown parts beside a shown figure tell no hidden count: many counts give the very same public row."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from tests.exact_figures import exact_rows, publish_rows
from warehouse.publish.disclosure.bounds import NARROWEST

COLUMNS = ("numerator", "denominator", "share", "share_low", "share_high", "share_unknown")
FIRST_YEAR = 2000
N_COUNTS = 96
N_CHILD = 24
"""Of each of the three members that the children are contacts of."""


def rows_with_unknown(n_unknown: int, base: int, year: int) -> list[dict[str, Any]]:
    """A year in which one member alone left so many contacts blank: any of them may be about a child."""
    members = ("one", "two", "three")
    contacts = {(member, "africa", "child"): N_CHILD for member in members}
    n_adult = base - 3 * N_CHILD - n_unknown
    contacts |= {(member, "africa", "adult"): n_adult // 3 for member in members}
    contacts["one", "africa", "unknown"] = n_unknown
    contacts["two", "africa", "adult"] += n_adult % 3
    rows = exact_rows(contacts, year)
    for row in rows:
        if row["population_code"] != "unknown":
            row["share_high"] = Decimal(f"{(row['numerator'] + n_unknown) / base:.6f}")
            row["share_unknown"] = Decimal(f"{n_unknown / base:.6f}")
    return rows


@pytest.mark.parametrize("base", [190, 450, 2_000, 5_000, 7_300, 40_000])
def test_every_public_row_fits_as_many_hidden_counts_as_a_hidden_figure_must_have(base: int) -> None:
    exact = [row for n in range(N_COUNTS) for row in rows_with_unknown(n, base, FIRST_YEAR + n)]

    rows, report = publish_rows(exact)

    shown = [row for row in rows if row["region_code"] is None and row["population_code"] == "child"]
    unknown = [row for row in rows if row["region_code"] is None and row["population_code"] == "unknown"]
    assert not report.n_broken and {row["numerator"] for row in unknown} == {None}
    seen: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in shown:
        if row["numerator"] is not None:
            seen[tuple(row[name] for name in COLUMNS)].append(row["year"] - FIRST_YEAR)
    # the last is cut off by the test, and where the first ends is what none at all to the most of it fit
    whole = sorted(seen.values())[:-1]
    assert len(whole) >= 2
    assert all(max(fitting) - (min(fitting) if place else 0) >= NARROWEST for place, fitting in enumerate(whole))


@pytest.mark.parametrize("base", [190, 450, 2_000, 5_000, 7_300, 40_000])
def test_bounds_hold_the_truth(base: int) -> None:
    exact = [row for n in range(0, 60, 7) for row in rows_with_unknown(n, base, FIRST_YEAR + n)]
    true = {(row["year"], row["region_code"], row["population_code"]): row for row in exact}

    rows, _ = publish_rows(exact)

    for row in (row for row in rows if row["share"] is not None):
        whole = true[row["year"], row["region_code"], row["population_code"]]
        assert row["share_low"] <= whole["share_low"] and whole["share_high"] <= row["share_high"]
