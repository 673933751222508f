"""A form that asks of each reason whether it took place online: as a column a reason with the answer in its cell, or as a
box a reason and answer.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.drafting import Drafted, day, draft_files, write_csv
from tests.test_draft_counts import Rows

ASKED = ("Bullying", "Sexual abuse", "Neglect", "Threats")


def grid(folder: Path, answers: tuple[str, ...], question: str = "What happened? [{}]") -> tuple[Drafted, Rows]:
    """Contacts with a column a reason."""
    chance = random.Random(6)
    rows: Rows = [["Timestamp", "Case ref", "Channel", *(question.format(why) for why in ASKED)]]
    for n in range(200):
        rows.append(
            [f"{day(n)} 10:11:12", f"R{n:04}", ("Phone", "Chat")[n % 2], *(chance.choice(answers) for _ in ASKED)]
        )
    return draft_files(folder, [write_csv(folder / "in" / "grid_2023.csv", rows)]), rows


def told(drafted: Drafted) -> list[tuple[str, str, int]]:
    """Reason and setting as recorded, with their contacts."""
    drafted.accept(
        {("reason", "Bullying"): "violence.bullying", ("reason", "Sexual abuse"): "violence.sexual.abuse"}
        | {("reason", "Neglect"): "violence.neglect", ("reason", "Threats"): "violence.harassment"}
        | {("setting", "Online"): "online", ("setting", "Offline"): "offline", ("setting", "Both"): "both"}
    )
    assert drafted.run() == ()
    return drafted.query(
        "select reason_code, setting_code, count(distinct contact_id)::bigint from contact_reason "
        "where reason_code = 'violence.bullying' group by all order by all"
    )


@pytest.mark.few(4)
@pytest.mark.parametrize("nowhere", ["", "No", "None", "N/A", "Not applicable"])
def test_a_column_a_reason_holds_the_setting_of_each(tmp_path: Path, nowhere: str) -> None:
    drafted, rows = grid(tmp_path, ("Online", "Offline", "Both", nowhere, nowhere))
    assert "setting" not in drafted.content

    drafted.answer_as_guessed()

    cells = [row[3] for row in rows[1:]]
    assert told(drafted) == [
        ("violence.bullying", setting, cells.count(word))
        for setting, word in (("both", "Both"), ("offline", "Offline"), ("online", "Online"))
    ]


@pytest.mark.few(2)
@pytest.mark.parametrize("word", ["Unknown", "Prefer not to say", "Sometimes", "No sabe", "?"])
def test_a_word_that_says_neither_where_nor_that_it_was_not_is_asked_about(tmp_path: Path, word: str) -> None:
    drafted, _ = grid(tmp_path, ("Online", "Offline", "Both", "No", "Online", "Offline", "No", "Online", word))

    (asked,) = [one for one in drafted.questions if "its place unknown" in one]
    assert word.lower() in asked.lower() and "'No'" not in asked


def test_a_grid_without_such_a_word_asks_nothing_of_it(tmp_path: Path) -> None:
    drafted, _ = grid(tmp_path, ("Online", "Offline", "Both", "No", "", "n/a"))
    assert not any("its place unknown" in one for one in drafted.questions)


def test_one_column_of_online_and_offline_is_of_the_whole_contact(tmp_path: Path) -> None:
    rows: Rows = [["id", "date", "channel", "reason", "Where"]]
    rows += [[f"C{n:04}", day(n), "Chat", ASKED[n % 4], ("Online", "Offline")[n % 2]] for n in range(120)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert drafted.content["setting"] == "Where"
    assert drafted.content["reasons"] == {"cell": "reason"}


def test_a_box_a_reason_and_setting_is_known_by_its_whole_header(tmp_path: Path) -> None:
    chance = random.Random(7)
    names = [f"{why} [{where}]" for why in ASKED for where in ("Online", "Offline")]
    rows: Rows = [["id", "date", "channel", *names]]
    rows += [[f"C{n:04}", day(n), "Chat", *(chance.choice(("Yes", "", "")) for _ in names)] for n in range(120)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert drafted.content["reasons"] == {"boxes": names}
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    values = drafted.query("select source_value from source_value where field = 'reason' order by 1")
    assert [value for (value,) in values] == sorted(names)
    decisions = (drafted.folder / "decisions.csv").read_text(encoding="utf-8")
    assert "reason,Bullying [Online],suggested,violence.bullying,online,label" in decisions
