"""A published share is written nowhere more precisely than it was published; an exact one is, where it may be seen."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.diff.releases_page import ReleaseDiff, tell_release_diff
from pipelines.explain.page import tell_explanation
from schemas.figure_name import FigureName
from warehouse.review.figure import Explanation
from warehouse.review.releases import FigureChange, ReleaseChanges


def row(numerator: int, denominator: int, share: float) -> dict[str, Any]:
    bounds = {"share_low": share - 0.01, "share_high": share + 0.01}
    row = {"status_code": "published", "numerator": numerator, "denominator": denominator, "share": share, **bounds}
    return {**row, "base_code": "contacts", "n_members": 12, "footnotes": []}


@pytest.mark.parametrize(
    ("denominator", "share", "said"),
    [(1960, 0.03, "(3%), between 2% and 4%."), (19600, 0.031, "(3.1%), between 2.1% and 4.1%.")],
)
def test_explain_says_a_share_as_it_was_published(denominator: int, share: float, said: str) -> None:
    exact = row(numerator := int(denominator * 0.028), denominator, 0.028)
    published = row(numerator, denominator, share)
    page = tell_explanation(
        Explanation(FigureName("t1.with_reason", {}), published, exact, (), (), (), (), 0, 0, True), "r0001", None
    )

    assert page.sentences[0].endswith(said)
    assert "(2.8%), between 1.8% and 3.8%" in page.sentences[1]


@pytest.mark.parametrize(("is_exact", "said"), [(False, "55 of 1,960 (3%)"), (True, "55 of 1,960 (2.8%)")])
def test_so_does_the_comparison_of_releases(is_exact: bool, said: str) -> None:
    was = (55, 1960, 0.028 if is_exact else 0.03)
    change = FigureChange({"statistic_code": "t1.with_reason"}, "published", "published", was, was, is_exact)
    changes = ReleaseChanges((), (), (), (), (change,), 1)
    page = tell_release_diff(ReleaseDiff((), (), (), changes, is_same_content=False), "r0001", "r0002", None)

    table = page.sections[-1].table
    assert table is not None and [cell.text for cell in table.rows[0]][-2:] == [said, said]
