"""What could not be fetched is said, and makes no release: a bad line must not push out the releases that are good."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.base.settings import Settings
from pipelines.run.sources import RunSummary, run_sources
from tests.tiny_network import ROWS, make_network, release, take_in, write_delivery, write_mapping
from warehouse.publish.retention import list_releases

SOURCES = ["tiny_a", "tiny_b"]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Two sources that are in a release."""
    made = make_network(tmp_path, SOURCES)
    monkeypatch.setenv("DAGSTER_HOME", str(made.dagster_home))
    take_in(made, SOURCES)
    release(made)
    return made


def releases(settings: Settings) -> list[str]:
    return [folder.name for folder in list_releases(settings.layout)]


def reasons(summary: RunSummary) -> list[str]:
    return [reason for source in summary.sources for held in source.held for reason in held.reasons]


@pytest.mark.long
def test_an_address_that_comes_and_goes_makes_no_release(settings: Settings) -> None:
    away = settings.deliveries / "away"
    for _ in range(2):
        (settings.deliveries / "tiny_a").rename(away)
        failed = run_sources(settings, SOURCES, None)
        assert failed.exit_code == 1
        assert any("cannot be read" in reason for reason in reasons(failed))
        away.rename(settings.deliveries / "tiny_a")
        mended = run_sources(settings, SOURCES, None)
        assert (mended.exit_code, reasons(mended)) == (0, [])

    assert releases(settings) == ["r0001"]


@pytest.mark.long
def test_what_was_known_of_the_address_stays_where_it_cannot_be_read(settings: Settings) -> None:
    """A file that no format describes is in the release; an outage is no reason to say that it is gone."""
    (settings.deliveries / "tiny_a" / "other.txt").write_text("x", encoding="utf-8")
    assert run_sources(settings, SOURCES, None).exit_code == 1
    assert releases(settings) == ["r0001", "r0002"]

    shutil.move(settings.deliveries / "tiny_a", settings.deliveries / "away")
    failed = run_sources(settings, SOURCES, None)

    assert len(reasons(failed)) == 2
    assert releases(settings) == ["r0001", "r0002"]


@pytest.mark.slow
def test_what_others_sent_is_published_meanwhile(settings: Settings) -> None:
    shutil.move(settings.deliveries / "tiny_a", settings.deliveries / "away")
    write_delivery(settings.deliveries, "tiny_b", [ROWS[0].replace("1001", "1004")], day="2024-05-01")

    summary = run_sources(settings, SOURCES, None)

    assert summary.exit_code == 1
    assert summary.is_new_release
    assert {one.source_id: one.n_contacts for one in summary.sources} == {"tiny_a": 3, "tiny_b": 4}


@pytest.mark.long
def test_a_source_that_is_awaited_starts_no_run(settings: Settings) -> None:
    """A folder for a helpline that has sent nothing yet started a run of Dagster with every command; then with the first
    one, and with every change of its mapping: the twelve starters took the command after the demo a minute.
    """
    awaited = write_mapping(settings.mappings, "tiny_c").name
    first = run_sources(settings, [*SOURCES, awaited], None)
    again = run_sources(settings, [*SOURCES, awaited], None)

    assert (awaited in first.ran, first.exit_code) == (False, 0)
    assert again.is_unchanged
    assert "cannot be read (No such file or directory)" in again.sources[-1].awaited[0]

    mapping = settings.mappings / awaited / "source.yaml"
    mapping.write_text(mapping.read_text(encoding="utf-8") + "language: fr\n", encoding="utf-8")
    assert awaited not in run_sources(settings, [*SOURCES, awaited], None).ran

    write_delivery(settings.deliveries, awaited)
    came = run_sources(settings, [*SOURCES, awaited], None)
    assert (awaited in came.ran, came.sources[-1].n_contacts, came.sources[-1].awaited) == (True, 3, ())


@pytest.mark.long
def test_a_helpline_of_which_nothing_has_come_makes_no_release(tmp_path: Path) -> None:
    """After the demo the first `harmonise run` took in the starters, and made a release that said the same."""
    made = make_network(tmp_path, ["tiny_a"])
    write_mapping(made.mappings, "tiny_c")
    take_in(made, ["tiny_a"])
    release(made)
    take_in(made, ["tiny_c"])
    release(made)

    assert releases(made) == ["r0001"]
    with duckdb.connect(str(made.layout.database), read_only=True) as connection:
        known = connection.execute("select source_id from source order by all").fetchall()
    assert known == [("tiny_a",), ("tiny_c",)], "it is said since it was described"
