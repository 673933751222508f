"""The SELECT that turns the records of a file of counts into numbers and what each counts.

Belongs here: spelling that SELECT from a format's constructs and the categories in its header. Does not belong here:
running it (`stage.counts.delivery`), period codes (`schemas.mapping.period`), or what any construct means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from schemas.constructs import Record
from schemas.constructs.base import literal, literals, quoted
from schemas.mapping.calendars import in_our_years
from schemas.mapping.count_axes import AXES, PERIOD
from schemas.mapping.count_export import CountExport, Number
from schemas.mapping.count_period import Period
from schemas.mapping.period import spell_period
from schemas.mapping.source import Source
from schemas.text.sql import plain_digits, with_plain_digits
from schemas.vocabulary.fields import REASON
from warehouse.stage.counts.open import Category, OpenCounts
from warehouse.stage.header_again import spell_header_again
from warehouse.store.engine import sql_text

NO_TEXT, NO_DAY = "cast(null as varchar)", "cast(null as date)"
OLDEST_DAY = date(1990, 1, 1)
FIELDS = AXES
AXIS_SEPARATOR = ", "
APOSTROPHES = "\u0027\u2019"
"""As keyboards and as word processors write it."""
BLANKS = " \u00a0\u202f\u2009"
"""A blank between thousands, the ones that do not break included."""


def spell_numbers(export: CountExport, source: Source, opened: OpenCounts, received_on: date) -> str:
    """Statement that makes `read_count`: one row a number of a record, with what it counts and why it is not used."""
    first = source.valid_from or OLDEST_DAY
    return sql_text("stage/read_count").format(
        records=_spell_records(export, opened),
        n_contacts=spell_number("number_text", export.number),
        plain_text=plain_digits("number_text"),
        suppressed=literals([with_plain_digits(word).lower() for word in export.number.suppressed] or [""]),
        first_day=first.isoformat(),
        # the year, quarter or month that is not over yet may be delivered; one that has not begun may not
        last_day=(received_on + timedelta(days=1)).isoformat(),
        needs_number=str(not export.across).lower(),
        period_columns=literal(_columns(export.period.places) or PERIOD),
        reason_columns=literal(_columns([export.reasons] if export.reasons is not None else ()) or REASON),
    )


def spell_categories() -> list[str]:
    """SQL of what tells one category of counts from another: capitals make no other one."""
    return [f"coalesce(lower(nfc_normalize(trim({name}))), '')" for name in FIELDS]


def _columns(constructs: Iterable[object]) -> str:
    return ", ".join(column for construct in constructs for column in construct.columns())  # type: ignore[attr-defined]


def _spell_records(export: CountExport, opened: OpenCounts) -> str:
    record = opened.record
    by_cell = export.by_cell()
    fields = ",\n    ".join(f"{by_cell[n].one(record) if n in by_cell else NO_TEXT} as {n}" for n in FIELDS)
    text, first, last = _spell_period_of_record(export, record)
    record = with_period(export, record)
    named = [(quoted(name), name) for name in export.columns() if name in record.header and name != export.read.key]
    again = spell_header_again(named) if export.read.is_table else "false"
    ignored = " or ".join([*(rule.test(record) for rule in export.leave_out), again])
    broken = " or ".join(construct.broken(record) for construct in export.constructs()) or "false"
    return f"""
select
    row_number,
    {ignored} as is_ignored,
    coalesce({broken}, false) as is_broken,
    {text} as period_text,
    {first} as period_start,
    {last} as period_end,
    {fields},
    {_spell_places(export, opened)} as numbers
from {opened.relation}"""


def with_period(export: CountExport, record: Record) -> Record:
    """The record with the SQL of the first day of its period, for rules that leave out by days."""
    texts = [place.one(record) for place in export.period.places]
    if not texts:
        return record
    first, _ = _spell_days(texts[0], export.period, record)
    return replace(record, day=first, day_text=texts[0])


def _spell_period_of_record(export: CountExport, record: Record) -> tuple[str, str, str]:
    texts = [place.one(record) for place in export.period.places]
    if not texts:
        return NO_TEXT, NO_DAY, NO_DAY
    first, _ = _spell_days(texts[0], export.period, record)
    _, last = _spell_days(texts[-1], export.period, record)
    # `||` is blank where one of the two is
    return " || ' - ' || ".join(texts), first, last


def _spell_days(text: str, period: Period, record: Record) -> tuple[str, str]:
    """First and last day by the first format that fits; a year that stands elsewhere is put in front."""
    place = period.year_place
    year = literal(period.year) if place is None else place.one(record)
    whole = f"{year} || ' ' || {text}" if period.year else text
    days = [_spell_form(plain_digits(whole), one, period) for one in period.formats]
    first, last = (", ".join(parts) for parts in zip(*days, strict=True))
    return f"coalesce({first})", f"coalesce({last})"


def _spell_form(text: str, form: str, period: Period) -> tuple[str, str]:
    text, form = (text, form) if period.calendar == "gregorian" else in_our_years(text, form)
    return spell_period(text, form, period.year_begins or 1, period.months)


def _spell_places(export: CountExport, opened: OpenCounts) -> str:
    """SQL list: the numbers of a record, each with its column and what its header tells."""
    if export.count is not None:
        axes, text = export.axes_of(), export.count.one(opened.record)
        only = _spell_place(1, _columns([export.count]) or "count", text, {}, axes, export, opened.record)
        return f"[{only}]"
    places = [
        _spell_place(place, one.shown, opened.record.text(one.column), one.tells, one.axes, export, opened.record)
        for place, one in enumerate(opened.categories, start=1)
    ]
    return f"[{', '.join(places)}]"


def _spell_place(
    place: int,
    column: str,
    text: str,
    tells: Mapping[str, str],
    axes: Iterable[str],
    export: CountExport,
    record: Record,
) -> str:
    told = {name: literal(tells[name]) if name in tells else NO_TEXT for name in FIELDS}
    first, last = NO_DAY, NO_DAY
    if PERIOD in tells:
        told["period_text"] = literal(tells[PERIOD])
        first, last = _spell_days(literal(export.period.of_header(tells[PERIOD])), export.period, record)
    parts = {
        "place": str(place),
        "column_name": literal(column),
        "axes": literal(AXIS_SEPARATOR.join(axes)),
        "number_text": text,
        "period_text": NO_TEXT,
        **told,
        "period_start": first,
        "period_end": last,
    }
    return "{" + ", ".join(f"'{name}': {value}" for name, value in parts.items()) + "}"


def spell_number(text: str, number: Number) -> str:
    """SQL (BIGINT) for a whole number from 0 on; NULL where the text is none. `12.0` and `12,0`, as spreadsheets write
    it, are 12; `1.000` may be one or a thousand, so it is no number unless `thousands` says what the mark is.
    """
    text = plain_digits(text)
    marks = "".join(mark for mark in ".," if mark != number.thousands)
    plain = f"[0-9]{{1,15}}([{marks}]0)?"
    read = f"when regexp_full_match({text}, '{plain}') then cast(regexp_extract({text}, '^[0-9]+') as bigint)"
    if number.thousands:
        marks = {" ": BLANKS, "'": APOSTROPHES}.get(number.thousands, number.thousands)
        # As in India: groups of two and a last one of three, 1,23,456.
        by_three = f"[1-9][0-9]{{0,2}}([{marks}][0-9]{{3}}){{1,4}}"
        by_two = f"[1-9][0-9]?([{marks}][0-9]{{2}}){{1,5}}[{marks}][0-9]{{3}}"
        grouped = literal(f"{by_three}|{by_two}")
        read += (
            f" when regexp_full_match({text}, {grouped}) then cast(regexp_replace({text}, '[^0-9]', '', 'g') as bigint)"
        )
    return f"case {read} end"


__all__ = ["FIELDS", "Category", "spell_number", "spell_numbers"]
