"""Comparing two releases as a whole.

Belongs here: putting together what the registers, the contacts and the figures of both say. Does not belong here: SQL
(`warehouse.review.releases`), or wording (`releases_page`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from pipelines.diff.decisions import compare_decisions, with_contacts
from pipelines.diff.mappings import KeyChange, SourceKeyChange, compare_keys
from pipelines.diff.meaning import stated_in_release
from pipelines.diff.releases_page import ReleaseDiff, SaidChange
from schemas.text.fold import fold
from schemas.text.shape import FEWEST_SHOWN
from warehouse.review.releases import (
    NEW,
    OLD,
    ReleaseChanges,
    compare_releases,
    has_table,
    read_release_info,
    read_table,
    read_value_contacts,
    two_releases,
)
from warehouse.store.run import Report, silent

LISTS = {"versions": ("name", "version"), "input_hashes": ("name", "hash"), "row_counts": ("table_name", "n_rows")}
SHOWN_HASH = 12
AT_MOST_UNSEEN = FEWEST_SHOWN - 1
"""A release hides values in fewer contacts than that, so one that is not there may still stand in a few."""
NOTHING = ReleaseChanges((), (), (), (), (), 0)
SAID = {
    "member_survey": ("survey_year", ("network_code", "member_id", "survey_year")),
    "finding_reply": ("source_id", ("source_id", "finding_code", "cause_code", "contact_year", "replied_on")),
}
"""Tables of what people said: the column that changes are counted by, and the key."""
UNHEARD = ("delivery_id", "row_number")
"""Where an answer stands: the same answer in another file is the same answer."""
UNTOLD = ("release_number", "built_at", "content_digest", *LISTS)


def diff_releases(work: Path, old: Path, new: Path, most_figures: int, report: Report = silent) -> ReleaseDiff:
    """Compare two DuckDB files. Where their content is the same, rows are not looked at."""
    if old == new:
        return ReleaseDiff((), (), (), NOTHING, True)
    with two_releases(work, old, new) as connection:
        before, after = (read_release_info(connection, name) for name in (OLD, NEW))
        inputs = tuple(compare_keys(_inputs(before), _inputs(after)))
        is_same = before["content_digest"] == after["content_digest"]
        if is_same:
            return ReleaseDiff(inputs, (), (), NOTHING, True)
        said = tuple(one for table in SAID for one in _compare_said(connection, table))
        decisions = compare_decisions(
            stated_in_release(read_table(connection, OLD, "decision")),
            stated_in_release(read_table(connection, NEW, "decision")),
        )
        contacts = {
            (source_id, field, fold(value)): n_contacts
            for (source_id, field, value), n_contacts in read_value_contacts(connection).items()
        }
        sources = tuple(_compare_sources(read_table(connection, OLD, "source"), read_table(connection, NEW, "source")))
        changes = compare_releases(connection, most_figures, report)
    return ReleaseDiff(inputs, sources, tuple(with_contacts(decisions, contacts, AT_MOST_UNSEEN)), changes, False, said)


def _inputs(info: Mapping[str, Any]) -> dict[str, str]:
    """What `release_info` names, flat; hashes shortened, so that they can be read."""
    flat = {name: str(value) for name, value in info.items() if name not in UNTOLD and value is not None}
    for column, (name, value) in LISTS.items():
        for entry in info.get(column) or []:
            flat[f"{column}: {entry[name]}"] = str(entry[value])[:SHOWN_HASH]
    return flat


def _compare_sources(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[SourceKeyChange]:
    before, after = ({row["source_id"]: row for row in rows} for rows in (old, new))
    for source_id in sorted(set(before) | set(after)):
        if source_id not in before or source_id not in after:
            was, now = ("", "in") if source_id in after else ("in", "")
            yield SourceKeyChange(source_id, KeyChange("in the release", was, now))
            continue
        was_row, now_row = ({k: _text(v) for k, v in rows[source_id].items()} for rows in (before, after))
        for change in compare_keys(was_row, now_row):
            yield SourceKeyChange(source_id, change)


def _compare_said(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[SaidChange]:
    """Changes by year or source. A release from before there was such a table has none of it."""
    by, key = SAID[table]
    before, after = (
        {
            tuple(_text(row[name]) for name in key): {k: v for k, v in row.items() if k not in UNHEARD}
            for row in (read_table(connection, release, table) if has_table(connection, release, table) else ())
        }
        for release in (OLD, NEW)
    )
    place = key.index(by)
    for of in sorted({one[place] for one in (*before, *after)}):
        was, now = ({one: row for one, row in rows.items() if one[place] == of} for rows in (before, after))
        n_changed = sum(was[one] != now[one] for one in set(was) & set(now))
        change = SaidChange(table, of, len(set(now) - set(was)), len(set(was) - set(now)), n_changed)
        if change.n_came or change.n_gone or change.n_changed:
            yield change


def _text(value: Any) -> str:
    return (
        ""
        if value is None
        else {True: "yes", False: "no"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )
