"""What an earlier release showed in one panel or statistic is not shown in another now, where the difference is one's own.

An earlier program preferred other panels, or asked less of statistics that count the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.exact_figures import exact_rows, publish_rows, release_rows

ABLE = ("able_0", "able_1", "able_2", "able_3", "able_4")
OTHERS = ("other_0", "other_1", "other_2", "other_3")
Row = dict[str, Any]


def figure(counts: dict[str, int], **named: str | None) -> Row:
    """A count of the whole network; each member has sixty contacts about something else."""
    contacts = {
        (one, "europe", code): n for one, told in counts.items() for code, n in (("child", told), ("adult", 60))
    }
    rows = exact_rows(contacts, panel=str(named["panel_code"]))
    (row,) = (one for one in rows if one["region_code"] is None and one["population_code"] == "child")
    return row | {"population_code": None} | named


def of_everybody() -> Row:
    """The same members were there before and are there now, so that the year is not taken over as a whole."""
    return figure(dict.fromkeys((*ABLE, *OTHERS), 80), statistic_code="t1.with_reason", panel_code="all")


@pytest.mark.parametrize("before", [("t2.code", "able"), ("t5b.beside_all", "able")])
@pytest.mark.parametrize(("of_others", "is_shown"), [((50, 40, 0, 0), False), ((50, 40, 45, 30), True)])
def test_no_helpline_is_the_difference_to_what_another_place_showed(
    tmp_path: Path, before: tuple[str, str], of_others: tuple[int, ...], is_shown: bool
) -> None:
    statistic, panel = before
    code = {"framework": "COMMON", "framework_code": "family.caregiver", "main_code": "family"}
    able = figure(dict.fromkeys(ABLE, 100), statistic_code=statistic, panel_code=panel, **code)
    counts = dict.fromkeys(ABLE, 100) | dict(zip(OTHERS, of_others, strict=True))
    now = figure(counts, statistic_code="t2.code", panel_code="all", **code)
    first = release_rows(tmp_path / "r0001", [of_everybody(), able])

    rows, report = publish_rows([of_everybody(), now], [first])

    (row,) = (one for one in rows if one["statistic_code"] == "t2.code")
    assert not report.carried
    assert (row["numerator"] is not None) == is_shown
    assert report.hidden["t2.code", "releases"] == (not is_shown)
