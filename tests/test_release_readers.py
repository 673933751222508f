"""Readers see one release or the next, also while many come after each other."""

from __future__ import annotations

import multiprocessing
import threading
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb
import pytest

from tests import fake_lake
from tests.apart import FORKING
from tests.published_lake import publish_new
from warehouse.publish.step import publish
from warehouse.store.key import Key
from warehouse.store.layout import Layout

BETWEEN_READS = 0.01
"""Seconds in which a reader leaves the processor to the one that publishes: it opens a release dozens of times still."""


def read_on(database: Path, started: Event, stop: Event, results: multiprocessing.Queue[tuple[str, int, int]]) -> None:
    """Open the current release again and again; tell what does not belong together, then how much was seen."""
    seen: set[int] = set()
    n_read = 0
    while not stop.wait(BETWEEN_READS) or not n_read:
        with duckdb.connect(str(database), read_only=True) as connection:
            number, n_contacts, ages, n_reasons = connection.execute(
                "select (select release_number from release_info), count(*), list(distinct age_years), "
                "(select count(distinct contact_id) from contact_reason) from contact"
            ).fetchone() or (0, 0, [], 0)
            # release n holds n contacts a year and source, all of age n
            if n_contacts != 4 * number or ages != [number] or n_reasons != 4 * (number - number // 7):
                results.put(("torn", number, n_contacts))
                return
        seen.add(number)
        n_read += 1
        started.set()
    results.put(("whole", len(seen), n_read))


@pytest.mark.long
def test_readers_see_one_release_or_the_next(layout: Layout, key: Key) -> None:
    n_releases = 6
    fake_lake.write_lake(layout, n_contacts=1, age=1)
    publish(fake_lake.run_of(layout, key), "v1")
    results: multiprocessing.Queue[tuple[str, int, int]] = FORKING.Queue()
    stop = FORKING.Event()
    started = [FORKING.Event() for _ in range(2)]
    readers = [FORKING.Process(target=read_on, args=(layout.database, event, stop, results)) for event in started]
    for reader in readers:
        reader.start()
    try:
        assert all(event.wait(60) for event in started)
        for number in range(2, n_releases + 1):
            fake_lake.write_lake(layout, n_contacts=number, age=number)
            publish(fake_lake.run_of(layout, key), "v1", keep=3)
    finally:
        stop.set()
    answers = [results.get(timeout=60) for _ in readers]
    for reader in readers:
        reader.join(60)

    assert [reader.exitcode for reader in readers] == [0, 0]
    for word, n_seen, n_read in answers:
        assert word == "whole"
        assert n_read >= n_seen > 2


def test_many_swaps_of_the_link_never_leave_it_dangling(layout: Layout, key: Key) -> None:
    from warehouse.store.durable import point_link

    fake_lake.write_lake(layout)
    assert (publish_new(layout, key, 1), publish_new(layout, key, 2)) == ("r0001", "r0002")
    failures: list[str] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            if not layout.database.is_file():
                failures.append("dangling")

    reader = threading.Thread(target=look)
    reader.start()
    for turn in range(500):
        point_link(layout.current, f"releases/r000{1 + turn % 2}")
    stop.set()
    reader.join()

    assert failures == []
