"""Publishing a lake that was written by hand, and what stands then.

Belongs here: a release made, its name, its rows. Does not belong here: the lake (`fake_lake`), or any expectation.
"""

from __future__ import annotations

import duckdb

from tests import fake_lake
from warehouse.publish.retention import list_releases
from warehouse.publish.step import publish
from warehouse.store.key import Key
from warehouse.store.layout import Layout


def names(layout: Layout) -> list[str]:
    return [folder.name for folder in list_releases(layout)]


def ask(layout: Layout, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def publish_new(layout: Layout, key: Key, n_contacts: int, keep: int = 5) -> str:
    """Publish a lake with so many contacts a year and source; the name of the release."""
    fake_lake.write_lake(layout, n_contacts=n_contacts)
    return publish(fake_lake.run_of(layout, key), "v1", keep).paths[0].name
