"""The fifteen questions of `docs/analysts.md` run on a release, and those that can be held against a figure agree with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import ROOT
from tests.paged_release import demo_release

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs/analysts.md").read_text(encoding="utf-8")
QUERIES = dict(re.findall(r"^## (\d+)\. .*?```sql\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE))
TOO_SMALL = {
    *("published", "numerator", "denominator", "share", "share_low", "share_high"),
    *("share_source_q1", "share_source_median", "share_source_q3", "expected_low", "expected_high"),
}
"""What so small a network may leave empty: too few contacts to publish, sources for quartiles or years for a range."""
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_release(tmp_path_factory)


def rows_of(release: Path, query: str) -> Rows:
    with duckdb.connect(str(release / "helplines.duckdb"), read_only=True) as connection:
        found = connection.execute(query)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def answer(release: Path, number: int) -> Rows:
    return rows_of(release, QUERIES[str(number)])


def test_there_are_fifteen() -> None:
    assert list(QUERIES) == [str(number) for number in range(1, 16)]


@pytest.mark.parametrize("number", range(1, 16))
def test_each_question_has_an_answer(release: Path, number: int) -> None:
    rows = answer(release, number)
    assert rows
    empty = {name for name in rows[0] if all(row[name] is None for row in rows)}
    assert not empty - TOO_SMALL, empty


def test_reasons_are_counted_as_in_the_tables(release: Path) -> None:
    query = """
        select network_code, year as contact_year, main_code as main, numerator as contacts
        from network_statistics_exact
        where statistic_code = 't2.main' and framework = 'COMMON' and base_code = 'contacts' and panel_code = 'all'
            and region_code is null and numerator > 0
    """
    names = ("network_code", "contact_year", "main", "contacts")
    counted = {tuple(row[name] for name in names) for row in answer(release, 6)}
    assert counted == {tuple(row.values()) for row in rows_of(release, query)}


def test_a_trend_rests_on_the_same_sources_in_both_years(release: Path) -> None:
    rows = answer(release, 12)
    assert [row["year"] for row in rows] == sorted(row["year"] for row in rows)
    assert all(row["change"] == row["share"] - row["share_before"] for row in rows)
    assert any(row["change"] != row["change_among_all"] for row in rows)


def test_settings_are_counted_on_the_base_of_the_tables(release: Path) -> None:
    query = """
        select network_code, year, reason_code, setting_code, numerator
        from network_statistics_exact
        where statistic_code in ('t4.setting_of_sexual_violence', 't4.setting_of_bullying') and panel_code = 'all'
            and region_code is null
    """
    published = {tuple(row.values())[:4]: row["numerator"] or 0 for row in rows_of(release, query)}
    names = ("network_code", "contact_year", "subtree_code", "setting_code")
    found = {tuple(row[name] for name in names): row["contacts"] for row in answer(release, 9)}

    assert sum(found.values()) > 50
    assert all(contacts <= published[key] for key, contacts in found.items())


def test_ocsea_beside_its_reasons_is_never_more_than_ocsea(release: Path) -> None:
    rows = answer(release, 10)
    assert all(0 < row["contacts"] <= row["of_contacts"] for row in rows)
    assert not [row for row in rows if row["reason_code"].startswith("violence.sexual")]


def test_a_main_of_a_framework_has_its_label_in_the_file(release: Path) -> None:
    """Whoever has the file alone cannot know what MH or SX stands for."""
    rows = rows_of(release, "select framework, main_code, main_label, count(*) as n from crosswalk group by all")
    assert [row for row in rows if (row["main_code"] is None) != (row["main_label"] is None)] == []
    assert {row["main_label"] for row in rows if (row["framework"], row["main_code"]) == ("CHI_V3", "MH")} == {
        "Mental Health"
    }
