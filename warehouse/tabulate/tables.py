"""The network's statistics before disclosure control, from the tables of one connection.

Belongs here: the order of the queries. Does not belong here: what is not believed of a source-year (`tabulate.doubts`),
rounding, suppression or publication, files of the lake, or when this is run (`warehouse.tabulate.step`).

Statistics, each by network, year, region (and all), in the panels of `sql/cells.sql`, put together by
`sql/year_sum.sql`:

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

Bounds hold what is true whatever the unknown parts are (`sql/possible.sql`), and what a system or a habit makes
doubtful besides (`tabulate.doubts`). In the internal bounds all that a source with a failing habit says of a
share is replaced by what comparable sources say; in the estimate as far as its own records leave that open
(`sql/cells.sql`).
"""

from __future__ import annotations

import duckdb

from schemas.contract.table import load_tables
from warehouse.assess.tables import group_contacts
from warehouse.store.engine import load_table, sql_text
from warehouse.tabulate.doubts import register_doubts
from warehouse.tabulate.laws import check_figures

TABLES = ("network_statistics_exact",)
OF_SOURCES = (
    *("possible", "source_total", "contacts", "framework", "reasons", "ocsea"),
    *("place", "asked", "profile", "gender_age", "rates", "main_reason", "beside", "unplaced", "counts"),
    *("cells", "year_sum"),
)
OF_NETWORKS = ("shares_near", "statistics", "response")


def tabulate_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `network_statistics_exact` in the connection, with the contract's columns and types.

    Reads `contact`, `contact_reason`, `contact_attribute`, `reported_count`, `source`, `member`, `source_declaration`,
    `source_value`, `decision`, `code`, `crosswalk`, and what `assess` made: `finding` and `source_year`.
    Raises FigureLawError where what comes out breaks law 6.
    """
    group_contacts(connection)
    for name in ("tabulate/counted_year", "network/expressible"):
        connection.execute(sql_text(name))
    register_doubts(connection)
    for name in OF_SOURCES:
        connection.execute(sql_text(f"tabulate/{name}"))
    add_up_years(connection)
    for name in TABLES:
        load_table(connection, name, load_tables()[name].empty())
    for name in OF_NETWORKS:
        connection.execute(sql_text(f"tabulate/{name}"))
    connection.execute("drop table cell_sum")
    check_figures(connection)


def add_up_years(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill `cell_sum` a year at a time: all years at once are more than the memory of a run for 150 sources of ten."""
    for (year,) in connection.execute("select distinct contact_year from figured_year order by all").fetchall():
        connection.execute(f"set variable year = {int(year)}")
        connection.execute("insert into cell_sum from year_sum")
