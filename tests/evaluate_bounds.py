"""How often do the bounds of the network's figures hold the truth? `python -m tests.evaluate_bounds [--page]`.

Belongs here: the comparison over many networks with the demo's helplines and planted habits. Does not belong here: the
networks (`tests.demo_tables`), the bounds (`warehouse.tabulate`), how they are rounded and what is shown
(`warehouse.publish.disclosure`), the page (`tests.bounds_page`). The truth is what happened to the child of each contact
of the panel's sources, whatever was recorded of it. Beside it stands the unskewed record: what the same sources would
have recorded of the same children without planted habits and limits.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from tests.bounds_page import Bounds, Compared, Key, Network, Run, page_of, table_of
from tests.demo_tables import honest_and_able, simulated_network
from warehouse.assess.tables import assess_tables, group_contacts
from warehouse.publish.disclosure.fill import fill_network_statistics
from warehouse.publish.disclosure.queries import disclosure_sql
from warehouse.store.engine import load_table, sql_text
from warehouse.tabulate.doubts import register_doubts
from warehouse.tabulate.tables import add_up_years

SIZES = ((24_000, 200), (96_000, 40))
"""Contacts, and how many networks of that size: small ones, and ones of which most figures may be published."""
FIRST_SEED = 1_000
PAGE = Path(__file__).resolve().parent.parent / "docs" / "evaluation-bounds.md"
KEY = "year, panel_code, statistic_code, setting_code"
QUERIES = (
    *("tabulate/counted_year", "network/expressible"),
    *(
        f"tabulate/{name}"
        for name in ("possible", "source_total", "framework", "reasons", "ocsea", "unplaced", "counts")
    ),
)
"""What the figures of T4 rest on."""

TRUTH = """
    with of_contact as (
        select
            contact_number, source_id, contact_year,
            coalesce(bool_or(starts_with(reason_code, 'violence')), false) as is_violence,
            coalesce(bool_or(starts_with(reason_code || '.', 'violence.sexual.')), false) as is_sexual,
            coalesce(bool_or(starts_with(reason_code || '.', 'violence.bullying.')), false) as is_bullying,
            bool_or(starts_with(reason_code || '.', 'violence.sexual.') and setting_code in ('online', 'both')) as is_wide,
            bool_or(reason_code in (from narrow_reason) and setting_code in ('online', 'both')) as is_narrow,
            bool_or(starts_with(reason_code || '.', 'violence.sexual.') and setting_code in ('offline', 'both')) as is_off,
            bool_or(starts_with(reason_code || '.', 'violence.bullying.') and setting_code in ('online', 'both'))
                as is_bullied_on,
            bool_or(starts_with(reason_code || '.', 'violence.bullying.') and setting_code in ('offline', 'both'))
                as is_bullied_off
        from truth
        where contact_type_code = 'counselling' and population_code <> 'adult'
        group by all
    ),

    in_panel as (
        select
            of_contact.*,
            able_setting.reason_code,
            panel.panel_code
        from of_contact
        inner join able_setting using (source_id, contact_year)
        cross join (values ('all'), ('able')) as panel (panel_code)
        where panel.panel_code = 'all' or can_tell_technology
    )

    select
        contact_year as year, panel_code, statistic.statistic_code, statistic.setting_code,
        avg(cast(
            case
                when starts_with(statistic.statistic_code, 't4.ocsea_narrow') then coalesce(is_narrow, false)
                when starts_with(statistic.statistic_code, 't4.ocsea_wide') then coalesce(is_wide, false)
                when statistic.subtree = 'violence.sexual' then
                    case statistic.setting_code
                        when 'online' then is_wide and not is_off
                        when 'offline' then is_off and not is_wide
                        else is_wide and is_off
                    end
                else
                    case statistic.setting_code
                        when 'online' then is_bullied_on and not is_bullied_off
                        when 'offline' then is_bullied_off and not is_bullied_on
                        else is_bullied_on and is_bullied_off
                    end
            end as integer
        )) as truth
    from in_panel
    inner join (
        values
            ('t4.ocsea_narrow_of_violence', null, 'violence.sexual', 'violence'),
            ('t4.ocsea_wide_of_violence', null, 'violence.sexual', 'violence'),
            ('t4.ocsea_wide_of_sexual_violence', null, 'violence.sexual', 'violence.sexual'),
            ('t4.setting_of_sexual_violence', 'online', 'violence.sexual', 'violence.sexual'),
            ('t4.setting_of_sexual_violence', 'offline', 'violence.sexual', 'violence.sexual'),
            ('t4.setting_of_sexual_violence', 'both', 'violence.sexual', 'violence.sexual'),
            ('t4.setting_of_bullying', 'online', 'violence.bullying', 'violence.bullying'),
            ('t4.setting_of_bullying', 'offline', 'violence.bullying', 'violence.bullying'),
            ('t4.setting_of_bullying', 'both', 'violence.bullying', 'violence.bullying')
    ) as statistic (statistic_code, setting_code, subtree, base)
        on statistic.subtree = in_panel.reason_code
    where case statistic.base when 'violence' then is_violence when 'violence.sexual' then is_sexual else is_bullying end
    group by all
"""
COMPARED = f"""
    with told as materialized ({TRUTH})

    select
        figure.{KEY.replace(", ", ", figure.")}, denominator, told.truth, every.truth, share, share_low, share_high,
        share_low_habit, share_high_habit, share_habit
    from network_statistics_exact as figure
    inner join told
        on told.year = figure.year and told.panel_code = figure.panel_code
        and told.statistic_code = figure.statistic_code and told.setting_code is not distinct from figure.setting_code
    inner join told as every
        on every.year = figure.year and every.panel_code = 'all'
        and every.statistic_code = figure.statistic_code and every.setting_code is not distinct from figure.setting_code
    where region_code is null and status_code = 'available'
"""
PUBLISHED = """
    select year, panel_code, statistic_code, setting_code, share_low, share_high
    from network_statistics
    where region_code is null and share is not null
"""
SHOW_ALL = "update disclosure_cell set base_rule = null, count_rule = null"
FIGURE = "(from placed_figure inner join cell_key using (cell_id))"
OWN_RECORD = f"select source_id, contact_year, statistic_code, setting_code, numerator, denominator from {FIGURE}"
UNSKEWED = f"""
    select
        one.contact_year, panel.panel_code, one.statistic_code, one.setting_code,
        sum(own.numerator) / sum(own.denominator) as share
    from {FIGURE} as one
    cross join (values ('all'), ('able')) as panel (panel_code)
    inner join own_record as own
        on own.source_id = one.source_id and own.contact_year = one.contact_year
        and own.statistic_code = one.statistic_code and own.setting_code is not distinct from one.setting_code
    where panel.panel_code = 'all' or one.is_in_panel
    group by all
    having sum(own.denominator) > 0
"""
"""Of the sources that a panel of this network counts, the shares that they would have recorded."""


def tabulate_settings(connection: duckdb.DuckDBPyConnection) -> None:
    """The figures of T4 as `tabulate_tables` makes them, without the rest, which takes four times as long."""
    group_contacts(connection)
    for name in QUERIES[:2]:
        connection.execute(sql_text(name))
    register_doubts(connection)
    for name in QUERIES[2:]:
        connection.execute(sql_text(name))
    connection.execute("delete from figure where not starts_with(statistic_code, 't4.')")
    for name in ("cells", "year_sum"):
        connection.execute(sql_text(f"tabulate/{name}"))
    add_up_years(connection)
    name = "network_statistics_exact"
    load_table(connection, name, load_tables()[name].empty())
    for query in ("shares_near", "statistics"):
        connection.execute(sql_text(f"tabulate/{query}"))


def compare(connection: duckdb.DuckDBPyConnection) -> list[Compared]:
    """Every figure beside the truth, of a network of `simulated_network`."""
    assess_tables(connection)
    tabulate_settings(connection)
    return [
        Compared(
            year, panel, _name_of(statistic, setting), base, float(truth), float(every), float(share),
            (float(low), float(high)), (float(low_habit), float(high_habit)), float(estimate),
        )
        for year, panel, statistic, setting, base, truth, every, share, low, high, low_habit, high_habit, estimate
        in connection.execute(COMPARED).fetchall()
    ]  # fmt: skip


def with_published(connection: duckdb.DuckDBPyConnection, compared: list[Compared]) -> list[Compared]:
    """With the bounds as a reader gets them, by the very queries that publish them: whether disclosure control shows the
    figure, and its rounded bounds, which also a figure gets that is hidden, as if nothing but its base decided.
    """
    fill_network_statistics(connection)
    shown = set(_published(connection))
    connection.execute(SHOW_ALL)
    connection.execute(disclosure_sql("published"))
    rounded = _published(connection)
    return [replace(one, published=rounded.get(one.key), is_shown=one.key in shown) for one in compared]


def _published(connection: duckdb.DuckDBPyConnection) -> dict[Key, Bounds]:
    rows = connection.execute(PUBLISHED).fetchall()
    return {
        (year, panel, _name_of(statistic, setting)): (float(low), float(high))
        for year, panel, statistic, setting, low, high in rows
    }


def compare_seed(contacts: int, seed: int) -> Network:
    """The network of a seed, and the same children with helplines that are honest and able."""
    with simulated_network(contacts, seed, honest_and_able()) as connection:
        clean = compare(connection)
        own_record = connection.sql(OWN_RECORD).to_arrow_table()
    with simulated_network(contacts, seed) as connection:
        compared = with_published(connection, compare(connection))
        return Network(compared, clean, _unskewed(connection, own_record))


def _unskewed(connection: duckdb.DuckDBPyConnection, own_record: pa.Table) -> dict[Key, float]:
    connection.register("own_record", own_record)
    rows = connection.execute(UNSKEWED).fetchall()
    return {
        (year, panel, _name_of(statistic, setting)): float(share) for year, panel, statistic, setting, share in rows
    }


def _name_of(statistic: str, setting: str | None) -> str:
    return statistic.removeprefix("t4.") + (f" {setting}" if setting else "")


def main() -> None:
    """Print the tables; write the page where `--page` is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, help="networks of each size")
    parser.add_argument("--contacts", type=int, help="of this size only")
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--page", type=Path, nargs="?", const=PAGE, help="write the page, here or to docs")
    given = parser.parse_args()
    runs = []
    with ProcessPoolExecutor(given.processes) as pool:
        for contacts, seeds in [(given.contacts, SIZES[0][1])] if given.contacts else SIZES:
            n_seeds = given.seeds or seeds
            numbers = range(given.first_seed, given.first_seed + n_seeds)
            networks = list(pool.map(compare_seed, [contacts] * n_seeds, numbers))
            runs.append(Run(contacts, networks))
            print(f"{n_seeds} invented networks of {contacts:,} contacts, three years each")
            print(table_of(networks), flush=True)
    if given.page:
        given.page.write_text(page_of(runs), encoding="utf-8")


if __name__ == "__main__":
    main()
