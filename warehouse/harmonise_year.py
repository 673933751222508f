"""One year of one source: the four tables of contacts, built and checked beside what is read.

Belongs here: spelling and running the static SQL of a year, writing its files. Does not belong here: deciding values
(`decide`), which years are written again and when they are shown (`harmonise`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.code import Codes
from schemas.constructs.base import literal, literals
from schemas.fields import ANSWERS, ATTRIBUTES, SETTING
from schemas.source import Source
from schemas.table import load_tables
from warehouse.durable import make_restricted_folder, replace_file
from warehouse.engine import PARQUET, only_row, sql_text

TABLES = ("contact", "contact_reason", "contact_attribute", "source_value")


@dataclass(frozen=True)
class FieldNotes:
    """What the SQL of a year has to know of a source's fields: which have decisions with days, which are no closed
    lists (their undecided values are counted, not stored).
    """

    dated: frozenset[str]
    wide: tuple[str, ...] = ()


@dataclass(frozen=True)
class YearFiles:
    """What was written for one year: file names below the source's lake folder, and rows, by table."""

    files: dict[str, str]
    counts: dict[str, int]


def reason_list(codes: Codes) -> pa.Table:
    """The relation of that name: what the list of reasons says of each."""
    reasons = list(codes.list_of("reason").codes.values())
    return pa.table(
        {
            "code": [reason.code for reason in reasons],
            "setting_scope": [reason.setting_scope for reason in reasons],
            "is_bodily": [reason.is_bodily for reason in reasons],
            "settings": [list(reason.settings) for reason in reasons],
        }
    )


def age_band_list(codes: Codes) -> pa.Table:
    """The relation of that name: the bands of age that have bounds."""
    bands = [code for code in codes.list_of("age_band").codes.values() if code.min is not None]
    return pa.table(
        {
            "code": [band.code for band in bands],
            "min_years": [band.min for band in bands],
            "max_years": [999 if band.max is None else band.max for band in bands],
        }
    )


def write_year(
    connection: duckdb.DuckDBPyConnection, lake: Path, source: Source, year: int, fingerprint: str, notes: FieldNotes
) -> YearFiles:
    """Write the tables of one year as `<table>/<year>-<fingerprint>.parquet`. Needs the relations of `harmonise`."""
    values = _values(source, year, notes)
    connection.execute(sql_text("harmonise/reason_row").format(**values))
    files: dict[str, str] = {}
    counts: dict[str, int] = {}
    for table in TABLES:
        name = f"{table}/{year}-{fingerprint}.parquet"
        query = sql_text(f"harmonise/{table}").format(**values)
        counts[table] = _write(connection, query, table, lake / name)
        files[table] = name
    return YearFiles(files, counts)


def _write(connection: duckdb.DuckDBPyConnection, query: str, table: str, target: Path) -> int:
    make_restricted_folder(target.parent)
    temporary = target.with_name(f".tmp-{target.name}")
    columns = load_tables()[table].select_list()
    copy = f"copy (select {columns} from ({query})) to {literal(str(temporary))} {PARQUET}"
    n_rows = int(only_row(connection, copy)[0])
    replace_file(temporary, target)
    return n_rows


def _values(source: Source, year: int, notes: FieldNotes) -> dict[str, str]:
    joins = "\n    ".join(f"left join decided_answer as {name}_decided on {_match(name, notes)}" for name in ANSWERS)
    answered = ",\n        ".join(
        f"case when spoken.asks_{name} then coalesce({name}_decided.code, 'unknown') end as {name}" for name in ANSWERS
    )
    return {
        "source_id": source.source_id,
        "year": str(year),
        "remit": source.remit_code,
        "serves_young_people": "true" if source.serves_young_people else "false",
        "reason_cap": str(source.reason_cap) if source.reason_cap else "cast(null as integer)",
        "joins": joins,
        "answered": answered,
        "date_of_setting": _day_of(notes, {SETTING}),
        "date_of_attribute": _day_of(notes, ATTRIBUTES),
        "wide_fields": f"cast([{literals(notes.wide)}] as varchar[])",
    }


def _match(name: str, notes: FieldNotes) -> str:
    """How a contact finds its decided answer; the days matter only where some decision has days."""
    match = f"{name}_decided.field = '{name}' and {name}_decided.source_value = spoken.{name}"
    days = f"spoken.contact_date between {name}_decided.valid_from and {name}_decided.valid_to"
    return f"{match} and {days}" if name in notes.dated else match


def _day_of(notes: FieldNotes, fields: Iterable[str]) -> str:
    return "contact_date" if notes.dated & set(fields) else "cast(null as date)"


def spell_answer_counts(notes: FieldNotes) -> str:
    """Statements that count every value of the one-answer fields and of the contact's own setting, by year."""
    names = (*ANSWERS, SETTING)
    sets, branches = [], []
    for place, name in enumerate(names):
        sets.append(f"(contact_year, contact_date, {name})" if name in notes.dated else f"(contact_year, {name})")
        # grouping_id has a bit for every field that is not grouped by, the first field being the highest.
        others = 2 ** len(names) - 1 - 2 ** (len(names) - 1 - place)
        branches.append(
            f"select '{name}' as field, {name} as value, contact_year, contact_date, n_values "
            f"from answer_group where grouped_by = {others} and {name} is not null"
        )
    return sql_text("harmonise/answer_count").format(
        day=_day_of(notes, names), names=", ".join(names), sets=", ".join(sets), branches="\nunion all\n".join(branches)
    )
