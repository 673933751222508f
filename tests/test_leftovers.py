"""Temporary files hold rows: none is left by a run, and what a killed one left goes with the next."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tiny_source import TinySource
from warehouse.store.engine import engine

EXPORT = """\
files: "d_*.csv"
read: {csv: {encoding: ENCODING, delimiter: ";"}}
row: contact
id: id
arrives: {as: additions}
date: {column: day, format: "%Y-%m-%d"}
fields: {channel: {never: not asked}}
reasons: {cell: reason}
"""
DECISIONS = "reason,Grief,mapped,mental_health.mood,,,equal,,,,,\n"
ROWS = 'id;day;reason;name\na;2024-01-01;Grief;Amélie\nb;2024-01-02;Gr"ief;Zoé\n'


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_nothing_is_left_where_steps_work(tmp_path: Path, encoding: str) -> None:
    tiny = TinySource.write(tmp_path, EXPORT.replace("ENCODING", encoding), DECISIONS)
    tiny.put("d_1.csv", ROWS.encode(encoding))
    tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(2,)]
    assert list(tiny.layout.work.iterdir()) == []


def test_what_a_killed_process_left_goes_and_what_a_living_one_has_stays(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from warehouse.store.engine import engine, spill_folder\n"
        "with engine(Path(sys.argv[1])) as connection:\n"
        "    (spill_folder(connection) / 'rows.csv').write_text('x'); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=False)
    assert done.returncode == -9
    assert [path.name for path in tmp_path.glob("*/rows.csv")] == ["rows.csv"]
    with engine(tmp_path), engine(tmp_path):
        assert list(tmp_path.glob("*/rows.csv")) == []
        assert len(list(tmp_path.iterdir())) == 2
    assert list(tmp_path.iterdir()) == []
