"""A file of a common system is drafted as `like: <system>`; other files are not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.drafting import day, draft_files, write_csv

Rows = list[Sequence[object]]


def kobo(delimiter: str, folder: Path) -> Path:
    header = [
        "start",
        "contact/channel",
        "reasons/why/r1",
        "reasons/why/r2",
        "reasons/why/r3",
        "_id",
        "_uuid",
        "_submission_time",
    ]
    rows: Rows = [
        [f"{day(n)}T09:00:00.000+03:00", "phone", n % 2, 1 - n % 2, 0, n + 100, f"u{n:05}x", f"{day(n)}T10:00:00"]
        for n in range(120)
    ]
    return write_csv(folder / "in" / "form.csv", [header, *rows], delimiter)


@pytest.mark.parametrize("delimiter", [";", ","])
def test_kobo(tmp_path: Path, delimiter: str) -> None:
    drafted = draft_files(tmp_path, [kobo(delimiter, tmp_path)])

    content = drafted.content
    assert content["like"] == "kobo" and "QUESTION" in drafted.line("like")
    assert not {"row", "id", "arrives", "date"} & set(content)
    assert ("read" in content) is (delimiter == ",")
    assert content["reasons"] == {"ticked": "reasons/why/", "gives": "rest"}
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select count(*) from contact") == [(120,)]
    drafted.without_lines_of_questions()
    assert drafted.is_refused()


@pytest.mark.long
@pytest.mark.parametrize(
    ("system", "like"),
    [("kobo", "kobo"), ("icarol", "icarol"), ("redcap", "redcap"), ("commcare", "commcare"), ("primero", "primero"),
     ("dhis2", "dhis2_events_csv"), ("openchs", "openchs"), ("rapidpro", "rapidpro"), ("rapidpro", "rapidpro_workbook"),
     ("dhis2_aggregate", "dhis2_aggregate")],
)  # fmt: skip
def test_the_examples_of_the_shared_formats(tmp_path: Path, system: str, like: str) -> None:
    example = ROOT / "mappings" / "_exports" / system
    files = [path for path in sorted(example.rglob("*")) if path.suffix in (".csv", ".json", ".xlsx")]
    files = [path for path in files if path.name not in ("decisions.csv", "expected.csv")]

    proposed = set()
    for place, path in enumerate(files):
        drafted = draft_files(tmp_path / str(place), [path])
        proposed |= {one.get("like", "") for one in drafted.documents}

    assert like in proposed, proposed


def test_another_file_with_an_id_is_like_nothing(tmp_path: Path) -> None:
    rows: Rows = [["id", "date of call", "reason"], *([n + 100, day(n), "Bullying"] for n in range(60))]
    path = write_csv(tmp_path / "in" / "x_2023.csv", rows)

    assert "like" not in draft_files(tmp_path, [path]).content


def test_documents_of_a_system(tmp_path: Path) -> None:
    path = tmp_path / "in" / "data.json"
    path.parent.mkdir()
    results = [
        {
            "_id": n,
            "_uuid": f"u{n}",
            "_submission_time": f"{day(n)}T10:00:00",
            "start": f"{day(n)}T09:00:00",
            "why": "a b",
        }
        for n in range(60)
    ]
    path.write_text(json.dumps({"count": 60, "next": None, "previous": None, "results": results}), encoding="utf-8")

    assert draft_files(tmp_path, [path]).content["like"] == "kobo_json"


def test_a_system_of_which_columns_are_missing_is_asked_about_and_the_file_itself_is_drafted(tmp_path: Path) -> None:
    header = ["CallReportNum", "CallDateAndTimeStart", "Contact Method", "Reason"]
    rows: Rows = [[9000 + n, f"{day(n)} 10:00:00", ("Phone", "Chat")[n % 2], "Grief"] for n in range(80)]

    drafted = draft_files(
        tmp_path, [write_csv(tmp_path / "in" / "CallReports.csv", [["CallReports"], [], header, *rows])]
    )

    assert "like" not in drafted.content and drafted.content["id"] == "CallReportNum"
    assert any("`like: icarol` reads columns that are not in it" in question for question in drafted.questions)
    assert drafted.made.notes == ()


def test_a_file_that_is_called_otherwise_than_the_system_does_says_itself_how_it_arrives(tmp_path: Path) -> None:
    header = ["record_id", "call_date", *(f"reason___{code}" for code in range(1, 5)), "call_complete"]
    rows: Rows = [[n + 1, day(n), *(int(n % 4 == code) for code in range(4)), 2] for n in range(60)]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", [header, *rows])])

    assert drafted.content["like"] == "redcap"
    assert drafted.content["arrives"] == {"as": "replaces_period", "slot": "calls_(%Y).csv"}
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select count(*) from contact") == [(60,)]
