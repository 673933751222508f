"""A run that is killed while it publishes leaves the old release; the next one completes, unaided."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests import fake_lake
from tests.apart import Ended, call_apart
from warehouse.publish.check import verify_release
from warehouse.publish.retention import list_releases, shown_release
from warehouse.publish.step import publish
from warehouse.store.durable import read_json
from warehouse.store.key import Key, read_key
from warehouse.store.layout import Layout

BOUNDARIES = (
    "publish.database_built",
    "publish.release_renamed",
    "publish.current_swapped",
    "publish.old_releases_removed",
)
NOTED = "publish.inputs_noted"
"""Passed where the release would say what the current one says."""


def publish_version(root: Path, key_file: Path, version: str) -> None:
    """Publish what lies in the lake of a warehouse."""
    publish(fake_lake.run_of(Layout(root), read_key(key_file)), version)


def publish_elsewhere(layout: Layout, key_file: Path, version: str, variable: str, value: str) -> Ended:
    """Publish in a process of its own."""
    return call_apart(publish_version, (layout.root, key_file, version), {variable: value})


@pytest.mark.few(4)
@pytest.mark.parametrize("stop_at", BOUNDARIES)
@pytest.mark.parametrize("before", [0, 1])
def test_killed_at_a_boundary(layout: Layout, key: Key, key_file: Path, stop_at: str, before: int) -> None:
    if before:
        fake_lake.write_lake(layout, n_contacts=20)
        publish(fake_lake.run_of(layout, key), "v1")
    old = shown_release(layout)
    fake_lake.write_lake(layout)

    killed = publish_elsewhere(layout, key_file, "v1", "HARMONISE_STOP_AT", stop_at)

    assert killed.code == -signal.SIGKILL, killed.err
    shown = shown_release(layout)
    if stop_at in BOUNDARIES[2:]:
        assert shown is not None and shown.name == f"r{before + 1:04d}"
    else:
        assert shown == old
    assert shown is None or verify_release(shown) == ()

    publish(fake_lake.run_of(layout, key), "v1")

    assert_as_undisturbed(layout, before + 1)


def test_killed_when_it_has_found_that_nothing_would_change(layout: Layout, key: Key, key_file: Path) -> None:
    fake_lake.write_lake(layout)
    publish(fake_lake.run_of(layout, key), "v1")

    killed = publish_elsewhere(layout, key_file, "v2", "HARMONISE_STOP_AT", NOTED)

    assert killed.code == -signal.SIGKILL, killed.err
    assert not publish(fake_lake.run_of(layout, key), "v2").changed
    assert sorted(path.name for path in layout.releases.iterdir()) == ["noted_inputs.json", "r0001"]


def test_killed_before_anything_is_whole_and_then_other_data(layout: Layout, key: Key, key_file: Path) -> None:
    """What the killed run built is not shown where the lake has moved on."""
    fake_lake.write_lake(layout, n_contacts=20)
    publish_elsewhere(layout, key_file, "v1", "HARMONISE_STOP_AT", "publish.release_renamed")
    fake_lake.write_lake(layout)

    publish(fake_lake.run_of(layout, key), "v1")

    assert_as_undisturbed(layout, 2)


def test_the_boundaries_are_passed_in_order(layout: Layout, key_file: Path, tmp_path: Path) -> None:
    fake_lake.write_lake(layout)
    log = tmp_path / "boundaries"

    done = publish_elsewhere(layout, key_file, "v1", "HARMONISE_BOUNDARY_LOG", str(log))

    assert done.code == 0, done.err
    assert tuple(log.read_text(encoding="ascii").split()) == BOUNDARIES


def assert_as_undisturbed(layout: Layout, number: int) -> None:
    """The current release is whole, newest, equal to an undisturbed run's, and nothing lies about."""
    undisturbed = Layout(layout.root.parent / "undisturbed")
    undisturbed.root.mkdir()
    fake_lake.write_lake(undisturbed)
    publish(fake_lake.run_of(undisturbed, read_key(layout.root.parent / "configuration" / "key")), "v1")

    assert os.readlink(layout.current) == f"releases/r{number:04d}"
    assert verify_release(layout.current) == ()
    digests = [read_json(one.current / "manifest.json")["content_digest"] for one in (layout, undisturbed)]
    assert digests[0] == digests[1]
    assert {path.name for path in layout.releases.iterdir()} == {folder.name for folder in list_releases(layout)}
    assert {path.name for path in layout.root.iterdir()} <= {
        "landing", "lake", "releases", "current", "locks", "work",
    }  # fmt: skip
