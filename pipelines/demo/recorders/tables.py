"""The four structures that are tables: tick boxes, repeated columns, one cell, one row per reason.

Belongs here: where the reasons of a contact stand in a row. Does not belong here: the other cells (`cells`).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.demo.acts import NONE
from pipelines.demo.helplines import FileSpec
from pipelines.demo.population import Contacts
from pipelines.demo.recorders.cells import Columns, common_cells, label_cells, setting_cells, take
from pipelines.demo.recording import Ticks


def table_columns(contacts: Contacts, ticks: Ticks, spec: FileSpec) -> Columns:
    """All columns of the helpline's structure for these contacts."""
    common = common_cells(contacts.helpline, spec, contacts, ticks)
    write = {"ticked": _ticked, "listed": _listed, "cell": _cell, "rows": _rows}[spec.structure]
    return write(contacts, ticks, spec, common)


def _ticked(contacts: Contacts, ticks: Ticks, spec: FileSpec, common: Columns) -> Columns:
    labels = ticks.codebook.labels
    is_ticked = np.zeros((len(contacts), len(labels)), dtype=np.int8)
    row, column = np.nonzero(ticks.label >= 0)
    is_ticked[row, ticks.label[row, column]] = 1
    words: list[str | None] = [spec.unticked_as or None, spec.ticked_as]
    return common + [(label.text, take(words, is_ticked[:, n])) for n, label in enumerate(labels)]


def _listed(contacts: Contacts, ticks: Ticks, spec: FileSpec, common: Columns) -> Columns:
    columns = list(common)
    for n, header in enumerate(spec.listed):
        columns.append((header, label_cells(contacts.helpline, ticks, n)))
        if spec.settings:
            columns.append((spec.settings[n], setting_cells(contacts.helpline, spec, ticks.beside[:, n])))
    return columns


def _cell(contacts: Contacts, ticks: Ticks, spec: FileSpec, common: Columns) -> Columns:
    cells = [label_cells(contacts.helpline, ticks, n) for n in range(ticks.label.shape[1])]
    if len(cells) == 1:
        return [*common, (spec.columns["reason"], cells[0])]
    cells[0] = pc.fill_null(cells[0], "")  # a row of nulls only is dropped by the join
    joined = pc.binary_join_element_wise(*cells, spec.cell_delimiter, null_handling="skip")
    blank = pa.array(ticks.label[:, 0] == NONE)
    return [*common, (spec.columns["reason"], pc.if_else(blank, pa.scalar(None, pa.string()), joined))]


def _rows(contacts: Contacts, ticks: Ticks, spec: FileSpec, common: Columns) -> Columns:
    """One record per reason; a contact without reasons has one record with a blank."""
    wanted = ticks.label != NONE
    wanted[:, 0] = True
    row, column = np.nonzero(wanted)
    repeated = pa.array(row)
    columns = [(header, cells.take(repeated)) for header, cells in common]
    flat = Ticks(ticks.codebook, ticks.label[row, column][:, None], ticks.beside[row, column][:, None], ticks.place)
    columns.append((spec.columns["reason"], label_cells(contacts.helpline, flat, 0)))
    columns.append((spec.columns["setting"], setting_cells(contacts.helpline, spec, flat.beside[:, 0])))
    return columns
