"""Law 6. No figure without base, n and coverage; a structural zero is NULL; parts are the whole; n x mean = total."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.invented_network import (
    ABUSE_BOTH,
    ABUSE_OFFLINE,
    ABUSE_OFFLINE_BY_LIST,
    ABUSE_ONLINE,
    ABUSE_UNKNOWN,
    MOOD,
    SCHOOL,
    InventedNetwork,
    Label,
    all_rows,
)
from warehouse.tabulate.tables import tabulate_tables

BOUNDED = (
    "select network_code, statistic_code, framework, year, region_code, reason_code, setting_code, framework_code, "
    "main_code, base_code, gender_code, age_band_code, population_code, attribute_code, value_code, channel_code, "
    "person_code, share_low, share_high from network_statistics_exact "
    "where panel_code = 'all' and share is not null and statistic_code not like 't1.%' "
    "and setting_code is distinct from 'unknown' and coalesce(framework_code not in ('undetermined', 'none'), true) "
    "and main_code is distinct from 'none' and main_code is distinct from 'undetermined' and base_code <> 'members' "
    "and 'unknown' not in (coalesce(gender_code, ''), coalesce(age_band_code, ''), coalesce(value_code, ''), "
    "coalesce(channel_code, ''), coalesce(person_code, ''), coalesce(population_code, ''))"
)
"""Figures with bounds. What was recorded as not known is a fact of its own: it has none."""
LABELS: tuple[Label, ...] = (
    SCHOOL,
    MOOD,
    ABUSE_ONLINE,
    ABUSE_OFFLINE,
    ABUSE_OFFLINE_BY_LIST,
    ABUSE_BOTH,
    ABUSE_UNKNOWN,
    ("violence", "unknown", "none"),
    ("violence.bullying", "both", "recorded"),
    ("violence.bullying", "unknown", "none"),
    ("violence.sexual.exposure", "online", "label"),
    ("safety", "unknown", "none"),
    ("other", "not_applicable", "none"),
)

answers_of_a_contact = st.fixed_dictionaries(
    {},
    optional={
        "gender_code": st.sampled_from(["girl", "boy", "unknown"]),
        "age_band_code": st.sampled_from(["under_18", "age_10_12", "unknown"]),
        "channel_code": st.sampled_from(["chat", "voice"]),
        "living_situation_code": st.sampled_from(["with_parents", "unknown"]),
        "platform": st.lists(st.sampled_from(["gaming", "gaming.roblox", "email", "unknown"]), max_size=2, unique=True),
        "referral_out": st.lists(st.sampled_from(["police", "hotline"]), max_size=2, unique=True),
    },
)
labels_of_a_contact = st.lists(st.sampled_from(LABELS), max_size=3, unique_by=lambda label: label[:2])


@st.composite
def networks(draw: st.DrawFn) -> InventedNetwork:
    """One to four sources with any capability, any list, and any contacts."""
    network = InventedNetwork()
    for number in range(draw(st.integers(1, 4))):
        name = f"source_{number}"
        network.add_source(
            name,
            region_code=draw(st.sampled_from(["africa", "europe"])),
            network_code=draw(st.sampled_from(["demo", "demo", "other"])),
            member_id=f"member_{number // 2}",
            setting_capability_code=draw(st.sampled_from(["per_reason", "per_contact", "by_list", "remit", "none"])),
            expresses=draw(st.lists(st.sampled_from(LABELS), max_size=4, unique=True)),
        )
        for labels in draw(st.lists(labels_of_a_contact, max_size=6)):
            network.add_contacts(
                name,
                draw(st.integers(1, 3)),
                labels,
                year=draw(st.sampled_from([2022, 2023])),
                kind=draw(st.sampled_from(["counselling", "counselling", "non_counselling.silent", "unknown", None])),
                population=draw(st.sampled_from(["child", "young_person", "adult", "unknown", None])),
                main=draw(st.sampled_from([None, None, -1, 0])),
                answers=draw(answers_of_a_contact),
            )
        if draw(st.booleans()):
            _add_counts(network, name, draw(st.sampled_from([1, 2, 4])))
    return network


def _add_counts(network: InventedNetwork, source_id: str, n_quarters: int) -> None:
    """Counts of reasons of the first quarters of a year in which there may be contacts, or none."""
    for quarter in range(n_quarters):
        first = date(2024, 3 * quarter + 1, 1)
        after = date(2024 + (quarter == 3), (3 * quarter + 3) % 12 + 1, 1)
        network.rows["reported_count"].append(
            {
                "source_id": source_id,
                "period_start": first,
                "period_end": after - timedelta(days=1),
                "axes": "reason",
                "reason_code": "violence.bullying",
                "setting_code": "unknown",
                "n_contacts": 5,
                "decision_id": "d",
            }
        )


def broken(connection: duckdb.DuckDBPyConnection, condition: str) -> int:
    ((number,),) = all_rows(connection, f"select count(*) from network_statistics_exact where not ({condition})")
    return int(number)


@settings(max_examples=15)
@given(networks())
def test_law_6(network: InventedNetwork) -> None:
    connection = network.connect()
    tabulate_tables(connection)
    assert broken(connection, "base_code is not null and n_sources is not null and n_sources_able is not null") == 0
    assert broken(connection, "n_members <= n_sources and n_sources_able <= n_sources") == 0
    assert broken(connection, "(numerator is null) = (status_code <> 'available')") == 0
    assert broken(connection, "numerator is null or (denominator > 0 and n_sources > 0)") == 0
    assert broken(connection, "(numerator is null) = (share is null and share_low is null and share_high is null)") == 0
    assert broken(connection, "numerator is null or numerator between 0 and denominator") == 0
    assert broken(connection, "numerator is null or share_low <= share and share <= share_high") == 0
    assert broken(connection, "numerator is null or (share_low >= 0 and share_high <= 1)") == 0
    assert broken(connection, "numerator is null or share = cast(numerator / denominator as decimal(18, 6))") == 0
    assert broken(connection, "status_code <> 'structural_zero' or n_sources_able = 0") == 0
    _check_totals(connection)


def _check_totals(connection: duckdb.DuckDBPyConnection) -> None:
    """The total of a figure is the sum over the sources that it says it rests on."""
    query = """
        select count(*)
        from network_statistics_exact as cell
        where cell.region_code is null and cell.panel_code = 'all' and cell.denominator is not null
            and cell.statistic_code = 't1.with_reason'
            and cell.denominator <> (
                select count(*) from contact
                inner join source using (source_id)
                where source.network_code = cell.network_code
                    and contact.contact_year = cell.year
                    and (
                        contact.contact_type_code = 'counselling'
                        or (contact.contact_type_code is null and contact.n_reasons > 0)
                    )
                    and contact.population_code is distinct from 'adult'
            )
    """
    assert all_rows(connection, query) == [(0,)]
    parts = """
        select count(*) from (
            select sum(numerator) as parts, max(denominator) as whole
            from network_statistics_exact
            where statistic_code = 't2.main' and base_code = 'reasons' and panel_code = 'all'
            group by network_code, framework, year, region_code
            having parts <> whole
        )
    """
    assert all_rows(connection, parts) == [(0,)]


def _bounds(network: InventedNetwork) -> dict[tuple[object, ...], tuple[float, float]]:
    connection = network.connect()
    tabulate_tables(connection)
    assert broken(connection, "share is null or (share_low <= share and share <= share_high)") == 0
    return {tuple(row[:-2]): (float(row[-2]), float(row[-1])) for row in all_rows(connection, BOUNDED)}


def _narrowed(before: InventedNetwork, after: InventedNetwork) -> list[tuple[object, ...]]:
    """Figures whose bounds hold less after the change than before, of those that there still are."""
    old, new = _bounds(before), _bounds(after)
    return [
        key for key in old.keys() & new.keys() if new[key][0] > old[key][0] + 1e-6 or new[key][1] < old[key][1] - 1e-6
    ]


def _some_label(network: InventedNetwork, data: st.DataObject) -> tuple[object, object]:
    """One of the labels that contacts of the network carry."""
    carried = sorted({_label_of(row) for row in network.rows["contact_reason"]}, key=str)
    assume(bool(carried))
    return data.draw(st.sampled_from(carried))


def _label_of(row: dict[str, object]) -> tuple[object, object]:
    return row["reason_code"], row["setting_code"]


@pytest.mark.long
@settings(max_examples=6)
@given(networks(), st.data(), st.sampled_from(["wider", "overlap"]))
@pytest.mark.long
def test_a_weaker_fit_never_narrows_a_bound(network: InventedNetwork, data: st.DataObject, fit: str) -> None:
    label = _some_label(network, data)
    weaker = deepcopy(network)
    for row in weaker.rows["contact_reason"]:
        if _label_of(row) == label:
            row["fit_code"] = fit
    assert _narrowed(network, weaker) == []


@pytest.mark.long
@settings(max_examples=6)
@given(networks(), st.data())
@pytest.mark.long
def test_an_unknown_setting_never_narrows_a_bound(network: InventedNetwork, data: st.DataObject) -> None:
    """The same act with its setting blank, where no other row of the contact says so already."""
    label = _some_label(network, data)
    vaguer = deepcopy(network)
    taken = {
        (row["contact_id"], row["reason_code"])
        for row in vaguer.rows["contact_reason"]
        if row["setting_code"] == "unknown"
    }
    for row in vaguer.rows["contact_reason"]:
        is_it = _label_of(row) == label and row["setting_code"] in ("online", "offline", "both")
        if is_it and (row["contact_id"], row["reason_code"]) not in taken:
            row["setting_code"], row["setting_basis_code"] = "unknown", "none"
            taken.add((row["contact_id"], row["reason_code"]))
    assert _narrowed(network, vaguer) == []


@pytest.mark.long
@settings(max_examples=6)
@given(networks(), st.data())
@pytest.mark.long
def test_a_blank_answer_never_narrows_a_bound(network: InventedNetwork, data: st.DataObject) -> None:
    """The same contacts, of some of whom one answer is not known; what the list has stays what it is."""
    for row in network.rows["contact"]:
        for name in ("gender_code", "age_band_code"):
            if row.get(name):
                network.add_decision(row["source_id"], name.removesuffix("_code"), row[name])
    name, code = data.draw(
        st.sampled_from([("gender_code", "girl"), ("gender_code", "boy"), ("age_band_code", "age_10_12")])
    )
    vaguer = deepcopy(network)
    for row in vaguer.rows["contact"]:
        if row.get(name) == code:
            row[name] = "unknown"
    assert _narrowed(network, vaguer) == []


@pytest.mark.slow
@settings(max_examples=6)
@given(networks(), st.data())
def test_a_deleted_decision_never_narrows_a_bound(network: InventedNetwork, data: st.DataObject) -> None:
    """Its contacts keep a recorded reason of which nobody knows what it means."""
    label = _some_label(network, data)
    open_again = deepcopy(network)
    rows = open_again.rows["contact_reason"]
    open_again.rows["contact_reason"] = [row for row in rows if _label_of(row) != label]
    left = Counter(row["contact_id"] for row in open_again.rows["contact_reason"])
    for row in open_again.rows["contact"]:
        row["n_reasons"] = left[row["contact_id"]]
    assert _narrowed(network, open_again) == []


@pytest.mark.long
@settings(max_examples=6)
@given(networks())
def test_no_source_leaves_the_able_panel_because_of_a_value(network: InventedNetwork) -> None:
    """Turning every online contact of a source into an offline one moves no source out of a panel.

    What a source is able to tell is what its list can say, so the list says all that its contacts show, in all years.
    """
    for row in network.rows["contact_reason"]:
        network.add_decision(row["source_id"], "reason", row["reason_code"], row["setting_code"], "label")
        if row["reason_code"].startswith("violence.sexual"):
            network.add_decision(row["source_id"], "reason", row["reason_code"], "offline", "label")
    connection = network.connect()
    tabulate_tables(connection)
    query = (
        "select network_code, year, n_sources from network_statistics_exact where panel_code = 'able' "
        "and statistic_code = 't4.ocsea_wide_of_sexual_violence' and region_code is null order by all"
    )
    before = all_rows(connection, query)
    for row in network.rows["contact_reason"]:
        if row["reason_code"].startswith("violence.sexual") and row["setting_code"] in ("online", "both"):
            row["setting_code"], row["setting_basis_code"] = "offline", "label"
    by_key = {
        (row["contact_id"], row["reason_code"], row["setting_code"]): row for row in network.rows["contact_reason"]
    }
    network.rows["contact_reason"] = list(by_key.values())
    after_connection = network.connect()
    tabulate_tables(after_connection)
    assert all_rows(after_connection, query) == before
