"""The state of staging of one source, between the steps that write and read it.

Belongs here: `stage.json`, its shape and its place. Does not belong here: staging (`stage`), or what readers of the
lake see (`manifest.json`, written by `harmonise`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from schemas.finding import Finding
from warehouse.stage.compare import SHRUNK, ReplacedPeriod
from warehouse.stage.counts.blank_periods import CODE as BLANK_PERIODS
from warehouse.stage.counts.copied import COPIED
from warehouse.stage.counts.cumulative import CUMULATIVE
from warehouse.stage.counts.replace import TWICE
from warehouse.stage.delivery import Staged
from warehouse.stage.ids import DOUBTFUL
from warehouse.stage.periods import REPLACED
from warehouse.stage.supersede import REPEATED
from warehouse.stage.told import BLANK, GONE
from warehouse.stage.twice import CONTACTS_TWICE
from warehouse.store.checked_json import as_model, read_content, write_checked
from warehouse.store.lake_files import FileHash
from warehouse.store.layout import Layout
from warehouse.store.program import lake_program

COMPARED = frozenset(
    {REPEATED, REPLACED, SHRUNK, TWICE, CONTACTS_TWICE, DOUBTFUL, GONE, BLANK, BLANK_PERIODS, CUMULATIVE, COPIED}
)
"""Findings that come of comparing deliveries, not of reading one."""


@dataclass(frozen=True)
class StageState:
    """`stage.json`: every delivery as staged, the file of superseded rows, the periods of counts that newer rows
    replace, and what each file was when written.
    """

    deliveries: tuple[Staged, ...] = ()
    superseded: str = ""
    findings: tuple[Finding, ...] = ()
    hashes: dict[str, FileHash] = field(default_factory=dict)
    replaced_periods: tuple[ReplacedPeriod, ...] = ()
    lake_program: str = field(default_factory=lake_program)

    def named_files(self) -> Iterator[str]:
        """Every file of the state, below the source's folder."""
        for one in self.deliveries:
            yield from one.files
        if self.superseded:
            yield self.superseded

    def find(self, delivery: Staged) -> Staged | None:
        """The same delivery, staged from the same inputs before, if it may have come on this one's day: receipts that
        were noted under a wrong clock are put right, and what is too late for its day is another thing then.
        """
        same = (one for one in self.deliveries if one.delivery_id == delivery.delivery_id)
        of_inputs = (one for one in same if one.fingerprint == delivery.fingerprint)
        return next((one for one in of_inputs if _may_have_come_on(one, delivery.received_on)), None)

    def findings_on(self, delivery: Staged) -> list[Finding]:
        """What reading that delivery gave; what comparing deliveries gives is found anew every time."""
        found = (finding for finding in self.findings if finding.delivery_id == delivery.delivery_id)
        return [finding for finding in found if finding.finding_code not in COMPARED]


def _may_have_come_on(delivery: Staged, day: str) -> bool:
    """Whether neither records that were too late for its day, nor any that were used, are otherwise on this one."""
    latest = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    return delivery.received_on in ("", day) and delivery.last_day <= latest


def read_stage_state(layout: Layout, source_id: str) -> StageState:
    """The state as this version of the program last wrote it; empty where there is none. Raises DamagedFileError."""
    path = layout.stage_state(source_id)
    content = read_content(path)
    if content is None or content.get("lake_program") != lake_program():
        # What another version of the program staged is staged again anyway; its shape may be another.
        return StageState()
    return as_model(path, content, StageState)


def write_stage_state(layout: Layout, source_id: str, state: StageState) -> None:
    """Replace `stage.json` in one rename."""
    write_checked(layout.stage_state(source_id), state)
