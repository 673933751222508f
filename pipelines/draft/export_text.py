"""`export.yaml` of a draft.

Belongs here: turning what a scan found in one table into a format that loads. Does not belong here: finding it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.draft.names import NamePattern
from schemas.vocabulary.fields import ANSWERS, ATTRIBUTES
from warehouse.scan import Candidate, TableProfile

QUESTION = "# QUESTION"
SURE = 0.8
"""Below this a guess is followed by a question."""
NEVER = {"never": "QUESTION: is it asked? Name its column"}


@dataclass(frozen=True)
class Drafted:
    """The text of the file, and its keys as they will be read."""

    text: str
    content: dict[str, Any]


def draft_export(table: TableProfile, pattern: NamePattern) -> Drafted:
    """The format of one table. Every guess stands beside why; what cannot be known is a question."""
    content: dict[str, Any] = {"files": pattern.files, "read": table.read}
    remarks: dict[str, list[str]] = {}
    row, identity = table.best("row"), table.best("id")
    content["row"] = _row(row, identity)
    remarks["row"] = [_because(row)] if row else [f"{QUESTION}: is one record one contact?"]
    if identity:
        content["id"] = identity.mapping or identity.columns[0]
        remarks["id"] = [_because(identity)]
    content["arrives"], remarks["arrives"] = _arrives(table, pattern, identity)
    content["date"], remarks["date"] = _date(table)
    content["fields"], remarks["fields"] = _fields(table)
    setting = table.best("setting")
    if setting:
        content["setting"] = setting.mapping or setting.columns[0]
        remarks["setting"] = [_because(setting)]
    reasons = table.best("reasons")
    content["reasons"] = _reasons(reasons)
    remarks["reasons"] = [_because(reasons)] if reasons else [f"{QUESTION}: where do the reasons stand?"]
    text = "\n".join([*_head(table, pattern), *_lines(content, remarks)]) + "\n"
    return Drafted(text, content)


def _reasons(found: Candidate | None) -> Any:
    if found is None:
        return NEVER
    if isinstance(found.mapping, dict) and "ticked" in found.mapping and "gives" not in found.mapping:
        # What the headers of all boxes have in common tells nothing; without it, a label is a label.
        return {**found.mapping, "gives": "rest"}
    return found.mapping


def _row(row: Candidate | None, identity: Candidate | None) -> str:
    is_reason = row is not None and row.field == "reason" and identity is not None
    return "reason" if is_reason else "contact"


def _arrives(table: TableProfile, pattern: NamePattern, identity: Candidate | None) -> tuple[dict[str, Any], list[str]]:
    newest = table.best("newest")
    if pattern.caught and not pattern.is_day:
        asked = f"{QUESTION}: does a later file of the same period replace the earlier one whole?"
        return {"as": "replaces_period", "slot": pattern.caught}, [asked]
    if identity and newest:
        return {"as": "updates", "newest": {"by": newest.columns[0]}}, [_because(newest)]
    if identity and pattern.is_day:
        asked = f"{QUESTION}: can a contact come again, corrected, in a later file?"
        return {"as": "updates", "newest": {"by": pattern.caught}}, [asked]
    if identity and table.read.get("json") != "one_per_file":
        asked = f"{QUESTION}: can a contact come again, corrected? Which version counts then?"
        return {"as": "updates", "newest": {"by": "received"}}, [asked]
    asked = f"{QUESTION}: there is no id. Does every file hold new contacts only (additions), or do files overlap?"
    return {"as": "additions"}, [asked]


def _date(table: TableProfile) -> tuple[dict[str, Any], list[str]]:
    found = table.best("date")
    if found is None:
        first = table.columns[0].name if table.columns else "date"
        return {"column": first, "format": "iso"}, [f"{QUESTION}: no column looks like the day of the contact"]
    written = found.mapping if isinstance(found.mapping, dict) else {"column": found.columns[0], "format": "iso"}
    remarks = [_because(found)]
    column = table.column(found.columns[0])
    if column is not None and column.is_date_ambiguous:
        remarks.append(f"{QUESTION}: is the day or the month written first?")
    return written, remarks


def _fields(table: TableProfile) -> tuple[dict[str, Any], list[str]]:
    fields: dict[str, Any] = {}
    remarks = []
    for name in (*ANSWERS, *ATTRIBUTES):
        found = table.best("field", name)
        if found is not None and (name != "age_band" or "age" not in fields):
            fields[name] = found.mapping or found.columns[0]
            remarks.append(f"{name}: {_because(found).removeprefix('# ')}")
    if "channel" not in fields:
        fields["channel"] = NEVER
        remarks.append("channel: QUESTION: how do contacts reach the helpline, and where does it stand?")
    return fields, [f"# {remark}" if not remark.startswith("#") else remark for remark in remarks]


ASKED = {
    "row": "is one record one contact, or one reason?",
    "id": "is this the id of a contact?",
    "newest": "does this tell which version of a contact is the newest?",
    "date": "is this the day of the contact?",
    "setting": "does this tell online from offline?",
    "reasons": "are these the reasons?",
    "field": "is it?",
}


def _because(found: Candidate) -> str:
    why = f"{found.why} ({found.sure:.0%} sure)"
    return f"# {why}" if found.sure >= SURE else f"{QUESTION}: {ASKED[found.role]} {why}"


def _head(table: TableProfile, pattern: NamePattern) -> Iterator[str]:
    which = f"{pattern.files}, {table.name}" if table.name else pattern.files
    yield f"# Drafted from {which}: {table.n_rows:,} records. Every line that says QUESTION wants an answer."
    personal = [column.name for column in table.columns if column.personal]
    if personal:
        yield f"# Looks personal, and is not to be mapped: {', '.join(personal)}"
    for note in table.notes:
        yield f"# {note}"


def _lines(content: dict[str, Any], remarks: dict[str, list[str]]) -> Iterator[str]:
    for key, value in content.items():
        yield from remarks.get(key, ())
        if key == "fields":
            yield "fields:"
            yield from (f"  {spell(name)}: {spell(inner)}" for name, inner in value.items())
        else:
            yield f"{key}: {spell(value)}"


def spell(value: Any) -> str:
    """A value as YAML on one line. JSON's quotes are YAML's; a plain word goes without."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{spell(key)}: {spell(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(spell(inner) for inner in value) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    is_plain = text.isascii() and text.replace("_", "").isalnum()
    return text if is_plain else json.dumps(text, ensure_ascii=False)
