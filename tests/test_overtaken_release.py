"""A source that is taken in between the tables of the network and the release makes no release of two states."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.base.version import code_version
from tests.tiny_network import ROWS, make_network, release, take_in, write_delivery
from warehouse.assess.step import assess
from warehouse.publish.release import ReleaseRefusedError
from warehouse.publish.retention import list_releases
from warehouse.publish.step import publish
from warehouse.tabulate.step import tabulate


@pytest.mark.long
def test_it_is_refused_and_the_next_one_holds_one_state(tmp_path: Path) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    take_in(settings, ["tiny_a"])
    release(settings)
    run = settings.open_run()
    write_delivery(settings.deliveries, "tiny_a", [ROWS[0].replace("1001", "1009")], day="2024-05-01")
    take_in(settings, ["tiny_a"])
    assess(run)
    tabulate(run)
    write_delivery(settings.deliveries, "tiny_a", [ROWS[0].replace("1001", "1010")], day="2024-06-01")
    take_in(settings, ["tiny_a"])

    with pytest.raises(ReleaseRefusedError, match="contacts of one state and figures of another"):
        publish(settings.open_run(), code_version(settings.checkout))

    assert [folder.name for folder in list_releases(settings.layout)] == ["r0001"]
    release(settings)
    with duckdb.connect(str(settings.layout.database), read_only=True) as connection:
        told = connection.execute("select (select count(*) from contact), sum(n_contacts) from source_year").fetchall()
    assert told == [(5, 5)]
