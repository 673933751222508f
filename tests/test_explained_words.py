"""Which words of helplines `harmonise explain` finds behind a figure: those of its codes, and those a release may not name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from pipelines.explain.page import tell_explanation
from schemas.contract.table import load_tables
from schemas.figure_name import FigureName, key_names, read_figure_name
from warehouse.review.counted import counted_codes, figure_sql
from warehouse.review.figure import Explanation, HeldFile, find_figure
from warehouse.store.engine import rows_of, sql_text

CROSSWALK = """
    create temp table crosswalk as select * from (values
        ('CHI_V1', 'violence.sexual.assault', 'V.2', 'V', 'exact'),
        ('CHI_V1', 'violence', null, 'V', 'undetermined'),
        ('CHI_V1', 'safety.harmful_sexual_behaviour', null, null, 'undetermined'),
        ('CHI_V1', 'safety.account', null, null, 'none')
    ) as one (framework, reason_code, framework_code, main_code, rollup_code)
"""
VALUES = """
    create temp table source_value as select * from (values
        ('a', 2024, 'reason', 'hash:1', 'mapped', ['violence.sexual'], 2),
        ('a', 2024, 'reason', 'hash:2', 'mapped', ['violence.sexual.assault', 'mental'], 1),
        ('a', 2024, 'reason', 'Abuse', 'mapped', ['violence.sexual'], 40),
        ('a', 2024, 'reason', 'hash:3', 'unmapped', [], 1),
        ('b', 2024, 'reason', 'hash:4', 'mapped', ['violence.sexual'], 1)
    ) as one (source_id, contact_year, field, source_value, outcome_code, codes, n_values)
"""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        made.execute(CROSSWALK)
        made.execute(VALUES)
        yield made


def figure(statistic: str, **dimensions: str | None) -> dict[str, Any]:
    return {**dict.fromkeys(key_names()), "statistic_code": statistic, **dimensions}


@pytest.mark.parametrize(
    ("main", "code", "reasons"),
    [
        ("V", "V.2", ["violence.sexual.assault"]),
        ("V", "undetermined", ["violence"]),
        ("V", None, ["violence", "violence.sexual.assault"]),
        ("undetermined", None, ["safety.harmful_sexual_behaviour"]),
        ("none", "none", ["safety.account"]),
    ],
)
def test_what_a_list_cannot_place_has_its_words_too(
    connection: duckdb.DuckDBPyConnection, main: str, code: str | None, reasons: list[str]
) -> None:
    asked = figure("t2.code" if code else "t2.main", framework="CHI_V1", main_code=main, framework_code=code)
    found = counted_codes(connection, asked).to_pylist()
    assert found == [{"field": "reason", "code": one, "is_below": False} for one in reasons]


@pytest.mark.parametrize(
    ("asked", "code", "is_below", "n_rare"),
    [
        (figure("t2.code", framework="COMMON", main_code="violence", framework_code="violence.sexual"), "violence.sexual",
         False, 1),
        (figure("t5.form", reason_code="violence.sexual"), "violence.sexual", False, 1),
        (figure("t2.main", framework="COMMON", main_code="violence"), "violence", True, 2),
    ],
)  # fmt: skip
def test_a_listed_reason_stands_for_itself_and_rare_words_are_counted(
    connection: duckdb.DuckDBPyConnection, asked: dict[str, Any], code: str, is_below: bool, n_rare: int
) -> None:
    found = counted_codes(connection, asked)
    assert found.to_pylist() == [{"field": "reason", "code": code, "is_below": is_below}]

    connection.register("counted", found)
    about = {"sources": ["a"], "year": 2024, "prefix": "hash:"}
    assert [row["n_words"] for row in rows_of(connection, sql_text("review/figure/rare_word"), about)] == [n_rare]


@pytest.mark.parametrize(
    ("statistic", "setting", "settings"),
    [
        ("t4.ocsea_wide_of_violence", None, ["both", "online"]),
        ("t3.gender_of_ocsea_narrow", None, ["both", "online"]),
        ("t4.setting_of_bullying", "offline", ["offline"]),
        ("t2.main", None, []),
    ],
)
def test_words_that_say_where_it_happened_decide_too(
    connection: duckdb.DuckDBPyConnection, statistic: str, setting: str | None, settings: list[str]
) -> None:
    found = counted_codes(connection, figure(statistic, setting_code=setting)).to_pylist()
    assert [row["code"] for row in found if row["field"] == "setting"] == settings


@pytest.mark.parametrize(
    ("n_rare", "said"),
    [
        (0, "No decision on a word lies behind the numerator"),
        (1, "1 word that may count stands in too few contacts to be named here, recorded 3 times"),
        (2, "2 words that may count stand in too few contacts to be named here, recorded 3 times"),
    ],
)
def test_no_decision_is_said_only_where_there_is_none(n_rare: int, said: str) -> None:
    exact = dict.fromkeys(load_tables()["network_statistics_exact"].names) | {"footnotes": [], "n_members": 1}
    found = Explanation(FigureName("t2.code", {"year": "2024"}), None, exact, (), (), (), (), n_rare, 3, True)
    assert [one for one in tell_explanation(found, "r0001", None).sections[-1].sentences if one.startswith(said)]


@pytest.mark.parametrize(
    ("status", "codes", "said"),
    [
        ("structural_zero", {}, "No source can record it. That is no zero."),
        ("structural_zero", {"main_code": "undetermined"}, "No word of the sources fits several codes"),
        (
            "structural_zero",
            {"main_code": "V", "framework_code": "undetermined"},
            "No word of the sources fits several",
        ),
        ("structural_zero", {"main_code": "none", "framework_code": "none"}, "Every word of the sources has a code"),
        ("not_available", {"main_code": "none"}, "It cannot be given: a word that nobody has decided may stand there."),
    ],
)
def test_what_stands_for_no_code_is_nothing_that_a_system_has_a_place_for(
    status: str, codes: dict[str, str], said: str
) -> None:
    row = dict.fromkeys(load_tables()["network_statistics_exact"].names) | {"footnotes": [], "n_members": 1}
    row |= {"status_code": status, **codes}
    for published in (None, row):
        found = Explanation(FigureName("t2.code", {"year": "2024"}), published, row, (), (), (), (), 0, 0, True)
        sentences = tell_explanation(found, "r0001", None).sentences
        assert [one for one in sentences if one.removeprefix("Release r0001: ").startswith(said)]


def test_of_our_own_list_the_code_is_enough_of_a_name(connection: duckdb.DuckDBPyConnection) -> None:
    """Its figures name the reason twice; those of published lists, which have no reason, left no choice but both."""
    connection.execute("attach ':memory:' as explained")
    connection.register("empty", load_tables()["network_statistics_exact"].arrow_schema().empty_table())
    connection.execute("create table explained.network_statistics_exact as from empty")
    for framework, reason, code in (("COMMON", "'access'", "access"), ("CHI_V1", "null", "AC.1")):
        connection.execute(
            "insert into explained.network_statistics_exact by name select 'demo' as network_code, 't2.code' as statistic_code, "
            f"2024 as year, '{framework}' as framework, {reason} as reason_code, '{code}' as framework_code, "
            "'contacts' as base_code, 'all' as panel_code, 'available' as status_code"
        )
    found = find_figure(connection, read_figure_name("t2.code:year=2024:framework=COMMON:code=access"))
    assert found["reason_code"] == "access"


@pytest.mark.parametrize(
    ("year", "region", "files"),
    [(2024, None, ["a2.csv", "b.csv"]), (2024, "europe", ["b.csv"]), (2023, None, []), (2024, "asia", [])],
)
def test_files_that_are_held_back_are_named_beside_the_figures_that_lack_them(
    connection: duckdb.DuckDBPyConnection, year: int, region: str | None, files: list[str]
) -> None:
    """Also of sources that give nothing to the figure, which no list of its parts names."""
    connection.execute("""
        create table source as from (values ('a', 'net', 'africa'), ('b', 'net', 'europe'), ('c', 'other', 'europe'))
            as one (source_id, network_code, region_code);
        create table source_year as from (values
            ('a', 2023, 'current'), ('a', 2024, 'stale'), ('b', 2024, 'held'), ('c', 2024, 'held')
        ) as one (source_id, contact_year, status_code);
        create table delivery as from (values
            ('a', 'd1', 'a1.csv', timestamp '2024-02-01', 'used'), ('a', 'd2', 'a2.csv', timestamp '2024-03-01', 'held'),
            ('b', 'd3', 'b.csv', timestamp '2024-02-01', 'refused'), ('c', 'd4', 'c.csv', timestamp '2024-02-01', 'held')
        ) as one (source_id, delivery_id, file_name, received_at, status_code)
    """)
    held = rows_of(connection, figure_sql("held"), {"year": year, "network": "net", "region": region})
    assert [row["file_name"] for row in held] == files

    exact = dict.fromkeys(load_tables()["network_statistics_exact"].names) | {"footnotes": [], "n_members": 1}
    kept = tuple(HeldFile(**row) for row in held)
    found = Explanation(FigureName("t2.code", {"year": str(year)}), None, exact, (), (), kept, (), 0, 0, True)
    headings = [section.title for section in tell_explanation(found, "r0001", None).sections]
    assert ("Held back" in headings) == bool(files)
