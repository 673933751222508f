"""An invented network that was assessed, and the ordinary sources that others are compared with.

Belongs here: what every test of `assess` begins with. Does not belong here: any expectation.
"""

from __future__ import annotations

import duckdb

from tests.invented_network import InventedNetwork
from warehouse.assess.tables import assess_tables

ORDINARY = tuple(f"ordinary_{number}" for number in range(9))


def assessed(network: InventedNetwork) -> duckdb.DuckDBPyConnection:
    connection = network.connect()
    assess_tables(connection)
    return connection
