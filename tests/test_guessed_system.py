"""What a draft guesses of a system is no declaration: a held year has no verdict until somebody has answered."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.drafting import SOURCE_ID, Drafted, draft_files, write_csv
from warehouse.assess.step import assess
from warehouse.network.manifest import named_tables


@pytest.fixture
def drafted(tmp_path: Path) -> Drafted:
    inbox = tmp_path / "in"
    inbox.mkdir()
    rows = [[str(n), f"{n % 27 + 1:02}/03/2024", ("Bullying", "Grief", "Neglect")[n % 3]] for n in range(60)]
    write_csv(inbox / "calls_2024.csv", [["case_no", "call_date", "reason"], *rows])
    return draft_files(tmp_path, [inbox / "calls_2024.csv"])


def year(drafted: Drafted) -> dict[str, object]:
    run = drafted.settings.open_run()
    assess(run)
    (row,) = pq.read_table(named_tables(run.layout, "assess")["source_year"]).to_pylist()
    return dict(row)


def codes(drafted: Drafted) -> set[str]:
    path = named_tables(drafted.settings.layout, "assess")["finding"]
    return {row["finding_code"] for row in pq.read_table(path).to_pylist() if row["source_id"] == SOURCE_ID}


def test_a_guess_gives_no_verdict(drafted: Drafted) -> None:
    assert drafted.run() == ("open_questions",)
    row = year(drafted)
    assert row["status_code"] == "held"
    assert row["verdict_code"] == row["verdict_pool_code"] == "not_assessable"
    assert {value for name, value in row.items() if name.startswith("use_")} == {"out"}
    assert not {"one_reason", "no_setting"} & codes(drafted)


def test_what_somebody_has_declared_is_judged_without_a_contact(drafted: Drafted) -> None:
    drafted.answer_as_guessed()
    text = (drafted.folder / "source.yaml").read_text(encoding="utf-8").replace("unmapped_reasons: 1, ", "")
    assert "several_reasons" in text
    one = "records: {several_reasons: no, setting: none}"
    lines = [one if line.startswith("records:") else line for line in text.splitlines()]
    (drafted.folder / "source.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert drafted.run() == ("threshold_broken",)
    row = year(drafted)
    assert row["status_code"] == "held" and row["verdict_code"] == "skewed_and_incomplete"
