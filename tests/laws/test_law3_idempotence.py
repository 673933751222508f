"""Law 3: the same file again changes nothing; a correction replaces what it corrects, wherever it moves, once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.tiny_source import TinySource

EXPORT = """\
files: "{files}"
read: {{csv: {{encoding: {encoding}}}}}
row: {row}
{arrives}
date: {{column: day, format: "%Y-%m-%d"}}
fields: {{channel: channel}}
reasons: {{cell: reasons}}
"""
DECISIONS = "channel,Téléphone,mapped,voice,,,,,,,,\nreason,Grief,mapped,mental_health.mood,,,,,,,,\n"
HEAD = "id,version,day,channel,reasons\n"
BY_NAME = 'id: id\narrives: {as: updates, newest: {by: "d_(%Y-%m-%d).csv"}}'
BY_COLUMN = "id: id\narrives: {as: updates, newest: {by: version}}"
BY_RECEIPT = "id: id\narrives: {as: updates, newest: {by: received}}"
BY_PERIOD = 'arrives: {as: replaces_period, slot: "d_(%Y-%m).csv"}'
BY_PERIOD_WITH_ID = f"id: id\n{BY_PERIOD}"
OVERLAPPING = "arrives: {as: overlaps}"
NEW_ONLY = "arrives: {as: additions}"
EVERY_WAY = [BY_NAME, BY_COLUMN, BY_RECEIPT, BY_PERIOD, BY_PERIOD_WITH_ID, OVERLAPPING, NEW_ONLY]


def write(
    folder: Path, arrives: str, row: str = "contact", files: str = "d_*.csv", encoding: str = "utf-8"
) -> TinySource:
    export = EXPORT.format(files=files, row=row, arrives=arrives, encoding=encoding)
    return TinySource.write(folder, export, DECISIONS)


def deliver(tiny: TinySource, name: str, *rows: str, encoding: str = "utf-8") -> Path:
    path = tiny.put(name, (HEAD + "".join(f"{row}\n" for row in rows)).encode(encoding))
    tiny.ingest()
    return path


def days(tiny: TinySource) -> list[str]:
    return [day for (day,) in tiny.query("select contact_date::varchar from contact order by all")]


def fates(tiny: TinySource) -> list[tuple[int, int, int]]:
    """(rows, used, superseded) of each delivery. Receipts of one second have no order: sort them."""
    query = "select n_rows, n_rows_used, n_superseded from delivery"
    return [(row[0], row[1], row[2]) for row in tiny.query(query)]


@pytest.mark.parametrize("arrives", EVERY_WAY)
def test_the_same_files_again_change_no_byte_of_the_lake(tmp_path: Path, arrives: str) -> None:
    tiny = write(tmp_path, arrives)
    rows = ("1,5,2024-01-01,Téléphone,Grief", "2,5,2024-02-01,fax,", "2,5,bad,,")
    names = (
        ("d_2024-01.csv", "d_2024-02.csv") if arrives.endswith(BY_PERIOD) else ("d_2024-01-01.csv", "d_2024-02-01.csv")
    )
    deliver(tiny, names[0], *rows)
    second = deliver(tiny, names[1], *rows, "3,5,2024-03-01,,")
    before = tiny.lake_bytes()
    results = tiny.ingest()
    assert not any(result.changed for result in results)
    os.utime(second, (1_000_000, 1_000_000))
    results = tiny.ingest()
    assert results[0].changed and not results[1].changed and not results[2].changed
    assert tiny.lake_bytes() == before


@pytest.mark.parametrize("arrives", [BY_NAME, BY_COLUMN, BY_RECEIPT])
def test_a_corrected_contact_moves_to_another_year_and_counts_once(tmp_path: Path, arrives: str) -> None:
    tiny = write(tmp_path, arrives)
    deliver(tiny, "d_2024-01-01.csv", "1,1,2023-12-31,Téléphone,Grief", "2,1,2023-12-30,,")
    assert days(tiny) == ["2023-12-30", "2023-12-31"]
    deliver(tiny, "d_2024-02-01.csv", "1,2,2024-01-01,Téléphone,Grief")
    assert days(tiny) == ["2023-12-30", "2024-01-01"]
    assert sorted(fates(tiny)) == [(1, 1, 0), (2, 1, 1)]
    query = "select contact_year, count(*) from contact_reason group by all"
    assert tiny.query(query) == [(2024, 1)]
    assert tiny.query("select distinct contact_year from source_value order by all") == [(2024,)]
    assert set(tiny.run().registry.sources) == {"tiny"}
    files = {path.split("/")[1][:4] for path in tiny.lake_bytes() if path.startswith("contact/")}
    assert files == {"2023", "2024"}


def test_a_year_that_is_emptied_is_gone(tmp_path: Path) -> None:
    tiny = write(tmp_path, BY_NAME)
    deliver(tiny, "d_2024-01-01.csv", "1,1,2023-12-31,Téléphone,Grief")
    deliver(tiny, "d_2024-02-01.csv", "1,1,2024-01-01,Téléphone,Grief")
    assert days(tiny) == ["2024-01-01"]
    assert not [path for path in tiny.lake_bytes() if "/2023-" in path]


@pytest.mark.parametrize(("arrives", "newest"), [(BY_NAME, "2024-01-05"), (BY_COLUMN, "2024-01-09")])
def test_the_declared_order_decides_not_the_order_of_arrival(tmp_path: Path, arrives: str, newest: str) -> None:
    tiny = write(tmp_path, arrives)
    deliver(tiny, "d_2024-05-05.csv", "1,10,2024-01-05,,")
    deliver(tiny, "d_2024-02-02.csv", "1,9,2024-01-02,,", "1,11,2024-01-09,,")
    assert days(tiny)[-1] == newest
    if arrives == BY_COLUMN:
        assert days(tiny) == [newest]
        assert sorted(fates(tiny)) == [(1, 0, 1), (2, 1, 1)]


def test_an_older_version_that_comes_late_changes_nothing(tmp_path: Path) -> None:
    tiny = write(tmp_path, BY_COLUMN)
    deliver(tiny, "d_2024-01-01.csv", "1,10,2024-01-05,,")
    deliver(tiny, "d_2024-02-01.csv", "1,9,2023-01-02,,")
    assert days(tiny) == ["2024-01-05"]
    assert sorted(fates(tiny)) == [(1, 0, 1), (1, 1, 0)]


def test_versions_that_are_times_are_ordered_as_times(tmp_path: Path) -> None:
    tiny = write(tmp_path, BY_COLUMN)
    early, late = "2024-01-01T23:30:00+02:00", "2024-01-01T22:00:00Z"
    deliver(tiny, "d_1.csv", f"1,{late},2024-01-02,,", f"1,{early},2024-01-03,,")
    assert days(tiny) == ["2024-01-02"]


def test_a_file_that_is_sent_back_counts_again(tmp_path: Path) -> None:
    """The provider reverts: the same bytes as before, received after the others."""
    tiny = write(tmp_path, BY_RECEIPT)
    deliver(tiny, "d.csv".replace("d", "d_x"), "1,1,2024-01-01,,")
    first = tiny.lake_bytes()
    deliver(tiny, "d_x.csv", "1,1,2024-01-02,,")
    assert days(tiny) == ["2024-01-02"]
    deliver(tiny, "d_x.csv", "1,1,2024-01-01,,")
    assert days(tiny) == ["2024-01-01"]
    assert sorted(fates(tiny)) == [(1, 0, 1), (1, 1, 0)]
    contact = [path for path in first if path.startswith("contact/")]
    assert [tiny.lake_bytes().get(path) for path in contact] != []


def test_a_period_that_comes_again_replaces_the_whole_period(tmp_path: Path) -> None:
    """The period is the name's, not the dates': the file of January holds a contact of December, and loses one."""
    tiny = write(tmp_path, BY_PERIOD)
    deliver(tiny, "d_2024-01.csv", "1,1,2023-12-31,,", "2,1,2024-01-02,,")
    deliver(tiny, "d_2024-02.csv", "3,1,2024-02-03,,")
    deliver(tiny, "d_2024-01.csv", "2,1,2024-01-04,,")
    assert days(tiny) == ["2024-01-04", "2024-02-03"]
    statuses = tiny.query("select status_code, n_rows, n_rows_used, n_superseded from delivery order by all")
    assert statuses == [("superseded", 2, 0, 2), ("used", 1, 1, 0), ("used", 1, 1, 0)]
    before = tiny.lake_bytes()
    assert not any(result.changed for result in tiny.ingest())
    assert tiny.lake_bytes() == before
    # Sent again with nothing in it, it is held, and what came before stays.
    deliver(tiny, "d_2024-01.csv")
    assert days(tiny) == ["2024-01-04", "2024-02-03"]
    deliver(tiny, "d_2024-01.csv", "1,1,2023-12-31,,", "2,1,2024-01-02,,")
    assert days(tiny) == ["2023-12-31", "2024-01-02", "2024-02-03"]


def test_of_overlapping_files_without_ids_the_fuller_one_wins(tmp_path: Path) -> None:
    tiny = write(tmp_path, OVERLAPPING)
    same = ",,2024-01-01,Téléphone,Grief"
    deliver(tiny, "d_1.csv", same, ",,2024-01-02,,")
    deliver(tiny, "d_2.csv", same, same, ",,2024-01-03,,")
    assert days(tiny) == ["2024-01-01", "2024-01-01", "2024-01-02", "2024-01-03"]
    assert sum(n for _, _, n in fates(tiny)) == 1


def test_equal_records_of_two_files_of_new_contacts_are_two_contacts(tmp_path: Path) -> None:
    tiny = write(tmp_path, NEW_ONLY)
    deliver(tiny, "d_1.csv", ",,2024-01-01,Téléphone,Grief")
    deliver(tiny, "d_2.csv", ",,2024-01-01,Téléphone,Grief", ",,2024-01-02,,")
    assert days(tiny) == ["2024-01-01", "2024-01-01", "2024-01-02"]
    assert tiny.query("select count(distinct contact_id) from contact") == [(3,)]


def test_all_rows_of_an_older_version_go(tmp_path: Path) -> None:
    """One row a reason: the correction has fewer rows, and the older reasons do not linger."""
    tiny = write(tmp_path, BY_NAME, row="reason")
    deliver(tiny, "d_2024-01-01.csv", "1,,2024-01-01,,Grief", "1,,2024-01-01,,Fear", "2,,2024-01-01,,Grief")
    deliver(tiny, "d_2024-02-01.csv", "1,,2024-01-01,,Loss")
    assert sorted(fates(tiny)) == [(1, 1, 0), (3, 1, 2)]
    assert tiny.query("select source_value, n_values from source_value where field = 'reason' order by all") == [
        ("Grief", 1),
        ("Loss", 1),
    ]


@pytest.mark.parametrize("arrives", [BY_PERIOD, OVERLAPPING, NEW_ONLY])
def test_without_ids_a_reencoded_and_reordered_file_gives_the_same_contacts(tmp_path: Path, arrives: str) -> None:
    rows = [
        ",,2024-01-01,Téléphone,Grief",
        ",,2024-01-02,Téléphone,",
        ",,2024-01-01,Téléphone,Grief",
        ",,2024-01-03,é,",
    ]
    ids = []
    for place, encoding in enumerate(("utf-8", "cp1252", "utf-16")):
        tiny = write(tmp_path / str(place), arrives, encoding=encoding)
        deliver(tiny, "d_2024-01.csv", *(rows if place != 1 else reversed(rows)), encoding=encoding)
        ids.append(tiny.query("select contact_id, contact_date from contact order by all"))
    assert len(ids[0]) == 4 and ids[0] == ids[1] == ids[2]


def test_without_ids_moved_columns_give_the_same_contacts(tmp_path: Path) -> None:
    ids = []
    for place, text in enumerate(
        ("id,version,day,channel,reasons\n,,2024-01-01,x,y\n", "day,reasons,id,channel,version\n2024-01-01,y,,x,\n")
    ):
        tiny = write(tmp_path / str(place), OVERLAPPING)
        tiny.put("d_1.csv", text)
        tiny.ingest()
        ids.append(tiny.query("select contact_id from contact"))
    assert ids[0] == ids[1]


def test_a_blank_id_is_never_an_id(tmp_path: Path) -> None:
    tiny = write(tmp_path, BY_PERIOD_WITH_ID)
    deliver(tiny, "d_2024-01.csv", ",,2024-01-01,,Grief", " ,,2024-01-01,,Grief", "1,,2024-01-01,,Grief")
    assert tiny.query("select count(*), count(distinct contact_id) from contact") == [(3, 3)]


def test_an_id_on_several_records_of_one_file_supersedes_nothing(tmp_path: Path) -> None:
    tiny = write(tmp_path, BY_NAME)
    rows = ("1,,2024-01-01,Téléphone,Grief", "1,,2024-01-02,Téléphone,Grief", "2,,2024-01-03,,")
    deliver(tiny, "d_2024-01-01.csv", *rows)
    assert fates(tiny) == [(3, 3, 0)]
    assert ("duplicate_id", "warn") in tiny.query("select finding_code, state_code from lake_finding")
    deliver(tiny, "d_2024-02-01.csv", "1,,2024-01-05,Téléphone,Grief")
    assert days(tiny) == ["2024-01-03", "2024-01-05"]
