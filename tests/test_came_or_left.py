"""Three helplines that leave tell together what they had; not where nearly all of it was one's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.exact_figures import Contacts, exact_rows, publish_rows, release_rows
from warehouse.publish.disclosure.taken_over import CARRIED_FIGURE

GONE = ("m0", "m1", "m2")
CHILD = {"m0": 300, "m1": 60, "m2": 60}


def network(child: dict[str, int], members: int = 9) -> Contacts:
    """Helplines of one region: each with a thousand adults, unknown and children together, or more."""
    n = {f"m{number}": child.get(f"m{number}", 150) for number in range(members)}
    return {
        (one, "europe", code): {"child": n[one], "adult": 500 - n[one] % 500, "unknown": 500}[code]
        for one in n
        for code in ("adult", "child", "unknown")
    }


def without(contacts: Contacts) -> Contacts:
    return {key: n for key, n in contacts.items() if key[0] not in GONE}


def after(folder: Path, contacts: Contacts) -> dict[str, dict[str, Any]]:
    """The whole, by population, of the release in which three are gone."""
    first = release_rows(folder / "r0001", exact_rows(contacts))
    rows, report = publish_rows(exact_rows(without(contacts)), [first])
    assert report.n_exact == 0 and not report.carried
    return {row["population_code"]: row for row in rows if row["region_code"] is None}


def is_of_before(row: dict[str, Any]) -> bool:
    return CARRIED_FIGURE in row["footnotes"]


def test_three_that_are_alike_are_told_together(tmp_path: Path) -> None:
    rows = after(tmp_path, network({"m0": 150}))
    assert not any(is_of_before(row) for row in rows.values())
    assert rows["child"]["numerator"] == 900


def test_what_one_large_helpline_had_is_not_the_difference(tmp_path: Path) -> None:
    contacts = {**network({}), **{(one, "europe", "child"): 30_000 for one in ("m0", "m3", "m4", "m5", "m6")}}
    before, _ = publish_rows(exact_rows(contacts))
    (whole,) = (row for row in before if row["region_code"] is None and row["population_code"] == "child")

    rows = after(tmp_path, contacts)

    assert all(is_of_before(row) for row in rows.values())
    assert rows["child"]["denominator"] == whole["denominator"] is not None


@pytest.mark.parametrize(
    "counted", [{"m0": 300, "m1": 0, "m2": 0}, {"m0": 12, "m1": 0, "m2": 0}, {"m0": 40, "m1": 30, "m2": 0}]
)
def test_what_only_one_or_two_of_three_had_counted_is_not_the_difference(
    tmp_path: Path, counted: dict[str, int]
) -> None:
    rows = after(tmp_path, network(counted))
    assert is_of_before(rows["child"])


def test_a_few_contacts_that_one_of_three_had_counted_are_lost_in_rounding(tmp_path: Path) -> None:
    rows = after(tmp_path, network({"m0": 4, "m1": 0, "m2": 0}))
    assert not any(is_of_before(row) for row in rows.values())
