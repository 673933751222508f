"""How often do the bounds of the network's figures hold the truth? `python -m tests.evaluate_bounds [--seeds N] [--page]`.

Belongs here: the comparison over many small networks with the demo's helplines and planted habits, its table and page
(`docs/evaluation-bounds.md`). Does not belong here: the networks (`tests.demo_tables`), the bounds (`warehouse.tabulate`). The truth is what happened to the
child of each contact of the panel's sources, whatever was recorded of it.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.demo_tables import simulated_network
from warehouse.assess.tables import assess_tables
from warehouse.tabulate.tables import tabulate_tables

CONTACTS = 24_000
SEEDS = 200
FIRST_SEED = 1_000
BAR = 0.95
PAGE = Path(__file__).resolve().parent.parent / "docs" / "evaluation-bounds.md"
KEY = "year, panel_code, statistic_code, setting_code"

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
        figure.{KEY.replace(", ", ", figure.")}, told.truth, every.truth, share, share_low, share_high, share_low_habit,
        share_high_habit
    from network_statistics_exact as figure
    inner join told
        on told.year = figure.year and told.panel_code = figure.panel_code
        and told.statistic_code = figure.statistic_code and told.setting_code is not distinct from figure.setting_code
    inner join told as every
        on every.year = figure.year and every.panel_code = 'all'
        and every.statistic_code = figure.statistic_code and every.setting_code is not distinct from figure.setting_code
    where region_code is null and status_code = 'available'
"""


@dataclass(frozen=True)
class Compared:
    """A figure of a year beside the truth of its panel's sources, and of all sources. `published` and `internal` are its
    bounds.
    """

    year: int
    panel: str
    figure: str
    truth: float
    truth_of_all: float
    share: float
    published: tuple[float, float]
    internal: tuple[float, float]

    def holds(self, bounds: tuple[float, float]) -> bool:
        """Whether the truth lies in the bounds; they are kept to six decimals."""
        return bounds[0] - 1e-6 <= self.truth <= bounds[1] + 1e-6


def compare(connection: duckdb.DuckDBPyConnection) -> list[Compared]:
    """Every figure beside the truth, of a network of `simulated_network`."""
    assess_tables(connection)
    tabulate_tables(connection)
    rows = connection.execute(COMPARED).fetchall()
    return [
        Compared(year, panel, f"{statistic.removeprefix('t4.')}{f' {setting}' if setting else ''}",
                 float(truth), float(every), float(share), (float(low), float(high)), (float(low_habit), float(high_habit)))
        for year, panel, statistic, setting, truth, every, share, low, high, low_habit, high_habit in rows
    ]  # fmt: skip


def compare_seed(contacts: int, seed: int) -> list[Compared]:
    """The same of one seed."""
    with simulated_network(contacts, seed) as connection:
        return compare(connection)


def table_of(compared: Iterable[Compared]) -> str:
    """By figure and panel: in how many years the truth lies in each of the bounds, and how wide these are."""
    lines = [
        "figure                                panel  published holds  width   internal holds  width   as recorded"
    ]
    for (figure, panel), rows in _by_figure_and_panel(compared):
        told = [_held(rows, [one.published for one in rows]), _held(rows, [one.internal for one in rows])]
        exact = sum(abs(one.truth - one.share) < 0.005 for one in rows)
        shown = "  ".join(f"{n:4} of {len(rows)} {n / len(rows):.3f}  {width:.3f}" for n, width in told)
        is_below = "" if all(n >= BAR * len(rows) for n, _ in told) else "  below the bar"
        lines.append(
            f"{figure:38}{panel:5}{shown}  within half a point: {exact / len(rows):.2f}  error {_error(rows):.1f}{is_below}"
        )
    return "\n".join(lines)


def page_of(compared: Iterable[Compared], n_seeds: int, contacts: int) -> str:
    """The page of a run: how many networks it simulated, and by figure and panel what its bounds held."""
    lines = [INTRODUCTION.format(n_seeds=n_seeds, asked=SEEDS, contacts=contacts)]
    for (figure, panel), rows in _by_figure_and_panel(compared):
        held = [_held(rows, [one.published for one in rows]), _held(rows, [one.internal for one in rows])]
        cells = " | ".join(f"{n} of {len(rows)} ({n / len(rows):.3f}) | {width:.3f}" for n, width in held)
        is_met = "yes" if all(n >= BAR * len(rows) for n, _ in held) else "**no**"
        lines.append(f"| `{figure}` | {panel} | {cells} | {is_met} | {_error(rows):.1f} |")
    return "\n".join(lines) + "\n"


INTRODUCTION = f"""# How often the bounds of the network's figures hold the truth

`make evaluate-bounds` writes this page. It simulates small networks with the demo's helplines and their planted habits,
makes the network's figures, and compares the bounds of each year's figure with what happened to the children of those
contacts, whatever was recorded of it. Everything is invented.

This run: {{n_seeds}} networks of {{contacts:,}} contacts each, three years a network; the default is {{asked}} networks.
Bar: the truth lies in both bounds in at least {BAR:.0%} of the years. `published`: what is possible, given all that is
recorded. `internal`: source-years with a habit that fails count at the rates of comparable sources. Width: the mean of
upper less lower bound, of shares between 0 and 1. A wide bound holds easily: read both columns. Panel `able`: sources
that can tell online from offline; `all`: every source. Error: how far the share as recorded lies from the truth of all
sources, in points, on average.

| figure | panel | published holds | width | internal holds | width | met | error |
|---|---|---|---|---|---|---|---|"""


def _by_figure_and_panel(compared: Iterable[Compared]) -> list[tuple[tuple[str, str], list[Compared]]]:
    groups: dict[tuple[str, str], list[Compared]] = defaultdict(list)
    for one in compared:
        groups[one.figure, one.panel].append(one)
    return sorted(groups.items())


def _error(rows: list[Compared]) -> float:
    return 100 * sum(abs(one.share - one.truth_of_all) for one in rows) / len(rows)


def _held(rows: list[Compared], bounds: list[tuple[float, float]]) -> tuple[int, float]:
    n = sum(one.holds(its) for one, its in zip(rows, bounds, strict=True))
    return n, sum(high - low for low, high in bounds) / len(rows)


def main() -> None:
    """Print the table; write the page where `--page` is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--contacts", type=int, default=CONTACTS)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--page", type=Path, nargs="?", const=PAGE, help="write the page, here or to docs")
    given = parser.parse_args()
    seeds = range(FIRST_SEED, FIRST_SEED + given.seeds)
    with ProcessPoolExecutor(given.processes) as pool:
        results = pool.map(compare_seed, [given.contacts] * len(seeds), seeds)
        compared = [one for result in results for one in result]
    print(f"{given.seeds} invented networks of {given.contacts:,} contacts, three years each; bar {BAR}")
    print(table_of(compared))
    if given.page:
        given.page.write_text(page_of(compared, given.seeds, given.contacts), encoding="utf-8")


if __name__ == "__main__":
    main()
