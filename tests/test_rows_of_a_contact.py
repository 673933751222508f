"""A row per reason: what is staged is what one gets who brings the rows of each contact together by hand."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.tiny_source import SOURCE_ID, TinySource
from warehouse.steps import stage_source

EXPORT = """\
files: "calls_*.csv"
read: {csv: {encoding: utf-8}}
row: reason
id: id
arrives: {as: updates, newest: {by: version}}
date: {column: day, format: iso}
fields: {channel: channel, gender: gender, age: {never: not asked}, platform: app}
leave_out: [{column: test, is: "1", because: training}]
setting: place
reasons: {cell: why, delimiter: ";"}
"""
DECISIONS = "reason,Threats,mapped,violence.harassment,,,equal,,,,,\n"
COLUMNS = ("id", "version", "test", "day", "channel", "gender", "app", "place", "why")
Row = dict[str, str]


def invent(seed: int, n_contacts: int, whys: tuple[str, ...]) -> list[Row]:
    """Rows in no order. Some of a contact are blank where others are filled, disagree, are left out or rejected."""
    draw = random.Random(seed)
    rows = []
    for number in range(n_contacts):
        contact = {"channel": draw.choice(("Phone", "Chat", "")), "gender": draw.choice(("f", "m", ""))}
        day = f"2024-03-{draw.randint(1, 28):02d}"
        for _ in range(draw.choice((1, 1, 1, 2, 3, 7))):
            row = {"id": f"c{number}", "version": str(draw.choice((1, 1, 1, 2))), "day": day, **contact}
            row |= {"test": draw.choice(("", "", "", "", "1")), "why": draw.choice(whys)}
            row |= {"place": draw.choice(("Net", "Home", "")), "app": draw.choice(("Insta", ""))}
            if draw.random() < 0.3:
                row[draw.choice(("channel", "gender", "day"))] = draw.choice(("", "2024-04-01"))
            rows.append(row)
    draw.shuffle(rows)
    return rows


def bring_together(rows: list[Row]) -> list[tuple[Any, ...]]:
    """By hand: a tuple a contact and version, and one for each row that is not used, by the number of the (first) row."""
    staged: list[tuple[Any, ...]] = []
    used: dict[tuple[str, str], list[tuple[int, Row]]] = {}
    for number, row in enumerate(rows, 1):
        if row["test"] != "1" and row["day"]:
            used.setdefault((row["id"], row["version"]), []).append((number, row))
    for number, row in enumerate(rows, 1):
        if row["test"] == "1":
            is_known = (row["id"], row["version"]) not in used
            staged.append((number, 1, "ignored", is_known, None, None, None, None, None, None))
        elif not row["day"]:
            staged.append((number, 1, "rejected", False, None, None, None, None, None, None))
    for together in used.values():
        filled = {name: [row[name] for _, row in together if row[name]] for name in ("day", "channel", "gender")}
        reasons = [
            {"value": why, "setting": row["place"] or None, "is_main": None}
            for _, row in together
            for why in row["why"].split(";")
            if why
        ]
        attributes = [{"attribute": "platform", "value": row["app"]} for _, row in together if row["app"]]
        first = [found[0] if found else None for found in filled.values()]
        is_split = any(len(set(found)) > 1 for found in filled.values())
        staged.append((together[0][0], len(together), "used", True, *first, attributes, reasons, is_split))
    return sorted(staged, key=lambda one: one[0])


@pytest.mark.parametrize(
    ("whys", "threads"),
    [
        pytest.param(("Threats", "Grief;Threats", "Grief;Grief", ""), "2", id="cells"),
        # What separates cells within a text stands in a cell.
        pytest.param(("Threats", "Grief\x1fThreats;Grief", 'a "b"', ""), "1", id="lists"),
    ],
)
def test_rows_are_brought_together_as_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whys: tuple[str, ...], threads: str
) -> None:
    monkeypatch.setenv("HARMONISE_THREADS", threads)
    rows = invent(7, 300, whys)
    lines = [",".join('"' + row[name].replace('"', '""') + '"' for name in COLUMNS) for row in rows]
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    tiny.put("calls_1.csv", "\n".join([",".join(COLUMNS), *lines]) + "\n")
    tiny.land()
    stage_source(tiny.run(), SOURCE_ID)
    [staged] = [path for path in (tiny.lake / "staged").iterdir() if ".lists." not in path.name]
    query = (
        "select row_number, n_rows, fate_code, contact_id is not null, cast(contact_date as varchar), channel, gender, "
        f"attributes, reasons, is_split from '{staged}'"
    )
    found = duckdb.execute(query).fetchall()
    read = [(*row[:7], *(text and json.loads(text) for text in row[7:9]), row[9]) for row in found]
    assert read == bring_together(rows)
    query = f"select count(distinct contact_id) from '{staged}' where fate_code = 'used'"
    assert duckdb.execute(query).fetchall() == [
        (len({row["id"] for row in rows if row["test"] != "1" and row["day"]}),)
    ]
