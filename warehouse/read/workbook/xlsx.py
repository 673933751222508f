"""What the library that reads cells does not tell of an XLSX sheet: error cells, shares in percent, formulas without
result, hidden rows.

Belongs here: looking through the XML of one sheet. Does not belong here: cells to text
(`warehouse.read.workbook.child`). It runs in the limited process only; it imports no engine.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from warehouse.read.workbook.parts import BLOCK_BYTES, PERCENT, Refusal, Unseen, spell_share, times_shown

MOST_OPEN_BYTES = 16 << 20
ROW_OR_CELL = re.compile(
    rb"<(?:\w+:)?(?:row\b(?P<row>[^>]*)>|c\b(?P<cell>[^>]*?)(?:/>|>(?P<content>.*?)</(?:\w+:)?c>))", re.DOTALL
)
ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
ROW_NUMBER = re.compile(rb'\sr="([0-9]{1,7})"')
SPELLED_OTHERWISE = re.compile(rb"""\s([\w:]+)\s*=\s*(?:'([^'"<]*)'|"([^"<]*)")""")
"""An attribute, also in single quotes and with blanks around its sign."""
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>(#[A-Z0-9/!?_]{1,20})</")
ANY_VALUE = re.compile(rb"<(?:\w+:)?v\b")
FILLED_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*(?<!/)>[^<]")
COLUMNS = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
HIDDEN, FIRST, LAST = (
    re.compile(rb'\shidden="(?:1|true)"'),
    re.compile(rb'\bmin="(\d{1,5})"'),
    re.compile(rb'\bmax="(\d{1,5})"'),
)
NO_NUMBER = re.compile(rb'\st="(?!n")')
STYLE = re.compile(rb'\ss="(\d{1,6})"')
NUMBER = re.compile(rb"<(?:\w+:)?v\b[^>]*>([-+.0-9eE]{1,40})</")
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\shidden="(?:1|true)"')


@dataclass
class _Place:
    """Where in a sheet the last cell stood, from 0; a row or cell that does not say it follows the one before."""

    row: int = -1
    column: int = -1

    def open_row(self, attributes: bytes) -> None:
        number = ROW_NUMBER.search(attributes)
        self.row, self.column = int(number[1]) - 1 if number else self.row + 1, -1

    def open_cell(self, attributes: bytes) -> tuple[int, int]:
        told = REFERENCE.search(attributes)
        self.row, self.column = (int(told[2]) - 1, _number_of(told[1])) if told else (self.row, self.column + 1)
        return self.row, self.column


def look_through_xlsx(path: Path, sheet: str) -> Unseen:
    """Read the XML of a sheet, row after row. Raises Refusal hostile_file."""
    unseen = Unseen()
    with zipfile.ZipFile(path) as archive:
        part = _find_sheet_part(archive, sheet)
        if part is None:
            return unseen
        shares = _find_share_styles(archive)
        rest, place = b"", _Place()
        with archive.open(part) as file:
            while block := file.read(BLOCK_BYTES):
                text = rest + block
                end = text.rfind(b"row>")
                cut = end + 4 if end >= 0 else 0
                if len(text) - cut > MOST_OPEN_BYTES:
                    raise Refusal("hostile_file", "endless_row")
                _look_through(_spell_usual(text[:cut]), unseen, shares, place)
                rest = text[cut:]
    return unseen


def _spell_usual(text: bytes) -> bytes:
    """The XML with its attributes as nearly all programs write them: `s="3"` for `s='3'`."""
    if not any(sign in text for sign in (b"='", b"= ", b" =")):
        return text
    return SPELLED_OTHERWISE.sub(lambda found: b' %b="%b"' % (found[1], found[2] or found[3] or b""), text)


def _look_through(text: bytes, unseen: Unseen, shares: Mapping[bytes, int], at: _Place) -> None:
    if b'hidden="' in text:
        unseen.n_hidden_rows += len(HIDDEN_ROW.findall(text))
        unseen.hidden_columns += _hidden_columns(text)
    has_errors, has_formulas = b't="e"' in text, b"<f" in text or b":f" in text
    if not has_errors and not has_formulas and not shares:
        for attributes in ROW.findall(text):
            at.open_row(attributes)
        return
    for found in ROW_OR_CELL.finditer(text):
        if found["cell"] is None:
            at.open_row(found["row"])
            continue
        attributes, content = found["cell"], found["content"] or b""
        place = at.open_cell(attributes)
        if has_errors and b't="e"' in attributes:
            if value := VALUE.search(content):
                unseen.texts[place] = value[1].decode("ascii")
            else:
                unseen.n_without_result += 1
            continue
        if shares and (text_shown := _spell_shown(attributes, content, shares)):
            unseen.texts[place] = text_shown
        if has_formulas and (b"<f" in content or b":f" in content) and not _has_result(attributes, content):
            unseen.n_without_result += 1


def _spell_shown(attributes: bytes, content: bytes, shares: Mapping[bytes, int]) -> str:
    """The text of a number that the sheet shows in percent; else empty."""
    style = STYLE.search(attributes)
    if not style or style[1] not in shares or NO_NUMBER.search(attributes):
        return ""
    with suppress(ValueError):
        if value := NUMBER.search(content):
            return spell_share(float(value[1]), shares[style[1]])
    return ""


def _find_share_styles(archive: zipfile.ZipFile) -> dict[bytes, int]:
    """The numbers of the styles by which cells show a share in percent, and how many times the number it is."""
    name = next((one for one in archive.namelist() if one.lower() == "xl/styles.xml"), "")
    if not name:
        return {}
    percent, shares = {str(number): 100 for number in PERCENT}, dict[bytes, int]()
    styles = ElementTree.fromstring(archive.read(name))
    for element in styles.iter():
        if element.tag.rpartition("}")[2] == "numFmt" and (times := times_shown(element.get("formatCode", ""))):
            percent[element.get("numFmtId", "")] = times
    for element in styles:
        if element.tag.rpartition("}")[2] == "cellXfs":
            told = [percent.get(one.get("numFmtId", "")) for one in element]
            shares |= {str(place).encode(): times for place, times in enumerate(told) if times}
    return shares


def _hidden_columns(text: bytes) -> Iterator[tuple[int, int]]:
    for column in COLUMNS.finditer(text):
        first, last = FIRST.search(column[1]), LAST.search(column[1])
        if HIDDEN.search(column[1]) and first and last:
            yield int(first[1]) - 1, int(last[1]) - 1


def _has_result(attributes: bytes, content: bytes) -> bool:
    """Whether a formula's result is stored. An empty one is a result where the cell says that it is text; without that,
    it is what programs write that calculate nothing.
    """
    return bool(FILLED_VALUE.search(content) or (b't="str"' in attributes and ANY_VALUE.search(content)))


def _number_of(letters: bytes) -> int:
    """`A` is 0, `AA` is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _find_sheet_part(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name of the part that holds a sheet."""
    names = {name.lower(): name for name in archive.namelist()}
    relations: dict[str, str] = {}
    identity = None
    if "xl/_rels/workbook.xml.rels" not in names:
        return None
    for element in ElementTree.fromstring(archive.read(names["xl/workbook.xml"])).iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            identity = next((value for key, value in element.items() if key.endswith("}id")), None)
    for element in ElementTree.fromstring(archive.read(names["xl/_rels/workbook.xml.rels"])).iter():
        relations[element.get("Id", "")] = element.get("Target", "")
    target = relations.get(identity or "")
    if target is None:
        return None
    whole = target[1:] if target.startswith("/") else f"xl/{target}"
    return names.get(whole.lower())
