"""A format that could not be drafted: a document that loads, and in which everything is a question.

Belongs here: that document, so that a draft always leaves something to go on with. Does not belong here: drafting.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.draft.lines import Entry, Lines, one_line
from pipelines.draft.reasons import NEVER
from schemas.mapping.questions import MARK

NAMES_OF_CONTAINERS = {"xlsx": "workbook", "xls": "workbook", "ods": "workbook", "parquet": "parquet", "json": "json"}


def undrafted(files: str, why: str, drafted: str = "") -> Lines:
    """A document for files of which nothing is known for sure. `drafted`: what was drafted and does not load; it stands
    as remarks.
    """
    lines = Lines(head=[f"Not drafted. Every line that says {MARK} wants an answer."], asked=[why], is_undrafted=True)
    lines.head += [one_line(line) for line in drafted.splitlines() if line.strip() and MARK not in line]
    lines.set("files", files)
    lines.set("read", _read(files), "", "how is the file written? A guess by its name")
    lines.set("row", "contact", "", "is one record one contact, one reason, or a count?")
    lines.set("arrives", {"as": "additions"}, "", "how do later files stand to earlier ones?")
    lines.set("date", {"column": "date", "format": "iso"}, "", "where does the day of the contact stand?")
    if "json" in lines.entries["read"].value:
        lines.set("id", "id", "", "where does the id of a contact stand?")
    lines.fields["channel"] = Entry({"never": f"{MARK}: how do contacts reach the helpline, and where does it stand?"})
    lines.set("reasons", NEVER)
    return lines


def _read(files: str) -> dict[str, object]:
    container = NAMES_OF_CONTAINERS.get(files.rsplit(".", 1)[-1].lower(), "csv")
    if container == "json":
        return {"json": "lines"}
    return {"csv": {"encoding": "utf-8"}} if container == "csv" else {container: {}}


def ask_unread(problems: Sequence[str]) -> list[str]:
    """Questions on files that could not be read, beside others that could."""
    return [f"a file could not be read, and nothing of it is drafted: {one_line(problem)}" for problem in problems]
