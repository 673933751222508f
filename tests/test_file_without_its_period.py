"""A file that came under an earlier mapping and whose name does not tell the period that the mapping reads there now: it
is held by itself, and the others go on.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_source import EVERY_SIZE, TinySource

ADDITIONS = "{as: additions}"
BY_NAME = '{as: replaces_period, slot: "x_(%Y).csv"}'
COUNTS = """\
files: "*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: ARRIVES
period: PERIOD
count: n
reasons: why
"""
CONTACTS = """\
files: "*.csv"
read: {csv: {encoding: utf-8}}
row: contact
arrives: ARRIVES
date: PERIOD
fields: {channel: {never: not asked}, gender: {never: not asked}, age: n}
reasons: {cell: why}
"""
IN_ROWS = '{column: day, format: "%Y-%m"}'


@pytest.mark.parametrize(
    ("export", "period"),
    [
        (COUNTS, '{column: month, format: "%m", year: slot}'),
        (COUNTS, IN_ROWS),
        (CONTACTS, "{period: slot}"),
        (CONTACTS, IN_ROWS),
    ],
    ids=["counts", "counts with periods in rows", "contacts", "contacts with days"],
)
def test_it_is_held_by_itself(tmp_path: Path, export: str, period: str) -> None:
    decisions = "reason,Hit,mapped,violence.physical,,,equal,,,,,\n"

    def write(arrives: str, period: str) -> TinySource:
        text = export.replace("ARRIVES", arrives).replace("PERIOD", period)
        return TinySource.write(tmp_path, text, decisions, EVERY_SIZE)

    tiny = write(ADDITIONS, IN_ROWS)
    for name, month in (("x_2022.csv", "02"), ("y.csv", "03"), ("z.csv", "04")):
        tiny.put(name, f"day,month,why,n\n2022-{month},{month},Hit,{int(month)}\n")
    tiny.land()

    tiny = write(BY_NAME, period)
    staged = tiny.ingest()[1]

    found = sorted(
        (one.finding_code, one.file_name or "", one.sentence) for one in staged.findings if one.state_code == "fail"
    )
    assert [(code, name) for code, name, _ in found] == [
        ("misnamed_file", "y.csv"),
        ("misnamed_file", "z.csv"),
    ]
    assert "x_(%Y).csv" in found[0][2]
    # What has a period in its name came once more under the new mapping, and stands for what came before.
    used = "select file_name, n_rows_used from delivery where status_code = 'used'"
    assert tiny.query(used) == [("x_2022.csv", 1)]
