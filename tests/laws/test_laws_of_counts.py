"""Laws 1 to 3 for counts: none is lost, made or doubled; a file again changes nothing; the order of deliveries neither."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.tiny_source import EVERY_SIZE, TinySource

EXPORT = """\
files: "*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {ARRIVES}
period: {column: month, format: "%Y-%m"}
across: [{columns: [Grief, Rows, New], gives: reason}, {columns: [Girls, Boys], gives: gender}]
fields: {other: who}
other: {axis: caller, labels: [mother, teacher]}
no_totals: [Grief, Rows, New, Girls, Boys, mother, teacher, cousin]
"""
DECISIONS = """\
reason,Grief,mapped,mental_health.mood,,,,,,,,
reason,Rows,mapped,violence.physical,,,,,,,,
gender,Girls,mapped,girl,,,,,,,,
gender,Boys,mapped,boy,,,,,,,,
"""
REASONS, GENDERS = ("Grief", "Rows", "New"), ("Girls", "Boys")
COLUMNS = (*REASONS, *GENDERS)
Row = tuple[str, str, tuple[int | None, ...]]
Figures = dict[tuple[str, str], int]

months = st.sampled_from(["2023-11", "2023-12", "2024-01"])
callers = st.sampled_from(["mother", "teacher", "cousin"])
numbers = st.tuples(*[st.one_of(st.integers(1, 500), st.none(), st.just(0))] * len(COLUMNS))


def tables(fewest: int) -> st.SearchStrategy[list[Row]]:
    """Files of some rows, each month and caller once."""
    rows = st.dictionaries(st.tuples(months, callers), numbers, min_size=fewest, max_size=6)
    return rows.map(lambda found: [(month, who, cells) for (month, who), cells in found.items()])


table = tables(0)
few = settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.generate]
)


def text_of(rows: list[Row]) -> str:
    lines = [f"{month},{who}," + ",".join("" if n is None else str(n) for n in cells) for month, who, cells in rows]
    return "\n".join([f"month,who,{','.join(COLUMNS)}", *lines]) + "\n"


def figures_of(rows: list[Row]) -> Figures:
    """By month and column, by hand; a label that nobody mapped has none."""
    found: Figures = {}
    for month, _, cells in rows:
        for column, n in zip(COLUMNS, cells, strict=True):
            if n is not None and column != "New":
                found[month, column] = found.get((month, column), 0) + n
    return found


def figures(tiny: TinySource) -> Figures:
    rows = tiny.query(
        "select strftime(period_start, '%Y-%m'), coalesce(reason_code, gender_code), sum(n_contacts)::bigint "
        "from reported_count group by all"
    )
    names = {"mental_health.mood": "Grief", "violence.physical": "Rows", "girl": "Girls", "boy": "Boys"}
    return {(month, names[code]): n for month, code, n in rows}


def source(folder: Path, arrives: str) -> TinySource:
    return TinySource.write(folder, EXPORT.replace("ARRIVES", arrives), DECISIONS, EVERY_SIZE)


@pytest.mark.long
@few
@given(st.lists(tables(2), min_size=2, max_size=3))
def test_what_newer_rows_do_not_count_anew_stays_and_nothing_counts_twice(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[Row]]
) -> None:
    """By rows: of every month the newest file that has a number there counts, whole; and every record has one fate."""
    tiny = source(tmp_path_factory.mktemp("rows"), "as: replaces_period")
    by_month: dict[str, Figures] = {}
    for place, rows in enumerate(files):
        tiny.put(f"{place}.csv", text_of(rows))
        tiny.ingest()
        for month in {month for month, _, cells in rows if any(n is not None for n in cells)}:
            by_month[month] = figures_of([row for row in rows if row[0] == month])
    expected = {key: n for found in by_month.values() for key, n in found.items()}
    assert figures(tiny) == expected
    fates = "n_rows = n_rows_used + n_superseded + n_ignored + n_rejected"
    assert tiny.query(f"select bool_and({fates}) from delivery") == [(True,)]
    n_rows = {rows_text: len(rows) for rows in files for rows_text in [text_of(rows)]}
    assert tiny.query("select sum(n_rows)::bigint from delivery") == [(sum(n_rows.values()),)]


@pytest.mark.long
@few
@given(table, table)
def test_a_file_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], others: list[Row]
) -> None:
    """The same bytes under another name, and the same records in another order, give the same figures."""
    for arrives in ("as: replaces_period", "as: replaces_all", "as: additions"):
        tiny = source(tmp_path_factory.mktemp("again"), arrives)
        tiny.put("a.csv", text_of(rows))
        tiny.ingest()
        once = figures(tiny)
        assert once == figures_of(rows)
        tiny.put("b.csv", text_of(rows))
        tiny.ingest()
        assert figures(tiny) == once
        tiny.put("c.csv", text_of(rows[::-1]))
        tiny.ingest()
        assert figures(tiny) == once
        before = tiny.lake_bytes()
        assert not any(step.changed for step in tiny.ingest())
        assert tiny.lake_bytes() == before


@pytest.mark.long
@few
@given(st.lists(table, min_size=2, max_size=3))
def test_the_order_in_which_deliveries_come_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[Row]]
) -> None:
    """Where names say which is newer: the same bytes in the lake, whatever came first."""
    arrives = 'as: replaces_period, newest: {by: "r_(%Y-%m-%d).csv"}'
    lakes = []
    for order in list(permutations(range(len(files))))[:2]:
        tiny = source(tmp_path_factory.mktemp("order"), arrives)
        for place in order:
            tiny.put(f"r_2024-02-{place + 1:02}.csv", text_of(files[place]))
            tiny.ingest()
        lakes.append({name: content for name, content in tiny.lake_bytes().items() if name.endswith(".parquet")})
    assert all(lake == lakes[0] for lake in lakes)
