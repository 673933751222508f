"""A period that came again as something else than a correction: parts or categories that are gone, another office's
numbers, the same counts in another format.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_source import SOURCE, SOURCE_ID, TinySource

LABELS = "".join(
    f"reason,{label},mapped,{code},,,,,,,,\n"
    for label, code in {
        "Grief": "mental_health.mood",
        "Rows": "violence.physical",
        "Hit": "violence.neglect",
        "Fear": "mental_health.suicidality",
        "Other": "family.caregiver",
    }.items()
)
WIDE = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {ARRIVES}
period: {column: month, format: ["%Y-%m", "%YQ%q"]}
across: {gives: reason}
"""
LONG = WIDE.replace("across: {gives: reason}", "count: n\nreasons: why")
IN_ROWS = "as: replaces_period"
YEARLY = 'as: replaces_period, slot: "r_(%Y)*.csv"'
CONTACTS = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: no
arrives: {as: replaces_period, slot: "c_(%Y).csv"}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {cell: why}
"""
SAID = "select finding_code, state_code, sentence from lake_finding where state_code in ('warn', 'fail') order by all"


def said(tiny: TinySource) -> list[tuple[str, str, str]]:
    tiny.ingest()
    return tiny.query(SAID)


def write(folder: Path, form: str, arrives: str) -> TinySource:
    return TinySource.write(folder, form.replace("ARRIVES", arrives), LABELS)


def year(first: int, last: int) -> str:
    return "month,Grief,Rows\n" + "".join(f"2024-{month:02},{20 + month},4\n" for month in range(first, last + 1))


def of_month(*numbers: int) -> str:
    told = zip(("Grief", "Rows", "Hit", "Fear", "Other"), numbers, strict=False)
    return "month,why,n\n" + "".join(f"2024-01,{label},{number}\n" for label, number in told)


def test_months_that_a_year_lacks_when_it_comes_again_are_said(tmp_path: Path) -> None:
    tiny = write(tmp_path, WIDE, YEARLY)
    tiny.put("r_2024.csv", year(1, 12))
    assert said(tiny) == []
    tiny.put("r_2024.csv", year(4, 12))

    [(code, state, sentence)] = said(tiny)

    assert (code, state) == ("doubtful_replacement", "warn")
    assert "has nothing of 3 of the 12 periods in it" in sentence


def test_a_year_of_quarters_that_comes_again_by_months_lacks_nothing(tmp_path: Path) -> None:
    tiny = write(tmp_path, WIDE, YEARLY)
    quarters = "".join(f"2024Q{quarter},{80 + quarter},12\n" for quarter in range(1, 5))
    tiny.put("r_2024.csv", "month,Grief,Rows\n" + quarters)
    tiny.ingest()
    tiny.put("r_2024.csv", year(1, 12))

    assert "doubtful_replacement" not in [code for code, _, _ in said(tiny)]
    assert tiny.query("select sum(n_contacts)::bigint from reported_count") == [(366,)]


def test_so_are_months_of_contacts(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, CONTACTS, LABELS)
    content = "no,day,why\n" + "".join(f"{no},2024-{no % 12 + 1:02}-05,Grief\n" for no in range(1, 61))
    tiny.put("c_2024.csv", content)
    assert said(tiny) == []
    tiny.put("c_2024.csv", "".join(line for line in content.splitlines(keepends=True) if "-03-05" not in line))

    [(code, state, sentence)] = said(tiny)

    assert (code, state) == ("doubtful_replacement", "warn")
    assert "has nothing of 1 of the 12 periods in it" in sentence


@pytest.mark.parametrize("arrives", [IN_ROWS, pytest.param(YEARLY, marks=pytest.mark.long)])
def test_a_category_whose_rows_are_gone_is_said(tmp_path: Path, arrives: str) -> None:
    tiny = write(tmp_path, LONG, arrives)
    tiny.put("r_2024.csv", of_month(40, 7, 30, 12, 3))
    tiny.ingest()
    tiny.put("r_2024.csv", of_month(40, 7, 30, 12))
    assert said(tiny) == [], "three contacts may have been corrected"
    tiny.put("r_2024.csv", of_month(40, 7, 30, 12).replace("2024-01,Rows,7\n", ""))

    [(code, state, sentence)] = said(tiny)

    assert (code, state) == ("doubtful_replacement", "warn")
    assert "no count under 1 of its 4 categories (7 contacts)" in sentence


@pytest.mark.parametrize("arrives", [IN_ROWS, pytest.param(YEARLY, marks=pytest.mark.long)])
def test_the_numbers_of_another_office_are_asked_about(tmp_path: Path, arrives: str) -> None:
    tiny = write(tmp_path, LONG, arrives)
    tiny.put("r_2024_north.csv", of_month(40, 17, 33, 12))
    tiny.ingest()
    tiny.put("r_2024_south.csv", of_month(38, 21, 30, 17))

    told = [sentence for code, _, sentence in said(tiny) if code == "doubtful_replacement"]

    assert any("of 4 larger counts of the same period and category 0 have the same number" in one for one in told)

    offices = [
        LONG.replace("ARRIVES", f"{arrives}, adds_up: an office each").replace("r_*.csv", f"r_*_{office}.csv")
        for office in ("north", "south")
    ]
    TinySource.write(tmp_path, "---\n".join(offices), LABELS)

    assert "doubtful_replacement" not in [code for code, _, _ in said(tiny)], "a document each, as it says"
    assert tiny.query("select sum(n_contacts)::bigint from reported_count") == [(208,)]


@pytest.mark.parametrize("again", [(41, 17, 33, 12, 9), (52, 19, 40, 15, 11)])
def test_a_correction_and_a_year_that_went_on_are_not(tmp_path: Path, again: tuple[int, ...]) -> None:
    tiny = write(tmp_path, LONG, IN_ROWS)
    tiny.put("r_2024.csv", of_month(40, 17, 33, 12, 9))
    tiny.ingest()
    tiny.put("r_2024.csv", of_month(*again))

    assert "doubtful_replacement" not in [code for code, _, _ in said(tiny)]


def test_the_same_counts_in_another_format_are_held_with_a_way_out(tmp_path: Path) -> None:
    """Each format says `replaces_period` already: to say it once more would be no help."""
    lines = WIDE.replace("ARRIVES", IN_ROWS)
    other = lines.replace("r_*.csv", "r_*.txt").replace("utf-8", 'utf-8, delimiter: "\\t"')
    tiny = TinySource.write(tmp_path, f"{lines}---\n{other}", LABELS)
    tiny.put("r_1.csv", year(1, 1))
    tiny.ingest()
    tiny.put("r_1.txt", year(1, 1).replace("21", "25").replace(",", "\t"))

    [(code, state, sentence)] = said(tiny)

    assert (code, state) == ("counted_twice", "fail")
    assert "`ignore_files`" in sentence and "replaces_all" not in sentence
    declared = SOURCE.replace("address: tiny", 'address: tiny\nignore_files: ["r_1.csv"]')
    (tiny.folder / "mappings" / SOURCE_ID / "source.yaml").write_text(declared, encoding="utf-8")
    assert said(tiny) == []
    assert tiny.query("select sum(n_contacts)::bigint from reported_count") == [(29,)]
