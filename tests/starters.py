"""The starters: mapping folders for real helplines, of which nothing but the public label lists is known.

Belongs here: which there are, and a folder with only them, so that nobody else's mapping is judged with them. Does not
belong here: expectations (`test_starter_mappings`, `test_starter_contacts`).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from schemas.mapping.decision import Decision
from schemas.mapping.registry import Mapping
from tests.conftest import ROOT


@dataclass(frozen=True)
class Starter:
    """A mapping folder, the form definition that it is for, and its helpline where the definition holds several."""

    source_id: str
    definition: str
    helpline: str = ""


STARTERS = (
    *(Starter(f"{c}_aselo", f"{c}-v1") for c in ("br", "ca", "co", "et", "jm", "mw", "nz", "tz", "zw")),
    Starter("zm_childline", "zm-v1", "ChildLine Zambia (ZM)"),
    Starter("zm_lifeline", "zm-v1", "LifeLine Zambia (ZM)"),
)
every_starter = pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.source_id)


def copy_starters(folder: Path) -> Path:
    """The starters and the shared formats, by themselves."""
    for name in ("_exports", *(starter.source_id for starter in STARTERS)):
        shutil.copytree(ROOT / "mappings" / name, folder / name)
    return folder


def reasons_of(mapping: Mapping) -> list[Decision]:
    """Its decisions on reasons, in the order of the file."""
    return [decision for decision in mapping.decisions if decision.field == "reason"]
