"""Every block of tick boxes of an export is drafted or asked about, whatever its boxes are called and hold."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.drafting import Drafted, day, draft_files, write_csv

WHY = ("Bullying", "Neglect", "Grief", "Family conflict")
HELP = ("Counselling", "Shelter", "Police")


def boxes(
    folder: Path, names: list[str], yes: str, no: str, n: int = 120, delimiter: str = ","
) -> tuple[Path, list[int]]:
    """An export with boxes of these headers, and how often each is ticked."""
    chance = random.Random(7)
    ticks = [[chance.random() < 0.4 for _ in names] for _ in range(n)]
    rows = [
        [f"C{number:04}", day(number).isoformat(), "Phone", *(yes if tick else no for tick in ticked)]
        for number, ticked in enumerate(ticks)
    ]
    path = write_csv(
        folder / "in" / "calls_2023.csv", [["Case ID", "Date of call", "Channel", *names], *rows], delimiter
    )
    return path, [sum(column) for column in zip(*ticks, strict=True)]


def ticks_of(drafted: Drafted) -> dict[str, int]:
    """How often each value of a reason was read, with every guess left as it stands."""
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    return dict(drafted.query("select source_value, n_values from source_value where field = 'reason'"))


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("prefix", "yes", "no"),
    [
        ("Reason: ", "1", "0"), ("Issue - ", "1", "0"), ("Problems/", "Yes", ""), ("why___", "Yes", ""),
        ("Concern | ", "X", ""), ("Reason: ", "X", ""), ("Issue - ", "true", "false"), ("Problems/", "true", "false"),
        ("why___", "1.0", "0.0"), ("Concern | ", "1.0", "0.0"), ("Issue - ", "x", "-"), ("Concern | ", "x", "-"),
        ("Reason: ", "-1", "0"), ("why___", "-1", "0"),
    ],
)  # fmt: skip
def test_all_boxes_of_a_block_are_read_with_their_words(tmp_path: Path, prefix: str, yes: str, no: str) -> None:
    """Headers and cells are read apart, so each goes with two of the others, not with all."""
    path, n_ticked = boxes(tmp_path, [prefix + name for name in WHY], yes, no)

    drafted = draft_files(tmp_path, [path])

    assert ticks_of(drafted) == dict(zip(WHY, n_ticked, strict=True))


def test_two_blocks_of_reasons_are_both_read(tmp_path: Path) -> None:
    names = [f"Abuse: {name}" for name in WHY[:3]] + [f"Problem - {name}" for name in WHY]
    path, n_ticked = boxes(tmp_path, names, "Yes", "No")

    drafted = draft_files(tmp_path, [path])

    assert drafted.content["reasons"]["ticked"] == ["Abuse: ", "Problem - "]
    assert ticks_of(drafted) == dict(zip(names, n_ticked, strict=True))


def test_a_block_of_another_question_is_asked_about_and_never_read_as_reasons(tmp_path: Path) -> None:
    names = [f"Reason: {name}" for name in WHY] + [f"Services/{name}" for name in HELP]
    path, n_ticked = boxes(tmp_path, names, "1", "")

    drafted = draft_files(tmp_path, [path])

    assert any("'Services/'" in question for question in drafted.questions)
    assert drafted.content["reasons"]["ticked"] == "Reason: "
    assert ticks_of(drafted) == dict(zip(WHY, n_ticked, strict=False))


def test_a_block_that_says_nothing_of_itself_stops_the_reasons(tmp_path: Path) -> None:
    names = [f"Reason: {name}" for name in WHY] + [f"Q7_{name}" for name in ("alpha", "beta", "gamma")]
    path, _ = boxes(tmp_path, names, "1", "0")

    drafted = draft_files(tmp_path, [path])

    assert "'Q7_'" in drafted.line("reasons").partition("QUESTION")[2]
    drafted.without_lines_of_questions()
    assert drafted.is_refused()


def test_boxes_of_an_accused_person_are_who_that_is_and_no_reasons(tmp_path: Path) -> None:
    names = [f"Reason: {name}" for name in WHY] + [f"Perp - {who}" for who in ("Father", "Teacher", "Friend")]
    path, n_ticked = boxes(tmp_path, names, "1", "0")

    drafted = draft_files(tmp_path, [path])

    assert drafted.content["fields"]["perpetrator_relation"] == {"ticked": "Perp - ", "gives": "rest"}
    assert ticks_of(drafted) == dict(zip(WHY, n_ticked, strict=False))


@pytest.mark.parametrize("prefix", ["vinculo_", "Relationship to child - "])
def test_boxes_of_a_relation_are_no_reasons_and_somebody_is_asked_whose_it_is(tmp_path: Path, prefix: str) -> None:
    names = [f"Reason: {name}" for name in WHY] + [prefix + who for who in ("Father", "Teacher", "Friend", "Partner")]
    path, n_ticked = boxes(tmp_path, names, "1", "0")

    drafted = draft_files(tmp_path, [path])

    assert "perpetrator_relation" not in drafted.content["fields"]
    assert any("perpetrator_relation" in question and prefix in question for question in drafted.questions)
    assert ticks_of(drafted) == dict(zip(WHY, n_ticked, strict=False))


def test_boxes_of_relationships_among_young_people_are_reasons(tmp_path: Path) -> None:
    path, n_ticked = boxes(
        tmp_path, [f"Peer relationships: {who}" for who in ("Friend", "Partner", "Teacher")], "1", "0"
    )

    assert len(ticks_of(draft_files(tmp_path, [path]))) == len(n_ticked)


def test_a_question_with_its_boxes_and_their_codes_in_a_cell_is_read_once(tmp_path: Path) -> None:
    names = [f"contact/reason/{name}" for name in ("r1", "r2", "r3")] + [f"contact/help/{name}" for name in ("a", "b")]
    path, n_ticked = boxes(tmp_path, names, "1", "0", delimiter=";")
    header, *lines = path.read_text().splitlines()
    cells = [line.split(";") for line in lines]
    codes = [" ".join(f"r{i + 1}" for i in range(3) if row[3 + i] == "1") for row in cells]
    rows = [[*row, code] for row, code in zip(cells, codes, strict=True)]
    write_csv(path, [[*header.split(";"), "contact/reason"], *rows], ";")

    drafted = draft_files(tmp_path, [path])

    assert drafted.content["reasons"] == {"ticked": "contact/reason/", "gives": "rest"}
    assert any("'contact/help/'" in question for question in drafted.questions)
    assert ticks_of(drafted) == dict(zip(("r1", "r2", "r3"), n_ticked, strict=False))


def test_boxes_that_begin_like_no_other_are_a_question(tmp_path: Path) -> None:
    path, _ = boxes(tmp_path, [*WHY, "Repeat caller"], "Yes", "")

    drafted = draft_files(tmp_path, [path])

    assert drafted.content["reasons"]["boxes"] == [*WHY, "Repeat caller"]
    assert "QUESTION" in drafted.line("reasons")


def test_a_single_column_of_yes_and_no_beside_a_block_is_named(tmp_path: Path) -> None:
    path, _ = boxes(tmp_path, [*(f"Reason: {name}" for name in WHY), "Consent"], "1", "0")

    assert any("'Consent'" in question for question in draft_files(tmp_path, [path]).questions)


def test_a_mark_within_labels_parts_no_block(tmp_path: Path) -> None:
    labels = ("Physical/emotional abuse", "Physical/other abuse", "Neglect", "Grief")
    path, n_ticked = boxes(tmp_path, [f"Reason: {label}" for label in labels], "1", "0")

    assert ticks_of(draft_files(tmp_path, [path])) == dict(zip(labels, n_ticked, strict=True))


def test_dashes_of_several_kinds_are_one_block(tmp_path: Path) -> None:
    names = ["Reason - Bullying", "Reason – Neglect", "Reason — Grief", "Reason -Fear"]
    path, n_ticked = boxes(tmp_path, names, "1", "0")

    read = ticks_of(draft_files(tmp_path, [path]))

    assert read == dict(zip(("Bullying", "Neglect", "Grief", "Fear"), n_ticked, strict=True))


@pytest.mark.parametrize("mark", ["?", "??"])
def test_a_box_of_which_nobody_knows_is_no_box_that_is_not_ticked(tmp_path: Path, mark: str) -> None:
    path, n_ticked = boxes(tmp_path, [f"Reason: {name}" for name in WHY], "1", "0")
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    rows[:12] = [f"{row.rsplit(',', 1)[0]},{mark}" for row in rows[:12]]
    n_ticked[-1] = sum(row.endswith(",1") for row in rows)
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")

    drafted = draft_files(tmp_path, [path])

    assert ticks_of(drafted) == dict(zip(WHY, n_ticked, strict=True)) | {f"{WHY[-1]}={mark}": 12}
