"""What the values of a source come to under the decisions of now, read from what was staged.

Belongs here: counting values and contacts by outcome, ranking what is open, decisions that never fired. Does not belong
here: changing anything, judging a source (`assess`), or wording and layout (`pipelines.check`).
Values are decided anew, so that an edited `decisions.csv` is seen before anything is run. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.finding import Finding
from schemas.mapping.decision import Decision
from schemas.mapping.registry import Mapping as SourceMapping
from schemas.text.fold import fold
from schemas.vocabulary.code import Codes
from schemas.vocabulary.fields import ANSWERS, ATTRIBUTES, REASON, SETTING
from warehouse.harmonise.correct import Corrected, apply_corrections
from warehouse.harmonise.decide import Decider, decide_values
from warehouse.harmonise.values import (
    place_contacts,
    place_superseded,
    profile_contacts,
    spell_answer_counts,
    spell_days,
)
from warehouse.network.lake import attach
from warehouse.store.engine import load_table, only_row, rows_of, sql_text
from warehouse.store.layout import Layout
from warehouse.store.manifest import SourceManifest, read_source_manifest
from warehouse.store.run import Report, silent

STAGED_COLUMNS = {"fate_code", "contact_date", "reasons", "attributes", "has_own_id"}
PHASES = 5
STEP = "review"

LISTED = (REASON, SETTING, "attributes")
"""Fields (or all attributes) of which a contact can hold several values."""


@dataclass(frozen=True)
class FieldCount:
    """One field and outcome: values, different ones, contacts with at least one such value, contacts with any value of
    the field.
    """

    field: str
    outcome_code: str
    n_values: int
    n_distinct: int
    n_contacts: int
    n_recorded: int


@dataclass(frozen=True)
class OpenValue:
    """A value that no decision covers. `source_value` is content of a cell.

    `n_settled`: contacts that carry no open value once this one and all above it are decided, beside those that carry
    none now; None where contacts cannot be looked at one by one.
    """

    place: int
    field: str
    source_value: str
    n_values: int
    n_contacts: int
    n_settled: int | None


@dataclass(frozen=True)
class SettingConflict:
    """A reason for which two recorded things disagree about the setting, in rows of `contact_reason`."""

    reason_code: str
    n_conflicts: int
    n_reasons: int


@dataclass(frozen=True)
class SourceReview:
    """Everything that is counted of one source, over all years."""

    n_contacts: int
    years: tuple[int, ...]
    n_deliveries: int
    counts: tuple[FieldCount, ...]
    n_open: int
    n_with_open: int | None
    """Contacts with at least one open value; None where contacts cannot be looked at one by one."""
    open_values: tuple[OpenValue, ...]
    unfired: tuple[Decision, ...]
    conflicts: tuple[SettingConflict, ...]
    findings: tuple[Finding, ...]
    n_counted: int | None
    """Contacts in counts; None where nothing came as counts."""
    is_mapping_changed: bool
    """True where the lake was made under another mapping than the one reviewed."""
    stale: tuple[Finding, ...] = ()
    """Corrections that no longer say what stands in the lake: the next run would hold the source for them."""


def review_source(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    mapping: SourceMapping,
    codes: Codes,
    most_open: int,
    report: Report = silent,
) -> SourceReview:
    """Count a source of the lake; the `most_open` first values of its worklist.

    Needs a connection of its own. A source with nothing in the lake gives zeros and the findings of its files.
    """
    source_id = mapping.source_id
    manifest = read_source_manifest(layout, source_id) or SourceManifest(source_id)
    attach(connection, layout, [source_id])
    report(STEP, 0, PHASES)
    corrected, is_exact = _list_entries(connection, layout.lake_of(source_id), manifest, mapping)
    report(STEP, 1, PHASES)
    days = _decide(connection, mapping, codes)
    report(STEP, 2, PHASES)
    counts = tuple(FieldCount(*row) for row in connection.execute(sql_text("review/coverage")).fetchall())
    report(STEP, 3, PHASES)
    n_with_open = _place_contacts(connection, mapping.decisions) if is_exact else None
    report(STEP, 4, PHASES)
    (n_open,) = only_row(connection, "select count(*) from open_value")
    conflicts = connection.execute(sql_text("review/setting_conflict")).fetchall()
    review = SourceReview(
        n_contacts=only_row(connection, "select count(*) from contact")[0],
        years=tuple(sorted(manifest.years)),
        n_deliveries=len(manifest.deliveries),
        counts=counts,
        n_open=n_open,
        n_with_open=n_with_open,
        open_values=_worklist(connection, most_open, is_exact),
        unfired=_unfired(Decider(mapping.source_id, codes, mapping.decisions), days),
        conflicts=tuple(SettingConflict(*row) for row in conflicts),
        findings=_findings(connection),
        n_counted=manifest.n_counted,
        is_mapping_changed=manifest.mapping_hash not in ("", mapping.content_hash),
        stale=tuple(corrected.broken),
    )
    report(STEP, PHASES, PHASES)
    return review


def count_value_contacts(
    connection: duckdb.DuckDBPyConnection, layout: Layout, source_id: str
) -> dict[tuple[str, str], int]:
    """Contacts by field and folded value, over all years of the lake. Empty where the source has nothing there."""
    attach(connection, layout, [source_id])
    totals: dict[tuple[str, str], int] = {}
    for field, value, n_contacts in connection.execute(sql_text("review/value_contacts")).fetchall():
        key = (field, fold(value))
        totals[key] = totals.get(key, 0) + n_contacts
    return totals


def _list_entries(
    connection: duckdb.DuckDBPyConnection, lake: Path, manifest: SourceManifest, mapping: SourceMapping
) -> tuple[Corrected, bool]:
    """Make `value_entry` from staged contacts, which are then there as `current_contact`; what corrections did to them.

    False where a delivery holds counts, or was staged by another version of the program, and the coverage of the lake
    is read.
    """
    used = [one for one in manifest.deliveries if one.status_code == "used" and one.staged]
    contacts = [one for one in used if one.n_counts is None]
    can_be_read = bool(contacts) and all(one.lists and _is_of_contacts(lake / one.staged) for one in contacts)
    corrected = Corrected()
    if can_be_read:
        place_superseded(connection, lake, manifest.superseded)
        place_contacts(connection, lake, contacts, manifest.superseded)
        corrected = apply_corrections(connection, mapping.source_id, mapping.corrections)
    if not can_be_read or len(contacts) < len(used):
        connection.execute(sql_text("review/value_entry_of_lake"))
        return corrected, False
    profile_contacts(connection, mapping.decisions)
    dated = frozenset(one.field for one in mapping.decisions if one.valid_from or one.valid_to)
    connection.execute(spell_answer_counts(ANSWERS, dated))
    connection.execute(sql_text("review/value_entry"))
    return corrected, True


def _is_of_contacts(path: Path) -> bool:
    """Whether a staged file holds contacts in a form that this version of the program reads."""
    try:
        return set(pq.read_schema(path).names) >= STAGED_COLUMNS
    except (OSError, pa.ArrowInvalid):
        return False


def _decide(
    connection: duckdb.DuckDBPyConnection, mapping: SourceMapping, codes: Codes
) -> dict[tuple[str, str], list[date]]:
    """Decide every distinct value; the days on which each stands somewhere."""
    found = connection.execute(sql_text("review/distinct_value")).fetchall()
    days = {(field, value): list(on) for field, value, on in found}
    load_table(connection, "decided", decide_values(Decider(mapping.source_id, codes, mapping.decisions), days))
    connection.execute(sql_text("review/judged"))
    return days


def _unfired(decider: Decider, days: Mapping[tuple[str, str], list[date]]) -> tuple[Decision, ...]:
    """Accepted decisions of which no value stands in any contact on a day on which they are valid."""
    fired = {
        id(row) for (field, value), on in days.items() for day in on for row in decider.rows_on(field, value, day, day)
    }
    return tuple(one for one in decider.decisions if one.outcome != "suggested" and id(one) not in fired)


def _place_contacts(connection: duckdb.DuckDBPyConnection, decisions: Iterable[Decision]) -> int:
    """Make `open_contact`: contacts by the place of their last open value; how many contacts have one."""
    fields = {row[0] for row in connection.execute("select distinct field from open_value").fetchall()}
    hits = [sql_text("review/hit_of_answer").format(field=name) for name in ANSWERS if name in fields]
    listed = [name for name in LISTED if name in fields or (name not in (REASON, SETTING) and fields & set(ATTRIBUTES))]
    hits += [sql_text(f"review/hit_of_{name}").format(**spell_days(decisions)) for name in listed]
    union = "\nunion all\n".join(hits) or "select 0 as contact_number, 0 as place where false"
    connection.execute(sql_text("review/open_contact").format(hits=union))
    return int(only_row(connection, "select coalesce(sum(n_contacts), 0)::bigint from open_contact")[0])


def _worklist(connection: duckdb.DuckDBPyConnection, most: int, is_exact: bool) -> tuple[OpenValue, ...]:
    if not is_exact:
        connection.execute("create or replace temp table open_contact (last_place bigint, n_contacts bigint)")
    rows = connection.execute(sql_text("review/worklist"), [most]).fetchall()
    return tuple(
        OpenValue(place, field, value, n_values, n_contacts, n_settled if is_exact else None)
        for place, field, value, n_values, n_contacts, n_settled in rows
    )


def _findings(connection: duckdb.DuckDBPyConnection) -> tuple[Finding, ...]:
    known = set(Finding.__dataclass_fields__)
    return tuple(
        Finding.from_dict({name: cell for name, cell in row.items() if name in known})
        for row in rows_of(connection, "select * from lake_finding order by all")
    )
