"""Reading days for a scan with the reader of a run.

Belongs here: asking the SQL that a run uses (`warehouse.stage.moment`, and of periods of
counts) about cells and columns of an unknown file. Does
not belong here: guessing forms (`warehouse.scan.date_looks`). What is read here a run reads, to the same day, and what
is not it rejects: nothing of a date is decided twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from schemas.constructs import Record
from schemas.mapping.date_forms import letters_of
from schemas.mapping.day import When
from schemas.mapping.period import spell_period
from schemas.text.sql import plain_digits
from warehouse.stage.moment import NO_EARLIER, spell_moment
from warehouse.store.engine import only_row

ZONE = "UTC"
"""The zone of the source is not known yet; it matters to times with a zone of their own only."""


Keys = Mapping[str, str]
"""What stands beside `format` in the `date` of an export: `calendar`, `months`; nothing where it is as usual."""


def spell_day(column: str, form: str, keys: Keys) -> str:
    """SQL for the moment that a cell of the column names in a form; NULL where a run would read none."""
    fitting = {key: told for key, told in keys.items() if key != "months" or letters_of(form) & set("bB")}
    when = When.model_validate({"column": column, "format": [form], **fitting})
    moment = spell_moment(when, ZONE, Record((column,)))
    return f"case when {moment} >= {NO_EARLIER} then {moment} end"


@dataclass(frozen=True)
class DayReader:
    """Days of texts, by DuckDB."""

    connection: duckdb.DuckDBPyConnection

    def read(self, texts: Sequence[str], form: str, keys: Keys) -> list[date | None]:
        """The day of each text in this form, None where there is none."""
        return self._ask(texts, f"cast({spell_day('cell', form, keys)} as date)")

    def read_periods(self, texts: Sequence[str], form: str) -> list[date | None]:
        """The first day of the period in each text, as a run reads that of a count."""
        first, _ = spell_period(plain_digits(Record(("cell",)).text("cell")), form)
        return self._ask(texts, first)

    def _ask(self, texts: Sequence[str], day: str) -> list[date | None]:
        self.connection.register("days_asked", pa.table({"cell": pa.array(texts, pa.string())}))
        try:
            return [row[0] for row in self.connection.execute(f"select {day} from days_asked").fetchall()]
        finally:
            self.connection.unregister("days_asked")

    def count(self, relation: str, column: str, form: str, keys: Keys) -> int:
        """How many records of a relation have a day in this form."""
        query = f"select count({spell_day(column, form, keys)}) from {relation}"
        return int(only_row(self.connection, query)[0])
