"""What is delivered when: first versions, and the corrections that come later.

Belongs here: one helpline's exports month by month, which contacts are corrected, and the one that moves into another
year. Does not belong here: what was recorded (`recording`) or how a file is written (`recorders`).
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.demo.helplines import Corrections, FileSpec, Helpline
from pipelines.demo.months import Month, files_of
from pipelines.demo.population import Contacts
from pipelines.demo.recorders.aselo import AseloFolder
from pipelines.demo.recorders.beside import Tables
from pipelines.demo.recorders.cells import Columns
from pipelines.demo.recorders.counts import CountsFolder
from pipelines.demo.recorders.folder import Folder
from pipelines.demo.recorders.tables import tables_of
from pipelines.demo.recording import Ticks, first_version

CORRECTED_ON = "2026-02-15 09:00:00"
MOVED_TO, MOVED_FROM = np.datetime64("2024-12-30", "D"), np.datetime64("2025-01-02", "D")
"""One contact is first dated in January 2025 and corrected to December 2024."""


def with_corrections(contacts: Contacts) -> Contacts:
    """The truth of the contact that will be corrected into another year; and only the month that is sent twice."""
    corrections = contacts.helpline.corrections
    if corrections is None:
        return contacts
    if corrections.month:
        is_sent_twice = Month.parse(corrections.month) == contacts.month
        return dataclasses.replace(contacts, corrected=contacts.corrected & is_sent_twice)
    last = _moved(contacts)
    if last is None:
        return contacts
    day, corrected = contacts.day.copy(), contacts.corrected.copy()
    day[last], corrected[last] = MOVED_TO, True
    return dataclasses.replace(contacts, day=day, corrected=corrected)


def _moved(contacts: Contacts) -> int | None:
    corrections = contacts.helpline.corrections
    counselling = np.flatnonzero(contacts.kind == 0)
    if (
        not corrections
        or not corrections.into_another_year
        or contacts.month != Month(2024, 12)
        or not len(counselling)
    ):
        return None
    return int(counselling[-1])


def _subset(contacts: Contacts, ticks: Ticks, kept: NDArray[np.bool_]) -> tuple[Contacts, Ticks]:
    """The contacts of the mask, with what was recorded of them."""
    arrays = {
        entry.name: getattr(contacts, entry.name)[kept]
        for entry in dataclasses.fields(contacts)
        if isinstance(getattr(contacts, entry.name), np.ndarray)
    }
    some = Ticks(ticks.codebook, ticks.label[kept], ticks.beside[kept], ticks.place[kept])
    return dataclasses.replace(contacts, **arrays), some


class AseloExports:
    """The objects of one helpline: first saves, updates and late corrections."""

    def __init__(self, folder: Path) -> None:
        self._folder = AseloFolder(folder)

    def write(self, contacts: Contacts, recorded: Ticks, rng: np.random.Generator) -> None:
        """A month."""
        self._folder.write(contacts, recorded, first_version(contacts, recorded), rng)

    def close(self) -> tuple[int, int]:
        """The numbers of files and records."""
        return self._folder.close()


class CountExports:
    """The tables of counts of one helpline; nothing is corrected later."""

    def __init__(self, folder: Path) -> None:
        self._folder = CountsFolder(folder)

    def write(self, contacts: Contacts, recorded: Ticks, rng: np.random.Generator) -> None:
        """A month."""
        self._folder.write(contacts, recorded)

    def close(self) -> tuple[int, int]:
        """The numbers of files and records."""
        return self._folder.close()


class TableExports:
    """The table-like exports of one helpline, with the corrections that are delivered later."""

    def __init__(self, helpline: Helpline, folder: Path) -> None:
        self.helpline, self.files = helpline, Folder(folder)
        self._later: list[Tables] = []
        self._held_over: Tables | None = None
        self._spec = helpline.file

    def write(self, contacts: Contacts, recorded: Ticks, rng: np.random.Generator) -> None:
        """A month: its first version in its files, its corrections kept for later."""
        self._spec = spec = self.helpline.file_in(contacts.month)
        names = files_of(contacts.month, spec.period, spec.name)
        first = first_version(contacts, recorded)
        moved = _moved(contacts)
        if moved is not None:
            is_moved = np.arange(len(contacts)) == moved
            wrong, ticks = _subset(*first, is_moved)
            wrong = dataclasses.replace(wrong, day=np.full(1, MOVED_FROM))
            first = _subset(*first, ~is_moved)
            self._write(names, spec, tables_of(*first, spec))
            self._held_over = tables_of(wrong, ticks, spec)
        else:
            self._write(names, spec, tables_of(*first, spec))
        if self.helpline.corrections:
            self._keep_corrections(contacts, recorded, self.helpline.corrections, spec)

    def _write(self, names: list[str], spec: FileSpec, tables: Tables) -> None:
        for name in names:
            self.files.write(name, spec, tables)
            if self._held_over is not None:
                self.files.write(name, spec, self._held_over)
        self._held_over = None

    def _keep_corrections(self, contacts: Contacts, recorded: Ticks, corrections: Corrections, spec: FileSpec) -> None:
        if not contacts.corrected.any():
            return
        if corrections.month:
            self.files.write(corrections.name, spec, tables_of(contacts, recorded, spec))
            return
        tables = tables_of(*_subset(contacts, recorded, contacts.corrected), spec)
        self._later.append({name: [_stamped(*cells, spec) for cells in columns] for name, columns in tables.items()})

    def close(self) -> tuple[int, int]:
        """Write the corrections under the headers of the last month; give the numbers of files and records."""
        if self._later and self.helpline.corrections:
            last = self._later[-1]
            together = {name: _together(name, self._later) for name in last}
            self.files.write(self.helpline.corrections.name, self._spec, together)
        return self.files.close()


def _together(name: str, pieces: list[Tables]) -> Columns:
    headers = [header for header, _ in pieces[-1][name]]
    cells = [pa.concat_arrays([piece[name][n][1] for piece in pieces]) for n in range(len(headers))]
    return list(zip(headers, cells, strict=True))


def _stamped(header: str, cells: pa.Array, spec: FileSpec) -> tuple[str, pa.Array]:
    if spec.updated and header == spec.updated:
        return header, pa.array([CORRECTED_ON] * len(cells), pa.string())
    return header, cells


Exports = AseloExports | CountExports | TableExports


def exports_of(helpline: Helpline, folder: Path) -> Exports:
    """How a helpline's exports are written."""
    if helpline.is_counts_only:
        return CountExports(folder)
    return AseloExports(folder) if helpline.file.structure == "aselo" else TableExports(helpline, folder)
