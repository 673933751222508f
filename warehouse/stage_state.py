"""The state of staging of one source, between the steps that write and read it.

Belongs here: `stage.json`, its shape and its place. Does not belong here: staging (`stage`), or what readers of the
lake see (`manifest.json`, written by `harmonise`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from schemas.finding import Finding
from warehouse.durable import read_json, write_json
from warehouse.kernel import kernel_version
from warehouse.run import Run
from warehouse.stage_delivery import Staged
from warehouse.supersede import COMPARED


@dataclass(frozen=True)
class StageState:
    """`stage.json`: every delivery as staged, and the file of superseded rows."""

    deliveries: tuple[Staged, ...]
    superseded: str
    findings: tuple[Finding, ...]

    @classmethod
    def read(cls, path: Path) -> StageState:
        """The state as this version of the program last wrote it; empty where there is none."""
        content = read_json(path)
        if content is None or content.get("kernel_version") != kernel_version():
            # What another version of the program staged is staged again anyway; its shape may be another.
            return cls((), "", ())
        return cls(
            tuple(Staged.from_dict(values) for values in content["deliveries"]),
            content["superseded"],
            tuple(Finding.from_dict(values) for values in content["findings"]),
        )

    def find(self, delivery: Staged) -> Staged | None:
        """The same delivery, staged from the same inputs before."""
        same = (one for one in self.deliveries if one.delivery_id == delivery.delivery_id)
        return next((one for one in same if one.fingerprint == delivery.fingerprint), None)

    def findings_on(self, delivery: Staged) -> list[Finding]:
        """What reading that delivery gave; what comparing deliveries gives is found anew every time."""
        found = (finding for finding in self.findings if finding.delivery_id == delivery.delivery_id)
        return [finding for finding in found if finding.finding_code not in COMPARED]

    def write(self, path: Path) -> None:
        """Replace `stage.json` in one rename."""
        write_json(
            path,
            {
                "kernel_version": kernel_version(),
                "deliveries": [one.as_dict() for one in self.deliveries],
                "superseded": self.superseded,
                "findings": [finding.as_dict() for finding in self.findings],
            },
        )


def stage_state_path(run: Run, source_id: str) -> Path:
    """Where the state of staging lies."""
    return run.layout.lake_of(source_id) / "stage.json"
