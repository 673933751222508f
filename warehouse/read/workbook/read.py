"""One sheet of a workbook as a CSV file in the work folder.

Belongs here: starting the limited process that reads it, and what its end means. Does not belong here: what that
process does (`warehouse.read.workbook.child`). Workbooks are the one container whose reader may crash on a broken
file, so it never runs in the process that holds the lake; nothing that it writes to its standard error is shown or
kept.
"""

from __future__ import annotations

import errno
import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.finding import Facts, Finding
from schemas.mapping.read import Workbook
from schemas.text.problem import HarmoniseError
from warehouse.read import limits
from warehouse.read.growth import share_of_disk
from warehouse.read.rejects import UnreadableError, refuse_file

ROOT = Path(__file__).resolve().parent.parent.parent.parent
MODULE = "warehouse.read.workbook.child"


@dataclass(frozen=True)
class Sheet:
    """A sheet as text. `csv`: UTF-8, comma, quotes where needed, header first. `remarks`: what a reader may not see,
    findings without a source and delivery.
    """

    csv: Path
    remarks: tuple[Finding, ...]


def transcribe_sheet(path: Path, workbook: Workbook, work: Path) -> Sheet:
    """Write the declared sheet to a CSV of the file's own name in a folder of its own below `work`.

    Raises UnreadableError: empty_file, encrypted_file, damaged_file, hostile_file, no_space, missing_sheet.
    """
    if path.stat().st_size == 0:
        raise refuse_file("empty_file", path, "no_header")
    work.mkdir(parents=True, exist_ok=True)
    target = Path(tempfile.mkdtemp(prefix="sheet-", dir=work)) / path.name
    request = _spell_request(path, workbook, target)
    answer = _ask_child(path, request)
    if "errno" in answer:
        raise _explain(path, answer["errno"], request["text_bytes"])
    if "finding_code" in answer:
        raise refuse_file(answer["finding_code"], path, answer["form"], answer["facts"])
    return Sheet(target, _remark(path, answer))


def _spell_request(path: Path, workbook: Workbook, target: Path) -> dict[str, Any]:
    return {
        "path": str(path.resolve()),
        "target": str(target.resolve()),
        "sheet": workbook.sheet,
        "header_row": workbook.header_row,
        "header_rows": workbook.header_rows,
        "merged": workbook.merged,
        "record_bytes": limits.MOST_RECORD_BYTES,
        **child_limits(target.parent),
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
    if answer["n_without_result"]:
        forms["no_results"] = {"n_cells": answer["n_without_result"]}
    return tuple(
        Finding.of("odd_workbook", "warn", form=form, facts=facts, file_name=path.name) for form, facts in forms.items()
    )
