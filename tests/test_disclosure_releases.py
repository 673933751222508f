"""What one release shows beside the next: a correction, a helpline that goes, one that comes, an earlier one that is broken."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exact_figures import POPULATIONS, exact_rows, publish_rows, release_rows
from warehouse.publish.disclosure.taken_over import CARRIED, CARRIED_FIGURE
from warehouse.publish.release import ReleaseRefusedError

REGIONS = ("africa", "europe")
Contacts = dict[tuple[str, str, str], int]


def network(members: int = 6) -> Contacts:
    numbers = {"adult": 31, "child": 120, "unknown": 44}
    return {
        (f"{region}_{number}", region, population): numbers[population] + number
        for region in REGIONS
        for number in range(members)
        for population in POPULATIONS
    }


def without(contacts: Contacts, *members: str) -> Contacts:
    return {key: n for key, n in contacts.items() if key[0] not in members}


def shown(rows: list[dict[str, Any]]) -> dict[tuple[str | None, str], tuple[int | None, int | None]]:
    return {(row["region_code"], row["population_code"]): (row["numerator"], row["denominator"]) for row in rows}


@pytest.mark.parametrize("gone", [("africa_0",), ("africa_0", "europe_5")])
def test_a_helpline_that_goes_leaves_the_figures_as_they_were(tmp_path: Path, gone: tuple[str, ...]) -> None:
    before, _ = publish_rows(exact_rows(network()))
    first = release_rows(tmp_path / "r0001", exact_rows(network()))

    after, report = publish_rows(exact_rows(without(network(), *gone)), [first])

    assert shown(after) == shown(before)
    assert all(CARRIED in row["footnotes"] for row in after)
    assert report.carried == [("demo", 2024, "r0001")]


def test_a_helpline_that_joins_does_so_too_and_other_years_do_not(tmp_path: Path) -> None:
    year_before = exact_rows(network(), year=2023)
    joined = network() | {("africa_9", "africa", population): 77 for population in POPULATIONS}
    first = release_rows(tmp_path / "r0001", [*year_before, *exact_rows(network())])

    after, report = publish_rows([*year_before, *exact_rows(joined)], [first])

    assert report.carried == [("demo", 2024, "r0001")]
    assert {row["year"] for row in after if CARRIED in row["footnotes"]} == {2024}


def test_three_helplines_that_go_are_shown(tmp_path: Path) -> None:
    first = release_rows(tmp_path / "r0001", exact_rows(network()))
    now = without(network(), "africa_0", "africa_1", "africa_2")

    after, report = publish_rows(exact_rows(now), [first])

    assert not report.carried
    assert shown(after)[None, "child"] == (1105, 1835)


def test_one_by_one_is_compared_with_what_is_public(tmp_path: Path) -> None:
    """The second helpline goes after a release that was taken over: compared with the first, it is two, then three."""
    first = release_rows(tmp_path / "r0001", exact_rows(network()))
    second = release_rows(tmp_path / "r0002", exact_rows(without(network(), "africa_0")), [first])
    two = exact_rows(without(network(), "africa_0", "africa_1"))
    third = release_rows(tmp_path / "r0003", two, [first, second])

    of_two, report_of_two = publish_rows(two, [first, second])
    of_three, report_of_three = publish_rows(
        exact_rows(without(network(), "africa_0", "africa_1", "africa_2")), [first, second, third]
    )

    assert report_of_two.carried == [("demo", 2024, "r0001")]
    assert not report_of_three.carried
    assert shown(of_two)[None, "child"] != shown(of_three)[None, "child"]


def test_a_region_in_which_one_is_new_is_taken_over_where_the_year_is_not(tmp_path: Path) -> None:
    """Whatever it is called: what was public of the region stays, and the next release compares with the first again."""
    before, _ = publish_rows(exact_rows(network()))
    first = release_rows(tmp_path / "r0001", exact_rows(network()))
    now = without(network(), "africa_0", "africa_1", "africa_2")
    now |= {("europe_9", "europe", population): 77 for population in POPULATIONS}
    second = release_rows(tmp_path / "r0002", exact_rows(now), [first])

    after, report = publish_rows(exact_rows(now), [first])
    again, _ = publish_rows(exact_rows(now), [first, second])
    left_alone, _ = publish_rows(exact_rows(now), [second])

    assert not report.carried and report.n_taken_over > 0
    for rows in (after, again, left_alone):
        assert shown(rows)["europe", "child"] == shown(before)["europe", "child"] == (735, 735 + 200 + 280)
        # the other region stays, too: else it and the whole would tell this one
        assert {row["region_code"] for row in rows if CARRIED_FIGURE in row["footnotes"]} == {"africa", "europe"}
    assert shown(after)[None, "child"] == shown(publish_rows(exact_rows(now))[0])[None, "child"], "the whole is of now"


def test_a_figure_that_was_taken_over_is_made_anew_where_three_differ(tmp_path: Path) -> None:
    first = release_rows(tmp_path / "r0001", exact_rows(network()))
    now = without(network(), "africa_0", "africa_1", "africa_2")
    now |= {("europe_9", "europe", population): 77 for population in POPULATIONS}
    second = release_rows(tmp_path / "r0002", exact_rows(now), [first])
    now |= {(f"europe_{number}", "europe", population): 77 for number in (6, 7, 8) for population in POPULATIONS}

    after, _ = publish_rows(exact_rows(now), [first, second])

    assert shown(after)["europe", "child"] == (735 + 4 * 77 + 2, 2140)


def test_a_region_that_the_newest_release_hid_is_not_taken_over(tmp_path: Path) -> None:
    """One joined since the first release, which is known; of the second there is nothing to take."""
    first = release_rows(tmp_path / "r0001", exact_rows(network()))
    few = {key: n if key[1] == "africa" else int(key[2] == "child") for key, n in network().items()}
    second = release_rows(tmp_path / "r0002", exact_rows(few), [first])
    now = without(network(), "africa_0", "africa_1", "africa_2")
    now |= {("europe_9", "europe", population): 77 for population in POPULATIONS}

    after, report = publish_rows(exact_rows(now), [first, second])

    assert not report.carried and report.hidden["t1.counselling_by_population", "releases"] > 0
    assert shown(after)["europe", "child"] == (None, None)
    assert not any(CARRIED_FIGURE in row["footnotes"] for row in after if row["region_code"] == "europe")


def test_a_count_that_the_attack_hid_before_has_the_base_of_now(tmp_path: Path) -> None:
    parts = {
        "africa": ((30, 60, 5, 60), (2, 0, 5, 0), (60, 0, 5, 5)),
        "americas": ((0, 0, 60, 30), (30, 2, 5, 30), (2, 30, 30, 0)),
        "europe": ((0, 0, 60, 5), (60, 30, 30, 90), (30, 0, 90, 2)),
    }
    contacts = {
        (f"{region}_{member}", region, population): n
        for region, counts in parts.items()
        for population, of_members in zip(POPULATIONS, counts, strict=True)
        for member, n in enumerate(of_members)
    }
    first = release_rows(tmp_path / "r0001", exact_rows(contacts))
    now = contacts | {("europe_0", "europe", "child"): 80}

    after, report = publish_rows(exact_rows(now), [first])

    assert report.hidden["t1.counselling_by_population", "attack"] == 1
    assert shown(after) == shown(publish_rows(exact_rows(now))[0])
    assert shown(after)["europe", "unknown"] == (None, 415)


@pytest.mark.slow
def test_one_corrected_contact_tells_nothing_exactly(tmp_path: Path) -> None:
    first = release_rows(tmp_path / "r0001", exact_rows(network()))
    for key in network():
        corrected = network() | {key: network()[key] + 1}

        after, report = publish_rows(exact_rows(corrected), [first])

        assert report.n_exact == 0 and report.n_broken == 0 and not report.carried
        assert all(n is None or n % 5 == 0 for pair in shown(after).values() for n in pair)


@pytest.mark.slow
@settings(max_examples=15)
@given(data=st.data())
def test_one_corrected_contact_takes_no_figure_away(data: st.DataObject) -> None:
    """Of a member that had none of the kind either; but for what is now too small, or two members'."""
    sizes = st.sampled_from((0, 0, 1, 4, 12, 40, 130))
    contacts = {key: data.draw(sizes) for key in network()}
    key = data.draw(st.sampled_from(sorted(contacts)))
    before, _ = publish_rows(exact_rows(contacts))
    corrected = contacts | {key: contacts[key] + 1}
    with TemporaryDirectory() as folder:
        first = release_rows(Path(folder) / "r0001", exact_rows(contacts))
        after, report = publish_rows(exact_rows(corrected), [first])

    assert report.n_exact == 0 and report.n_broken == 0
    gone = [
        place for place, (count, _) in shown(before).items() if count is not None and shown(after)[place][0] is None
    ]
    assert not gone or any(rule in ("small", "dominance", "members", "group") for _, rule in report.hidden)


def test_the_same_again_is_the_same(tmp_path: Path) -> None:
    first = release_rows(tmp_path / "r0001", exact_rows(network()))

    again, report = publish_rows(exact_rows(network()), [first])

    assert again == publish_rows(exact_rows(network()))[0]
    assert not report.notes


def test_what_an_older_program_gave_away_hides_nothing_more(tmp_path: Path) -> None:
    """It showed every count but the smallest, which is the whole without the others."""
    contacts = network() | {(f"europe_{number}", "europe", "unknown"): 1 + number % 2 for number in range(6)}
    contacts["europe_0", "europe", "adult"] += 2  # so that what rounding leaves open is six counts wide
    fresh, _ = publish_rows(exact_rows(contacts))
    assert shown(fresh)["africa", "unknown"][0] is None
    first = release_rows(tmp_path / "r0001", exact_rows(contacts))
    with duckdb.connect(str(first / "helplines.duckdb")) as connection:
        connection.execute(
            "update network_statistics as public set status_code = 'published', "
            "numerator = 5 * round(exact.numerator / 5), denominator = 5 * round(exact.denominator / 5) "
            "from network_statistics_exact as exact where exact.population_code = public.population_code "
            "and exact.region_code is not distinct from public.region_code and exact.numerator >= 10"
        )

    after, report = publish_rows(exact_rows(contacts), [first])

    assert shown(after) == shown(fresh)
    assert report.n_given_away == 1
    assert not report.withheld and not report.n_broken
    assert "given_away" in str(report.as_internal()) and "given_away" not in str(report.as_public())


@pytest.mark.parametrize("damage", ["gone", "cut", "no members"])
def test_beside_an_earlier_release_that_cannot_be_read_none_is_made(tmp_path: Path, damage: str) -> None:
    """One helpline is gone since: beside what the damaged release showed, its counts would be the difference."""
    folder = release_rows(tmp_path / "r0001", exact_rows(network()))
    database = folder / "helplines.duckdb"
    if damage == "gone":
        database.unlink()
    elif damage == "cut":
        database.write_bytes(database.read_bytes()[:5000])
    else:
        with duckdb.connect(str(database)) as connection:
            connection.execute("drop table main.network_statistics_exact")

    with pytest.raises(ReleaseRefusedError, match=r"r0001.*Put the folder back from a backup.*remove its folder"):
        publish_rows(exact_rows(without(network(), "africa_0")), [folder])

    assert not database.exists() or list(folder.iterdir()) == [database]


@pytest.mark.parametrize("has_table", [True, False])
def test_an_earlier_release_without_public_figures_is_named(tmp_path: Path, has_table: bool) -> None:
    folder = release_rows(tmp_path / "r0001", [])
    if not has_table:
        with duckdb.connect(str(folder / "helplines.duckdb")) as connection:
            connection.execute("drop table main.network_statistics")

    rows, report = publish_rows(exact_rows(network()), [folder])

    assert report.notes == ["r0001: it has no public figures, so nothing was compared with it."]
    assert shown(rows) == shown(publish_rows(exact_rows(network()))[0])


def test_a_column_that_an_older_program_did_not_have_keeps_nothing_from_being_compared(tmp_path: Path) -> None:
    folder = release_rows(tmp_path / "r0001", exact_rows(network()))
    with duckdb.connect(str(folder / "helplines.duckdb")) as connection:
        connection.execute("alter table main.network_statistics drop column share_source_q1")

    _, report = publish_rows(exact_rows(without(network(), "africa_0")), [folder])

    assert report.carried == [("demo", 2024, "r0001")]


def _of_ten(*more: str) -> dict[tuple[str, str, str], int]:
    """Ten helplines in three regions, of which one has two: it and another are not shown."""
    members = {"x": ["x1", "x2"], "y": ["y1", "y2", "y3"], "z": ["z1", "z2", "z3", "z4", "z5"]}
    for one in more:
        members[one[0]].append(one)
    numbers = {"adult": 300, "child": 500, "unknown": 200}
    return {
        (member, region, population): n + 7 * place
        for region, here in members.items()
        for place, member in enumerate(here)
        for population, n in numbers.items()
    }


def _year_of(*members: str) -> list[dict[str, Any]]:
    """Another figure of the year, so that the year as a whole has changed by more than one or two."""
    contacts = {(member, "z", "child"): 400 for member in members}
    return [{**row, "statistic_code": "t1.contacts_by_kind"} for row in exact_rows(contacts)]


def _shown_of(rows: list[dict[str, Any]]) -> dict[tuple[str, str | None], tuple[int | None, int | None]]:
    return {
        (row["panel_code"], row["region_code"]): (row["numerator"], row["denominator"])
        for row in rows
        if (row["statistic_code"], row["population_code"]) == ("t1.counselling_by_population", "child")
    }


def test_beside_a_whole_that_is_taken_over_no_region_is_new(tmp_path: Path) -> None:
    """One joined: the three regions of now less the whole of before would be his."""
    first = release_rows(tmp_path / "r0001", exact_rows(_of_ten()) + _year_of("o1", "o2", "o3"))
    now = exact_rows(_of_ten("x3")) + _year_of("o1", "o2", "o3", "o4", "o5")

    after, report = publish_rows(now, [first])

    assert not report.carried
    assert _shown_of(publish_rows(now)[0])["all", "x"][1] is not None, "else there would be nothing to hide"
    assert _shown_of(after)["all", None] == _shown_of(publish_rows(exact_rows(_of_ten()))[0])["all", None]
    assert [_shown_of(after)["all", region][1] for region in "xy"] == [None, None]


def test_beside_a_panel_that_is_taken_over_no_panel_is_new(tmp_path: Path) -> None:
    first = release_rows(tmp_path / "r0001", exact_rows(_of_ten()) + _year_of("o1", "o2", "o3"))
    matched = exact_rows(_of_ten("z6"), panel="matched")
    now = exact_rows(_of_ten("z6")) + matched + _year_of("o1", "o2", "o3", "o4", "o5")

    after, report = publish_rows(now, [first])

    assert not report.carried
    assert _shown_of(publish_rows(now)[0])["matched", None][1] is not None, "else there would be nothing to hide"
    assert _shown_of(after)["all", None] == _shown_of(publish_rows(exact_rows(_of_ten()))[0])["all", None]
    assert _shown_of(after).get(("matched", None), (None, None))[1] is None
