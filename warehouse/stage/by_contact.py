"""Records that are one reason each, brought together to contacts.

Belongs here: the records as a temporary file, and the SELECT that makes contacts of them. Does not belong here: what a
record holds and its fate (`stage.query`), or writing the lake's file (`stage.delivery`).

Most contacts have one record, of which nothing has to be compared or put in order. So records are read and spelled
once, which contacts have several is found by their ids alone, and only the records of those are brought together.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from schemas.constructs import Record
from schemas.constructs.base import literal
from schemas.mapping.export import Export
from schemas.vocabulary.fields import ANSWERS
from warehouse.stage.lists import Listed, as_text, listed_by_cells
from warehouse.stage.query import NO_PSEUDONYM, NOTHING
from warehouse.store.engine import ROW_GROUP_SIZE, spill_folder, sql_text

NUMBER = "coalesce(row_number, file_row_number + 1)"
"""The number of a record: where none is missing, its place in the file of records."""
RECORDS = "reason_records.parquet"
TEMPORARY = f"(format parquet, compression snappy, row_group_size {ROW_GROUP_SIZE})"
NONE = "'[]'"
"""An empty list as text."""

WITH_LIST = "left join record_text as {kind} on used.{kind}s = {kind}.cells and {kind}.kind_code = '{kind}'"
GATHERED = "flatten(list_transform(told, lambda one: one.{kind}s))"
KEYED = """flatten(list_transform(told, lambda one: list_transform(
    one.reasons,
    lambda r: struct_pack(k := one.key, n := one.n, value := r.value, setting := r.setting, is_main := r.is_main)
)))"""


def write_records(
    connection: duckdb.DuckDBPyConnection, export: Export, record: Record, spell: Callable[[Listed], str]
) -> None:
    """Write every physical record to a temporary file of the engine, and what its texts stand for to `record_text`.

    `spell` gives the SELECT of the records, in record order where they are not numbered.
    """
    listed: Listed | None = listed_by_cells(export, record)
    if listed:
        _copy(connection, export, spell(listed))
    if not listed or not listed.is_whole(connection, export, record, _path(connection)):
        listed = Listed()
        texts = ", ".join(f"{as_text(name)} as {name}" for name in ("reasons", "attributes"))
        _copy(connection, export, f"select * replace ({texts}) from ({spell(listed)})")
    lists = listed.relation(export, record, _path(connection))
    connection.execute(sql_text("stage/record_texts").format(lists=lists))


def written_records(connection: duckdb.DuckDBPyConnection) -> str:
    """SQL for the relation that `write_records` wrote; NUMBER is the number of a record."""
    return f"read_parquet({literal(str(_path(connection)))}, file_row_number = true)"


def spell_contacts(connection: duckdb.DuckDBPyConnection, export: Export, contact_id: str, exchange_id: str) -> str:
    """SELECT of `staged_contact`, a row a contact and a row for each record that is not used, of what `write_records`
    wrote. `contact_id`, `exchange_id`: SQL for the pseudonyms of `id_text` and `exchange_text`.
    """
    answers = [name for name in ANSWERS if name in export.answers()]
    once = ["exchange_text", *answers] if export.exchange else answers
    kinds = ("reason", "attribute") if export.attributes() else ("reason",)
    lists = [f"{kind}s := {kind}.{kind}s" for kind in kinds]
    gathered, reasons, attributes = GATHERED.format(kind="reason"), "gathered", GATHERED.format(kind="attribute")
    repeats = "false"
    if export.once_per:
        gathered, reasons = KEYED, sql_text("stage/once")
        # What stands on several records of one contact because those repeat it is one answer.
        attributes = f"list_filter({attributes}, lambda a, i: list_position({attributes}, a) = i)"
        repeats = " or ".join(f"len({kind}.{kind}s) > 1" for kind in kinds)
    return sql_text("stage/by_contact").format(
        records=written_records(connection),
        number=NUMBER,
        names="".join(f"{name}, " for name in once),
        first="".join(f"arg_min({name}, row_number) as {name}, " for name in once),
        told=f"struct_pack({', '.join(['n := row_number', 'key := reason_key', *lists])})",
        repeats=repeats,
        with_lists=" ".join(WITH_LIST.format(kind=kind) for kind in kinds),
        differs=" or ".join(
            f"coalesce(min({answer}) <> max({answer}), false)" for answer in ("cast(moment as date)", *answers)
        ),
        gathered=gathered,
        attributes_alone="attribute.written" if export.attributes() else NONE,
        attributes=as_text(attributes) if export.attributes() else NONE,
        reasons=as_text(reasons),
        contact_id=contact_id,
        exchange_id=f"case when exchange_text is not null then {exchange_id} end" if export.exchange else NO_PSEUDONYM,
        answers="".join(f"{name if name in answers else NOTHING} as {name}, " for name in ANSWERS),
        is_left_out="is_ignored and not has_used" if export.leave_out else "false",
    )


def _copy(connection: duckdb.DuckDBPyConnection, export: Export, records: str) -> None:
    """Write the records, without what no record of the export holds."""
    blank = ["content", "date_text", "setting", *(name for name in ANSWERS if name not in export.answers())]
    query = f"select * exclude ({', '.join(blank)}) from ({records})"
    connection.execute(f"copy ({query}) to {literal(str(_path(connection)))} {TEMPORARY}")


def _path(connection: duckdb.DuckDBPyConnection) -> Path:
    return spill_folder(connection) / RECORDS
