"""The invented network's raters fill in the scenarios: the same sheet always, and table T11 of the next release."""

from __future__ import annotations

from pathlib import Path

from pipelines.demo.agreement import NETWORK, keep_demo_agreement, write_answers
from warehouse.network.agreement import Measured, keep_agreement, read_agreement
from warehouse.store.layout import Layout


def test_the_same_sheet_every_time(tmp_path: Path) -> None:
    first, second = (write_answers(tmp_path / name).read_bytes() for name in ("one", "two"))

    assert first == second
    assert len(first.splitlines()) == 1 + 12 * 30


def test_the_sheet_is_measured_for_the_next_release_once(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "warehouse")

    assert keep_demo_agreement(layout, tmp_path / "deliveries")
    assert not keep_demo_agreement(layout, tmp_path / "deliveries")

    kept = read_agreement(layout)
    assert kept is not None and list(kept.networks[NETWORK].parts) == [f"h{number}" for number in range(1, 7)]
    rows = {(one.statistic_code, one.depth_code, one.group_name): one for one in kept.networks[NETWORK].rows}
    assert {one.status_code for one in rows.values()} == {"published"}
    found, false = (rows[name, "any", "all"].share_value for name in ("ocsea_found", "ocsea_false"))
    assert found is not None and 0.5 < found < 0.9 and false is not None and 0 < false < 0.2
    # forms and settings are what they differ in
    alphas = [rows["alpha_masi", depth, "all"].alpha or 0.0 for depth in ("main", "form", "form_setting")]
    assert alphas == sorted(alphas, reverse=True) and alphas[-1] > 0.4


def test_a_sheet_of_somebody_else_stays(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "warehouse")
    own = Measured("own 1", "agreed", (), {})
    keep_agreement(layout, NETWORK, own)

    assert not keep_demo_agreement(layout, tmp_path / "deliveries")

    kept = read_agreement(layout)
    assert kept is not None and kept.networks == {NETWORK: own}
