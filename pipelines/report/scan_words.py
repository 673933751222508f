"""How a profile is put into words.

Belongs here: short texts that terminal and page share. Does not belong here: layout.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import yaml

from pipelines.report.amount import count as count  # the page of a scan writes its numbers so, too
from pipelines.report.amount import plural
from schemas.text.shape import FEWEST_SHOWN
from warehouse.scan.kinds import KINDS
from warehouse.scan.profile import Candidate, ColumnProfile, Counted, FileProfile, TableProfile

ROLES = {
    "row": "one record",
    "id": "id",
    "exchange": "id of the call",
    "newest": "newest version",
    "date": "date of contact",
    "reasons": "reasons",
    "setting": "online or offline",
    "field": "field",
    "ask": "to ask about",
    "personal": "do not map",
}
SURE, LIKELY = 0.85, 0.6


def ask_order(column: ColumnProfile) -> str:
    """What has to be asked where several orders of a date read every cell."""
    may_be_year = any("%y" in form.format for form in column.date_forms)
    return f"is the day{', the month or the year' if may_be_year else ' or the month'} written first?"


def how_sure(sure: float) -> str:
    """A share as a word: sure, likely, perhaps."""
    return "sure" if sure >= SURE else "likely" if sure >= LIKELY else "perhaps"


def size(n_bytes: int) -> str:
    """A number of bytes as people read it."""
    amount = float(n_bytes)
    for unit in ("bytes", "KB", "MB"):
        if amount < 1_000:
            return f"{amount:,.0f} {unit}" if unit == "bytes" else f"{amount:,.1f} {unit}"
        amount /= 1_000
    return f"{amount:,.1f} GB"


def describe_file(file: FileProfile) -> str:
    """Container, packing and size."""
    kind = {"csv": "delimited text", "json": "JSON", "workbook": "workbook", "parquet": "Parquet"}.get(
        file.container, ""
    )
    packed = f", packed as {file.packed}" if file.packed else ""
    files = f", {count(file.n_files)} files" if file.n_files > 1 else ""
    return f"{kind or 'not readable'}{packed}{files}, {size(file.n_bytes)}"


def describe_kind(column: ColumnProfile) -> str:
    """What the cells are, with the form of dates and separators."""
    text = KINDS.get(column.kind, column.kind)
    if column.date_forms:
        text += f": {', '.join(form.format for form in column.date_forms[:3])}"
    if column.parts:
        text += f" with the keys {', '.join(part.name for part in column.parts)}"
    if column.is_bracketed:
        text += ", in brackets"
    if column.separator:
        text += f", separated by {name_mark(column.separator)}"
    if column.form or column.path:
        text += f", levels as {column.form or name_mark(column.path)}"
    return text


def name_mark(mark: str) -> str:
    """A separator so that it can be seen."""
    return {" ": "a blank", "\n": "a line end", "\t": "a tab"}.get(mark, mark)


def describe_distinct(column: ColumnProfile) -> str:
    """How many different values."""
    about = "" if column.is_distinct_exact else "about "
    return f"{about}{count(column.n_distinct)}"


def frequent_values(column: ColumnProfile) -> tuple[Counted, ...]:
    """The values that may be shown: items of lists, else cells."""
    return column.items or column.values


def describe_hidden(column: ColumnProfile) -> str:
    """What is not shown of a column, and why; empty where everything is."""
    parts = []
    if column.personal:
        parts.append(f"content withheld ({column.personal})")
    elif column.n_unshown_values:
        parts.append(f"{plural(column.n_unshown_values, 'value')} not shown")
    if column.n_rare_values:
        parts.append(f"{plural(column.n_rare_values, 'value')} in fewer than {FEWEST_SHOWN} records each (<5)")
    return "; ".join(parts)


def count_or_few(number: int) -> str:
    """A count; 0 stands for fewer than five."""
    return count(number) if number else f"<{FEWEST_SHOWN}"


def describe_role(candidate: Candidate) -> str:
    """What the candidate is for."""
    if candidate.role == "field":
        return candidate.field
    if candidate.role == "row":
        return f"one record is one {candidate.field}"
    return ROLES[candidate.role]


def name_columns(candidate: Candidate, most: int = 3) -> str:
    """Its columns, the first few by name."""
    more = len(candidate.columns) - most
    return ", ".join(candidate.columns[:most]) + (f" and {more} more" if more > 0 else "")


def spell_read(read: dict[str, Any]) -> str:
    """`read:` as it stands in export.yaml."""
    return yaml.safe_dump(
        {"read": read}, allow_unicode=True, sort_keys=False, default_flow_style=None, width=100
    ).strip()


def spell_mapping(candidate: Candidate) -> str:
    """The candidate as it stands in export.yaml."""
    if candidate.mapping is None or isinstance(candidate.mapping, str):
        return candidate.mapping or ""
    shown = {
        key: [*value[:6], "..."] if isinstance(value, list) and len(value) > 6 else value
        for key, value in candidate.mapping.items()
    }
    return json.dumps(shown, ensure_ascii=False)


def best_by_role(table: TableProfile) -> Sequence[Candidate]:
    """The likeliest candidate of each role and field, without what is personal. Of boxes each block: reasons may stand
    in several, and one that is not named here is taken for none.
    """
    best: dict[tuple[str, str], Candidate] = {}
    for one in table.candidates:
        key = (one.role, one.field if one.role == "field" else _block_of(one))
        if one.role != "personal" and (key not in best or one.sure > best[key].sure):
            best[key] = one
    return list(best.values())


def _block_of(candidate: Candidate) -> str:
    """How the headers of a block of boxes begin; empty where the candidate is none."""
    return str(candidate.mapping.get("ticked", "")) if isinstance(candidate.mapping, dict) else ""
