"""Nothing wrong without a question: a draft is held as long as one stands; without the lines of its questions, and
otherwise unedited, it does not load, or no figure is wrong.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pipelines.check.look import Wanted, check_source
from schemas.mapping.questions import MARK
from tests.drafting import SOURCE_ID, Drafted, day, draft_files, write_csv

Rows = list[Sequence[object]]
WHY = ("Bullying", "Neglect", "Grief", "Sexual abuse")


def two_blocks(folder: Path) -> list[Path]:
    chance = random.Random(1)
    names = [*(f"Reason: {why}" for why in WHY), *(f"Services/{one}" for one in ("Advice", "Shelter"))]
    rows: Rows = [["Case ID", "Date of call", "Channel", *names]]
    rows += [[f"C{n:04}", day(n), "Phone", *(chance.choice("100") for _ in names)] for n in range(150)]
    return [write_csv(folder / "calls_2023.csv", rows)]


def daily_counts(folder: Path) -> list[Path]:
    rows: Rows = [["Date", *WHY, "Total"], *([day(n), 1, n % 3, 2, n % 2, 3 + n % 3 + n % 2] for n in range(200))]
    return [write_csv(folder / "daily_2023.csv", rows)]


def long_counts(folder: Path) -> list[Path]:
    rows: Rows = [["Month", "Reason", "Number of calls"]]
    for month in range(1, 13):
        rows += [[f"2023-{month:02}", why, month + n] for n, why in enumerate(WHY)]
        rows.append([f"2023-{month:02}", "Total", 4 * month + 6])
    return [write_csv(folder / "long_2023.csv", rows)]


def suspect(folder: Path) -> list[Path]:
    rows: Rows = [["Case No", "Report date", "Sex of suspect", "Age of suspect", "Victim sex", "Victim age", "Reason"]]
    rows += [
        [f"P{n:04}", day(n), "male", 20 + n % 30, ("girl", "boy")[n % 2], 5 + n % 12, WHY[n % 4]] for n in range(150)
    ]
    return [write_csv(folder / "cases_2023.csv", rows)]


def drifting(folder: Path) -> list[Path]:
    paths = []
    for year, header, form in ((2022, "Date", "%d/%m/%Y"), (2023, "Date of call", "%Y-%m-%d")):
        rows: Rows = [["Folio", header, "Channel", "Reason"]]
        rows += [[f"F{year}{n:05}", day(n, year).strftime(form), "Phone", WHY[n % 4]] for n in range(150)]
        paths.append(write_csv(folder / f"calls_{year}.csv", rows))
    return paths


def star(folder: Path) -> list[Path]:
    calls: Rows = [["call_id", "call_date"], *([f"C{n:05}", day(n)] for n in range(150))]
    persons: Rows = [["person_id", "call_id", "gender"], *([f"P{n:05}", f"C{n % 150:05}", "girl"] for n in range(200))]
    events: Rows = [
        ["event_id", "call_id", "reason"],
        *([f"E{n:05}", f"C{n % 150:05}", WHY[n % 4]] for n in range(300)),
    ]
    tables = (("calls", calls), ("persons", persons), ("events", events))
    return [write_csv(folder / f"{name}.csv", rows) for name, rows in tables]


def repeated_key(folder: Path) -> list[Path]:
    rows: Rows = [["Client number", "Date", "Channel", "Issue"]]
    rows += [[f"K{n // 2:04}", day(n // 2), "Phone", WHY[n % 4]] for n in range(200)]
    return [write_csv(folder / "calls_2023.csv", rows)]


def age_band(folder: Path) -> list[Path]:
    rows: Rows = [["id", "date of call", "age_group", "channel", "reason"]]
    rows += [[f"A{n:04}", day(n), n % 5 + 1, "Phone", WHY[n % 4]] for n in range(150)]
    return [write_csv(folder / "calls_2023.csv", rows)]


def nothing_online(folder: Path) -> list[Path]:
    rows: Rows = [["Case ID", "Date of call", "Channel", "Reason"]]
    rows += [[f"C{n:04}", day(n), "Phone", WHY[n % 4]] for n in range(150)]
    return [write_csv(folder / "calls_2023.csv", rows)]


INPUTS = (two_blocks, daily_counts, long_counts, suspect, drifting, star, repeated_key, age_band, nothing_online)


@pytest.fixture(params=INPUTS, ids=lambda make: make.__name__)
def drafted(request: pytest.FixtureRequest, tmp_path: Path) -> Drafted:
    make: Callable[[Path], list[Path]] = request.param
    return draft_files(tmp_path, make(tmp_path / "in"))


@pytest.mark.long
def test_it_may_be_tried_and_is_held_as_long_as_a_question_stands(drafted: Drafted) -> None:
    registry = drafted.settings.load_registry()
    shutil.copytree(drafted.inbox, drafted.settings.deliveries / SOURCE_ID)

    tried = check_source(drafted.settings, registry, SOURCE_ID, Wanted())

    assert tried.basis == "deliveries" and tried.n_contacts + tried.n_values > 0
    assert drafted.run() == ("open_questions",)


@pytest.mark.few(4)
def test_one_question_is_enough(drafted: Drafted) -> None:
    drafted.answer_as_guessed()
    drafted.export.write_text(drafted.export.read_text(encoding="utf-8") + f"# {MARK}: and this?\n", encoding="utf-8")

    assert drafted.run() == ("open_questions",)


@pytest.mark.few(4)
def test_without_the_lines_of_its_questions_it_does_not_load(drafted: Drafted) -> None:
    drafted.without_lines_of_questions()

    # Every draft has at least one guess without which a format is not whole.
    assert drafted.is_refused()
