"""A period code gives its first and last day, as Python's own calendar has them, and nothing else gives any."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.constructs.base import literal
from schemas.mapping.period import granularity_of, spell_period, spell_period_start

CONNECTION = duckdb.connect()
years = st.integers(1990, 2100)


def read(text: str | None, period_format: str) -> tuple[date | None, date | None]:
    """First and last day as DuckDB gives them."""
    sql = "cast(null as varchar)" if text is None else literal(text)
    first, last = spell_period(sql, period_format)
    row = CONNECTION.execute(f"select {first}, {last}, {spell_period_start(sql, period_format)}").fetchall()[0]
    assert row[0] == row[2]
    return row[0], row[1]


@pytest.mark.parametrize(
    ("text", "period_format", "first", "last"),
    [
        ("2014Q3", "%YQ%q", date(2014, 7, 1), date(2014, 9, 30)),
        ("2014q4", "%YQ%q", date(2014, 10, 1), date(2014, 12, 31)),
        ("Q1 2016", "Q%q %Y", date(2016, 1, 1), date(2016, 3, 31)),
        ("Año 2007 3", "Año %Y %q", date(2007, 7, 1), date(2007, 9, 30)),
        ("AÑO  2007", "Año %Y", date(2007, 1, 1), date(2007, 12, 31)),
        ("201402", "%Y%m", date(2014, 2, 1), date(2014, 2, 28)),
        ("2016-2", "%Y-%m", date(2016, 2, 1), date(2016, 2, 29)),
        ("Feb 2016", "%b %Y", date(2016, 2, 1), date(2016, 2, 29)),
        ("2014S2", "%YS%h", date(2014, 7, 1), date(2014, 12, 31)),
        ("2015W01", "%GW%V", date(2014, 12, 29), date(2015, 1, 4)),
        ("2020-W53", "%G-W%V", date(2020, 12, 28), date(2021, 1, 3)),
        ("2014W5", "%YW%V", date(2014, 1, 27), date(2014, 2, 2)),
        ("2014", "%Y", date(2014, 1, 1), date(2014, 12, 31)),
        ("05/03/2014", "%d/%m/%Y", date(2014, 3, 5), date(2014, 3, 5)),
        ("2014-03-05", "iso", date(2014, 3, 5), date(2014, 3, 5)),
        ("2014-03-05 00:00:00", "iso", date(2014, 3, 5), date(2014, 3, 5)),
        ("(2014)", "(%Y)", date(2014, 1, 1), date(2014, 12, 31)),
    ],
)
def test_a_code_gives_its_days(text: str, period_format: str, first: date, last: date) -> None:
    assert read(text, period_format) == (first, last)


@pytest.mark.parametrize(
    ("text", "period_format"),
    [
        ("2014Q5", "%YQ%q"),
        ("2014Q0", "%YQ%q"),
        ("14Q1", "%YQ%q"),
        ("2014Q31", "%YQ%q"),
        ("20141", "%Y%m"),
        ("201413", "%Y%m"),
        ("201400", "%Y%m"),
        ("2014-0", "%Y-%m"),
        ("2014S3", "%YS%h"),
        ("2014-W53", "%G-W%V"),
        ("2014-W00", "%G-W%V"),
        ("Total", "%Y"),
        ("2014 total", "%Y"),
        ("20140", "%Y"),
        ("2014-02-30", "iso"),
        ("2014-03-05 10:00", "iso"),
        ("31/02/2014", "%d/%m/%Y"),
        (None, "%YQ%q"),
        (None, "%G-W%V"),
    ],
)
def test_what_is_no_such_code_gives_nothing(text: str | None, period_format: str) -> None:
    assert read(text, period_format) == (None, None)


@pytest.mark.parametrize(
    ("period_format", "expected"),
    [
        ("iso", "day"),
        ("%d.%m.%Y", "day"),
        ("%Y%j", "day"),
        ("%GW%V", "week"),
        ("%B %Y", "month"),
        ("%YQ%q", "quarter"),
        ("%YS%h", "half"),
        ("Año %Y", "year"),
    ],
)
def test_a_format_says_how_long_its_periods_are(period_format: str, expected: str) -> None:
    assert granularity_of(period_format) == expected


@pytest.mark.parametrize("period_format", ["", "Q%q", "%m", "%Y %Y", "%Y-%d", "%Y-%m %q", "%G", "%Y %H", "%Y %", "%x"])
def test_what_is_no_format_of_a_period_is_refused(period_format: str) -> None:
    with pytest.raises(ValueError, match=r"%|period"):
        granularity_of(period_format)


@given(years, st.integers(1, 12))
def test_months_quarters_and_halves_follow_each_other_without_gap(year: int, month: int) -> None:
    last_of_month = date(year, month, calendar.monthrange(year, month)[1])
    assert read(f"{year}-{month:02}", "%Y-%m") == (date(year, month, 1), last_of_month)
    quarter, half = (month + 2) // 3, (month + 5) // 6
    for text, period_format, length in ((f"{year}Q{quarter}", "%YQ%q", 3), (f"{year}S{half}", "%YS%h", 6)):
        first, last = read(text, period_format)
        assert first is not None
        assert last is not None
        assert first <= date(year, month, 1) <= last_of_month <= last
        assert (last.month - first.month + 1, (last + timedelta(days=1)).day) == (length, 1)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_its_iso_week(day: date) -> None:
    year, week, _ = day.isocalendar()
    first, last = read(f"{year}-W{week:02}", "%G-W%V")
    assert first == date.fromisocalendar(year, week, 1)
    assert last == date.fromisocalendar(year, week, 7)
