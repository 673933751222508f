"""Counts of one figure in two panels to which one or two members make the difference are never both shown.

The bases may differ by many: who cannot record something is known, so that the difference of the counts is theirs alone
who counted it all the same.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exact_figures import Contacts, exact_rows, publish_rows

ABLE = tuple(f"able_{number}" for number in range(5))
UNABLE = tuple(f"unable_{number}" for number in range(4))
UNKNOWN = 20
"""Contacts of each member about somebody of unknown age, so that no part of the whole is small."""
Parts = dict[str, tuple[int, int]]
"""Contacts about children and about adults, by member."""


def contacts_of(parts: Parts) -> Contacts:
    return {
        (member, "europe", population): n
        for member, counted in parts.items()
        for population, n in zip(("child", "adult", "unknown"), (*counted, UNKNOWN), strict=True)
    }


def publish(parts: Parts) -> dict[tuple[str, str], dict[str, Any]]:
    """Public rows of the whole, by panel and population: `all` has every member, `able` those that are able."""
    able = {member: counted for member, counted in parts.items() if member in ABLE}
    rows = [*exact_rows(contacts_of(parts)), *exact_rows(contacts_of(able), panel="able")]
    public, report = publish_rows(rows)
    assert report.n_exact == 0
    return {(row["panel_code"], row["population_code"]): row for row in public if row["region_code"] is None}


def test_what_one_member_counted_is_not_the_difference_of_two_panels() -> None:
    able = dict.fromkeys(ABLE, (60, 60))
    shown = publish({**able, **dict.fromkeys(UNABLE, (90, 0)), UNABLE[0]: (60, 33)})

    assert shown["able", "adult"]["denominator"] == 700
    assert shown["all", "adult"]["denominator"] == 1145
    assert [panel for panel in ("all", "able") if shown[panel, "adult"]["numerator"] is not None] != ["all", "able"]


def test_what_three_members_counted_is_shown_in_both_panels() -> None:
    able = dict.fromkeys(ABLE, (60, 60))
    shown = publish({**able, **dict.fromkeys(UNABLE, (60, 30))})

    assert shown["all", "adult"]["numerator"] == 420
    assert shown["able", "adult"]["numerator"] == 300


def test_a_count_that_nobody_adds_to_is_shown_in_both_panels() -> None:
    shown = publish({**dict.fromkeys(ABLE, (60, 60)), **dict.fromkeys(UNABLE, (60, 0))})

    assert shown["all", "adult"]["numerator"] == shown["able", "adult"]["numerator"] == 300


counts = st.just(0) | st.integers(min_value=30, max_value=90)


@pytest.mark.long
@given(st.fixed_dictionaries({member: st.tuples(counts, counts) for member in (*ABLE, *UNABLE)}))
def test_two_counts_of_a_figure_never_differ_by_one_or_two_members(parts: Parts) -> None:
    shown = publish(parts)

    for place, population in enumerate(("child", "adult")):
        adding = [member for member in UNABLE if parts[member][place]]
        numerators = [
            row["numerator"] for panel in ("all", "able") if (row := shown.get((panel, population))) is not None
        ]
        if 0 < len(adding) < 3 and len(numerators) == 2:
            assert None in numerators
