"""Corrections of single records, applied to the current contacts of a source before their words are decided.

Belongs here: the guard (does the record still say what was expected?), and the view with corrections in it. Does not
belong here: what may be corrected (`schemas.mapping.correction`), or any rule about many records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from schemas.constructs.base import literal, literals
from schemas.finding import Finding, spell_part
from schemas.mapping.correction import DATE, Correction
from schemas.vocabulary.fields import REASON
from warehouse.store.engine import load_table, only_row, sql_text

LISTED_REASONS = pa.list_(pa.struct([("value", pa.string()), ("setting", pa.string()), ("is_main", pa.bool_())]))


@dataclass(frozen=True)
class Corrected:
    """What the corrections of a source did. `dropped`: delivery -> physical records that are no contact any more."""

    findings: tuple[Finding, ...] = ()
    dropped: dict[str, int] | None = None

    @property
    def broken(self) -> list[Finding]:
        """Corrections that no longer fit: they hold the source."""
        return [finding for finding in self.findings if finding.state_code == "fail"]


def apply_corrections(
    connection: duckdb.DuckDBPyConnection, source_id: str, corrections: Sequence[Correction]
) -> Corrected:
    """Make the view `current_contact` of `recorded_contact`; say what was corrected and what no longer fits."""
    open_ones = [one for one in corrections if one.status == "open"]
    if not open_ones:
        connection.execute("create or replace temp view current_contact as select * from recorded_contact")
        return Corrected()
    ids = sorted({one.contact for one in open_ones})
    relation = connection.execute(sql_text("harmonise/recorded_with_reasons"), [ids])
    names = [column[0] for column in relation.description or ()]
    recorded: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for cells in relation.fetchall():
        values = dict(zip(names, cells, strict=True))
        recorded[values["contact_id"].hex].append(values)
    fitting = [one for one in open_ones if any(_fits(one, row) for row in recorded[one.contact])]
    stale = [one for one in open_ones if one not in fitting]
    numbers = _list_corrected_reasons(connection, fitting, recorded)
    connection.execute(_spell_current(fitting, numbers))
    findings = [_complain(source_id, one, bool(recorded[one.contact])) for one in stale]
    if fitting:
        findings.append(_tell(source_id, fitting))
    dropped: dict[str, int] = defaultdict(int)
    for contact_id in {one.contact for one in fitting if one.action == "drop"}:
        for row in recorded[contact_id]:
            dropped[row["delivery_id"]] += row["n_records"]
    return Corrected(tuple(findings), dict(dropped))


def _fits(correction: Correction, row: dict[str, Any]) -> bool:
    return all(_stands(field, text, row) for field, text in correction.expect.items())


def _stands(field: str, text: str, row: dict[str, Any]) -> bool:
    if field == REASON:
        return any(reason["value"] == text for reason in row["reasons"] or ())
    return (row["contact_date"].isoformat() if field == DATE else row[field] or "") == text


def _list_corrected_reasons(
    connection: duckdb.DuckDBPyConnection,
    corrections: Sequence[Correction],
    recorded: dict[str, list[dict[str, Any]]],
) -> dict[int, int]:
    """Lists of reasons as corrected, added to `listed_reason`: contact_number -> number of its new list."""
    overrides: dict[str, list[Correction]] = defaultdict(list)
    for one in corrections:
        if one.action == "override" and one.field == REASON:
            overrides[one.contact].append(one)
    (last,) = only_row(connection, "select coalesce(max(list_number), 0) from listed_reason")
    rows = [row for contact in overrides for row in recorded[contact]]
    lists = [_correct_reasons(row["reasons"] or [], overrides[row["contact_id"].hex]) for row in rows]
    numbers = list(range(last + 1, last + 1 + len(rows)))
    added = pa.table({"list_number": pa.array(numbers, pa.int32()), "reasons": pa.array(lists, LISTED_REASONS)})
    load_table(connection, "corrected_reason", added)
    connection.execute("insert into listed_reason by name from corrected_reason")
    return {row["contact_number"]: number for row, number in zip(rows, numbers, strict=True)}


def _correct_reasons(reasons: list[dict[str, Any]], overrides: Sequence[Correction]) -> list[dict[str, Any]]:
    """Every override is said of what was recorded; the first that speaks of a reason holds."""
    new_values: dict[str, str | None] = {}
    for one in overrides:
        new_values.setdefault(one.expect[REASON], one.value or None)
    corrected = [{**reason, "value": new_values.get(reason["value"], reason["value"])} for reason in reasons]
    return [reason for reason in corrected if reason["value"] is not None]


def _spell_current(corrections: Sequence[Correction], reasons: dict[int, int]) -> str:
    """The view: every override is said of what was recorded, so that one never meets what another has made.

    `reasons`: contact_number -> number of the list of its corrected reasons.
    """
    dropped = [one.contact for one in corrections if one.action == "drop"]
    overrides = [one for one in corrections if one.action == "override"]
    branches: dict[str, list[str]] = defaultdict(list)
    for one in overrides:
        for column, corrected in _spell_override(one):
            branches[column].append(f"when contact_id = {literal(one.contact)} then {corrected}")
    replaced = [f"case {' '.join(told)} else {column} end as {column}" for column, told in branches.items()]
    if reasons:
        rules = " ".join(f"when {contact} then {number}" for contact, number in sorted(reasons.items()))
        replaced.append(f"case contact_number {rules} else reasons_number end as reasons_number")
    columns = f"* replace ({', '.join(replaced)})" if replaced else "*"
    where = f" where contact_id not in ({literals(dropped)})" if dropped else ""
    return f"create or replace temp view current_contact as select {columns} from recorded_contact{where}"


def _spell_override(one: Correction) -> list[tuple[str, str]]:
    """Column and SQL of its corrected value, of everything but reasons."""
    if one.field == REASON:
        return []
    if one.field == DATE:
        year = int(one.value[:4])
        return [("contact_date", f"cast({literal(one.value)} as date)"), ("contact_year", f"cast({year} as integer)")]
    return [(one.field, literal(one.value) if one.value else "cast(null as varchar)")]


def _complain(source_id: str, one: Correction, is_there: bool) -> Finding:
    form = "changed" if is_there else "gone"
    return Finding.of("stale_correction", "fail", form=form, facts={"line": one.line}, source_id=source_id)


def _tell(source_id: str, applied: Sequence[Correction]) -> Finding:
    by_action = {action: sum(one.action == action for one in applied) for action in ("drop", "override", "flag")}
    corrections = ", ".join(
        spell_part("corrected_records", action, {"n": number}) for action, number in by_action.items() if number
    )
    facts = {"corrections": corrections}
    return Finding.of("corrected_records", "pass", facts=facts, source_id=source_id, numerator=len(applied))
