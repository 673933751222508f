"""Answers of forms that a draft passed over in silence: it reads them, or says that they stand there."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.drafting import day, draft_files, write_csv
from tests.test_draft_counts import WHY
from tests.test_draft_unseen import contacts

DATE = ("Date of call", lambda i: day(i).isoformat())
REASON = ("Reason", lambda i: WHY[i % 4])


def test_boxes_that_hold_their_own_headers_are_reasons(tmp_path: Path) -> None:
    """Typeform: a column a choice, and no question before it."""
    boxes = [(why, lambda i, w=why, p=place: w if i % (p + 2) == 0 else "") for place, why in enumerate(WHY)]
    rows = contacts(120, DATE, *boxes)

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "responses.csv", rows)])
    drafted.answer_as_guessed()

    assert drafted.run() == ()
    found = dict(drafted.query("select source_value, n_values from source_value where field = 'reason'"))
    assert found == {why: len(range(0, 120, place + 2)) for place, why in enumerate(WHY)}


def test_columns_with_one_word_that_is_not_their_header_are_no_such_boxes(tmp_path: Path) -> None:
    others = [(f"Column {place}", lambda i: "closed" if i % 3 else "") for place in range(3)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x.csv", contacts(120, DATE, REASON, *others))])

    assert drafted.content["reasons"] == {"cell": "Reason"}


def test_without_an_age_a_day_of_birth_is_asked_about_and_gives_years(tmp_path: Path) -> None:
    born = ("Date of birth", lambda i: (day(i) - timedelta(days=4000 + 30 * (i % 60))).strftime("%d/%m/%Y"))

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x.csv", contacts(120, DATE, REASON, born))])

    assert drafted.content["fields"]["age"] == {"age_at": "Date of birth", "format": "%d/%m/%Y"}
    assert "QUESTION" in drafted.line("age")
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select min(age_years), max(age_years), count(age_years) from contact") == [(10, 15, 120)]


def test_beside_an_age_a_day_of_birth_is_not_read(tmp_path: Path) -> None:
    born = ("Date of birth", lambda i: (day(i) - timedelta(days=4000)).isoformat())
    rows = contacts(120, DATE, REASON, born, ("Age group", lambda i: ("0-9", "10-12", "13-15")[i % 3]))

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x.csv", rows)])

    assert drafted.content["fields"]["age_band"] == "Age group"
    assert "Date of birth" not in str(drafted.content)


def test_a_second_person_in_a_record_is_asked_about(tmp_path: Path) -> None:
    persons = [
        (f"Victim {n} {what}", lambda i, n=n, v=value: v[i % len(v)] if n == 1 or i % 9 == 0 else "")
        for n in (1, 2)
        for what, value in (("Age", ["9", "12", "15"]), ("Sex", ["Female", "Male"]))
    ]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x.csv", contacts(180, DATE, REASON, *persons))])

    assert "QUESTION" in drafted.line("row") and "'Victim 2 Age'" in drafted.line("row")


def test_yes_and_no_to_online_is_asked_about_as_a_setting(tmp_path: Path) -> None:
    rows = contacts(120, DATE, REASON, ("Happened online", lambda i: ("Yes", "No")[i % 2]))

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x.csv", rows)])

    assert drafted.content["setting"] == "Happened online"
    assert "QUESTION" in drafted.line("setting")


def test_genders_are_known_by_their_words_whatever_the_question(tmp_path: Path) -> None:
    """A third of the answers was a word for nothing: the column was not asked about at all."""
    rows = contacts(120, DATE, REASON, ("¿Eres...?", lambda i: ("Chica", "Chico", "Mejor no lo digo")[i % 3]))

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x.csv", rows)])

    assert drafted.content["fields"]["gender"] == "¿Eres...?"
    assert "QUESTION" in drafted.line("gender")


def test_answers_that_nobody_reads_are_named(tmp_path: Path) -> None:
    rows = contacts(120, DATE, REASON, ("Intervention", lambda i: ("Listened", "Sent on", "Visit")[i % 3]))

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x.csv", rows)])

    assert "# Holds answers, and is not read: 'Intervention'" in drafted.text
