"""The quality report: what is declared of each helpline, without its name where it has not agreed, and no figure of one."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.paged_release import read
from tests.public_network import PublicNetwork, Row, figure, source, usual_figures
from warehouse.publish.public.about import read_synthetic_networks

HEADINGS = [
    "1 Contact", "3 Statistical presentation", "4 Unit of measure", "5 Reference period", "7 Confidentiality",
    "8 Release policy", "13 Accuracy and reliability", "15 Coherence and comparability", "17 Data revision",
]  # fmt: skip


def year(source_id: str, number: int, status: str = "current", n_contacts: int = 4_711) -> Row:
    judged = dict.fromkeys(("verdict_code", "verdict_pool_code"), "complete")
    judged |= {f"evidence_{axis}_code": "shown" for axis in ("several_reasons", "setting")}
    judged |= {f"use_{axis}_code": "in" for axis in ("several_reasons", "setting", "ocsea", "reasons")}
    system = {"can_record_several_reasons": True, "setting_capability_code": "per_reason"}
    told = {"source_id": source_id, "contact_year": number, "status_code": status, "n_contacts": n_contacts}
    return {**told, **system, **judged}


def report_of(folder: Path, network: PublicNetwork) -> str:
    network.build(folder)
    return (folder / "public/quality_report.md").read_text(encoding="utf-8")


def cards_of(report: str) -> list[list[str]]:
    lines = report[report.index("| helpline |") :].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def test_the_headings_are_those_of_sims_and_both_forms_say_the_same(tmp_path: Path) -> None:
    report = report_of(tmp_path, PublicNetwork())
    page = read((tmp_path / "public/quality_report.html").read_text(encoding="utf-8"))

    assert page.complaints == [] and page.links == ["#content"]
    for heading in HEADINGS:
        assert f"## {heading}" in report and heading in page.text


def test_a_helpline_is_named_only_where_it_has_agreed(tmp_path: Path) -> None:
    sources = [
        source("open", name="Line of the Open Door", can_be_named=True, software="a register", reason_cap=3),
        *(source(f"shy{n}", name=f"Line of Secret {n}", country_code="UG") for n in range(3)),
    ]
    years = [year("open", 2023), year("open", 2024), *(year(f"shy{n}", 2024) for n in range(3))]
    report = report_of(tmp_path, PublicNetwork(sources=sources, years=years))
    cards = cards_of(report)

    assert ["Line of the Open Door (SN)", "yes, up to 3", "Beside each reason", "a register", "2023, 2024",
            "confirmed by the helpline", "delivered"] in cards  # fmt: skip
    assert [card[0] for card in cards].count("A helpline in Africa") == 3
    for path in (tmp_path / "public").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert b"Secret" not in content and b"shy" not in content and b"4711" not in content, path


def test_a_region_or_system_of_few_is_not_told(tmp_path: Path) -> None:
    sources = [
        *(source(f"a{n}", region_code="africa", software="paper") for n in range(4)),
        *(source(f"b{n}", region_code="europe", software="paper") for n in range(3)),
        source("c", region_code="mena", software="a system of its own"),
    ]  # paper has seven members, the other system one: hidden alone it would stand out
    report = report_of(tmp_path, PublicNetwork(sources=sources))
    regions = [card[0] for card in cards_of(report)]

    # three of Europe are hidden with the one of the Middle East, whom the rest would give away else
    assert regions == ["A helpline"] * 4 + ["A helpline in Africa"] * 4
    # of nobody a system or the years may be told, so there is no column for them
    assert "| helpline | several reasons per contact | online and offline | mapping | status |" in report
    assert "paper" not in report and "system of its own" not in report


def test_helplines_that_are_held_or_sent_nothing_have_a_card_too_that_does_not_say_whose_file_is_held(
    tmp_path: Path,
) -> None:
    sources = [source(f"s{n}", can_be_named=True, name=f"Line {n}") for n in range(3)]
    sources.append(source("s3", can_be_named=True, name="Line 3"))
    years = [year("s0", 2024), year("s1", 2024, "held"), year("s3", 2024, "stale")]
    status = {card[0]: card[-1] for card in cards_of(report_of(tmp_path, PublicNetwork(sources=sources, years=years)))}

    assert status == {
        "Line 0 (SN)": "delivered",
        "Line 1 (SN)": "delivered",
        "Line 2 (SN)": "nothing delivered",
        "Line 3 (SN)": "delivered",
    }


def test_invented_data_are_marked_in_every_text(tmp_path: Path) -> None:
    PublicNetwork().build(tmp_path / "invented")
    PublicNetwork(sources=[source(f"s{n}", is_synthetic=False) for n in range(4)]).build(tmp_path / "real")
    for name in (
        "README.md",
        "quality_report.md",
        "quality_report.html",
        "codebook.md",
        "changes.md",
        "datapackage.json",
    ):
        assert "invented" in (tmp_path / "invented/public" / name).read_text(encoding="utf-8"), name
        assert "data are invented" not in (tmp_path / "real/public" / name).read_text(encoding="utf-8"), name


def test_what_is_shown_is_counted_as_the_disclosure_report_counts_it(tmp_path: Path) -> None:
    report = report_of(tmp_path, PublicNetwork())
    with (tmp_path / "public/network_statistics.csv").open(encoding="utf-8-sig", newline="") as file:
        statuses = Counter(row["status_code"] for row in csv.DictReader(file))

    shown, withheld = statuses["published"], statuses["suppressed"]
    assert shown and withheld and statuses["structural_zero"]
    assert f"{shown:,} of {shown + withheld:,} figures are shown." in report


def test_a_network_of_which_nothing_came_is_said_to_have_sent_nothing(tmp_path: Path) -> None:
    years = [year(f"shy{n}", 2024, status="empty", n_contacts=0) for n in range(3)]
    report = report_of(tmp_path, PublicNetwork(sources=[source(f"shy{n}") for n in range(3)], years=years))

    assert "Members: 3; with records or counts in this release: none." in report
    assert "fewer than" not in report.split("## Network")[1]


def test_only_networks_of_the_release_are_listed_and_warned_of(tmp_path: Path) -> None:
    others = [source(f"o{n}", network_code="other", is_synthetic=False) for n in range(3)]
    network = PublicNetwork(sources=[*(source(f"s{n}") for n in range(6)), *others])
    report = report_of(tmp_path, network)

    assert "## Network demo" in report and "other" not in report.split("## Network demo")[1]


def test_a_release_is_invented_where_what_it_shows_is(tmp_path: Path) -> None:
    def invented(name: str, figures: list[Row], years: Sequence[Row] = ()) -> frozenset[str]:
        real = source("real", network_code="chi", is_synthetic=False)
        sources = [source("made_up"), real, source("idle", network_code="chi")]
        network = PublicNetwork(figures=figures, sources=sources, years=list(years))
        with network.connect(tmp_path / f"{name}.duckdb") as connection:
            return read_synthetic_networks(connection)

    of_chi = figure("t1.with_reason", 100, 200, network_code="chi")
    assert invented("figures", usual_figures()) == {"demo"}
    assert invented("nothing_yet", figures=[]) == {"demo", "chi"}
    # the source of which nothing came is invented, and nothing that is shown
    assert invented("real", figures=[of_chi], years=[year("real", 2024)]) == frozenset()
    counts = [year("real", 2024), year("idle", 2024, "counts_only", n_contacts=0)]
    assert invented("counts", figures=[of_chi], years=counts) == {"chi"}
