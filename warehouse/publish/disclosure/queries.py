"""The queries of disclosure control, with the numbers of the policy in them.

Belongs here: how SQL gets them. Does not belong here: the numbers (`policy`), or the order of the queries (`fill`).
"""

from __future__ import annotations

from string import Template

from schemas.contract.table import load_tables
from schemas.text.sql import quote
from warehouse.publish.disclosure.policy import NUMBERS
from warehouse.store.engine import sql_text


def key_columns() -> tuple[str, ...]:
    """What names a published figure."""
    return tuple(load_tables()["network_statistics"].key)


def disclosure_sql(name: str) -> str:
    """One of the package's queries, with the numbers of the policy in it."""
    key = ", ".join(quote(column) for column in key_columns())
    return Template(sql_text(f"publish/disclosure/{name}")).substitute(NUMBERS, key=key)
