"""The study's verdict on a source-year, and what the source may be used for.

Belongs here: how findings become one of five verdicts and four uses. Does not belong here: the findings themselves.
A verdict is a statement on data and system, never withheld because a limit is by design, never a blame. Only inability
leaves a source out of an indicator; a low or zero value never does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from schemas.finding import Finding
from warehouse.assess.findings import no_setting, one_reason
from warehouse.assess.findings.evidence import SourceYear

Verdict = Literal["complete", "one_reason_only", "setting_not_told", "skewed_and_incomplete", "not_assessable"]
Use = Literal["in", "in_with_note", "out"]


@dataclass(frozen=True)
class Uses:
    """Whether the source-year counts in figures about several reasons, setting, OCSEA, and shares by reason."""

    several_reasons: Use
    setting: Use
    ocsea: Use
    reasons: Use


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """The verdict from the findings of one source-year; a failed system needs no number of contacts."""
    own = list(findings)
    has_one_reason = _fails(own, one_reason.CODE)
    has_no_setting = _fails(own, no_setting.CODE)
    if has_one_reason and has_no_setting:
        return "skewed_and_incomplete"
    if has_one_reason:
        return "one_reason_only"
    if has_no_setting:
        return "setting_not_told"
    is_assessed = _is_assessed(own, one_reason.CODE) and _is_assessed(own, no_setting.CODE)
    return "complete" if is_assessed else "not_assessable"


def uses_of(year: SourceYear, findings: Iterable[Finding]) -> Uses:
    """What the source-year counts in. `out` rests on what the system cannot do, never on what the data show."""
    own = list(findings)
    several = _use(own, one_reason.CODE)
    setting = _use(own, no_setting.CODE)
    ocsea: Use = "in_with_note" if setting == "in" and year.sexual_goes_elsewhere else setting
    if not year.can_record_ocsea:
        ocsea = "out"
    reasons: Use = "in_with_note" if several == "out" and setting != "out" else several
    return Uses(*(_with_note_while_held(year, use) for use in (several, setting, ocsea, reasons)))


def _with_note_while_held(year: SourceYear, use: Use) -> Use:
    return "in_with_note" if use == "in" and year.status_code in ("held", "stale") else use


def _use(findings: list[Finding], code: str) -> Use:
    own = [finding for finding in findings if finding.finding_code == code]
    if any(finding.cause_code == "system" and finding.state_code == "fail" for finding in own):
        return "out"
    is_plain = all(finding.state_code in ("pass", "not_applicable") for finding in own)
    return "in" if is_plain else "in_with_note"


def _fails(findings: list[Finding], code: str) -> bool:
    return any(finding.finding_code == code and finding.state_code == "fail" for finding in findings)


def _is_assessed(findings: list[Finding], code: str) -> bool:
    """True where at least one habit could be looked at."""
    habits = [finding for finding in findings if finding.finding_code == code and finding.cause_code == "habit"]
    return any(finding.state_code in ("pass", "warn", "fail") for finding in habits)
