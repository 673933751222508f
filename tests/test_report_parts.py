"""Parts of the report by themselves: when panels differ, and which regions are counted together."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.published_network import figure
from warehouse.publish.report.cell import Cell, differ
from warehouse.publish.report.declared import Declared, Helpline


@pytest.mark.parametrize(
    ("numerators", "base", "is_different"),
    [
        ((100, 110), 1_000, False),
        ((100, 130), 1_000, True),
        ((1_000, 1_010), 10_000, False),
        ((1_000, 1_030), 10_000, True),
    ],
)
def test_panels_differ_only_by_more_than_rounding(numerators: tuple[int, int], base: int, is_different: bool) -> None:
    able, every = (
        Cell(figure("t4.ocsea_wide_of_violence", 2025, panel, numerator, base))
        for panel, numerator in zip(("able", "all"), numerators, strict=True)
    )

    assert differ(able, every) is is_different


def test_a_small_region_is_never_the_difference_to_the_whole() -> None:
    counts = {"africa": 1, "americas": 3, "europe": 9}
    helplines = [
        Helpline(f"{region} {number}", False, region, True, "none", True)
        for region, n in counts.items()
        for number in range(n)
    ]

    groups = Declared(helplines).groups()

    assert Counter(len(group.helplines) for group in groups) == Counter([9, 4])
    assert Declared(helplines[:1]).groups() == []
