"""The types that a table contract may use, and what each is in Arrow and in DuckDB.

Belongs here: reading a type as written in `schemas/tables/*.yaml`. Does not belong here: what a column means.
"""

from __future__ import annotations

import re
from functools import cache

import pyarrow as pa

ARROW_TYPES: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "SMALLINT": pa.int16(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "DOUBLE": pa.float64(),
    "DECIMAL(18,6)": pa.decimal128(18, 6),
    "PSEUDONYM": pa.uuid(),
}
"""The scalar types. A TIMESTAMP is UTC without a zone; DOUBLE never stands in a table of contacts. A PSEUDONYM is 16
bytes in the lake, a third of the size and a tenth of the time to write, and its 32 hex digits in a release.
"""

_STRUCT = re.compile(r"^STRUCT\((?P<members>.+)\)$")
_MEMBER = re.compile(r"^(?P<name>[a-z][a-z0-9_]*) (?P<type>[A-Z]+)$")


@cache
def arrow_type_of(text: str) -> pa.DataType:
    """`VARCHAR`, `VARCHAR[]`, `STRUCT(value VARCHAR, is_main BOOLEAN)[]` as an Arrow type. Raises ValueError."""
    if text in ARROW_TYPES:
        return ARROW_TYPES[text]
    if text.endswith("[]"):
        return pa.list_(arrow_type_of(text.removesuffix("[]")))
    if struct := _STRUCT.match(text):
        return pa.struct([(name, arrow_type_of(scalar)) for name, scalar in _members_of(struct["members"])])
    raise ValueError(f"not a type of a table contract; known are {', '.join(ARROW_TYPES)}, TYPE[] and STRUCT(...)[]")


def sql_type_of(text: str) -> str:
    """The same type as DuckDB spells it; names inside a STRUCT are quoted, since some are words of SQL."""
    if text.endswith("[]"):
        return sql_type_of(text.removesuffix("[]")) + "[]"
    if struct := _STRUCT.match(text):
        members = [f'"{name}" {scalar}' for name, scalar in _members_of(struct["members"])]
        return f"STRUCT({', '.join(members)})"
    return "UUID" if text == "PSEUDONYM" else text


def released_type_of(text: str) -> str:
    """The type in a release, as DuckDB spells it."""
    return "VARCHAR" if text == "PSEUDONYM" else sql_type_of(text)


def is_number(text: str) -> bool:
    """True where `min` and `max` make sense."""
    arrow = arrow_type_of(text)
    return bool(pa.types.is_integer(arrow) or pa.types.is_floating(arrow) or pa.types.is_decimal(arrow))


def _members_of(text: str) -> list[tuple[str, str]]:
    members = [_MEMBER.match(part.strip()) for part in text.split(",")]
    if not all(members):
        raise ValueError("not a STRUCT; write STRUCT(name TYPE, name TYPE)[] with scalar types")
    return [(member["name"], member["type"]) for member in members if member]
