"""What a file's name says is read by globs and name patterns that cannot be misunderstood."""

from __future__ import annotations

import pytest

from warehouse.land.file_names import NamePatternError, catch_in_name, is_looked_at, matches_glob


@pytest.mark.parametrize(
    ("glob", "name", "fits"),
    [
        ("*.csv", "deep/a.csv", True),
        ("in/*.csv", "in/a.csv", True),
        ("in/*.csv", "in/b/a.csv", False),
        ("in/**/*.csv", "in/a.csv", True),
        ("in/**/*.csv", "in/b/c/a.csv", True),
        ("a[12].csv", "a2.csv", True),
        ("a[!12].csv", "a2.csv", False),
        ("a?.csv", "a1.csv", True),
        ("A.csv", "a.csv", False),
        ("a.csv", "aXcsv", False),
        ("*.csv", "a.CSV", False),
        ("*.[cC][sS][vV]", "a.CSV", True),
        ("*", ".hidden", True),  # whether it is looked at is said elsewhere
        ("**", "in/b/a.csv", True),
        ("in/**", "in/b/a.csv", True),
        ("in/**", "out/a.csv", False),
        ("**/a.csv", "a.csv", True),
        ("in/a**.csv", "in/a1.csv", True),
        ("in/a**.csv", "in/a/1.csv", False),
        ("a[[]1].csv", "a[1].csv", True),
        ("a[1].csv", "a[1].csv", False),
        ("a(1)+$.csv", "a(1)+$.csv", True),
        ("a[!]].csv", "a1.csv", True),
        ("a[!].csv", "a[!].csv", True),
        ("a[9-0].csv", "a5.csv", False),
        ("a[^1].csv", "a^.csv", True),
        ("in/?.csv", "in//.csv", False),
        ("é*.csv", "été.csv", True),
        ("\u00e9t\u00e9*.csv", "e\u0301te\u0301_1.csv", True),  # the second as a Mac writes it
        ("e\u0301te\u0301*.csv", "\u00e9t\u00e9_1.csv", True),
        ("a\\*.csv", "a\\b.csv", True),
        ("a*.csv", "a\n.csv", True),
    ],
)
def test_globs(glob: str, name: str, fits: bool) -> None:
    assert matches_glob(glob, name) is fits


@pytest.mark.parametrize(
    ("pattern", "name", "caught"),
    [
        ("registro_(%Y).csv", "deep/registro_2017.csv", "2017"),
        ("c_(%d-%m-%Y).csv", "c_31-12-2023.csv", "2023-12-31"),
        ("c_(%Y)_(%m)*.csv", "c_2023_07_final.csv", "2023-07"),
        ("c (1)_(%y%m%d).csv", "c (1)_230731.csv", "2023-07-31"),
        ("c_(%Y%m%dT%H%M%S).csv", "c_20230731T235959.csv", "2023-07-31T23:59:59"),
        ("c_(%Y-%m-%d).csv", "c_2023-13-01.csv", None),
        ("c_(%Y).csv", "c_2023.CSV", None),
        ("ao\u00fbt_(%Y).csv", "aou\u0302t_2023.csv", "2023"),
    ],
)
def test_name_patterns(pattern: str, name: str, caught: str | None) -> None:
    assert catch_in_name(pattern, name) == caught


@pytest.mark.parametrize("pattern", ["plain.csv", "(%m).csv", "(%Y)(%Y).csv", "(%Q).csv", "(%Y-%d).csv"])
def test_a_name_pattern_that_cannot_be_ordered_is_refused(pattern: str) -> None:
    with pytest.raises(NamePatternError):
        catch_in_name(pattern, "x.csv")


@pytest.mark.parametrize(
    ("name", "is_looked"),
    [("a.csv", True), (".a.csv", False), ("in/.b/a.csv", False), ("a.csv.Part", False), ("a.tmp.csv", True)],
)
def test_hidden_and_arriving_files_are_not_looked_at(name: str, is_looked: bool) -> None:
    assert is_looked_at(name) is is_looked


@pytest.mark.parametrize(
    ("name", "is_looked"),
    [
        ("~$calls.xlsx", False),
        ("in/~$calls.xlsx", False),
        ("in/Thumbs.db", False),
        ("desktop.ini", False),
        ("__MACOSX/in/a.csv", False),
        ("~calls.xlsx", True),
        ("$calls.xlsx", True),
        ("thumbs.db.csv", True),
    ],
)
def test_what_systems_leave_beside_files_is_not_looked_at(name: str, is_looked: bool) -> None:
    assert is_looked_at(name) is is_looked
