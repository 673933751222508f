"""Reasons beside OCSEA: few contacts cannot be worked out from what all contacts and the others have."""

from __future__ import annotations

from typing import Any

import pytest

from tests.exact_figures import exact_rows, publish_rows
from warehouse.publish.disclosure.attack import Memory, attack_year
from warehouse.publish.disclosure.figures import FIGURE, Place, Shown

MOOD = {"framework": "COMMON", "main_code": "mental_health", "framework_code": "mental_health.mood"}
MEMBERS = "abcdefgh"
OF_ALL, WITH_OCSEA, WITHOUT = "t5b.beside_all", "t5b.beside", "t5b.beside_others"
Pair = tuple[int, int]
"""How many have the reason, and of how many, at each member."""


def row(statistic: str, count: int, base: int) -> dict[str, Any]:
    contacts = {
        (member, "europe", population): n
        for member in MEMBERS
        for population, n in (("child", count), ("unknown", base - count))
    }
    (found,) = (one for one in exact_rows(contacts) if one["population_code"] == "child" and one["region_code"] is None)
    no_dimension = {"population_code": None, "contact_type_code": None}
    return {**found, **no_dimension, **MOOD, "reason_code": MOOD["framework_code"], "statistic_code": statistic}


def shown(with_ocsea: Pair, of_others: Pair) -> dict[str, tuple[int | None, int | None]]:
    of_all = with_ocsea[0] + of_others[0], with_ocsea[1] + of_others[1]
    rows, report = publish_rows([row(OF_ALL, *of_all), row(WITH_OCSEA, *with_ocsea), row(WITHOUT, *of_others)])
    assert report.n_broken == report.n_exact == 0 and not report.withheld
    return {one["statistic_code"]: (one["numerator"], one["denominator"]) for one in rows}


@pytest.mark.parametrize(
    ("with_ocsea", "of_others", "expected"),
    [
        pytest.param((2, 10), (12, 90), ((110, 800), (15, 80), (95, 720)), id="enough: all three"),
        pytest.param((1, 10), (12, 90), ((105, 800), (None, 80), (None, 720)), id="few: neither part"),
        pytest.param((0, 10), (12, 90), ((95, 800), (None, 80), (None, 720)), id="none is no zero that one could reckon"),
        pytest.param((1, 1), (12, 90), ((105, 730), (None, None), (None, None)), id="few contacts with OCSEA: no base"),
        pytest.param((2, 10), (1, 90), ((25, 800), (None, 80), (None, 720)), id="few of the others"),
    ],
)  # fmt: skip
def test_what_is_hidden_of_one_part_is_of_the_other(
    with_ocsea: Pair, of_others: Pair, expected: tuple[tuple[int | None, int | None], ...]
) -> None:
    assert shown(with_ocsea, of_others) == dict(zip((OF_ALL, WITH_OCSEA, WITHOUT), expected, strict=True))


def test_the_attack_knows_that_the_parts_make_the_whole() -> None:
    of = {**dict.fromkeys(FIGURE), **MOOD, "reason_code": MOOD["framework_code"], "base_code": "contacts"}
    places = {name: Place(tuple({**of, "statistic_code": name}[one] for one in FIGURE), "able", None) for name in
              (OF_ALL, WITH_OCSEA, WITHOUT)}  # fmt: skip
    rows = [
        Shown(places[OF_ALL], 105, 800, "published"),
        Shown(places[WITH_OCSEA], None, 80, "suppressed"),
        Shown(places[WITHOUT], 100, 720, "published"),
    ]
    assert places[WITH_OCSEA] in attack_year(rows, {}, Memory()).broken
