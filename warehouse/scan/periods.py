"""How a column, or two together, write the period of a count.

Belongs here: finding the form among texts. Does not belong here: days of contacts (`warehouse.scan.date_forms`), or
reading a declared form (`schemas.mapping.period`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from schemas.mapping.calendars import AHEAD
from schemas.mapping.month_names import agree_on_months, languages_naming, month_languages, month_numbers
from schemas.text.fold import fold
from schemas.text.sql import with_plain_digits
from schemas.vocabulary.header_words import words_by_language
from warehouse.scan.date_looks import LETTER

SPELLED = (
    (re.compile(r"(19|20)\d\d"), "%Y"),
    (re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])"), "%Y-%m"),
    (re.compile(r"(19|20)\d\d/(0?[1-9]|1[0-2])"), "%Y/%m"),
    (re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])"), "%Y%m"),
    (re.compile(r"(0?[1-9]|1[0-2])/(19|20)\d\d"), "%m/%Y"),
    (re.compile(r"(0?[1-9]|1[0-2])-(19|20)\d\d"), "%m-%Y"),
    (re.compile(r"(0?[1-9]|1[0-2])\.(19|20)\d\d"), "%m.%Y"),
)
THEIR_YEAR = re.compile(r"(?<!\d)25\d\d(?!\d)")
HAN_YEAR = re.compile(r"(19|20)\d\d(?P<gap> ?)(?P<year>[年년])")
HAN_MONTH = re.compile(
    r"(19|20)\d\d(?P<gap> ?)(?P<year>[年년])(?P<between> ?)(0?[1-9]|1[0-2])(?P<last> ?)(?P<month>[月월])"
)
BUSINESS_YEAR = re.compile(r"((?:19|20)\d\d) ?(?:年度|학년도|회계연도)")
"""Years of an office, which begin in another month: `2021年度` is no calendar year."""
QUARTER = re.compile(r"(?P<before>(19|20)\d\d)(?P<gap>[-/ ]?)(?P<letter>[QqTt])[1-4]")
QUARTER_FIRST = re.compile(r"(?P<letter>[QqTt])[1-4](?P<gap>[-/ ]?)(19|20)\d\d")
WEEK = re.compile(r"(19|20)\d\d(?P<gap>[-/ ]?)[Ww]\d{1,2}")
NAMED = re.compile(r"(?P<month>[^\W\d_]{3,10})(?P<gap>[-/ ])(?P<year>(19|20)?\d\d)")
NAMED_BEHIND = re.compile(r"(?P<year>(19|20)\d\d)(?P<gap>[-/ ])(?P<month>[^\W\d_]{3,10})")
NAMED_ELSEWHERE = re.compile(
    rf"(?P<month>{LETTER}{{3,14}})\.?(?P<gap>[-/ ])(?P<of>de )?(?P<year>(?:19|20)?\d\d)"
    rf"|(?:19|20)\d\d(?P<gap_behind>[-/ ])(?P<month_behind>{LETTER}{{3,14}})\.?"
)

BEGINNING = re.compile(r"[^\W\d][^%0-9]*[ _\-.](?=(19|20)\d\d)")
"""What a name says before its year."""
A_YEAR = re.compile(r"(19|20)\d\d")
NUMBER_BESIDE_A_YEAR = ("n", "nb", "no", "nr", "num", "abs", "absolute", "count", "number", "anzahl", "nombre",
    "numero", "cantidad", "casos", "calls", "contacts", "количество", "число", "liczba")  # fmt: skip
QUARTER_ALONE = re.compile(r"(?P<letter>[QqTt])[1-4]")
SPLIT_YEAR = re.compile(r"(?P<before>(FY ?)?)(?P<first>(19|20)\d\d)(?P<gap>[-/–])(?P<last>(19|20)?\d\d)")
SPLIT_YEAR_WITHIN = re.compile(r"(?<!\d)(?:19|20)\d\d[-/–](?:(?:19|20)\d\d|\d\d)(?!\d)")
NUMBERED = re.compile(r"([1-4])(?:[.º°ª]|st|nd|rd|th|er|ere|re|e|eme|o|a|do|ro|to)?\.?")
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
QUARTER_WORDS = (
    *("trim", "quarter", "qtr", "quartal", "kwarta", "kvart", "ctvrtlet", "stvrtrok", "negyedev", "ceyrek"),
    *("tromjesec", "tromesec", "kuartal", "triwulan", "robo", "квартал", "тримесеч", "тромесеч"),
)
"""How a word for a quarter begins, folded."""


def years_with_number(texts: Sequence[str]) -> dict[str, str]:
    """Text -> year, where every text is another year with a word for a number: `2022 n` beside `2022 %`. Years that end
    in the next one (`2021/22 Number`) stay as they are written; all are of one kind.
    """
    found: dict[str, str] = {}
    for text in texts:
        year = SPLIT_YEAR_WITHIN.search(text) or A_YEAR.search(text)
        words = re.sub(r"[^\w]+|_", " ", fold(text.replace(year[0], " ", 1) if year else text)).split()
        if year is None or not words or not {*words} <= {*NUMBER_BESIDE_A_YEAR}:
            return {}
        found[text] = year[0]
    is_of_one_kind = len({len(year) for year in found.values()}) == 1
    is_year = all(map(A_YEAR.fullmatch, found.values())) or bool(split_year_form([*found.values()]))
    return found if is_of_one_kind and is_year and len(set(found.values())) == len(texts) else {}


def business_years(texts: Sequence[str]) -> dict[str, str]:
    """Text -> `2021/22`, where every text is a year of an office in Chinese, Japanese or Korean: `2021年度`."""
    found = {text: BUSINESS_YEAR.fullmatch(with_plain_digits(text).strip()) for text in texts}
    years = {text: int(match[1]) for text, match in found.items() if match}
    return {text: f"{year}/{(year + 1) % 100:02}" for text, year in years.items()} if len(years) == len(found) else {}


def is_a_period(text: str) -> bool:
    """Whether a header by itself is a period of which numbers may stand below it."""
    return bool(
        months_of([text])
        or find_named_months([text])
        or months_with_years([text])
        or quarters_in_words([text])
        or HAN_YEAR.fullmatch(with_plain_digits(text))
        or HAN_MONTH.fullmatch(with_plain_digits(text))
        or business_years([text])
    )


def quarters_without_year(texts: Sequence[str]) -> str:
    """The form of quarters that tell no year: `Q%q`; empty where the texts are something else."""
    found = [QUARTER_ALONE.fullmatch(text.strip()) for text in texts]
    letters = {match["letter"].upper() for match in found if match}
    return f"{letters.pop()}%q" if texts and all(found) and len(letters) == 1 else ""


def quarters_in_words(texts: Sequence[str]) -> dict[str, str]:
    """Text -> `Q1`, where every text is a quarter with a word for it: `1er trim.`, `IV kwartał`, `2nd quarter`."""
    found: dict[str, str] = {}
    for text in texts:
        words = fold(text).split()
        named = [word for word in words if word.startswith(tuple(QUARTER_WORDS))]
        others = [word for word in words if word not in named]
        number = NUMBERED.fullmatch(others[0]) if len(words) == 2 and len(others) == 1 else None
        told = number[1] if number else ROMAN.get(others[0].rstrip("."), "") if len(words) == 2 and others else ""
        if not told or len(named) != 1:
            return {}
        found[text] = f"Q{told}"
    return found


def split_year_form(texts: Sequence[str]) -> str:
    """The form of years that end in the next one: `%Y/%f` for `2023/24`. One text alone that may be a month as well
    (`2010-11`) is none.
    """
    found = [SPLIT_YEAR.fullmatch(text.strip()) for text in texts]
    forms = {f"{one['before']}%Y{one['gap']}%f" for one in found if one}
    follow = all(one and int(one["first"]) + 1 in (int(one["last"]), _in_its_century(one)) for one in found)
    if not texts or not follow or len(forms) != 1 or (len(set(texts)) == 1 and _form_of(texts[0].strip())):
        return ""
    return forms.pop()


def _in_its_century(year: re.Match[str]) -> int:
    """The year that two digits mean beside the one in which they began."""
    return (int(year["first"]) + 1) // 100 * 100 + int(year["last"]) % 100


def spell_form(form: str | list[str]) -> dict[str, Any]:
    """`format`, with the month in which a year begins that ends in the next one: April, until somebody says another."""
    return {"format": form} | ({"year_begins": 4} if "%f" in str(form) else {})


def months_with_years(texts: Sequence[str]) -> dict[str, str]:
    """Text -> `2024-01`, where every text is a month of one language and a year: `Enero 2024`."""
    found = [NAMED.fullmatch(text.strip()) or NAMED_BEHIND.fullmatch(text.strip()) for text in texts]
    if not all(match and len(match["year"]) == 4 for match in found):
        return {}
    words = words_beside_years(texts)
    months = {fold(word): number for word, number in months_of(words).items()}
    if not months:
        return {}
    years = [match["year"] for match in found if match]
    told = zip(texts, words, years, strict=True)
    return {text: f"{year}-{int(months[fold(word)]):02}" for text, word, year in told}


def words_beside_years(texts: Sequence[str]) -> list[str]:
    """The words for months that stand beside a year: `Enero` of `Enero 2024`."""
    found = [NAMED.fullmatch(text.strip()) or NAMED_BEHIND.fullmatch(text.strip()) for text in texts]
    return [match["month"] for match in found if match]


def find_named_months(texts: Sequence[str]) -> dict[str, str]:
    """`format` and `months`, where every text is a year and a month of one language that is not English.
    Nothing where languages differ about which month a word is.
    """
    found = [NAMED_ELSEWHERE.fullmatch(text.strip()) for text in texts]
    shapes = {
        f"%B{one['gap']}{one['of'] or ''}{'%Y' if len(one['year']) == 4 else '%y'}" if one["year"]
        else f"%Y{one['gap_behind']}%B"
        for one in found if one
    }  # fmt: skip
    if not texts or not all(found) or len(shapes) != 1:
        return {}
    words = [one["month"] or one["month_behind"] for one in found if one]
    languages = [one for one in month_languages() if all(one in languages_naming(word) for word in words)]
    # All that they have in common: the next file has other months.
    every = [word for language in languages for word in month_numbers(language)]
    return {"format": shapes.pop(), "months": languages[0]} if languages and agree_on_months(languages, every) else {}


def find_period_form(texts: Sequence[str]) -> str:
    """The one form that all texts have; empty where there is none."""
    texts = [with_plain_digits(text) for text in texts]
    if form := split_year_form(texts):
        return form
    forms = {_form_of(text.strip()) for text in texts}
    if forms == {"%Y-%m", "%Y"} or "" in forms:
        return ""
    if len(forms) == 2 and {one.replace("%b", "%B") for one in forms} == {max(forms).replace("%b", "%B")}:
        return next(one for one in forms if "%B" in one)
    return forms.pop() if len(forms) == 1 else ""


def find_form_of_names(names: Sequence[str]) -> str:
    """The one form that names of sheets or files have, also behind a word that all begin with: `calls_2024-01`."""
    if form := find_period_form(names):
        return form
    words = {match.group() if (match := BEGINNING.match(name)) else "" for name in names}
    word = words.pop()
    if words or not word or len(names) < 2 or months_of([word.rstrip(" _-.")]):
        return ""
    form = find_period_form([name[len(word) :] for name in names])
    return f"{word}{form}" if form else ""


def _form_of(text: str) -> str:
    for pattern, form in SPELLED:
        if pattern.fullmatch(text):
            return form
    if match := HAN_YEAR.fullmatch(text):
        return f"%Y{match['gap']}{match['year']}"
    if match := HAN_MONTH.fullmatch(text):
        return f"%Y{match['gap']}{match['year']}{match['between']}%m{match['last']}{match['month']}"
    if match := QUARTER.fullmatch(text):
        return f"%Y{match['gap']}{match['letter'].upper()}%q"
    if match := QUARTER_FIRST.fullmatch(text):
        return f"{match['letter'].upper()}%q{match['gap']}%Y"
    if match := WEEK.fullmatch(text):
        return f"%Y{match['gap']}W%V"
    for pattern in (NAMED, NAMED_BEHIND):
        match = pattern.fullmatch(text)
        letter = _letter_of(match["month"]) if match else ""
        if match and letter:
            year = "%Y" if len(match["year"]) == 4 else "%y"
            return f"{letter}{match['gap']}{year}" if pattern is NAMED else f"{year}{match['gap']}{letter}"
    return ""


def _letter_of(month: str) -> str:
    """The letter by which a month is read in a text: its name or short name, in English alone."""
    for word in words_by_language("months", "month")["en"]:
        name, _, short = word.partition("/")
        if month.casefold() in (name, short or name):
            # `May` is both: as a short one, beside which a long one wins.
            return "%B" if short and month.casefold() == name else "%b"
    return ""


def months_of(texts: Sequence[str]) -> dict[str, str]:
    """Text -> number of the month, where every text is a month: a number, or a word of one of the languages, of which
    all months then are there. Where languages differ it is the first one's, and `ask_language` asks.
    """
    if texts and all(text.isdecimal() and 1 <= int(text) <= 12 for text in texts):
        return {text: str(int(text)) for text in texts}
    wanted = {fold(text).rstrip(".") for text in texts}
    languages = _languages_of(wanted)
    if not languages:
        return {}
    known = languages[0]
    # The next file has other months: all of the language, those of this file as it writes them, and none of which
    # another language that knows those of this file has another one.
    named = {word: number for word, number in known.items() if word not in wanted and _is_one(word, languages)}
    return {text: known[fold(text).rstrip(".")] for text in texts} | named


def are_months_at_odds(texts: Sequence[str]) -> bool:
    """Whether texts are months in several languages that do not mean the same by one of them: *listopad* alone is
    November in Polish and October in Croatian.
    """
    wanted = {fold(text).rstrip(".") for text in texts}
    languages = _languages_of(wanted)
    return not all(_is_one(word, languages) for word in wanted)


def _languages_of(words: set[str]) -> list[dict[str, str]]:
    """What months are called in each of the languages that know all of these words."""
    if not words:
        return []
    told = words_by_language("months", "month").values()
    every = [{fold(one): str(n) for n, word in enumerate(words, 1) for one in word.split("/")} for words in told]
    return [known for known in every if words <= known.keys()]


def _is_one(word: str, languages: Sequence[dict[str, str]]) -> bool:
    return len({known[word] for known in languages if word in known}) <= 1


def in_our_years(texts: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
    """The texts with years of the Buddhist calendar in ours, and the key that says so; as they are where not every text
    has such a year.
    """
    found = [THEIR_YEAR.search(with_plain_digits(text)) for text in texts]
    if not texts or not all(found):
        return [*texts], {}
    ours = [THEIR_YEAR.sub(lambda year: str(int(year[0]) - AHEAD), with_plain_digits(text)) for text in texts]
    return ours, {"calendar": "buddhist"}


def spell_year_and(year: str, other: str, texts: Sequence[str]) -> dict[str, Any] | None:
    """A period in two columns: a year, and a month or quarter beside it."""
    if all(re.fullmatch(r"[QqTt]?[1-4]", text) for text in texts) and any(not text.isdecimal() for text in texts):
        letter = texts[0][0].upper()
        return {"column": {"joined": [year, other], "with": "-"}, "format": f"%Y-{letter}%q"}
    months = months_of(texts)
    if not months:
        return None
    if all(text.isdecimal() for text in texts):
        return {"column": {"joined": [year, other], "with": "-"}, "format": "%Y-%m"}
    return {"column": {"joined": [year, {"coded": other, "labels": months}], "with": "-"}, "format": "%Y-%m"}
