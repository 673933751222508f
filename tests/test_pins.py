"""`harmonise pin`: a pinned release stays whatever comes after it, and does not take the place of one that is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import fake_lake
from tests.command import Command
from tests.tiny_network import enter_network
from warehouse.publish.check import verify_release
from warehouse.publish.retention import (
    PinsError,
    list_pins,
    list_releases,
    pin_release,
    remove_old_releases,
    shown_release,
)
from warehouse.publish.step import publish
from warehouse.store.durable import point_link
from warehouse.store.key import Key
from warehouse.store.layout import DATABASE, Layout


@pytest.fixture
def pin(tmp_path: Path, layout: Layout, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    enter_network(monkeypatch, tmp_path)
    return Command(capfd, "pin")


def names(layout: Layout) -> list[str]:
    return [folder.name for folder in list_releases(layout)]


def publish_many(layout: Layout, key: Key, numbers: range, keep: int = 2) -> None:
    """One release a number, each with so many contacts a year and source."""
    for number in numbers:
        fake_lake.write_lake(layout, n_contacts=number)
        assert publish(fake_lake.run_of(layout, key), "v1", keep).changed


@pytest.mark.long
def test_a_pinned_release_stays_beside_the_last_ones_until_its_pin_is_removed(
    layout: Layout, key: Key, pin: Command
) -> None:
    publish_many(layout, key, range(1, 3))
    assert pin("r0001").lines() == ["r0001 pinned", "r0002 current", "2 releases, 1 pinned."]

    publish_many(layout, key, range(3, 6))
    assert names(layout) == ["r0001", "r0004", "r0005"]
    assert verify_release(layout.releases / "r0001") == ()

    assert pin("r0001", "--remove").code == 0
    assert names(layout) == ["r0001", "r0004", "r0005"]
    publish_many(layout, key, range(6, 7))
    assert names(layout) == ["r0005", "r0006"]


@pytest.mark.long
def test_a_pin_on_the_current_release_outlives_its_being_current(layout: Layout, key: Key, pin: Command) -> None:
    publish_many(layout, key, range(1, 2))
    assert pin("r0001").lines()[0] == "r0001 current, pinned"

    publish_many(layout, key, range(2, 5), keep=1)

    assert names(layout) == ["r0001", "r0004"]
    assert pin().lines() == ["r0001 pinned", "r0004 current", "2 releases, 1 pinned."]


def test_the_current_release_stays_where_all_others_are_pinned(layout: Layout, key: Key) -> None:
    publish_many(layout, key, range(1, 3))
    pin_release(layout, "r0001")
    layout.current.unlink()
    layout.current.symlink_to("releases/r0002")

    publish_many(layout, key, range(3, 4), keep=1)

    assert names(layout) == ["r0001", "r0003"]
    assert shown_release(layout) == (layout.releases / "r0003").resolve()


@pytest.mark.parametrize("arguments", [("r0007",), ("r0001", "--remove"), ("../r0001",)])
def test_what_is_not_there_is_said_and_changes_nothing(
    layout: Layout, key: Key, pin: Command, arguments: tuple[str, ...]
) -> None:
    publish_many(layout, key, range(1, 2))

    said = pin(*arguments)

    assert said.code == 2
    assert arguments[0] in said.err
    assert list_pins(layout) == []


def test_without_any_release_it_lists_none(pin: Command) -> None:
    assert pin().lines() == ["0 releases, 0 pinned."]
    assert pin("--remove").code == 2


def test_pins_that_cannot_be_read_keep_everything(layout: Layout, key: Key) -> None:
    publish_many(layout, key, range(1, 3))
    pin_release(layout, "r0001")
    (layout.releases / "pins.json").write_text("{", encoding="utf-8")
    fake_lake.write_lake(layout, n_contacts=3)

    with pytest.raises(PinsError, match=r"pins\.json"):
        publish(fake_lake.run_of(layout, key), "v1", keep=1)

    assert names(layout) == ["r0001", "r0002"]


def test_a_release_stays_as_long_as_the_current_one_takes_a_year_over_from_it(layout: Layout) -> None:
    """Else nothing could be compared with it, and the year would never be made anew."""
    for number in range(1, 9):
        public = layout.releases / f"r{number:04d}" / "public"
        public.mkdir(parents=True)
        (public.parent / DATABASE).write_bytes(b"")
        carried = [{"network_code": "demo", "year": 2024, "release": "r0002"}] if number > 2 else []
        (public / "disclosure_report.json").write_text(json.dumps({"carried": carried}))
    point_link(layout.current, "releases/r0008")

    remove_old_releases(layout, 3)
    assert names(layout) == ["r0002", "r0006", "r0007", "r0008"]

    (layout.releases / "r0008" / "public" / "disclosure_report.json").write_text('{"carried": []}')
    remove_old_releases(layout, 3)
    assert names(layout) == ["r0006", "r0007", "r0008"]
