"""Killed at any boundary of any step while a second delivery is in play, or out of disk: the next run completes, equals
an undisturbed one, and the one after it has nothing to do.

This is the short form, without Dagster and each boundary once; `tests/test_interrupted_command.py` is the long one.
"""

from __future__ import annotations

import shutil
import signal
from fnmatch import fnmatch
from pathlib import Path

import pytest

from pipelines.base.version import code_version
from tests import test_release_kill
from tests.audit import audit
from tests.interrupted_run import (
    Network,
    boundaries_of_the_engine,
    log_boundaries,
    make_standing,
    printed_by,
    run_apart,
    run_what_is_new,
    take_in,
)
from tests.survey_network import SURVEY_ID
from warehouse.publish.check import verify_release
from warehouse.publish.due import is_release_due
from warehouse.steps import land_source

BOUNDARIES = boundaries_of_the_engine()
INGEST = [name for name in BOUNDARIES if name.startswith(("land.", "stage.", "harmonise.", "survey."))]
RELEASE = [name for name in BOUNDARIES if name.startswith("publish.")]
"""`test_release_kill` stops at these."""
NETWORK = [name for name in BOUNDARIES if name not in (*INGEST, *RELEASE)]


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """Two sources and a survey in a release, and what each sent since, which no run has taken yet."""
    return make_standing(tmp_path_factory.mktemp("standing") / "network")


@pytest.fixture(scope="module")
def undisturbed(standing: Network, tmp_path_factory: pytest.TempPathFactory) -> tuple[Network, list[str]]:
    """The state after a run that nobody disturbed, and the boundaries that it passed."""
    network = standing.copy(tmp_path_factory.mktemp("undisturbed") / "network")
    return network, log_boundaries(network)


@pytest.fixture(scope="module")
def taken_in(standing: Network, tmp_path_factory: pytest.TempPathFactory) -> Network:
    """The second deliveries are in the lake, and not yet in a release."""
    network = standing.copy(tmp_path_factory.mktemp("taken_in") / "network")
    take_in(network.settings)
    return network


@pytest.fixture
def network(standing: Network, tmp_path: Path) -> Network:
    return standing.copy(tmp_path / "network")


@pytest.mark.slow
def test_the_run_passes_every_boundary_that_there_is(undisturbed: tuple[Network, list[str]]) -> None:
    assert min(len(INGEST), len(NETWORK), len(RELEASE)) > 1
    passed = {
        *(one.partition(":")[0] for one in undisturbed[1]),
        *test_release_kill.BOUNDARIES,
        test_release_kill.NOTED,
    }
    assert [name for name in BOUNDARIES if not any(fnmatch(one, name) for one in passed)] == []


def last_of(undisturbed: tuple[Network, list[str]], name: str) -> str:
    """The last time that an undisturbed run passes a boundary of that name."""
    return [one for one in undisturbed[1] if fnmatch(one.partition(":")[0], name)][-1]


def assert_all_is_taken_in(network: Network, undisturbed: Network) -> None:
    """The next run takes in what is left, and equals an undisturbed one; a second one has nothing to do."""
    assert take_in(network.settings) != []
    assert network.lake() == undisturbed.lake()
    assert network.leftovers() == []
    assert take_in(network.settings) == []


@pytest.mark.few(4)
@pytest.mark.parametrize("name", INGEST)
def test_after_a_kill_in_a_source_everything_is_taken_in(
    network: Network, undisturbed: tuple[Network, list[str]], name: str
) -> None:
    before = network.state()
    stop_at = last_of(undisturbed, name)

    assert run_apart(network, {"HARMONISE_STOP_AT": stop_at}) == -signal.SIGKILL, printed_by(network)

    assert {name: network.state()[name] for name in ("digest", "current")}.items() <= before.items()
    assert_all_is_taken_in(network, undisturbed[0])
    assert is_release_due(network.settings.open_run(), code_version(network.settings.checkout))


@pytest.mark.long
@pytest.mark.parametrize("name", NETWORK)
def test_after_a_kill_in_the_network_the_next_run_equals_an_undisturbed_one(
    taken_in: Network, undisturbed: tuple[Network, list[str]], tmp_path: Path, name: str
) -> None:
    network = taken_in.copy(tmp_path / "network")
    stop_at = last_of(undisturbed, name)

    assert run_apart(network, {"HARMONISE_STOP_AT": stop_at}) == -signal.SIGKILL, printed_by(network)

    assert verify_release(network.layout.current) == ()
    assert run_what_is_new(network.settings) == ["publish"]
    assert network.state() == undisturbed[0].state()
    assert network.leftovers() == []
    assert run_what_is_new(network.settings) == []


@pytest.mark.long
def test_a_delivery_that_was_staged_when_it_was_killed_comes_into_the_release(
    network: Network, undisturbed: tuple[Network, list[str]]
) -> None:
    """The whole way once, audited: a source with a manifest, killed as soon as its second delivery is staged."""
    assert run_apart(network, {"HARMONISE_STOP_AT": last_of(undisturbed, "stage.delivery_staged")}) < 0

    assert run_what_is_new(network.settings) == ["tiny_a", SURVEY_ID, "publish"]
    assert network.state() == undisturbed[0].state()
    assert audit(network.layout.root, network.settings.mappings) == []
    assert run_what_is_new(network.settings) == []


def test_an_order_of_receipts_that_staging_has_not_seen_is_work_to_do(network: Network) -> None:
    """The provider goes back to the first file of a year: no byte is new, only the order of receipts is."""
    network = Network(network.folder, Path(shutil.copytree(network.deliveries, network.folder / "deliveries")))
    settings, path = network.settings, network.settings.deliveries / "counts" / "counts_2023.csv"
    newer, older = path.read_text(encoding="utf-8"), "quarter;Abuse;Bullying\n2023Q4;5;50\n"
    first = network.lake()
    take_in(settings)
    assert newer != older and network.lake() != first
    path.write_text(older, encoding="utf-8")
    land_source(settings.open_run(), "counts", str(path.parent))  # and killed before it is staged

    assert take_in(settings) == ["counts"]

    manifest = network.layout.source_manifest("counts").read_text(encoding="utf-8")
    assert '"status_code": "superseded"' in manifest
    name = next(one for one in first if one.startswith("counts/reported_count/2023"))
    assert network.lake()[name] == first[name]
    assert take_in(settings) == []


@pytest.mark.long
@pytest.mark.parametrize("most_bytes", [0, 3_000, 100_000])
def test_after_a_full_disk_the_next_run_equals_an_undisturbed_one(
    network: Network, undisturbed: tuple[Network, list[str]], most_bytes: int
) -> None:
    """No file may grow beyond a size: landing, staging and harmonising break off, or only the release does."""
    assert run_apart(network, most_bytes=most_bytes) == 1, printed_by(network)

    assert verify_release(network.layout.current) == ()
    assert run_what_is_new(network.settings) != []
    assert network.state() == undisturbed[0].state()
    assert network.leftovers() == []
    assert run_what_is_new(network.settings) == []


def test_rows_that_a_kill_left_go_with_the_next_run_that_has_nothing_to_do(
    undisturbed: tuple[Network, list[str]], tmp_path: Path
) -> None:
    network = undisturbed[0].copy(tmp_path / "network")
    left = network.layout.work / ".tmp-spill-of-a-dead-process" / "read-1" / "export.csv"
    left.parent.mkdir(parents=True)
    left.write_text("a row", encoding="utf-8")

    assert run_what_is_new(network.settings) == []

    assert network.leftovers() == []
