"""Where an online and an offline part collapse to one, `no_setting` says so; who cannot record both is not asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.invented_metrics import found, states, year_of
from tests.invented_network import ABUSE_BOTH, ABUSE_OFFLINE, ABUSE_ONLINE, SCHOOL, InventedNetwork
from warehouse.assess.findings.evidence import SourceYear
from warehouse.assess.tables import assess_tables


def source(source_id: str, both: int, online: int, offline: int, base: str = "sexual", **declared: Any) -> SourceYear:
    counts = {f"{base}_both": both, f"{base}_online": online, f"{base}_offline": offline, f"{base}_unknown": 0}
    counts |= {base: both + online + offline, "tellable": 300, "tellable_online": 100, "contacts": 900}
    return year_of(source_id, counts, **declared)


def peers(number: int = 12, base: str = "sexual", **declared: Any) -> list[SourceYear]:
    """Sources that record 20 to 30 contacts with both parts beside 60 online and 110 offline."""
    return [source(f"p{n}", 20 + n % 11, 60, 110, base, **declared) for n in range(number)]


@pytest.mark.parametrize("base", ["sexual", "bullying"])
@pytest.mark.parametrize(
    ("both", "online", "offline", "expected"),
    [(0, 85, 110, "fail"), (2, 60, 133, "fail"), (15, 70, 110, "pass"), (25, 60, 110, "pass"), (0, 8, 12, "pass")],
)
def test_both_hardly_ever_where_it_was_to_be_expected(
    base: str, both: int, online: int, offline: int, expected: str
) -> None:
    own = found("no_setting", [*peers(base=base), source("it", both, online, offline, base)])["it"]
    assert own.state_code == expected
    assert ("with both parts" in own.sentence) == (expected == "fail")


@pytest.mark.parametrize(("both", "expected"), [(3, "fail"), (5, "pass")])
def test_helplines_that_differ_much_in_both_do_not_hide_one_that_hardly_has_any(both: int, expected: str) -> None:
    """Rare by one of 100 beside online is enough where it is as rare beside offline."""
    lively = [source(f"p{n}", (8, 14, 20, 28, 40)[n % 5], 60, 110) for n in range(15)]
    assert states("no_setting", [*lively, source("it", both, 70, 125)])["it"] == expected


def test_a_campaign_on_what_happens_online_is_no_collapse() -> None:
    """Few offline contacts of which both could be a part: 250 online ones more change nothing."""
    assert states("no_setting", [*peers(), source("it", 0, 300, 20)])["it"] == "pass"


def test_who_cannot_record_both_is_not_asked() -> None:
    cannot = {name: n for name, n in source("it", 0, 85, 110).counts.items() if name != "sexual_both"}
    assert states("no_setting", [*peers(), year_of("it", cannot)])["it"] == "pass"


def test_two_entries_of_a_list_are_compared_with_their_like() -> None:
    few = [source(f"list_{n}", 1 + n % 3, 80, 110, setting_capability_code="by_list") for n in range(8)]
    own = states("no_setting", [*peers(), *few])
    assert {state for name, state in own.items() if name.startswith("list_")} == {"pass"}


def test_four_of_ten_that_collapse_alike_do_not_become_the_norm() -> None:
    own = states("no_setting", [*peers(12), *(source(f"one_{n}", n % 2, 85, 110) for n in range(8))])
    assert {own[f"one_{n}"] for n in range(8)} == {"fail"}
    assert {own[f"p{n}"] for n in range(12)} == {"pass"}


def test_the_verdict_of_a_source_that_collapses_both_is_setting_not_told() -> None:
    network = InventedNetwork()
    for n in range(10):
        network.add_source(f"p{n}")
        for labels, number in (((ABUSE_BOTH,), 16), ((ABUSE_ONLINE,), 40), ((ABUSE_OFFLINE,), 60)):
            network.add_contacts(f"p{n}", number + n % 3, labels)
        network.add_contacts(f"p{n}", 20, (SCHOOL, ABUSE_OFFLINE))
    network.add_source("it")
    network.add_contacts("it", 56, (ABUSE_ONLINE,))
    network.add_contacts("it", 60, (ABUSE_OFFLINE,))
    network.add_contacts("it", 20, (SCHOOL, ABUSE_OFFLINE))
    connection = network.connect()
    assess_tables(connection)
    rows = connection.execute("select verdict_code, n_tellable_both from source_year order by source_id").fetchall()
    assert rows[0] == ("setting_not_told", 0)
    assert {verdict for verdict, _ in rows[1:]} == {"complete"}
    assert rows[1] == ("complete", 16)
