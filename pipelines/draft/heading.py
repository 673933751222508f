"""The header under which reasons stand, where it says what they all are: `Sexual` below `Type of violence` is violence.

Belongs here: finding that header in the formats of a source. Does not belong here: its words
(`schemas/headers/blocks.yaml`), or what a label below a heading means (`pipelines.suggest`).
"""

from __future__ import annotations

from collections.abc import Sequence

from schemas.constructs.tick_box import TickBoxes
from schemas.mapping.count_export import AnyExport
from schemas.vocabulary.header_words import header_words
from warehouse.scan.whose import names_one_of

PART_OF_A_PATH = ">"


def heading_of(exports: Sequence[AnyExport]) -> str:
    """The header of the one column in which each of the formats has its reasons; empty where it does not speak of
    violence, or where they stand in several columns: boxes have their labels in their own headers.
    """
    headers = set()
    for export in exports:
        reasons = export.reasons
        columns = () if reasons is None or isinstance(reasons, TickBoxes) else tuple(reasons.columns())
        if len(columns) != 1 or not _speaks_of_violence(columns[0]):
            return ""
        headers.add(columns[0])
    return min(headers, default="")


def _speaks_of_violence(header: str) -> bool:
    return names_one_of(header, header_words("blocks", "violence")) and not names_one_of(
        header, header_words("blocks", "abuse_of_things")
    )


def under(heading: str, label: str) -> str:
    """The heading of a label; empty where it brings its own: `Violence > Sexual`."""
    return "" if PART_OF_A_PATH in label else heading
