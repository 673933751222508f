"""A second table below the first holds a file of counts: read as one, the two count the same contacts twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_source import TinySource

EXPORT = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: additions}
period: {format: "%Y"}
across: {columns: [2022, 2023], gives: period}
reasons: why
"""
HIT = "reason,Hit,mapped,violence.physical,,,equal,,,,,\nreason,Girls,mapped,violence,,,equal,,,,,\n"


@pytest.mark.parametrize(
    ("between", "is_held"),
    [
        ("sex,2022,2023\n", True),
        (" Sex , 2022,2023\n", True),
        ("Why,2022,2023\n", False),
        (",2022,2023\n", False),
        ("", False),
        ("sex,2022,7\n", False),
    ],
)
def test_a_header_under_another_label_begins_another_table(tmp_path: Path, between: str, is_held: bool) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, HIT)
    tiny.put("r_1.csv", f"why,2022,2023\nHit,5,6\n{between}Girls,3,4\n")

    found = [one for step in tiny.ingest() for one in step.findings if one.finding_code == "second_table"]

    assert bool(found) == is_held
    assert all("row 2" in one.sentence and one.holds_delivery for one in found)


def test_numbers_that_are_the_names_of_halves_of_a_year_are_counts_as_well(tmp_path: Path) -> None:
    halves = EXPORT.replace('period: {format: "%Y"}', 'period: {column: year, format: "%Y"}')
    halves = halves.replace(
        "across: {columns: [2022, 2023], gives: period}", 'across: {columns: ["1", "2"], gives: gender}'
    )
    tiny = TinySource.write(tmp_path, halves, HIT)
    tiny.put("r_1.csv", "year,why,1,2\n2023,Hit,1,2\n2023,Girls,3,4\n")

    assert not [one for step in tiny.ingest() for one in step.findings if one.finding_code == "second_table"]


@pytest.mark.parametrize(
    ("below", "n_contacts"), [("Mental,2022,2023\nSad,3,4\n", 18), ("sex,2022,2023\nGirls,5,6\n", 22)]
)
def test_the_next_step_for_a_section_takes_the_file_in_and_is_wrong_for_a_second_table(
    tmp_path: Path, below: str, n_contacts: int
) -> None:
    left_out = f'{EXPORT}leave_out: [{{column: "2022", is: "2022", because: a heading}}]\n'
    tiny = TinySource.write(tmp_path, left_out, f"{HIT}reason,Sad,mapped,mental_health.mood,,,equal,,,,,\n")
    tiny.put("r_1.csv", f"why,2022,2023\nHit,5,6\n{below}")

    assert not [one for step in tiny.ingest() for one in step.findings if one.finding_code == "second_table"]
    assert tiny.query("select sum(n_contacts)::bigint from reported_count") == [(n_contacts,)]
