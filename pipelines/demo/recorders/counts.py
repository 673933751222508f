"""Counts by quarter, label and gender: what a helpline hands on that hands on no contacts.

Belongs here: counting, and the table of counts. Does not belong here: files of contacts (`folder`). A contact with two
labels is counted under both; contacts without a label are not counted.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines.demo import population
from pipelines.demo.months import files_of
from pipelines.demo.population import Contacts
from pipelines.demo.recorders.cells import words_of
from pipelines.demo.recorders.csv_file import CsvFile
from pipelines.demo.recording import Ticks

ALL = "All"
"""Begins the header of the totals, and the label of the row of totals."""


class CountsFolder:
    """The tables of counts of one helpline, written at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counts: dict[str, Counter[tuple[str, int, int]]] = {}
        self._like: tuple[Contacts, Ticks] | None = None

    def write(self, contacts: Contacts, ticks: Ticks) -> None:
        """Count a month."""
        spec, month = contacts.helpline.file, contacts.month
        (name,) = files_of(month, spec.period, spec.name)
        counted = self._counts.setdefault(name, Counter())
        quarter = f"{month.year}Q{(month.month + 2) // 3}"
        row, column = np.nonzero(ticks.label >= 0)
        pairs = zip(ticks.label[row, column].tolist(), contacts.gender[row].tolist(), strict=True)
        counted.update((quarter, label, gender) for label, gender in pairs)
        self._like = contacts, ticks

    def close(self) -> tuple[int, int]:
        """Write every table; give the numbers of files and records."""
        if self._like is None:
            return 0, 0
        contacts, ticks = self._like
        helpline, labels = contacts.helpline, ticks.codebook.labels
        genders = words_of(helpline.language, "gender")
        headers = [genders[code] for code in population.GENDERS] + [helpline.file.missing]
        n_records = 0
        for name, counted in self._counts.items():
            quarters = sorted({quarter for quarter, _, _ in counted})
            rows = []
            for quarter in quarters:
                table = [[counted[quarter, label, gender] for gender in (0, 1, 2, -1)] for label in range(len(labels))]
                table.append([sum(column) for column in zip(*table, strict=True)])
                texts = [label.text for label in labels] + [f"{ALL} topics"]
                rows += [[quarter, text, *cells, sum(cells)] for text, cells in zip(texts, table, strict=True)]
            n_records += len(rows)
            columns = helpline.file.columns
            names = [columns["date"], columns["reason"], *headers, f"{ALL} genders"]
            cells = [pa.array([str(value) for value in column]) for column in zip(*rows, strict=True)]
            file = CsvFile(self._folder / name, helpline.file)
            file.write(list(zip(names, cells, strict=True)))
            file.close()
        return len(self._counts), n_records
