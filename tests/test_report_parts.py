"""Parts of the report by themselves: when panels differ, and which regions are counted together."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.published_network import NETWORK, figure, published_release, rows
from warehouse.publish.report.book import Chapter, Figure
from warehouse.publish.report.cell import Cell, differ
from warehouse.publish.report.chapters.reasons import reasons
from warehouse.publish.report.chapters.trend import CHAINED, trend
from warehouse.publish.report.declared import Declared, Helpline
from warehouse.publish.report.report import read_book


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


def figures_of(chapter: Chapter) -> dict[str, Figure]:
    return {one.name: one for one in chapter.blocks if isinstance(one, Figure)}


@pytest.mark.parametrize("panel", ["able", "all"])
def test_what_fits_several_codes_of_a_main_reason_is_in_the_numbers_and_not_drawn(panel: str) -> None:
    several = [
        figure("t2.code", 2025, one, 90, 5000, framework="CHI_V3", framework_code="undetermined", main_code="V")
        for one in ("able", "all")
    ]
    kept = [row for row in rows() if row["statistic_code"] != "t2.code" or row["panel_code"] == panel]
    codes = figures_of(reasons(read_book(published_release([*kept, *several]), NETWORK)))["codes-chi-v3"]

    told = [row for row in codes.table.rows if row[0] == "Violence: fits several of its codes"]
    assert [str(one[1]).count("90") for one in told] == [1]
    (row,) = (row for row in codes.data if row["label"] == "Violence: fits several of its codes")
    assert (row["numerator"], row["panel"]) == (90, panel)
    assert (
        "several of its codes" not in str(codes.draw(720).spec) and "in the numbers, not in the picture" in codes.note
    )


def test_a_chained_share_is_as_fine_in_a_file_as_on_the_page() -> None:
    figures = figures_of(trend(read_book(published_release(rows()), NETWORK)))
    chained = [(one, row) for one in figures.values() for row in one.data if row["panel"] == CHAINED]
    assert len(chained) > 2
    for one, row in chained:
        # bases of these invented figures are large enough for tenths of a percent
        assert f"{row['year']} {100 * float(str(row['share'])):.1f}%" in one.alt
        assert len(str(row["share"])) <= len("0.123"), row
