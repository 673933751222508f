"""What is published, attacked by somebody else's programme: nothing is recovered, and nothing is narrowed too far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.exact_figures import POPULATIONS, exact_rows, publish_rows
from warehouse.publish.disclosure.attack import Memory, attack_year
from warehouse.publish.disclosure.figures import shown_of

REGIONS = ("africa", "americas", "europe")
MEMBERS = 4
K = 10


def attack_by_hand(rows: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """The narrowest and widest that each hidden count can be: regions and populations add up, rounded to 5."""
    cells = {(row["region_code"], row["population_code"]): row for row in rows}
    regions = sorted({region for region, _ in cells}, key=str)
    names: list[tuple[Any, Any]] = [*cells, *((region, None) for region in regions)]
    bounds = []
    for region, population in names:
        row = cells[region, population or POPULATIONS[0]]
        shown = row["numerator"] if population else row["denominator"]
        bounds.append((0, 1e6) if shown is None else (max(shown - 2, K), shown + 2))
    sums: list[tuple[Any, list[Any]]] = [((region, None), [(region, one) for one in POPULATIONS]) for region in regions]
    sums += [((None, one), [(region, one) for region in regions if region]) for one in (*POPULATIONS, None)]
    matrix = np.zeros((len(sums), len(names)))
    for number, (whole, parts) in enumerate(sums):
        matrix[number, names.index(whole)] = 1
        for part in parts:
            matrix[number, names.index(part)] = -1
    found = []
    for number, bound in enumerate(bounds):
        if bound == (0, 1e6):
            cost = np.zeros(len(names))
            cost[number] = 1
            ends = [
                linprog(sign * cost, A_eq=matrix, b_eq=np.zeros(len(sums)), bounds=bounds).x[number] for sign in (1, -1)
            ]
            found.append((int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6))))
    return found


contacts = st.fixed_dictionaries(
    {
        (f"{region}_{number}", region, population): st.one_of(st.integers(0, 12), st.integers(0, 200))
        for region in REGIONS
        for number in range(MEMBERS)
        for population in POPULATIONS
    }
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(contacts)
def test_an_attacker_learns_no_hidden_count(contacts: dict[tuple[str, str, str], int]) -> None:
    exact = exact_rows(contacts)

    rows, report = publish_rows(exact)

    intervals = attack_by_hand(rows)
    assert all(most - least >= K - 1 for least, most in intervals)
    assert report.n_exact == 0 and report.n_broken == 0


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(contacts)
def test_what_is_shown_rests_on_enough(contacts: dict[tuple[str, str, str], int]) -> None:
    exact = {(row["region_code"], row["population_code"]): row for row in exact_rows(contacts)}

    rows, _ = publish_rows(exact.values())

    for row in rows:
        whole = exact[row["region_code"], row["population_code"]]
        for column, decimals in (("numerator", 5), ("denominator", 5)):
            if row[column] is None:
                continue
            parts = sorted(_parts(contacts, row, column), reverse=True)
            assert sum(parts) >= K and sum(part > 0 for part in parts) >= 3
            assert sum(parts[2:]) >= 0.1 * parts[0], "one of two insiders learns the other's count"
            assert row[column] % decimals == 0 and abs(row[column] - whole[column]) <= 2
        assert row["share"] is None or (row["numerator"] is not None and row["denominator"] >= 50)
        if row["share"] is not None:
            assert row["share_low"] <= min(row["share"], whole["share"])
            assert row["share_high"] >= max(row["share"], whole["share"])


def _parts(contacts: dict[tuple[str, str, str], int], row: dict[str, Any], column: str) -> list[int]:
    parts: dict[str, int] = {}
    for (member, region, population), n in contacts.items():
        if row["region_code"] in (None, region) and (column == "denominator" or population == row["population_code"]):
            parts[member] = parts.get(member, 0) + n
    return list(parts.values())


def _plain(child: int = 100, adult: int = 40, unknown: int = 40) -> dict[tuple[str, str, str], int]:
    number_of = {"child": child, "adult": adult, "unknown": unknown}
    return {
        (f"{region}_{number}", region, population): number_of[population]
        for region in REGIONS
        for number in range(MEMBERS)
        for population in POPULATIONS
    }


def test_the_attack_catches_a_count_that_is_not_rounded() -> None:
    """Of one region all is shown as it was counted, but for one cell."""
    exact = exact_rows(_plain(child=102, adult=1, unknown=43))
    rows, _ = publish_rows(exact)
    for row, whole in zip(sorted(rows, key=_place), sorted(exact, key=_place), strict=True):
        if row["region_code"] == "africa":
            row["denominator"] = whole["denominator"]
            row["numerator"] = whole["numerator"] if row["population_code"] != "adult" else None

    found = attack_year([shown_of(row) for row in rows], {}, Memory())

    assert found.n_exact >= 1 and found.narrowest == 0
    broken = {(place.region, place.value("population_code")): ends for place, ends in found.broken.items()}
    assert broken["africa", "adult"] == (4, 4)


def test_the_attack_catches_a_hole() -> None:
    """What was hidden to protect others is shown again."""
    rows, report = publish_rows(exact_rows(_plain(adult=0)))
    assert report.n_broken == 0
    for row in rows:
        if row["population_code"] == "unknown" and row["region_code"] == "africa":
            row |= {"numerator": 160, "status_code": "published"}
        if row["population_code"] == "child" and row["region_code"] == "africa":
            row |= {"numerator": 400, "status_code": "published"}

    found = attack_year([shown_of(row) for row in rows], {}, Memory())

    assert ("africa", "adult") in {(place.region, place.value("population_code")) for place in found.broken}
    assert found.partners


def _place(row: dict[str, Any]) -> tuple[str, str]:
    return str(row["region_code"]), row["population_code"]


def test_what_the_attack_finds_is_hidden_with_a_partner() -> None:
    """No adults anywhere: the whole less the others would leave a handful of possible counts."""
    rows, report = publish_rows(exact_rows(_plain(adult=0)))

    hidden = {(row["region_code"], row["population_code"]) for row in rows if row["status_code"] == "suppressed"}
    assert ("africa", "adult") in hidden
    assert report.n_broken_before > 0
    assert report.n_broken == 0 and report.n_exact == 0
    assert any(rule == "attack" for _, rule in report.hidden)


@pytest.mark.parametrize("count", [0, 1, 9])
def test_a_small_count_and_a_zero_look_alike(count: int) -> None:
    contacts = _plain()
    contacts |= {key: 0 for key in contacts if key[2] == "unknown"}
    contacts["africa_0", "africa", "unknown"] = count

    rows, _ = publish_rows(exact_rows(contacts))

    assert {row["numerator"] for row in rows if row["population_code"] == "unknown"} == {None}
    assert {row["status_code"] for row in rows if row["population_code"] == "unknown"} == {"suppressed"}


def test_a_small_group_of_which_nearly_all_are_in_one_category_is_hidden() -> None:
    contacts = {(f"africa_{number}", "africa", "child"): 10 for number in range(4)}
    exact = [{**row, "statistic_code": "t4.setting_of_bullying"} for row in exact_rows(contacts)]

    rows, report = publish_rows(exact)

    assert all(row["numerator"] is None for row in rows)
    assert report.hidden["t4.setting_of_bullying", "group"] == 2
