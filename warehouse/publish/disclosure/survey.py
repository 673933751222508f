"""Counts of the survey's answers, as they may be shown beside what earlier releases showed of them.

Belongs here: making `survey_count`, and leaving a question as an earlier release told it where one or two helplines
make the difference. Does not belong here: how answers are counted, and of how many
(`publish/sql/disclosure/survey_count.sql`), or figures of contacts (`earlier`).

Counts of helplines are exact. A helpline that answers late, corrects its answer or is withdrawn would stand alone in
the difference of two releases, with what it says of its own work. So all counts of a question stay as they were until
three helplines and more make the difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.text.sql import literal
from warehouse.publish.disclosure.differences import differ_by_few
from warehouse.publish.disclosure.queries import disclosure_sql
from warehouse.publish.disclosure.unread import columns_of, refuse_unread
from warehouse.publish.views import survey_beside_data
from warehouse.store.engine import relation_names
from warehouse.store.interrupts import interrupts_as_such
from warehouse.store.layout import DATABASE

TABLE = "survey_count"
QUESTIONS = ("several_reasons", "setting", "training", "awareness", "own_detection")
JUDGED = "own_detection"
"""The question that is told of helplines without OCSEA, too."""
Question = tuple[str, int, str]
"""A question of a network and survey year."""
Answers = frozenset[tuple[str, str, bool]]
"""Member, its answer, and whether it stands among those without OCSEA of which the answer is told apart."""
Count = tuple[str, int, str, str, str, int | None, int | None, str | None, bool]
"""A row of `survey_count`."""
COLUMNS = ("network_code", "survey_year", "base_code", "question_code", "answer_code", "n_helplines", "n_base", "said")


@dataclass(frozen=True)
class Told:
    """What one earlier release told of the survey, and the answers behind it."""

    counts: Mapping[Question, Sequence[Count]]
    answers: Mapping[Question, Answers]

    def is_made_here(self, question: Question) -> bool:
        """True where the release showed counts of the question that it had not taken over itself."""
        rows = self.counts.get(question, ())
        return any(row[7] is not None for row in rows) and not any(row[8] for row in rows)


def fill_survey_count(connection: duckdb.DuckDBPyConnection, earlier: Sequence[Path] = ()) -> None:
    """Create `survey_count` in the connection from its `member_survey` and `source_year`, where both are there.

    `earlier` are folders of releases, oldest first: what they told is known for good.
    """
    if not {"member_survey", "source_year"} <= set(relation_names(connection)):
        return
    beside = survey_beside_data()
    counted = disclosure_sql("survey_count")
    connection.execute(
        f"create or replace temp table {TABLE} as with survey_beside_data as ({beside}) select * from ({counted})"
    )
    told = [one for folder in earlier if (one := _read_told(folder)) is not None]
    if not told:
        return
    answers = _answers_of(connection, f"({beside})")
    newest = told[-1]
    kept = [question for question in newest.counts if _is_kept(question, answers.get(question, frozenset()), told)]
    _take_over(connection, {question: newest.counts[question] for question in kept})
    _hide(connection, _not_told_by_newest(answers, told))


def _is_kept(question: Question, now: Answers, told: Sequence[Told]) -> bool:
    """True where one or two helplines make the difference to what an earlier release told.

    Also where the release in which the newest one's counts were made is gone: nothing can be compared.
    """
    made = [one.answers.get(question, frozenset()) for one in told if one.is_made_here(question)]
    is_taken_over = any(row[8] for row in told[-1].counts[question])
    return any(_few_differ(before, now) for before in made) or (is_taken_over and not made)


def _not_told_by_newest(now: Mapping[Question, Answers], told: Sequence[Told]) -> list[Question]:
    """Questions of which only releases before the newest told, where one or two helplines make the difference."""
    gone = (question for question in now if question not in told[-1].counts)
    return [
        question
        for question in gone
        if any(_few_differ(one.answers[question], now[question]) for one in told if one.is_made_here(question))
    ]


def _few_differ(before: Answers, now: Answers) -> bool:
    """True where one or two helplines answer otherwise, or are among those without OCSEA in one release only."""
    members = frozenset(member for member, _, _ in before ^ now)
    return differ_by_few(members, frozenset())


def _take_over(connection: duckdb.DuckDBPyConnection, counts: Mapping[Question, Iterable[Count]]) -> None:
    for question, rows in counts.items():
        connection.execute(f"delete from {TABLE} where {_of_question()}", question)
        for row in rows:
            marks = ", ".join("?" for _ in row)
            connection.execute(f"insert into {TABLE} values ({marks})", [*row[:8], row[7] is not None])


def _hide(connection: duckdb.DuckDBPyConnection, questions: Iterable[Question]) -> None:
    for question in questions:
        nothing = "n_helplines = null, n_base = null, said = null"
        connection.execute(f"update {TABLE} set {nothing} where {_of_question()}", question)


def _of_question() -> str:
    return "network_code = $1 and survey_year = $2 and question_code = $3"


def _read_told(folder: Path) -> Told | None:
    """What a release told; None where it holds no survey, or one of an older form that told nothing in its files.

    Raises ReleaseRefusedError where that cannot be read.
    """
    # apart from the candidate's connection: its relations would stand in for the tables behind the release's views
    with duckdb.connect() as connection, interrupts_as_such(connection):
        try:
            connection.execute(f"attach {literal(str(folder / DATABASE))} as told (read_only)")
            connection.execute("use told")
            if not columns_of(connection, "told", TABLE):
                return None
            is_table = connection.execute("select 1 from duckdb_tables() where table_name = $1", [TABLE]).fetchall()
            taken = "is_taken_over" if is_table else "false"
            query = f"select {', '.join(COLUMNS)}, {taken} from {TABLE} order by all"
            counts: dict[Question, list[Count]] = defaultdict(list)
            for row in connection.execute(query).fetchall():
                counts[row[0], row[1], row[3]].append(row)
            return Told(dict(counts), _answers_of(connection, "survey_beside_data"))
        except (duckdb.BinderException, duckdb.CatalogException):
            return None
        except duckdb.Error:
            raise refuse_unread(folder, "cannot be read") from None


def _answers_of(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[Question, Answers]:
    found: dict[Question, set[tuple[str, str, bool]]] = defaultdict(set)
    columns = ", ".join(f"{name}_code" for name in QUESTIONS)
    query = f"select network_code, survey_year, member_id, ocsea_reported_code, {columns} from {relation}"
    for network, year, member, reported, *answers in connection.execute(query).fetchall():
        for question, answer in zip(QUESTIONS, answers, strict=True):
            if answer is not None:
                counts_none = question == JUDGED and reported == "none_counted"
                found[network, year, question].add((member, answer, counts_none))
    return {question: frozenset(rows) for question, rows in found.items()}
