"""A scan against a saved profile says what drifted, and nothing where nothing did."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scanned_file import HEADER, rows, text
from warehouse.scan import Drift, Profile, ProfileError, compare_profiles, scan_files


def scan(path: Path, content: str | bytes) -> Profile:
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return scan_files([path])


def table(**changed: tuple[str, str]) -> list[list[str]]:
    """The contacts with one value of a column replaced: `sexo=("niña", "F")`."""
    made = rows(400)
    for name, (old, new) in changed.items():
        place = HEADER.index(name)
        for row in made:
            row[place] = new if row[place] == old else row[place]
    return made


def compare(tmp_path: Path, content: str | bytes) -> list[Drift]:
    before = scan(tmp_path / "before.csv", text([HEADER, *table()]))
    return compare_profiles(before, scan(tmp_path / "after.csv", content))


def kinds(drifts: list[Drift]) -> set[tuple[str, str]]:
    return {(drift.kind, drift.column) for drift in drifts}


def test_nothing_drifts_from_itself(tmp_path: Path) -> None:
    assert compare(tmp_path, text([HEADER, *table()])) == []


def test_encoding_and_delimiter(tmp_path: Path) -> None:
    drifts = compare(tmp_path, text([HEADER, *table()], ";").encode("cp1252"))

    assert {(drift.before, drift.after) for drift in drifts} == {("utf-8", "cp1252"), (",", ";")}


def test_columns_new_gone_and_renamed(tmp_path: Path) -> None:
    header = [*HEADER[:3], "sexo del menor", *HEADER[4:6], "duracion"]
    body = [[*row[:6], str(number % 90 + 200)] for number, row in enumerate(table())]

    drifts = compare(tmp_path, text([header, *body]))

    assert kinds(drifts) == {("column_renamed", "sexo del menor"), ("column_gone", "lugar"), ("column_new", "duracion")}
    renamed = next(drift for drift in drifts if drift.kind == "column_renamed")
    assert (renamed.before, renamed.after) == ("sexo", "sexo del menor")


def test_values_new_and_gone(tmp_path: Path) -> None:
    drifts = compare(tmp_path, text([HEADER, *table(sexo=("niña", "femenino"))]))

    assert kinds(drifts) == {("value_new", "sexo"), ("value_gone", "sexo")}
    assert {drift.after or drift.before for drift in drifts} == {"'femenino'", "'niña'"}


def test_forms_of_dates(tmp_path: Path) -> None:
    body = [[row[0], "-".join(reversed(row[1].split("/"))), *row[2:]] for row in table()]

    (drift,) = compare(tmp_path, text([HEADER, *body]))

    assert (drift.kind, drift.before, drift.after) == ("date_form", "%d/%m/%Y", "iso")


def test_types(tmp_path: Path) -> None:
    body = [[*row[:4], f"{int(row[4]) // 4 * 4}-{int(row[4]) // 4 * 4 + 3}", *row[5:]] for row in table()]

    assert ("value_new", "edad") in kinds(compare(tmp_path, text([HEADER, *body])))


def test_shares_blanks_and_missing_words(tmp_path: Path) -> None:
    drifts = compare(tmp_path, text([HEADER, *table(canal=("Chat", ""), sexo=("niña", "NSP"))]))

    assert {("blank", "canal"), ("missing", "sexo"), ("value_gone", "canal")} <= kinds(drifts)


def test_a_column_that_becomes_personal(tmp_path: Path) -> None:
    body = [[*row[:6], f"+221 77 555 {number // 100:02} {number % 100:02}"] for number, row in enumerate(table())]

    assert ("personal", "lugar") in kinds(compare(tmp_path, text([HEADER, *body])))


def test_a_rare_value_is_no_drift(tmp_path: Path) -> None:
    body = table()
    for row in body[:4]:
        row[5] = "Rareza"

    assert "Rareza" not in repr(compare(tmp_path, text([HEADER, *body])))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": 1}', '{"files": [], "version": 99}'])
def test_what_is_no_profile_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "p.json").write_text(content, encoding="utf-8")

    with pytest.raises(ProfileError, match=r"p\.json"):
        Profile.load(tmp_path / "p.json")
