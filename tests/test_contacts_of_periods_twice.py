"""Contacts without ids in files of periods of which none replaces the other: a year and its months, a month in two
formats. They count twice, and it is said; none is held, since any of them may be corrected.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_contacts_twice import DECISIONS, EXPORT, MONTH, come, put
from tests.tiny_source import SOURCE, SOURCE_ID, TinySource

APRIL = [row.replace("2024-03", "2024-04") for row in MONTH]
REST = [f"2024-{month:02}-{day:02},8,grief" for month in range(5, 13) for day in range(1, 25)]
MONTHLY = EXPORT.replace("c_*", "m_*").replace("ARRIVES", '{as: replaces_period, slot: "m_(%Y-%m).csv"}')
YEARLY = EXPORT.replace("c_*", "y_*").replace("ARRIVES", '{as: replaces_period, slot: "y_(%Y).csv"}')


@pytest.fixture
def tiny(tmp_path: Path) -> TinySource:
    return TinySource.write(tmp_path, f"{MONTHLY}---\n{YEARLY}", DECISIONS)


def test_a_year_behind_its_months_is_said_until_the_months_are_left_out(tiny: TinySource) -> None:
    """Hardly any of the year came before, and yet each of the months counts twice."""
    put(tiny, "m_2024-03.csv", MONTH)
    put(tiny, "m_2024-04.csv", APRIL)
    assert come(tiny) == ([], 48)
    put(tiny, "y_2024.csv", [*MONTH, *APRIL, *REST])
    for _ in range(2):
        assert come(tiny) == ([("contacts_twice", "warn")], 288)
    [sentence] = tiny.query("select sentence from lake_finding where finding_code = 'contacts_twice'")
    assert sentence[0].startswith("y_2024.csv: 48 of 240 contacts are alike") and "count twice" in sentence[0]

    declared = SOURCE.replace("address: tiny", 'address: tiny\nignore_files: ["m_*.csv"]')
    (tiny.folder / "mappings" / SOURCE_ID / "source.yaml").write_text(declared, encoding="utf-8")

    assert come(tiny) == ([], 240)


@pytest.mark.parametrize("year_first", [True, False])
def test_a_month_beside_its_year_is_said_and_its_next_version_counts(tiny: TinySource, year_first: bool) -> None:
    """Whichever came first: a correction of either is taken, and no file that came is lost."""
    files = {"y_2024.csv": [*MONTH, *APRIL], "m_2024-03.csv": MONTH}
    for name in sorted(files, reverse=year_first):
        put(tiny, name, files[name])
        told, _ = come(tiny)
    assert told == [("contacts_twice", "warn")]
    put(tiny, "m_2024-03.csv", MONTH[1:])
    assert come(tiny) == ([("contacts_twice", "warn")], 48 + 23)


def test_the_same_month_in_another_format_is_said(tmp_path: Path) -> None:
    """With one column more no record is equal to the one that came before."""
    other = MONTHLY.replace("m_*", "n_*").replace("m_(", "n_(")
    tiny = TinySource.write(tmp_path, f"{MONTHLY}---\n{other}", DECISIONS)
    put(tiny, "m_2024-03.csv", MONTH)
    come(tiny)
    tiny.put("n_2024-03.csv", "day,age,why,desk\n" + "".join(f"{row},1\n" for row in MONTH))

    assert come(tiny) == ([("contacts_twice", "warn")], 48)


def test_where_the_name_alone_tells_the_day_being_alike_is_chance(tmp_path: Path) -> None:
    by_slot = MONTHLY.replace("date: {column: day, format: iso}", "date: {period: slot}").replace(
        "reasons:", "ignored_columns: [day]\nreasons:"
    )
    other = by_slot.replace("m_*", "n_*").replace("m_(", "n_(")
    tiny = TinySource.write(tmp_path, f"{by_slot}---\n{other}", DECISIONS)
    put(tiny, "m_2024-03.csv", MONTH)
    put(tiny, "n_2024-03.csv", [row.replace("2024-03-0", "2024-03-1") for row in MONTH])

    assert come(tiny)[0] == []


def test_months_beside_each_other_and_a_corrected_month_are_not(tiny: TinySource) -> None:
    put(tiny, "m_2024-03.csv", MONTH)
    put(tiny, "m_2024-04.csv", APRIL)
    come(tiny)
    put(tiny, "m_2024-03.csv", [*MONTH[2:], "2024-03-30,11,bully"])

    assert come(tiny) == ([], 47)
