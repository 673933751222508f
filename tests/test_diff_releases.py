"""`harmonise diff` of releases: what moved between reasons, which figures changed, and never a row of anybody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from pipelines.base.settings import Settings, read_settings
from tests.command import Command
from tests.conftest import ROOT
from tests.tiny_network import DECISIONS, ROWS, enter_network, environment_of, make_network, write_delivery
from warehouse.assess.step import assess
from warehouse.publish.step import publish
from warehouse.review.releases import compare_releases, two_releases
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.tabulate.step import tabulate

EXTORTION, BULLYING = "violence.sexual.extortion (online)", "violence.bullying (online)"
GENERAL = "violence.sexual (online)"


def release(settings: Settings) -> None:
    """All steps for all sources, without Dagster."""
    run = settings.open_run()
    for source_id in run.registry.sources:
        land_source(run, source_id, settings.resolve_address(f"{source_id}/*"))
        stage_source(run, source_id)
        harmonise_source(run, source_id)
    assess(run)
    tabulate(run)
    publish(run, "test")


def rows_of(first: int, number: int, row: str) -> list[str]:
    return [row.replace(row[:4], str(first + place)) for place in range(number)]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """r0001: three and twelve contacts. r0002: the label of extortion moved, one contact more, one corrected."""
    folder = tmp_path_factory.mktemp("network")
    settings = make_network(folder, ["tiny_a", "tiny_b"])
    write_delivery(folder / "deliveries", "tiny_a", rows_of(2000, 12, ROWS[0]), "2024-05-01")
    release(settings)
    moved = DECISIONS.replace(
        "motif_chantage,mapped,violence.sexual.extortion,online,label",
        "motif_chantage,mapped,violence.sexual,online,label",
    )
    (folder / "mappings" / "tiny_a" / "decisions.csv").write_text(moved, encoding="utf-8")
    corrected = "1002;06/03/2024;Téléphone;NSP;11;École;1;1"
    write_delivery(folder / "deliveries", "tiny_a", [corrected, ROWS[0].replace("1001", "3001")], "2024-06-01")
    release(settings)
    return folder


@pytest.fixture
def diff(network: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    enter_network(monkeypatch, network)
    monkeypatch.setenv("HARMONISE_MEMORY", "400MB")

    return Command(capfd, "diff")


@contextmanager
def opened(network: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    settings = read_settings(environment_of(network), ROOT)
    paths = [settings.layout.releases / name / "helplines.duckdb" for name in ("r0001", "r0002")]
    with two_releases(settings.layout.work, *paths) as connection:
        yield connection


def reasons_by_contact(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, frozenset[str]]:
    query = (
        "select contact.contact_id, list(reason_code || ' (' || setting_code || ')') filter (where reason_code is not null) "
        f"from {name}.contact left join {name}.contact_reason using (contact_id) group by all"
    )
    return {contact_id: frozenset(reasons or ()) for contact_id, reasons in connection.execute(query).fetchall()}


@pytest.mark.long
def test_contacts_that_moved_are_those_that_a_person_finds(network: Path) -> None:
    with opened(network) as connection:
        found = compare_releases(connection, 1000)
        old, new = (reasons_by_contact(connection, name) for name in ("old_release", "new_release"))
    moves = Counter(
        (tuple(sorted(old[one] - new[one])), tuple(sorted(new[one] - old[one])))
        for one in old.keys() & new.keys()
        if old[one] != new[one]
    )

    assert Counter({(one.left, one.gained): one.n_contacts for one in found.moves}) == moves
    assert moves[(EXTORTION,), (GENERAL,)] == 14
    assert [(one.source_id, one.n_old, one.n_new, one.n_gone, one.n_come) for one in found.contacts] == [
        ("tiny_a", 15, 16, 0, 1)
    ]
    assert {one.source_id for one in found.reasons} == {"tiny_a"}


@pytest.mark.long
def test_the_report_tells_decisions_moves_and_figures(diff: Command) -> None:
    said = diff("r0001", "r0002")
    lines = said.lines()

    assert said.code == 0
    assert "From release r0001 to release r0002." in lines
    assert f"motif_chantage tiny_a reason {EXTORTION} {GENERAL} 16" in lines
    assert f"tiny_a {EXTORTION} {GENERAL} 14" in lines
    assert f"tiny_a - {GENERAL} <5" in lines
    assert "tiny_a 2024 violence.sexual.extortion online 14 0" in lines
    assert "tiny_a 2024 15 16 0 <5" in lines
    assert any(line.startswith("input_hashes: source/tiny_a") for line in lines)
    assert not any("tiny_b" in line for line in lines)
    assert "Figures" in lines and "Neither release publishes a figure" in said.out


@pytest.mark.long
def test_figures_that_changed_are_those_of_the_tables(network: Path) -> None:
    with opened(network) as connection:
        found = compare_releases(connection, 100_000)
        keys = [row[0] for row in connection.execute("describe new_release.network_statistics_exact").fetchall()]
        columns = ", ".join([*keys[: keys.index("numerator")], "numerator", "denominator", "share", "status_code"])
        only_new = connection.execute(
            f"select count(*) from (select {columns} from new_release.network_statistics_exact "
            f"except select {columns} from old_release.network_statistics_exact)"
        ).fetchall()[0][0]
        only_old = connection.execute(
            f"select count(*) from (select {columns} from old_release.network_statistics_exact "
            f"except select {columns} from new_release.network_statistics_exact)"
        ).fetchall()[0][0]

    assert found.n_figures == len(found.figures) > 0
    assert sum(bool(one.new_status) for one in found.figures) == only_new
    assert sum(bool(one.old_status) for one in found.figures) == only_old


@pytest.mark.long
def test_no_id_stands_in_the_report_and_few_contacts_are_not_told_apart(
    diff: Command, network: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    said = diff("r0001", "r0002", "--all", "--html", str(page))
    with opened(network) as connection:
        ids = [row[0] for row in connection.execute("select contact_id from new_release.contact").fetchall()]

    text = said.out + said.err + page.read_text(encoding="utf-8")
    assert not [one for one in ids if one in text]
    told = [line for line in said.lines() if re.match(r"tiny_a (-|violence)", line)]
    assert told and not [line for line in told if line.split()[-1] in ("1", "2", "3", "4")]
    assert not re.search(r"(?<![\d,])[1-4] of \d", said.out)


def test_no_difference_is_said_plainly(diff: Command) -> None:
    for said in (diff("r0002"), diff("r0001", "r0001"), diff("current", "r0002")):
        assert said.code == 0
        assert said.lines()[-1] == "No difference."


def test_a_release_can_be_named_by_its_place(diff: Command, network: Path) -> None:
    releases = network / "warehouse" / "releases"
    by_folder = diff(str(releases / "r0001"), str(releases / "r0002" / "helplines.duckdb"))

    assert by_folder.code == 0
    assert by_folder.out == diff("r0001", "r0002").out


def test_reading_changes_no_release(diff: Command, network: Path) -> None:
    releases = network / "warehouse" / "releases"
    before = {path: path.stat().st_mtime_ns for path in releases.rglob("*")}
    diff("r0001", "r0002")

    assert {path: path.stat().st_mtime_ns for path in releases.rglob("*")} == before


def test_what_is_no_release_is_told_without_its_content(diff: Command, network: Path, tmp_path: Path) -> None:
    broken = tmp_path / "x.duckdb"
    broken.write_bytes(b"Jane Doe")
    said = diff(str(broken), "r0001")
    mixed = diff("r0001", str(network / "mappings"))

    assert said.code == 2 and "no release that can be read" in said.err and "Jane" not in said.err
    assert mixed.code == 2 and "cannot be compared" in mixed.err
