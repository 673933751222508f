"""Tables for people: what stands in them, in words, and which rows and columns they do without."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.public_network import PublicNetwork, csv_rows, figure, source, usual_figures


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    PublicNetwork().build(folder)
    return folder / "public"


def test_a_table_shows_only_what_tells_rows_apart_in_words(public: Path) -> None:
    header, rows = csv_rows(public, "tables/t2_reasons")

    assert header[:5] == ["statistic", "year", "list_main_category", "counted", "helplines_counted"]
    assert {row[2] for row in rows} == {
        "V Violence", "MH Mental Health", "SX Sexuality", "DE Discrimination and Exclusion", "Fits several codes of the list",
    }  # fmt: skip
    regions = {row[2] for row in csv_rows(public, "tables/t1_contacts")[1]}
    assert regions == {"All", "Africa", "Europe", "Middle East and North Africa"}


def test_tables_for_people_say_what_the_long_form_says(public: Path) -> None:
    pairs = {"share": "share_percent", "share_low": "lowest_percent", "share_high": "highest_percent"}
    long_form = [row for row in pq.read_table(public / "network_statistics.parquet").to_pylist()
                 if row["statistic_code"].startswith("t1.")]  # fmt: skip
    people = pq.read_table(public / "tables/t1_contacts.parquet").to_pylist()

    assert len(people) == len(long_form)
    for row, shown in zip(long_form, people, strict=True):
        assert (row["statistic_label"], row["year"], row["region_label"]) == (
            shown["statistic"],
            shown["year"],
            shown["region"],
        )
        assert (row["numerator"], row["denominator"], row["symbols"]) == (
            shown["number"],
            shown["out_of"],
            shown["symbols"],
        )
        for share, percent in pairs.items():
            assert shown[percent] == (None if row[share] is None else float(row[share] * 100))


def test_a_panel_stands_in_a_table_only_where_it_says_something_else(public: Path) -> None:
    header, rows = csv_rows(public, "tables/t4_online_and_offline")
    panels = [row[header.index("helplines_counted")] for row in rows if row[0] and "narrow" in row[0]]
    long_form = pq.read_table(public / "network_statistics.parquet").to_pylist()

    assert "Sources whose system can record it" not in panels
    assert panels.count("Able sources with a base in this year and the year before") == 2
    assert sum(row["panel_code"] == "able" for row in long_form) == 2


def test_a_figure_about_who_can_tell_is_named_after_what_they_tell(tmp_path: Path) -> None:
    PublicNetwork([figure("t0.members_able.t4.setting_of_bullying", 8, 12, base_code="members")]).build(tmp_path)
    header, rows = csv_rows(tmp_path / "public", "tables/t0_response")

    assert rows[0][0] == "Members able: Setting of bullying"
    assert str(rows[0][header.index("counted")]).startswith(("Members", "Organisations"))


def test_tables_begin_with_what_is_asked_first_and_countries_are_no_organisations(tmp_path: Path) -> None:
    names = ("t0.members_able.t3.age", "t0.countries", "t0.members_answering", "t2.code", "t2.main")
    figures = [figure(name, 8, 12, base_code="members" if name[1] == "0" else "contacts") for name in names]
    PublicNetwork(figures).build(tmp_path)
    header, rows = csv_rows(tmp_path / "public", "tables/t0_response")

    assert [(row[0], row[header.index("counted")]) for row in rows] == [
        ("Members that answered", "Organisations are counted"),
        ("Countries of members that answered", "Countries are counted"),
        ("Members able: Age", "Organisations are counted"),
    ]
    assert [row[0] for row in csv_rows(tmp_path / "public", "tables/t2_reasons")[1]] == [
        "Main categories of reasons",
        "Reasons",
    ]


def test_several_networks_stay_apart(tmp_path: Path) -> None:
    other = [{**row, "network_code": "other"} for row in usual_figures()]
    sources = [source("a"), source("b", network_code="other", is_synthetic=False)]
    PublicNetwork(figures=usual_figures() + other, sources=sources).build(tmp_path)
    header, rows = csv_rows(tmp_path / "public", "tables/t1_contacts")

    assert header[0] == "network" and {row[0] for row in rows} == {"demo", "other"}
    assert "Networks: demo, other." in (tmp_path / "public/README.md").read_text(encoding="utf-8")
