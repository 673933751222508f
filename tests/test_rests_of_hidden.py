"""What shown figures leave of a shown whole is one helpline's own also where several hidden figures share it, or where
the figures stand in two lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.exact_figures import exact_rows, publish_rows

Row = dict[str, Any]
N_MEMBERS = 5
SAFETY = ("COMMON", "safety", "safety")
NO_HOME = ("CHI_V3", "none", "none")
"""In that list nothing about safety has a code, and other things have none either."""


def count_of(counts: Sequence[int], base: Sequence[int], panel: str = "all", **named: str | None) -> Row:
    """A figure of the whole network: how many of its base each member has."""
    contacts = {
        (f"m{number}", "europe", code): n
        for number, (count, whole) in enumerate(zip(counts, base, strict=True))
        for code, n in (("child", count), ("unknown", whole - count))
    }
    rows = exact_rows(contacts, panel=panel)
    (row,) = (one for one in rows if one["population_code"] == "child" and one["region_code"] is None)
    return {**row, "population_code": None, "contact_type_code": None, **named}


@pytest.mark.parametrize(("of_first", "n_shown"), [(300, 1), (9, 2)])
def test_two_hidden_answers_are_not_told_together(of_first: int, n_shown: int) -> None:
    """Other genders are hidden each for itself; together they are what girls and boys leave of all."""
    of_one = (of_first, 0, 0, 0, 0)
    parts = {"girl": (200,) * N_MEMBERS, "boy": (300,) * N_MEMBERS, "non_binary": of_one, "unknown": of_one}
    base = [sum(counts) for counts in zip(*parts.values(), strict=True)]

    rows, report = publish_rows(
        count_of(counts, base, statistic_code="t3.gender", gender_code=code) for code, counts in parts.items()
    )

    shown = {row["gender_code"] for row in rows if row["numerator"] is not None}
    assert len(shown) == n_shown and shown <= {"girl", "boy"}
    assert report.n_broken == 0


def of_entry(panel: str, entry: tuple[str, str, str], counts: list[int]) -> Row:
    framework, main, code = entry
    reason = code if framework == "COMMON" else None
    of = {"framework": framework, "main_code": main, "framework_code": code, "reason_code": reason}
    return count_of(counts, [600] * N_MEMBERS, panel, statistic_code="t2.code", **of)


@pytest.mark.parametrize("panel", ["all", "able"])
@pytest.mark.parametrize(
    ("others", "n_shown"),
    [((160, 1, 1, 0, 0), 1), ((20, 12, 0, 0, 0), 2), ((60, 50, 50, 0, 0), 2), ((0, 0, 0, 0, 0), 2)],
)
def test_what_one_list_leaves_of_another_is_not_one_helplines(
    panel: str, others: tuple[int, ...], n_shown: int
) -> None:
    """Most of what has no code in one list is safety in another; the rest of it one helpline has."""
    safety = of_entry(panel, SAFETY, [200] * N_MEMBERS)
    no_home = of_entry(panel, NO_HOME, [200 + n for n in others])

    rows, report = publish_rows([safety, no_home])

    assert [row["numerator"] is not None for row in rows].count(True) == n_shown
    assert report.n_broken == 0
