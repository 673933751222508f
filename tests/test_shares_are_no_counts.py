"""A share in the place of a count is rejected and called a share, whatever parts thousands in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_counts import LONG, long


@pytest.mark.parametrize("mark", [".", ",", "'", " "])
@pytest.mark.parametrize("share", ["12.5%", "12 %", "0.125", "0,125", "00.125", ".125", "0.5"])
def test_a_share_is_no_count(tmp_path: Path, share: str, mark: str) -> None:
    export = LONG.replace('thousands: "."', f'thousands: "{mark}"')
    tiny = long(tmp_path, f"2022;Bullying;F;10 to 12;Net;{share}", "2022;Rape;F;10 to 12;Net;3", export=export)
    _, staged, _ = tiny.ingest()
    assert tiny.query("select sum(n_contacts) from reported_count") == [(3,)]
    (one,) = [one for one in staged.findings if one.finding_code == "rejected_rows"]
    assert "bad_count 1, first at row 1, column n" in one.sentence
    assert "1 of them is a share (`%` or less than one) and no count" in one.sentence


@pytest.mark.parametrize(("text", "number"), [("1.250", 1250), ("12,0", 12), ("1.23.456", 123456), ("0", 0)])
def test_numbers_with_marks_are_read_as_before(tmp_path: Path, text: str, number: int) -> None:
    tiny = long(tmp_path, f"2022;Bullying;F;10 to 12;Net;{text}")
    _, staged, _ = tiny.ingest()
    assert [one for one in staged.findings if one.finding_code == "rejected_rows"] == []
    assert tiny.query("select sum(n_contacts) from reported_count") == [(number,)]


def test_a_number_that_is_none_is_not_called_a_share(tmp_path: Path) -> None:
    _, staged, _ = long(tmp_path, "2022;Bullying;F;10 to 12;Net;many").ingest()
    (one,) = [one for one in staged.findings if one.finding_code == "rejected_rows"]
    assert "share" not in one.sentence
