"""A machine whose clock is slow: what came then is said to lie in the future, and how it comes in once the clock is set."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.command import Command
from tests.tiny_network import enter_network, make_network
from tests.tiny_source import SOURCE, SOURCE_ID, TinySource
from warehouse.land import receipts
from warehouse.steps import has_news
from warehouse.store.clock import is_ahead

CONTACTS = """\
files: "d.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: id
arrives: {as: updates, newest: {by: received}}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {cell: reason, delimiter: ";"}
"""
COUNTS = """\
files: "d.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period}
period: {column: day, format: "%Y-%m-%d"}
count: id
reasons: reason
"""
ROWS = "id,day,reason\n1,2024-01-05,Threats\n2,2024-01-06,Threats\n"


class SlowClock(datetime):
    """The clock of a machine whose battery is empty."""

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return datetime(1999, 12, 31, tzinfo=UTC)


@pytest.mark.parametrize("export", [CONTACTS, COUNTS])
def test_what_came_under_a_wrong_clock_comes_in_as_the_finding_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, export: str
) -> None:
    tiny = TinySource.write(tmp_path, export, "reason,Threats,mapped,violence.harassment,,,equal,,,,,\n")
    tiny.put("d.csv", ROWS)
    with monkeypatch.context() as patch:
        patch.setattr(receipts, "datetime", SlowClock)
        tiny.ingest()
    (sentence,) = (one for (one,) in tiny.query("select sentence from lake_finding") if "1999-12-31" in one)
    assert "later than 1999-12-31" in sentence and "move `receipts.json` out of landing/tiny and run again" in sentence
    assert "files that still lie at the address then count as received now, in the order of their names" in sentence

    assert has_news(tiny.run(), SOURCE_ID, str(tiny.inbox)) is None
    tiny.layout.landing_of("tiny").joinpath("receipts.json").rename(tmp_path / "receipts.json")
    assert has_news(tiny.run(), SOURCE_ID, str(tiny.inbox)) is not None
    tiny.ingest()
    assert tiny.query("select n_rows_used, n_rejected from delivery") == [(2, 0)]
    assert has_news(tiny.run(), SOURCE_ID, str(tiny.inbox)) is None


@pytest.mark.parametrize("export", [CONTACTS, COUNTS])
def test_what_was_held_for_it_comes_in_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, export: str) -> None:
    """A file of which every record was too late is held, and was kept as it had been staged."""
    strict = SOURCE.replace("thresholds: {rejected: 1, rejected_held: 1, because: rejects are what is tested}\n", "")
    tiny = TinySource.write(tmp_path, export, "reason,Threats,mapped,violence.harassment,,,equal,,,,,\n", strict)
    tiny.put("d.csv", ROWS)
    with monkeypatch.context() as patch:
        patch.setattr(receipts, "datetime", SlowClock)
        tiny.ingest()
    assert tiny.query("select status_code, n_rejected from delivery") == [("held", 2)]

    tiny.layout.landing_of("tiny").joinpath("receipts.json").rename(tmp_path / "receipts.json")
    tiny.ingest()

    assert tiny.query("select status_code, n_rows_used, n_rejected from delivery") == [("used", 2, 0)]


class FastClock(datetime):
    """The clock of a machine that is ahead."""

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return datetime(2399, 12, 31, tzinfo=UTC)


@pytest.mark.parametrize("export", [CONTACTS, COUNTS])
def test_what_came_under_a_clock_that_was_ahead_is_held_against_its_day_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, export: str
) -> None:
    tiny = TinySource.write(tmp_path, export, "reason,Threats,mapped,violence.harassment,,,equal,,,,,\n")
    tiny.put("d.csv", ROWS + "".join(f"{n},2024-02-0{n},Threats\n" for n in range(3, 9)) + "9,2098-01-05,Threats\n")
    with monkeypatch.context() as patch:
        patch.setattr(receipts, "datetime", FastClock)
        tiny.ingest()
    assert tiny.query("select n_rows_used, n_rejected from delivery") == [(9, 0)]

    tiny.layout.landing_of("tiny").joinpath("receipts.json").rename(tmp_path / "receipts.json")
    tiny.ingest()
    assert tiny.query("select n_rows_used, n_rejected from delivery") == [(8, 1)]


@pytest.mark.parametrize("export", [CONTACTS, COUNTS])
def test_no_clock_lets_in_a_year_that_the_tables_do_not_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, export: str
) -> None:
    tiny = TinySource.write(tmp_path, export, "reason,Threats,mapped,violence.harassment,,,equal,,,,,\n")
    tiny.put("d.csv", ROWS + "".join(f"{n},2024-02-0{n},Threats\n" for n in range(3, 9)) + "9,2390-01-05,Threats\n")
    with monkeypatch.context() as patch:
        patch.setattr(receipts, "datetime", FastClock)
        tiny.ingest()
    assert tiny.query("select n_rows_used, n_rejected from delivery") == [(8, 1)]


def test_what_is_dated_later_than_now_is_said_by_every_run_and_by_doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    make_network(tmp_path, ["tiny_a", "tiny_b"])
    enter_network(monkeypatch, tmp_path)
    harmonise = Command(capfd)
    with monkeypatch.context() as patch:
        patch.setattr(receipts, "datetime", FastClock)
        first = harmonise("run", "--source", "tiny_a")
    later = datetime(2399, 12, 31, tzinfo=UTC).timestamp()
    os.utime(tmp_path / "warehouse" / "releases" / "r0001", (later, later))

    said = harmonise("run", "--source", "tiny_a")

    assert (first.code, said.code) == (0, 0)
    told = " ".join(said.out.split())
    assert "1 of 1 receipt in landing/tiny_a is dated later than now, to 2399-12-31" in told
    assert "move `receipts.json` out of that folder and run again" in told
    assert "The release r0001 says that it was made later than now, on 2399-12-31" in told
    lines = harmonise("doctor").lines()
    assert sum("later than now" in line for line in lines) >= 2


def test_clocks_that_differ_a_little_are_none(tmp_path: Path) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert not is_ahead(now + timedelta(minutes=30), now)
    assert is_ahead(now + timedelta(minutes=90), now)
