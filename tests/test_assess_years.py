"""Which contacts a source-year counts, what state it is in, and what its months add up to."""

from __future__ import annotations

from schemas.contract.table import load_tables
from tests.assessed_network import ORDINARY, assessed
from tests.invented_network import (
    ABUSE_ONLINE,
    ABUSE_UNKNOWN,
    MOOD,
    SCHOOL,
    InventedNetwork,
    add_ordinary_sources,
    all_rows,
)


def test_adults_and_other_kinds_of_contact_are_outside_child_statistics() -> None:
    network = InventedNetwork()
    network.add_source("it")
    network.add_contacts("it", 1, (SCHOOL, MOOD))
    network.add_contacts("it", 2, (SCHOOL,), population="unknown")
    network.add_contacts("it", 4, (SCHOOL,), population="young_person")
    network.add_contacts("it", 8, (SCHOOL,), population="adult")
    network.add_contacts("it", 16, (), kind="non_counselling.silent")
    network.add_contacts("it", 32, (), kind="non_counselling")
    network.add_contacts("it", 64, (), kind="content_report")
    network.add_contacts("it", 128, (), kind="unknown")
    columns = (
        "n_contacts, n_counselling, n_non_counselling, n_contact_type_unknown, n_child_contacts, n_with_reason, "
        "n_with_two_reasons, n_reasons"
    )
    (row,) = all_rows(assessed(network), f"select {columns} from source_year")
    assert row == (255, 15, 48, 128, 5, 7, 1, 8)


def test_a_source_that_never_asks_for_the_kind_counts_what_has_a_reason() -> None:
    network = InventedNetwork()
    network.add_source("it")
    network.add_contacts("it", 5, (SCHOOL,), kind=None, population=None)
    network.add_contacts("it", 3, (), kind=None, population=None)
    (row,) = all_rows(assessed(network), "select n_counselling, n_child_contacts, n_with_reason from source_year")
    assert row == (None, None, 5)


def test_years_without_contacts_held_sources_and_silent_sources_are_told_apart() -> None:
    network = InventedNetwork()
    network.add_source("gap")
    network.add_contacts("gap", 3, (SCHOOL,), year=2021)
    network.add_contacts("gap", 3, (SCHOOL,), year=2023)
    network.add_source("held_back")
    network.add_contacts("held_back", 3, (SCHOOL,))
    network.held.append("held_back")
    network.add_source("silent")
    connection = assessed(network)
    assert all_rows(connection, "select source_id, contact_year, status_code from source_year order by all") == [
        ("gap", 2021, "current"),
        ("gap", 2022, "empty"),
        ("gap", 2023, "current"),
        ("held_back", 2023, "held"),
    ]
    query = "select source_id, state_code from finding where finding_code = 'no_contacts'"
    assert all_rows(connection, query) == [("silent", "not_assessable")]


def test_a_year_for_which_a_file_is_held_back_is_stale_and_held_where_nothing_of_it_is_in() -> None:
    network = InventedNetwork()
    add_ordinary_sources(network, ORDINARY)
    network.add_source("behind")
    for year in (2022, 2023):
        network.add_contacts("behind", 60, (SCHOOL, MOOD, ABUSE_ONLINE), year=year)
    network.held_years += [("behind", 2023), ("behind", 2025)]
    rows = all_rows(
        assessed(network),
        "select contact_year, status_code, n_contacts, n_counselling, n_sexual, use_reasons_code, verdict_code "
        "from source_year where source_id = 'behind' order by all",
    )
    assert [row[:5] for row in rows] == [
        (2022, "current", 60, 60, 60),
        (2023, "stale", 60, 60, 60),
        (2024, "empty", 0, None, None),
        (2025, "held", None, None, None),
    ]
    assert "in" not in [use for year, *_, use, _ in rows if year in (2023, 2025)]
    assert rows[3][-1] == rows[2][-1] == "not_assessable"


def test_a_year_without_a_contact_to_look_at_shows_nothing_and_counts_nowhere() -> None:
    network = InventedNetwork()
    add_ordinary_sources(network, ORDINARY)
    network.add_source("hung_up")
    network.add_contacts("hung_up", 60, (SCHOOL, MOOD, ABUSE_ONLINE), year=2022)
    network.add_contacts("hung_up", 900, year=2023, kind="non_counselling.silent", population=None)
    network.add_contacts("hung_up", 60, (SCHOOL, MOOD, ABUSE_ONLINE), year=2025)
    rows = all_rows(
        assessed(network),
        "select contact_year, status_code, verdict_code, use_several_reasons_code, use_setting_code, use_ocsea_code, "
        "use_reasons_code from source_year where source_id = 'hung_up' order by all",
    )

    assert [row[0] for row in rows] == [2022, 2023, 2024, 2025]
    assert rows[1][1:] == ("current", "not_assessable", *["out"] * 4)
    assert rows[2][1:] == ("empty", "not_assessable", *["out"] * 4)
    assert "not_assessable" not in rows[0] + rows[3] and "out" not in rows[0] + rows[3]


def test_months_add_up_to_the_year() -> None:
    network = InventedNetwork()
    network.add_source("it")
    network.add_contacts("it", 7, (ABUSE_ONLINE, MOOD), month=2)
    network.add_contacts("it", 5, (ABUSE_UNKNOWN,), month=12)
    connection = assessed(network)
    names = [name for name in load_tables()["source_month"].names if name.startswith("n_")]
    sums = ", ".join(f"sum({name})" for name in names)
    assert all_rows(connection, f"select {sums} from source_month") == all_rows(
        connection, f"select {', '.join(names)} from source_year"
    )
