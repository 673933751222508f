"""Sums between tables: what the attack takes to be known is true of exact figures, and it finds what they give away."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.demo_tables import simulated_network
from warehouse.assess.tables import assess_tables
from warehouse.publish.disclosure.attack import Attack, Memory, attack_year
from warehouse.publish.disclosure.figures import FIGURE, Figures, Place, Shown, read_figures
from warehouse.publish.disclosure.placed import by_year, read_places, read_shown
from warehouse.publish.disclosure.relations import relate
from warehouse.publish.disclosure.sums import COMMON, sums_between
from warehouse.tabulate.tables import tabulate_tables

EXACT = "network_statistics_exact"
STATUS = {"available": "published"}
LISTS = ("CHI_V1", "CHI_V2", "CHI_V3", COMMON)
VIOLENCE = {"framework": COMMON, "main_code": "violence"}


def place(statistic: str, base: str = "contacts", **codes: str | None) -> Place:
    """Among all helplines of all regions."""
    found = dict.fromkeys(FIGURE) | {"statistic_code": statistic, "base_code": base} | codes
    return Place(tuple(found[name] for name in FIGURE), "all", None)


def shown(one: Place, count: int | None, base: int = 1000) -> Shown:
    return Shown(one, count, base, "suppressed" if count is None else "published")


def attack(rows: Iterable[Shown]) -> Attack:
    return attack_year([*rows], {}, Memory())


def exact_values(figures: Figures, rows: Iterable[Shown]) -> dict[int, int]:
    """What each quantity really is, as far as there is anything to count."""
    values: dict[int, int] = {}
    for row in rows:
        if row.place in figures.counts:
            if row.numerator is not None or "unknown" not in row.place.figure:  # unknown counts also where nobody asks
                values[figures.counts[row.place]] = row.numerator or 0
            if row.denominator is not None:
                values[figures.bases[row.place]] = row.denominator
    return values


@pytest.mark.long
@pytest.mark.parametrize("seed", [3, pytest.param(11, marks=pytest.mark.long)])
def test_what_the_attack_takes_to_be_known_is_true(seed: int) -> None:
    """Where the base of a figure is its own, and so is known exactly, every relation holds of the exact counts."""
    connection = simulated_network(6_000, seed)
    assess_tables(connection)
    tabulate_tables(connection)
    years = read_shown(connection, EXACT, by_year(*read_places(connection, EXACT)))

    n_held = 0
    for rows in years.values():
        figures = read_figures([row._replace(status_code=STATUS.get(row.status_code, row.status_code)) for row in rows])
        values = exact_values(figures, rows)
        for relation in relate(figures):
            if all(quantity in values for quantity, _ in relation.terms):
                total = sum(factor * values[quantity] for quantity, factor in relation.terms)
                named = [(figures.place_of[quantity].as_dict(), values[quantity]) for quantity, _ in relation.terms]
                assert relation.low <= total <= relation.high, named
                n_held += 1
    assert n_held > 10_000


@pytest.mark.parametrize("one", LISTS[:3])
def test_a_code_of_several_codes_gives_away_the_last_of_them(one: str) -> None:
    entry, codes, _ = next(
        found for found in sums_between(one, COMMON) if found[2] and len(found[1]) > 1 and found[0][1]
    )
    whole = place("t2.code", "reasons", framework=one, main_code=entry[0], framework_code=entry[1])
    parts = [
        place("t2.code", "reasons", framework=COMMON, main_code=main, framework_code=code, reason_code=code)
        for main, code in codes
    ]
    total = 21 * len(parts) + 6 - len(parts) % 5  # no multiple of 5, and so not rounded
    rows = [shown(whole, total), *(shown(part, 21) for part in parts[1:]), shown(parts[0], None)]

    found = attack(rows)

    assert found.broken == {parts[0]: (total - 21 * len(parts[1:]),) * 2}
    assert found.n_exact == 1 and found.partners


def test_a_main_by_gender_gives_away_the_last_gender() -> None:
    parts = {code: place("t3.main_by_gender", gender_code=code, **VIOLENCE) for code in ("boy", "girl", "non_binary")}
    rows = [
        shown(place("t2.main", **VIOLENCE), 211),
        shown(parts["boy"], 101, 400),
        shown(parts["girl"], 102, 500),
        shown(parts["non_binary"], None, 100),
    ]

    found = attack(rows)

    assert found.broken == {parts["non_binary"]: (8, 8)}
    assert found.partners


def test_what_one_figure_holds_from_below_and_another_from_above_has_a_partner() -> None:
    main = place("t2.main", **VIOLENCE)
    above = place("t2.main", "reasons", **VIOLENCE)
    below = place("t3.main_by_gender", gender_code="girl", **VIOLENCE)

    others = [
        shown(place("t2.main", base, framework=COMMON, main_code="family"), 900) for base in ("contacts", "reasons")
    ]
    found = attack([shown(main, None), shown(above, 100), shown(below, 100, 500), *others])

    assert main in found.broken
    assert found.partners in ({above}, {below})
