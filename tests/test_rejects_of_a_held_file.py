"""The records for which a file is held stand in `rejected_row`, where its finding sends to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_rejected_totals import CONTACTS, COUNTS
from tests.tiny_counts import REASONS
from tests.tiny_source import SOURCE, TinySource

STRICT = SOURCE.replace("thresholds: {rejected: 1, rejected_held: 1, because: rejects are what is tested}\n", "")
HEAD = "id,day,why\n"


@pytest.mark.parametrize("export", [CONTACTS, COUNTS])
def test_they_are_there_and_those_of_other_files_as_well(tmp_path: Path, export: str) -> None:
    tiny = TinySource.write(tmp_path, export, REASONS, STRICT)
    tiny.put("c_1.csv", HEAD + "".join(f"{n},2024-01-0{n},Rape\n" for n in range(1, 10)) + "1,2024-01-11,Rape\n" * 9)
    tiny.put("c_2.csv", HEAD + "3,soon,Rape\n4,2024-02-01,Rape\n5,later\n")

    (said,) = [one for one in tiny.ingest()[1].findings if one.finding_code == "rejected_rows"]

    assert (said.state_code, "held back" in said.sentence, "`rejected_row`" in said.next_step) == ("fail", True, True)
    place = (
        "select row_number, step, reject_code from rejected_row join delivery using (delivery_id) where {} order by 1"
    )
    code = "bad_date" if export is CONTACTS else "bad_period"
    told = [(1, "stage", code), (3, "read", "too_few_cells")]
    assert tiny.query(place.format("status_code = 'held'")) == told
    assert tiny.query(place.format("status_code <> 'held'")) == []
    assert tiny.query("select n_rejected from delivery where status_code = 'held'") == [(2,)]
