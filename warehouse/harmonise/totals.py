"""Totals that are counted beside their parts: a column or label of counts that is the sum of others.

Belongs here: looking for them among the current counts of a source, and saying whether they are counted. Does not
belong here: the rule itself (`warehouse.read.totals`), periods that cover each other (`harmonise.remarks`).

A proven total that is counted holds the source: every figure over its axis is twice what it should be, and it is the
mapping that has to say so. What is only likely, or not counted since nobody mapped it, is remarked on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import duckdb

from schemas.finding import Finding, spell_part
from schemas.mapping.count_axes import AXES
from schemas.mapping.count_export import CountExport
from schemas.text.fold import fold
from warehouse.harmonise.values import SourceValues
from warehouse.read.totals import WORDS, Tally, Total, are_proven_together, cover_all, evidence_bits, find_totals
from warehouse.store.engine import only_row, sql_text

TOTAL = "total_beside_parts"
MOST_TOLD = 5


@dataclass(frozen=True)
class _Axis:
    """One axis of the counts of a delivery: its labels in the order of the file, and the first record of each."""

    delivery_id: str
    axes: str
    field: str
    tallies: tuple[Tally, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class _Found:
    """A label that may be a total, with the figures of its delivery."""

    axis: _Axis
    total: Total
    form: str
    n_total: int
    n_sum: int

    @property
    def label(self) -> str | None:
        return self.axis.tallies[self.total.place].label


def find_counted_totals(connection: duckdb.DuckDBPyConnection, values: SourceValues) -> list[Finding]:
    """The findings on totals beside their parts, each once for all files of a format. Needs what `decide` made."""
    if not values.counts:
        return []
    formats = {export.files: export for export in values.mapping.exports if isinstance(export, CountExport)}
    of_delivery = {one.delivery_id: one for one in values.counts}
    found: dict[tuple[str, str, str | None, str], list[_Found]] = {}
    for axis in _axes(connection):
        format_ = of_delivery[axis.delivery_id].format
        passed_over = {fold(label) for label in formats[format_].no_totals}
        for one in _look(connection, axis):
            if one.label is None or fold(one.label) not in passed_over:
                found.setdefault((format_, axis.field, one.label, one.form), []).append(one)
    source_id = values.mapping.source_id
    return [
        _describe(source_id, of_delivery[several[0].axis.delivery_id].file_name, formats[format_], several)
        for (format_, *_), several in found.items()
    ]


def _axes(connection: duckdb.DuckDBPyConnection) -> Iterator[_Axis]:
    for field in AXES:
        query = sql_text("harmonise/count_tally").format(field=field, others=_others(field))
        rows = connection.execute(query).fetchall()
        for (delivery_id, axes), own in groupby(rows, key=lambda row: row[:2]):
            labels = [(Tally(label, int(mark), n), first) for _, _, label, mark, n, first in own]
            tallies, firsts = zip(*labels, strict=True)
            yield _Axis(delivery_id, axes, field, tallies, firsts)


def _others(field: str) -> str:
    return ", ".join(name for name in AXES if name != field)


def _look(connection: duckdb.DuckDBPyConnection, axis: _Axis) -> Iterator[_Found]:
    """The totals of an axis, each judged by the rows of its delivery."""
    query = sql_text("harmonise/count_total").format(
        field=axis.field, others=_others(axis.field), bits=evidence_bits("n_total")
    )
    weighed = []
    for total in find_totals(axis.tallies):
        tally = axis.tallies[total.place]
        parts = [axis.tallies[place].label or "" for place in total.parts]
        n_rows, n_equal, bits, *numbers = only_row(connection, query, [axis.delivery_id, axis.axes, tally.label, parts])
        is_proven = total.is_proven(bits, tally) and 2 * n_equal >= n_rows
        is_equal = total.is_sum and 0 < n_rows == n_equal
        weighed.append((total, tally, bits, is_proven, is_equal, numbers))
    # Headings above their parts: each may be chance, several of one list are none.
    weak = [(total, bits) for total, tally, bits, is_proven, is_equal, _ in weighed if is_equal and not is_proven]
    are_proven = len(weak) > 1 and are_proven_together(weak)
    is_whole = cover_all([one[0] for one in weighed], len(axis.tallies))
    for total, tally, bits, is_proven, is_equal, (n_total, n_sum, n_counted, n_parts_counted) in weighed:
        if n_counted and not n_parts_counted:  # its parts are left out by decisions: nothing counts twice
            continue
        is_sure = is_proven or (are_proven and is_equal)
        if is_sure or is_whole or total.is_likely(bits, tally):
            form = "not_counted" if not n_counted else "counted" if is_sure else "likely"
            yield _Found(axis, total, form, n_total, n_sum)


def _describe(source_id: str, file_name: str, export: CountExport, several: Sequence[_Found]) -> Finding:
    first = several[0]
    n_more = len({one.axis.delivery_id for one in several}) - 1
    is_header = bool(export.columns()) and any(first.axis.field in block.gives for block in export.across)
    return Finding.of(
        TOTAL,
        "fail" if first.form == "counted" else "warn",
        form=first.form,
        facts={
            "file_name": file_name,
            "more": spell_part(TOTAL, "more", {"n_more": n_more}) if n_more else "",
            "field": first.axis.field,
            "total": _spell_total(first, is_header),
            "parts": _spell_parts(first, is_header),
            "n_total": sum(one.n_total for one in several),
            "n_sum": sum(one.n_sum for one in several),
        },
        source_id=source_id,
        delivery_id=first.axis.delivery_id,
        file_name=file_name,
        numerator=sum(one.n_total for one in several),
        denominator=sum(one.n_sum for one in several),
    )


def _spell_total(found: _Found, is_header: bool) -> str:
    """A header by its name; a label, which is content of a cell, only where it is one of our own words."""
    label = found.label
    if label is None:
        return spell_part(TOTAL, "blank")
    if is_header:
        return spell_part(TOTAL, "column", {"label": label})
    if fold(label) in WORDS:
        return spell_part(TOTAL, "word", {"label": fold(label)})
    return spell_part(TOTAL, "place", {"row": found.axis.rows[found.total.place]})


def _spell_parts(found: _Found, is_header: bool) -> str:
    names = [found.axis.tallies[place].label or "" for place in found.total.parts]
    if not is_header:
        return spell_part(TOTAL, "labels", {"n": len(names)})
    columns = ", ".join(repr(name) for name in names[:MOST_TOLD])
    if len(names) > MOST_TOLD:
        return spell_part(TOTAL, "columns_more", {"columns": columns, "n_more": len(names) - MOST_TOLD})
    return spell_part(TOTAL, "columns", {"columns": columns})
