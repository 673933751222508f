"""Metrics as evidence: rows of `source_year`, `source_month` and `source_reason` become `SourceYear`.

Belongs here: reading these tables. Does not belong here: making them (`assess.tables`), or judging them
(`warehouse.assess.findings`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import duckdb

from warehouse.assess.findings.evidence import ReasonCount, SourceMonth, SourceYear
from warehouse.store.engine import sql_text


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
    )


def _source_year(row: dict[str, Any], months: tuple[SourceMonth, ...]) -> SourceYear:
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
        counts=_counts(row),
        months=months,
    )
