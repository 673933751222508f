"""What members say of themselves (T10), beside what is declared; and how far people agree on categories (T11).

Counts of helplines are given as `x of n`, never as a share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from schemas.vocabulary.code import load_codes
from warehouse.publish.agreement import CEILING, EVERYBODY, KEY_STATUS, MEASURES, depth_within, group_words
from warehouse.publish.report import say
from warehouse.publish.report.book import Book, Chapter, Table, missing
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
AGREEMENT_LEAD = Markup(
    "Figures of two helplines can differ because people sort the same contact differently. So people at helplines sort "
    "the same invented scenarios. Their answers are counted here, never contacts. A list that has no place for what "
    "happened keeps the best of them from being right: what each list allows stands below."
)
RATERS = "{} answered; up to {} scenarios stand behind a figure. {}."
AGREEMENT_TAKEN_OVER = (
    "All of it is left as an earlier release told it, since the difference would be what one or two helplines answered."
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
        for row in sorted(asked, key=lambda row: place_of_answer(question, str(row["answer_code"])))
        if row["question_code"] == question
    ]
    table = Table([f"What members said in the survey of {year}", "Helplines"], rows)
    judged = [_judged(row, year) for row in newest if row["base_code"] == NO_OCSEA]
    return Chapter("survey", title, [LEAD, table, *_taken_over(newest), *_declared(book), *judged])


def place_of_answer(question_code: str, answer_code: str) -> int:
    """Where an answer stands in its list; behind all where it is not in it."""
    code_list = load_codes().lists.get(QUESTIONS[question_code][1])
    codes = [*code_list.codes] if code_list else []
    return codes.index(answer_code) if answer_code in codes else len(codes)


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
    """How far people who sort the same scenarios are right, and agree."""
    title = "Agreement on categories"
    whole = [row for row in book.agreement if row["group_name"] == EVERYBODY]
    answered = next((row for row in whole if row["n_raters"]), None)
    if answered is None:
        told = missing("How far people sort the same scenarios into the same categories")
        how = "Answers to the shipped scenarios are measured and put into a release by <code>harmonise agree</code>."
        return Chapter("agreement", title, [told, Markup(how)])
    ceilings = [row for row in book.agreement if str(row["statistic_code"]).startswith(CEILING)]
    tables = [
        Table(["What raters answered", "Figure", "Answers"], [_measured(row) for row in whole if row not in ceilings]),
        Table(["What a list allows at best", "Figure", "Scenarios"], [_allowed(row) for row in ceilings]),
    ]
    taken = [Markup(AGREEMENT_TAKEN_OVER)] if answered["is_taken_over"] else []
    return Chapter("agreement", title, [AGREEMENT_LEAD, _answered(answered, whole), *taken, *tables])


def _answered(row: Row, whole: Sequence[Row]) -> Markup:
    """Who answered what, and who says what is right."""
    n_scenarios = max(int(str(one["n_scenarios"] or 0)) for one in whole)
    of = f" of {row['n_helplines']} helplines" if row["n_helplines"] else ""
    key = KEY_STATUS[str(row["key_status_code"])].format(row["scenario_set"])
    return say.sentence(RATERS, _written(f"{row['n_raters']} raters{of}"), _written(str(n_scenarios)), key)


def _measured(row: Row) -> list[Markup | str]:
    name = f"{MEASURES[str(row['statistic_code'])]}: {depth_within(str(row['depth_code']))}"
    return [name, _figure_of(row), _written(f"{row['n_answers']}") if row["n_answers"] else ""]


def _allowed(row: Row) -> list[Markup | str]:
    statistic = str(row["statistic_code"])
    name = f"{group_words(str(row['group_name']), statistic)}: {MEASURES[statistic].partition(': ')[2]}"
    told = f"{name}; {depth_within(str(row['depth_code']))}"
    return [told, _figure_of(row), _written(f"{row['n_scenarios']}") if row["n_scenarios"] else ""]


def _figure_of(row: Row) -> Markup:
    """`73% [56-92%]`, an alpha as `0.33 [-0.33 to 0.52]`, or a symbol."""
    if row["status_code"] != "published":
        return say.sentence('<span class="symbol">{}</span>', "[c]" if row["status_code"] == "suppressed" else "[x]")
    if row["alpha"] is not None:
        alphas = [f"{one:.2f}" for one in _numbers(row, ("alpha", "alpha_low", "alpha_high"))]
        return _written(alphas[0] + (f" [{alphas[1]} to {alphas[2]}]" if len(alphas) > 1 else ""))
    shares = [f"{100 * one:.0f}" for one in _numbers(row, ("share_value", "share_low", "share_high"))]
    return _written(f"{shares[0]}%" + (f" [{shares[1]}–{shares[2]}%]" if len(shares) > 1 else ""))


def _numbers(row: Row, names: Sequence[str]) -> list[float]:
    return [float(str(row[name])) for name in names if row[name] is not None]


def _written(text: str) -> Markup:
    return say.marked(None, text)
