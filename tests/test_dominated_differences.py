"""What two shown figures leave of each other is a figure, too: no two members can work out a third's part of it.

Three members and more may stand behind the difference of two panels, behind the regions that are hidden, or behind what a
code leaves of its main. Where one of them is nearly all of it, it is told as if it stood alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exact_figures import POPULATIONS, Contacts, exact_rows, publish_rows
from warehouse.publish.disclosure.dominance import lacking, lacking_of_each
from warehouse.publish.disclosure.policy import ROOM_OF_DIFFERENCE

ABLE = ("able_0", "able_1", "able_2", "able_3", "able_4")
OTHERS = ("other_0", "other_1", "other_2", "other_3")
REGIONS = ("africa", "americas", "europe")
ANY = ((0, "mental_health.anxiety"), (1, "mental_health.eating"), (2, "mental_health.anger"))
"""Codes beside mood, and the one member that has it."""
sizes = st.sampled_from((0, 3, 20, 60, 900))
Row = dict[str, Any]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [((), 0), ((50,), 5), ((50, 50), 5), ((50, 50, 5), 0), ((1000, 40, 60), 60), ((30, 30, 30, 30), -57)],
)
def test_the_rule_asks_what_is_left_without_the_two_largest(parts: tuple[int, ...], expected: float) -> None:
    assert lacking(parts) == pytest.approx(expected)
    assert lacking_of_each(np.array([parts], dtype=float))[0] == pytest.approx(expected)


def of_panels(parts: dict[str, int]) -> dict[str, Row]:
    """Children of all and of those that are able, by panel; each member has twenty adults and unknown besides."""

    def contacts_of(members: tuple[str, ...]) -> Contacts:
        n = {"adult": 20, "unknown": 20}
        return {(one, "europe", code): n.get(code, parts[one]) for one in members for code in POPULATIONS}

    exact = [*exact_rows(contacts_of((*ABLE, *OTHERS))), *exact_rows(contacts_of(ABLE), panel="able")]
    rows, report = publish_rows(exact)
    assert report.n_exact == report.n_broken == 0
    return {row["panel_code"]: row for row in rows if row["region_code"] is None and row["population_code"] == "child"}


def test_a_large_one_among_four_is_not_the_difference_of_two_panels() -> None:
    alike = dict.fromkeys(ABLE, 100) | dict.fromkeys(OTHERS, 60)

    even, uneven = of_panels(alike), of_panels(alike | {"other_0": 9000, "able_0": 9000, "able_1": 8000})

    assert (even["all"]["numerator"], even["able"]["numerator"]) == (740, 500)
    assert [row["denominator"] is None for row in (uneven["all"], uneven["able"])].count(True) == 1


@pytest.mark.long
@settings(max_examples=40)
@given(st.fixed_dictionaries(dict.fromkeys((*ABLE, *OTHERS), sizes)))
def test_no_difference_of_panels_is_nearly_one_members(parts: dict[str, int]) -> None:
    shown = of_panels(parts)

    differing = [parts[one] for one in OTHERS if parts[one]]
    if shown["all"]["numerator"] is not None and shown["able"]["numerator"] is not None and differing:
        assert len(differing) >= 3 and lacking(differing) <= ROOM_OF_DIFFERENCE
    if shown["all"]["denominator"] is not None and shown["able"]["denominator"] is not None:
        assert lacking(parts[one] + 40 for one in OTHERS) <= ROOM_OF_DIFFERENCE


def test_a_region_that_one_member_is_nearly_all_of_is_not_the_rest_of_the_whole() -> None:
    """Four members are behind it, so it needs no region beside it by their number; one has 9,000 of its 9,060."""
    large = {("africa_0", "africa", population): 3000 for population in POPULATIONS}
    small = {
        (f"{region}_{number}", region, population): 20
        for region in REGIONS
        for number in range(4)
        for population in POPULATIONS
    }
    balance = {(f"europe_{number}", "europe", population): 2000 for number in range(4) for population in POPULATIONS}

    rows, report = publish_rows(exact_rows({**small, **balance, **large}))

    bases = {row["region_code"]: row["denominator"] for row in rows}
    assert report.n_broken == 0
    assert bases[None] is not None and bases["africa"] is None
    assert [region for region in REGIONS if bases[region] is None] != ["africa"]


@pytest.mark.long
@settings(max_examples=40)
@given(
    st.fixed_dictionaries(
        {
            (f"{region}_{number}", region, code): sizes
            for region in REGIONS
            for number in range(4)
            for code in POPULATIONS
        }
    )
)
def test_what_is_hidden_of_regions_is_never_nearly_one_members(contacts: dict[tuple[str, str, str], int]) -> None:
    rows, _ = publish_rows(exact_rows(contacts))

    shown = {(row["region_code"], row["population_code"]): row for row in rows}
    for code in POPULATIONS:
        hidden = [one for one in REGIONS if (one, code) not in shown or shown[one, code]["numerator"] is None]
        parts = [n for (_, region, one), n in contacts.items() if region in hidden and one == code and n]
        if shown[None, code]["numerator"] is not None and parts:
            assert lacking(parts) <= 0


def of_list(statistic: str, counts: list[int], code: str | None = None) -> Row:
    """A row of all helplines of a list: how many of 600 each has under a main, or under a code of it."""
    contacts = {
        (f"m{number}", "europe", population): n
        for number, count in enumerate(counts)
        for population, n in (("child", count), ("unknown", 600 - count))
    }
    (row,) = (one for one in exact_rows(contacts) if one["population_code"] == "child" and one["region_code"] is None)
    of = {"framework": "COMMON", "main_code": "mental_health", "framework_code": code, "reason_code": code}
    return {**row, "population_code": None, "contact_type_code": None, "statistic_code": statistic, **of}


@pytest.mark.parametrize(("others", "is_shown"), [([160, 1, 1, 0, 0], False), ([60, 50, 50, 0, 0], True)])
def test_what_a_code_leaves_of_its_main_may_not_be_one_helplines(others: list[int], is_shown: bool) -> None:
    """Nearly all mental health is mood; what is not, one helpline has."""
    main = of_list("t2.main", [200 + n for n in others])
    mood = of_list("t2.code", [200] * 5, "mental_health.mood")

    # none of the others is shown under a name of its own
    rest = [of_list("t2.code", [n if at == member else 0 for at, n in enumerate(others)], code) for member, code in ANY]

    rows, report = publish_rows([main, mood, *rest])

    shown = {row["framework_code"] for row in rows if row["numerator"] is not None}
    assert shown == ({None, "mental_health.mood"} if is_shown else {None})
    assert report.hidden["t2.code", "attack"] == (not is_shown) and report.n_broken == 0


def of_code(statistic: str, panel: str, counts: dict[str, int]) -> Row:
    """The count of one code; each member has sixty contacts about something else."""
    contacts = {
        (one, "europe", code): n for one, told in counts.items() for code, n in (("child", told), ("adult", 60))
    }
    (row,) = (
        one for one in exact_rows(contacts, panel=panel) if not one["region_code"] and one["population_code"] == "child"
    )
    return row | {
        "statistic_code": statistic,
        "framework": "COMMON",
        "framework_code": "family.caregiver",
        "population_code": None,
    }


@pytest.mark.parametrize(
    ("of_others", "is_shown"), [((25, 0, 0, 0), False), ((25, 24, 0, 0), False), ((25, 24, 26, 0), True)]
)
def test_two_statistics_of_one_count_do_not_tell_what_one_or_two_members_had(
    of_others: tuple[int, ...], is_shown: bool
) -> None:
    able = dict.fromkeys(ABLE, 100)
    every = able | dict(zip(OTHERS, of_others, strict=True))

    rows, _ = publish_rows([of_code("t2.code", "all", every), of_code("t5b.beside_all", "able", able)])

    shown = {row["statistic_code"] for row in rows if row["numerator"] is not None}
    assert shown == {"t2.code", *(["t5b.beside_all"] if is_shown else [])}
