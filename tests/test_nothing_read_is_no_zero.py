"""Of a file that was not read the table `delivery` holds no zeros: nobody knows what is in it. Of one that was read and
is held, its records are known, and none of them is used.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_rejected_totals import CONTACTS, COUNTS
from tests.tiny_counts import REASONS
from tests.tiny_source import SOURCE, TinySource

STRICT = SOURCE.replace("thresholds: {rejected: 1, rejected_held: 1, because: rejects are what is tested}\n", "")
NUMBERS = "n_rows, n_rows_used, n_superseded, n_ignored, n_rejected, n_contacts"
OF_FILE = f"select {NUMBERS} from delivery where file_name = '{{}}'"
GOOD = "id,day,why\n" + "".join(f"{n},2024-01-0{n},Rape\n" for n in range(1, 10))


@pytest.mark.parametrize("export", [CONTACTS, COUNTS])
def test_a_file_that_cannot_be_read_has_no_numbers(tmp_path: Path, export: str) -> None:
    tiny = TinySource.write(tmp_path, export, REASONS, STRICT)
    tiny.put("c_1.csv", GOOD)
    tiny.put("c_2.csv", "other;columns\n1;2\n")
    tiny.ingest()

    assert tiny.query(OF_FILE.format("c_2.csv")) == [(None,) * 6]
    assert tiny.query("select encoding, identity_code from delivery where n_rows is null") == [(None, None)]
    assert tiny.query("select n_rows, n_rows_used from delivery where file_name = 'c_1.csv'") == [(9, 9)]


@pytest.mark.parametrize("export", [CONTACTS, COUNTS])
def test_of_a_file_that_was_read_and_is_held_nothing_is_used(tmp_path: Path, export: str) -> None:
    tiny = TinySource.write(tmp_path, export, REASONS, STRICT)
    tiny.put("c_1.csv", GOOD)
    tiny.put("c_2.csv", "id,day,why\n3,soon,Rape\n4,2024-02-01,Rape\n")
    tiny.ingest()

    assert tiny.query(OF_FILE.format("c_2.csv")) == [(2, 0, 0, 0, 1, 0)]


def test_a_file_that_is_ignored_has_no_numbers(tmp_path: Path) -> None:
    TinySource.write(tmp_path, CONTACTS, REASONS, STRICT).put("c_1.csv", GOOD)
    tiny = TinySource.write(tmp_path, CONTACTS, REASONS, STRICT)
    tiny.ingest()
    tiny = TinySource.write(tmp_path, CONTACTS, REASONS, STRICT + 'ignore_files: ["c_1.csv"]\n')
    tiny.ingest()

    assert tiny.query("select status_code from delivery") == [("ignored",)]
    assert tiny.query(OF_FILE.format("c_1.csv")) == [(None,) * 6]
