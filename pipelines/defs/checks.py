"""Findings as asset checks: one check a step, which renders what the step found and computes nothing.

Belongs here: turning findings into Dagster's check results and metadata, in states and numbers only. Does not belong
here: computing a finding (each step does, once) or its sentence.
A check never blocks: what has to be held back, the step itself has held back before it replaced anything. That a run
is not green where something was held is said last, when all else is done (`pipelines.defs.assets.nothing_held`).
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence

import dagster as dg

from schemas.finding import Finding, State
from warehouse.store.broken_mapping import CODE as BROKEN_MAPPING

CHECK = "findings"
MOST_ROWS = 100
"""Findings listed one by one in a check; the counts by code and state are always complete."""

EXPLAINED = "explained"
"""What a check counts a finding as to which the helpline's reply is the explanation, whatever its state."""

_STATES: tuple[State, ...] = ("fail", "warn", "not_assessable", "open", "declared", "not_applicable", "pass")
_WORST_FIRST = (*_STATES[:2], EXPLAINED, *_STATES[2:])
_ORDER = {state: place for place, state in enumerate(_WORST_FIRST)}


def finding_check(key: dg.AssetKey, partitions_def: dg.PartitionsDefinition[str] | None) -> dg.AssetCheckSpec:
    """The check of the step whose first asset is `key`."""
    return partitioned_check(
        key,
        CHECK,
        "What this step found, by code and state. Passes while no finding has failed or warned that no reply explains.",
        partitions_def,
    )


def partitioned_check(
    key: dg.AssetKey, name: str, description: str, partitions_def: dg.PartitionsDefinition[str] | None
) -> dg.AssetCheckSpec:
    """A check that blocks nothing; by source where the asset is."""
    with warnings.catch_warnings():
        # partitions of a check are new in Dagster; a run has one partition here, the case that they are good for
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return dg.AssetCheckSpec(
            name, asset=key, description=description, blocking=False, partitions_def=partitions_def
        )


def finding_result(key: dg.AssetKey, findings: Sequence[Finding]) -> dg.AssetCheckResult:
    """The check's result: failed (ERROR) with a failed finding, failed (WARN) with a warning, else passed."""
    states = Counter(map(_state_of, findings))
    severity = dg.AssetCheckSeverity.ERROR if states["fail"] else dg.AssetCheckSeverity.WARN
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=CHECK,
        passed=not states["fail"] and not states["warn"],
        severity=severity,
        description=", ".join(f"{states[state]} {state}" for state in _ORDER if states[state]) or "no finding",
        metadata=finding_metadata(findings),
    )


def _state_of(finding: Finding) -> str:
    return EXPLAINED if finding.is_explained else finding.state_code


def _list_mistakes(findings: Sequence[Finding]) -> dict[str, dg.MetadataValue]:
    """Mistakes of mapping files are said in full, with file and line: they are our own words about our own files."""
    lines = [f"- {finding.sentence}" for finding in findings if finding.finding_code == BROKEN_MAPPING]
    return {"mistakes": dg.MetadataValue.md("\n".join(lines[:MOST_ROWS]))} if lines else {}


def finding_metadata(findings: Sequence[Finding]) -> dict[str, dg.MetadataValue]:
    """Counts by code and state, and the worst findings one by one: codes, years and numbers, never a text of a row."""
    if not findings:
        return {}
    by_code = sorted(Counter((finding.finding_code, _state_of(finding)) for finding in findings).items())
    worst = sorted(findings, key=lambda finding: (_ORDER[_state_of(finding)], finding.finding_code, finding.source_id))
    listed = [finding for finding in worst if _state_of(finding) in ("fail", "warn", EXPLAINED)][:MOST_ROWS]
    metadata: dict[str, dg.MetadataValue] = {
        "by_code": dg.MetadataValue.table(
            records=[
                dg.TableRecord({"finding": code, "state": state, "n": number}) for (code, state), number in by_code
            ]
        )
    }
    if listed:
        metadata["failed_and_warned"] = dg.MetadataValue.table(records=[_record_of(finding) for finding in listed])
    return {**metadata, **_list_mistakes(worst)}


def _record_of(finding: Finding) -> dg.TableRecord:
    numbers = {
        "year": finding.contact_year,
        "numerator": finding.numerator,
        "denominator": finding.denominator,
        "value": finding.value,
        "threshold": finding.threshold,
    }
    cells: dict[str, str | int | float | bool | None] = {
        "finding": finding.finding_code,
        "state": _state_of(finding),
        "cause": finding.cause_code,
        "source": finding.source_id,
        "delivery": finding.delivery_id or "",
    }
    cells.update({name: "" if number is None else number for name, number in numbers.items()})
    return dg.TableRecord(cells)
