"""Corrections of single records, applied to the current contacts of a source before their words are decided.

Belongs here: the guard (does the record still say what was expected?), and the view with corrections in it. Does not
belong here: what may be corrected (`schemas.correction`), or any rule about many records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from schemas.constructs.base import literal, literals
from schemas.correction import DATE, Correction
from schemas.fields import REASON
from schemas.finding import Finding


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
    relation = connection.execute("select * from recorded_contact where contact_id in (select unnest($1))", [ids])
    names = [column[0] for column in relation.description or ()]
    recorded: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for cells in relation.fetchall():
        values = dict(zip(names, cells, strict=True))
        recorded[values["contact_id"]].append(values)
    fitting = [one for one in open_ones if any(_fits(one, row) for row in recorded[one.contact])]
    stale = [one for one in open_ones if one not in fitting]
    connection.execute(_spell_current(fitting))
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


def _spell_current(corrections: Sequence[Correction]) -> str:
    """The view: every override is said of what was recorded, so that one never meets what another has made."""
    dropped = [one.contact for one in corrections if one.action == "drop"]
    overrides = [one for one in corrections if one.action == "override"]
    branches: dict[str, list[str]] = defaultdict(list)
    for one in overrides:
        for column, corrected in _spell_override(one):
            branches[column].append(f"when contact_id = {literal(one.contact)} then {corrected}")
    replaced = [f"case {' '.join(told)} else {column} end as {column}" for column, told in branches.items()]
    of_reasons = [one for one in overrides if one.field == REASON]
    if of_reasons:
        replaced.append(f"{_spell_reasons(of_reasons)} as reasons")
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


def _spell_reasons(overrides: Sequence[Correction]) -> str:
    rules = " ".join(
        f"when contact_id = {literal(one.contact)} and r.value = {literal(one.expect[REASON])} "
        f"then {literal(one.value) if one.value else 'cast(null as varchar)'}"
        for one in overrides
    )
    changed = f"{{'value': case {rules} else r.value end, 'setting': r.setting, 'is_main': r.is_main}}"
    whole = f"list_filter(list_transform(reasons, lambda r: {changed}), lambda r: r.value is not null)"
    ids = literals(sorted({one.contact for one in overrides}))
    return f"case when contact_id in ({ids}) then {whole} else reasons end"


def _complain(source_id: str, one: Correction, is_there: bool) -> Finding:
    what = "no longer says what the correction expects" if is_there else "is not among the current contacts"
    return Finding(
        source_id,
        "stale_correction",
        "fail",
        f"corrections.yaml, line {one.line}: the record {what}. Nothing of this source was replaced.",
        question="Has the provider repaired the file? Then set `status: repaired`, or say what stands there now.",
    )


def _tell(source_id: str, applied: Sequence[Correction]) -> Finding:
    by_action = {action: sum(one.action == action for one in applied) for action in ("drop", "override", "flag")}
    words = {"drop": "dropped", "override": "overridden", "flag": "flagged"}
    told = ", ".join(f"{number} {words[action]}" for action, number in by_action.items() if number)
    return Finding(
        source_id,
        "corrected_records",
        "pass",
        f"Single records were corrected as corrections.yaml says: {told}.",
        numerator=len(applied),
        question="Has the helpline been asked to repair them in its own system?",
    )
