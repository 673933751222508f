"""`period:` of a format of counts: where the period that was counted stands, and where its year.

Belongs here: the typed model, and what is read in the place of a text that tells no year. Does not belong here: how
period codes are read (`schemas.mapping.period`), or the other keys of a format (`schemas.mapping.count_export`).
"""

from __future__ import annotations

import re
from functools import cached_property

from pydantic import Field, model_validator

from schemas.constructs import AnyOne, One
from schemas.constructs.always import Always
from schemas.constructs.column import Column
from schemas.mapping.calendars import Calendar
from schemas.mapping.month_names import refuse_months
from schemas.mapping.period import ISO, days_of, format_of, granularity_of
from schemas.mapping.read import Names
from schemas.mapping.strict import Strict
from schemas.text.fold import fold

SLOT = "slot"
_YEAR = re.compile(r"(19|20)[0-9]{2}")


class Period(Strict):
    """The period of a count: a code such as `2014Q3` in one text, or its first and last day or code in two; or, where
    nothing in the file tells it, the period of the whole file.
    """

    column: AnyOne | None = Field(default=None, description="the column or construct with the period's code")
    first: AnyOne | None = Field(default=None, alias="from", description="instead: where it begins")
    last: AnyOne | None = Field(default=None, alias="to", description="and where it ends, inclusive")
    whole_file: str = Field(
        default="",
        description="instead, without `format`, where nothing in the file tells a period: `slot`, the period in its "
        "name, or the period itself: 2023, 2023-Q2, 2023-04",
    )
    format: Names = Field(
        default=(),
        description="`iso` (a day), or strptime's letters and `%q` (a quarter 1-4), `%h` (a half year 1-2), `%V` (an "
        "ISO week), `%f` (the year in which one ends that began in the year before: `%Y/%f`); other text stands for "
        "itself: `Año %Y`; of several the first that fits counts",
    )
    year: str = Field(
        default="",
        description="where no text tells the year (a column a month): `slot`, the year in the file's name, the year "
        "itself, or the column in which it stands; `format` then has none",
    )
    year_begins: int | None = Field(
        default=None, ge=2, le=12, description="with `%f`: the month with which their year begins, 4 for April"
    )
    calendar: Calendar = Field(
        default="gregorian", description="buddhist: years are 543 more than ours (2567, and 67, is 2024)"
    )
    months: str = Field(
        default="", description="the language in which `%b` and `%B` name months, where it is not English: es, fr, pl"
    )
    labels: dict[str, str] = Field(
        default_factory=dict,
        description="where headers tell the period: what is read in the place of a header, `{Enero: 1, Febrero: 2}`",
    )

    @model_validator(mode="after")
    def _of_periods(self) -> Period:
        if self.year.isdecimal() and not _YEAR.fullmatch(self.year):
            raise ValueError("`year` is `slot`, a year such as 2024, or the column in which it stands")
        for one in self.format:
            if self.year and (one == ISO or set("YyGf") & set(re.findall("%(.)", one))):
                raise ValueError(f"`{one}` has a year: leave `year` out")
        if bool(self.format) == bool(self.whole_file):
            raise ValueError("`format` says how a text tells the period; `whole_file` needs none")
        if self.whole_file and (self.year or self.labels):
            raise ValueError("`whole_file` is the whole period: leave `year` and `labels` out")
        if self.whole_file not in ("", SLOT) and days_of(self.whole_file) is None:
            raise ValueError("`whole_file` is `slot`, or written as 2023, 2023-Q2, 2023-04 or 2023-04-30")
        for one in () if self.whole_file else self.formats:
            granularity_of(one)
        refuse_months(self.months, self.format)
        if self.calendar != "gregorian" and any("%f" in one for one in self.format):
            raise ValueError("`calendar` goes with a year that stands there once, not with `%f`")
        if (self.year_begins is not None) != any("%f" in one for one in self.format):
            raise ValueError("`%f` needs `year_begins`, and `year_begins` a format with `%f`")
        return self

    @model_validator(mode="after")
    def _one_place(self) -> Period:
        if (self.first is None) != (self.last is None):
            raise ValueError("`from` goes with `to`")
        if (self.first is not None) + (self.column is not None) + bool(self.whole_file) > 1:
            raise ValueError("say one of: `column`, `from` and `to`, `whole_file`")
        return self

    @property
    def places(self) -> tuple[One, ...]:
        """Where it stands in a record; nowhere where the columns' headers tell it. That of a whole file is read as a
        text that every record has.
        """
        if self.whole_file:
            return (Always(always=self.whole_file),)
        return tuple(place for place in (self.column, self.first, self.last) if place is not None)

    @property
    def year_place(self) -> One | None:
        """The column in which the year stands, if it does in one."""
        is_told = self.year in ("", SLOT) or _YEAR.fullmatch(self.year)
        return None if is_told else Column(column=self.year)

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats with the year in front, where it stands elsewhere."""
        if self.whole_file:
            return (format_of(self.whole_file),)
        return tuple(f"%Y {one}" for one in self.format) if self.year else self.format

    def of_file(self, slot: str) -> Period:
        """The same for one file: the year that its name tells is the year, or its period that of all counts."""
        if self.whole_file == SLOT:
            return self.model_copy(update={"whole_file": slot})
        return self.model_copy(update={"year": slot[:4]}) if self.year == SLOT else self

    def of_header(self, text: str) -> str:
        """What is read in the place of a header."""
        return self._by_header.get(fold(text), text)

    @cached_property
    def _by_header(self) -> dict[str, str]:
        return {fold(label): told for label, told in self.labels.items()}
