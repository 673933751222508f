"""The SQL that reads the day of a contact from a text, in the forms that a mapping declares.

Belongs here: one reading, for runs and for the scan that guesses forms: what fits there is read here. Does not belong
here: which forms may be declared (`schemas.mapping.date_forms`), or records (`warehouse.stage.query`).
"""

from __future__ import annotations

from schemas.constructs import Record
from schemas.constructs.base import literal
from schemas.mapping.calendars import in_our_years
from schemas.mapping.date_forms import ISO
from schemas.mapping.day import When
from schemas.mapping.month_names import spell_parsed
from schemas.mapping.period import spell_period_start
from schemas.text.sql import plain_digits

ISO_LOCAL = "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?)?"
SWAP_BACK = "regexp_replace({}, '^([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}})', '\\1-\\3-\\2')"
ISO_ZONED = f"{ISO_LOCAL} ?(Z|[+-](0[0-9]|1[0-4])(:?[0-9]{{2}})?)"
"""A zone is Z or hours and minutes; its name, or anything else behind the time, is no date of this form."""
ZONE_BY_NAME = "(?i)(^|[^a-z])(utc|gmt|z|[a-z_]+/[a-z_/+-]+)([^a-z]|$)"
"""UTC, GMT, and zones by their place (`Africa/Dakar`). Other abbreviations are several zones: BST is Bangladesh's for
the engine, IST India's, some of them hours away.
"""

NO_EARLIER = "timestamp '1000-01-01'"
"""`05/03/24` read with a year of four digits is the year 24: a form that does not fit."""


def spell_moment(when: When, zone: str, record: Record) -> str:
    """SQL for the local TIMESTAMP of the contact, NULL where the text is of none of the declared forms. Digits of other
    scripts are looked for only where a text of theirs is none as it stands. `zone`: the source's.
    """
    text = spell_text_of_day(when, record)
    in_plain = _spell_day(when, zone, plain_digits(text))
    return f"coalesce({_spell_day(when, zone, text)}, case when strlen({text}) <> length({text}) then {in_plain} end)"


def spell_text_of_day(when: When, record: Record) -> str:
    """SQL for the text in which a record tells its day; nothing where the file tells none."""
    return "cast(null as varchar)" if when.column is None else when.column.one(record)


def _spell_day(when: When, zone: str, text: str) -> str:
    forms = [_spell_form(when, zone, *_as_read(text, form, when)) for form in when.format]
    if len(forms) == 1:
        return forms[0]
    return f"coalesce({', '.join(f'case when {form} >= {NO_EARLIER} then {form} end' for form in forms)})"


def _as_read(text: str, form: str, when: When) -> tuple[str, str]:
    """The text and the form in years of ours, and with day and month changed back."""
    text, form = (text, form) if when.calendar == "gregorian" else in_our_years(text, form)
    return SWAP_BACK.format(text) if form == ISO and when.dates == "swapped" else text, form


def _spell_form(when: When, zone_of_source: str, text: str, form: str) -> str:
    zone = literal(zone_of_source)
    if form in ("epoch_s", "epoch_ms"):
        digits, factor = ("{1,11}", 1_000_000) if form == "epoch_s" else ("{1,14}", 1_000)
        number = f"case when regexp_full_match({text}, '-?[0-9]{digits}') then cast({text} as bigint) * {factor} end"
        return f"timezone({zone}, make_timestamptz({number}))"
    if form == "excel":
        is_number = f"regexp_full_match({text}, '[0-9]{{1,6}}([.,][0-9]+)?')"
        days = f"case when {is_number} then cast(replace({text}, ',', '.') as double) end"
        return f"timestamp '1899-12-30' + to_microseconds(cast(round({days} * 86400) as bigint) * 1000000)"
    if "%q" in form:
        return f"cast({spell_period_start(text, form)} as timestamp)"
    plain = f"try_cast({text} as timestamp)" if form == "iso" else spell_parsed(text, form, when.months)
    if form == "iso":
        zoned = f"timezone({zone}, try_cast({text} as timestamptz))"
        naive = f"timezone({zone}, timezone('UTC', {plain}))" if when.zone == "utc" else plain
        return (
            f"case when regexp_full_match({text}, {literal(ISO_LOCAL)}) then {naive} "
            f"when regexp_full_match({text}, {literal(ISO_ZONED)}) then {zoned} end"
        )
    if "%Z" in form:
        plain = f"case when regexp_matches({text}, {literal(ZONE_BY_NAME)}) then {plain} end"
    if "%z" in form.lower():
        return f"timezone({zone}, {plain})"
    return f"timezone({zone}, timezone('UTC', {plain}))" if when.zone == "utc" else plain
