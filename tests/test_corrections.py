"""Corrections of single records: applied where they fit, loud where the provider has repaired the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.tiny_source import TinySource
from warehouse.review.source import review_source
from warehouse.store.engine import engine
from warehouse.store.run import SourceHeldError

EXPORT = """\
files: "d.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: id
arrives: {as: updates, newest: {by: received}}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, age: age}
reasons: {cell: reason, delimiter: ";"}
"""
DECISIONS = """\
reason,Extortion,mapped,violence.sexual.extortion,,,equal,,,,,
reason,Threats,mapped,violence.harassment,,,equal,,,,,
"""
ROWS = "id,day,age,reason\na,2024-01-05,112,Extortion;Threats\nb,2023-01-06,9,Threats\n"
ENTRY = """\
corrections:
  - contact: {contact}
    do: {action}
    expect: {expect}
    because: invented
    provider: data officer
    on: 2026-11-02
"""


def started(folder: Path) -> tuple[TinySource, dict[str, str]]:
    """The source without corrections, and its contact ids by year."""
    tiny = TinySource.write(folder, EXPORT, DECISIONS)
    tiny.put("d.csv", ROWS)
    tiny.ingest()
    return tiny, {"a": tiny.query("select contact_id from contact where contact_year = 2024")[0][0]}


def correct(tiny: TinySource, contact: str, action: str, expect: str, more: str = "") -> None:
    text = ENTRY.format(contact=contact, action=action, expect=expect)
    (tiny.folder / "mappings" / "tiny" / "corrections.yaml").write_text(text + more, encoding="utf-8")


def test_an_override_replaces_one_answer_of_one_record(tmp_path: Path) -> None:
    tiny, ids = started(tmp_path)
    correct(tiny, ids["a"], "override", '{age: "112"}', '    field: age\n    value: "12"\n')
    tiny.ingest()
    assert tiny.query("select age_years from contact order by contact_date") == [(9,), (12,)]


def test_a_reason_and_a_day_can_be_overridden(tmp_path: Path) -> None:
    tiny, ids = started(tmp_path)
    correct(tiny, ids["a"], "override", "{reason: Extortion}", '    field: reason\n    value: ""\n')
    tiny.ingest()
    assert tiny.query("select n_reasons from contact where contact_year = 2024") == [(1,)]
    correct(tiny, ids["a"], "override", "{date: 2024-01-05}", "    field: date\n    value: 2022-01-05\n")
    tiny.ingest()
    assert tiny.query("select contact_year from contact order by all") == [(2022,), (2023,)]


def test_two_reasons_that_were_swapped_are_put_right(tmp_path: Path) -> None:
    tiny, ids = started(tmp_path)
    one = "    field: reason\n    value: Threats\n"
    other = ENTRY.removeprefix("corrections:\n").format(contact=ids["a"], action="override", expect="{reason: Threats}")
    correct(tiny, ids["a"], "override", "{reason: Extortion}", one + other + "    field: reason\n    value: Grief\n")
    tiny.ingest()
    values = (
        "select source_value, n_values from source_value where field = 'reason' and contact_year = 2024 order by all"
    )
    assert tiny.query(values) == [("Grief", 1), ("Threats", 1)]


def test_a_dropped_record_is_ignored_and_counted(tmp_path: Path) -> None:
    tiny, ids = started(tmp_path)
    correct(tiny, ids["a"], "drop", '{age: "112"}')
    tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(1,)]
    assert tiny.query("select n_rows, n_rows_used, n_ignored, n_rejected from delivery") == [(2, 1, 1, 0)]
    assert tiny.query("select sentence from lake_finding where finding_code = 'corrected_records'") == [
        ("Single records were corrected as corrections.yaml says: 1 dropped.",)
    ]


def test_a_repaired_file_is_told_loudly_and_replaces_nothing(tmp_path: Path) -> None:
    tiny, ids = started(tmp_path)
    correct(tiny, ids["a"], "override", '{age: "112"}', '    field: age\n    value: "12"\n')
    tiny.ingest()
    tiny.put("d.csv", ROWS.replace("112", "13"))
    with pytest.raises(SourceHeldError, match="stale_correction"):
        tiny.ingest()
    assert tiny.query("select age_years from contact order by contact_date") == [(9,), (12,)]
    correct(tiny, ids["a"], "flag", '{age: "112"}', "    status: repaired\n")
    tiny.ingest()
    assert tiny.query("select age_years from contact order by contact_date") == [(9,), (13,)]


def test_a_contact_that_is_not_there_holds_the_source(tmp_path: Path) -> None:
    tiny, _ = started(tmp_path)
    correct(tiny, "0" * 32, "flag", '{age: "112"}')
    with pytest.raises(SourceHeldError) as told:
        tiny.ingest()
    (finding,) = told.value.findings
    assert finding.next_step.startswith("Compare `contact` with `contact_id`")  # the step of its own form


def test_two_corrections_of_one_thing_are_told_with_both_lines(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    again = ENTRY.removeprefix("corrections:\n").format(contact="0" * 32, action="override", expect='{age: "112"}')
    correct(tiny, "0" * 32, "override", '{age: "112"}', f"    field: age\n    value: '1'\n{again}    field: age\n")
    with pytest.raises(MappingError, match=r"first in line 2") as told:
        load_registry(tiny.folder / "mappings")
    assert [problem.line for problem in told.value.problems] == [10]


@pytest.mark.parametrize(
    ("action", "expect", "more", "complaint"),
    [
        ("override", '{age: "1"}', "", "go with"),
        ("override", '{age: "1"}', "    field: gender\n    value: F\n", "under `expect`"),
        ("flag", "{name: x}", "", "cannot be corrected"),
        ("override", "{date: 2024-01-05}", "    field: date\n    value: 2031-01-05\n", "not later than"),
        ("override", "{date: 2024-01-05}", "    field: date\n    value: 20240105\n", "ISO day"),
        ("remove", '{age: "1"}', "", "drop, override, flag"),
    ],
)
def test_an_incomplete_correction_is_refused_with_its_line(
    tmp_path: Path, action: str, expect: str, more: str, complaint: str
) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    correct(tiny, "0" * 32, action, expect, more)
    with pytest.raises(MappingError, match=complaint) as told:
        load_registry(tiny.folder / "mappings")
    assert "corrections.yaml:" in str(told.value)


COUNTS = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period}
period: {column: period, format: "%Y"}
count: n
reasons: why
"""


def test_before_a_run_one_that_does_not_fit_is_seen_beside_counts_too(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, f"{EXPORT}---\n{COUNTS}", DECISIONS)
    tiny.put("d.csv", ROWS)
    tiny.put("r_1.csv", "period,why,n\n2024,Threats,7\n")
    tiny.ingest()
    correct(tiny, "0" * 32, "flag", '{age: "112"}')

    run = tiny.run()
    with engine(tiny.layout.work) as connection:
        found = review_source(connection, tiny.layout, run.registry.sources["tiny"], run.registry.codes, 1)

    assert [one.finding_code for one in found.stale] == ["stale_correction"]
    assert (found.n_contacts, found.n_counted) == (2, 7)


def test_counts_alone_cannot_be_corrected(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, COUNTS, DECISIONS)
    correct(tiny, "0" * 32, "flag", '{age: "112"}')

    with pytest.raises(MappingError, match=r"corrections.yaml:2: .* every format of this source holds counts"):
        load_registry(tmp_path / "mappings")

    correct(tiny, "0" * 32, "flag", '{age: "112"}', "    status: repaired\n")
    assert not load_registry(tmp_path / "mappings").broken
