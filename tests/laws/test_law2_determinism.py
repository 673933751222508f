"""Law 2: the same deliveries, mappings and code give the same lake, byte for byte, whatever the machine is like."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from tests.tiny_source import SOURCE, TinySource
from warehouse.land.receipts import read_receipts, write_receipts

EXPORT = """\
files: "d_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: id
arrives: {as: updates, newest: {by: "d_(%Y-%m-%d).csv"}}
date: {column: day, format: "%Y-%m-%d"}
fields: {channel: channel, age: age, platform: {cell: apps, delimiter: "|"}}
setting: place
reasons: {cell: reasons, delimiter: "|"}
"""
BY_PERIOD = EXPORT.replace("id: id\n", "").replace(
    'arrives: {as: updates, newest: {by: "d_(%Y-%m-%d).csv"}}',
    'arrives: {as: replaces_period, slot: "d_(%Y-%m-%d).csv"}',
)
OVERLAPPING = EXPORT.replace("id: id\n", "").replace(
    'arrives: {as: updates, newest: {by: "d_(%Y-%m-%d).csv"}}', "arrives: {as: overlaps}"
)
BY_COLUMN = EXPORT.replace('{by: "d_(%Y-%m-%d).csv"}', "{by: version}")
DECISIONS = """\
channel,Phone,mapped,voice,,,,,,,,
channel,Chat,mapped,chat,,,,,,,,
channel,NSP,missing,,,,,,,,,
setting,Net,mapped,online,,,,,,,,
setting,School,mapped,offline,,,,,,,,
platform,TikTok,mapped,social_network.tiktok,,,,,,,,
platform,Phone,mapped,phone,,,,,,,,
reason,Grief,mapped,mental_health.mood,,,,,,,,
reason,Sadness,mapped,mental_health.mood,,,,,,,,
reason,Beaten,mapped,violence.physical,,,,,,,,
reason,Beaten,mapped,violence.emotional,,,,,,,,
reason,Bullied,mapped,violence.bullying,,,,,,,,
reason,Bullied online,mapped,violence.bullying,online,label,,,,,,
reason,Touched,mapped,violence.sexual.assault,,,,,,,,
"""
HEAD = "id,version,day,channel,age,apps,place,reasons\n"
UNDECIDED = SOURCE.replace("thresholds: {", "thresholds: {unmapped_reasons: 1, ")
"""What nobody has decided has to come out the same, too."""
FILES = ("d_2024-01-01.csv", "d_2024-02-01.csv", "d_2024-03-01.csv")
MACHINES = [
    {"HARMONISE_THREADS": "1"},
    {"HARMONISE_THREADS": "2", "PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
    {"HARMONISE_THREADS": "4", "PYTHONHASHSEED": "4711", "TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8"},
]


def make_rows(n_rows: int, seed: int) -> str:
    """Invented records: repeated ids, several years, bad dates, equal records."""
    chance = random.Random(seed)
    reasons = ("Grief", "Sadness", "Beaten", "Bullied", "Bullied online", "Touched", "Lost", "GRIEF")
    rows = []
    for number in range(n_rows):
        day = date(2022, 1, 1) + timedelta(days=chance.randrange(900))
        cells = (
            str(number if chance.random() < 0.7 else chance.randrange(n_rows)),
            str(seed * n_rows + number),
            day.isoformat() if chance.random() < 0.98 else "soon",
            chance.choice(("Phone", "Chat", "NSP", "fax", "")),
            chance.choice(("7", "14", "20", "", "x")),
            "|".join(chance.sample(("TikTok", "Phone", "new one"), chance.randrange(3))),
            chance.choice(("Net", "School", "", "?")),
            "|".join(chance.sample(reasons, chance.randrange(4))),
        )
        rows.append(",".join(cells))
    return "\n".join([*rows, rows[0]]) + "\n"


def build(folder: Path, export: str, n_rows_of_first: int = 60) -> TinySource:
    """A source whose files wait in its inbox."""
    tiny = TinySource.write(folder, export, DECISIONS, UNDECIDED)
    for seed, name in enumerate(FILES):
        tiny.put(name, HEAD + make_rows(60 if seed else n_rows_of_first, seed))
    return tiny


@pytest.mark.slow
def test_threads_clock_language_and_hash_seed_change_no_byte(tmp_path: Path) -> None:
    """Enough rows for several row groups and threads; each machine begins with an empty warehouse."""
    lakes = []
    for place, machine in enumerate(MACHINES):
        tiny = build(tmp_path / str(place), EXPORT, n_rows_of_first=130_000)
        ran = tiny.ingest_in_process(machine)
        assert ran.returncode == 0, ran.stderr
        lakes.append(tiny.lake_bytes())
    assert lakes[0].keys() == lakes[1].keys() == lakes[2].keys()
    assert [name for name in lakes[0] if not lakes[0][name] == lakes[1][name] == lakes[2][name]] == []
    assert sum(name.startswith("contact/") for name in lakes[0]) == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "export", [EXPORT, BY_COLUMN, BY_PERIOD, OVERLAPPING], ids=["name", "column", "period", "none"]
)
def test_the_order_of_arrival_changes_no_byte(tmp_path: Path, export: str) -> None:
    """One file a pull, in several orders: where the order is declared, or where none is needed."""
    lakes = []
    for place, order in enumerate(list(permutations(range(3)))[::2]):
        tiny = build(tmp_path / str(place), export)
        waiting = {name: (tiny.inbox / name).read_bytes() for name in FILES}
        for name in FILES:
            (tiny.inbox / name).unlink()
        for number in order:
            tiny.put(FILES[number], waiting[FILES[number]])
            tiny.ingest()
        lakes.append(tiny.lake_bytes())
    first, *others = lakes
    for other in others:
        assert [name for name in first.keys() | other.keys() if first.get(name) != other.get(name)] == []


@pytest.mark.slow
def test_one_pull_or_three_give_the_same_lake(tmp_path: Path) -> None:
    at_once = build(tmp_path / "at_once", EXPORT)
    at_once.ingest()
    one_by_one = build(tmp_path / "one_by_one", EXPORT)
    for name in FILES[1:]:
        (one_by_one.inbox / name).rename(one_by_one.folder / name)
    one_by_one.ingest()
    for name in FILES[1:]:
        (one_by_one.folder / name).rename(one_by_one.inbox / name)
        one_by_one.ingest()
    assert one_by_one.lake_bytes() == at_once.lake_bytes()


@pytest.mark.slow
def test_a_lake_that_is_lost_is_built_again_byte_for_byte(tmp_path: Path) -> None:
    tiny = build(tmp_path, EXPORT)
    tiny.ingest()
    before = tiny.lake_bytes()
    for name in before:
        if not name.endswith(".json") or name == "stage.json":
            (tiny.lake / name).unlink()
    tiny.ingest()
    assert tiny.lake_bytes() == before
    for name in before:
        (tiny.lake / name).unlink()
    tiny.ingest()
    assert tiny.lake_bytes() == before


def test_times_of_files_and_folders_change_no_byte(tmp_path: Path) -> None:
    lakes = []
    for place in range(2):
        tiny = build(tmp_path / ("a" * (1 + 40 * place)), EXPORT)
        for name in FILES:
            os.utime(tiny.inbox / name, (10**9 * place + 1, 10**9 * place + 1))
        tiny.ingest()
        lakes.append(tiny.lake_bytes())
    assert lakes[0] == lakes[1]


def test_the_day_of_receipt_changes_no_byte(tmp_path: Path) -> None:
    """`received_at` is no part of a fingerprint (reference/engine.md): the same deliveries, received on two days."""
    lakes = []
    for place, day in enumerate(("2026-01-05", "2026-02-06")):
        tiny = build(tmp_path / str(place), EXPORT)
        tiny.land()
        landing = tiny.layout.landing_of("tiny")
        received = [replace(one, received_at=day + one.received_at[10:]) for one in read_receipts(landing)]
        write_receipts(landing, received)
        tiny.ingest()
        lakes.append(tiny.lake_bytes())
    assert lakes[0] == lakes[1]
