"""The codebook: every table, column, code and statistic in words, as a page and as a table.

Belongs here: putting together what contracts and code lists say. Does not belong here: any definition of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.vocabulary.code import load_codes
from schemas.vocabulary.crosswalk import load_crosswalks
from schemas.vocabulary.fields import ANSWERS, ATTRIBUTES
from warehouse.publish.public.about import NO_WEIGHTS, UNIT, About
from warehouse.publish.public.document import Document, Section
from warehouse.publish.public.figures import contract
from warehouse.publish.public.labels import COMMON, OUTSIDE, Labels
from warehouse.publish.public.symbols import LEGEND
from warehouse.publish.public.table import TEXT, Field, PublicTable

STATISTIC = "statistic"
KEY = ("kind", "belongs_to", "name")
FIELDS = (
    Field("kind", TEXT, "table, column, statistic, list, code, framework_main, framework_code or symbol."),
    Field("belongs_to", TEXT, "Table of a column, list of a code, framework of a category; else what `kind` says."),
    Field("name", TEXT, "Name or code, as it stands in the files."),
    Field("label", TEXT, "In words, as it stands in the tables."),
    Field("definition", TEXT, "What it means, what is in it and what is not."),
)


def codebook_table(labels: Labels, tables: Sequence[PublicTable]) -> PublicTable:
    """One row a thing that the public files name."""
    rows = [dict(zip((one.name for one in FIELDS), row, strict=True)) for row in _entries(labels, tables)]
    return PublicTable.of_rows("codebook", "Codebook", "Every table, column, code and statistic.", FIELDS, KEY, [*rows])


def codebook_document(about: About, labels: Labels, tables: Sequence[PublicTable]) -> Document:
    """The same as a page."""
    entries = list(_entries(labels, tables))
    sections = [
        Section("Symbols", (), ("symbol", "meaning"), [(row[2], row[4]) for row in entries if row[0] == "symbol"])
    ]
    statistics = [(row[2], row[3], row[4]) for row in entries if row[0] == STATISTIC]
    sections.append(Section("Statistics", (), ("code", "label", "what is counted"), statistics))
    for table in tables:
        columns = [(field.name, field.comment) for field in table.fields]
        lines = [table.title, table.description]
        sections.append(Section(f"Table {table.path}", lines, ("column", "meaning"), columns))
    for kind, name in dict.fromkeys((row[0], row[1]) for row in entries if row[0] in ("code", "framework_code")):
        rows = [(row[2], row[3], row[4]) for row in entries if row[:2] == (kind, name)]
        what = "Code list" if kind == "code" else "Published list"
        about_list = [row[4] for row in entries if row[0] == "list" and row[2] == name]
        sections.append(Section(f"{what} {name}", about_list, ("code", "label", "definition"), rows))
    return Document(f"Codebook of release {about.digest[:12]}", [UNIT, NO_WEIGHTS], sections, about.warning)


def _entries(labels: Labels, tables: Sequence[PublicTable]) -> Iterator[tuple[str, str, str, str, str]]:
    for symbol, meaning in LEGEND.items():
        yield "symbol", "symbol", symbol, symbol, meaning
    for code, label in labels.of_list(STATISTIC).items():
        yield STATISTIC, STATISTIC, code, label, labels.definitions[STATISTIC, code]
    for table in tables:
        yield "table", "table", table.path, table.title, table.description
        for field in table.fields:
            yield "column", table.path, field.name, field.name, field.comment
    yield from _codes(labels)
    yield from _frameworks()


def _codes(labels: Labels) -> Iterator[tuple[str, str, str, str, str]]:
    """Lists that a column of the statistics may name; those of attributes too."""
    lists = load_codes().lists
    named = {column.code_list for column in contract().columns if column.code_list}
    for name in sorted(named.union(ANSWERS.values(), ATTRIBUTES.values()) - {STATISTIC}):
        yield "list", "list", name, name.replace("_", " "), lists[name].definition
        for code, label in labels.of_list(name).items():
            yield "code", name, code, label, labels.definitions[name, code]
    for column in contract().columns:
        for code, meaning in column.values.items():
            yield "code", column.name, code, meaning, column.comment


def _frameworks() -> Iterator[tuple[str, str, str, str, str]]:
    for name, crosswalk in sorted(load_crosswalks().items()):
        yield "list", "list", name, crosswalk.title, crosswalk.note
        for main in crosswalk.mains.values():
            yield "framework_main", name, main.code, main.label, "Main category of the list."
        for code in crosswalk.codes.values():
            yield "framework_code", name, code.code, code.label, code.definition
        for code_outside, label in OUTSIDE.items():
            yield "framework_code", name, code_outside, label, f"Stands for a code of the list. {COMMON} has no such."
