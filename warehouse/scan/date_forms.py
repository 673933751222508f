"""In which forms a column writes dates.

Belongs here: choosing, among the forms that its cells look like, those that a run reads; day first or month first by
what only one of them reads. Does not belong here: looks (`warehouse.scan.date_looks`), reading
(`warehouse.scan.read_days`). Where the numbers do not tell, both forms are named.
"""

from __future__ import annotations

import calendar as months
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from schemas.mapping.month_names import agree_on_months, languages_naming, month_languages, month_numbers
from schemas.text.sql import with_plain_digits
from warehouse.scan.date_looks import (
    BUDDHIST,
    BUDDHIST_SHORT,
    FULL_MONTHS,
    MONTHS,
    Guess,
    Look,
    guess_weekday,
    may_be_weekdays,
    word_beside,
)
from warehouse.scan.profile import DateForm
from warehouse.scan.read_days import DayReader, Keys

PERIOD = re.compile(r"^(?:19|20)\d\d(?:[-/ ]?(?:[QqTtSs][1-4]|W\d\d|0[1-9]|1[0-2]))?$|^[QqTt][1-4][-/ ](?:19|20)\d\d$")
CLOCK = re.compile(r"^\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:[AaPp]\.?\s?[Mm]\.?)?$")
PERIOD_FORMS = (
    "%Y", "%Y-%m", "%Y/%m", "%Y %m", "%Y%m", "%m/%Y", "%m-%Y", "%YQ%q", "%Y-Q%q", "%Y Q%q", "%Y/Q%q", "Q%q %Y",
    "Q%q-%Y", "Q%q/%Y", "%YT%q", "%Y-T%q", "%Y T%q", "T%q %Y", "T%q-%Y", "%YS%h", "%Y-S%h", "%Y S%h",
    "%GW%V", "%G-W%V", "%G W%V",
)  # fmt: skip
FEWEST_OF_FORM = 0.001
MOST_FORMS = 12
MOSTLY = 0.8
MOST_YEARS, MOST_YEARS_OF_ONE_DAY = 5, 20
"""Over more years, and over twice as many as in another order, a file does not lie. Where all days are the same of
their months it may be a tally by month or year.
"""
BUDDHIST_YEARS = "years are of the Buddhist calendar"
SHORT_BUDDHIST = "years of two digits seem to be of the Buddhist calendar (67 is 2567, our 2024): are they?"
UNREAD = "they look like dates, and no form that can be declared reads them"

Weighed = tuple[str, int]
Days = Sequence[date | None]


@dataclass(frozen=True)
class FoundDates:
    """Forms with their shares of the cells looked at, commonest first, and what is odd. `share`: cells of any form."""

    forms: tuple[DateForm, ...] = ()
    share: float = 0.0
    is_ambiguous: bool = False
    keys: Keys = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class _Choice:
    """One form, or rivals of which nothing tells which is meant, and the places of the cells that they read."""

    forms: tuple[str, ...]
    read: frozenset[int]


def find_date_forms(cells: Sequence[Weighed], days: DayReader, guesses: Sequence[Guess]) -> FoundDates:
    """The forms of dates among cells and how often each stands there, as a run would read them."""
    notes: set[str] = set()
    weights = [n for _, n in cells]
    total = sum(weights)
    if not may_be_weekdays([with_plain_digits(text) for text, _ in cells]):
        guesses = [guess for guess in guesses if guess is not guess_weekday]
    looks, n_looked, n_buddhist, named = _look(cells, guesses, notes)
    if not looks:
        return FoundDates(note="; ".join(sorted(notes)))
    keys = {"calendar": "buddhist"} if 2 * n_buddhist > n_looked else {}
    language, doubt = _language_of(named)
    keys |= {"months": language} if language else {}
    notes |= {doubt} if doubt else set()
    if n_buddhist:
        notes.add(BUDDHIST_YEARS)
    common = [look for look, n in looks.most_common(MOST_FORMS) if n >= FEWEST_OF_FORM * total]
    texts = [text for text, _ in cells]
    if not n_buddhist and _are_short_buddhist(days, texts, [form for look in common for form in look.forms]):
        keys["calendar"] = "buddhist"
        notes.add(SHORT_BUDDHIST)
    found = {form: days.read(texts, form, keys) for look in common for form in look.forms}
    found |= {form: [None] * len(texts) for form, told in found.items() if "%A" in form and _is_no_weekday(texts, told)}
    read = {form: _places(told) for form, told in found.items()}
    choices = _choose(common, read, weights, found)
    fitting = frozenset().union(*(choice.read for choice in choices))
    share = sum(weights[place] for place in fitting) / total
    if n_looked > MOSTLY * total and share <= MOSTLY:
        notes.add(UNREAD)
    shares = {form: sum(weights[place] for place in read[form]) / total for one in choices for form in one.forms}
    commonest = sorted(shares, key=lambda form: (-shares[form], form))
    forms = tuple(DateForm(form, round(shares[form], 4)) for form in commonest)
    is_ambiguous = any(len(choice.forms) > 1 for choice in choices)
    return FoundDates(forms, share, is_ambiguous, keys if forms else {}, "; ".join(sorted(notes)))


def _are_short_buddhist(days: DayReader, texts: Sequence[str], forms: Sequence[str]) -> bool:
    """Whether all years have two digits and lie, as ours, where nobody calls."""
    if not all("%y" in form for form in forms):
        return False
    years = {day.year for form in forms for day in days.read(texts, form, {}) if day}
    return bool(years) and {year % 100 for year in years} <= {*BUDDHIST_SHORT}


def find_period_forms(cells: Sequence[Weighed], days: DayReader) -> tuple[DateForm, ...]:
    """The forms of periods that a count may have, commonest first."""
    texts, weights = [text for text, _ in cells], [n for _, n in cells]
    read = [_Choice((form,), _places(days.read_periods(texts, form))) for form in PERIOD_FORMS]
    shares = [(one.forms[0], sum(weights[place] for place in one.read) / sum(weights)) for one in _cover(read, weights)]
    return tuple(DateForm(form, round(share, 4)) for form, share in shares)


def _look(
    cells: Sequence[Weighed], guesses: Sequence[Guess], notes: set[str]
) -> tuple[Counter[Look], int, int, Counter[str]]:
    """How often each look stands among the cells, how many cells have one, how many a year beyond ours, and how often
    each name of a month.
    """
    looks: Counter[Look] = Counter()
    named: Counter[str] = Counter()
    n_looked = n_buddhist = 0
    for text, n in cells:
        plain = with_plain_digits(text)
        found = [look for guess in guesses for look in guess(plain, notes)]
        n_looked += n if found else 0
        n_buddhist += n if any(look.year in BUDDHIST for look in found) else 0
        for look in found:
            looks[Look(look.forms, look.family)] += n
            named[look.month] += n
    del named[""]
    return looks, n_looked, n_buddhist, named


def _is_no_weekday(texts: Sequence[str], days: Days) -> bool:
    """Whether one word stands beside all days and they are not of one weekday: `until 12/07/2024`."""
    told = [(word_beside(with_plain_digits(text)), day) for text, day in zip(texts, days, strict=True) if day]
    return len({word for word, _ in told}) == 1 and len({day.weekday() for _, day in told}) > 1


def _language_of(named: Mapping[str, int]) -> tuple[str, str]:
    """The language that knows most names of months among the cells, if it knows more than English does; the first of
    those that know as many. None where these do not agree on some month that both know, and why: the next file has it.
    """
    known = {"": sum(n for name, n in named.items() if name in (*MONTHS, *FULL_MONTHS))}
    for name, n in named.items():
        for language in languages_naming(name):
            known[language] = known.get(language, 0) + n
    best = [one for one in ("", *month_languages()) if known.get(one, 0) == max(known.values())]
    if "" in best or agree_on_months(best, [word for one in best for word in month_numbers(one)]):
        return best[0], ""
    return "", f"names of months are others in {' and '.join(best)}: say by `months` which language it is"


def _places(days: Sequence[object]) -> frozenset[int]:
    return frozenset(place for place, day in enumerate(days) if day is not None)


def _choose(
    looks: Sequence[Look], read: dict[str, frozenset[int]], weights: Sequence[int], found: Mapping[str, Days]
) -> list[_Choice]:
    """Forms of which each reads cells that those before it do not, the one that reads most first, with its rivals."""
    candidates = []
    for look in looks:
        forms = _tell_order(look, looks, read)
        candidates.append(_Choice(forms, frozenset().union(*(read[form] for form in forms))))
    return [_with_rivals(one, candidates, found) for one in _cover(candidates, weights)]


def _with_rivals(chosen: _Choice, candidates: Sequence[_Choice], found: Mapping[str, Days]) -> _Choice:
    """Together with forms that read the same cells as other days, without those whose years are too many to be meant
    (`24/01/15` beside `24/01/16` and so on is of 2024).
    """
    forms = list(chosen.forms)
    for form in (form for one in candidates if one.read == chosen.read for form in one.forms):
        if all(found[form] != found[other] for other in forms):
            forms.append(form)
    likely = [form for form in forms if not any(_is_unlikely(found[form], found[other]) for other in forms)]
    return _Choice(tuple(likely or forms), chosen.read)


def _is_unlikely(days: Days, others: Days) -> bool:
    """Whether these days lie in so many more years than the others of the same cells that they are not meant."""
    read, years_told = [day for day in days if day is not None], {day.year for day in others if day is not None}
    years = {day.year for day in read}
    if years == years_told or _places(days) != _places(others):
        return False
    if all(day.day == 1 for day in read) or all(_ends_month(day) for day in read):
        return False  # a tally by month or year
    span = max(years) - min(years) + 1
    most = MOST_YEARS if len({day.day for day in read}) > 1 else MOST_YEARS_OF_ONE_DAY
    return span > max(most, 2 * len(years_told))


def _ends_month(day: date) -> bool:
    return day.day == months.monthrange(day.year, day.month)[1]


def _cover(candidates: Sequence[_Choice], weights: Sequence[int]) -> list[_Choice]:
    """Of forms that read the same cells the plainer one is told: `iso`."""
    fullest = sorted(candidates, key=lambda one: (-sum(weights[place] for place in one.read), len(one.forms[0])))
    chosen: list[_Choice] = []
    seen: frozenset[int] = frozenset()
    for one in fullest:
        if sum(weights[place] for place in one.read - seen) >= max(1, FEWEST_OF_FORM * sum(weights)):
            chosen.append(one)
            seen |= one.read
    return chosen


def _tell_order(look: Look, looks: Sequence[Look], read: dict[str, frozenset[int]]) -> tuple[str, ...]:
    """The forms of a look: of rivals the one that alone reads some cell, also with another time behind; else both."""
    if len(look.forms) == 1:
        return look.forms
    alike = [other.forms for other in looks if other.family == look.family and len(other.forms) == 2]
    only_first = any(read[first] - read[second] for first, second in alike)
    only_second = any(read[second] - read[first] for first, second in alike)
    if only_first == only_second:
        return look.forms
    return look.forms[:1] if only_first else look.forms[1:]
