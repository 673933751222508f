"""Writes the pages of a release into its folder.

Belongs here: which page lies where. Does not belong here: what a page says, or giving the release its name (`publish`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.publish.pages.helpline import render_helpline
from warehouse.publish.pages.network import render_networks
from warehouse.publish.pages.peers import Peers
from warehouse.publish.pages.tables import read_tables
from warehouse.store.durable import make_restricted_folder, write_restricted

PAGE = "index.html"
FOR_HELPLINES, INTERNAL = "for_helplines", "internal"
SHOWN_OF_DIGEST = 12


def write_pages(connection: duckdb.DuckDBPyConnection, folder: Path, digest: str) -> list[str]:
    """Write all pages of the release that is attached as catalog `release`; their names below its folder."""
    sources = read_tables(connection)
    peers = Peers(sources)
    shown = digest[:SHOWN_OF_DIGEST]
    pages = {f"{FOR_HELPLINES}/{one.source_id}/{PAGE}": render_helpline(one, peers, shown) for one in sources}
    pages[f"{INTERNAL}/{PAGE}"] = render_networks(sources, shown)
    for name, text in pages.items():
        make_restricted_folder((folder / name).parent)
        write_restricted(folder / name, text)
    return sorted(pages)
