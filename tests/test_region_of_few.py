"""A region of few members: the figures and the cards of contributors hide the same regions, so neither tells the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.exact_figures import EXACT, POPULATIONS, exact_rows, publish_rows
from tests.public_network import PublicNetwork, source

MEMBERS = {"africa": 6, "americas": 6, "europe": 7, "mena": 2}
CONTACTS = {
    2023: {"africa": 90, "americas": 40, "europe": 60, "mena": 50},
    2024: {"africa": 80, "americas": 90, "europe": 30, "mena": 50},
}
"""Of each member. Which region has the fewest contacts differs from year to year; how many members it has does not."""


def answering(year: int) -> list[dict[str, Any]]:
    members = {region: [f"{region}_{number}" for number in range(n)] for region, n in MEMBERS.items()}
    rows = []
    for region in (None, *MEMBERS):
        ids = sorted(one for name, known in members.items() if region in (None, name) for one in known)
        rows.append(
            dict.fromkeys(EXACT.names)
            | {
                "network_code": "demo",
                "statistic_code": "t0.members_answering",
                "year": year,
                "region_code": region,
                "base_code": "members",
                "panel_code": "all",
                "numerator": len(ids),
                "denominator": len(ids),
                "member_ids": ids,
                "has_break": False,
                "status_code": "available",
                "footnotes": [],
            }
            | dict.fromkeys(("n_sources", "n_members", "n_sources_able"), len(ids))
        )
    return rows


def contacts(year: int) -> list[dict[str, Any]]:
    return exact_rows(
        {
            (f"{region}_{number}", region, population): CONTACTS[year][region]
            for region, n in MEMBERS.items()
            for number in range(n)
            for population in POPULATIONS
        },
        year,
    )


def shown_in_figures() -> dict[int, set[str]]:
    shown: dict[int, set[str]] = {}
    exact = [row for year in CONTACTS for row in (*answering(year), *contacts(year))]
    for row in publish_rows(exact)[0]:
        if row["base_code"] == "members" and row["region_code"] and row["status_code"] == "published":
            shown.setdefault(row["year"], set()).add(row["region_code"])
    return shown


def shown_in_cards(folder: Path) -> set[str]:
    sources = [source(f"{region}_{number}", region_code=region) for region, n in MEMBERS.items() for number in range(n)]
    PublicNetwork(sources=sources).build(folder)
    report = (folder / "public/quality_report.md").read_text(encoding="utf-8")
    names = {"africa": "Africa", "americas": "Americas", "europe": "Europe", "mena": "Middle East"}
    table = report[report.index("| region | members |") : report.index("| helpline |")].splitlines()[2:]
    told = [line for line in table if line.startswith("|") and "not shown" not in line]
    return {region for region, name in names.items() if any(name in line for line in told)}


def test_figures_of_every_year_and_cards_hide_the_same_regions(tmp_path: Path) -> None:
    in_cards = shown_in_cards(tmp_path)

    assert in_cards == {"americas", "europe"}
    assert shown_in_figures() == {2023: in_cards, 2024: in_cards}
