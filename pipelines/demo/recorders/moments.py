"""Days and times as invented systems spell them.

Belongs here: when a contact was, and when a child was born, as text or as a spreadsheet's number. Does not belong here:
any other cell (`cells`), or when it really was (`population`).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.demo.acts import NONE
from pipelines.demo.helplines import FileSpec, Helpline
from pipelines.demo.population import Contacts

EXCEL_EPOCH = np.datetime64("1899-12-30", "D")


def take(words: list[str | None], positions: NDArray[np.integer]) -> pa.Array:
    """Words by position; -1 gives null."""
    index = pa.array(positions, mask=positions < 0)
    return pa.array(words, pa.string()).take(index)


def date_cells(helpline: Helpline, spec: FileSpec, contacts: Contacts) -> pa.Array:
    """The date (and time) of the contact, spelled as the system does; `excel` gives numbers."""
    if spec.date == "excel":
        return pa.array((contacts.day - EXCEL_EPOCH).astype(np.int32))
    if spec.date in ("iso_utc", "epoch_s", "epoch_ms"):
        utc = utc_of(contacts)
        if spec.date == "iso_utc":
            return pc.strftime(pa.array(utc, pa.timestamp("s")), "%Y-%m-%dT%H:%M:%SZ")
        return pc.cast(pa.array(utc * (1000 if spec.date == "epoch_ms" else 1)), pa.string())
    day_format, _, time_format = _parted(spec.date)
    day_text = _day_texts(contacts.day, day_format)
    if not time_format:
        return day_text
    return pc.binary_join_element_wise(day_text, time_cells(contacts, time_format), "")


def time_cells(contacts: Contacts, time_format: str = "%H:%M") -> pa.Array:
    """The time of the day."""
    return take(_times(time_format), contacts.minute)


def birth_cells(spec: FileSpec, contacts: Contacts) -> pa.Array:
    """A birth date that gives the child's age on the day of the contact; null where the age is not known."""
    days, position = np.unique(contacts.day, return_inverse=True)
    born = np.full(len(contacts), np.datetime64("NaT"), dtype="datetime64[D]")
    for number, day in enumerate(days):
        here = np.flatnonzero((position == number) & (contacts.age != NONE))
        for age in np.unique(contacts.age[here]):
            same = here[contacts.age[here] == age]
            birthday = np.datetime64(_years_before(_day(day), int(age)), "D")
            born[same] = birthday - (contacts.ordinal[same] * 37 % 360).astype("timedelta64[D]")
    known = ~np.isnat(born)
    texts = _day_texts(np.where(known, born, EXCEL_EPOCH), spec.date)
    return pc.if_else(pa.array(known), texts, pa.scalar(None, pa.string()))


def _years_before(day: date, years: int) -> date:
    """The same day that many years ago; 1 March where there was no 29 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1) - timedelta(days=1)


def _day_texts(days: NDArray[np.datetime64], day_format: str) -> pa.Array:
    distinct, position = np.unique(days, return_inverse=True)
    return take([_day(day).strftime(day_format) for day in distinct], position)


def _parted(date_format: str) -> tuple[str, str, str]:
    for separator in (" %H", "T%H", " %I"):
        if separator in date_format:
            day, _, rest = date_format.partition(separator)
            return day, separator, separator + rest
    return date_format, "", ""


@cache
def _times(time_format: str) -> list[str | None]:
    start = datetime.combine(date(2023, 1, 1), time())
    return [(start + timedelta(minutes=minute)).strftime(time_format) for minute in range(1440)]


def _day(day: np.datetime64) -> date:
    return date.fromisoformat(str(day))


def utc_of(contacts: Contacts) -> NDArray[np.int64]:
    """When each contact was, in seconds since 1970. Contacts begin after three in the morning, so one offset a day is
    exact.
    """
    zone = ZoneInfo(contacts.helpline.zone)
    days, position = np.unique(contacts.day, return_inverse=True)
    offsets = [datetime.combine(_day(day), time(12), zone).utcoffset() for day in days]
    seconds = np.array([int(offset.total_seconds()) if offset else 0 for offset in offsets], dtype=np.int64)
    local = contacts.day.astype("datetime64[s]").astype(np.int64) + contacts.minute.astype(np.int64) * 60
    return np.asarray(local - seconds[position], dtype=np.int64)
