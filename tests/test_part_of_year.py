"""A source whose contacts lie in part of the year only is said with every figure of it, unless that may well be chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.exact_figures import exact_rows, publish_rows
from tests.invented_network import SCHOOL, InventedNetwork
from warehouse.tabulate.tables import tabulate_tables

EVEN = dict.fromkeys(range(1, 13), 10)


def network_of(months: Mapping[int, int]) -> InventedNetwork:
    """Four whole years, and one source with so many contacts in these months."""
    network = InventedNetwork()
    for name, of_month in (*((f"whole_{number}", EVEN) for number in range(4)), ("part", months)):
        network.add_source(name)
        for month, number in of_month.items():
            network.add_contacts(name, number, (SCHOOL,), month=month)
    return network


def footnotes_of(months: Mapping[int, int]) -> list[str]:
    """Footnotes on part of the year, of all figures of all sources."""
    with network_of(months).connect() as connection:
        tabulate_tables(connection)
        rows: list[dict[str, Any]] = (
            connection.sql(
                "from network_statistics_exact where panel_code = 'all' and region_code is null and numerator > 0 and base_code = 'contacts'"
            )
            .to_arrow_table()
            .to_pylist()
        )
    assert rows
    notes = [tuple(note for note in row["footnotes"] if "part of the year" in note) for row in rows]
    assert len(set(notes)) == 1, "the same of every figure"
    return list(notes[0])


@pytest.mark.parametrize(
    "months",
    [
        pytest.param({1: 30, 2: 30, 3: 30}, id="three months"),
        pytest.param(dict.fromkeys(range(1, 12), 20), id="no December of a large source"),
        pytest.param(dict.fromkeys(range(5, 13), 4), id="from May on"),
    ],
)
def test_part_of_a_year_is_said(months: Mapping[int, int]) -> None:
    exact = "Of 1 of 5 sources all contacts lie in part of the year."
    assert footnotes_of(months) == [exact]


@pytest.mark.parametrize(
    "months",
    [
        pytest.param(EVEN, id="every month"),
        pytest.param({2: 2, 6: 1, 10: 2}, id="five contacts"),
        pytest.param({3: 1}, id="one contact"),
        pytest.param(dict.fromkeys((1, 2, 3, 9, 10, 11, 12), 15), id="a summer without any"),
    ],
)
def test_what_may_be_chance_is_not_said(months: Mapping[int, int]) -> None:
    assert footnotes_of(months) == []


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("Of {} of 5 sources all contacts lie in part of the year.", "all contacts of this year lie in part of it"),
        ("Of {} of 5 sources a file for the year is held back: what came before it counts.", "is held back, and what"),
        (
            "Of {} of 5 sources counts lie beside the contacts of the year; only the contacts are in it.",
            "counts lie beside",
        ),
        (
            "Of {} more sources all that came for the year is held back: nothing of it is counted.",
            "nothing of it is in any",
        ),
    ],
)
def test_in_public_it_is_said_of_the_network_and_not_of_how_many_or_in_which_figure(note: str, said: str) -> None:
    """Figures that have it, less members of figures that have it not, would tell whose year it is."""
    contacts = {(member, "europe", answer): 40 for member in "abcdefgh" for answer in ("child", "unknown")}
    others = {key: n for key, n in contacts.items() if key[0] in "defgh"}
    with_it = [{**row, "footnotes": [note.format(1)]} for row in exact_rows(contacts)]

    exact = [*with_it, *exact_rows(others, panel="able")]

    rows, _ = publish_rows(row for row in exact if row["population_code"] != "adult")

    shown = [row for row in rows if row["status_code"] == "published"]
    assert {row["panel_code"] for row in shown} == {"all", "able"}
    for row in shown:
        (public,) = row["footnotes"]
        assert said in public and "some sources of the network" in public and not any(map(str.isdigit, public))
    assert not any(row["footnotes"] for row in rows if row["status_code"] != "published")
