"""Deliveries of counts: what replaces what, what overlaps, and contacts beside them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.tiny_counts import CONTACTS, COUNTS, DECISIONS, HEADER, LONG, REASON_AND_GENDER, long
from tests.tiny_source import EVERY_SIZE, TinySource, codes_of
from warehouse.store.manifest import read_source_manifest
from warehouse.store.run import SourceHeldError

# ---------------------------------------------------------------- deliveries


def test_a_newer_file_of_a_period_replaces_the_older_whole(tmp_path: Path) -> None:
    tiny = long(tmp_path, "2022Q1;Bullying;F;;;1", "2022Q2;Bullying;F;;;2", "2022Q1;Total;;;;3")
    tiny.ingest()
    tiny.put("r_2022.csv", HEADER + "2022Q1;Bullying;F;;;10\n")
    tiny.ingest()
    assert tiny.query(COUNTS.format("n_contacts")) == [(10,)]
    columns = "status_code, n_rows, n_rows_used, n_superseded, n_ignored"
    deliveries = tiny.query(f"select {columns} from delivery order by status_code")
    assert deliveries == [("superseded", 3, 0, 2, 1), ("used", 1, 1, 0, 0)]
    assert "overlapping_counts" not in [row[0] for row in tiny.query("select finding_code from lake_finding")]


@pytest.mark.long
def test_the_order_of_arrival_and_the_number_of_threads_change_no_byte(tmp_path: Path) -> None:
    export = LONG.replace('slot: "r_(%Y)*.csv"', 'slot: "r_(%Y)_*.csv", newest: {by: "r_*_(%Y-%m-%d).csv"}')
    files = {
        "r_2022_2023-01-05.csv": "2022Q1;Bullying;F;;;1\n2022Q2;Cyberbullying;?;10 to 12;;3\n",
        "r_2022_2023-02-05.csv": "2022Q1;Bullying;F;;;2\n2022Q2;Beaten and sad;F;;School;4\n",
        "r_2021_2023-01-05.csv": "2021;Bullying;F;;;0\n2021;New;F;;;<5\n",
    }
    lakes = []
    for place, (names, threads) in enumerate(((sorted(files), "1"), (sorted(files, reverse=True), "2"))):
        (tmp_path / str(place)).mkdir()
        tiny = TinySource.write(tmp_path / str(place), export, DECISIONS)
        for name in names:
            tiny.put(name, HEADER + files[name])
            done = tiny.ingest_in_process({"HARMONISE_THREADS": threads})
            assert done.returncode == 0, done.stderr
        lakes.append(tiny.lake_bytes())
        assert tiny.query(COUNTS.format("n_contacts")) == [(0,), (2,), (4,), (4,)]
    assert {name: lakes[0][name] for name in lakes[0] if name != "stage.json"} == {
        name: lakes[1][name] for name in lakes[1] if name != "stage.json"
    }
    before = tiny.lake_bytes()
    assert not any(step.changed for step in tiny.ingest())
    assert tiny.lake_bytes() == before


@pytest.mark.parametrize(
    ("second", "n_repeated"),
    [
        ("period;why;sex;age;where;n\n2022;Bullying;F;;;9\n", 3),
        ("period;why;sex;age;where;n\n2022Q2;Bullying;F;;;9\n", None),
        ("period;why;sex;age;where;n\n2022Q3;Bullying;F;;;9\n", None),
    ],
)
def test_periods_that_other_counts_cover_are_a_finding(second: str, n_repeated: int | None, tmp_path: Path) -> None:
    export = LONG.replace('{as: replaces_period, slot: "r_(%Y)*.csv"}', "{as: additions, adds_up: an office each}")
    tiny = long(tmp_path, "2022Q1;Bullying;F;;;1", "2022Q2;Bullying;F;;;2", export=export)
    tiny.put("r_again.csv", second)
    _, _, harmonised = tiny.ingest()
    found = [
        (one.numerator, one.denominator) for one in harmonised.findings if one.finding_code == "overlapping_counts"
    ]
    assert found == ([(n_repeated, 3)] if n_repeated else [])


def test_two_tables_of_one_period_that_tell_different_things_do_not_overlap(tmp_path: Path) -> None:
    head = 'row: count\narrives: {as: additions}\nread: {csv: {encoding: utf-8}}\nperiod: {column: p, format: "%Y"}\n'
    export = f'files: "a*.csv"\n{head}count: n\nreasons: why\n---\nfiles: "b*.csv"\n{head}count: n\nfields: {{gender: sex}}\n'
    tiny = TinySource.write(tmp_path, export, REASON_AND_GENDER)
    tiny.put("a.csv", "p,why,n\n2022,Bullying,3\n")
    tiny.put("b.csv", "p,sex,n\n2022,F,2\n")
    _, _, harmonised = tiny.ingest()
    assert codes_of(harmonised.findings) == []
    assert tiny.query(COUNTS.format("reason_code, gender_code, n_contacts")) == [
        ("violence.bullying", None, 3),
        (None, "girl", 2),
    ]


def test_counts_that_can_no_longer_be_read_hold_the_source(tmp_path: Path) -> None:
    tiny = long(tmp_path, "2022Q1;Bullying;F;;;1")
    tiny.ingest()
    TinySource.write(tmp_path, LONG.replace("count: n", "count: number"), DECISIONS)
    with pytest.raises(SourceHeldError, match="lost_delivery"):
        tiny.ingest()
    assert tiny.query(COUNTS.format("n_contacts")) == [(1,)]


# ---------------------------------------------------------------- contacts and counts of one source


def test_a_source_may_send_contacts_and_counts_of_the_same_year(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, CONTACTS + LONG, DECISIONS, EVERY_SIZE)
    tiny.put("contacts_1.csv", "id;day;sex;why;where\n1;2022-05-01;F;Bullying;\n2;2023-01-01;F;Rape;\n")
    tiny.ingest()
    only_contacts = tiny.lake_bytes()
    tiny.put("r_2022.csv", HEADER + "2022Q1;Bullying;F;;;5\n2022Q1;New;F;;;6\n")
    tiny.put("r_2021.csv", HEADER + "2021;Bullying;F;;;7\n")
    tiny.ingest()
    assert tiny.query("select contact_year, count(*) from contact group by all order by all") == [(2022, 1), (2023, 1)]
    assert tiny.query(COUNTS.format("period_start, n_contacts")) == [(date(2021, 1, 1), 7), (date(2022, 1, 1), 5)]
    values = tiny.query("select contact_year, source_value, outcome_code, n_values, n_contacts from source_value "
                        "where field = 'reason' order by all")  # fmt: skip
    assert values == [
        (2021, "Bullying", "mapped", 1, 7),
        (2022, "Bullying", "mapped", 2, 6),
        (2022, "New", "unmapped", 1, 6),
        (2023, "Rape", "mapped", 1, 1),
    ]
    manifest = read_source_manifest(tiny.layout, "tiny")
    assert manifest is not None and manifest.years[2022].counts["source_value"] == 3
    after = tiny.lake_bytes()
    # The coverage of 2022 is of both now; all other files stay as they are.
    same = [name for name in only_contacts if name.startswith(("contact", "source_value/2023"))]
    assert len(same) == 7
    assert all(after[name] == only_contacts[name] for name in same)
    assert not any(step.changed for step in tiny.ingest())
    for name in ("r_2022.csv", "r_2021.csv"):
        tiny.put(name, HEADER + "2022Q1;Total;;;;1\n")
    tiny.ingest()
    left = {
        name: content for name, content in tiny.lake_bytes().items() if name.startswith(("contact", "source_value"))
    }
    tables = ("contact", "source_value")
    assert left == {name: only_contacts[name] for name in only_contacts if name.startswith(tables)}
    assert tiny.query("select count(*) from reported_count") == [(0,)]


def test_late_contacts_are_in_the_coverage_of_a_year_that_also_has_counts(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, CONTACTS + LONG, DECISIONS)
    tiny.put("contacts_1.csv", "id;day;sex;why;where\n1;2022-05-01;F;Bullying;\n")
    tiny.put("r_2022.csv", HEADER + "2022Q1;Bullying;F;;;5\n")
    tiny.ingest()
    tiny.put("contacts_2.csv", "id;day;sex;why;where\n3;2022-06-01;F;Bullying;\n")
    tiny.ingest()
    assert tiny.query("select n_values, n_contacts from source_value where field = 'reason'") == [(3, 7)]
