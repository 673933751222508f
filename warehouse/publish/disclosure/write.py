"""Writes the report on disclosure control into a release.

Belongs here: which form lies where. Does not belong here: what it says (`report`), or reading it again (`taken_over`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from warehouse.publish.disclosure.report import DisclosureReport
from warehouse.publish.disclosure.taken_over import REPORT
from warehouse.store.durable import make_restricted_folder, write_restricted


def write_disclosure_report(report: DisclosureReport, folder: Path, warning: str) -> list[str]:
    """Write the public report into `public/` and the internal one into `internal/`; their names below the folder.

    `warning` stands on top where the data are invented.
    """
    texts = {
        "public/disclosure_report.md": report.as_markdown(warning),
        REPORT: json.dumps(_warned(warning, report.as_public()), indent=2) + "\n",
        "internal/disclosure.json": json.dumps(_warned(warning, report.as_internal()), indent=2) + "\n",
    }
    for name, text in texts.items():
        make_restricted_folder((folder / name).parent)
        write_restricted(folder / name, text)
    return sorted(texts)


def _warned(warning: str, content: dict[str, Any]) -> dict[str, Any]:
    return {"warning": warning, **content} if warning else content
