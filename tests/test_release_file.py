"""The file of a release: every table and view is there, says what it is, opens in older versions, and is shut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from schemas.contract.table import load_tables
from schemas.vocabulary.fields import ATTRIBUTES
from tests import fake_lake
from warehouse.publish.check import refuse_broken_candidate, refuse_key_in_file
from warehouse.publish.release import ReleaseRefusedError, build_database, close_database, hide_value
from warehouse.store.key import Key
from warehouse.store.layout import Layout

CONTRACTS = {name: table for name, table in load_tables().items() if table.place == "release"}


def build(layout: Layout, key: Key, path: Path) -> None:
    with duckdb.connect() as connection:
        fake_lake.relate(connection, layout)
        build_database(connection, path, CONTRACTS, key)
        close_database(connection, path)


@pytest.fixture
def path(layout: Layout, key: Key, tmp_path: Path) -> Path:
    fake_lake.write_lake(layout)
    path = tmp_path / "helplines.duckdb"
    build(layout, key, path)
    return path


@pytest.fixture
def release(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def test_the_file_is_whole_and_opens_in_older_versions(path: Path) -> None:
    assert [entry.name for entry in path.parent.glob("*.duckdb*")] == [path.name]
    assert path.stat().st_mode & 0o222 == 0
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as release (read_only)")
        tags = connection.execute("select tags from duckdb_databases() where database_name = 'release'").fetchone()
    assert tags is not None and tags[0]["storage_version"].startswith("v1.2")


def test_every_table_of_the_contracts_stands_in_it_and_no_other(release: duckdb.DuckDBPyConnection) -> None:
    found = {row[0] for row in release.execute("select table_name from duckdb_tables()").fetchall()}

    assert found == set(CONTRACTS)
    assert {"member", "source", "network_statistics", "finding_reply", "reported_count", "release_info"} <= found
    assert "staged_contact" not in found


def test_everything_carries_a_comment(release: duckdb.DuckDBPyConnection) -> None:
    tables = release.execute("select table_name, comment from duckdb_tables()").fetchall()
    views = release.execute("select view_name, comment from duckdb_views() where not internal").fetchall()
    columns = release.execute(
        "select table_name, column_name, comment from duckdb_columns() where not internal"
    ).fetchall()

    assert [row for row in [*tables, *views, *columns] if not row[-1]] == []
    assert {row[0] for row in columns} == {row[0] for row in [*tables, *views]}


def test_there_is_a_view_for_each_attribute_and_each_use(release: duckdb.DuckDBPyConnection) -> None:
    views = {row[0] for row in release.execute("select view_name from duckdb_views() where not internal").fetchall()}

    named = {f"contact_{attribute}" for attribute in ATTRIBUTES}
    of_contacts = {"contact_wide", "contact_setting", "reason", "reason_by_framework"}
    assert views == named | of_contacts | {"finding_with_reply", "survey_beside_data"}
    for view in sorted(views):
        release.execute(f"select * from {view}").fetchall()
    shown = release.execute("select platform_code, platform from contact_platform").fetchall()
    assert len(shown) == 2 * 2 * 14
    assert all(code and label for code, label in shown)


def test_contact_wide_has_each_contact_once_and_labels_beside_codes(release: duckdb.DuckDBPyConnection) -> None:
    rows = release.execute(
        "select contact_id, channel_code, channel, gender_code, gender, person_code, person, reasons from contact_wide"
    ).fetchall()

    by_id = {row[0]: row for row in rows}
    assert len(rows) == len(by_id) == 2 * 2 * 28
    _, channel_code, channel, _, gender, person_code, person, reasons = by_id[
        fake_lake.contact_id("demo_alpha", 2022, 1)
    ]
    assert (channel_code, channel, person_code, person) == ("chat", "Web chat", None, None)
    assert gender
    assert [(one["reason_code"], one["setting_code"]) for one in reasons] == [
        ("violence.sexual.abuse", "offline"),
        ("violence.sexual.abuse", "online"),
    ]
    assert all(one["reason"] and one["setting"] and one["setting_basis"] and one["fit"] for one in reasons)
    assert by_id[fake_lake.contact_id("demo_beta", 2023, 6)][-1] == []


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        # (setting, both recorded, both combined, narrow, wide)
        (0, ("violence.sexual", "online", False, False, True, True)),
        (1, ("violence.sexual", "both", False, True, True, True)),
        (2, ("violence.sexual", "both", True, False, True, True)),
        (3, ("violence.sexual", "online", False, False, False, True)),
        (4, ("violence.bullying", "offline", False, False, None, None)),
        (5, ("violence.sexual", "unknown", False, False, None, None)),
        (6, None),
    ],
)
def test_contact_setting_says_how_it_took_place(
    release: duckdb.DuckDBPyConnection, number: int, expected: tuple[object, ...] | None
) -> None:
    rows = release.execute(
        "select subtree_code, setting_code, is_both_recorded, is_both_combined, is_ocsea_narrow, is_ocsea_wide "
        "from contact_setting where contact_id = ?",
        [fake_lake.contact_id("demo_alpha", 2023, number)],
    ).fetchall()

    assert rows == ([] if expected is None else [expected])


def test_reasons_roll_up_to_frameworks(release: duckdb.DuckDBPyConnection) -> None:
    def rollup(number: int, framework: str) -> list[tuple[str | None, str]]:
        return release.execute(
            "select framework_code, rollup_code from reason_by_framework "
            "where contact_id = ? and lower(framework) = ? and setting_code <> 'not_applicable' order by all",
            [fake_lake.contact_id("demo_alpha", 2023, number), framework],
        ).fetchall()

    assert rollup(1, "chi_v1") == [("V.12", "exact"), ("V.16", "exact")]
    assert rollup(0, "chi_v2") == [("V.14", "exact")]
    assert rollup(5, "chi_v1") == [(None, "undetermined")]
    assert len(rollup(2, "chi_v1")) == 2


def test_reason_shows_the_tree(release: duckdb.DuckDBPyConnection) -> None:
    row = release.execute(
        "select level, parent_code, main_code, path, is_ocsea_narrow_form, is_ocsea_wide_form from reason "
        "where reason_code = 'violence.sexual.harassment'"
    ).fetchone()

    assert row is not None
    assert row[:3] == (3, "violence.sexual", "violence")
    assert row[3].startswith("Violence > Sexual violence") and row[3].endswith("> Sexual harassment")
    assert row[4:] == (False, True)
    mains = release.execute("select path = reason, is_ocsea_wide_form from reason where level = 1").fetchall()
    assert mains and all(row == (True, False) for row in mains)


def test_a_value_seen_in_few_contacts_shows_its_keyed_hash(release: duckdb.DuckDBPyConnection, key: Key) -> None:
    shown = {
        (source, value)
        for source, value in release.execute("select source_id, source_value from source_value").fetchall()
    }

    assert shown == {
        (source, value)
        for source in fake_lake.SOURCES
        for value in (fake_lake.COMMON_VALUE, None, hide_value(key, source, "reason", fake_lake.RARE_VALUE))
    }
    assert hide_value(key, "demo_alpha", "reason", "x") != hide_value(key, "demo_beta", "reason", "x")


def test_a_suggestion_that_repeats_a_rare_value_is_hidden_too(layout: Layout, key: Key, tmp_path: Path) -> None:
    fake_lake.write_lake(layout)
    rows = fake_lake.registers(fake_lake.SOURCES)["decision"]
    suggested = [
        {**rows[0], "decision_id": text, "source_value": text, "outcome_code": "suggested"}
        for text in (fake_lake.RARE_VALUE, fake_lake.COMMON_VALUE, "never seen")
    ]
    path = tmp_path / "helplines.duckdb"
    with duckdb.connect() as connection:
        fake_lake.relate(connection, layout)
        connection.register("decision", fake_lake.table_of("decision", [*rows, *suggested]))
        build_database(connection, path, CONTRACTS, key)
        shown = connection.execute("select source_value from release.main.decision where outcome_code = 'suggested'")
        values = {row[0] for row in shown.fetchall()}

    hidden = {hide_value(key, "demo_alpha", "reason", text) for text in (fake_lake.RARE_VALUE, "never seen")}
    assert values == hidden | {fake_lake.COMMON_VALUE}


@pytest.mark.parametrize("is_assessed", [True, False])
def test_findings_of_lake_and_network_stand_once_each(
    layout: Layout, key: Key, tmp_path: Path, is_assessed: bool
) -> None:
    fake_lake.write_lake(layout)
    both = {
        "source_id": "demo_alpha",
        "finding_code": "truncated",
        "state_code": "fail",
        "sentence": "a",
        "cause_code": "",
        "question": "",
        "is_explained": False,
        "form_code": "last_line",
        "facts": "{}",
    }
    network = {**both, "finding_code": "one_reason", "sentence": "b"}
    with duckdb.connect() as connection:
        fake_lake.relate(connection, layout)
        connection.register("lake_finding", fake_lake.table_of("finding", [both]))
        if is_assessed:
            connection.register("finding", fake_lake.table_of("finding", [both, network]))
        build_database(connection, tmp_path / "helplines.duckdb", CONTRACTS, key)
        found = connection.execute("select finding_code from release.main.finding order by all").fetchall()

    assert found == ([("one_reason",), ("truncated",)] if is_assessed else [("truncated",)])


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            "delete from contact_reason where contact_id = (select min(contact_id) from contact_reason)",
            "n_reasons of 1",
        ),
        ("delete from contact where contact_id = (select min(contact_id) from contact_reason)", "without a contact"),
        ("insert into contact from contact limit 1", "repeat a key"),
        (
            "update release.main.delivery set n_rows = n_rows + 1 where file_name like '%2022%'",
            "law 1 does not hold for 2",
        ),
        ("update release.main.delivery set n_contacts = n_contacts + 1", "contacts of 4 deliveries are not as many"),
        ("delete from release.main.source where source_id = 'demo_beta'", "contact without a source"),
        ("comment on column contact.contact_id is null", "contact.contact_id: it carries no comment"),
        ("delete from contact_attribute", "contact_attribute: 0 rows, the lake's manifests count 56"),
        ("update release.main.source set name = 'Miriam Castañeda'", "source: 2 rows hold a canary"),
    ],
)
def test_a_broken_candidate_is_refused(layout: Layout, key: Key, tmp_path: Path, change: str, complaint: str) -> None:
    fake_lake.write_lake(layout)
    with duckdb.connect() as connection:
        fake_lake.relate(connection, layout)
        build_database(connection, tmp_path / "helplines.duckdb", CONTRACTS, key)
        expected = {"contact_attribute": 56}
        refuse_broken_candidate(connection, CONTRACTS, expected, ["Miriam Castañeda"])
        connection.execute("use release")
        connection.execute(change)

        with pytest.raises(ReleaseRefusedError) as refused:
            refuse_broken_candidate(connection, CONTRACTS, expected, ["Miriam Castañeda"])

    assert complaint in str(refused.value)
    assert "Castañeda" not in str(refused.value)


def test_rows_that_do_not_fit_are_refused_without_their_content(layout: Layout, key: Key, tmp_path: Path) -> None:
    fake_lake.write_lake(layout)
    with duckdb.connect() as connection:
        fake_lake.relate(connection, layout)
        connection.execute(
            "create or replace view contact_attribute as select 'Miriam Castañeda' as contact_year, * "
            "exclude (contact_year) from contact_reason"
        )
        with pytest.raises(ReleaseRefusedError, match="contact_attribute") as refused:
            build_database(connection, tmp_path / "helplines.duckdb", CONTRACTS, key)

    assert "Miriam" not in str(refused.value)


@pytest.mark.parametrize("place", [0, 1, (1 << 24) - 40, 1 << 24])
def test_a_file_that_holds_the_key_is_refused(tmp_path: Path, key: Key, place: int) -> None:
    path = tmp_path / "helplines.duckdb"
    for pad in key.for_source("demo_alpha").pads():
        path.write_bytes(b"\0" * place + pad + b"\0" * 100)
        with pytest.raises(ReleaseRefusedError, match="holds the pseudonym key"):
            refuse_key_in_file(path, key, ["demo_beta", "demo_alpha"])
        refuse_key_in_file(path, key, ["demo_beta"])
