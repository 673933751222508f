"""A sheet of answers to the shipped scenarios, as raters of the invented network fill it in.

Belongs here: who answers what, the file, and keeping what it measures as table T11 of the network. Does not belong
here: measuring (`pipelines.agree`), or what may leave the house. Nothing is drawn: who goes wrong where follows from
their codes, so that every size of the demo has the same sheet.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from pathlib import Path

from schemas.vocabulary.code import load_codes
from schemas.vocabulary.scenario import Pair, ScenarioSet, load_scenarios
from warehouse.network.agreement import keep_agreement, read_agreement
from warehouse.store.durable import make_missing_folder
from warehouse.store.layout import Layout

NETWORK = "demo"
FOLDER, FILE = "demo_agreement", "answers.csv"
HEADER = ("rater", "helpline", "scenario", "answer")
HELPLINES, RATERS = 6, ("r1", "r2")
OTHER_SETTING = {"both": "online", "online": "unknown", "offline": "unknown"}
"""What is confused most: one course of events in two places, and a setting that nobody writes down."""
TAKEN_FOR_OCSEA = {
    "safety.content_sexual": "violence.sexual.exposure",
    "safety.harmful_sexual_behaviour": "violence.sexual.image_shared",
    "sexuality.behaviours.sexting": "violence.sexual.image_shared",
}
"""Content met by chance, own harm and what two do freely, taken for something that was done to the child."""
UNTOLD = "violence.sexual"
"""What a rater writes who does not tell the act apart."""


def write_answers(deliveries: Path) -> Path:
    """Write the sheet to `deliveries/demo_agreement/`, one that lies there replaced; where it lies."""
    path = make_missing_folder(deliveries / FOLDER) / FILE
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_rows(load_scenarios()))
    return path


def keep_demo_agreement(layout: Layout, deliveries: Path) -> bool:
    """Measure the sheet and keep it for the next release, as `harmonise agree SHEET --publish demo` does.

    True where that was done. A sheet that is kept already stays: it may be somebody's own.
    """
    kept = read_agreement(layout)
    if kept is not None and NETWORK in kept.networks:
        return False
    from pipelines.agree.agreement import agree_on
    from pipelines.agree.answers import read_answers
    from pipelines.agree.keep import measured_of
    from pipelines.agree.written import CommonCodes

    codes, scenarios = load_codes(), load_scenarios()
    answers = read_answers(write_answers(deliveries), scenarios, {}, CommonCodes(codes))
    keep_agreement(layout, NETWORK, measured_of(agree_on(answers, scenarios, {}, codes)))
    return True


def _rows(scenarios: ScenarioSet) -> Iterator[tuple[str, ...]]:
    for number in range(1, HELPLINES + 1):
        for rater in RATERS:
            for one in scenarios.entries:
                lot = zlib.crc32(f"h{number} {rater} {one.id}".encode("ascii")) % 10
                yield rater, f"h{number}", one.id, ", ".join(":".join(pair) for pair in _said(sorted(one.key), lot))


def _said(key: list[Pair], lot: int) -> list[Pair]:
    """The key in most answers; else the first reason alone, another setting, both, no act told apart, or OCSEA."""
    if lot < 3:
        return [
            (TAKEN_FOR_OCSEA[reason], "online") if reason in TAKEN_FOR_OCSEA else (reason, at) for reason, at in key
        ]
    kept = key[:1] if lot in (6, 8) else key
    if lot in (7, 8):
        allowed = load_codes().list_of("reason").codes
        kept = [
            (reason, other if (other := OTHER_SETTING.get(setting, setting)) in allowed[reason].settings else setting)
            for reason, setting in kept
        ]
    if lot != 9:
        return kept
    return list(dict.fromkeys((UNTOLD if reason.startswith(UNTOLD) else reason, setting) for reason, setting in kept))
