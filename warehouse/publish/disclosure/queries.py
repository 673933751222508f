"""The queries of disclosure control, with the numbers of the policy in them.

Belongs here: how SQL gets them. Does not belong here: the numbers (`policy`), or the order of the queries (`fill`).
"""

from __future__ import annotations

from string import Template

from schemas.contract.table import load_tables
from schemas.text.sql import quote
from warehouse.publish.disclosure.policy import NUMBERS
from warehouse.publish.disclosure.taken_over import TAKEN_OVER
from warehouse.store.engine import sql_text


def key_columns() -> tuple[str, ...]:
    """What names a published figure."""
    return tuple(load_tables()["network_statistics"].key)


def disclosure_sql(name: str) -> str:
    """One of the package's queries, with the numbers of the policy in it."""
    names = [quote(column) for column in key_columns()]
    same = " and ".join(f"made.{name} is not distinct from shown.{name}" for name in names)
    text = Template(sql_text(f"publish/disclosure/{name}"))
    return text.substitute(NUMBERS, key=", ".join(names), same=same, taken_over=TAKEN_OVER)
