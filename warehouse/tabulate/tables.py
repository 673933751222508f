"""The network's statistics before disclosure control, from the tables of one connection.

Belongs here: the order of the queries, and which findings bear on the bounds. Does not belong here: rounding,
suppression or publication, files of the lake, or when this is run (`warehouse.tabulate.step`).

Statistics, each by network, year, region (and all), in the panels of `sql/cells.sql`:

    t0.members_answering, t0.countries   base `members`: who answered (panel `all` only; not through `figure`)
    t0.members_able.<statistic>          of the members that answered, those able to fill that table
    t1.contacts_by_kind, t1.counselling_by_population, t1.with_reason
    t2.main, t2.code                     reasons by framework (COMMON: our own list); bases contacts, reasons,
                                         main_reason (only sources that rank)
    t3.gender, t3.age, t3.gender_age     counselling child contacts by gender_code, age_band_code, both
    t3.main_by_gender, t3.main_by_age    mains (COMMON, CHI_V3) of contacts with a reason of one gender, age
    t3.<act>_by_gender, t3.<act>_by_age  the act among contacts with a reason of one gender, age
    t3.gender_of_<act>, t3.age_of_<act>  the gender, age of contacts about the act
                                         <act>: violence, sexual_violence, ocsea_narrow, ocsea_wide
    t4.ocsea_narrow_of_violence, t4.ocsea_wide_of_violence, the same _of_sexual_violence
    t4.setting_of_sexual_violence, t4.setting_of_bullying
    t5.form                              reason_code at and below violence.sexual, online or both, of OCSEA (wide)
    t5.profile, t5.profile_narrow        attribute_code and value_code of OCSEA contacts: time_to_contact, first_told,
                                         platform, barrier, risk_factor, living_situation, vulnerable_group,
                                         extortion_demand, image_origin, referral_in, referral_out,
                                         perpetrator_relation, perpetrator_age
    t5b.beside                           reasons recorded with OCSEA (framework COMMON, main_code, reason_code)
    t5b.beside_all, t5b.beside_others    the same of all contacts with a reason, and of those without OCSEA
    t6.channel, t6.person                channel_code, person_code of counselling child contacts
    t6.main_by_<answer>                  mains by channel, person, population, living_situation
    t6.profile                           living_situation, vulnerable_group of counselling child contacts
    t6.profile_of_violence               perpetrator_relation, perpetrator_age, incident_place of violence contacts
    t7.referrals                         referral_in, referral_out of counselling child contacts (hotline: a value)
    t7.content_reports                   reports of content among all contacts

Gender, age, channel and person stand in their own columns, every other answer in attribute_code and value_code; value
`unknown` is what was not asked or left blank.

Bounds hold what is true whatever the unknown parts are (`sql/possible.sql`). A habit that fails bears on them twice:
where it concerns the setting, `offline` is not believed; and in the internal bounds all that the source says of a share
is replaced by what comparable sources say (`sql/cells.sql`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.finding import Finding
from warehouse.assess.tables import group_contacts
from warehouse.assess.thresholds import load_thresholds
from warehouse.store.engine import sql_text
from warehouse.tabulate.laws import check_figures

TABLES = ("network_statistics_exact",)
QUERIES = (
    *("possible", "source_total", "contacts", "framework", "reasons", "ocsea"),
    *("place", "asked", "profile", "gender_age", "rates", "main_reason", "beside", "unplaced", "counts"),
    *("cells", "statistics", "response"),
)
DOUBTS = {"no_setting": "offline", "no_ocsea": "act"}
"""What a habit that fails makes doubtful of a source-year; `sql/possible.sql` says what is not believed then. Of other
habits nothing follows for a single contact: they bear on the internal bounds only.
"""
DOUBTS_OF_BREAK = {"unknown": "setting", "conflict": "setting", "online": "setting", "reason": "act"}
"""The same of `break`, by the series that changed. Of second reasons nothing follows for a single contact."""
NO_SETTING = ("setting_not_told", "skewed_and_incomplete")
ONE_REASON = ("one_reason_only", "skewed_and_incomplete")

DOUBTED_YEAR = """
    create or replace temp table doubted_year as
    select source_id, contact_year, string_agg(doubt, ' ' order by doubt) as doubts from doubt group by all
"""

SourceYear = tuple[str, int]


def tabulate_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `network_statistics_exact` in the connection, with the contract's columns and types.

    Reads `contact`, `contact_reason`, `contact_attribute`, `reported_count`, `source`, `member`, `source_declaration`,
    `source_value`, `decision`, `code`, `crosswalk`, and what `assess` made: `finding` and `source_year`.
    Raises FigureLawError where what comes out breaks law 6.
    """
    habits = _failing_habits(connection)
    of_setting = {_year_of(one) for one in habits if one.finding_code == "no_setting"}
    of_setting |= _failing_pools(connection, "evidence_setting_code", NO_SETTING)
    of_reasons = _failing_pools(connection, "evidence_several_reasons_code", ONE_REASON)
    doubts = {(*year, DOUBTS["no_setting"]) for year in _with_pool(of_setting)}
    doubts |= {(*_year_of(one), doubt) for one in habits if (doubt := _doubt_of(one))}
    flagged = {*map(_year_of, habits), *_with_pool(of_setting | of_reasons)}
    connection.register("doubt", _rows_of(doubts))
    connection.execute(DOUBTED_YEAR)
    connection.register("flagged_year", _rows_of({(*year, "") for year in flagged}))
    broken = {_year_of(one) for one in habits if one.finding_code == "break"}
    connection.register("broken_year", _rows_of({(*year, "") for year in broken}))
    group_contacts(connection)
    for name in ("tabulate/counted_year", "network/expressible"):
        connection.execute(sql_text(name))
    for name in QUERIES:
        connection.execute(sql_text(f"tabulate/{name}"))
    for name in TABLES:
        select_list = load_tables()[name].select_list()
        connection.execute(f"create or replace table {name} as select {select_list} from {name}")
    check_figures(connection)


def _year_of(finding: Finding) -> SourceYear:
    assert finding.contact_year is not None
    return finding.source_id, finding.contact_year


def _doubt_of(finding: Finding) -> str | None:
    if finding.finding_code != "break":
        return DOUBTS.get(finding.finding_code)
    return DOUBTS_OF_BREAK.get(json.loads(finding.facts)["what"]["part"])


def _failing_habits(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Findings on how a source recorded in a year that somebody has to act on."""
    rows = connection.sql("from finding where cause_code = 'habit' and contact_year is not null").to_arrow_table()
    return [finding for finding in map(Finding.from_dict, rows.to_pylist()) if finding.is_bad]


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


def _rows_of(named: Iterable[tuple[str, int, str]]) -> pa.Table:
    rows = [{"source_id": source, "contact_year": year, "doubt": doubt} for source, year, doubt in sorted(named)]
    columns = [("source_id", pa.string()), ("contact_year", pa.int32()), ("doubt", pa.string())]
    return pa.Table.from_pylist(rows, schema=pa.schema(columns))
