"""What the disclosure report says where all is shown, some or nothing, and where the data are invented."""

from __future__ import annotations

from pathlib import Path

from tests.exact_figures import POPULATIONS, exact_rows, publish_rows
from tests.test_rows_tell_nothing import two_regions
from warehouse.publish.disclosure.fill import fill_network_statistics
from warehouse.publish.disclosure.report import DisclosureReport
from warehouse.publish.disclosure.write import write_disclosure_report
from warehouse.publish.public.about import SYNTHETIC
from warehouse.tabulate.tables import tabulate_tables


def report_of(n_unknown: int, n_others: int = 100) -> DisclosureReport:
    n = dict.fromkeys(POPULATIONS, n_others) | {"unknown": n_unknown}
    contacts = {(f"m{number}", "africa", one): n[one] for number in range(4) for one in POPULATIONS}
    return publish_rows(exact_rows(contacts))[1]


def test_how_many_counts_are_possible_agrees_with_the_bar() -> None:
    said = report_of(1).as_markdown("")

    assert "Narrowed to fewer than 10 possible counts: 0." in said
    assert "at least 10 counts are possible" in said


def test_figures_shown_and_reasons_are_all_figures() -> None:
    """A region of one member, that cannot record all, and one of a zero that was counted stand among them."""
    network = two_regions(0, 9)
    network.rows["source"][-1]["setting_capability_code"] = "none"
    with network.connect() as connection:
        tabulate_tables(connection)
        report = fill_network_statistics(connection)
        statuses = dict(
            connection.sql("select status_code, count(*) from network_statistics group by all order by all").fetchall()
        )
    assert statuses["published"] == report.n_published > 0
    assert sum(report.as_public()["n_suppressed_by_rule"].values()) == statuses["suppressed"]
    assert report.n_published + statuses["suppressed"] == report.n_figures
    assert "Of each figure of contacts that is not shown at least" in report.as_markdown("")


def test_where_nothing_is_shown_it_is_not_said_that_nothing_was_hidden() -> None:
    report = report_of(0, 2)

    assert report.n_published == 0 and report.hidden
    assert "othing was hidden" not in report.as_markdown("")
    assert "Nothing was hidden" in DisclosureReport().as_markdown("")


def test_an_invented_release_says_so_in_every_form(tmp_path: Path) -> None:
    for warning in (SYNTHETIC, ""):
        names = write_disclosure_report(report_of(1), tmp_path, warning)
        texts = [(tmp_path / name).read_text(encoding="utf-8") for name in names]

        assert len(texts) == 3 and all((SYNTHETIC in text) == bool(warning) for text in texts)
