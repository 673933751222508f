"""What one helpline does (a finding, a break) is said beside public figures so that nobody can tell whose it is."""

from __future__ import annotations

from typing import Any

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from tests.exact_figures import exact_rows, publish_rows
from warehouse.publish.disclosure.marks import spread_mark
from warehouse.publish.disclosure.queries import disclosure_sql

FINDING, BREAK = "A finding on how they record stands against", "Break in the series:"
sets_of_members = st.sets(st.frozensets(st.sampled_from("abcdefghijkl"), min_size=3), max_size=12)


@given(sets_of_members, sets_of_members)
def test_of_every_figure_with_a_mark_three_are_in_none_without_it(
    marked: set[frozenset[str]], unmarked: set[frozenset[str]]
) -> None:
    with_mark = spread_mark(marked, unmarked)
    cleared = frozenset[str]().union(*(unmarked - with_mark))

    assert marked <= with_mark <= marked | unmarked
    assert all(len(one - cleared) >= 3 for one in with_mark)


def test_it_is_spread_no_further_than_needed() -> None:
    region, others, whole = frozenset("abc"), frozenset("defg"), frozenset("abcdefg")
    assert spread_mark({region, whole}, {others}) == {region, whole}
    without_one = frozenset("bcdefgh")
    assert spread_mark({region, whole}, {others, without_one}) == {region, whole, without_one}
    assert spread_mark((), {region, whole}) == frozenset()


def rows_of(panel: str, members: str, *footnotes: str, has_break: bool = False) -> list[dict[str, Any]]:
    contacts = {(member, "europe", answer): 40 for member in members for answer in ("child", "unknown")}
    return [
        {**row, "statistic_code": "t3.gender_of_violence", "reason_code": "violence", "footnotes": list(footnotes)}
        | {"has_break": has_break}
        for row in exact_rows(contacts, panel=panel)
        if row["population_code"] != "adult"
    ]


def test_the_public_figures_do_not_tell_whose_finding_it_is() -> None:
    """Both among `a` to `h`, none among `d` to `h`: who knows the members looks among three for a break, and no fewer."""
    exact = [
        *rows_of("all", "abcdefgh", f"{FINDING} 1 of 8 sources; more.", f"{BREAK} 1 of 8 sources.", has_break=True),
        *rows_of("able", "defgh"),
    ]
    public, _ = publish_rows(exact)
    shown = [row for row in public if row["status_code"] == "published"]

    assert {row["panel_code"] for row in shown} == {"all", "able"}
    for row in shown:
        assert row["has_break"] == (row["panel_code"] == "all")
        assert any(note.startswith(BREAK) for note in row["footnotes"]) == row["has_break"]
        assert any(note.startswith(FINDING) for note in row["footnotes"]), "of the year as a whole"
        assert not any(letter.isdigit() for note in row["footnotes"] for letter in note)


def test_a_number_of_findings_or_breaks_is_never_public() -> None:
    with duckdb.connect() as connection:
        connection.execute(disclosure_sql("public_footnote"))
        for note in (f"{FINDING} 2 of 5 sources.", f"{BREAK} 1 of 9 sources recorded in another way than before."):
            assert connection.execute("select public_footnote($1, true)", [note]).fetchall() == [(None,)]
