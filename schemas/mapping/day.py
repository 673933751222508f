"""`date:` of an export: where the day of a contact stands, or the period of a file that tells no days.

Belongs here: the typed model. Does not belong here: the letters of a form (`schemas.mapping.date_forms`), the other
keys of a format (`schemas.mapping.export`), or reading a date (`warehouse.stage`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from schemas.constructs import AnyOne
from schemas.constructs.always import Always
from schemas.mapping.calendars import Calendar
from schemas.mapping.date_forms import WORDS_FOR_DATES, letters_of, refuse_date_form, refuse_rival_forms
from schemas.mapping.month_names import refuse_months
from schemas.mapping.period import days_of, format_of
from schemas.mapping.read import Names
from schemas.mapping.strict import Strict

SLOT = "slot"


class When(Strict):
    """The day of the contact, as the helpline's own calendar has it; or, where no record tells its day, the period of
    the whole file.
    """

    column: AnyOne | None = Field(default=None, description="the column or path, or a construct that gives one text")
    format: Names = Field(
        default=(),
        description="`iso`, `epoch_s`, `epoch_ms`, `excel` (days since 1899-12-30), or strptime's letters such as "
        "%d/%m/%Y; several where the file mixes them, the first that fits counts. %Z reads UTC, GMT-5, Africa/Dakar; "
        "another abbreviation is written as it stands (%H:%M CET), and the time is that of the helpline",
    )
    period: str = Field(
        default="",
        description="instead of `column`, where nothing in the file tells a day: `slot`, the period in its name, or "
        "the period itself: 2023, 2023-Q2, 2023-04. Every contact stands on its first day, and a finding says so",
    )
    zone: Literal["local", "utc"] = Field(default="local", description="what a time without a zone of its own means")
    dates: Literal["unsure", "right", "swapped"] = Field(
        default="unsure",
        description="where a spreadsheet made dates of some texts: swapped, where it took the day for the month (they "
        "are changed back); right, where it did not; unsure: a file that looks swapped is held",
    )
    calendar: Calendar = Field(
        default="gregorian", description="buddhist: years are 543 more than ours (2567, and 67, is 2024)"
    )
    months: str = Field(
        default="", description="the language in which `%b` and `%B` name months, where it is not English: es, fr, pl"
    )

    @field_validator("format")
    @classmethod
    def _tells_a_day(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for form in value:
            if form not in WORDS_FOR_DATES:
                refuse_date_form(form)
        refuse_rival_forms(value)
        return value

    @model_validator(mode="after")
    def _one_way(self) -> When:
        if (self.column is None) != bool(self.period):
            raise ValueError("say `column`, or the `period` of a file that tells no days")
        if (self.column is None) == bool(self.format):
            raise ValueError("`format` goes with `column`, which needs it")
        refuse_months(self.months, self.format)
        others = {"zone", "dates", "calendar", "months"} & self.model_fields_set
        if self.period and others:
            raise ValueError(f"`{min(others)}` goes with `column`: a period is written as 2023, 2023-Q2 or 2023-04")
        if self.period not in ("", SLOT) and days_of(self.period) is None:
            raise ValueError("a period is `slot`, or written as 2023, 2023-Q2, 2023-04 or 2023-04-30")
        return self

    def of_file(self, slot: str) -> When:
        """The same for one file, which has a slot or none: a period is read as a text that every record has."""
        if not self.period:
            return self
        period = slot if self.period == SLOT else self.period
        told = {"column": Always(always=period), "format": (format_of(period),), "period": period}
        return self.model_copy(update=told)

    @property
    def is_coarse(self) -> bool:
        """Whether some form names a month, a quarter or a year, and no day."""
        return any(form not in WORDS_FOR_DATES and not set("dj") & letters_of(form) for form in self.format)
