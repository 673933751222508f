"""Sheets of a workbook as CSV files in the work folder.

Belongs here: starting the limited process that reads it, and what its end means. Does not belong here: what that
process does (`warehouse.read.workbook.child`). Workbooks are the one container whose reader may crash on a broken
file, so it never runs in the process that holds the lake; nothing that it writes to its standard error is shown or
kept.
"""

from __future__ import annotations

import errno
import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from schemas.finding import Facts, Finding
from schemas.mapping.read import Workbook
from schemas.text.problem import HarmoniseError
from warehouse.read import limits
from warehouse.read.growth import share_of_disk
from warehouse.read.rejects import UnreadableError, refuse_file
from warehouse.read.workbook.parts import CHOSEN, OTHERS

ROOT = Path(__file__).resolve().parent.parent.parent.parent
MODULE = "warehouse.read.workbook.child"
MOST_LOOKED_AT, MOST_COLUMNS_TOLD = 12, 8
LOOK_SECONDS = 10
"""Of a workbook of which one sheet is read so many others are looked at, in so much processor time."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as text. `csv`: UTF-8, comma, quotes where needed, header first; empty where the sheet is. `place`: which
    of the workbook's sheets it is, from 1; `name`: its own, which no message tells. `remarks`: what a reader may not
    see, findings without a source and delivery.
    """

    csv: Path
    place: int
    name: str
    remarks: tuple[Finding, ...]


def transcribe_sheet(path: Path, workbook: Workbook, work: Path) -> Sheet:
    """Write the declared sheet to a CSV of the file's own name in a folder of its own below `work`.

    Raises UnreadableError: empty_file, encrypted_file, damaged_file, hostile_file, no_space, missing_sheet.
    """
    folder, answer = _transcribe(path, workbook, work)
    (told,) = answer["sheets"]
    # What the other sheets hold is nobody's business, unless one looks like the one that is read.
    answer["unread"] = _look_at_others(path, workbook, work) if 0 < answer["n_others"] <= MOST_LOOKED_AT else []
    alike = tuple(one for one in _remark_unread(path, workbook.sheet, answer) if one.state_code == "warn")
    sheet = _name_sheet(folder, told, path)
    return replace(sheet, remarks=(*sheet.remarks, *alike))


def transcribe_sheets(path: Path, workbook: Workbook, work: Path) -> tuple[list[Sheet], tuple[Finding, ...]]:
    """Write each declared sheet to a CSV of the name by which messages know it, and say which sheets are not read.

    Raises as `transcribe_sheet`.
    """
    folder, answer = _transcribe(path, workbook, work)
    sheets = [
        _name_sheet(folder, told, path.with_name(spell_part_name(path.name, "sheet", told["place"])))
        for told in answer["sheets"]
    ]
    return sheets, (*_remark_unread(path, workbook.sheet, answer), *_remark_empty(path, sheets))


def spell_part_name(file_name: str, kind: str, place: int) -> str:
    """How messages and rejects name a part of a file: by its place, since its name may be a person's."""
    return f"{file_name} ({kind} {place})"


def _transcribe(path: Path, workbook: Workbook, work: Path) -> tuple[Path, dict[str, Any]]:
    """The folder with a CSV for each sheet, by its place, and what the limited process answered."""
    if path.stat().st_size == 0:
        raise refuse_file("empty_file", path, "no_header")
    work.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="sheet-", dir=work))
    request = _spell_request(path, workbook, folder)
    answer = _ask_child(path, request)
    if "errno" in answer:
        raise _explain(path, answer["errno"], request["text_bytes"])
    if "finding_code" in answer:
        raise refuse_file(answer["finding_code"], path, answer["form"], answer["facts"])
    return folder, answer


def _look_at_others(path: Path, workbook: Workbook, work: Path) -> list[dict[str, Any]]:
    """What is told of the sheets that nobody reads: by a process of its own, since they may be broken, or huge, and the
    one that is read is not. Nothing where it fails.
    """
    folder = Path(tempfile.mkdtemp(prefix="look-", dir=work))
    request = _spell_request(path, workbook, folder)
    try:
        answer = _ask_child(path, {**request, "reads": OTHERS, "cpu_seconds": LOOK_SECONDS})
    except UnreadableError:
        return []
    finally:
        shutil.rmtree(folder)
    return list(answer.get("unread", ()))


def _name_sheet(folder: Path, told: dict[str, Any], named: Path) -> Sheet:
    csv = (folder / f"{told['place']}.csv").rename(folder / named.name)
    return Sheet(csv, told["place"], told["name"], _remark(named, told))


def _spell_request(path: Path, workbook: Workbook, folder: Path) -> dict[str, Any]:
    return {
        "path": str(path.resolve()),
        "folder": str(folder.resolve()),
        "sheet": workbook.sheet,
        "sheets": workbook.sheets,
        "reads": CHOSEN,
        "most_sheets": limits.MOST_PARTS,
        "header_row": workbook.header_row,
        "header_rows": workbook.header_rows,
        "merged": workbook.merged,
        "record_bytes": limits.MOST_RECORD_BYTES,
        **child_limits(folder),
    }


def child_limits(work: Path) -> dict[str, Any]:
    """What every request to the limited process says of its limits. A workbook unpacks into memory, never to the disk;
    its sheet is written into the folder.
    """
    return {
        "memory_bytes": limits.WORKBOOK_MEMORY_BYTES,
        "cpu_seconds": limits.WORKBOOK_CPU_SECONDS,
        "text_bytes": min(limits.WORKBOOK_TEXT_BYTES, share_of_disk(work)),
        "archive_entries": limits.MOST_ARCHIVE_ENTRIES,
        "growth": (
            limits.MOST_WORKBOOK_BYTES,
            limits.MOST_WORKBOOK_RATIO,
            limits.WORKBOOK_RATIO_COUNTS_FROM_BYTES,
            limits.MOST_WORKBOOK_BYTES,
        ),
    }


def run_child(module: str, request: dict[str, Any]) -> subprocess.CompletedProcess[bytes]:
    """Start the limited process of a module, hand it the request, wait for its answer. Raises TimeoutExpired."""
    return subprocess.run(
        (sys.executable, "-E", "-s", "-X", "utf8", "-m", module),
        input=json.dumps(request).encode("utf-8"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={},
        timeout=limits.WORKBOOK_SECONDS,
        check=False,
    )


def _ask_child(path: Path, request: dict[str, Any]) -> dict[str, Any]:
    try:
        done = run_child(MODULE, request)
    except subprocess.TimeoutExpired:
        raise refuse_file("hostile_file", path, "too_slow") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise _explain_end(path, done.returncode) from None
    return dict(answer)


def _explain_end(path: Path, code: int) -> UnreadableError:
    """Why the process ended without an answer: it was stopped at a limit, or the library crashed."""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return refuse_file("hostile_file", path, "too_slow")
    if code == -signal.SIGABRT:
        return refuse_file("hostile_file", path, "too_much_memory")
    return refuse_file("damaged_file", path, "reader_crashed", {"exit_code": code})


def _explain(path: Path, number: int | None, text_bytes: int) -> HarmoniseError:
    if number == errno.EFBIG and text_bytes < limits.WORKBOOK_TEXT_BYTES:
        return refuse_file("no_space", path, "long_text", {"most": text_bytes})
    if number == errno.EFBIG:
        return refuse_file("hostile_file", path, "long_text")
    if number in (errno.ENOSPC, errno.EDQUOT):
        return HarmoniseError(f"{path.name}: the disk is full, so it cannot be read. Make space and run again.")
    if number == errno.ENOMEM:
        return refuse_file("hostile_file", path, "too_much_memory")
    facts = {"error": errno.errorcode.get(number or 0, "unknown error")}
    return refuse_file("damaged_file", path, "system_error", facts)


def _remark(path: Path, answer: dict[str, Any]) -> tuple[Finding, ...]:
    forms: dict[str, Facts] = {}
    if answer["is_hidden"]:
        forms["hidden_sheet"] = {}
    if answer["n_hidden_rows"]:
        forms["hidden_rows"] = {"n_rows": answer["n_hidden_rows"]}
    if columns := answer["hidden_columns"]:
        more = " ..." if len(columns) > MOST_COLUMNS_TOLD else ""
        places = f"{', '.join(map(name_column, columns[:MOST_COLUMNS_TOLD]))}{more}"
        forms["hidden_columns"] = {"n_columns": len(columns), "places": places}
    if answer["n_without_result"]:
        forms["no_results"] = {"n_cells": answer["n_without_result"]}
    return tuple(
        Finding.of("odd_workbook", "warn", form=form, facts=facts, file_name=path.name) for form, facts in forms.items()
    )


def _remark_unread(path: Path, pattern: str, answer: dict[str, Any]) -> tuple[Finding, ...]:
    """The sheets that the pattern does not fit and that have something on them, by their places."""
    filled = [one for one in answer["unread"] if one["is_filled"]]
    if not filled:
        return ()
    read = {one["header"] for one in answer["sheets"]} - {""}
    alike = [one["place"] for one in filled if one["header"] in read]
    facts = {"pattern": pattern, "places": join_places(one["place"] for one in filled)}
    more = {"alike": join_places(alike), "n_alike": len(alike)}
    return (
        Finding.of(
            "unread_parts",
            "warn" if alike else "pass",
            form="sheets_alike" if alike else "sheets",
            facts={**facts, **more},
            file_name=path.name,
            numerator=len(filled),
            denominator=len(answer["sheets"]) + len(answer["unread"]),
        ),
    )


def _remark_empty(path: Path, sheets: Sequence[Sheet]) -> tuple[Finding, ...]:
    empty = [sheet.place for sheet in sheets if sheet.csv.stat().st_size == 0]
    if not empty or len(empty) == len(sheets):
        return ()
    facts = {"places": join_places(empty)}
    say = partial(Finding.of, form="empty", facts=facts, file_name=path.name)
    return (say("unread_parts", "pass", numerator=len(empty), denominator=len(sheets)),)


def name_column(place: int) -> str:
    """A column, from 0, as spreadsheets name it: `A`, `AB`."""
    before, letter = divmod(place, 26)
    return (name_column(before - 1) if before else "") + chr(ord("A") + letter)


def join_places(places: Iterable[int]) -> str:
    """Places of parts as a sentence names them: `1, 3 and 4`."""
    *others, last = [str(place) for place in places] or [""]
    return f"{', '.join(others)} and {last}" if others else last
