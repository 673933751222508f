"""One delivery becomes one Parquet file of `staged_contact`, in record order.

Belongs here: giving every physical record its fate and its pseudonym, and writing the file. Does not belong here:
spelling the SELECT (`stage.query`), which delivery is newer than which (`supersede`), what values mean (`harmonise`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.constructs import Record
from schemas.constructs.base import literal, quoted
from schemas.mapping.export import Export
from schemas.mapping.source import Source
from schemas.text.fold import fold
from schemas.vocabulary.fields import ANSWERS
from warehouse.stage.by_contact import NUMBER, spell_contacts, write_records, written_records
from warehouse.stage.lists import Listed, write_lists
from warehouse.stage.open import OpenDelivery
from warehouse.stage.query import HMAC_OF, NO_PSEUDONYM, NOTHING, TRIMMED, Bounds, spell_records, with_day
from warehouse.stage.shifted import find_shifted
from warehouse.store.durable import make_restricted_folder, replace_file
from warehouse.store.engine import PARQUET, load_table, only_row, sql_text
from warehouse.store.key import SourceKey

SHIFTED = "shifted_record"
IN_RECORD_ORDER = "order by row_number"
"""Counting occurrences leaves the rows in whatever order the threads end; a file of the lake has a total order."""


@dataclass(frozen=True)
class BlankPeriod:
    """A period of a file of counts of which it gives no figure; `is_over`: it was over when the file came."""

    first: date
    last: date
    is_over: bool


@dataclass(frozen=True)
class Staged:
    """One delivery as staged: its counts before anything is superseded, and where its files lie (below the lake)."""

    delivery_id: str
    fingerprint: str
    status_code: str
    file_name: str
    n_bytes: int
    encoding: str
    format: str
    arrives: str
    identity_code: str
    slot: str
    newest: str
    name_key: str = ""
    """The file's name under the source's key: whether two deliveries have one name, whatever may be shown of it."""
    received_on: str = ""
    """The day of its first receipt, for which records were too late; empty where none was: then it changes no byte."""
    last_day: str = ""
    """The last day of a contact, or on which a period begins, that was used."""
    answers: tuple[str, ...] = ()
    n_rows: int = 0
    n_used: int = 0
    n_ignored: int = 0
    n_rejected: int = 0
    staged: str = ""
    lists: str = ""
    rejected: str = ""
    boxes: tuple[str, ...] = ()
    """Columns of its file that stand for one reason or category each, other than those that the mapping names."""
    told: dict[str, int] = field(default_factory=dict)
    """How many of the `n_told_of` contacts that were used tell each field."""
    n_told_of: int = 0
    blank: tuple[BlankPeriod, ...] = ()
    """Of a file of counts: those of its `n_periods` periods of which it tells nothing, by their first day."""
    suppressed: tuple[BlankPeriod, ...] = ()
    """Those of which every figure that it tells is suppressed."""
    n_periods: int = 0

    @property
    def files(self) -> tuple[str, ...]:
        """The files of the lake that hold it."""
        return tuple(name for name in (self.staged, self.lists, self.rejected) if name)


def bind_pads(connection: duckdb.DuckDBPyConnection, key: SourceKey) -> None:
    """Give the connection the padded keys as variables; no statement spells them, none that uses them is explained."""
    inner, outer = key.pads()
    connection.execute("set variable inner_pad = $1::blob", [inner])
    connection.execute("set variable outer_pad = $1::blob", [outer])


@dataclass(frozen=True)
class Staging:
    """What is needed to write one delivery."""

    connection: duckdb.DuckDBPyConnection
    export: Export
    source: Source
    opened: OpenDelivery
    received_on: date
    listed: Listed
    scope: str = ""
    """What keeps equal records of different deliveries apart where there is no id: the slot, or the content digest."""
    shifted: str = ""
    """The table of the numbers of shifted records, where there are any."""
    has_blank_ids: bool = False
    """Whether a record without an id is known by what it holds."""

    def records(self, content: str = NOTHING, relation: str = "") -> str:
        """SELECT of every physical record with its fate; `content` is SQL for what identifies it without an id."""
        bounds = Bounds.of(self.source, self.received_on, self.export.date.period)
        read_from = relation or self.opened.relation
        return spell_records(self.export, self.record, bounds, read_from, self.listed, content, self.shifted)

    @property
    def record(self) -> Record:
        """The record of the file with its day."""
        return with_day(self.export, self.source, self.opened.record)


def write_staged(staging: Staging, target: Path) -> tuple[Staging, bool]:
    """Write the staged file and its lists; the staging as it was written, with its shifted records. True where an id
    occurred twice although the format has no versions: those records were kept apart as contacts of their own, since
    rows may be victims and ids calls.
    """
    has_repeated_ids = _write_once(staging, target)
    if staging.export.id is not None and staging.export.row == "contact" and _has_blank_ids(staging, target):
        needs_scope = not staging.scope and staging.export.arrives.kind not in ("overlaps", "replaces_all")
        scope = digest_records(staging.connection, staging.opened) if needs_scope else staging.scope
        staging = replace(staging, has_blank_ids=True, scope=scope)
        has_repeated_ids = _write_once(staging, target)
    if shifted := _find_shifted(staging, target):
        numbers = pa.table({"row_number": pa.array(shifted, pa.int64())})
        load_table(staging.connection, SHIFTED, numbers)
        staging = replace(staging, shifted=SHIFTED)
        has_repeated_ids = _write_once(staging, target)
    if not staging.listed.is_whole(staging.connection, staging.export, staging.record, target):
        staging = replace(staging, listed=Listed())
        has_repeated_ids = _write_once(staging, target)
    write_lists(staging.connection, staging.listed, staging.export, staging.record, target)
    return staging, has_repeated_ids


def _has_blank_ids(staging: Staging, target: Path) -> bool:
    """Whether some record has no id of its own, seen in what was staged: the file is not read once more to look."""
    query = "select count(*) from read_parquet($1) where not has_own_id"
    return bool(only_row(staging.connection, query, [str(target)])[0])


def _write_once(staging: Staging, target: Path) -> bool:
    if staging.export.row == "reason":
        write_records(staging.connection, staging.export, staging.record, partial(_spell_in_order, staging))
        own, exchange = HMAC_OF.format(text=_id_text(staging)), HMAC_OF.format(text="exchange_text")
        copy_query(staging.connection, spell_contacts(staging.connection, staging.export, own, exchange), target)
        return False
    if staging.export.id is None:
        copy_query(staging.connection, _spell_by_content(staging), target)
        return False
    copy_query(staging.connection, _spell_by_id(staging), target)
    if staging.export.arrives.newest_by_column or not _has_repeated_ids(staging.connection, target):
        return False
    copy_query(staging.connection, _spell_by_occurrence(staging), target)
    return True


def _find_shifted(staging: Staging, target: Path) -> tuple[int, ...]:
    """Found in what was staged, where cells are cheap to read; where records were brought together, in the records."""
    opened = staging.opened
    if staging.export.row == "reason":
        relation = written_records(staging.connection)
        return find_shifted(staging.connection, staging.export, opened.header, relation, NUMBER)
    staged = f"read_parquet({literal(str(target))}, file_row_number = true)"
    relation = f"(select * replace ({TRIMMED}) from {staged} where fate_code = 'used')"
    number = "coalesce(row_number, file_row_number + 1)"
    return find_shifted(staging.connection, staging.export, opened.header, relation, number)


def copy_query(connection: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    """Write what a query gives to a Parquet file of the lake, whole or not at all."""
    make_restricted_folder(target.parent)
    temporary = target.with_name(f".tmp-{target.name}")
    connection.execute(f"copy ({query}) to {literal(str(temporary))} {PARQUET}")
    replace_file(temporary, target)


def _has_repeated_ids(connection: duckdb.DuckDBPyConnection, target: Path) -> bool:
    """Asked of 64-bit hashes first, in two thirds of the time: ids that differ hardly ever share one, equal ids do."""
    query = "select count(contact_id) - count(distinct {key}) from read_parquet($1) where fate_code = 'used'"
    keys = ("case when contact_id is not null then hash(contact_id) end", "contact_id")
    return all(only_row(connection, query.format(key=key), [str(target)])[0] for key in keys)


def _spell_by_record(records: str, contact_id: str, identity: str, has_own_id: str) -> str:
    answers = ",\n    ".join(f"case when is_used then {name} end as {name}" for name in ANSWERS)
    return sql_text("stage/by_record").format(
        records=records,
        contact_id=contact_id,
        identity=identity,
        exchange_id=HMAC_OF.format(text="exchange_text"),
        answers=answers,
        has_own_id=has_own_id,
    )


def _spell_by_id(staging: Staging) -> str:
    """A record with a blank id is known by its own text: a blank id is never an id."""
    own = HMAC_OF.format(text=_known_by(staging))
    spelled = _spell_by_record(_spell_in_order(staging), own, NO_PSEUDONYM, "id_text is not null")
    # What was joined comes in whatever order the join gives.
    return spelled + IN_RECORD_ORDER if staging.opened.record.beside else spelled


def _spell_in_order(staging: Staging, listed: Listed | None = None) -> str:
    """SELECT of the records. Where none is missing, its number is its place in what is written of them and is left out
    (NULL): numbering would keep the whole statement to one thread. `listed`: another way to write their lists.
    """
    staging = replace(staging, listed=listed or staging.listed)
    if not staging.opened.in_order or staging.shifted:
        return staging.records()
    return staging.records(relation=f"(select cast(null as bigint) as row_number, * from {staging.opened.in_order})")


def _known_by(staging: Staging) -> str:
    """SQL for the text that a contact is known by. That some id is blank is seen once the file is staged; spelling what
    those records hold costs a tenth of the whole statement, whether there are any or not.
    """
    if not staging.has_blank_ids:
        return _id_text(staging)
    return f"coalesce({_id_text(staging)}, {_blank_id_text(staging)})"


def _id_text(staging: Staging) -> str:
    """SQL for the contact's own id; where it holds only in a format or period, with that before it."""
    export = staging.export
    within = {"source": "", "format": export.name or export.files, "slot": staging.scope}[export.id_within]
    return f"{literal(within + chr(31))} || id_text" if within else "id_text"


def _blank_id_text(staging: Staging) -> str:
    cells = ", ".join(f"coalesce(trim({name}), '')" for name in ("date_text", *ANSWERS, "setting"))
    return f"'blank:' || {literal(staging.scope)} || ':' || sha256(concat_ws(chr(31), {cells}))"


def _spell_by_occurrence(staging: Staging) -> str:
    known_by = f"select * replace ({_known_by(staging)} as content) from ({staging.records()})"
    records = sql_text("stage/with_content").format(records=known_by)
    apart = HMAC_OF.format(text="content || case when occurrence > 1 then chr(31) || occurrence else '' end")
    identity = HMAC_OF.format(text="content")
    return _spell_by_record(records, apart, identity, "id_text is not null") + IN_RECORD_ORDER


def _spell_by_content(staging: Staging) -> str:
    """Identity from all cells, by name, so that a file that is reordered or re-encoded gives the same contacts."""
    records = sql_text("stage/with_content").format(records=staging.records(spell_content(staging.opened.record)))
    text = f"'content:' || {literal(staging.scope)} || ':' || content || ':' || occurrence"
    return _spell_by_record(records, HMAC_OF.format(text=text), NO_PSEUDONYM, "false") + IN_RECORD_ORDER


def spell_content(record: Record) -> str:
    """SQL for a hash of all filled cells of a record, each with its name and length, whatever the order of columns.

    A new column that is still empty, or another spelling of a header or of an accent, changes nothing.
    """
    folded = Counter(fold(name) for name in record.header)
    # Two headers that fold alike (`año`, `ano`) keep their own names: one would hide the other.
    known = {fold(name) if folded[fold(name)] == 1 else name: name for name in record.header}
    texts = {name: f"nfc_normalize(trim({quoted(own)}))" for name, own in known.items()}
    cells = [
        f"case when {text} <> '' then {literal(name + '=')} || length({text}) || ':' || {text} end"
        for name, text in sorted(texts.items())
    ]
    return f"sha256(concat_ws(chr(31), {', '.join(cells)}))"


def digest_records(connection: duckdb.DuckDBPyConnection, opened: OpenDelivery) -> str:
    """A digest of all records that does not depend on their order: the same file re-encoded gives the same."""
    numbers = f"(md5_number({spell_content(opened.record)}) % 1000000007)::bigint"
    query = f"select count(*), sum({numbers}) from {opened.relation}"
    n_records, total = only_row(connection, query)
    return f"{n_records}-{total}"
