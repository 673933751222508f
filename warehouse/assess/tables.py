"""Source-years, source-months and findings, from the tables of one connection.

Belongs here: the order of the queries: contacts are measured once, metrics are judged as often as one likes. Does not
belong here: the findings (`warehouse.assess.findings`), reading metrics (`assess.read_metrics`), files of the lake or
when this is run (`warehouse.assess.step`).

The unit is the counselling contact with at least one mapped reason, about a child, a young person or somebody of
unknown age; adults are left out of child statistics. A contact has two reasons where two distinct reasons come from two
recorded ones: a label that is split into two codes says nothing about the counsellor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.finding import Finding
from schemas.vocabulary.code import narrow_ocsea_reasons, tellable_reasons
from warehouse.assess.counts import (
    can_be_judged,
    find_counts_beside,
    find_counts_of_member,
    find_counts_only,
    find_guessed,
)
from warehouse.assess.findings import judge_metrics
from warehouse.assess.findings.evidence import SourceYear, pool_of
from warehouse.assess.findings.verdict import AXES, NOWHERE, judge_year, uses_of
from warehouse.assess.own_past import find_unlike_past, measure_past
from warehouse.assess.read_metrics import read_metrics
from warehouse.assess.thresholds import Thresholds, load_thresholds
from warehouse.network.replies import OF_LAKE, Replies, read_findings, read_replies, table_of
from warehouse.store.engine import load_table, relation_names, sql_text

MEASURED = ("source_month", "source_reason", "source_year")
TABLES = (*MEASURED, "finding")


def group_contacts(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `label`, `contact_group`, `pattern_label`, `pattern` and `expressible`: what all network tables count.

    And `system_year`, what each source could record in each year. Reads `contact`, `contact_reason`, `source`,
    `source_declaration`, `decision` and `crosswalk`, and `earlier_system` where there is one. One pass over contacts;
    what it makes is as large as the number of different contacts, not of contacts.
    """
    create_system_periods(connection)
    for relation, codes in (("narrow_reason", narrow_ocsea_reasons()), ("tellable_reason", tellable_reasons())):
        connection.register(relation, pa.table({"reason_code": pa.array(codes, pa.string())}))
    for name in ("system_year", "label", "contact_group", "pattern", "expressible"):
        connection.execute(sql_text(f"network/{name}"))


def create_system_periods(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `system_period`: what each source's system could record, and when. Without a relation `earlier_system` no
    system has changed.
    """
    if "earlier_system" not in relation_names(connection):
        load_table(connection, "earlier_system", load_tables()["earlier_system"].empty())
    connection.execute(sql_text("network/system_period"))


def assess_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of `TABLES` in the connection, with the contracts' columns and types.

    Reads the relations of `group_contacts`, `source_value`, `reported_count`, `held_source(source_id)` and
    `held_year(source_id, contact_year)`, and what `judge_tables` reads.
    """
    measure_tables(connection)
    judge_tables(connection, load_thresholds())


def measure_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the metrics: `source_month`, `source_reason`, and `source_year` without verdict."""
    group_contacts(connection)
    for name in ("month_count", "year_metric", "ability", *MEASURED):
        connection.execute(sql_text(f"assess/{name}"))
    measure_past(connection)
    for name in MEASURED:
        _fit_contract(connection, name)


def judge_tables(connection: duckdb.DuckDBPyConnection, thresholds: Thresholds) -> None:
    """Create `finding`, and give every source-year its verdict, evidence and uses, by these limits.

    Reads the metrics of `measure_tables`, `source`, `source_declaration`, `decision` and `reported_count`, and no
    contact: the tables of a release can be judged by other limits as often as one likes. Where there is a relation
    `lake_finding` its rows become part of `finding`; where there is `finding_reply`, what it explains no longer counts.
    Only where there is `past_year` are years held against their own past; where there is `earlier_system`, it says
    which systems have changed.
    """
    create_system_periods(connection)
    known = relation_names(connection)
    years = read_metrics(connection)
    counts_only = find_counts_only(connection)
    replies = read_replies(connection) if "finding_reply" in known else Replies({})
    of_lake = read_findings(connection, OF_LAKE) if OF_LAKE in known else []
    judged = can_be_judged(years, counts_only, find_guessed(of_lake))
    of_past = thresholds.unlike_its_past
    unlike = find_unlike_past(connection, of_past) if "past_year" in known else []
    of_counts = [*counts_only, *find_counts_beside(connection), *find_counts_of_member(connection)]
    findings = replies.explain([*judge_metrics(judged, thresholds), *of_counts, *unlike])
    n_pooled = thresholds.declared.pooled_years
    pooled = [pool_of(year, years, n_pooled) for year in judged]
    of_pools = replies.explain(judge_metrics(pooled, thresholds, AXES), n_pooled)
    connection.register("judged_year", _judged_years(years, findings, pooled, of_pools, thresholds))
    connection.execute(sql_text("assess/judged"))
    _create_finding(connection, replies, [*findings, *_sources_without_contacts(connection), *replies.explain(of_lake)])
    for name in ("source_year", "finding"):
        _fit_contract(connection, name)


def _by_year(findings: Iterable[Finding]) -> dict[tuple[str, int | None], list[Finding]]:
    own: dict[tuple[str, int | None], list[Finding]] = defaultdict(list)
    for finding in findings:
        own[finding.source_id, finding.contact_year].append(finding)
    return own


def _judged_years(
    years: Sequence[SourceYear],
    findings: Iterable[Finding],
    pooled: Sequence[SourceYear],
    of_pools: Iterable[Finding],
    thresholds: Thresholds,
) -> pa.Table:
    """Verdict, evidence and uses of each source-year; `pooled`: the same with the years before it."""
    own, own_of_pool = _by_year(findings), _by_year(of_pools)
    pool_of_year = {(one.source_id, one.contact_year): one for one in pooled}
    rows = []
    for year in years:
        key = year.source_id, year.contact_year
        about = own[key]
        uses = uses_of(year, about) if key in pool_of_year and year.has_contacts else NOWHERE
        judged = judge_year(year, about, thresholds)
        pool = judge_year(pool_of_year[key], own_of_pool[key], thresholds) if key in pool_of_year else judged
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
        "select source_id from source where source_id not in (select source_id from source_year) order by source_id"
    ).fetchall()
    return [Finding.of("no_contacts", "not_assessable", form="no_year", source_id=source_id) for (source_id,) in silent]


def _create_finding(connection: duckdb.DuckDBPyConnection, replies: Replies, findings: Sequence[Finding]) -> None:
    connection.register("every_finding", table_of([*findings, *replies.find_unanswering(findings)]))
    connection.execute("create or replace table finding as from every_finding")


def _fit_contract(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Bring a table to its contract's columns, order and types."""
    select_list = load_tables()[name].select_list()
    connection.execute(f"create or replace table {name} as select {select_list} from {name}")
