"""A worksheet that takes a table's rows at once, and writes what `xlsxwriter` would have written cell by cell.

Belongs here: the rows of a table as the format spells them, byte for byte as the package does (`test_sheet.py` compares
the two). Does not belong here: what the cells say, or anything else of a sheet. Half a million cells, each through five
calls, were a quarter of the seconds of a release.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

SPAN = 16
"""The format says for each sixteen rows which columns they fill. Those that share a block with the header are written
one by one, so that a block is always written by one of the two.
"""

Line = Sequence[Any]


class SheetOfRows(Worksheet):  # type: ignore[misc]  # the package has no types
    """A worksheet whose rows from `SPAN` on are kept as they are given, until they are written."""

    many: Sequence[Line] = ()
    """Row by row: the number of a text among all texts of the workbook, a number as it is written, or None."""
    form_of: Mapping[int, Any] = {}
    """The form of each column of numbers."""

    def fill(self, top: int, lines: Sequence[Line], form_of: Mapping[int, Any]) -> None:
        """Write these cells from row `top` on; a column without a form holds texts."""
        alone = len(lines) if self._has_long(lines) else max(SPAN - top, 0)
        for row, line in enumerate(lines[:alone], start=top):
            for column, cell in enumerate(line):
                if cell is not None and column in form_of:
                    self.write_number(row, column, cell, form_of[column])
                elif cell is not None:
                    self.write_string(row, column, cell)
        self.form_of = form_of
        self.many = [self._kept(line) for line in lines[alone:]]
        filled = {column for line in self.many for column, cell in enumerate(line) if cell is not None}
        last = max((row for row, line in enumerate(self.many) if any(cell is not None for cell in line)), default=0)
        for column in filled:
            self._check_dimensions(top + alone + last, column)

    def _has_long(self, lines: Sequence[Line]) -> bool:
        """Whether the package may have to cut a text: it does so where texts are written one by one."""
        return any(len(cell) > self.xls_strmax // 2 for line in lines for cell in line if isinstance(cell, str))

    def _kept(self, line: Line) -> tuple[str | None, ...]:
        number_of = self.str_table._get_shared_string_index
        return tuple(
            None if cell is None else f"{cell:.16G}" if column in self.form_of else str(number_of(cell))
            for column, cell in enumerate(line)
        )

    def _write_rows(self) -> None:
        last: int | None = self.dim_rowmax
        if self.many:
            self.dim_rowmax: int | None = SPAN - 1
        super()._write_rows()
        self.dim_rowmax = last
        self.fh.writelines(self._spelled())

    def _spelled(self) -> Iterator[str]:
        """The rows as XML."""
        width = max((len(line) for line in self.many), default=0)
        names = [xl_col_to_name(column) for column in range(width)]
        told = [
            f's="{self.form_of[column]._get_xf_index()}"><v>' if column in self.form_of else 't="s"><v>'
            for column in range(width)
        ]
        for first in range(0, len(self.many), SPAN):
            block = self.many[first : first + SPAN]
            filled = [column for line in block for column, cell in enumerate(line) if cell is not None]
            if not filled:
                continue
            spans = f"{min(filled) + 1}:{max(filled) + 1}"
            for row, line in enumerate(block, start=SPAN + first + 1):
                cells = "".join(
                    f'<c r="{name}{row}" {how}{cell}</v></c>'
                    for name, how, cell in zip(names, told, line, strict=True)
                    if cell is not None
                )
                if cells:
                    yield f'<row r="{row}" spans="{spans}">{cells}</row>'
