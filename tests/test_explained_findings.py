"""A finding that the helpline has explained stays, beside its reply, and no longer counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pyarrow.parquet as pq
import pytest

from pipelines.defs.checks import finding_result
from schemas.finding import Finding
from schemas.mapping.registry import load_sound
from tests.invented_network import ABUSE_UNKNOWN, MOOD, SCHOOL, InventedNetwork, add_ordinary_sources, all_rows
from tests.test_replies import DECISIONS, EXPORT, entry
from tests.tiny_source import SOURCE_ID, TinySource
from warehouse.assess.step import assess
from warehouse.assess.tables import assess_tables
from warehouse.network.manifest import named_tables
from warehouse.publish.step import publish
from warehouse.store.kept_mapping import with_kept_mappings
from warehouse.store.key import Key
from warehouse.store.run import Run
from warehouse.tabulate.step import tabulate

VERDICT = "select verdict_code, verdict_pool_code, evidence_setting_code, use_setting_code from source_year"


def assessed(
    *replies: dict[str, Any], years: tuple[int, ...] = (2023,), setting: str = "per_reason"
) -> duckdb.DuckDBPyConnection:
    """Nine ordinary sources and `it`, which records several reasons and never says whether online."""
    network = InventedNetwork()
    names = [f"ordinary_{number}" for number in range(9)]
    add_ordinary_sources(network, names)
    network.add_source("it", setting_capability_code=setting)
    for year in years:
        network.add_contacts("it", 40, [ABUSE_UNKNOWN], year)
        network.add_contacts("it", 20, [SCHOOL, MOOD], year)
    network.rows["finding_reply"] += [reply(**one) for one in replies]
    connection = network.connect()
    assess_tables(connection)
    return connection


def reply(**changed: Any) -> dict[str, Any]:
    row = {"source_id": "it", "finding_code": "no_setting", "cause_code": "habit", "contact_year": 2023}
    row |= {"reply": "The field is new.", "is_explained": True, "replied_by": "data officer"}
    return {**row, "replied_on": date(2026, 11, 2), **changed}


def verdict(connection: duckdb.DuckDBPyConnection, year: int = 2023) -> tuple[Any, ...]:
    (row,) = all_rows(connection, f"{VERDICT} where source_id = 'it' and contact_year = {year}")
    return row


def remarks(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    columns = "state_code, cause_code, contact_year, sentence"
    return all_rows(
        connection, f"select {columns} from finding where finding_code = 'reply_without_finding' order by all"
    )


def test_without_a_reply_it_fails() -> None:
    assert verdict(assessed()) == ("setting_not_told", "setting_not_told", "fails", "in_with_note")


@pytest.mark.parametrize("changed", [{}, {"contact_year": None}, {"cause_code": ""}])
def test_an_explained_finding_stays_and_does_not_count(changed: dict[str, Any]) -> None:
    connection = assessed(changed)
    assert verdict(connection) == ("able_unproven", "able_unproven", "open", "in_with_note")
    query = (
        "select state_code, is_explained from finding where source_id = 'it' and finding_code = 'no_setting' "
        "and cause_code = 'habit' and state_code in ('warn', 'fail')"
    )
    assert all_rows(connection, query) == [("fail", True)]
    assert all_rows(connection, "select count(*) from finding where is_explained") == [(1,)]
    assert remarks(connection) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"is_explained": False},
        {"contact_year": 2022},
        {"source_id": "ordinary_1"},
        {"finding_code": "one_reason"},
        {"cause_code": "system", "is_explained": False},
    ],
)
def test_another_reply_explains_nothing(changed: dict[str, Any]) -> None:
    connection = assessed(changed)
    assert verdict(connection)[0] == "setting_not_told"
    assert all_rows(connection, "select count(*) from finding where is_explained") == [(0,)]


def test_the_newest_reply_counts() -> None:
    before = {"contact_year": None, "is_explained": False, "replied_on": date(2026, 5, 1)}
    assert verdict(assessed(before, {}))[0] == "able_unproven"
    after = {"contact_year": None, "is_explained": False, "replied_on": date(2026, 12, 1)}
    assert verdict(assessed(after, {}))[0] == "setting_not_told"
    same_day = {"contact_year": None, "is_explained": False}
    assert verdict(assessed(same_day, {}))[0] == "able_unproven"


def test_a_year_that_was_explained_accuses_no_later_pool() -> None:
    """2023 alone is explained; 2024 is asked and says so: three years together do not bring 2023 back."""
    network = InventedNetwork()
    add_ordinary_sources(network, [f"ordinary_{number}" for number in range(9)])
    network.add_source("it")
    network.add_contacts("it", 200, [ABUSE_UNKNOWN], 2023)
    network.add_contacts("it", 40, [("violence.sexual.abuse", "online", "recorded"), MOOD], 2024)
    network.rows["finding_reply"].append(reply())
    connection = network.connect()
    assess_tables(connection)
    assert verdict(connection, 2024)[:2] == ("complete", "able_unproven")


def test_a_limit_of_the_system_is_never_explained_away() -> None:
    connection = assessed({"cause_code": ""}, {"cause_code": ""}, setting="none")
    assert verdict(connection) == ("setting_not_told", "setting_not_told", "cannot", "out")
    assert [row[:3] for row in remarks(connection)] == [("warn", "", 2023), ("warn", "", 2023)]


def test_a_reply_to_what_the_data_do_not_have_is_said() -> None:
    connection = assessed(
        {"finding_code": "one_reason"},
        {"contact_year": 2020},
        {"source_id": "ordinary_1", "cause_code": "system"},
        {"source_id": "ordinary_2", "contact_year": None},
    )
    assert remarks(connection) == [
        ("warn", "habit", 2020, "The reply of 2026-11-02 answers the finding no_setting of 2020, and the data have no such finding."),
        ("warn", "habit", 2023, "The reply of 2026-11-02 answers the finding one_reason of 2023, and the data have no such finding."),
        ("warn", "habit", None, "The reply of 2026-11-02 answers the finding no_setting, and the data have no such finding in any year."),
        ("warn", "system", 2023, "The reply of 2026-11-02 answers the finding no_setting of 2023, and the data have no such finding."),
    ]  # fmt: skip


def test_a_check_of_dagster_passes_over_it_and_shows_it() -> None:
    failed = Finding("it", "no_setting", "fail", "a sentence", cause_code="habit", contact_year=2024)
    explained = Finding(
        "it", "no_setting", "fail", "a sentence", cause_code="habit", contact_year=2024, is_explained=True
    )
    key = dg.AssetKey("assess")
    assert not finding_result(key, [failed, explained]).passed
    result = finding_result(key, [explained])
    assert result.passed and result.description == "1 explained"
    assert "failed_and_warned" in result.metadata


# ---------------------------------------------------------------- from the file to the release


def say(tiny: TinySource, *entries: str) -> None:
    path = tiny.folder / "mappings" / SOURCE_ID / "replies.yaml"
    path.write_text("replies:\n" + "".join(entries), encoding="utf-8") if entries else path.unlink()


def release(tiny: TinySource) -> tuple[str, list[tuple[Any, ...]]]:
    """The release made of what lies there now: its name, and its bad findings beside their replies."""
    run = tiny.run()
    for step in (assess, tabulate):
        step(run)
    publish(run, "test")
    shown = tiny.layout.current.resolve()
    with duckdb.connect(str(shown / "helplines.duckdb"), read_only=True) as connection:
        query = (
            "select finding_code, state_code, is_explained, reply, replied_by from finding_with_reply "
            "where state_code in ('warn', 'fail') order by all"
        )
        return shown.name, connection.execute(query).fetchall()


@pytest.mark.long
def test_a_changed_and_a_removed_reply_make_a_new_release_and_read_nothing_anew(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    rows = "".join(f"{number},2023-01-{number:02},Extortion\n" for number in range(1, 21))
    tiny.put("d.csv", "id,day,reason\n" + rows + "99,2023-02-01,Unknown word\n")
    tiny.ingest()
    unmapped = ("unmapped_values", "warn", False, None, None)
    assert release(tiny) == ("r0001", [("no_setting", "fail", False, None, None), unmapped])
    in_lake = tiny.lake_bytes()

    say(tiny, entry(year=""), entry(finding="unmapped_values", cause="", reply="A slip of the pen."))
    told = ("The field came with the new form.", "data officer")
    explained = [("no_setting", "fail", True, *told), ("unmapped_values", "warn", True, "A slip of the pen.", told[1])]
    assert release(tiny) == ("r0002", explained)
    assert not tiny.ingest()[2].changed
    assert tiny.lake_bytes() == in_lake
    assert release(tiny) == ("r0002", explained)

    say(tiny, entry(year="", explained="no"))
    assert release(tiny) == ("r0003", [("no_setting", "fail", False, *told), unmapped])
    say(tiny)
    assert release(tiny) == ("r0004", [("no_setting", "fail", False, None, None), unmapped])


def test_a_reply_stands_while_the_folder_has_a_mistake(tmp_path: Path, key: Key) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    tiny.put("d.csv", "id,day,reason\n" + "".join(f"{n},2023-01-{n:02},Extortion\n" for n in range(1, 21)))
    tiny.ingest()
    say(tiny, entry())
    (tmp_path / "mappings" / SOURCE_ID / "source.yaml").write_text("name: half\n", encoding="utf-8")
    registry = with_kept_mappings(load_sound(tmp_path / "mappings"), tiny.layout)
    assess(Run(tiny.layout, registry, key))
    rows = pq.read_table(named_tables(tiny.layout, "assess")["source_year"]).to_pylist()
    assert [row["verdict_code"] for row in rows] == ["able_unproven"]


def test_of_a_helpline_that_sent_nothing_yet_a_reply_is_no_remark() -> None:
    assert [row[:2] for row in remarks(assessed({"finding_code": "one_reason"}))] == [("warn", "habit")]
    assert remarks(assessed({"finding_code": "one_reason"}, years=())) == []
