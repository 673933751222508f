"""Profiling every column of a table that has been read.

Belongs here: counting in DuckDB, over the whole table, and deciding what of a column may be shown. Does not belong
here: what a column is (`warehouse.scan.kinds`) or is for (`warehouse.scan.roles`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from schemas.constructs import Record
from schemas.constructs.base import literal
from schemas.text.fold import fold
from schemas.text.shape import FEWEST_SHOWN
from schemas.vocabulary.boxes import NO, YES
from warehouse.scan.codes import is_code
from warehouse.scan.facts import Facts, Kind
from warehouse.scan.json_layout import labels_of_tree, read_tree
from warehouse.scan.kinds import judge
from warehouse.scan.objects import read_keys
from warehouse.scan.personal import personal_by_header, personal_in
from warehouse.scan.profile import MOST_VALUES, ColumnProfile, Counted, DateForm
from warehouse.scan.read_days import DayReader, spell_day
from warehouse.scan.shapes import shapes_of
from warehouse.scan.words import MISSING
from warehouse.stage.swapped import count_swapped
from warehouse.store.engine import only_row, sql_text
from warehouse.store.run import Report

CHUNK = 50
MOST_EXACT = 20_000
"""A column with more different cells is looked at in a sample of about so many records; its counts are over all."""
LONGEST_LOOKED_AT = 400
LONGEST_SHOWN = 120
LONGEST_TREE = 20_000
WIDE = 1_000
"""Beyond so many different values a column shows counts only."""
HIDDEN = frozenset({"id", "free_text", "json", "objects", "blank", "time", "integer", "decimal"})
"""Of numbers the frequent ones tell nothing; they may be ids that come again."""

Weighed = tuple[str, int]


@dataclass(frozen=True)
class ReadTable:
    """A table as a Parquet file with text columns c0, c1 ...; `names` are their headers, `places` count from 1."""

    path: Path
    names: tuple[str, ...]
    places: tuple[int, ...]
    n_rows: int

    @property
    def relation(self) -> str:
        """SQL of the table; `file_row_number` is a record's place."""
        return f"read_parquet({literal(str(self.path))}, file_row_number = true)"


@dataclass(frozen=True)
class _Overview:
    n_filled: int
    n_distinct: int
    longest: int


def profile_columns(connection: duckdb.DuckDBPyConnection, table: ReadTable, report: Report) -> list[ColumnProfile]:
    """The profile of each column, in the table's order."""
    overviews: list[_Overview] = []
    for start in range(0, len(table.names), CHUNK):
        overviews += _overview(connection, table, range(start, min(start + CHUNK, len(table.names))))
    columns = []
    for place, overview in enumerate(overviews):
        columns.append(_Column(connection, table, place, overview).profile())
        report("columns", place + 1, len(table.names))
    return columns


def _overview(connection: duckdb.DuckDBPyConnection, table: ReadTable, places: Sequence[int]) -> list[_Overview]:
    parts = ", ".join(
        f"count(*) filter (trim(c{i}) <> ''), approx_count_distinct(nullif(trim(c{i}), '')),"
        f" coalesce(max(length(c{i})), 0)"
        for i in places
    )
    row = only_row(connection, f"select {parts} from {table.relation}") if places else ()
    return [_Overview(*row[i : i + 3]) for i in range(0, len(row), 3)]


class _Column:
    """One column on its way to a profile."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, table: ReadTable, place: int, overview: _Overview
    ) -> None:
        self.connection, self.table, self.place, self.overview = connection, table, place, overview
        self.name = table.names[place]
        self.sql = f"c{place}"
        self.is_whole = False

    def profile(self) -> ColumnProfile:
        cells = self._cells()
        missing = self._missing(cells)
        kept = [(text, n) for text, n in cells if fold(text) not in MISSING]
        n_filled = self.overview.n_filled - sum(n for _, n in missing)
        n_distinct, is_exact = self._distinct(kept, n_filled)
        facts = Facts(self.name, n_filled, n_distinct, self.overview.longest)
        kind = judge(facts, kept, DayReader(self.connection))
        column = ColumnProfile(
            name=self.name,
            place=self.table.places[self.place],
            kind=kind.kind,
            sure=kind.sure,
            n_filled=n_filled,
            n_blank=self.table.n_rows - self.overview.n_filled,
            n_distinct=n_distinct,
            is_distinct_exact=is_exact,
            longest=self.overview.longest,
            personal=kind.personal,
            date_forms=kind.dates,
            is_date_ambiguous=kind.is_ambiguous,
            date_keys=kind.date_keys,
            missing=tuple(Counted(word, n if n >= FEWEST_SHOWN else 0) for word, n in missing),
            separator=kind.several.separator,
            is_bracketed=kind.several.is_bracketed,
            path=kind.several.path,
            form=kind.several.form,
            n_joined=kind.several.n_joined,
            note=kind.note,
        )
        if kind.kind == "date":
            column = self._check_dates(column)
        if kind.kind == "json" and (labels := self._tree_labels()):
            items, n_rare, n_unshown = _frequent(labels)
            return replace(
                column, kind="tree", personal="", items=items, n_rare_values=n_rare, n_unshown_values=n_unshown
            )
        if kind.kind == "json" and not kind.personal:
            return self._open_json(column)
        return self._show(column, kind, kept)

    def _open_json(self, column: ColumnProfile) -> ColumnProfile:
        """The column with what stands under each key of its objects; nothing else of it is shown."""
        keys = read_keys(self._whole_cells())
        if keys is None:
            return column
        parts = []
        for place, (facts, cells) in enumerate(keys.facts(), 1):
            kept = [(text, n) for text, n in cells if fold(text) not in MISSING]
            # A name in a list of topics is a topic's; one in a list of callers is a person's.
            header = f"{self.name} {facts.header}" if personal_by_header(facts.header) == "name" else facts.header
            kind = judge(replace(facts, header=header), kept, DayReader(self.connection))
            part = ColumnProfile(
                facts.header,
                place,
                kind.kind,
                kind.sure,
                sum(n for _, n in kept),
                0,
                len(kept),
                is_distinct_exact=self.is_whole,
                longest=facts.longest,
                personal=kind.personal,
                separator=kind.several.separator,
            )
            parts.append(self._show(part, kind, kept) if kind.kind != "json" else part)
        return replace(column, kind="objects" if keys.lists else "json", parts=tuple(parts))

    def _whole_cells(self) -> list[Weighed]:
        """Cells up to the length of a tree, of a sample of the records where there are many."""
        step = max(1, self.table.n_rows // MOST_EXACT)
        query = sql_text("scan/cell_sample").format(
            table=self.table.relation, column=self.sql, longest=LONGEST_TREE, step=step
        )
        return [(text, n) for text, n in self.connection.execute(query).fetchall()]

    def _cells(self) -> list[Weighed]:
        """All different cells, or those of a sample."""
        if self.overview.n_distinct <= MOST_EXACT:
            query = sql_text("scan/cell_counts").format(
                table=self.table.relation, column=self.sql, longest=LONGEST_LOOKED_AT, limit=2 * MOST_EXACT + 1
            )
            cells = self.connection.execute(query).fetchall()
            if len(cells) <= 2 * MOST_EXACT:
                self.is_whole = True
                return [(text, n) for text, n in cells]
        step = max(1, self.table.n_rows // MOST_EXACT)
        query = sql_text("scan/cell_sample").format(
            table=self.table.relation, column=self.sql, longest=LONGEST_LOOKED_AT, step=step
        )
        return [(text, n) for text, n in self.connection.execute(query).fetchall()]

    def _missing(self, cells: Sequence[Weighed]) -> list[Weighed]:
        """Words for nothing, with their counts over the whole table. In a box, `n` and `no` are answers."""
        if not self.is_whole:
            query = sql_text("scan/word_counts").format(table=self.table.relation, column=self.sql)
            return [(word, n) for word, n in self.connection.execute(query, {"words": sorted(MISSING)}).fetchall()]
        counts: dict[str, int] = {}
        for text, n in cells:
            if (word := fold(text)) in MISSING and word not in YES | NO:
                counts[word] = counts.get(word, 0) + n
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    def _distinct(self, kept: Sequence[Weighed], n_filled: int) -> tuple[int, bool]:
        """Exact where all cells were counted or where the column may be an id; a good estimate elsewhere."""
        if self.is_whole:
            return len(kept), True
        if self.overview.n_distinct < 0.7 * n_filled:
            return self.overview.n_distinct, False
        query = f"select count(distinct hash(trim({self.sql}))) from {self.table.relation} where trim({self.sql}) <> ''"
        return int(only_row(self.connection, query)[0]), True

    def _tree_labels(self) -> list[Weighed]:
        """`Main > Sub` and its number of records, where the cells are trees of categories; else nothing."""
        labels: dict[str, int] = {}
        n_trees = n_cells = 0
        for text, n in self._whole_cells():
            n_cells += n
            tree = read_tree(text)
            n_trees += n if tree is not None else 0
            for label in labels_of_tree(tree or {}):
                labels[label] = labels.get(label, 0) + n
        is_tree = n_trees > 0.8 * n_cells and len(labels) <= 5 * MOST_VALUES
        return sorted(labels.items(), key=lambda pair: (-pair[1], pair[0])) if is_tree else []

    def _check_dates(self, column: ColumnProfile) -> ColumnProfile:
        """Count the forms over the whole table, where a sample was looked at, and the records of each year; say where
        days look swapped.
        """
        forms = column.date_forms
        if not self.is_whole and column.n_filled:
            forms = tuple(replace(form, share=self._share_of(form.format, column)) for form in forms)
        moments = ", ".join(spell_day(self.sql, form.format, column.date_keys) for form in forms)
        query = sql_text("scan/year_counts").format(
            table=self.table.relation, moment=f"coalesce({moments}, null)", fewest=FEWEST_SHOWN
        )
        years = tuple(Counted(str(year), n) for year, n in self.connection.execute(query).fetchall())
        written = [form.format for form in forms]
        cell = Record((self.sql,)).text(self.sql)
        swapped = count_swapped(self.connection, self.table.relation, cell, written)
        note = "; ".join(filter(None, (tell_swapped(*swapped) if swapped else "", column.note)))
        return replace(
            column, date_forms=forms, years=() if column.personal else years, note=note, is_swapped=swapped is not None
        )

    def _share_of(self, form: str, column: ColumnProfile) -> float:
        n_fitting = DayReader(self.connection).count(self.table.relation, self.sql, form, column.date_keys)
        return round(min(1.0, n_fitting / column.n_filled), 4)

    def _show(self, column: ColumnProfile, kind: Kind, kept: Sequence[Weighed]) -> ColumnProfile:
        """Add what may be shown: frequent values of closed lists, or shapes of what is withheld."""
        n_rare = sum(n < FEWEST_SHOWN for _, n in kept) if self.is_whole else 0
        is_hidden = bool(column.personal) or kind.kind in HIDDEN or column.longest > 40 * LONGEST_SHOWN
        if is_hidden or not self.is_whole or column.n_distinct > WIDE or kind.kind == "date":
            shapes = () if kind.kind in ("date", "free_text", "json") else shapes_of(kept)
            n_unshown = max(0, column.n_distinct - n_rare)
            return replace(column, shapes=shapes, n_rare_values=n_rare, n_unshown_values=n_unshown)
        if kind.kind == "yes_no":
            # Words of ours: the word may be told where its number may not.
            words = tuple(Counted(text, n if n >= FEWEST_SHOWN else 0) for text, n in kept)
            return replace(column, values=words)
        if kind.several.is_several:
            items, n_rare, n_unshown = _frequent(kind.several.items)
            return replace(column, items=items, n_rare_values=n_rare, n_unshown_values=n_unshown)
        values, n_rare, n_unshown = _frequent(kept)
        return replace(column, values=values, n_rare_values=n_rare, n_unshown_values=n_unshown)


def _frequent(cells: Sequence[Weighed]) -> tuple[tuple[Counted, ...], int, int]:
    """The values that may be shown; how many are rare; how many are withheld though they are not."""
    frequent = [(text, n) for text, n in cells if n >= FEWEST_SHOWN]
    fit = [
        (text, n) for text, n in frequent if len(text) <= LONGEST_SHOWN and not personal_in(text) and not is_code(text)
    ]
    shown = tuple(Counted(text, n) for text, n in fit[:MOST_VALUES])
    return shown, len(cells) - len(frequent), len(frequent) - len(shown)


def tell_columns(columns: Sequence[ColumnProfile]) -> Iterator[str]:
    """What of single columns has to be known before the file is mapped."""
    for column in columns:
        if column.is_swapped:
            yield f"{column.name!r}: {column.note}."


def tell_swapped(n_dates: int, n_texts: int) -> str:
    """The sign that a spreadsheet made dates of what it could read with the month first, and left the others."""
    return (
        f"no date has a day after the 12th ({n_dates:,}) and every text has ({n_texts:,}): a spreadsheet took days for "
        "months; a run holds such a file until `dates: swapped` or `dates: right` is declared"
    )


__all__ = ["DateForm", "ReadTable", "profile_columns"]
