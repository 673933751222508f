"""The yearly survey of the invented network's members, as an online form exports it.

Belongs here: who answers what, and the files. Does not belong here: helplines and their contacts (`helplines`,
`population`), or what is made of the answers. Nothing is drawn: the answers follow from the roster and from
`data/survey.yaml`, so that every size of the demo has the same survey.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from pipelines.demo.helplines import Helpline, all_helplines
from warehouse.store.durable import make_missing_folder

FOLDER = "demo_survey"
YEARS = (2023, 2024, 2025)
FIRST, SECOND = "{next}-02-03", "{next}-03-17"
"""Days of the exports of a year's survey; a second one where some answers came late."""

HEADER = {
    "member": "Your helpline",
    "several_reasons": "Can a counsellor record several reasons for one contact?",
    "setting": "Do you tell online from offline, and how?",
    "training": "Are counsellors trained to categorise OCSEA?",
    "awareness": "Do you raise awareness of OCSEA?",
    "own_detection": "How well do your counsellors detect OCSEA?",
    "remark": "Anything else?",
}
SETTING_WORDS = {
    "label": "By the list",
    "list": "By the list",
    "beside": "Beside each reason",
    "field": "Once per contact",
    "remit": "In another way",
    "none": "Not at all",
}


def write_survey(deliveries: Path) -> int:
    """Write the files of every year to `deliveries/demo_survey/`, those that lie there replaced; how many."""
    folder = make_missing_folder(deliveries / FOLDER)
    written = 0
    for year in YEARS:
        late = _plan()["late"].get(year, {})
        exports = {FIRST: list(_answers(year, {})), **({SECOND: list(_answers(year, late))} if late else {})}
        for day, rows in exports.items():
            _write(folder / f"survey_{year}_{day.format(next=year + 1)}.csv", rows)
            written += 1
    return written


def _answers(year: int, late: Mapping[str, Mapping[str, str]]) -> Iterator[dict[str, str]]:
    """The rows of a file: one a member that has answered by then."""
    for helpline in all_helplines():
        is_silent = helpline.source_id in _plan()["silent"][year] and helpline.source_id not in late
        if _works_in(helpline, year) and not is_silent:
            yield {**_says(helpline), **late.get(helpline.source_id, {})}


def _works_in(helpline: Helpline, year: int) -> bool:
    return int(helpline.first[:4]) <= year <= int(helpline.last[:4])


def _says(helpline: Helpline) -> dict[str, str]:
    plan = _plan()
    lot = zlib.crc32(helpline.source_id.encode("ascii"))
    return {
        "member": helpline.name,
        "several_reasons": "No" if helpline.cap == 1 else "Yes",
        "setting": SETTING_WORDS[helpline.list.setting],
        "training": "No" if lot % 5 < 2 else "Yes",
        "awareness": "No" if lot % 7 < 2 else "Yes",
        "own_detection": plan["detection"].get(helpline.source_id, "Moderately well"),
        "remark": "",
        **plan["says"].get(helpline.source_id, {}),
    }


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(HEADER))
        writer.writerow(HEADER)
        writer.writerows(rows)


@cache
def _plan() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(
        files(__package__).joinpath("data", "survey.yaml").read_text(encoding="utf-8")
    )
    return content
