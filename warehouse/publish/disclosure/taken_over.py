"""Which years' public figures a release took over from an earlier one, for those who wait for what came last.

Belongs here: reading that from a release, and what is said of it. Does not belong here: deciding it (`earlier`).
Nothing heavy is loaded here: a command that finds nothing to do asks too.
"""

from __future__ import annotations

import json
from pathlib import Path

REPORT = "public/disclosure_report.json"
TAKEN_OVER = "Taken over from an earlier release: "
"""How the first footnote of such a figure begins."""
CARRIED = f"{TAKEN_OVER}what one or two members that came or left since have counted would show."
CARRIED_FIGURE = f"{TAKEN_OVER}what one or two members have counted since would show."


def read_taken_over(folder: Path) -> list[tuple[str, int, str]]:
    """Networks and years of which a release's public figures are an earlier release's, and which; none of no report."""
    try:
        carried = json.loads((folder / REPORT).read_text(encoding="utf-8"))["carried"]
        return [(str(one["network_code"]), int(one["year"]), str(one["release"])) for one in carried]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # a release of a program that wrote none, or a damaged one, which `verify_release` tells
