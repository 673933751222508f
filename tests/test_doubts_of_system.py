"""What a system has no word for is open: bounds of the setting where nothing says both, or a value says more than a code."""

from __future__ import annotations

from typing import Any

import pytest

from tests.invented_network import ABUSE_BOTH, ABUSE_OFFLINE, ABUSE_ONLINE, SCHOOL, InventedNetwork, Label
from tests.test_bounds import WIDE, bounds, tabulated

SPLIT = "t4.setting_of_sexual_violence"
OFFLINE_BY_LABEL: Label = ("violence.sexual.abuse", "offline", "label")
CLOSED = {"online": (0.1, 0.1, 0.1), "offline": (0.9, 0.9, 0.9), "both": (0, 0, 0)}
ONLINE_IS_AT_LEAST_ONLINE = {"online": (0, 0.1, 0.1), "offline": (0.9, 0.9, 0.9), "both": (0, 0, 0.1)}
ONLINE_MAY_BE_ANY = {"online": (0, 0.1, 0.1), "offline": (0.9, 0.9, 1), "both": (0, 0, 0.1)}
YES = {"source_id": "it", "field": "setting", "source_value": "  YES", "outcome_code": "mapped", "codes": ["online"],
       "n_values": 10, "n_contacts": 10}  # fmt: skip


def network_of(*labels: Label, **declared: Any) -> InventedNetwork:
    """Ten contacts online and ninety offline, of a source with these labels."""
    network = InventedNetwork()
    network.add_source("it", expresses=labels, **declared)
    network.add_contacts("it", 10, (ABUSE_ONLINE,))
    network.add_contacts("it", 90, (OFFLINE_BY_LABEL if OFFLINE_BY_LABEL in labels else ABUSE_OFFLINE,))
    network.add_contacts("it", 100, (SCHOOL,))
    return network


def split(network: InventedNetwork, year: int = 2023) -> dict[str, tuple[float, float, float]]:
    connection = tabulated(network)
    return {
        setting: bounds(connection, SPLIT, setting_code=setting, reason_code="violence.sexual", year=year)
        for setting in CLOSED
    }


def same(one: dict[str, tuple[float, float, float]]) -> dict[str, Any]:
    return {name: pytest.approx(of, abs=1e-6) for name, of in one.items()}


def test_where_a_value_or_label_says_both_online_is_online_only() -> None:
    assert split(network_of(ABUSE_ONLINE, ABUSE_OFFLINE, ABUSE_BOTH)) == same(CLOSED)


@pytest.mark.parametrize("capability", ["per_reason", "per_contact", "remit"])
def test_where_nothing_says_both_online_is_at_least_online(capability: str) -> None:
    network = network_of(ABUSE_ONLINE, ABUSE_OFFLINE, setting_capability_code=capability)
    assert split(network) == same(ONLINE_IS_AT_LEAST_ONLINE)
    assert bounds(tabulated(network), WIDE) == pytest.approx((0.1, 0.1, 0.1), abs=1e-6)


def test_two_ticks_of_a_list_say_both() -> None:
    network = network_of(ABUSE_ONLINE, OFFLINE_BY_LABEL, setting_capability_code="by_list")
    assert split(network) == same(CLOSED)


def test_a_list_of_which_one_is_ticked_cannot_say_both() -> None:
    network = network_of(
        ABUSE_ONLINE, OFFLINE_BY_LABEL, setting_capability_code="by_list", can_record_several_reasons=False
    )
    assert bounds(tabulated(network), SPLIT, setting_code="online") == pytest.approx((0, 0.1, 0.1), abs=1e-6)


def two_years(fit: str | None) -> InventedNetwork:
    """A field `setting` with the value Yes, recorded in 2024 only; both can be said."""
    network = network_of(ABUSE_ONLINE, ABUSE_OFFLINE, ABUSE_BOTH)
    network.add_contacts("it", 10, (ABUSE_ONLINE,), year=2024)
    network.add_contacts("it", 90, (ABUSE_OFFLINE,), year=2024)
    network.rows["decision"].append(
        {"decision_id": "yes", "source_id": "it", "field": "setting", "source_value": "Yes", "outcome_code": "mapped",
         "code": "online", "fit_code": fit}
    )  # fmt: skip
    network.rows["source_value"].append({**YES, "contact_year": 2024})
    return network


@pytest.mark.parametrize("fit", ["wider", "overlap"])
def test_a_value_of_the_setting_that_says_more_leaves_it_open_in_the_years_in_which_it_was_recorded(fit: str) -> None:
    network = two_years(fit)
    assert split(network, 2024) == same(ONLINE_MAY_BE_ANY)
    assert bounds(tabulated(network), WIDE, year=2024) == pytest.approx((0, 0.1, 0.1), abs=1e-6)
    assert split(network, 2023) == same(CLOSED)


@pytest.mark.parametrize("fit", ["equal", "narrower", None])
def test_a_value_that_says_what_its_code_says_leaves_nothing_open(fit: str | None) -> None:
    assert split(two_years(fit), 2024) == same(CLOSED)


def test_a_weak_value_of_offline_may_hide_what_took_place_online() -> None:
    network = two_years("wider")
    network.rows["decision"][-1]["code"] = "offline"
    network.rows["source_value"][-1]["codes"] = ["offline"]
    assert bounds(tabulated(network), WIDE, year=2024) == pytest.approx((0.1, 0.1, 1), abs=1e-6)
