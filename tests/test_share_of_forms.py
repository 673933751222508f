"""Forms of OCSEA are rounded to 10, so a share of them needs twice the base that other shares need."""

from __future__ import annotations

import pytest

from tests.exact_figures import POPULATIONS, exact_rows, publish_rows


@pytest.mark.parametrize(
    ("statistic", "base", "has_share"),
    [
        ("t5.form", 96, False),
        ("t5.form", 100, True),
        ("t4.ocsea_wide_of_violence", 48, True),
        ("t1.contacts", 44, False),
    ],
)
def test_a_share_stands_where_half_a_step_is_at_most_five_points(statistic: str, base: int, has_share: bool) -> None:
    contacts = {
        (f"m{n}", "africa", one): base // 4 // (2 if one == "child" else 4) for n in range(4) for one in POPULATIONS
    }
    for number in range(4):
        others = sum(contacts[f"m{number}", "africa", one] for one in ("child", "adult"))
        contacts[f"m{number}", "africa", "unknown"] = base // 4 - others
    exact = [{**row, "statistic_code": statistic} for row in exact_rows(contacts)]
    shown = [row for row in publish_rows(exact)[0] if row["numerator"] is not None]

    assert shown and all((row["share"] is not None) == has_share for row in shown)
