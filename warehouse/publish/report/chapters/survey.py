"""What members say of themselves (T10), beside what is declared; and how far people agree on categories (T11).

Counts of helplines are given as `x of n`, never as a share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from schemas.vocabulary.code import load_codes
from warehouse.publish.report import say
from warehouse.publish.report.book import Book, Chapter, Figure, Table, bar_figure, missing
from warehouse.publish.report.cell import ALL, Row
from warehouse.publish.report.declared import FEWEST

QUESTIONS: Mapping[str, tuple[str, str]] = {
    "several_reasons": ("One contact can hold several reasons", "survey_answer"),
    "setting": ("Online and offline are told apart", "survey_setting"),
    "training": ("Counsellors are trained to categorise OCSEA", "survey_answer"),
    "awareness": ("The helpline raises awareness of OCSEA", "survey_answer"),
    "own_detection": ("Counsellors detect OCSEA, in the member's own judgement", "survey_detection"),
}
NO_OCSEA = "no_ocsea_counted"
LEAD = Markup(
    "What members say of their own systems and practice, once a year, beside what their systems are declared to "
    "record. Helplines are counted, not contacts, and as “x of n”: the base is too small for a percentage."
)
JUDGED = (
    "Of the helplines that could record OCSEA in {} and counted none, {} judge themselves very or moderately well at "
    "detecting it."
)
NOT_JUDGED = (
    "Of the helplines that could record OCSEA in {} and counted none, it is not shown how many judge themselves "
    'very or moderately well at detecting it: <span class="symbol">[c]</span> too few answered.'
)
TAKEN_OVER = (
    "What these say is left as an earlier release told it, since the difference would be what one or two helplines "
    "answered: {}."
)


def survey(book: Book) -> Chapter:
    """The newest survey: each question with its answers, what is declared, and the judgement of those without OCSEA."""
    title = "What members say of themselves"
    year = max((_year(row) for row in book.survey), default=0)
    newest = [row for row in book.survey if _year(row) == year]
    if not newest:
        return Chapter("survey", title, [LEAD, missing("The survey of members")])
    asked = [row for row in newest if row["base_code"] == ALL]
    rows = [
        [f"{words}: {_label(code_list, str(row['answer_code']))}", _said(row)]
        for question, (words, code_list) in QUESTIONS.items()
        for row in asked
        if row["question_code"] == question
    ]
    table = Table([f"What members said in the survey of {year}", "Helplines"], rows)
    judged = [_judged(row, year) for row in newest if row["base_code"] == NO_OCSEA]
    return Chapter("survey", title, [LEAD, table, *_taken_over(newest), *_declared(book), *judged])


def _year(row: Row) -> int:
    return int(str(row["survey_year"]))


def _said(row: Row) -> str:
    return "[c]" if row["said"] is None else str(row["said"])


def _taken_over(rows: Sequence[Row]) -> list[Markup]:
    questions = {str(row["question_code"]) for row in rows if row.get("is_taken_over")}
    words = [f"“{words}”" for question, (words, _) in QUESTIONS.items() if question in questions]
    return [say.sentence(TAKEN_OVER, ", ".join(words))] if words else []


def _label(code_list: str, code: str) -> str:
    """The answer's label; the code in words where this installation has no such list."""
    if code_list not in load_codes().lists:
        return code.replace("_", " ")
    found = load_codes().list_of(code_list).codes.get(code)
    return code.replace("_", " ") if found is None else found.label


def _judged(row: Row, year: int) -> Markup:
    if row["said"] is None:
        return say.sentence(NOT_JUDGED, year)
    return say.sentence(JUDGED, year, Markup('<span class="figure">{}</span>').format(row["said"]))


def _declared(book: Book) -> list[Markup]:
    helplines = book.declared.helplines
    if len(helplines) < FEWEST:
        return []
    several, tells = (sum(one.can[place] for one in helplines) for place in (0, 1))
    text = "Declared by those that send exports: several reasons {} of {}, online told from offline {} of {}."
    return [say.sentence(text, several, len(helplines), tells, len(helplines))]


def agreement(book: Book) -> Chapter:
    """How far people who sort the same scenarios agree."""
    title = "Agreement on categories"
    named = [
        (str(cell.row["statistic_code"]).partition(".")[2].replace("_", " "), cell)
        for statistic in book.cells.statistics("t11.")
        for cell in book.cells.whole(statistic, book.year)
        if cell.panel == ALL
    ]
    if any(cell.share is not None for _, cell in named):
        blocks: Sequence[Markup | Figure | Table] = [bar_figure("agreement", f"{title}, {book.year}", "answers", named)]
        return Chapter("agreement", title, blocks)
    told = missing("How far people sort the same scenarios into the same categories")
    how = "Answers to the shipped scenarios are compared by <code>harmonise agree</code>, on a page of their own."
    return Chapter("agreement", title, [told, Markup(how)])
