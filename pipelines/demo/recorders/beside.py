"""What stands beside the contacts: a table of their reasons, or the list of codes that the contacts name.

Belongs here: the columns of such a table. Does not belong here: the contacts' own (`tables`), or whether it is a file,
a sheet or a member of an archive.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipelines.demo.acts import NONE
from pipelines.demo.helplines import FileSpec
from pipelines.demo.population import Contacts
from pipelines.demo.recorders.cells import Columns, id_cells, setting_cells
from pipelines.demo.recorders.moments import take
from pipelines.demo.recording import Ticks

Tables = dict[str, Columns]
"""Columns by the name of their table."""


def children_of(contacts: Contacts, ticks: Ticks, spec: FileSpec) -> Columns:
    """One record for each reason, with the contact's id; none for a contact without reasons."""
    companion = spec.companion
    assert companion is not None
    row, column = np.nonzero(ticks.label != NONE)
    label = ticks.label[row, column]
    columns = [(companion.key, id_cells(contacts.helpline, contacts).take(pa.array(row)))]
    columns += [(header, take(texts, label)) for header, texts in _levels(ticks, companion.columns)]
    if companion.setting:
        columns.append((companion.setting, setting_cells(contacts.helpline, spec, ticks.beside[row, column])))
    return columns


def list_of_codes(ticks: Ticks, spec: FileSpec) -> Columns:
    """The whole list: a number and the label, whose levels stand in columns of their own."""
    companion = spec.companion
    assert companion is not None
    n_labels = len(ticks.codebook.labels)
    numbers = pa.array([str(number) for number in range(1, n_labels + 1)], pa.string())
    levels = [(header, pa.array(texts, pa.string())) for header, texts in _levels(ticks, companion.columns)]
    return [(companion.key, numbers), *levels]


def _levels(ticks: Ticks, headers: tuple[str, ...]) -> list[tuple[str, list[str | None]]]:
    """The texts of the labels by column: one, or a column a level."""
    texts = [label.text for label in ticks.codebook.labels]
    parted = [text.split(" > ", len(headers) - 1) if len(headers) > 1 else [text] for text in texts]
    return [(header, [parts[level] for parts in parted]) for level, header in enumerate(headers)]
