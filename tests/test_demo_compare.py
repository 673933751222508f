"""A release compared with the truth of the simulated network: what agrees, what is unknown, what is false."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from pipelines.demo.compare import GOOD, Compared, compare_with_truth, has_planted_habit, table_of
from pipelines.demo.helplines import all_helplines
from pipelines.demo.simulate import simulate
from schemas.vocabulary.code import load_codes

SMALL = 2_000
PERFECT_RELEASE = """
    create table contact as
    select source_id || '/' || record_id as contact_id, source_id, contact_date, contact_type_code
    from read_parquet('{truth}/truth_contact.parquet');
    create table contact_reason as
    select distinct source_id || '/' || record_id as contact_id, source_id, reason_code, setting_code,
        case when setting_code in ('not_applicable', 'unknown') then 'none'
            when reason_code in ({by_nature}) then 'nature' else 'recorded' end as setting_basis_code
    from read_parquet('{truth}/recordable_reason.parquet')
    where source_id <> 'demo_thames';
    create table reported_count as
    select r.source_id, date_trunc('quarter', r.contact_date) as period_start, reason_code, setting_code,
        coalesce(gender_code, 'unknown') as gender_code, count(distinct record_id) as n_contacts
    from read_parquet('{truth}/recordable_reason.parquet') as r
    join read_parquet('{truth}/truth_contact.parquet') using (source_id, record_id)
    where r.source_id = 'demo_thames'
    group by all;
"""


def name_of(source_id: str, record_id: str) -> str:
    return f"{source_id}/{record_id}"


@pytest.fixture(scope="module")
def perfect(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A release that holds all that the systems can hold, and the truth."""
    folder = tmp_path_factory.mktemp("compare")
    truth = folder / "truth"
    simulate(folder / "deliveries", truth, SMALL, 11)
    with duckdb.connect(str(folder / "perfect.duckdb")) as connection:
        reasons = load_codes().list_of("reason").codes.values()
        by_nature = ", ".join(f"'{reason.code}'" for reason in reasons if reason.setting_scope == "offline")
        connection.execute(PERFECT_RELEASE.format(truth=truth, by_nature=by_nature))
    return folder / "perfect.duckdb", truth


def compared(database: Path, truth: Path) -> dict[str, Compared]:
    return {row.source_id: row for row in compare_with_truth(database, truth, name_of)}


def changed(perfect: tuple[Path, Path], target: Path, sql: str) -> dict[str, Compared]:
    """The comparison after a change of the perfect release."""
    shutil.copy(perfect[0], target)
    with duckdb.connect(str(target)) as connection:
        connection.execute(sql)
    return compared(target, perfect[1])


@pytest.mark.long
def test_all_that_a_system_can_hold_gives_full_marks_and_nothing_false(perfect: tuple[Path, Path]) -> None:
    rows = compared(*perfect)
    assert set(rows) == {helpline.source_id for helpline in all_helplines()}
    for row in rows.values():
        assert (row.precision, row.recall, row.f1, row.n_false) == (1, 1, 1, 0), row.source_id
        assert row.tells_setting or row.n_stated == 0
    assert rows["demo_lipa"].n_told < rows["demo_lipa"].n_acts, "one reason of several is recorded"


@pytest.mark.long
def test_what_was_entered_is_told_apart_from_what_could_be(perfect: tuple[Path, Path]) -> None:
    """This release holds what the systems could hold: where a third was entered as Other, it is not what was entered."""
    rows = compared(*perfect)
    assert rows["demo_tilia"].f1 == 1 and rows["demo_tilia"].f1_entered < 0.9
    assert rows["demo_garonne"].f1_entered >= GOOD


def test_a_wrong_setting_is_false_and_lowers_precision(perfect: tuple[Path, Path], tmp_path: Path) -> None:
    wrong = changed(
        perfect,
        tmp_path / "wrong.duckdb",
        "update contact_reason set setting_code = 'online' where source_id = 'demo_baobab' "
        "and setting_code = 'offline' and setting_basis_code = 'recorded'",
    )["demo_baobab"]
    assert wrong.n_false == wrong.n_told - wrong.n_agreed > 0
    assert wrong.f1 < 1


def test_unknown_instead_of_a_setting_is_missed_but_not_false(perfect: tuple[Path, Path], tmp_path: Path) -> None:
    rows = changed(
        perfect,
        tmp_path / "unknown.duckdb",
        "update contact_reason set setting_code = 'unknown', setting_basis_code = 'none' "
        "where setting_code in ('online', 'offline', 'both')",
    )
    assert all(row.n_false == 0 for row in rows.values())
    assert rows["demo_sabia"].share_unknown == 1
    assert rows["demo_sabia"].recall < 1


def test_a_lost_row_lowers_recall_also_without_ids(perfect: tuple[Path, Path], tmp_path: Path) -> None:
    before = compared(*perfect)
    some = "source_id in ('demo_cedre', 'demo_sabia') and reason_code like 'mental_health%'"
    sql = f"delete from contact_reason where {some}"
    after = changed(perfect, tmp_path / "lost.duckdb", sql)
    for source_id in ("demo_cedre", "demo_sabia"):
        assert after[source_id].precision == 1
        assert after[source_id].recall < before[source_id].recall
    assert after["demo_aurora"] == before["demo_aurora"]


def test_a_count_that_is_wrong_is_seen(perfect: tuple[Path, Path], tmp_path: Path) -> None:
    """One of two contacts that were counted as girls in a quarter stands under boys."""
    moved = (
        "update reported_count set gender_code = 'boy' where (period_start, reason_code, setting_code, gender_code) = "
        "(select (period_start, reason_code, setting_code, gender_code) from reported_count where gender_code = 'girl' "
        "order by all limit 1)"
    )
    row = changed(perfect, tmp_path / "moved.duckdb", moved)["demo_thames"]
    assert row.is_counts_only
    assert 0 < row.n_agreed < row.n_told == row.n_due


def test_both_as_two_parts_is_not_false_but_both_for_one_part_is(perfect: tuple[Path, Path], tmp_path: Path) -> None:
    parts = (
        "update contact_reason set setting_code = 'online' where source_id = 'demo_aurora' and setting_code = 'unknown'"
    )
    stated = "update contact_reason set setting_basis_code = 'recorded' where setting_code = 'online'"
    online = changed(perfect, tmp_path / "online.duckdb", f"{parts}; {stated}")["demo_aurora"]
    both = changed(
        perfect,
        tmp_path / "both.duckdb",
        f"{parts}; {stated}; update contact_reason set setting_code = 'both' "
        "where source_id = 'demo_aurora' and setting_code = 'online'",
    )["demo_aurora"]
    assert 0 < online.n_false < both.n_false < both.n_stated


def test_the_table_names_every_helpline_and_says_that_data_are_invented(perfect: tuple[Path, Path]) -> None:
    rows = list(compared(*perfect).values())
    console = Console(width=200, record=True, file=StringIO())
    console.print(table_of(rows))
    text = console.export_text()
    assert "Invented data" in text
    assert all(row.source_id in text for row in rows)
    assert sum(has_planted_habit(helpline) for helpline in all_helplines()) == text.count("planted habit") == 5
