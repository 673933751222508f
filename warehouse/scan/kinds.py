"""What the cells of one column are.

Belongs here: the kinds of columns, and choosing one from a header and cells. Does not belong here: counting cells
(`warehouse.scan.columns`), or what a column is for (`warehouse.scan.roles`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from schemas.text.fold import fold
from schemas.text.shape import FEWEST_SHOWN
from schemas.text.sql import with_plain_digits
from schemas.vocabulary.boxes import MINUS_ONE_FOR_YES, NEEDS_THE_OTHER, NO, YES, says_nothing_in_box
from schemas.vocabulary.header_words import is_number_for_nothing
from schemas.vocabulary.years import is_in_words, whole_years
from warehouse.scan.codes import are_codes, is_code
from warehouse.scan.date_forms import CLOCK, PERIOD, FoundDates, find_date_forms, find_period_forms
from warehouse.scan.date_looks import WITH_BARE, WITH_MILLISECONDS, WRITTEN, Guess
from warehouse.scan.facts import FEW_CODES, MOSTLY, NEARLY_ALL, Facts, Kind, Weighed, is_closed, share
from warehouse.scan.lists import find_list
from warehouse.scan.personal import personal_by_header
from warehouse.scan.profile import MOST_VALUES
from warehouse.scan.read_days import DayReader
from warehouse.scan.withhold import find_personal
from warehouse.scan.words import AGE, BIRTH, COUNT, DATE, ID, says
from warehouse.scan.words import PERIOD as PERIOD_WORDS

KINDS = {
    "blank": "nothing in it",
    "constant": "the same everywhere",
    "yes_no": "yes and no",
    "closed_list": "a closed list",
    "list": "several values in a cell",
    "path": "levels in a cell",
    "tree": "a tree of categories",
    "json": "JSON in a cell",
    "objects": "a list of objects",
    "date": "dates",
    "time": "times of day",
    "period": "years or periods",
    "age": "ages",
    "integer": "whole numbers",
    "decimal": "numbers",
    "id": "an id",
    "text": "many different texts",
    "free_text": "free text",
}
JSON_BEGINS = re.compile(r"\{|\[\s*\{")
INTEGER = re.compile(r"^[-+]?\d{1,18}$")
DECIMAL = re.compile(r"^[-+]?(?:\d{1,3}(?:[ .,']\d{3})+|\d+)?[.,]?\d+(?:[eE][-+]?\d+)?\s?%?$")
WHOLE = re.compile(r"^\d{1,18}(?:[.,]0+)?$")
WRITTEN_AS_DECIMALS = "whole numbers that a program wrote as decimals (`12.0`)"
YEARS = (
    r"(?: ?(?:years?|yrs?|ans?|años?|anos?|jahre?|jaar|лет|года?|سنة|سنوات|ปี|歳|岁"
    r"|o más|y más|et plus|and over|and older|or older))"
)
BETWEEN = r" ?(?:-|–|—|a|à|to|bis|até|до|ถึง) ?"
OPEN = r"(?:[<>≤≥]=? ?|under |over |moins de |plus de |menos de |mas de |más de |unter |über )"
BAND = re.compile(
    rf"^(?:\d{{1,3}}{BETWEEN}\d{{1,3}}{YEARS}?|\d{{1,3}} ?\+{YEARS}?|\d{{1,3}}{YEARS}"
    rf"|{OPEN}\d{{1,3}}.{{0,12}}|\d{{1,3}}>|unborn)$",
    re.IGNORECASE,
)
CODE_LIKE = re.compile(r"^[^\s]{1,64}$")
MOST_AGE = 120
HIGHEST_CODE = 9
EMPTY_JSON = ("[]", "{}", "[ ]", "{ }")
WRITTEN_BY_HAND = "long texts stand in fewer than 5 records each: did somebody write them (`Other: ...`)?"
FEWEST_WRITTEN, LONGEST_LABEL_IN_WORDS = 3, 3
JOINED = "pieces stand nowhere without the same one beside them: parts of labels that hold the separator?"
RANGE = re.compile(rf"^\d{{1,3}}{BETWEEN}\d{{1,3}}")
YEARS_AND_BANDS = "whole years and bands or other words beside them"
SINGLE_DIGITS = "numbers from 0 to 9: years, or codes of bands?"
NO_AGE_KNOWN = "may stand for an age that nobody knows"
FAR_FROM_AGES = 10
MOST_SURE = {"epoch_s": 0.85, "epoch_ms": 0.85, "excel": 0.7}
"""Numbers that may be anything else."""
NOTES_OF_FORMS = {"excel": "days since 1899-12-30, as workbooks count"}


def judge(facts: Facts, cells: Sequence[Weighed], days: DayReader) -> Kind:
    """The kind of a column. `cells`: different cells and how often each stands there, or a sample of them."""
    if not cells:
        return Kind("blank", 1.0)
    if is_yes_no([text for text, _ in cells]) and not (
        facts.n_distinct == 1 and says(facts.header, (*AGE, *ID, *COUNT))
    ):
        return Kind("yes_no", 0.97)
    kind = _judge_content(facts, cells, days)
    return replace(kind, personal=find_personal(facts, cells, kind))


def is_yes_no(texts: Sequence[str]) -> bool:
    """At most one word for yes and one for no; a single 0 or 1 counts as a box too. Beside both, numbers by which forms
    say that nobody knows (`99`): a run takes what such a box holds for a value of its own, which is to be decided.
    """
    folded = {fold(text) for text in texts}
    if folded == MINUS_ONE_FOR_YES:
        return True
    if folded & YES and folded & NO:
        folded = {text for text in folded if not says_nothing_in_box(text)}
    if len(folded) == 1 and folded <= NEEDS_THE_OTHER | {"100%"}:
        return False
    return len(folded) <= 2 and len(folded & YES) <= 1 and len(folded & NO) <= 1 and folded <= YES | NO


def _judge_content(facts: Facts, cells: Sequence[Weighed], days: DayReader) -> Kind:
    if share([cell for cell in cells if cell[0] not in EMPTY_JSON], _is_json) > MOSTLY:
        return Kind("json", 0.95)
    if found := _judge_dates(facts, cells, days):
        return found
    if share(cells, CLOCK.match) > NEARLY_ALL:
        return Kind("time", 0.95)
    if share(cells, lambda text: PERIOD.match(with_plain_digits(text))) > NEARLY_ALL and (
        says(facts.header, (*PERIOD_WORDS, *DATE)) or facts.n_distinct < 60
    ):
        return Kind("period", 0.85, dates=find_period_forms(cells, days))
    known = [cell for cell in cells if not _may_be_nothing(cell[0])]
    if says(facts.header, AGE) and (share(known, _is_age) > MOSTLY):
        return Kind("age", 0.95, note=_note_on_ages(known) + _note_on_numbers(cells, known))
    if share(cells, lambda text: BAND.match(text) or is_in_words(text)) > MOSTLY:
        return Kind("age", 0.75, note=_note_on_ages(known) + _note_on_numbers(cells, known))
    return _judge_numbers(facts, cells) or _judge_text(facts, cells)


def _judge_dates(facts: Facts, cells: Sequence[Weighed], days: DayReader) -> Kind | None:
    found = find_date_forms(cells, days, _looks_under(facts.header))
    is_serial = bool(found.forms) and found.forms[0].format == "excel"
    if found.forms and found.share > (NEARLY_ALL if is_serial else MOSTLY):
        return _as_dates(facts, found)
    if found.note and says(facts.header, (*DATE, *BIRTH)):
        return Kind("text", 0.6, note=found.note)
    return None


def _looks_under(header: str) -> Sequence[Guess]:
    """What may be a date under this header. Bare digits only where it speaks of one; milliseconds unless it speaks of a
    number that counts, names a person or is an id.
    """
    if says(header, (*DATE, "time", "at", "ts", "epoch", "unix", "utc")):
        return WITH_BARE
    return WRITTEN if says(header, (*ID, *COUNT)) or personal_by_header(header) else WITH_MILLISECONDS


def _as_dates(facts: Facts, found: FoundDates) -> Kind:
    notes = [found.note] if found.note else []
    if found.is_ambiguous:
        notes.append("day, month or year first? the numbers do not tell, or several stand first: ask the helpline")
    notes += [NOTES_OF_FORMS[form.format] for form in found.forms if form.format in NOTES_OF_FORMS]
    if found.share < 1:
        notes.append(f"{1 - found.share:.1%} are no dates of these forms")
    most = MOST_SURE.get(found.forms[0].format, 0.98)
    sure = min(found.share, most) - 0.3 * found.is_ambiguous
    return Kind(
        "date",
        round(sure, 2),
        dates=found.forms,
        is_ambiguous=found.is_ambiguous,
        date_keys=found.keys,
        note="; ".join(notes),
    )


def _judge_numbers(facts: Facts, cells: Sequence[Weighed]) -> Kind | None:
    if share(cells, INTEGER.match) > NEARLY_ALL:
        if facts.n_distinct == 1:
            return Kind("id" if is_code(cells[0][0]) else "constant", 0.9)
        if _is_id(facts):
            return Kind("id", 0.9)
        if facts.n_distinct <= FEW_CODES and facts.n_filled >= 5 * facts.n_distinct and facts.longest <= 4:
            return Kind("closed_list", 0.7, note="numbers, perhaps codes: ask for their labels")
        return Kind("integer", 0.95)
    if says(facts.header, ID) and share(cells, WHOLE.match) > NEARLY_ALL and _is_id(facts):
        return Kind("id", 0.9, note=WRITTEN_AS_DECIMALS)
    if share(cells, DECIMAL.match) > NEARLY_ALL:
        comma = share(cells, lambda text: "," in text and "." not in text)
        return Kind("decimal", 0.9, note="with a decimal comma" if comma > 0.1 else "")
    return None


def _is_id(facts: Facts) -> bool:
    is_unique = facts.n_filled >= 20 and facts.share_distinct > 0.98
    return is_unique or (says(facts.header, ID) and facts.share_distinct > 0.3 and facts.longest <= 64)


def _judge_text(facts: Facts, cells: Sequence[Weighed]) -> Kind:
    if facts.n_distinct == 1:
        return Kind("id" if is_code(cells[0][0]) else "constant", 0.9)
    has_digits = share(cells, lambda text: any(map(str.isdigit, text))) > 0.5
    if has_digits and share(cells, CODE_LIKE.match) > NEARLY_ALL and _is_id(facts):
        return Kind("id", 0.9)
    if are_codes(facts, cells):
        return Kind("id", 0.8, note="codes that come again")
    several = find_list(cells)
    words = share(cells, lambda text: len(text.split()) > 7 or len(text) > 120)
    if several.is_several and (several.sure > 0.6 or words < 0.3):
        joined = f"{several.n_joined} {JOINED}" if several.n_joined else ""
        note = "; ".join(filter(None, (joined, _note_on_written(several.items))))
        return Kind("list", several.sure, several=several, note=note)
    if several.path and facts.n_distinct <= 2 * MOST_VALUES:
        return Kind("path", several.sure, several=several)
    if words > 0.2 and facts.share_distinct > 0.2:
        return Kind("free_text", 0.9)
    if is_closed(facts):
        sure = 0.95 if facts.n_filled > 20 * facts.n_distinct else 0.75
        return Kind("closed_list", sure, note=_note_on_written(cells))
    if words > 0.2:
        return Kind("free_text", 0.7)
    return Kind("text", 0.8)


def _note_on_written(labels: Sequence[Weighed]) -> str:
    """Texts that nobody chose from a list: of several words, and hardly any of them comes again."""
    n = sum(n < FEWEST_SHOWN and len(text.split()) > LONGEST_LABEL_IN_WORDS for text, n in labels)
    return f"{n} {WRITTEN_BY_HAND}" if n >= FEWEST_WRITTEN else ""


def _note_on_ages(cells: Sequence[Weighed]) -> str:
    bands = share(cells, lambda text: whole_years(text) is None)
    if bands > MOSTLY:
        return "bands"
    # Codes of bands look so; an age of 99 among them is a code as well.
    if share(cells, lambda text: text.isdecimal() and int(text) <= HIGHEST_CODE) > NEARLY_ALL:
        return SINGLE_DIGITS
    is_open = all(BAND.match(text) and not RANGE.match(text) for text, _ in cells if whole_years(text) is None)
    return ("years, and bands without an end" if bands else "whole years") if is_open else YEARS_AND_BANDS


def _note_on_numbers(cells: Sequence[Weighed], known: Sequence[Weighed]) -> str:
    """Numbers that stand far from all ages, and by which forms say that none is known."""
    ages = [years for text, _ in known if (years := whole_years(text)) is not None]
    oldest = max((years for years in ages if years <= MOST_AGE), default=0)
    texts = {text for text, _ in cells if _may_be_nothing(text)}
    far = sorted(text for text in texts if not 0 <= _number_of(text) <= oldest + FAR_FROM_AGES)
    return f"; {', '.join(far)} {NO_AGE_KNOWN}" if far else ""


def _may_be_nothing(text: str) -> bool:
    """`99`, and `99 years` as well: a form adds its word to any number."""
    return is_number_for_nothing(text) or (is_in_words(text) and is_number_for_nothing(str(whole_years(text))))


def _number_of(text: str) -> float:
    years = whole_years(text)
    return float(text) if years is None else years


def _is_age(text: str) -> bool:
    years = whole_years(text)
    if years is not None:
        return years <= MOST_AGE
    return bool(BAND.match(text)) or bool(re.match(r"^\d{1,3}([.,]\d)?$", text))


def _is_json(text: str) -> bool:
    if not JSON_BEGINS.match(text):
        return False
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        # The text may have been cut; what begins as an object and is long counts as one.
        return len(text) >= 400 and text.startswith(('{"', '[{"'))
