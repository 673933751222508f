"""What the library that reads cells does not tell of an ODS sheet: error cells, shares in percent, merged
cells, hidden rows.

Belongs here: looking through the XML of one sheet. Does not belong here: cells to text
(`warehouse.read.workbook.child`). It runs in the limited process only; it imports no engine.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from warehouse.read.workbook.parts import BLOCK_BYTES, Span, Unseen, spell_share

MARKS = (b'"error"', b'"percentage"', b"%<", b"-spanned", b'"collapse"', b'"filter"')
"""Without any of these there is nothing to tell, and the slow look is spared."""
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
A_NUMBER = re.compile(r"[-+]?[0-9]*[.]?[0-9]+(?:[eE][-+]?[0-9]{1,3})?")
WRITTEN_SHARE = re.compile(r"[-+]?[0-9](?:[0-9.,'\u00a0\u202f ]*[0-9])?[\u00a0\u202f ]?%")
"""What a number shows of which the format writes the sign behind it as text: 12 as 12%."""
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
MOST_REPEATED = 10_000


def look_through_ods(path: Path, sheet: str) -> Unseen:
    """Read the XML of a sheet, row after row."""
    look = _Look(sheet)
    with zipfile.ZipFile(path) as archive:
        if not _has_marks(archive):
            return look.unseen
        with archive.open("content.xml") as content:
            for event, element in ElementTree.iterparse(content, events=("start", "end")):
                if event == "start":
                    look.begin(element)
                elif element.tag == f"{TABLE}table-column":
                    look.end_column(element)
                elif element.tag == f"{TABLE}table-row":
                    look.end_row(element)
                    element.clear()
    return look.unseen


def _has_marks(archive: zipfile.ZipFile) -> bool:
    rest = b""
    with archive.open("content.xml") as content:
        while block := content.read(BLOCK_BYTES):
            text = rest + block
            if any(mark in text for mark in MARKS):
                return True
            rest = text[-16:]
    return False


class _Look:
    """Where the look stands: the next row of the wanted sheet."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.is_inside = False
        self.row = self.column = 0
        self.unseen = Unseen()

    def begin(self, element: ElementTree.Element) -> None:
        """A table begins."""
        if element.tag == f"{TABLE}table":
            self.is_inside, self.row, self.column = element.get(f"{TABLE}name") == self.sheet, 0, 0

    def end_column(self, element: ElementTree.Element) -> None:
        """What is said of a column, or of several beside each other, is whole."""
        n_columns = _count(element, "number-columns-repeated")
        if self.is_inside and element.get(f"{TABLE}visibility") in ("collapse", "filter"):
            self.unseen.hidden_columns.append((self.column, self.column + n_columns - 1))
        self.column += n_columns

    def end_row(self, element: ElementTree.Element) -> None:
        """A row is whole."""
        n_rows = _count(element, "number-rows-repeated")
        if self.is_inside:
            if element.get(f"{TABLE}visibility") in ("collapse", "filter"):
                self.unseen.n_hidden_rows += n_rows
            column = 0
            for cell in element:
                if cell.tag in CELLS:
                    column += self._take_cell(cell, n_rows, column)
        self.row += n_rows

    def _take_cell(self, cell: ElementTree.Element, n_rows: int, column: int) -> int:
        """Over how many columns the cell goes."""
        n_columns = _count(cell, "number-columns-repeated")
        height, width = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if height * width > 1:
            span: Span = ((self.row, column), (self.row + height - 1, column + width - 1))
            self.unseen.merged.append(span)
        if text := _text_of(cell):
            for row in range(self.row, self.row + min(n_rows, MOST_REPEATED)):
                for place in range(column, column + min(n_columns, MOST_REPEATED)):
                    self.unseen.texts[row, place] = text
        return n_columns


def _text_of(cell: ElementTree.Element) -> str:
    """The text of a cell with an error, or with a share in percent; empty for others."""
    kinds = {value for key, value in cell.items() if key.endswith("}value-type")}
    if "error" in kinds:
        paragraph = cell.find(f"{TEXT}p")
        return "#ERROR" if paragraph is None else "".join(paragraph.itertext())
    number = cell.get(f"{OFFICE}value", "")
    if not A_NUMBER.fullmatch(number):
        return ""
    if "percentage" in kinds:
        return spell_share(float(number))
    shown = "".join(text for paragraph in cell.iterfind(f"{TEXT}p") for text in paragraph.itertext())
    return spell_share(float(number), 1) if "float" in kinds and WRITTEN_SHARE.fullmatch(shown.strip()) else ""


def _count(element: ElementTree.Element, name: str) -> int:
    text = element.get(f"{TABLE}{name}", "1")
    return int(text) if text.isascii() and text.isdigit() else 1
