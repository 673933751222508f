"""What the library that reads cells does not tell of an XLSX sheet: error cells, shares in percent, formulas without
result, hidden rows.

Belongs here: looking through the XML of one sheet. Does not belong here: cells to text
(`warehouse.read.workbook.child`). It runs in the limited process only; it imports no engine.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

from warehouse.read.workbook.parts import BLOCK_BYTES, Refusal, Unseen, spell_share

MOST_OPEN_BYTES = 16 << 20
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
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
STYLE = re.compile(rb'\ss="(\d{1,6})"')
NUMBER = re.compile(rb"<(?:\w+:)?v\b[^>]*>([-+.0-9eE]{1,40})</")
PERCENT = ("9", "10")
"""The formats `0%` and `0.00%`, which every workbook has."""
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\shidden="(?:1|true)"')


def look_through_xlsx(path: Path, sheet: str) -> Unseen:
    """Read the XML of a sheet, row after row. Raises Refusal hostile_file."""
    unseen = Unseen()
    with zipfile.ZipFile(path) as archive:
        part = _find_sheet_part(archive, sheet)
        if part is None:
            return unseen
        shares = _find_share_styles(archive)
        rest = b""
        with archive.open(part) as file:
            while block := file.read(BLOCK_BYTES):
                text = rest + block
                end = text.rfind(b"row>")
                cut = end + 4 if end >= 0 else 0
                if len(text) - cut > MOST_OPEN_BYTES:
                    raise Refusal("hostile_file", "endless_row")
                _look_through(text[:cut], unseen, shares)
                rest = text[cut:]
    return unseen


def _look_through(text: bytes, unseen: Unseen, shares: frozenset[bytes]) -> None:
    if b' hidden="' in text:
        unseen.n_hidden_rows += len(HIDDEN_ROW.findall(text))
        unseen.hidden_columns += _hidden_columns(text)
    has_errors, has_formulas = b't="e"' in text, b"<f" in text or b":f" in text
    if not has_errors and not has_formulas and not shares:
        return
    for cell in CELL.finditer(text):
        attributes, content = cell.group(1), cell.group(2) or b""
        if has_errors and b't="e"' in attributes:
            place, value = REFERENCE.search(attributes), VALUE.search(content)
            if place and value:
                unseen.texts[int(place.group(2)) - 1, _number_of(place.group(1))] = value.group(1).decode("ascii")
            else:
                unseen.n_without_result += 1
            continue
        if shares:
            _note_share(attributes, content, unseen, shares)
        if has_formulas and (b"<f" in content or b":f" in content) and not _has_result(attributes, content):
            unseen.n_without_result += 1


def _note_share(attributes: bytes, content: bytes, unseen: Unseen, shares: frozenset[bytes]) -> None:
    """Keep the text of a number that the sheet shows in percent."""
    style, place = STYLE.search(attributes), REFERENCE.search(attributes)
    if not style or not place or style[1] not in shares or b't="s"' in attributes or b't="str"' in attributes:
        return
    value = NUMBER.search(content)
    with suppress(ValueError):
        if value:
            unseen.texts[int(place[2]) - 1, _number_of(place[1])] = spell_share(float(value[1]))


def _find_share_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """The numbers of the styles by which cells show a share in percent."""
    name = next((one for one in archive.namelist() if one.lower() == "xl/styles.xml"), "")
    if not name:
        return frozenset()
    percent, shares = {*PERCENT}, list[bool]()
    styles = ElementTree.fromstring(archive.read(name))
    for element in styles.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "numFmt" and "%" in QUOTED.sub("", element.get("formatCode", "")):
            percent.add(element.get("numFmtId", ""))
    for element in styles:
        if element.tag.rpartition("}")[2] == "cellXfs":
            shares += [one.get("numFmtId") in percent for one in element]
    return frozenset(str(place).encode() for place, is_share in enumerate(shares) if is_share)


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
