"""What every step is given and what it gives back.

Belongs here: the few shapes that pass between steps: paths, counts and findings, never rows.
Does not belong here: any work of a step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from schemas.finding import Finding
from schemas.mapping.registry import Registry
from schemas.text.problem import HarmoniseError
from warehouse.store.key import Key
from warehouse.store.layout import Layout

Report = Callable[[str, int, int | None], None]
"""Progress: name of what is going on, how much is done, how much there is (None: not known)."""


def silent(step: str, done: int, total: int | None) -> None:
    """A Report that shows nothing."""


@dataclass(frozen=True)
class Run:
    """A warehouse, its mappings and its key: all that a step needs besides its source."""

    layout: Layout
    registry: Registry
    key: Key
    report: Report = silent


@dataclass(frozen=True)
class StepResult:
    """What one step did. `changed` is False where everything was as it should be already."""

    step: str
    source_id: str | None
    changed: bool
    counts: dict[str, int] = field(default_factory=dict)
    paths: tuple[Path, ...] = ()
    findings: tuple[Finding, ...] = ()


class SourceHeldError(HarmoniseError):
    """A law, contract or threshold of a source broke: its last good state stays. `.findings` says why."""

    def __init__(self, source_id: str, findings: tuple[Finding, ...]) -> None:
        self.source_id = source_id
        self.findings = findings
        reasons = "; ".join(f"{finding.finding_code}: {finding.sentence}" for finding in findings)
        super().__init__(f"{source_id} is held back, its last good state stays. {reasons}")
