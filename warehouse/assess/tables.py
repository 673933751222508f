"""Source-years, source-months and findings, from the tables of one connection.

Belongs here: the order of the queries and how rows become evidence for the findings. Does not belong here: the findings
(`warehouse.assess.findings`), files of the lake or when this is run (`warehouse.assess.step`).

The unit is the counselling contact with at least one mapped reason, about a child, a young person or somebody of
unknown age; adults are left out of child statistics. A contact has two reasons where two distinct reasons come from two
recorded ones: a label that is split into two codes says nothing about the counsellor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.finding import Finding
from schemas.vocabulary.code import narrow_ocsea_reasons, tellable_reasons
from warehouse.assess.counts import find_counts_only, uses_of_year, with_contacts
from warehouse.assess.findings import judges
from warehouse.assess.findings.evidence import POOLED, SourceYear, pool_of
from warehouse.assess.findings.verdict import judge_year
from warehouse.assess.own_past import find_unlike_past, measure_past
from warehouse.network.replies import OF_LAKE, Replies, read_findings, read_replies, table_of
from warehouse.store.engine import sql_text

TABLES = ("source_month", "source_year", "finding")


def group_contacts(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `label`, `contact_group`, `pattern_label`, `pattern` and `expressible`: what all network tables count.

    Reads `contact`, `contact_reason`, `source`, `source_declaration`, `decision` and `crosswalk`. One pass over
    contacts; what it makes is as large as the number of different contacts, not of contacts.
    """
    for relation, codes in (("narrow_reason", narrow_ocsea_reasons()), ("tellable_reason", tellable_reasons())):
        connection.register(relation, pa.table({"reason_code": pa.array(codes, pa.string())}))
    for name in ("label", "contact_group", "pattern", "expressible"):
        connection.execute(sql_text(f"network/{name}"))


def assess_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `source_month`, `source_year` and `finding` in the connection, with the contracts' columns and types.

    Reads the relations of `group_contacts`, `source_value`, `reported_count`, `held_source(source_id)` and
    `held_year(source_id, contact_year)`; where there is a relation `lake_finding` its rows become part of `finding`,
    and where there is `finding_reply` what it explains no longer counts.
    """
    group_contacts(connection)
    for name in ("month_count", "year_metric", "ability", "source_month"):
        connection.execute(sql_text(f"assess/{name}"))
    measure_past(connection)
    years = list(_read_years(connection))
    counts_only = find_counts_only(connection)
    judged = with_contacts(years, counts_only)
    replies = read_replies(connection) if _has_relation(connection, "finding_reply") else Replies({})
    findings = replies.explain([*_judge(judged), *counts_only, *find_unlike_past(connection)])
    pooled = [pool_of(year, years) for year in judged]
    of_pools = replies.explain(_judge(pooled), POOLED)
    connection.register("judged_year", _judged_years(years, findings, pooled, of_pools))
    connection.execute(sql_text("assess/source_year"))
    _create_finding(connection, replies, [*findings, *_sources_without_contacts(connection)])
    for name in TABLES:
        _fit_contract(connection, name)


def _read_years(connection: duckdb.DuckDBPyConnection) -> Iterator[SourceYear]:
    result = connection.execute(sql_text("assess/evidence"))
    names = [str(column[0]) for column in result.description or ()]
    for values in result.fetchall():
        yield _source_year(dict(zip(names, values, strict=True)))


def _source_year(row: dict[str, Any]) -> SourceYear:
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
        counts={name.removeprefix("n_"): int(value) for name, value in row.items() if name.startswith("n_")},
    )


def _judge(years: Sequence[SourceYear]) -> list[Finding]:
    """Every finding about every source-year; networks apart."""
    networks: dict[str, list[SourceYear]] = defaultdict(list)
    for year in years:
        networks[year.network_code].append(year)
    return [finding for network in networks.values() for judge in judges().values() for finding in judge(network)]


def _by_year(findings: Iterable[Finding]) -> dict[tuple[str, int | None], list[Finding]]:
    own: dict[tuple[str, int | None], list[Finding]] = defaultdict(list)
    for finding in findings:
        own[finding.source_id, finding.contact_year].append(finding)
    return own


def _judged_years(
    years: Sequence[SourceYear], findings: Iterable[Finding], pooled: Sequence[SourceYear], of_pools: Iterable[Finding]
) -> pa.Table:
    """Verdict, evidence and uses of each source-year; `pooled`: the same with the two years before it."""
    own, own_of_pool = _by_year(findings), _by_year(of_pools)
    pool_of_year = {(one.source_id, one.contact_year): one for one in pooled}
    rows = []
    for year in years:
        key = year.source_id, year.contact_year
        about = own[key]
        uses = uses_of_year(year, about)
        judged = judge_year(year, about)
        pool = judge_year(pool_of_year[key], own_of_pool[key]) if key in pool_of_year else judged
        rows.append(
            {
                "source_id": year.source_id,
                "contact_year": year.contact_year,
                "verdict_code": judged.verdict,
                "verdict_pool_code": judged.verdict if judged.has_failed else pool.verdict,
                "evidence_several_reasons_code": judged.several_reasons,
                "evidence_setting_code": judged.setting,
                "use_several_reasons_code": uses.several_reasons,
                "use_setting_code": uses.setting,
                "use_ocsea_code": uses.ocsea,
                "use_reasons_code": uses.reasons,
            }
        )
    contract = load_tables()["source_year"]
    told = ("verdict_", "evidence_", "use_")
    names = ("source_id", "contact_year", *(name for name in contract.names if name.startswith(told)))
    return pa.Table.from_pylist(rows, schema=pa.schema([contract.arrow_schema().field(name) for name in names]))


def _sources_without_contacts(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """A source that never had a contact has no source-year; this finding says so."""
    silent = connection.execute(
        "select source_id from source where source_id not in (select source_id from year_metric) order by source_id"
    ).fetchall()
    return [Finding.of("no_contacts", "not_assessable", form="no_year", source_id=source_id) for (source_id,) in silent]


def _create_finding(connection: duckdb.DuckDBPyConnection, replies: Replies, findings: Sequence[Finding]) -> None:
    of_lake = read_findings(connection, OF_LAKE) if _has_relation(connection, OF_LAKE) else []
    whole = [*findings, *replies.explain(of_lake)]
    connection.register("every_finding", table_of([*whole, *replies.find_unanswering(whole)]))
    connection.execute("create or replace table finding as from every_finding")


def _fit_contract(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Bring a table to its contract's columns, order and types."""
    select_list = load_tables()[name].select_list()
    connection.execute(f"create or replace table {name} as select {select_list} from {name}")


def _has_relation(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    found = connection.execute(
        "select 1 from (select view_name as name from duckdb_views() union select table_name from duckdb_tables()) "
        "where name = ?",
        [name],
    ).fetchall()
    return bool(found)
