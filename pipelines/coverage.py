"""How much of what a source delivered the decisions cover: counts by field, and the values still to be decided.

Belongs here: summing `source_value` of the lake. Does not belong here: deciding a value, or showing one unasked: the
values of the worklist are content of cells, and only `harmonise check --show-values` puts them on a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.durable import read_json
from warehouse.layout import Layout

OUTCOMES = ("mapped", "missing", "ignored", "unmapped")


@dataclass(frozen=True)
class FieldCoverage:
    """Values of one field by outcome, over all years; `n_open` are distinct values that no decision covers."""

    field: str
    n_by_outcome: dict[str, int]
    n_open: int


@dataclass(frozen=True)
class OpenValue:
    """A value that no decision covers, and in how many contacts it stands. `value` is content of a cell."""

    field: str
    value: str
    n_contacts: int


def measure_coverage(layout: Layout, source_id: str) -> list[FieldCoverage]:
    """Coverage by field, by name of field. Empty where the source has nothing in the lake."""
    counts: dict[str, dict[str, int]] = {}
    open_values: dict[str, set[str]] = {}
    for row in _read_values(layout, source_id):
        by_outcome = counts.setdefault(row["field"], dict.fromkeys(OUTCOMES, 0))
        by_outcome[row["outcome_code"]] += row["n_values"] or 0
        if row["outcome_code"] == "unmapped":
            open_values.setdefault(row["field"], set()).add(row["source_value"])
    return [FieldCoverage(name, counts[name], len(open_values.get(name, ()))) for name in sorted(counts)]


def list_open_values(layout: Layout, source_id: str, most: int) -> list[OpenValue]:
    """The worklist: values that no decision covers, those in most contacts first, at most `most`."""
    totals: dict[tuple[str, str], int] = {}
    for row in _read_values(layout, source_id):
        if row["outcome_code"] == "unmapped":
            key = (row["field"], row["source_value"])
            totals[key] = totals.get(key, 0) + (row["n_contacts"] or 0)
    ranked = sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:most]
    return [OpenValue(name, value, n_contacts) for (name, value), n_contacts in ranked]


def _read_values(layout: Layout, source_id: str) -> Iterator[dict[str, Any]]:
    columns = ["field", "source_value", "outcome_code", "n_values", "n_contacts"]
    for path in _value_files(layout, source_id):
        table: pa.Table = pq.read_table(path, columns=columns)
        yield from table.to_pylist()


def _value_files(layout: Layout, source_id: str) -> list[Path]:
    years = (read_json(layout.source_manifest(source_id)) or {}).get("years", {})
    names = [year["files"]["source_value"] for _, year in sorted(years.items()) if "source_value" in year["files"]]
    return [layout.lake_of(source_id) / name for name in names]
