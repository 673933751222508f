"""That a row is there, or what stands in place of its number, tells nothing of what a helpline counted."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from tests.invented_network import ABUSE_OFFLINE, ABUSE_ONLINE, MOOD, SCHOOL, InventedNetwork
from tests.test_counts_statistics import YEAR, counted
from tests.test_tabulate import figure
from warehouse.publish.disclosure.fill import fill_network_statistics
from warehouse.publish.disclosure.queries import key_columns
from warehouse.tabulate.tables import tabulate_tables

GIRL = {"gender_code": "girl"}
HELD_BACK = "Of 1 more source all that came for the year is held back: nothing of it is counted."
STALE = "Of 1 of 2 sources a file for the year is held back: what came before it counts."


def two_regions(n_lone_online: int, n_lone_offline: int) -> InventedNetwork:
    """Four members in one region, and one alone in another, with so many contacts about sexual violence."""
    network = InventedNetwork()
    for number in range(4):
        network.add_source(f"s{number}")
        network.add_contacts(f"s{number}", 60, (SCHOOL, MOOD), answers=GIRL)
        network.add_contacts(f"s{number}", 20, (ABUSE_ONLINE,), answers=GIRL)
        network.add_contacts(f"s{number}", 30, (ABUSE_OFFLINE,), answers=GIRL)
    network.add_source("lone", region_code="mena")
    network.add_contacts("lone", 60, (SCHOOL, MOOD), answers=GIRL)
    network.add_contacts("lone", n_lone_online, (ABUSE_ONLINE,), answers=GIRL)
    network.add_contacts("lone", n_lone_offline, (ABUSE_OFFLINE,), answers=GIRL)
    return network


def published(network: InventedNetwork) -> list[dict[str, Any]]:
    with network.connect() as connection:
        tabulate_tables(connection)
        fill_network_statistics(connection)
        rows: list[dict[str, Any]] = connection.sql("from network_statistics").to_arrow_table().to_pylist()
        return rows


def of_lone_region(rows: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    names = (*key_columns(), "numerator", "denominator", "status_code")
    rows = [row for row in rows if row["region_code"] == "mena" and row["base_code"] != "members"]
    return {(*(row[name] for name in names), *row["footnotes"]) for row in rows}


@pytest.mark.long
def test_a_region_of_one_member_says_the_same_whatever_it_counted() -> None:
    nothing = of_lone_region(published(two_regions(0, 0)))
    assert nothing
    assert of_lone_region(published(two_regions(1, 0))) == nothing
    assert of_lone_region(published(two_regions(0, 1))) == nothing


def test_what_one_member_cannot_record_is_not_told() -> None:
    network = two_regions(0, 9)
    network.rows["source"][-1]["setting_capability_code"] = "none"
    rows = [row for row in published(network) if row["region_code"] == "mena"]
    assert {row["status_code"] for row in rows} == {"suppressed"}
    told = ("record it", "a place for it", "No word of", "Every word of", "nobody has decided", "was recorded")
    assert not [note for row in rows for note in row["footnotes"] if any(words in note for words in told)]


@pytest.fixture(scope="module")
def beside_mute() -> duckdb.DuckDBPyConnection:
    """One that can record it and had no such contact, beside one that cannot and had some."""
    network = InventedNetwork()
    network.add_source("able", member_id="able")
    network.add_contacts("able", 20, (SCHOOL,), answers=GIRL)
    network.add_source("mute", member_id="mute", setting_capability_code="none", expresses=())
    network.add_decision("mute", "reason", "violence.sexual.abuse")
    network.add_contacts("mute", 10, (("violence.sexual.abuse", "unknown", "none"),))
    for year, name, status, n in ((2023, "able", "stale", 20), (2023, "late", "held", None)):
        network.rows["source_year"].append(
            {"source_id": name, "contact_year": year, "status_code": status, "n_contacts": n}
        )
    network.add_source("late", member_id="late")
    connection = network.connect()
    tabulate_tables(connection)
    return connection


@pytest.mark.parametrize("panel", ["all", "able"])
def test_what_a_source_can_record_and_did_not_is_no_structural_zero(
    beside_mute: duckdb.DuckDBPyConnection, panel: str
) -> None:
    for statistic, keys in (
        ("t4.ocsea_wide_of_violence", {}),
        ("t3.gender_of_violence", {"gender_code": "girl"}),
        ("t5.form", {"reason_code": "violence.sexual.abuse"}),
    ):
        row = figure(beside_mute, statistic, panel, **keys)
        assert (row["status_code"], row["numerator"]) == ("not_available", None), statistic
        assert any(note.startswith("Nothing is in the base") for note in row["footnotes"])


def test_who_is_able_does_not_hang_on_what_was_counted(beside_mute: duckdb.DuckDBPyConnection) -> None:
    for statistic in ("t3.gender_of_violence", "t3.gender_of_ocsea_wide", "t5.form"):
        row = figure(beside_mute, f"t0.members_able.{statistic}", base_code="members")
        assert (row["numerator"], row["denominator"]) == (1, 2), statistic


def test_a_figure_says_what_of_it_is_held_back(beside_mute: duckdb.DuckDBPyConnection) -> None:
    row = figure(beside_mute, "t1.with_reason", contact_type_code="counselling")
    assert {HELD_BACK, STALE} <= set(row["footnotes"])


def test_what_all_have_in_a_base_is_not_shown_beside_a_panel_that_lacks_one_of_them() -> None:
    """T2 shows how many contacts of all are about violence: beside it T4 of all but one would give that one away."""
    network = InventedNetwork()
    for number in range(6):
        network.add_source(f"s{number}")
        network.add_contacts(f"s{number}", 100, (SCHOOL, MOOD))
        network.add_contacts(f"s{number}", 20 + number, (ABUSE_ONLINE,))
        network.add_contacts(f"s{number}", 40, (ABUSE_OFFLINE,))
    network.add_source("mute", setting_capability_code="none", expresses=())
    for reason in ("violence.sexual.abuse", "education.academic"):
        network.add_decision("mute", "reason", reason)
    network.add_contacts("mute", 100, (SCHOOL,))
    network.add_contacts("mute", 33, (("violence.sexual.abuse", "unknown", "none"),))
    rows = [row for row in published(network) if row["region_code"] is None]

    violence = [row for row in rows if row["statistic_code"] == "t2.main" and row["main_code"] == "violence"]
    of_all = [row for row in violence if (row["panel_code"], row["base_code"]) == ("all", "contacts")]
    of_violence = [row for row in rows if str(row["statistic_code"]).endswith("_of_violence")]
    bases = {row["denominator"] for row in of_violence if row["base_code"] == "contacts"}

    assert {row["numerator"] for row in of_all} == {410}
    assert bases == {410, None}


@pytest.mark.parametrize(("n_of_counts", "is_shown"), [(0, True), (1, False), (2, False), (3, True)])
def test_reasons_are_not_shown_beside_contacts_where_one_or_two_gave_counts_only(
    n_of_counts: int, is_shown: bool
) -> None:
    """Recorded reasons hold the counts and contacts do not: the difference would be what one or two counted."""
    network = InventedNetwork()
    for number in range(5):
        network.add_source(f"s{number}")
        network.add_contacts(f"s{number}", 60 + number, (SCHOOL,))
    for number in range(n_of_counts):
        network.add_source(f"counts{number}")
        counted(network, f"counts{number}", YEAR, n=40)
    rows = [row for row in published(network) if row["statistic_code"] == "t2.main" and row["main_code"] == "education"]

    shown = {row["base_code"] for row in rows if row["panel_code"] == "all" and row["denominator"] is not None}

    assert shown == ({"contacts", "reasons"} if is_shown else {"contacts"})
