"""Counts whose own mean and number contradict the total are refused with the reason; what agrees is taken in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.mapping.registry import load_registry
from schemas.text.problem import HarmoniseError
from tests.tiny_source import TinySource
from warehouse.store.run import SourceHeldError

EXPORT = """\
files: "*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period}
period: {column: year, format: "%Y"}
count: total
reasons: why
mean: {column: mean, of: members}
number: {thousands: ","}
"""
DECISIONS = "reason,Sexual abuse online,mapped,violence.sexual.abuse,online,label,,,,,,\n"
STUDY = 'year,why,members,mean,total\n2022,Sexual abuse online,22,59,"1,093"\n'


def fed(folder: Path, text: str) -> TinySource:
    tiny = TinySource.write(folder, EXPORT, DECISIONS)
    tiny.put("study.csv", text)
    return tiny


def test_the_studys_own_figures_are_refused_with_the_reason(tmp_path: Path) -> None:
    tiny = fed(tmp_path, STUDY)
    _, staged, _ = tiny.ingest()
    (finding,) = [one for one in staged.findings if one.finding_code == "mean_times_n"]
    assert finding.is_bad
    assert finding.holds_delivery
    assert "22 x 59 is 1298, not 1093" in finding.sentence
    assert "row 1" in finding.sentence
    assert tiny.query("select count(*) from reported_count") == [(0,)]
    assert tiny.query("select status_code from delivery") == [("held",)]


def test_a_later_file_that_agrees_is_taken_in_and_the_older_stays_out(tmp_path: Path) -> None:
    tiny = fed(tmp_path, STUDY)
    tiny.ingest()
    tiny.put("again.csv", 'year,why,members,mean,total\n2022,Sexual abuse online,22,49.7,"1,093"\n')
    tiny.ingest()
    assert tiny.query("select sum(n_contacts)::bigint from reported_count") == [(1093,)]


def test_what_is_no_number_is_refused_and_a_blank_states_nothing(tmp_path: Path) -> None:
    tiny = fed(tmp_path, "year,why,members,mean,total\n2022,Sexual abuse online,22,many,1093\n")
    _, staged, _ = tiny.ingest()
    (sentence,) = [one.sentence for one in staged.findings if one.finding_code == "mean_times_n"]
    assert "is no number" in sentence
    assert "many" not in sentence
    tiny.put("blank.csv", "year,why,members,mean,total\n2022,Sexual abuse online,22,,1093\n")
    tiny.ingest()
    assert tiny.query("select sum(n_contacts)::bigint from reported_count") == [(1093,)]


def test_a_mean_needs_one_count_a_record(tmp_path: Path) -> None:
    wide = EXPORT.replace("count: total\nreasons: why\n", "across: {columns: [Grief], gives: reason}\n")
    tiny = TinySource.write(tmp_path, wide, DECISIONS)
    with pytest.raises((HarmoniseError, SourceHeldError), match="mean"):
        load_registry(tiny.folder / "mappings").sources["tiny"]
        tiny.ingest()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(n=st.integers(1, 60), total=st.integers(0, 5000), places=st.integers(0, 2), off=st.sampled_from([0, 1]))
def test_a_mean_as_any_spreadsheet_rounds_it_agrees_and_another_does_not(
    tmp_path_factory: pytest.TempPathFactory, n: int, total: int, places: int, off: int
) -> None:
    folder = tmp_path_factory.mktemp("mean")
    mean = total / n + off * 3 / 10**places
    tiny = fed(folder, f"year,why,members,mean,total\n2022,Sexual abuse online,{n},{mean:.{places}f},{total}\n")
    _, staged, _ = tiny.ingest()
    assert ("mean_times_n" in [one.finding_code for one in staged.findings]) == bool(off)
