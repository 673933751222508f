"""One year of one source: the four tables of contacts, built and checked beside what is read.

Belongs here: spelling and running the static SQL of a year, writing its files. Does not belong here: deciding values
(`decide`), which years are written again and when they are shown (`harmonise`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.constructs.base import literal, literals
from schemas.fields import ANSWERS
from schemas.source import Source
from schemas.table import load_tables
from warehouse.durable import make_restricted_folder, replace_file
from warehouse.engine import PARQUET, only_row, sql_text

TABLES = ("contact", "contact_reason", "contact_attribute", "source_value")
MATCHES = (
    "{name}_decided.field = '{name}' and {name}_decided.source_value = spoken.{name} "
    "and spoken.contact_date between {name}_decided.valid_from and {name}_decided.valid_to"
)


@dataclass(frozen=True)
class YearFiles:
    """What was written for one year: file names below the source's lake folder, and rows, by table."""

    files: dict[str, str]
    counts: dict[str, int]


def write_year(
    connection: duckdb.DuckDBPyConnection, lake: Path, source: Source, year: int, fingerprint: str, wide: list[str]
) -> YearFiles:
    """Write the tables of one year as `<table>/<year>-<fingerprint>.parquet`. Needs the relations of `harmonise`."""
    values = _values(source, year, wide)
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


def _values(source: Source, year: int, wide: list[str]) -> dict[str, str]:
    joins = "\n    ".join(
        f"left join decided_answer as {name}_decided on {MATCHES.format(name=name)}" for name in ANSWERS
    )
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
        "answers": "\n    union all\n    ".join(_count_branch(name, year) for name in ANSWERS),
        "wide_fields": f"cast([{literals(wide)}] as varchar[])",
    }


def _count_branch(name: str, year: int) -> str:
    return (
        f"select '{name}' as field, {name} as value, contact_date, count(*) as n_values, count(*) as n_contacts "
        f"from current_contact where contact_year = {year} and {name} is not null group by {name}, contact_date"
    )


def spell_distinct_values() -> str:
    """SELECT of every distinct (field, value) of the source."""
    branches = [f"select '{name}' as field, {name} as value from current_contact" for name in ANSWERS]
    return sql_text("harmonise/distinct_values").format(answers="\n    union all\n    ".join(branches))
