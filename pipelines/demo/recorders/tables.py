"""The structures whose reasons stand in a contact's own records: boxes, repeated columns, one cell, a record a reason.

Belongs here: where the reasons of a contact stand in a record. Does not belong here: the other cells (`cells`),
reasons that stand beside the contacts (`beside`), or files.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.demo import population
from pipelines.demo.acts import NONE
from pipelines.demo.helplines import FileSpec
from pipelines.demo.population import Contacts
from pipelines.demo.recorders.beside import Tables, children_of, list_of_codes
from pipelines.demo.recorders.cells import Columns, common_cells, label_cells, setting_cells, words_of
from pipelines.demo.recorders.documents import nested_documents
from pipelines.demo.recorders.moments import take
from pipelines.demo.recording import Ticks

CODES = "codes"
CHILDREN = "children"
MAIN = "main"


def tables_of(contacts: Contacts, ticks: Ticks, spec: FileSpec) -> Tables:
    """The tables of the helpline's structure for these contacts: `main`, and beside it `children` or `codes`."""
    main = table_columns(contacts, ticks, spec)
    if spec.structure == "children":
        return {MAIN: main, CHILDREN: children_of(contacts, ticks, spec)}
    if spec.structure == "keyed":
        return {MAIN: main, CODES: list_of_codes(ticks, spec)}
    return {MAIN: main}


def table_columns(contacts: Contacts, ticks: Ticks, spec: FileSpec) -> Columns:
    """All columns of the main table."""
    common = common_cells(contacts.helpline, spec, contacts, ticks)
    return WRITERS[spec.structure](contacts, ticks, spec, common)


def _alone(contacts: Contacts, ticks: Ticks, spec: FileSpec, common: Columns) -> Columns:
    """Reasons stand in another table."""
    return common


def _ticked(contacts: Contacts, ticks: Ticks, spec: FileSpec, common: Columns) -> Columns:
    labels = ticks.codebook.labels
    is_ticked = np.zeros((len(contacts), len(labels)), dtype=np.int8)
    row, column = np.nonzero(ticks.label >= 0)
    is_ticked[row, ticks.label[row, column]] = 1
    if spec.blank_unless_asked:
        is_ticked[(ticks.label == NONE).all(axis=1)] = NONE
    words: list[str | None] = [spec.unticked_as or None, spec.ticked_as]
    columns = common + [(label.text, take(words, is_ticked[:, n])) for n, label in enumerate(labels)]
    for number, header in enumerate(spec.other_boxes):
        other = np.where(is_ticked.max(axis=1) == NONE, NONE, (contacts.ordinal + number) % len(spec.other_boxes) == 0)
        columns.append((header, take(words, other.astype(np.int8))))
    return columns


def _listed(contacts: Contacts, ticks: Ticks, spec: FileSpec, common: Columns) -> Columns:
    columns = list(common)
    for n, header in enumerate(spec.listed):
        columns.append((header, label_cells(contacts.helpline, ticks, n)))
        if spec.settings:
            columns.append((spec.settings[n], setting_cells(contacts.helpline, spec, ticks.beside[:, n])))
    return columns


def _cell(contacts: Contacts, ticks: Ticks, spec: FileSpec, common: Columns) -> Columns:
    blank = pa.array(ticks.label[:, 0] == NONE)
    if spec.brackets:
        joined = pa.array(_bracketed(ticks, spec), pa.string())
        return [*common, (spec.columns["reason"], joined)]
    cells = [label_cells(contacts.helpline, ticks, n) for n in range(ticks.label.shape[1])]
    if spec.path:
        cells = [pc.replace_substring(column, " > ", spec.path) for column in cells]
    if len(cells) == 1:
        return [*common, (spec.columns["reason"], cells[0])]
    cells[0] = pc.fill_null(cells[0], "")  # a row of nulls only is dropped by the join
    joined = pc.binary_join_element_wise(*cells, spec.cell_delimiter, null_handling="skip")
    return [*common, (spec.columns["reason"], pc.if_else(blank, pa.scalar(None, pa.string()), joined))]


def _bracketed(ticks: Ticks, spec: FileSpec) -> list[str]:
    """Lists as programs write them: of labels, of labels with levels, or of numbers on the list."""
    labels = ticks.codebook.labels
    texts = [label.text.replace(" > ", spec.path) if spec.path else label.text for label in labels]
    if spec.codes:
        texts = [str(number) for number in range(1, len(labels) + 1)]
    return [json.dumps([texts[n] for n in row if n >= 0], ensure_ascii=False) for row in ticks.label.tolist()]


def _payload(contacts: Contacts, ticks: Ticks, spec: FileSpec, common: Columns) -> Columns:
    """Id and date stand in columns; everything else in one column of JSON documents."""
    own = {spec.columns["date"], spec.id.column if spec.id else ""}
    inner = [(header, cells) for header, cells in _cell(contacts, ticks, spec, common) if header not in own]
    texts = [json.dumps(document, ensure_ascii=False) for document in nested_documents(inner, spec)]
    return [*((header, cells) for header, cells in common if header in own), (spec.columns["payload"], pa.array(texts))]


def _rows(contacts: Contacts, ticks: Ticks, spec: FileSpec, common: Columns) -> Columns:
    """One record per reason; a contact without reasons has one record with a blank."""
    wanted = ticks.label != NONE
    wanted[:, 0] = True
    row, column = np.nonzero(wanted)
    repeated = pa.array(row)
    columns = [(header, cells.take(repeated)) for header, cells in common]
    flat = Ticks(ticks.codebook, ticks.label[row, column][:, None], ticks.beside[row, column][:, None], ticks.place)
    if spec.structure == "keyed":
        codes: list[str | None] = [str(number) for number in range(1, len(ticks.codebook.labels) + 1)]
        columns.append((spec.columns["reason"], take(codes, flat.label[:, 0])))
        return columns
    columns.append((spec.columns["reason"], label_cells(contacts.helpline, flat, 0)))
    columns.append((spec.columns["setting"], setting_cells(contacts.helpline, spec, flat.beside[:, 0])))
    return columns


def _suspects(contacts: Contacts, ticks: Ticks, spec: FileSpec, common: Columns) -> Columns:
    """One record for each victim, reason and suspect: now and then there are two, who tell the reasons again."""
    columns = _rows(contacts, ticks, spec, common)
    wanted = ticks.label != NONE
    wanted[:, 0] = True
    row, _ = np.nonzero(wanted)
    has_second = (contacts.relation != NONE) & (contacts.ordinal % 4 == 0)
    times = np.where(has_second, 2, 1)[row]
    repeated = np.repeat(np.arange(len(row)), times)
    is_second = np.r_[False, repeated[1:] == repeated[:-1]]
    relation = contacts.relation[row][repeated]
    words = words_of(contacts.helpline.language, "perpetrator_relation")
    texts: list[str | None] = [words[code] for code in population.RELATIONS]
    suspect = np.where((relation == NONE) | ~is_second, relation, (relation + 1) % len(texts)).astype(np.int8)
    index = pa.array(repeated)
    return [
        *((header, cells.take(index)) for header, cells in columns),
        (spec.columns["suspect"], take(texts, suspect)),
    ]


WRITERS: dict[str, Callable[[Contacts, Ticks, FileSpec, Columns], Columns]] = {
    "ticked": _ticked,
    "listed": _listed,
    "cell": _cell,
    "payload": _payload,
    "rows": _rows,
    "keyed": _rows,
    "suspects": _suspects,
    "children": _alone,
}
