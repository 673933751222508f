"""The mapping language: one file a construct.

Belongs here: finding the constructs and the unions of them that a mapping may use. Does not belong here: any single
construct. Adding a file adds the construct, its entry on the reference page and its tests.
"""

from __future__ import annotations

import pkgutil
from functools import reduce
from importlib import import_module
from operator import or_
from typing import Annotated, Any

from pydantic import Discriminator, Tag, TypeAdapter

from schemas.constructs.base import Construct, Example, Many, One, Record, key_of, let_nest


def _find() -> dict[str, type[Construct]]:
    found: dict[str, type[Construct]] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        for thing in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(thing, type) and issubclass(thing, Construct) and hasattr(thing, "key"):
                found[thing.key] = thing
    return found


CONSTRUCTS = _find()
"""Every construct by its key."""


def _union(kind: type[Construct]) -> Any:
    members = {key: construct for key, construct in CONSTRUCTS.items() if issubclass(construct, kind)}
    tagged = [Annotated[construct, Tag(key)] for key, construct in members.items()]

    def discriminate(value: Any) -> str | None:
        return key_of(value, members)

    return Annotated[
        reduce(or_, tagged),
        Discriminator(
            discriminate,
            custom_error_type="construct",
            custom_error_message=f"expected a column or exactly one of: {', '.join(sorted(members))}",
        ),
    ]


AnyOne = _union(One)
"""A column, or a construct that gives one text."""

AnyMany = _union(Many)
"""A column, or a construct that gives any number of values."""

AnyField = _union(Construct)
"""A field of a contact: `one` where it has one answer, `many` where it may have several."""

let_nest(One, TypeAdapter(AnyOne))
let_nest(Many, TypeAdapter(AnyMany))
let_nest(Construct, TypeAdapter(AnyField))

__all__ = ["CONSTRUCTS", "AnyField", "AnyMany", "AnyOne", "Construct", "Example", "Many", "One", "Record"]
