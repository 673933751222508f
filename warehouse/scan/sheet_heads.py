"""The process that looks into a workbook for a scan: its sheets, and their first and last rows.

Belongs here: what runs in that process only. Does not belong here: starting it (`warehouse.scan.sheets`), or the
limits and the text of cells (`warehouse.read.workbook.child`). The rows go to a file of the work folder, never to
standard output.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from warehouse.read.workbook.child import answer_request, list_rows
from warehouse.read.workbook.parts import Refusal, identify

HEAD_ROWS, TAIL_ROWS = 200, 40
LONGEST_CELL = 200


def look_into(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each sheet: name, is_hidden, n_rows, the first rows and the last ones. Raises Refusal."""
    import python_calamine as calamine

    path = Path(request["path"])
    named = Path(request["target"]).with_name(f"looked-at.{identify(path, request)}")
    named.symlink_to(path)
    try:
        workbook = calamine.CalamineWorkbook.from_path(named)
        sheets = [one for one in workbook.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
        hidden = {one.name for one in sheets if one.visible != calamine.SheetVisibleEnum.Visible}
        return [_look(workbook.get_sheet_by_name(one.name), one.name, one.name in hidden) for one in sheets]
    except calamine.PasswordError:
        raise Refusal("encrypted_file", "workbook") from None
    except calamine.CalamineError as error:
        raise Refusal("damaged_file", "broken_part", {"error": type(error).__name__}) from None


def _look(sheet: Any, name: str, is_hidden: bool) -> dict[str, Any]:
    head: list[list[str]] = []
    tail: deque[list[str]] = deque(maxlen=TAIL_ROWS)
    n_rows = sheet.start[0] if sheet.start else 0
    for _ in range(n_rows):
        head.append([])
    for row in list_rows(sheet, {}):
        n_rows += 1
        cut = [cell[:LONGEST_CELL] for cell in row]
        if len(head) < HEAD_ROWS:
            head.append(cut)
        tail.append(cut)
    return {"name": name, "is_hidden": is_hidden, "n_rows": n_rows, "head": head[:HEAD_ROWS], "tail": list(tail)}


def write_heads(request: Mapping[str, Any]) -> dict[str, Any]:
    """Write what was seen to the file of the request. Raises Refusal."""
    try:
        Path(request["target"]).write_text(json.dumps(look_into(request)), encoding="utf-8")
    except OSError as error:
        raise Refusal("damaged_file", "reader_stopped", {"error": type(error).__name__}) from None
    return {}


if __name__ == "__main__":
    answer_request(write_heads)
