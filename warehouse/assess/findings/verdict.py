"""The study's verdict on a source-year, and what the source may be used for.

Belongs here: how findings become evidence on two axes, one of six verdicts and four uses. Does not belong here: the
findings themselves. A verdict is a statement on data and system, never withheld because a limit is by design, never a
blame. Only inability leaves a source out of an indicator; a low or zero value never does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from schemas.finding import Finding
from warehouse.assess.findings import no_setting, one_reason
from warehouse.assess.findings.evidence import Axis, Evidence, SourceYear, weigh
from warehouse.assess.thresholds import Thresholds

Verdict = Literal[
    "complete", "able_unproven", "one_reason_only", "setting_not_told", "skewed_and_incomplete", "not_assessable"
]
Use = Literal["in", "in_with_note", "out"]
AXES = (one_reason.CODE, no_setting.CODE)
"""The findings on which a verdict rests; the others ask, and decide nothing."""
PLAIN = ("pass", "open", "declared", "not_applicable")
"""States with which a source counts without a note: what is not proven yet is no reason to doubt it."""


@dataclass(frozen=True)
class Uses:
    """Whether the source-year counts in figures about several reasons, setting, OCSEA, and shares by reason."""

    several_reasons: Use
    setting: Use
    ocsea: Use
    reasons: Use


NOWHERE = Uses("out", "out", "out", "out")
"""Of a year without a contact to look at, or where nobody said what the system can: an inability, not a value."""


@dataclass(frozen=True)
class Judged:
    """The verdict on a source-year, and the evidence on each of its two axes."""

    verdict: Verdict
    several_reasons: Evidence
    setting: Evidence

    @property
    def has_failed(self) -> bool:
        """Whether an axis is missing, by system or habit."""
        return bool({"cannot", "fails"} & {self.several_reasons, self.setting})


def judge_year(year: SourceYear, findings: Iterable[Finding], thresholds: Thresholds) -> Judged:
    """The verdict from the findings on one source-year; a failed system needs no number of contacts."""
    own = list(findings)
    several = _weigh(own, one_reason.CODE, one_reason.is_shown(year))
    setting = _weigh(own, no_setting.CODE, no_setting.is_shown(year, thresholds.no_setting))
    return Judged(_verdict(year, several, setting), several, setting)


def _weigh(findings: Iterable[Finding], code: str, is_shown: bool) -> Evidence:
    return weigh([one for one in findings if one.finding_code == code], "shown" if is_shown else "open")


def _verdict(year: SourceYear, several: Evidence, setting: Evidence) -> Verdict:
    has_one_reason, has_no_setting = several in ("cannot", "fails"), setting in ("cannot", "fails")
    if has_one_reason and has_no_setting:
        return "skewed_and_incomplete"
    if has_one_reason:
        return "one_reason_only"
    if has_no_setting:
        return "setting_not_told"
    if not year.has_contacts:
        return "not_assessable"
    return "complete" if several == setting == "shown" else "able_unproven"


def uses_of(year: SourceYear, findings: Iterable[Finding]) -> Uses:
    """What the source-year counts in. `out` rests on what the system cannot do, never on what the data show."""
    own = list(findings)
    several = _use(own, one_reason.CODE)
    setting = _use(own, no_setting.CODE)
    if setting == "in" and year.setting_capability_code == "by_list":
        setting = "in_with_note"
    ocsea: Use = "in_with_note" if setting == "in" and year.sexual_goes_elsewhere else setting
    if not year.can_record_ocsea:
        ocsea = "out"
    reasons: Use = "in_with_note" if several == "out" and setting != "out" else several
    return Uses(
        _with_note(year, several, "several"),
        _with_note(year, setting, "setting"),
        _with_note(year, ocsea, "setting"),
        _with_note(year, reasons, "several"),
    )


def _with_note(year: SourceYear, use: Use, axis: Axis) -> Use:
    """While something of the year is held back, and where a part of it was recorded by a system that differed in what
    the use rests on.
    """
    is_partial = year.status_code in ("held", "stale") or year.was_changed(axis)
    return "in_with_note" if use == "in" and is_partial else use


def _use(findings: list[Finding], code: str) -> Use:
    own = [finding for finding in findings if finding.finding_code == code]
    if any(finding.cause_code == "system" and finding.state_code == "fail" for finding in own):
        return "out"
    is_plain = all(finding.state_code in PLAIN for finding in own)
    return "in" if is_plain else "in_with_note"
