"""Bounds of figures hold what is true: weak fits, undecided labels, unknown kinds, settings that the data do not show."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from schemas.finding import Finding, spell_part
from tests.demo_tables import simulated_network
from tests.evaluate_bounds import compare, tabulate_settings, with_published
from tests.invented_network import (
    ABUSE_OFFLINE,
    ABUSE_ONLINE,
    MOOD,
    SCHOOL,
    InventedNetwork,
    Label,
    add_ordinary_sources,
    all_rows,
)
from tests.test_tabulate import figure
from warehouse.assess.tables import assess_tables
from warehouse.tabulate.tables import tabulate_tables

PHYSICAL: Label = ("violence.physical", "offline", "nature")
THREATS_ONLINE: Label = ("violence.harassment", "online", "label")
NOT_TOLD_APART: Label = ("violence.sexual", "online", "label")
NARROW, WIDE = "t4.ocsea_narrow_of_violence", "t4.ocsea_wide_of_violence"


def tabulated(network: InventedNetwork) -> duckdb.DuckDBPyConnection:
    connection = network.connect()
    tabulate_tables(connection)
    return connection


def bounds(connection: duckdb.DuckDBPyConnection, statistic: str, **keys: Any) -> tuple[float, float, float]:
    """Lower bound, share and upper bound."""
    row = figure(connection, statistic, **keys)
    return float(row["share_low"]), float(row["share"]), float(row["share_high"])


def one_source() -> InventedNetwork:
    network = InventedNetwork()
    network.add_source("it", expresses=(SCHOOL, MOOD, ABUSE_ONLINE, ABUSE_OFFLINE, PHYSICAL, THREATS_ONLINE))
    network.add_contacts("it", 10, (ABUSE_ONLINE,))
    network.add_contacts("it", 20, (ABUSE_OFFLINE,))
    network.add_contacts("it", 50, (PHYSICAL,))
    network.add_contacts("it", 20, (THREATS_ONLINE,))
    network.add_contacts("it", 100, (SCHOOL,))
    return network


def weaken(network: InventedNetwork, fit: str, label: Label) -> None:
    for row in network.rows["contact_reason"]:
        if (row["reason_code"], row["setting_code"]) == label[:2]:
            row["fit_code"] = fit


def undecide(network: InventedNetwork, label: Label) -> None:
    """Delete the decision on a label: contacts that carry it keep a recorded reason of which nobody knows the meaning."""
    rows = network.rows["contact_reason"]
    gone = [row["contact_id"] for row in rows if (row["reason_code"], row["setting_code"]) == label[:2]]
    network.rows["contact_reason"] = [row for row in rows if (row["reason_code"], row["setting_code"]) != label[:2]]
    network.rows["decision"] = [
        row for row in network.rows["decision"] if row["source_value"] != f"{label[0]} {label[1]}"
    ]
    left = {row["contact_id"]: 0 for row in network.rows["contact"]}
    for row in network.rows["contact_reason"]:
        left[row["contact_id"]] += 1
    for row in network.rows["contact"]:
        row["n_reasons"] = left[row["contact_id"]]
    if gone:
        network.rows["source_value"].append(
            {
                "source_id": "it",
                "contact_year": 2023,
                "field": "reason",
                "source_value": f"{label}",
                "outcome_code": "unmapped",
                "codes": [],
                "n_values": len(gone),
                "n_contacts": len(gone),
            }
        )


def test_what_can_be_nothing_else_has_no_width() -> None:
    assert bounds(tabulated(one_source()), WIDE) == pytest.approx((0.1, 0.1, 0.1), abs=1e-6)


@pytest.mark.parametrize("fit", ["wider", "overlap"])
def test_a_label_of_weak_fit_is_not_in_the_lower_bound_and_another_may_be_in_the_upper(fit: str) -> None:
    network = one_source()
    weaken(network, fit, ABUSE_ONLINE)
    assert bounds(tabulated(network), WIDE) == pytest.approx((0, 0.1, 0.1), abs=1e-6)
    network = one_source()
    weaken(network, fit, THREATS_ONLINE)
    # of the twenty each may be sexual violence, or no violence at all
    assert bounds(tabulated(network), WIDE) == pytest.approx((0.1, 0.1, 0.3), abs=1e-6)
    low, share, high = bounds(
        tabulated(network), "t2.code", framework="COMMON", main_code="violence", reason_code="violence.harassment",
        framework_code="violence.harassment",
    )  # fmt: skip
    assert (low, share, high) == pytest.approx((0, 0.1, 0.1), abs=1e-6)


@pytest.mark.parametrize("fit", ["equal", "narrower", None])
def test_other_fits_move_nothing(fit: str) -> None:
    network = one_source()
    weaken(network, fit, ABUSE_ONLINE)
    assert bounds(tabulated(network), WIDE) == pytest.approx((0.1, 0.1, 0.1), abs=1e-6)


def test_a_weak_label_of_no_harm_is_no_violence() -> None:
    network = one_source()
    weaken(network, "overlap", SCHOOL)
    assert bounds(tabulated(network), WIDE) == pytest.approx((0.1, 0.1, 0.1), abs=1e-6)


def test_an_undecided_label_may_be_anything() -> None:
    """20 contacts leave the base: each may be OCSEA, other violence, or something else."""
    network = one_source()
    undecide(network, THREATS_ONLINE)
    connection = tabulated(network)
    low, share, high = bounds(connection, WIDE)
    assert share == pytest.approx(10 / 80, abs=1e-6)
    assert (low, high) == pytest.approx((10 / 100, 30 / 100), abs=1e-6)
    assert float(figure(connection, WIDE)["share_unknown"]) == pytest.approx(0.2, abs=1e-6)
    main = figure(connection, "t2.main", framework="COMMON", main_code="violence", framework_code=None)
    assert (float(main["share_low"]), float(main["share_high"])) == pytest.approx((0.4, 0.5), abs=1e-6)
    assert float(main["share_unknown"]) == pytest.approx(0.1, abs=1e-6)
    assert float(figure(connection, "t1.with_reason")["share_high"]) == 1


def test_a_source_whose_only_word_for_online_is_undecided_stays_in_the_panel() -> None:
    network = one_source()
    network.rows["decision"] = [row for row in network.rows["decision"] if row["setting_code"] != "online"]
    undecide(network, THREATS_ONLINE)
    undecide(network, ABUSE_ONLINE)
    row = figure(tabulated(network), WIDE, panel="able")
    assert (row["numerator"], row["denominator"]) == (0, 70)
    assert (float(row["share_low"]), float(row["share_high"])) == pytest.approx((0, 0.3), abs=1e-6)


def test_undecided_values_that_no_contact_shows_are_open_as_well() -> None:
    """Where one label means two codes, a second, undecided one hides behind it; the coverage report still counts it."""
    network = one_source()
    network.rows["source_value"].append(
        {"source_id": "it", "contact_year": 2023, "field": "reason", "source_value": "?", "outcome_code": "unmapped",
         "codes": [], "n_values": 5, "n_contacts": 5}
    )  # fmt: skip
    low, share, high = bounds(tabulated(network), WIDE)
    assert (low, share, high) == pytest.approx((10 / 105, 0.1, 15 / 100), abs=1e-6)


def test_a_contact_of_unknown_kind_may_be_counselling() -> None:
    network = one_source()
    network.add_contacts("it", 10, (ABUSE_ONLINE,), kind="unknown")
    low, share, high = bounds(tabulated(network), WIDE)
    assert (low, share, high) == pytest.approx((0.1, 0.1, 20 / 110), abs=1e-6)


def test_an_act_that_is_not_told_apart_may_be_a_boundary_form() -> None:
    network = one_source()
    network.add_contacts("it", 20, (NOT_TOLD_APART,))
    connection = tabulated(network)
    assert bounds(connection, NARROW) == pytest.approx((10 / 120, 30 / 120, 30 / 120), abs=1e-6)
    assert bounds(connection, WIDE) == pytest.approx((30 / 120, 30 / 120, 30 / 120), abs=1e-6)


def test_offline_of_a_source_year_that_fails_is_not_believed() -> None:
    """A list that everybody leaves at offline: published bounds allow for all of it, internal ones for what is usual."""
    network = InventedNetwork()
    names = [f"ordinary_{number}" for number in range(8)]
    add_ordinary_sources(network, names)
    network.add_source("default")
    network.add_contacts("default", 80, (ABUSE_OFFLINE,))
    network.add_contacts("default", 320, (SCHOOL,))
    connection = network.connect()
    assess_tables(connection)
    tabulate_tables(connection)
    assert all_rows(connection, "select source_id from finding where state_code = 'fail' and finding_code = 'no_setting'") == [
        ("default",)
    ]  # fmt: skip
    row = figure(connection, "t4.ocsea_wide_of_sexual_violence", panel="able")
    n_online, n_all = row["numerator"], row["denominator"]
    assert n_all == 720
    assert float(row["share_high"]) == pytest.approx((n_online + 80) / n_all, abs=1e-6)
    assert float(row["share_low"]) == pytest.approx(n_online / n_all, abs=1e-6)
    usual = 30 / 80
    low, high = float(row["share_low_habit"]), float(row["share_high_habit"])
    assert low < (n_online + usual * 80) / n_all < high < float(row["share_high"])
    assert high - low < 0.02
    assert float(row["share_habit"]) == pytest.approx(n_online / (n_all - 80), abs=1e-6)


def test_of_too_few_comparable_sources_no_rate_is_lent() -> None:
    network = one_source()
    fail(network, broken("online"))
    row = figure(tabulated(network), WIDE)
    assert (float(row["share_low_habit"]), float(row["share_habit"]), float(row["share_high_habit"])) == (0, 0.1, 1)


def fail(network: InventedNetwork, finding: Finding) -> None:
    network.rows["finding"].append(finding.as_dict())


def broken(what: str) -> Finding:
    facts = {"before": "30", "after": "2", **({"reason": "School"} if what == "reason" else {})}
    return Finding.of(
        "break", "fail", form="changed", facts={"month": "2023-06", "what": spell_part("break", what, facts)},
        source_id="it", cause_code="habit", contact_year=2023,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("what", "low", "high"),
    [("two", 0.1, 0.1), ("reason", 0.1, 0.3), ("unknown", 0, 0.3), ("conflict", 0, 0.3), ("online", 0, 0.3)],
)
def test_a_break_makes_doubtful_what_its_series_is_about(what: str, low: float, high: float) -> None:
    """A reason: each of the 20 online threats may be another act. A setting: each of 30 acts of abuse may be online."""
    network = one_source()
    fail(network, broken(what))
    assert bounds(tabulated(network), WIDE) == pytest.approx((low, 0.1, high), abs=1e-6)


def test_harm_that_is_offline_by_default_is_not_another_act_besides() -> None:
    """Where everybody leaves the setting at offline, the missing OCSEA stands among the sexual violence offline."""
    network = one_source()
    network.add_contacts("it", 100, (("violence.harassment", "offline", "recorded"),))
    for code in ("no_setting", "no_ocsea"):
        fail(network, Finding("it", code, "fail", "", cause_code="habit", contact_year=2023))
    # ten are recorded, twenty stand as offline, twenty online threats may be another act; never the hundred
    assert bounds(tabulated(network), WIDE) == pytest.approx((0.05, 0.05, 0.25), abs=1e-6)


@pytest.mark.long
def test_bounds_of_small_networks_hold_the_truth() -> None:
    """The demo's helplines with their planted habits; `python -m tests.evaluate_bounds` does it with many seeds."""
    for seed in (1, 2):
        with simulated_network(40_000, seed) as connection:
            compared = [one for one in compare(connection) if one.figure.startswith("ocsea")]
        assert len(compared) == 18
        assert all(one.holds(one.possible) for one in compared)
        assert all(one.internal[0] - 1e-6 <= one.estimate <= one.internal[1] + 1e-6 for one in compared)
        of_violence = [one for one in compared if one.panel == "able" and one.figure.endswith("of_violence")]
        assert all(0 < one.possible[1] - one.possible[0] < 0.12 for one in of_violence)
        assert any(not one.possible[0] == one.possible[1] == one.truth for one in compared)


@pytest.mark.long
def test_published_bounds_are_the_exact_ones_rounded_outward() -> None:
    """Whatever disclosure control hides of them: `make evaluate-bounds` counts how often they hold the truth."""
    with simulated_network(40_000, 4) as connection:
        compared = with_published(connection, compare(connection))
    rounded = [(one, one.published) for one in compared if one.published]
    assert any(one.is_shown for one, _ in rounded)
    assert not all(one.is_shown for one, _ in rounded)
    assert all(low <= one.possible[0] and one.possible[1] <= high for one, (low, high) in rounded)
    assert all(one.base < 48 for one in compared if not one.published)
    assert all(one.published for one in compared if one.is_shown)


@pytest.mark.long
def test_what_is_evaluated_is_what_is_made() -> None:
    """`make evaluate-bounds` leaves out the queries that its figures do not rest on."""
    query = "from network_statistics_exact where starts_with(statistic_code, 't4.') order by all"
    with simulated_network(10_000, 3) as connection:
        assess_tables(connection)
        tabulate_settings(connection)
        quick = connection.sql(query).fetchall()
        tabulate_tables(connection)
        assert len(quick) > 100
        assert quick == connection.sql(query).fetchall()
