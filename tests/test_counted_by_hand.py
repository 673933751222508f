"""Every figure of small invented networks, held against the same counted by hand: nothing is lost, and no zero is false."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.counted_by_hand import (
    OWN_COLUMN,
    SINGLE,
    Contact,
    Figure,
    all_pairs,
    codes_of,
    contacts_of,
    count_figures,
    figure_of,
)
from tests.invented_network import InventedNetwork, Label
from warehouse.tabulate.tables import tabulate_tables

DIMENSIONS = (
    "framework", "contact_type_code", "reason_code", "setting_code", "framework_code", "gender_code", "age_band_code",
    "population_code", "attribute_code", "value_code", "channel_code", "person_code", "main_code",
)  # fmt: skip
SOURCES = (("s1", "africa"), ("s2", "africa"), ("s3", "europe"))
MANY = (
    "platform", "barrier", "risk_factor", "vulnerable_group", "extortion_demand", "image_origin", "referral_in",
    "referral_out", "perpetrator_relation", "perpetrator_age", "incident_place",
)  # fmt: skip
PAIRS = all_pairs()
HARM = [pair for pair in PAIRS if pair[0].startswith("violence")]


def label_of(pair: tuple[str, str], is_by_list: bool) -> Label:
    reason, setting = pair
    if setting in ("not_applicable", "unknown"):
        return reason, setting, "none"
    if setting == "offline" and (reason, "online") not in PAIRS:
        return reason, setting, "nature"
    return reason, setting, "list" if is_by_list else "recorded"


labels = st.lists(
    st.tuples(st.one_of(st.sampled_from(PAIRS), st.sampled_from(HARM)), st.booleans()),
    max_size=3,
    unique_by=lambda one: one[0],
)
answers = st.fixed_dictionaries(
    {},
    optional={
        **{column: st.sampled_from(codes_of(name)) for name, column in SINGLE.items() if name != "population"},
        **{name: st.lists(st.sampled_from(codes_of(name)), max_size=2, unique=True) for name in MANY},
    },
)
contacts = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.integers(0, len(SOURCES) - 1),
            "year": st.sampled_from((2022, 2023)),
            "kind": st.one_of(st.just("counselling"), st.none(), st.sampled_from(codes_of("contact_type"))),
            "population": st.one_of(st.just("child"), st.none(), st.sampled_from(codes_of("population"))),
            "labels": labels,
            "main": st.one_of(st.none(), st.integers(-1, 2)),
            "undecided": st.sampled_from((0, 0, 0, 1)),
            "answers": answers,
            "number": st.integers(1, 3),
        }
    ),
    min_size=1,
    max_size=10,
)


def network_of(given_contacts: list[dict[str, Any]]) -> InventedNetwork:
    network = InventedNetwork()
    for source, region in SOURCES:
        network.add_source(source, region_code=region, expresses=(), serves_young_people=True, reason_cap=None)
    for one in given_contacts:
        carried = [label_of(pair, is_by_list) for pair, is_by_list in one["labels"]]
        network.add_contacts(
            SOURCES[one["source"]][0],
            one["number"],
            carried,
            one["year"],
            one["kind"],
            one["population"],
            n_recorded=len(carried) + one["undecided"],
            main=one["main"] if carried else None,
            answers=one["answers"],
        )
    return network


def base_of(row: dict[str, Any]) -> Figure:
    """The name of the base that a row counts in, as `count_figures` calls it."""
    keys: dict[str, str | None] = {}
    statistic = str(row["statistic_code"])
    if row["base_code"] != "contacts":
        keys["base_code"] = row["base_code"]
    if "_by_" in statistic and not statistic.startswith("t1."):
        parting = ("gender_code", "age_band_code", "population_code", "channel_code", "person_code", "attribute_code")
        keys |= {name: row[name] for name in (*parting, "value_code")}
    elif row["attribute_code"] not in OWN_COLUMN:
        keys["attribute_code"] = row["attribute_code"]
    return figure_of(statistic, **keys)


def name_of(row: dict[str, Any]) -> Figure:
    is_told = str(row["statistic_code"]).startswith("t2.")
    base = {"base_code": row["base_code"]} if is_told else {}
    return figure_of(row["statistic_code"], **{name: row[name] for name in DIMENSIONS}, **base)


def by_year_and_region(network: InventedNetwork) -> dict[tuple[int, str | None], list[Contact]]:
    region_of = dict(SOURCES)
    found: dict[tuple[int, str | None], list[Contact]] = {}
    for contact in contacts_of(network).values():
        for region in (None, region_of[contact.row["source_id"]]):
            found.setdefault((contact.row["contact_year"], region), []).append(contact)
    return found


@pytest.mark.slow
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # a network takes seconds, and small ones fail as large ones do
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(contacts)
def test_every_figure_is_what_counting_by_hand_gives(given_contacts: list[dict[str, Any]]) -> None:
    network = network_of(given_contacts)
    with network.connect() as connection:
        tabulate_tables(connection)
        query = "from network_statistics_exact where panel_code = 'all' and base_code <> 'members'"
        rows = connection.sql(query).to_arrow_table().to_pylist()

    by_place = by_year_and_region(network)
    found: dict[tuple[int, str | None], Counter[Figure]] = {place: Counter() for place in by_place}
    counted = {place: count_figures(some) for place, some in by_place.items()}
    for row in rows:
        place = row["year"], row["region_code"]
        numerators, denominators = counted[place]
        name = name_of(row)
        assert (row["denominator"] or 0) == denominators[base_of(row)], (place, name)
        if row["status_code"] == "available":
            assert row["numerator"] == numerators[name], (place, name)
            found[place][name] = row["numerator"]
        else:
            # what is counted is no structural zero; where nobody asks, nobody has a place for what is unknown
            assert row["numerator"] is None, (place, name)
            assert not numerators[name] or "unknown" in dict(name).values(), (place, name)
    for place, (numerators, _) in counted.items():
        # of a question that nobody in a network asks there is no figure, so nothing is unknown either
        lost = {
            name: n
            for name, n in numerators.items()
            if found[place][name] != n and "unknown" not in dict(name).values()
        }
        assert not lost, place
