"""Sources that deliver counts only: whole years of reasons join the figures of reasons; the rest is named, never mixed in."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from schemas.finding import Finding
from tests.invented_network import MOOD, SCHOOL, InventedNetwork, all_rows
from tests.test_tabulate import figure, pair
from warehouse.assess.tables import assess_tables
from warehouse.tabulate.tables import tabulate_tables

QUARTERS = (((1, 1), (3, 31)), ((4, 1), (6, 30)), ((7, 1), (9, 30)), ((10, 1), (12, 31)))
YEAR = (((1, 1), (12, 31)),)
BESIDE = "Of 1 of 2 sources counts lie beside the contacts of the year; only the contacts are in it."
LEFT_OUT = "1 more source gave counts only, whose detail does not allow this figure."
Periods = tuple[tuple[tuple[int, int], tuple[int, int]], ...]


def counted(
    network: InventedNetwork, source_id: str, periods: Periods, axes: str = "reason", year: int = 2023, n: int = 3
) -> None:
    """In each period so many of bullying and twice as many of school, where reasons are told apart."""
    for first, last in periods:
        for times, reason in enumerate(("violence.bullying", "education.academic"), start=1):
            network.rows["reported_count"].append(
                {
                    "source_id": source_id,
                    "period_start": date(year, *first),
                    "period_end": date(year, *last),
                    "axes": axes,
                    "reason_code": reason if "reason" in axes else None,
                    "setting_code": ("unknown" if times == 1 else "not_applicable") if "reason" in axes else None,
                    "gender_code": ("girl" if times == 1 else "boy") if "gender" in axes else None,
                    "n_contacts": n * times,
                    "decision_id": "d",
                }
            )


def network_with(*periods: Periods, axes: str = "reason") -> InventedNetwork:
    network = InventedNetwork()
    network.add_source("counts")
    network.add_source("contacts")
    network.add_contacts("contacts", 10, (SCHOOL, MOOD))
    for one in periods:
        counted(network, "counts", one, axes)
    return network


def tabulated(network: InventedNetwork) -> duckdb.DuckDBPyConnection:
    connection = network.connect()
    tabulate_tables(connection)
    return connection


def school(connection: duckdb.DuckDBPyConnection, base: str = "reasons") -> dict[str, object]:
    return figure(
        connection,
        "t2.main",
        framework="COMMON",
        main_code="education",
        framework_code=None,
        base_code=base,
    )


@pytest.mark.parametrize("periods", [QUARTERS, YEAR])
def test_a_whole_year_of_reasons_joins(periods: Periods) -> None:
    connection = tabulated(network_with(periods))
    row = school(connection)
    n_each = len(periods) * 3
    assert pair(row) == (10 + 2 * n_each, 20 + 3 * n_each)
    assert row["n_sources"] == 2
    assert LEFT_OUT not in list(row["footnotes"])  # type: ignore[call-overload]


def test_the_base_of_contacts_is_not_told_by_counts_of_reasons_and_says_so() -> None:
    row = school(tabulated(network_with(QUARTERS)), "contacts")
    assert pair(row) == (10, 10)
    assert LEFT_OUT in list(row["footnotes"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "periods",
    [
        QUARTERS[:3],
        QUARTERS[1:],
        (*QUARTERS[:2], QUARTERS[3]),
        (((1, 1), (6, 30)), *QUARTERS[1:]),
        (*QUARTERS, ((12, 1), (12, 31))),
    ],
)
def test_what_is_no_whole_year_is_left_out_and_named(periods: Periods) -> None:
    row = school(tabulated(network_with(periods)))
    assert pair(row) == (10, 20)
    assert LEFT_OUT in list(row["footnotes"])  # type: ignore[call-overload]


def test_a_year_and_its_quarters_count_once() -> None:
    assert pair(school(tabulated(network_with(QUARTERS, YEAR)))) == (10 + 6, 20 + 9)


def test_a_period_over_two_years_is_never_shared_out() -> None:
    network = network_with()
    counted(network, "counts", YEAR)
    for row in network.rows["reported_count"]:
        row["period_start"] = date(2022, 7, 1)
    connection = tabulated(network)
    assert pair(school(connection)) == (10, 20)
    query = "select count(*) from network_statistics_exact where year = 2022 and base_code <> 'members'"
    assert all_rows(connection, query) == [(0,)]


def test_counts_by_gender_alone_tell_no_reason() -> None:
    assert pair(school(tabulated(network_with(QUARTERS, axes="gender")))) == (10, 20)


def test_counts_beside_contacts_of_the_same_year_are_not_added() -> None:
    network = network_with(QUARTERS)
    network.add_contacts("counts", 4, (SCHOOL,))
    row = school(tabulated(network))
    assert pair(row) == (14, 24)
    assert BESIDE in list(row["footnotes"])  # type: ignore[call-overload]


def test_counts_of_a_member_that_also_sends_contacts_are_asked_about() -> None:
    """A folder for the contacts of a workbook and one for its counts: in figures of reasons each contact stood twice."""
    network = network_with(QUARTERS)
    (member_id,) = (one["member_id"] for one in network.rows["source"] if one["source_id"] == "counts")
    network.add_source("office", member_id=member_id)
    network.add_contacts("office", 3, (SCHOOL,))
    with network.connect() as connection:
        assess_tables(connection)
        query = "select sentence from finding where finding_code = 'counts_beside_member'"
        told = [sentence for (sentence,) in connection.execute(query).fetchall()]
    assert told == [
        "For 2023 these counts lie beside 3 contacts of the same member (office). Figures of recorded reasons hold both."
    ]


@pytest.mark.parametrize(
    ("said", "months", "state", "form", "expected"),
    [
        (None, (1, 6, 12), "warn", "asked", (37, 59)),
        ("other", (6, 6, 6), "pass", "other", (37, 59)),
        ("same", (1, 6, 12), "pass", "same", (13, 23)),
        ("same", (6, 6, 12), "warn", "same", (13, 23)),
    ],
)
def test_counts_of_the_same_contacts_leave_the_figures(
    said: str | None, months: tuple[int, ...], state: str, form: str, expected: tuple[int, int]
) -> None:
    """What `counts_beside` of the mapping says is done, and no longer asked; a year without contacts counts as counts.
    Where the contacts begin later than the counts, it is still to be looked at.
    """
    network = network_with(QUARTERS)
    counted(network, "counts", QUARTERS, year=2022)
    counts = next(one for one in network.rows["source"] if one["source_id"] == "counts")
    counts["counts_beside_code"] = said
    network.add_source("office", member_id=counts["member_id"])
    for month in months:
        network.add_contacts("office", 1, (SCHOOL,), month=month)
    with network.connect() as connection:
        assess_tables(connection)
        query = "select state_code, form_code from finding where finding_code = 'counts_beside_member'"
        assert connection.execute(query).fetchall() == [(state, form)]
    connection = tabulated(network)
    education: dict[str, Any] = {"framework": "COMMON", "main_code": "education", "framework_code": None}
    now, before = (figure(connection, "t2.main", base_code="reasons", year=year, **education) for year in (2023, 2022))
    assert pair(now) == expected
    assert (BESIDE in list(now["footnotes"])) == (said == "same")
    assert (pair(before), now["n_sources"]) == ((24, 36), 2 if said == "same" else 3)


def test_counts_beside_contacts_are_found() -> None:
    """A year of one month of contacts and twelve of counts: the eleven that nobody sees are said."""
    network = network_with(QUARTERS)
    network.add_contacts("counts", 4, (SCHOOL,), month=12)
    with network.connect() as connection:
        assess_tables(connection)
        found = (
            connection.sql("from finding where finding_code = 'counts_beside_contacts'").to_arrow_table().to_pylist()
        )
    (finding,) = map(Finding.from_dict, found)
    assert (finding.source_id, finding.contact_year, finding.state_code) == ("counts", 2023, "warn")
    assert "(8 numbers) lie beside 4 contacts" in finding.sentence


def test_suppressed_or_undecided_counts_are_no_whole() -> None:
    network = network_with(QUARTERS)
    network.rows["source_value"].append(
        {
            "source_id": "counts",
            "contact_year": 2023,
            "field": "reason",
            "source_value": "?",
            "outcome_code": "unmapped",
            "codes": [],
            "n_values": 4,
            "n_contacts": 4,
        }
    )
    assert pair(school(tabulated(network))) == (10, 20)


def test_reasons_of_counts_stand_under_their_code() -> None:
    connection = tabulated(network_with(QUARTERS))
    row = figure(
        connection,
        "t2.code",
        framework="COMMON",
        main_code="violence",
        framework_code="violence.bullying",
        reason_code="violence.bullying",
        base_code="reasons",
    )
    assert pair(row) == (12, 56)


def test_a_source_of_counts_has_answered() -> None:
    connection = tabulated(network_with(QUARTERS))
    assert pair(figure(connection, "t0.members_answering", base_code="members")) == (2, 2)
