"""What a source-year records and is not believed, or not alone: what the bounds of figures allow for besides.

Belongs here: which doubts a source-year has, from findings on how it recorded, from what its system has no word for and
from what its values cover. Does not belong here: what is possible under a doubt (`sql/possible.sql`), the findings
(`assess`), figures. A doubt widens bounds; it moves no figure and leaves no source out.

A doubt on a *habit* needs a finding that fails. A doubt on a *system* follows from the mapping alone: where no value
and no two ticks say that something took place both online and offline, `online` means at least online; and a value that
says more than its code (fit `wider`, `overlap`: technology was involved) does not say that code. Codes that are wrong
and that no finding tells are not doubted: `docs/evaluation-bounds.md` says what that would cost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import duckdb
import pyarrow as pa

from schemas.finding import Finding
from schemas.text.fold import fold
from warehouse.assess.thresholds import load_thresholds
from warehouse.store.engine import sql_text

DOUBT_OF = {"no_setting": "offline", "no_ocsea": "act"}
"""What a habit that fails makes doubtful of a source-year; `sql/possible.sql` says what is not believed then. Of other
habits nothing follows for a single contact: they bear on the internal bounds only.
"""
DOUBT_OF_BREAK = {"unknown": "setting", "conflict": "setting", "online": "setting", "reason": "act"}
"""The same of `break`, by the series that changed. Of second reasons nothing follows for a single contact."""
LOST = "lost"
"""Reasons are lost, and nobody knows of which contacts: one of several, those under Other."""
NO_SETTING = ("setting_not_told", "skewed_and_incomplete")
ONE_REASON = ("one_reason_only", "skewed_and_incomplete")

DOUBTED_YEAR = """
    create or replace temp table doubted_year as
    select source_id, contact_year, string_agg(doubt, ' ' order by doubt) as doubts from doubt group by all
"""
WEAK_SETTING = """
    select source_id, code, source_value
    from decision
    where
        field = 'setting' and outcome_code = 'mapped'
        and fit_code in ('wider', 'overlap') and code in ('online', 'offline')
"""
SEEN_SETTING = """
    select source_id, contact_year, source_value
    from source_value
    where field = 'setting' and outcome_code = 'mapped' and source_value is not null
"""

SourceYear = tuple[str, int]
Doubt = tuple[str, int, str]


def register_doubts(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `doubted_year`, `flagged_year` (a habit fails) and `broken_year` (a series breaks in it). A flagged year
    has the doubt LOST where a habit fails from which nothing follows for a single contact.

    Reads `finding`, `source_year`, `source`, `decision`, `source_value` and `expressible`.
    """
    habits = _failing_habits(connection)
    of_setting = {_year_of(one) for one in habits if one.finding_code == "no_setting"}
    of_setting |= _failing_pools(connection, "evidence_setting_code", NO_SETTING)
    of_reasons = _failing_pools(connection, "evidence_several_reasons_code", ONE_REASON)
    doubts = {(*year, DOUBT_OF["no_setting"]) for year in _with_pool(of_setting)}
    doubts |= {(*_year_of(one), doubt) for one in habits if (doubt := _doubt_of(one))}
    doubts |= _weak_settings(connection) | _no_word_for_both(connection)
    connection.register("doubt", _rows_of(doubts))
    connection.execute(DOUBTED_YEAR)
    flagged = {*map(_year_of, habits), *_with_pool(of_setting | of_reasons)}
    losing = {_year_of(one) for one in habits if not _doubt_of(one)} | _with_pool(of_reasons)
    connection.register("flagged_year", _rows_of({(*year, LOST if year in losing else "") for year in flagged}))
    broken = {_year_of(one) for one in habits if one.finding_code == "break"}
    connection.register("broken_year", _rows_of({(*year, "") for year in broken}))


def _year_of(finding: Finding) -> SourceYear:
    assert finding.contact_year is not None
    return finding.source_id, finding.contact_year


def _doubt_of(finding: Finding) -> str | None:
    if finding.finding_code != "break":
        return DOUBT_OF.get(finding.finding_code)
    return DOUBT_OF_BREAK.get(json.loads(finding.facts)["what"]["part"])


def _failing_habits(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Findings on how a source recorded in a year that somebody has to act on."""
    rows = connection.sql("from finding where cause_code = 'habit' and contact_year is not null").to_arrow_table()
    return [finding for finding in map(Finding.from_dict, rows.to_pylist()) if finding.is_bad]


def _weak_settings(connection: duckdb.DuckDBPyConnection) -> set[Doubt]:
    """`online` or `offline` in the years in which a value was recorded that says more than that."""
    weak = {(source, fold(value)): code for source, code, value in connection.execute(WEAK_SETTING).fetchall()}
    seen = connection.execute(SEEN_SETTING).fetchall() if weak else []
    found = ((source, year, weak.get((source, fold(value)))) for source, year, value in seen)
    return {(source, year, code) for source, year, code in found if code}


def _no_word_for_both(connection: duckdb.DuckDBPyConnection) -> set[Doubt]:
    """`both`: of what stands there as online nobody could say that it took place offline, too."""
    return {(*year, "both") for year in connection.execute(sql_text("tabulate/no_word_for_both")).fetchall()}


def _failing_pools(connection: duckdb.DuckDBPyConnection, evidence: str, verdicts: Iterable[str]) -> set[SourceYear]:
    """Source-years whose evidence on an axis fails only in the pool of three years: numbers too small for one year."""
    query = (
        f"select source_id, contact_year from source_year where {evidence} in ('open', 'shown') "
        "and list_contains($1, verdict_pool_code)"
    )
    return set(connection.execute(query, [list(verdicts)]).fetchall())


def _with_pool(years: Iterable[SourceYear]) -> set[SourceYear]:
    """With the years that the pool of each looked at: a way of working seldom begins in January."""
    n_pooled = load_thresholds().declared.pooled_years
    return {(source_id, year - back) for source_id, year in years for back in range(n_pooled)}


def _rows_of(named: Iterable[Doubt]) -> pa.Table:
    rows = [{"source_id": source, "contact_year": year, "doubt": doubt} for source, year, doubt in sorted(named)]
    columns = [("source_id", pa.string()), ("contact_year", pa.int32()), ("doubt", pa.string())]
    return pa.Table.from_pylist(rows, schema=pa.schema(columns))
