"""Shared formats of common systems that a table fits: a draft then proposes `like: <system>`.

Belongs here: whether a table has what a shared format reads. Does not belong here: the formats (`mappings/_exports`),
or loading a mapping.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.draft.formats import Format
from pipelines.draft.lines import Lines
from schemas.text.problem import ProblemsError
from schemas.text.yaml import read_yaml_text
from warehouse.land.file_names import catch_in_name
from warehouse.read.csv.header import fold_header

MARKS: dict[str, tuple[str, ...]] = {
    "aselo": ("rawJson.callType",),
    "commcare": ("formid", "started_time"),
    "commcare_workbook": ("formid", "started_time"),
    "dhis2_aggregate": ("dataElement", "period", "orgUnit"),
    "dhis2_aggregate_csv": ("dataelement", "period", "orgunit"),
    "dhis2_events": ("psi", "eventdate"),
    "dhis2_events_csv": ("event", "occurredAt", "dataElement"),
    "icarol_needs": ("CallReportNum", "CallDateAndTimeStart"),
    "icarol": ("CallReportNum", "CallDateAndTimeStart"),
    "kobo": ("_id", "_uuid", "_submission_time"),
    "kobo_json": ("_id", "_uuid", "_submission_time"),
    "openchs": ("case_category", "is_reporter_client"),
    "primero": ("id", "registration_date", "protection_concerns"),
    "primero_workbook": ("ID", "Protection Concerns"),
    "rapidpro": ("flow.uuid", "contact.urn", "responded"),
    "rapidpro_workbook": ("Run UUID", "URN Scheme"),
    "redcap_repeating": ("record_id", "redcap_repeat_instrument", "redcap_repeat_instance"),
    "redcap": ("record_id",),
    "redcap_labels": ("Record ID",),
}
"""Columns by which the export of a system is known, besides those that its shared format reads."""
NEEDS_A_SIGN = {"redcap": "___", "redcap_labels": "(choice="}
"""What has to stand in some header as well, where an id alone says little."""
TAKEN_OVER = ("read", "row", "id", "arrives", "date", "period", "count")
FREE = ("encoding", "newline_at_end", "delimiter", "quote", "key")
"""What of a reading differs from site to site."""


def propose_like(lines: Lines, one: Format, shared: Path) -> Lines | None:
    """The draft as `like: <system>`, with what is its own; None where no shared format fits."""
    for name, content in _shared(shared):
        if _fits(name, content, one):
            return _as_like(lines, name, content, one)
    return None


def _shared(folder: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name in MARKS:
        path = folder / f"{name}.yaml"
        try:
            documents = read_yaml_text(path, path.name) if path.is_file() else []
        except ProblemsError:
            continue
        if documents and isinstance(documents[0].content, dict):
            yield name, documents[0].content


def _fits(name: str, content: Mapping[str, Any], one: Format) -> bool:
    names = {fold_header(column.name) for column in one.table.columns}
    if not _read_alike(content.get("read"), one.table.read) or content.get("companions"):
        return False
    sign = NEEDS_A_SIGN.get(name, "")
    if sign and not any(sign in column.name for column in one.table.columns):
        return False
    return all(fold_header(column) in names for column in (*MARKS[name], *_required(content)))


def _required(content: Mapping[str, Any]) -> Iterator[str]:
    """Columns that the shared format reads and that a table has to have; a path of documents may be absent."""
    if isinstance(content.get("id"), str):
        yield content["id"]
    date = content.get("date")
    if isinstance(date, dict) and isinstance(date.get("column"), str):
        yield date["column"]


def _read_alike(shared: Any, found: Mapping[str, Any]) -> bool:
    return _spelled(shared) == _spelled(found)


def _spelled(read: Any) -> str:
    """`read` without what differs from site to site."""
    if not isinstance(read, Mapping):
        return ""
    plain: dict[str, Any] = {}
    for key, inner in read.items():
        kept = {k: str(v) for k, v in inner.items() if k not in FREE} if isinstance(inner, Mapping) else str(inner)
        if key == "workbook" and isinstance(kept, dict):
            kept.pop("sheet", None)
        plain[key] = kept
    return json.dumps(plain, sort_keys=True)


def _as_like(lines: Lines, name: str, content: Mapping[str, Any], one: Format) -> Lines:
    is_counted = content.get("row") == "count"
    made = Lines(list(lines.head), [] if is_counted else list(lines.asked))
    asked = (
        f"is it an export of {name.partition('_')[0]}? See docs/shared_exports.md. What is not said here is taken over"
    )
    made.set("like", name, "it has the columns by which that system's exports are known", asked)
    shared_fields = content.get("fields") or {}
    if is_counted:
        # What was drafted of a table of contacts says nothing of counts; how files arrive its own name says.
        made.entries["files"] = lines.entries["files"]
        if lines.entries["arrives"].value["as"] == "replaces_period":
            made.entries["arrives"] = lines.entries["arrives"]
        return made
    for key, entry in lines.entries.items():
        is_own = _is_own_reading(key, entry.value, content) or _is_named_otherwise(key, content, one.files)
        if key in TAKEN_OVER and key in content and not is_own:
            continue
        if key == "reasons" and "reasons" in content:
            continue
        made.entries[key] = entry
    made.fields = {key: entry for key, entry in lines.fields.items() if key not in shared_fields}
    return made


def _is_own_reading(key: str, value: Any, content: Mapping[str, Any]) -> bool:
    """`read` of a site that writes another encoding or delimiter is its own."""
    if key != "read" or "csv" not in value:
        return False
    usual = {"encoding": "utf-8", "delimiter": ","}
    found, shared = {**usual, **value["csv"]}, {**usual, **content["read"]["csv"]}
    return any(found.get(name) != shared.get(name) for name in FREE)


def _is_named_otherwise(key: str, content: Mapping[str, Any], files: Sequence[str]) -> bool:
    """Whether how files arrive cannot be taken over: it reads their names, and they are called otherwise."""
    arrives = content.get("arrives") if key == "arrives" else None
    if not isinstance(arrives, dict):
        return False
    newest = arrives.get("newest")
    by = newest.get("by", "") if isinstance(newest, dict) else ""
    patterns = [pattern for pattern in (arrives.get("slot", ""), by) if "(%" in pattern]
    return any(catch_in_name(pattern, name) is None for pattern in patterns for name in files)
