"""T10, the survey of members, as a public table: of how many helplines that answered, how many said what.

Belongs here: the form of that table. Does not belong here: what is counted and held back
(`warehouse/publish/disclosure/survey.py`). Counts of helplines are no figures of contacts: they are in none of the
other tables, and never a percentage.
"""

from __future__ import annotations

import duckdb

from schemas.vocabulary.code import load_codes
from warehouse.publish.public.symbols import SUPPRESSED
from warehouse.publish.public.table import TEXT, WHOLE, Field, PublicTable
from warehouse.publish.public.tables import FOLDER, described_tables
from warehouse.publish.release import CATALOG, has_table
from warehouse.publish.report.chapters.survey import QUESTIONS, place_of_answer
from warehouse.publish.survey import ALL, NO_OCSEA, WELL, SurveyCount, read_survey_counts

TABLE = "survey_count"
TAKEN_OVER = "Taken over from an earlier release: the difference would be what one or two helplines answered."
COUNTED = {ALL: "All that answered", NO_OCSEA: "Those that could record OCSEA in that year and counted none"}
ANSWERS = {WELL: "Very or moderately well"}
KEY = ("network", "year", "helplines_counted", "question", "answer")
FIELDS = (
    Field("network", TEXT, "Network of the helplines; networks are never added up or compared."),
    Field("year", WHOLE, "Year that the survey asked about."),
    Field("helplines_counted", TEXT, "Which of the helplines that answered are counted."),
    Field("question", TEXT, "What was asked."),
    Field("answer", TEXT, "What was answered."),
    Field("number", WHOLE, "Helplines that gave this answer."),
    Field("out_of", WHOLE, "Helplines that answered the question."),
    Field("symbols", TEXT, f"{SUPPRESSED} where too few helplines answered to say."),
    Field("note", TEXT, "What has to be known of the row; empty where there is nothing."),
)


def survey_tables(connection: duckdb.DuckDBPyConnection) -> list[PublicTable]:
    """The table of the release that is attached; none where no survey was taken in."""
    if not has_table(connection, TABLE):
        return []
    rows = [_row(one) for one in sorted(read_survey_counts(connection, CATALOG), key=_place)]
    told = described_tables()["t10"]
    return [PublicTable.of_rows(f"{FOLDER}/{told.path}", told.title, told.about, FIELDS, KEY, rows)] if rows else []


def _place(one: SurveyCount) -> tuple[object, ...]:
    """As people ask and answer, from `yes` to `no` and from `very well` to `not well`: letters would mix a scale."""
    of_all = one.base_code != ALL
    question = list(QUESTIONS).index(one.question_code)
    return one.network_code, one.survey_year, of_all, question, place_of_answer(one.question_code, one.answer_code)


def _row(one: SurveyCount) -> dict[str, object]:
    question, code_list = QUESTIONS[one.question_code]
    known = load_codes().list_of(code_list).codes
    answer = ANSWERS.get(one.answer_code) or known[one.answer_code].label
    numbers = (one.n_helplines, one.n_base, SUPPRESSED if one.said is None else None)
    note = TAKEN_OVER if one.is_taken_over else None
    cells = (one.network_code, one.survey_year, COUNTED[one.base_code], question, answer, *numbers, note)
    return dict(zip((field.name for field in FIELDS), cells, strict=True))
