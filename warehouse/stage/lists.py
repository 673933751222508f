"""What a contact can have several of, reasons and attributes, as staging writes them: a short text a record, and once
for each different text the list that it stands for.

Belongs here: spelling that text, and reading it back into lists. Does not belong here: the record itself
(`stage.query`), or what the values of a list mean (`harmonise`).

Millions of contacts hold a few thousand different combinations. So a record keeps only the cells from which its list is
read, put together as one text, and the constructs of the mapping are run on the different texts. Where one text of
cells will not do (records brought together, companions, cells that hold JSON with more than what is declared, a cell
that holds the separator), the text is the list itself, as JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.constructs import Many, Record
from schemas.constructs.base import item, literal, quoted
from schemas.contract.table import load_tables
from schemas.mapping.export import Export
from warehouse.store.durable import replace_file
from warehouse.store.engine import PARQUET, only_row, sql_text

SEPARATOR = "chr(31)"
NULL_CELL = "chr(30)"
"""Stands for a cell that is not there. A text of nothing else is no value either: folding removes it."""

REASON_LIST = '[{"value": "VARCHAR", "setting": "VARCHAR", "is_main": "BOOLEAN"}]'
ATTRIBUTE_LIST = '[{"attribute": "VARCHAR", "value": "VARCHAR"}]'
NO_ATTRIBUTES = "cast([] as struct(attribute varchar, value varchar)[])"
LISTS = "lists"


class Listed:
    """Lists as their own JSON: always right, and the slower way."""

    def reasons(self, export: Export, record: Record) -> str:
        """SQL for the text of a record's reasons."""
        if export.row == "reason" or export.continues:
            # Brought together as lists before they become texts.
            return spell_reasons(export, record)
        return as_text(spell_reasons(export, record))

    def attributes(self, export: Export, record: Record) -> str:
        """SQL for the text of a record's attributes."""
        if export.row == "reason" or export.continues:
            return spell_attributes(export, record)
        return as_text(spell_attributes(export, record))

    def relation(self, export: Export, record: Record, target: Path) -> str:
        """SELECT of (kind_code, cells, reasons, attributes), a row a different text of the staged file `target`."""
        del export, record
        return sql_text("stage/lists_of_json").format(
            staged=literal(str(target)), reasons=literal(REASON_LIST), attributes=literal(ATTRIBUTE_LIST)
        )

    def is_whole(self, connection: duckdb.DuckDBPyConnection, export: Export, record: Record, target: Path) -> bool:
        """Whether every text of the staged file can be read back."""
        return True


@dataclass(frozen=True)
class ListedCells(Listed):
    """Lists as the cells from which they are read."""

    has_nulls: bool
    """True for documents, whose cells may not be there; a blank cell of a table is an empty text."""

    def reasons(self, export: Export, record: Record) -> str:
        return self._spell(columns_in(spell_reasons(export, record), record))

    def attributes(self, export: Export, record: Record) -> str:
        return self._spell(columns_in(spell_attributes(export, record), record))

    def _spell(self, columns: Sequence[str]) -> str:
        cells = [f"coalesce({quoted(name)}, {NULL_CELL})" if self.has_nulls else quoted(name) for name in columns]
        return f"concat_ws({SEPARATOR}, {', '.join(cells)})" if len(cells) > 1 else (cells or ["''"])[0]

    def _cells(self, kind: str, columns: Sequence[str], target: Path) -> str:
        """The different texts of one kind, taken apart into the columns of the record."""
        parts = [f"parts[{place}]" for place in range(1, len(columns) + 1)]
        if self.has_nulls:
            parts = [f"nullif({part}, {NULL_CELL})" for part in parts]
        named = "".join(f", {part} as {quoted(name)}" for part, name in zip(parts, columns, strict=True))
        return sql_text("stage/lists_of_cells").format(kind=kind, staged=literal(str(target)), named=named)

    def relation(self, export: Export, record: Record, target: Path) -> str:
        reasons, attributes = spell_reasons(export, record), spell_attributes(export, record)
        return (
            f"select 'reason' as kind_code, cells, {reasons} as reasons, null as attributes "
            f"from ({self._cells('reasons', columns_in(reasons, record), target)}) union all "
            f"select 'attribute' as kind_code, cells, null as reasons, {attributes} as attributes "
            f"from ({self._cells('attributes', columns_in(attributes, record), target)})"
        )

    def is_whole(self, connection: duckdb.DuckDBPyConnection, export: Export, record: Record, target: Path) -> bool:
        """False where a cell holds the separator: its text has more parts than there are columns."""
        for kind, spelled in (
            ("reasons", spell_reasons(export, record)),
            ("attributes", spell_attributes(export, record)),
        ):
            columns = columns_in(spelled, record)
            relation = self._cells(kind, columns, target)
            query = f"select count(*) from ({relation}) where len(parts) <> {max(1, len(columns))}"
            if only_row(connection, query)[0]:
                return False
        return True


def listed_of(export: Export, record: Record) -> Listed:
    """How the lists of a delivery are written. Raises nothing: what cells cannot say, JSON can."""
    # Records that are brought together have lists of several records.
    return (None if export.row == "reason" else listed_by_cells(export, record)) or Listed()


def listed_by_cells(export: Export, record: Record) -> ListedCells | None:
    """How the lists of single records are written, where their cells can say them."""
    if export.continues or record.beside or record.children:
        return None
    if any(one.reads_within for construct in export.constructs() for one in construct.nested()):
        return None
    spelled = (spell_reasons(export, record), spell_attributes(export, record))
    if any(set(columns_in(sql, record)) & record.json_cells for sql in spelled):
        return None
    return ListedCells(has_nulls=not export.read.is_table)


def columns_in(spelled: str, record: Record) -> tuple[str, ...]:
    """The columns of the record that an SQL expression reads, in file order."""
    names = (*record.header, *(cell for cell in record.json_cells if cell not in record.header))
    return tuple(name for name in names if quoted(name) in spelled)


def as_text(spelled: str) -> str:
    """SQL for a list as its own JSON."""
    return f"cast(to_json({spelled}) as varchar)"


def spell_reasons(export: Export, record: Record) -> str:
    """SQL for a record's reasons: STRUCT(value, setting, is_main)[].

    Where a record is one reason, the place that stands on it is that reason's own, not the whole contact's.
    """
    reasons: str = export.reasons.many(record)
    if export.setting is None or export.row == "contact":
        return reasons
    own = item("r.value", f"coalesce(r.setting, {export.setting.one(record)})", "r.is_main")
    return f"list_transform({reasons}, lambda r: {own})"


def spell_attributes(export: Export, record: Record) -> str:
    """SQL for a record's attributes: STRUCT(attribute, value)[]."""
    lists = []
    for name, construct in sorted(export.attributes().items()):
        if isinstance(construct, Many):
            lists.append(f"list_transform({construct.many(record)}, lambda i: {_answer(name, 'i.value')})")
        else:
            text = construct.one(record)
            lists.append(f"case when {text} is null then {NO_ATTRIBUTES} else [{_answer(name, text)}] end")
    if not lists:
        return NO_ATTRIBUTES
    return lists[0] if len(lists) == 1 else f"flatten([{', '.join(lists)}])"


def _answer(attribute: str, value: str) -> str:
    return f"{{'attribute': {literal(attribute)}, 'value': {value}}}"


def lists_path(staged: Path) -> Path:
    """Where the lists of a staged file lie: beside it."""
    return staged.with_name(f"{staged.stem}.{LISTS}.parquet")


def write_lists(
    connection: duckdb.DuckDBPyConnection, listed: Listed, export: Export, record: Record, staged: Path
) -> Path:
    """Write the lists of a staged file; gives where. Needs the staged file."""
    target = lists_path(staged)
    temporary = target.with_name(f".tmp-{target.name}")
    columns = load_tables()["staged_list"].select_list()
    relation = listed.relation(export, record, staged)
    query = f"select {columns} from ({relation}) order by kind_code, cells"
    connection.execute(f"copy ({query}) to {literal(str(temporary))} {PARQUET}")
    replace_file(temporary, target)
    return target
