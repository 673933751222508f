"""Figures of different tables that count the same of other members do not tell what one or two of them have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exact_figures import exact_rows, publish_rows
from warehouse.publish.disclosure.alike import Quantity, tell_too_much

Row = dict[str, Any]
ABLE = 5
"""Members of the narrower figure; the others are the difference."""


def figure(counts: Sequence[int], bases: Sequence[int], panel: str, **named: str | None) -> Row:
    contacts = {
        (f"m{number}", "europe", code): n
        for number, (count, base) in enumerate(zip(counts, bases, strict=True))
        for code, n in (("child", count), ("unknown", base - count))
    }
    rows = exact_rows(contacts, panel=panel)
    (row,) = (one for one in rows if one["region_code"] is None and one["population_code"] == "child")
    return {**row, "population_code": None, "contact_type_code": None, **named}


def is_base_shown(rows: Sequence[Row], statistic: str) -> bool:
    return any(row["denominator"] is not None for row in rows if row["statistic_code"] == statistic)


@pytest.mark.parametrize(("others", "is_shown"), [((40, 30), False), ((40, 30, 35, 38), True), ((), True)])
@pytest.mark.parametrize("panel", ["able", "matched"])
def test_the_base_of_one_answer_beside_how_many_gave_it(panel: str, others: tuple[int, ...], is_shown: bool) -> None:
    """Girls at all helplines, and violence among girls at those that can tell it: two cannot."""
    able = [60, 55, 50, 45, 40]
    girls = figure(
        [*able, *others], [200] * (ABLE + len(others)), "all", statistic_code="t3.gender", gender_code="girl"
    )
    named = {"statistic_code": "t3.violence_by_gender", "gender_code": "girl", "reason_code": "violence"}

    rows, report = publish_rows([girls, figure([20] * ABLE, able, panel, **named)])

    assert is_base_shown(rows, "t3.gender") and report.n_broken == 0
    assert is_base_shown(rows, "t3.violence_by_gender") == is_shown


@pytest.mark.parametrize("without_reason", [0, 1])
def test_panels_of_two_tables_of_which_one_leaves_out_a_contact(without_reason: int) -> None:
    """Contacts with and without a reason: one child named none, so that the bases of two tables are not equal."""
    bases = [300, 280, 260, 240, 220, 200, 180, 160]
    with_reason = [300 - without_reason, *bases[1:]]
    every = {"statistic_code": "t1.counselling_by_population", "population_code": "child"}
    named = {"statistic_code": "t2.main", "framework": "CHI_V1", "main_code": "none"}
    exact = [
        figure(bases, bases, "all", **every),
        figure(bases[:5], bases[:5], "matched", **every),
        figure([50] * 8, with_reason, "all", **named),
        figure([50] * 4, with_reason[:4], "matched", **named),
    ]

    rows, _ = publish_rows(exact)

    shown = {(row["statistic_code"], row["panel_code"]) for row in rows if row["denominator"] is not None}
    assert ("t1.counselling_by_population", "matched") in shown
    assert ("t2.main", "matched") not in shown


def test_a_count_beside_a_base_of_another_table_that_is_narrower() -> None:
    """Bullying at all helplines, and its setting at those that can tell it."""
    bullying = figure([12, 10, 8, 163, 6, 4], [600] * 6, "all", statistic_code="t2.code", framework_code="V.01")
    named = {"statistic_code": "t4.setting_of_bullying", "setting_code": "online", "reason_code": "violence.bullying"}

    rows, _ = publish_rows([bullying, figure([4, 3, 4], [12, 10, 8], "able", **named)])

    shown = [row["statistic_code"] for row in rows if row["numerator"] is not None]
    assert not ("t2.code" in shown and is_base_shown(rows, "t4.setting_of_bullying"))


parts = st.dictionaries(st.integers(0, 9), st.integers(5, 300).map(float), min_size=3)


def quantity(of_members: dict[int, float]) -> Quantity:
    members = np.array(sorted(of_members), dtype=np.int64)
    return Quantity(members, np.array([of_members[one] for one in members]), (True, False, 0, 0, True), [(1, True)])


@given(parts, st.sets(st.integers(0, 9), max_size=2))
def test_what_one_or_two_have_alone_is_told_whichever_figure_has_them(of: dict[int, float], left: set[int]) -> None:
    rest = {member: n for member, n in of.items() if member not in left}
    one, other = quantity(of), quantity(rest) if rest else quantity(of)
    is_told = tell_too_much(one, other)

    assert is_told == tell_too_much(other, one)
    if len(rest) >= 3 and sum(rest.values()) >= 10:
        assert is_told == (rest != of)
