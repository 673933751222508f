"""Which names are offered to somebody who wrote one that is not there."""

from __future__ import annotations

import pytest

from schemas.text.near import ask_meant, find_near

SCENARIOS = [f"s{number:02}" for number in range(1, 31)]


@pytest.mark.parametrize(("written", "meant"), [("s3", "s03"), ("s030", "s30"), ("S-12", "s12")])
def test_the_name_with_the_same_number_is_meant_not_the_one_that_looks_like_it(written: str, meant: str) -> None:
    assert find_near(written.casefold(), SCENARIOS) == [meant]


def test_a_number_that_nobody_has_is_a_spelling_again() -> None:
    assert "s30" in find_near("s300", SCENARIOS)
    assert find_near("violence.bulying", ["violence.bullying", "school"]) == ["violence.bullying"]


def test_the_same_names_are_offered_whatever_order_they_came_in() -> None:
    assert find_near("mood", ["moon", "wood", "mode"]) == find_near("mood", ["mode", "moon", "wood"])


def test_where_nothing_is_near_it_is_said_where_to_look() -> None:
    assert ask_meant(find_near("xyz", ["violence"]), "see the list") == "see the list"
    assert ask_meant(["a", "b"]) == "did you mean a or b?"
