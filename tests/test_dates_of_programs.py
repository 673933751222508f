"""Days and times as programs of many countries write them: told by a scan in a form by which a run reads each to its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.drafting import draft_files, write_csv
from warehouse.scan.date_forms import find_date_forms
from warehouse.scan.date_looks import WITH_BARE
from warehouse.scan.read_days import DayReader

MOMENTS = [datetime(2024, 1, 3, 14, 30) + timedelta(days=3 * i, hours=i % 9, minutes=7 * i) for i in range(80)]
JAPANESE = "月火水木金土日"
WAYS: dict[str, Callable[[datetime], str]] = {
    "%Y/%m/%d(%A) %H:%M": lambda one: f"{one:%Y/%m/%d}({JAPANESE[one.weekday()]}) {one:%H:%M}",
    "%Y年%m月%d日(%A) %H:%M": lambda one: (
        f"{one.year}年{one.month}月{one.day}日（{JAPANESE[one.weekday()]}） {one:%H:%M}"
    ),
    "%Y年%m月%d日 %H時%M分": lambda one: f"{one.year}年{one.month}月{one.day}日 {one.hour}時{one.minute:02}分",
    "%Y年%m月%d日 %H时%M分%S秒": lambda one: f"{one:%Y年%m月%d日 %H时%M分%S秒}",
    "%Y년 %m월 %d일": lambda one: f"{one.year}년 {one.month}월 {one.day}일",
    "%A %b %d %H:%M:%S %Y": lambda one: one.ctime(),
    "%A %b %d %H:%M:%S %Z %Y": lambda one: f"{one:%a %b %d %H:%M:%S UTC %Y}",
    "%Y%m%d%H%M%S": lambda one: f"{one:%Y%m%d%H%M%S}",
    "%Y%m%d%H%M": lambda one: f"{one:%Y%m%d%H%M}",
    "%d%m%Y": lambda one: f"{one:%d%m%Y}",
    "%d%b%Y": lambda one: f"{one:%d%b%Y}".upper(),
    "%d%b%Y:%H:%M:%S": lambda one: f"{one:%d%b%Y:%H:%M:%S}".upper(),
    "%Y-%b-%d": lambda one: f"{one:%Y-%b-%d}",
    "%d.%m.%Y %H:%M Uhr": lambda one: f"{one:%d.%m.%Y %H:%M} Uhr",
    "%d/%m/%Y %Hh%M": lambda one: f"{one:%d/%m/%Y %Hh%M}",
    "%d/%m/%Y à %H:%M": lambda one: f"{one:%d/%m/%Y à %H:%M}",
    "%b %d, %Y at %I:%M %p": lambda one: f"{one:%b %d, %Y at %I:%M %p}",
    "%d of %B %Y": lambda one: f"{one.day}th of {one:%B %Y}",
    "%H:%M %d/%m/%Y": lambda one: f"{one:%H:%M %d/%m/%Y}",
    "%H:%M:%S ngày %d/%m/%Y": lambda one: f"{one:%H:%M:%S ngày %d/%m/%Y}",
    "%A - %d/%m/%Y": lambda one: f"{one:%A - %d/%m/%Y}",
    "%d/%m/%Y %A": lambda one: f"{one:%d/%m/%Y %A}",
    "%d %B %Y, %A": lambda one: f"{one:%d %B %Y, %A}",
    "%d-%b-%y %I:%M %p": lambda one: f"{one:%d-%b-%y %I:%M %p}",
}


@pytest.mark.parametrize("form", WAYS)
def test_each_is_read_to_its_day(form: str) -> None:
    texts = [WAYS[form](one) for one in MOMENTS]
    with duckdb.connect() as connection:
        days = DayReader(connection)
        found = find_date_forms([(text, 1) for text in texts], days, WITH_BARE)
        assert [one.format for one in found.forms] == [form]
        assert days.read(texts, form, found.keys) == [one.date() for one in MOMENTS]


@pytest.mark.few(3)
@pytest.mark.parametrize("form", WAYS)
def test_a_draft_runs_on_it(tmp_path: Path, form: str) -> None:
    rows = [["id", "Date", "Reason"], *([f"C{i}", WAYS[form](one), "Grief"] for i, one in enumerate(MOMENTS))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls.csv", rows)])

    assert drafted.content["date"]["format"] == form
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select min(contact_date), count(*) from contact") == [(MOMENTS[0].date(), len(MOMENTS))]


@pytest.mark.parametrize("text", ["12ABC2024", "Wednesday until 12/07/2024", "2024 12 may be", "13001300"])
def test_what_is_no_day_is_none(text: str) -> None:
    with duckdb.connect() as connection:
        found = find_date_forms([(text, 1)] * 40, DayReader(connection), WITH_BARE)
    assert (found.forms, found.note) == ((), "")
