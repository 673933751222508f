"""Columns of a file of counts that nobody reads: each is said by name, and those that hold numbers are a warning.

Belongs here: which columns those are. Does not belong here: columns of contacts (`warehouse.stage.unread`), or totals
among the columns that are read (`warehouse.read.totals`). Cells are looked at, never told.
"""

from __future__ import annotations

import re

import duckdb

from schemas.constructs.base import quoted
from schemas.finding import Finding
from schemas.mapping.count_export import CountExport
from schemas.text.fold import fold
from schemas.text.paths import split_path
from schemas.vocabulary.header_words import header_words
from warehouse.read.csv.beside import MOST_RECORDS
from warehouse.read.totals import is_called_total
from warehouse.stage.counts.open import OpenCounts
from warehouse.stage.counts.query import spell_number
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.stage.unread import find_nameless, say_columns, spell_places
from warehouse.store.engine import only_row

MOSTLY = 0.5
_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])")
_ABOUT = (
    "id,uid,code,version,revision,year,month,quarter,week,day,date,period,page,pages,limit,offset,size,total,count,"
    "timestamp,status,annee,mois,trimestre,semaine,periode,ano,anio,mes,semana,periodo,pagina,"
    "jahr,monat,quartal,woche,seite,mese,anno,settimana,год,месяц,версия,страница,سنة,شهر"
)
"""Words of a key for a file, a page or a record: no contacts are under them."""


def find_unread_counts(
    connection: duckdb.DuckDBPyConnection, export: CountExport, opened: OpenCounts, source_id: str, whole: Staged
) -> list[Finding]:
    """One finding on the columns that are not read; one more, a warning, on those with numbers that are no total; and
    one on cells that stand under no name.
    """
    read = {*export.columns(), *(category.column for category in opened.categories), *opened.excluded}
    header = (*opened.header, *opened.beside)
    unread = [name for name in dict.fromkeys(header) if name and name not in read and not export.ignores(name)]
    counted = [name for name in _with_numbers(connection, export, opened, unread) if not is_called_total(name)]
    others = [name for name in unread if name not in counted]
    nameless = find_nameless(connection, whole, source_id, opened.nameless)
    found = nameless + say_columns(whole, source_id, len(header), {"numbers": counted, "unread": others})
    return found + _find_rare_keys(export, opened, source_id, whole)


def _find_rare_keys(export: CountExport, opened: OpenCounts, source_id: str, whole: Staged) -> list[Finding]:
    """Numbers under keys of few documents: a file of counts often has few, and each may hold many contacts. The keys
    themselves may be names, so only the object is named in which they stand.
    """
    if not export.across:
        return []
    names = [
        name
        for name, kind in opened.untold.items()
        if kind.are_numbers and not export.ignores(name) and not _counts_nobody(split_path(name)[-1])
    ]
    if not names:
        return []
    n_keys = len(opened.record.header) + len(opened.beside) + len(opened.untold)
    return [
        find_share(
            "new_column", "warn", source_id, whole, len(names), n_keys, "rare_numbers", {"places": spell_places(names)}
        )
    ]


def _counts_nobody(key: str) -> bool:
    """Whether a key is of a total, or all its words are of an id, a period or a page (`page_size`, `caseId`). Under
    `week 3` contacts may be counted, and under `count` alone.
    """
    words = [fold(word) for word in _WORD.findall(key)]
    if is_called_total(key) or words[-1:] == ["id"] or fold(key) in header_words("columns", "id"):
        return True
    known = {*map(fold, _ABOUT.split(",")), *header_words("columns", "period")}
    return bool(words) and words != ["count"] and known.issuperset(words) and not re.search(r"\d", key)


def _with_numbers(
    connection: duckdb.DuckDBPyConnection, export: CountExport, opened: OpenCounts, names: list[str]
) -> list[str]:
    """Those of which most filled cells are whole numbers, where a column is one category; beside one count a number is
    as often an id.
    """
    if opened.beside:
        return [name for name in names if export.across and name in opened.beside and opened.beside[name].are_numbers]
    names = [name for name in names if export.across and opened.header.count(name) == 1]
    relation = f"select * from {opened.relation}" if set(names) <= set(opened.record.header) else opened.others
    if not names or not relation:
        return []
    told = ", ".join(
        f"count({spell_number(quoted(name), export.number)}) > {MOSTLY} * count(nullif(trim({quoted(name)}), ''))"
        for name in names
    )
    are_numbers = only_row(connection, f"select {told} from (select * from ({relation}) limit {MOST_RECORDS})")
    return [name for name, is_number in zip(names, are_numbers, strict=True) if is_number]
