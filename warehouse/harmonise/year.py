"""One year of one source: its tables, built beside what is read.

Belongs here: spelling and running the SQL of a year, writing its files. Does not belong here: deciding values
(`harmonise.values`), which years are written again and when they are shown (`harmonise`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from schemas.contract.table import load_tables
from schemas.mapping.source import Source
from schemas.text.sql import literal, literals, quote
from schemas.vocabulary.fields import ANSWERS
from warehouse.harmonise.values import SourceValues, spell_days
from warehouse.store.durable import make_restricted_folder, replace_file
from warehouse.store.engine import PARQUET, only_row, sql_text

CONTACT_TABLES = ("contact", "contact_reason", "contact_attribute")
COUNT_TABLES = ("reported_count",)
VALUE_TABLES = ("source_value",)
TABLES = (*CONTACT_TABLES, *COUNT_TABLES, *VALUE_TABLES)


def write_year(
    connection: duckdb.DuckDBPyConnection, values: SourceValues, year: int, names: Mapping[str, str]
) -> dict[str, int]:
    """Write tables of one year under the given names; their rows, by table. Needs what `decide` made."""
    parts = _parts(values, year)
    return {
        table: _write(connection, sql_text(f"harmonise/{table}").format(**parts), table, values.lake / name)
        for table, name in names.items()
    }


def _write(connection: duckdb.DuckDBPyConnection, query: str, table: str, target: Path) -> int:
    """Enumerations are written as they are: to Parquet they are text, and cost no look-up a row."""
    make_restricted_folder(target.parent)
    temporary = target.with_name(f".tmp-{target.name}")
    columns = ", ".join(quote(name) for name in load_tables()[table].names)
    copy = f"copy (select {columns} from ({query})) to {literal(str(temporary))} {PARQUET}"
    n_rows = int(only_row(connection, copy)[0])
    replace_file(temporary, target)
    return n_rows


def _parts(values: SourceValues, year: int) -> dict[str, str]:
    source = values.mapping.source
    joins = "\n    ".join(
        f"left join answer_of_{name} as {name}_decided on {_match(name, values.dated)}" for name in values.answers
    )
    answered = ",\n        ".join(_answer(name, values) for name in ANSWERS)
    return {
        **spell_days(values.mapping.decisions),
        "source_id": source.source_id,
        "year": str(year),
        "young_people": "young_person" if source.serves_young_people else "adult",
        "reason_cap": _reason_cap(source),
        "joins": joins,
        "answered": answered,
        "wide_fields": f"cast([{literals(values.wide)}] as varchar[])",
    }


def _reason_cap(source: Source) -> str:
    """The most reasons that a contact could carry on its day."""
    newest = str(source.reason_cap) if source.reason_cap else "cast(null as integer)"
    earlier = [
        f"when contact_date <= date {literal(one.valid_to.isoformat())} then {one.records.reason_cap or 'null'}"
        for one in source.earlier_systems
    ]
    return f"case {' '.join(earlier)} else {newest} end" if earlier else newest


def _answer(name: str, values: SourceValues) -> str:
    """The code of a field: NULL where the contact's format does not ask, `unknown` where nothing is known."""
    if name not in values.answers:
        spelled = f"cast(null as {ANSWERS[name]}_code)"
    else:
        spelled = f"coalesce({name}_decided.code, 'unknown')"
        if not all(name in one.answers for one in values.contacts):
            spelled = f"case when contact.asks_{name} then {spelled} end"
    if name != "age":
        return f"{spelled} as {name}"
    years = "age_decided.age_years" if name in values.answers else "cast(null as smallint)"
    return f"{spelled} as age,\n        {years} as age_years"


def _match(name: str, dated: frozenset[str]) -> str:
    """How a contact finds its decided answer; the days matter only where some decision has days."""
    match = f"{name}_decided.source_value = contact.{name}"
    days = f"contact.contact_date between {name}_decided.valid_from and {name}_decided.valid_to"
    return f"{match} and {days}" if name in dated else match
