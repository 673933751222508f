"""Counts that come again: they replace by the periods in their rows or as a whole, or they are held; never twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.tiny_source import SOURCE, TinySource

EXPORT = """\
files: "*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {ARRIVES}
period: {column: month, format: "%Y-%m"}
across: {gives: reason}
"""
LABELS = "reason,Grief,mapped,mental_health.mood,,,,,,,,\nreason,Rows,mapped,violence.physical,,,,,,,,\n"
FIRST = "month,Grief,Rows\n2024-01,40,7\n2024-02,50,8\n"
COUNTS = "select period_start::varchar, sum(n_contacts)::bigint from reported_count group by all order by all"
STATES = "select file_name, status_code, n_rows_used, n_superseded from delivery order by all"


def source(folder: Path, arrives: str, declared: str = SOURCE) -> TinySource:
    tiny = TinySource.write(folder, EXPORT.replace("ARRIVES", arrives), LABELS, declared)
    tiny.put("r.csv", FIRST)
    tiny.ingest()
    return tiny


def found(tiny: TinySource) -> list[tuple[str, str]]:
    return tiny.query("select finding_code, state_code from lake_finding order by all")


# ---------------------------------------------------------------- by the periods in the rows


def test_a_newer_file_counts_its_own_periods_anew_and_leaves_the_others(tmp_path: Path) -> None:
    tiny = source(tmp_path, "as: replaces_period")
    tiny.put("r (1).csv", "month,Grief,Rows\n2024-02,51,9\n2024-03,60,1\n")
    tiny.ingest()
    assert tiny.query(COUNTS) == [("2024-01-01", 47), ("2024-02-01", 60), ("2024-03-01", 61)]
    assert tiny.query(STATES) == [("r (1).csv", "used", 2, 0), ("r.csv", "used", 1, 1)]
    assert found(tiny) == []
    before = tiny.lake_bytes()
    assert not any(step.changed for step in tiny.ingest())
    assert tiny.lake_bytes() == before


def test_a_delivery_of_which_every_period_came_again_is_superseded(tmp_path: Path) -> None:
    tiny = source(tmp_path, "as: replaces_period")
    tiny.put("l.csv", FIRST.replace("50", "55"))
    tiny.ingest()
    assert tiny.query(COUNTS) == [("2024-01-01", 47), ("2024-02-01", 63)]
    assert tiny.query(STATES) == [("l.csv", "used", 2, 0), ("r.csv", "superseded", 0, 2)]


def test_the_date_in_the_name_says_which_is_newer_whatever_comes_first(tmp_path: Path) -> None:
    arrives = 'as: replaces_period, newest: {by: "r_(%Y-%m-%d).csv"}'
    files = {"r_2024-02-05.csv": FIRST, "r_2024-03-05.csv": FIRST.replace("50", "55")}
    lakes = []
    for place, names in enumerate((sorted(files), sorted(files, reverse=True))):
        (tmp_path / str(place)).mkdir()
        tiny = TinySource.write(tmp_path / str(place), EXPORT.replace("ARRIVES", arrives), LABELS)
        for name in names:
            tiny.put(name, files[name])
            tiny.ingest()
        assert tiny.query(COUNTS) == [("2024-01-01", 47), ("2024-02-01", 63)]
        lakes.append({name: content for name, content in tiny.lake_bytes().items() if name.endswith(".parquet")})
    assert lakes[0] == lakes[1]


@pytest.mark.parametrize(
    ("again", "unit"),
    [
        ("month,Grief,Rows\n2024-01,4,1\n2024-02,50,8\n", "5 contacts in counts, 47 before"),
        ("month,Grief,Rows\n2024-01,,\n2024-02,52,\n", None),
        ("month,Grief,Rows\n2024-02,5,4\n", "9 contacts in counts, 58 before"),
        ("month,Grief,Rows,New\n2024-02,,,58\n", "0 of the contacts that stood under its categories, 58 before"),
    ],
)
def test_a_period_that_shrinks_to_half_is_held_and_what_came_before_stays(
    again: str, unit: str | None, tmp_path: Path
) -> None:
    tiny = source(tmp_path, "as: replaces_period")
    tiny.put("a.csv", again)
    tiny.ingest()
    if unit is None:
        # a month without any count does not come again; the other one has lost one count of two, and hardly a contact
        assert tiny.query(COUNTS) == [("2024-01-01", 47), ("2024-02-01", 52)]
        assert found(tiny) == [("blank_periods", "warn"), ("shrunk_replacement", "warn")]
        return
    assert tiny.query(COUNTS) == [("2024-01-01", 47), ("2024-02-01", 58)]
    (finding,) = tiny.rows("select * from lake_finding where state_code = 'fail'")
    assert finding["finding_code"] == "shrunk_replacement"
    assert unit in finding["sentence"]
    assert ("a.csv", "held") in [row[:2] for row in tiny.query(STATES)]


def test_a_whole_file_behind_a_held_one_replaces_both(tmp_path: Path) -> None:
    tiny = source(tmp_path, "as: replaces_period")
    tiny.put("p.csv", "month,Grief,Rows\n2024-02,5,\n")
    tiny.ingest()
    tiny.put("w.csv", FIRST.replace("50", "55"))
    tiny.ingest()
    assert tiny.query(COUNTS) == [("2024-01-01", 47), ("2024-02-01", 63)]
    assert found(tiny) == []
    assert [row[:2] for row in tiny.query(STATES)] == [
        ("p.csv", "superseded"),
        ("r.csv", "superseded"),
        ("w.csv", "used"),
    ]


def test_what_really_became_so_small_is_declared(tmp_path: Path) -> None:
    tiny = source(tmp_path, "as: replaces_period", SOURCE.replace("thresholds: {", "thresholds: {shrunk_held: 1, "))
    tiny.put("a.csv", "month,Grief,Rows\n2024-02,5,1\n")
    tiny.ingest()
    assert tiny.query(COUNTS) == [("2024-01-01", 47), ("2024-02-01", 6)]
    assert found(tiny) == [("shrunk_replacement", "warn")]


# ---------------------------------------------------------------- as a whole


def test_the_newest_file_stands_for_all(tmp_path: Path) -> None:
    tiny = source(tmp_path, "as: replaces_all")
    tiny.put("r.csv", FIRST.replace("50", "49") + "2024-03,20,30\n")
    tiny.ingest()
    assert tiny.query(COUNTS) == [("2024-01-01", 47), ("2024-02-01", 57), ("2024-03-01", 50)]
    assert found(tiny) == []
    tiny.put("x.csv", FIRST.replace("50", "48") + "2024-03,20,30\n")
    tiny.ingest()
    assert tiny.query(COUNTS) == [("2024-01-01", 47), ("2024-02-01", 56), ("2024-03-01", 50)]
    assert found(tiny) == []


def test_a_file_that_lacks_what_the_one_before_held_is_no_whole(tmp_path: Path) -> None:
    """As much as before, but of another month: held from half on, below that the months that are gone are said."""
    tiny = source(tmp_path, "as: replaces_all")
    tiny.put("m.csv", "month,Grief,Rows\n2024-03,90,15\n2024-04,9,1\n")
    tiny.ingest()
    assert tiny.query(COUNTS) == [("2024-01-01", 47), ("2024-02-01", 58)]
    assert found(tiny) == [("shrunk_replacement", "fail")]
    tiny.put("o.csv", "month,Grief,Rows\n2024-02,50,8\n2024-03,90,15\n2024-04,9,1\n")
    tiny.ingest()
    assert tiny.query(COUNTS)[0] == ("2024-02-01", 58)
    assert found(tiny) == [("doubtful_replacement", "warn"), ("shrunk_replacement", "warn")]
    (sentence,) = tiny.query("select sentence from lake_finding where finding_code = 'doubtful_replacement'")
    assert "has nothing of 1 of its 2 periods" in sentence[0]


CONTACTS = """\
files: "*.csv"
read: {csv: {encoding: utf-8}}
row: contact
arrives: {as: replaces_all}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {cell: why}
"""


def test_contacts_may_be_replaced_as_a_whole_too(tmp_path: Path) -> None:
    """Without ids a contact keeps its pseudonym where it comes again; what is not in the newest file is gone."""
    tiny = TinySource.write(tmp_path, CONTACTS, LABELS)
    days = [f"2024-0{month}-11,Grief" for month in (1, 2, 3, 4)]
    tiny.put("a.csv", "\n".join(["day,why", *days]) + "\n")
    tiny.ingest()
    before = tiny.query("select contact_id from contact order by contact_date")
    tiny.put("b.csv", "\n".join(["day,why", *days, "2024-05-01,Rows"]) + "\n")
    tiny.ingest()
    assert tiny.query("select contact_id from contact order by contact_date")[:4] == before
    assert tiny.query("select count(*) from contact") == [(5,)]
    tiny.put("c.csv", "day,why\n" + "".join(f"2023-0{month}-11,Grief\n" for month in (1, 2, 3, 4, 5)))
    tiny.ingest()
    assert ("shrunk_replacement", "fail") in found(tiny)
    assert tiny.query("select min(contact_date)::varchar from contact") == [("2024-01-11",)]


# ---------------------------------------------------------------- counted twice


def test_an_undeclared_second_delivery_of_a_period_is_held(tmp_path: Path) -> None:
    tiny = source(tmp_path, "as: additions")
    tiny.put("r (1).csv", "month,Rows,Grief\n2024-02,9,50\n2024-01,7,40\n2024-03,2,1\n")
    tiny.ingest()
    assert tiny.query(COUNTS) == [("2024-01-01", 47), ("2024-02-01", 58)]
    (finding,) = tiny.rows("select * from lake_finding")
    assert (finding["finding_code"], finding["state_code"], finding["file_name"]) == (
        "counted_twice",
        "fail",
        "r (1).csv",
    )
    assert (finding["numerator"], finding["denominator"]) == (4, 6)
    assert "3 of them with the same number: 105 contacts" in finding["sentence"]
    assert not any(step.changed for step in tiny.ingest())


def test_another_spelling_of_a_label_is_no_other_category(tmp_path: Path) -> None:
    tiny = source(tmp_path, "as: additions")
    tiny.put("a.csv", FIRST.replace("Grief", "GRIEF"))
    tiny.ingest()
    assert found(tiny) == [("counted_twice", "fail")]


def test_other_categories_or_periods_or_nobody_are_no_doubling(tmp_path: Path) -> None:
    tiny = source(tmp_path, "as: additions")
    tiny.put("e.csv", "month,Grief,Rows,Other\n2024-01,0,,5\n2024-03,40,7,5\n")
    tiny.ingest()
    assert "counted_twice" not in [code for code, _ in found(tiny)]
    assert tiny.query(COUNTS) == [("2024-01-01", 47), ("2024-02-01", 58), ("2024-03-01", 47)]


def test_files_of_offices_add_up_where_the_mapping_says_so(tmp_path: Path) -> None:
    tiny = source(tmp_path, "as: additions, adds_up: an office each")
    tiny.put("n.csv", FIRST.replace("50", "1"))
    tiny.ingest()
    assert tiny.query(COUNTS) == [("2024-01-01", 94), ("2024-02-01", 67)]
    assert found(tiny) == [], "to say that adding them up counts twice would be wrong"


def test_rows_of_one_period_under_the_name_of_another_are_held(tmp_path: Path) -> None:
    arrives = 'as: replaces_period, slot: "r_(%Y).csv"'
    tiny = TinySource.write(tmp_path, EXPORT.replace("ARRIVES", arrives), LABELS)
    tiny.put("r_2024.csv", FIRST)
    tiny.put("r_2025.csv", FIRST + "2025-01,1,1\n")
    tiny.ingest()
    assert tiny.query(COUNTS) == [("2024-01-01", 47), ("2024-02-01", 58)]
    assert ("counted_twice", "fail") in found(tiny)


def test_what_is_held_replaces_nothing(tmp_path: Path) -> None:
    """The newer version of one format would count twice beside the other format: its older version stays."""
    other = EXPORT.replace('"*.csv"', '"b*.csv"').replace("ARRIVES", "as: additions")
    own = EXPORT.replace('"*.csv"', '"a*.csv"').replace("ARRIVES", "as: replaces_period")
    tiny = TinySource.write(tmp_path, f"{own}---\n{other}", LABELS)
    tiny.put("a1.csv", "month,Grief,Rows\n2024-01,40,\n")
    tiny.put("b.csv", "month,Grief,Rows\n2024-01,,7\n")
    tiny.ingest()
    assert found(tiny) == [("overlapping_counts", "warn")]
    tiny.put("a2.csv", "month,Grief,Rows\n2024-01,41,7\n")
    tiny.ingest()
    assert tiny.query(COUNTS) == [("2024-01-01", 47)]
    assert ("counted_twice", "fail") in found(tiny)


# ---------------------------------------------------------------- refused at load


@pytest.mark.parametrize(
    ("export", "arrives", "said"),
    [
        (EXPORT.replace("{ARRIVES}", "{as: replaces_period, newest: {by: sent}}"), None, "a whole file of counts is newer"),
        (CONTACTS, "{as: replaces_period}", "replaces_period needs `slot`"),
        (CONTACTS, "{as: overlaps, adds_up: an office each}", "`adds_up` is for counts"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(export: str, arrives: str | None, said: str, tmp_path: Path) -> None:
    TinySource.write(tmp_path, export.replace("{as: replaces_all}", arrives or ""), "")
    with pytest.raises(MappingError, match=said):
        load_registry(tmp_path / "mappings")
