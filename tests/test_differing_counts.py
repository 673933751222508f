"""Panels whose bases differ by many members, and whose counts differ by two: who cannot record it adds nothing to them."""

from __future__ import annotations

import pytest

from tests.invented_network import ABUSE_OFFLINE, ABUSE_ONLINE, ABUSE_UNKNOWN, InventedNetwork, all_rows
from warehouse.publish.disclosure.differences import hide_differing_panels
from warehouse.publish.disclosure.queries import disclosure_sql
from warehouse.tabulate.tables import tabulate_tables

FIRST, SECOND = 2023, 2024
WIDE, BY_GENDER = "t4.ocsea_wide_of_violence", "t3.gender_of_ocsea_wide"
STATISTICS = (WIDE, "t4.ocsea_narrow_of_violence", "t4.ocsea_wide_of_sexual_violence")
GIRL = {"gender_code": "girl"}
Shown = dict[tuple[int, str], tuple[int, int]]


def network(n_joined: int, n_online: int = 4, n_mute: int = 3) -> InventedNetwork:
    """Eight helplines able to record OCSEA in both years, some that joined with so many, and some that cannot record it."""
    made = InventedNetwork()
    for number in range(8 + n_joined):
        source, is_new = made.add_source(f"able_{number}"), number >= 8
        for year in (SECOND,) if is_new else (FIRST, SECOND):
            if not is_new or n_online:
                made.add_contacts(source, n_online if is_new else 15, (ABUSE_ONLINE,), year=year, answers=GIRL)
            made.add_contacts(source, 30, (ABUSE_OFFLINE,), year=year, answers=GIRL)
    for number in range(n_mute):
        source = made.add_source(f"mute_{number}", setting_capability_code="none", expresses=(ABUSE_UNKNOWN,))
        for year in (FIRST, SECOND):
            made.add_contacts(source, 20, (ABUSE_UNKNOWN,), year=year, answers=GIRL)
    return made


def shown(made: InventedNetwork, statistic: str) -> Shown:
    """Exact count and base of what is left when panels have been compared, by year and panel."""
    with made.connect() as connection:
        tabulate_tables(connection)
        for name in ("names", "cell"):
            connection.execute(disclosure_sql(name))
        hide_differing_panels(connection)
        query = (
            "select distinct year, panel_code, max(numerator), denominator from disclosure_cell "
            f"where statistic_code = '{statistic}' and region_code is null and base_rule is null group by all order by all"
        )
        return {(year, panel): (count, base) for year, panel, count, base in all_rows(connection, query)}


@pytest.mark.long
@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("n_joined", [1, 2])
@pytest.mark.parametrize("n_online", [0, pytest.param(4, marks=pytest.mark.long)])
def test_what_one_or_two_counted_that_joined_is_no_difference_of_panels(
    statistic: str, n_joined: int, n_online: int
) -> None:
    found = shown(network(n_joined, n_online, n_mute=2), statistic)

    # `able` is not there, and the bases of `all` and `matched` differ by three or four: by those that cannot record it, too
    assert (SECOND, "all") in found
    assert (SECOND, "matched") not in found


@pytest.mark.long
@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("n_joined", [0, 3])
def test_the_same_helplines_are_shown_beside_all_where_none_or_three_joined(statistic: str, n_joined: int) -> None:
    found = shown(network(n_joined), statistic)

    assert found[FIRST, "matched_next"] == found[SECOND, "matched"] == (120, 360)
    assert found[FIRST, "all"] == (120, 420)
    assert found[SECOND, "all"] == (120 + 4 * n_joined, 420 + 34 * n_joined)


@pytest.mark.long
def test_a_base_of_another_table_is_not_the_count_of_all_but_one() -> None:
    """T3 has for its base what T4 counts: those of T3 that had any in both years are beside T4 no fewer by one."""
    made = network(3)
    made.add_source("once")
    made.add_contacts("once", 30, (ABUSE_OFFLINE,), year=FIRST, answers=GIRL)
    for year, label in ((FIRST, ABUSE_OFFLINE), (SECOND, ABUSE_ONLINE)):
        made.add_contacts("once", 5, (label,), year=year, answers=GIRL)

    # nine had violence in both years, eight of them OCSEA in both
    assert shown(made, WIDE)[SECOND, "matched"] == (125, 365)
    by_gender = shown(made, BY_GENDER)
    assert by_gender[SECOND, "all"] == (137, 137)
    assert (SECOND, "matched") not in by_gender
