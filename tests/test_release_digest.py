"""The content digest: the same for the same rows, whatever their order, the threads or the moment; else another."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.contract.table import Column, Table, load_tables
from tests import fake_lake
from warehouse.publish.release import build_database, digest_content, insert_release_info
from warehouse.store.key import Key
from warehouse.store.layout import Layout

CONTRACTS = {name: table for name, table in load_tables().items() if table.place == "release"}
SHUFFLED = ("contact", "contact_reason", "contact_attribute", "source_value", "source", "delivery", "crosswalk")


def digest_of(layout: Layout, key: Key, path: Path, threads: int, seed: int | None) -> str:
    """Build a release with so many threads, its rows in an order that the seed decides."""
    with duckdb.connect(config={"threads": threads}) as connection:
        fake_lake.relate(connection, layout)
        for name in SHUFFLED if seed is not None else ():
            rows = connection.sql(f"from {name}").to_arrow_table().to_pylist()
            random.Random(seed).shuffle(rows)
            connection.execute(f"drop view if exists memory.main.{name}")
            connection.register(name, fake_lake.table_of(name, rows))
        build_database(connection, path, CONTRACTS, key)
        return digest_content(connection, CONTRACTS)


def test_order_of_rows_and_number_of_threads_do_not_change_it(layout: Layout, key: Key, tmp_path: Path) -> None:
    fake_lake.write_lake(layout)

    digests = {
        digest_of(layout, key, tmp_path / f"{threads}-{seed}.duckdb", threads, seed)
        for threads, seed in ((1, None), (1, 1), (2, 2), (4, 3))
    }

    assert len(digests) == 1


@pytest.mark.parametrize(
    "change",
    [
        "update release.main.contact set age_years = 13 where contact_id = (select min(contact_id) from contact)",
        "update release.main.contact set gender_code = null where gender_code = 'girl'",
        "insert into release.main.contact_attribute from release.main.contact_attribute limit 1",
        "delete from release.main.contact_reason where reason_code = 'violence.bullying'",
        "update release.main.source_value set codes = ['violence'] where outcome_code = 'mapped'",
        "update release.main.member set name = name || ' '",
    ],
)
def test_any_other_content_changes_it(layout: Layout, key: Key, tmp_path: Path, change: str) -> None:
    fake_lake.write_lake(layout)
    with duckdb.connect() as connection:
        fake_lake.relate(connection, layout)
        build_database(connection, tmp_path / "helplines.duckdb", CONTRACTS, key)
        before = digest_content(connection, CONTRACTS)
        connection.execute(change)

        assert digest_content(connection, CONTRACTS) != before


def test_when_something_arrived_or_was_built_does_not_change_it(layout: Layout, key: Key, tmp_path: Path) -> None:
    fake_lake.write_lake(layout)
    with duckdb.connect() as connection:
        fake_lake.relate(connection, layout)
        build_database(connection, tmp_path / "helplines.duckdb", CONTRACTS, key)
        before = digest_content(connection, CONTRACTS)
        connection.execute("update release.main.delivery set received_at = ?", [datetime(2026, 1, 1)])
        insert_release_info(
            connection,
            CONTRACTS["release_info"],
            {
                "release_number": 7,
                "built_at": datetime(2026, 1, 1),
                "code_version": "test",
                "versions": [{"name": "duckdb", "version": "2"}],
                "input_hashes": [],
                "row_counts": [],
                "content_digest": before,
                "has_synthetic": True,
            },
        )
        assert digest_content(connection, CONTRACTS) == before


TEXT = st.one_of(
    st.none(),
    st.text(alphabet='a\x1e\x1f"\\é,', max_size=4),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=4),
)


TWO_TEXTS = Table(
    table="member",
    place="release",
    grain="a row",
    privacy="restricted",
    source="a test",
    key=("name",),
    columns=tuple(
        Column(name=name, type="VARCHAR", empty="nothing", comment="Free text.") for name in ("name", "role")
    ),
)


@pytest.mark.long
@given(rows=st.lists(st.tuples(TEXT, TEXT), max_size=4), others=st.lists(st.tuples(TEXT, TEXT), max_size=4))
def test_it_is_equal_exactly_where_the_rows_are(
    rows: list[tuple[str | None, str | None]], others: list[tuple[str | None, str | None]]
) -> None:
    def digest(content: list[tuple[str | None, str | None]]) -> str:
        with duckdb.connect() as connection:
            connection.execute("attach ':memory:' as release")
            connection.execute("create table release.main.member (name varchar, role varchar)")
            for row in content:
                connection.execute("insert into release.main.member values (?, ?)", row)
            return digest_content(connection, {"member": TWO_TEXTS})

    def as_bag(content: list[tuple[str | None, str | None]]) -> list[str]:
        return sorted(map(repr, content))

    assert (digest(rows) == digest(others)) == (as_bag(rows) == as_bag(others))
    assert digest(rows) == digest(rows[::-1])
