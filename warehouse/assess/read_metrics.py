"""Metrics as evidence: rows of `source_year`, `source_month` and `source_reason` become `SourceYear`.

Belongs here: reading these tables. Does not belong here: making them (`assess.tables`), or judging them
(`warehouse.assess.findings`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from warehouse.assess.findings.evidence import Axis, ReasonCount, SourceMonth, SourceYear
from warehouse.store.engine import sql_text

AXES: tuple[Axis, ...] = ("several", "setting")
OF_WHOLE_YEAR = ("contacts", "counselling", "contact_type_unknown")
"""What says whether there is a contact to look at."""


def read_metrics(connection: duckdb.DuckDBPyConnection) -> list[SourceYear]:
    """Every source-year with its months, in the order in which sources are judged. Looks at no contact."""
    months: dict[tuple[str, int], list[SourceMonth]] = defaultdict(list)
    for row in _rows(connection, "assess/evidence_month"):
        months[row["source_id"], row["contact_month"].year].append(_source_month(row))
    return [
        _source_year(row, tuple(months[row["source_id"], row["contact_year"]]))
        for row in _rows(connection, "assess/evidence")
    ]


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> Iterator[dict[str, Any]]:
    result = connection.execute(sql_text(name))
    names = [str(column[0]) for column in result.description or ()]
    for values in result.fetchall():
        yield dict(zip(names, values, strict=True))


def _counts(row: dict[str, Any]) -> dict[str, int]:
    """The metrics by name; one that the source cannot record is not there."""
    return {
        name.removeprefix("n_"): int(value)
        for name, value in row.items()
        if name.startswith("n_") and value is not None
    }


def _source_month(row: dict[str, Any]) -> SourceMonth:
    names = ("reason_numbers", "reason_pairs", "reason_told", "reason_online")
    numbers = zip(*(row[name] for name in names), strict=True)
    return SourceMonth(
        month=row["contact_month"],
        counts=_counts(row),
        reasons={
            code: ReasonCount(*(int(number or 0) for number in own))
            for code, own in zip(row["reason_codes"], numbers, strict=True)
        },
        is_declared_change=bool(row["is_declared_change"]),
        is_judged=bool(row["is_judged"]),
        changed_axes=frozenset(axis for axis in AXES if row[f"is_{axis}_changed"]),
    )


def _judged_counts(row: dict[str, Any], months: Sequence[SourceMonth]) -> dict[str, int]:
    """The metrics of the year; where its system was changed, of the months that are judged. How many contacts there are
    stays what it is.
    """
    counts = _counts(row)
    if all(month.is_judged for month in months):
        return counts
    judged = [month for month in months if month.is_judged]
    return {
        name: number if name in OF_WHOLE_YEAR else sum(month.count(name) for month in judged)
        for name, number in counts.items()
    }


def _source_year(row: dict[str, Any], months: tuple[SourceMonth, ...]) -> SourceYear:
    is_whole = all(month.is_judged for month in months)
    return SourceYear(
        source_id=row["source_id"],
        network_code=row["network_code"],
        contact_year=int(row["contact_year"]),
        can_record_several_reasons=bool(row["can_record_several_reasons"]),
        reason_cap=row["reason_cap"],
        setting_capability_code=row["setting_capability_code"],
        remit_code=row["remit_code"],
        sexual_goes_elsewhere=bool(row["sexual_goes_elsewhere"]),
        can_record_ocsea=bool(row["can_record_ocsea"]),
        status_code=row["status_code"],
        counts=_judged_counts(row, months),
        months=months,
        changed_on={} if is_whole else {axis: tuple(days) for axis in AXES if (days := row[f"{axis}_changed_on"])},
    )
