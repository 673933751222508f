"""Numbers of a tally with something beside them, in a cell or in a header, are asked about or known for what they are."""

from __future__ import annotations

from pathlib import Path

from tests.drafting import Drafted, draft_files, write_csv
from tests.test_draft_counts import Rows

WHY = ("Bullying", "Sexual abuse", "Neglect", "Suicide", "Family", "Grief", "School", "Hunger", "Theft", "Other")


def drafted_of(folder: Path, header: list[str], cell: str) -> Drafted:
    """A row a reason; `cell`: what stands behind each number of the second column."""
    rows: Rows = [header, *([why, f"{31 + 7 * n}{cell}", f"{83 - 5 * n}"] for n, why in enumerate(WHY))]
    return draft_files(folder, [write_csv(folder / "in" / "tally.csv", rows)])


def test_a_column_of_numbers_with_footnotes_counts_and_is_asked_about(tmp_path: Path) -> None:
    drafted = drafted_of(tmp_path, ["Reason", "2022", "2023"], "*")

    assert drafted.content["across"]["columns"] == ["2022", "2023"]
    (question,) = [one for one in drafted.questions if "more than a number" in one]
    assert question.startswith("10 cells hold") and "'2022'" in question and "31" not in question
    assert any("bad_count 10" in note for note in drafted.made.notes)


def test_a_share_in_brackets_is_asked_about(tmp_path: Path) -> None:
    drafted = drafted_of(tmp_path, ["Reason", "2022", "2023"], " (12%)")

    assert any("more than a number" in one for one in drafted.questions) or drafted.content["row"] != "count"


def test_numbers_beside_shares_of_the_same_years_are_years(tmp_path: Path) -> None:
    rows: Rows = [["Reason", "2022 n", "2022 %", "2023 n", "2023 %"]]
    rows += [[why, 20 + n, 5 + n, 40 + n, 4 + n] for n, why in enumerate(WHY)]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert drafted.content["across"] == {"columns": ["2022 n", "2023 n"], "gives": "period"}
    assert drafted.content["ignored_columns"] == ["2022 %", "2023 %"]
    drafted.answer_as_guessed()
    drafted.accept({("reason", "Bullying"): "violence.bullying"})
    assert drafted.run() == ()
    counts = "select year(period_start), sum(n_contacts)::bigint from reported_count group by all order by all"
    assert drafted.query(counts) == [(2022, 20), (2023, 40)]


def test_numbers_beside_shares_of_years_that_end_in_the_next_are_periods(tmp_path: Path) -> None:
    rows: Rows = [["Reason", "2021/22 Number", "2021/22 %", "2022/23 Number", "2022/23 %"]]
    rows += [[why, 20 + n, 5 + n, 40 + n, 4 + n] for n, why in enumerate(WHY)]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert drafted.content["across"] == {"columns": ["2021/22 Number", "2022/23 Number"], "gives": "period"}
    assert any("with which month do these years begin" in one for one in drafted.questions)
    drafted.answer_as_guessed()
    drafted.accept({("reason", "Bullying"): "violence.bullying"})
    assert drafted.run() == ()
    counts = "select min(period_start)::varchar, sum(n_contacts)::bigint from reported_count group by period_start order by 1"
    assert drafted.query(counts) == [("2021-04-01", 20), ("2022-04-01", 40)]


def test_months_of_another_language_with_their_years_are_periods(tmp_path: Path) -> None:
    rows: Rows = [["Motif", "janv.-24", "févr.-24", "août-24"]]
    rows += [[why, 20 + n, 31 + n, 40 - n] for n, why in enumerate(WHY)]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tableau.csv", rows)])

    assert drafted.content["period"] == {"format": ["%B-%y"], "months": "fr"}
    drafted.answer_as_guessed()
    drafted.accept({("reason", "Bullying"): "violence.bullying"})
    assert drafted.run() == ()
    counts = "select period_start::varchar, sum(n_contacts)::bigint from reported_count group by all order by 1"
    assert drafted.query(counts) == [("2024-01-01", 20), ("2024-02-01", 31), ("2024-08-01", 40)]


def test_a_column_of_months_of_another_language_is_the_period(tmp_path: Path) -> None:
    rows: Rows = [["Periodo", "Motivo", "Casos"]]
    rows += [[f"{month} 2024", why, 20 + n] for month in ("Enero", "Febrero", "Setiembre") for n, why in enumerate(WHY)]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tabla.csv", rows)])

    assert drafted.content["period"] == {"column": "Periodo", "format": "%B %Y", "months": "es"}
    drafted.answer_as_guessed()
    drafted.accept({("reason", "Bullying"): "violence.bullying"})
    assert drafted.run() == ()
    counts = "select period_start::varchar, sum(n_contacts)::bigint from reported_count group by all order by 1"
    assert drafted.query(counts) == [(f"2024-0{month}-01", n) for month, n in ((1, 20), (2, 20), (9, 20))]


def test_a_table_of_nothing_but_shares_is_no_contact_without_a_word(tmp_path: Path) -> None:
    rows: Rows = [["Month", "Topic", "Share of talks"]]
    rows += [[f"2023-{month:02}", why, f"{3.5 + n}%"] for month in range(1, 13) for n, why in enumerate(WHY)]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "insights_2023.csv", rows)])

    assert any("'Share of talks' holds shares, which count nothing" in one for one in drafted.questions)


def test_both_beside_online_and_offline_is_a_setting(tmp_path: Path) -> None:
    rows: Rows = [["Thema", "Online", "Offline", "Beide"], *([why, 20 + n, 40 - n, 3 * n] for n, why in enumerate(WHY))]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "themen_2023.csv", rows)])

    assert drafted.content["across"] == {"columns": ["Online", "Offline", "Beide"], "gives": "setting"}


def test_a_long_label_of_a_total_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["Reason", "2022", "2023"], *([why, 20 + n, 40 + 3 * n] for n, why in enumerate(WHY[:4]))]
    rows += [["Grand total of all contacts of the helpline", 86, 178]]
    rows += [[why, 30 + n, 60 + 3 * n] for n, why in enumerate(WHY[4:])]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert any("called a total of something" in one for one in drafted.questions)


def test_a_total_in_another_language_is_no_column_of_reasons(tmp_path: Path) -> None:
    rows: Rows = [["Mies", "Bullying", "Grief", "Family", "Yhteensä"]]
    rows += [[f"2023-{n:02}", 5 + n, 2 * n, 40 - n, 45 + 2 * n + (n == 3)] for n in range(1, 13)]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert drafted.content["across"]["columns"] == ["Bullying", "Grief", "Family"]
    assert any("'Yhteensä' is called a total" in one for one in drafted.questions)
