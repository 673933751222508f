"""What single headers of columns of counts tell: a gender, a band of ages, a period, else a reason.

Belongs here: telling it by words and forms, and columns of periods that nobody has filled in yet. Does not belong here:
choosing among columns (`warehouse.scan.categories`), or spelling periods (`warehouse.scan.header_periods`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from schemas.text.fold import fold
from schemas.vocabulary.years import is_in_words
from warehouse.read.totals import MEANS_NOTHING_ELSE, is_word_for_total
from warehouse.scan.periods import (
    business_years,
    find_named_months,
    find_period_form,
    months_of,
    months_with_years,
    quarters_in_words,
    quarters_without_year,
    years_with_number,
)
from warehouse.scan.profile import ColumnProfile, TableProfile
from warehouse.scan.words import MISSING, PERIOD, VALUES, says, tokens_of, words_of

PERIODS = (
    find_period_form, find_named_months, months_of, months_with_years, quarters_without_year, quarters_in_words,
    years_with_number, business_years,
)  # fmt: skip
OPEN = MISSING | set(
    words_of("other,others,otro,otros,otra,otras,outro,outros,autre,autres,andere,altro,altri,overig,другое,أخرى,อื่นๆ")
)
"""Words that say by themselves nothing of what is told apart."""
BAND = re.compile(
    r"\d{1,3} ?(?:-|–|—|a|à|to|bis|до) ?\d{1,3}\b.*|\d{1,3} ?\+|[<>≤≥] ?\d{1,3}|under \d+|over \d+|\d{1,3}>"
)
BOTH = frozenset(words_of("both,les deux,ambos,ambas,beide,entrambi,oba"))
BARE = re.compile(r"[0-9]{1,2}")


def says_total(header: str) -> bool:
    """Whether a header speaks of a total. `Both` beside `Online` and `Offline` is a setting of its own."""
    if is_word_for_total(header) and fold(header) not in BOTH:
        return True
    tokens = f" {' '.join(tokens_of(header))} "
    return any(f" {word} " in tokens if word.isascii() else word in tokens for word in MEANS_NOTHING_ELSE)


def what_numbers_tell(names: Sequence[str], table: TableProfile) -> str:
    """What headers that are bare numbers tell: months, unless another column tells more of a period than its year."""
    others = [column for column in table.columns if column.name not in names]
    periods = [one for one in others if one.kind in ("date", "period") or says(one.name, PERIOD)]
    return "period" if all(map(_tells_a_year, periods)) else "age_band"


def _tells_a_year(column: ColumnProfile) -> bool:
    texts = [value.text for value in column.values]
    forms = [one.format for one in column.date_forms] or [find_period_form(texts)]
    return set(forms) == {"%Y"}


def kinds_of(names: Sequence[str], bare: str) -> dict[str, str]:
    """What each header tells; `Unknown` and `Other` belong to the columns before them. `bare`: what numbers tell."""
    numbers = [name for name in names if BARE.fullmatch(name)]
    told = dict.fromkeys(numbers, "age_band" if bare == "period" and not months_of(numbers) else bare)
    kinds = {name: told.get(name) or ("" if fold(name) in OPEN else kind_of(name)) for name in names}
    before = next((kind for kind in kinds.values() if kind), "reason")
    for name, kind in kinds.items():
        before = kinds[name] = kind or before
    return kinds


def kind_of(name: str) -> str:
    """What a header tells by itself."""
    text = fold(name)
    for kind in ("gender", "setting", "channel"):
        if text in VALUES[kind] or text.removesuffix("s") in VALUES[kind]:
            return kind
        if any(f" {word} " in f" {text} " for word in VALUES[kind] if len(word) > 2) and len(text.split()) <= 3:
            return kind
    if BAND.fullmatch(text) or is_in_words(text):
        return "age_band"
    return "period" if any(told([name]) for told in PERIODS) else "reason"


def with_blank_periods(names: Sequence[str], table: TableProfile) -> list[str]:
    """Headers that are periods, with those above months that nobody has filled in yet, in the order of the file."""
    bare = what_numbers_tell(names, table)
    return with_blank(names, table, lambda name: {*kinds_of([*names, name], bare).values()} == {"period"})


def with_blank(names: Sequence[str], table: TableProfile, tells_alike: Callable[[str], bool]) -> list[str]:
    """Columns with the blank ones of which the headers tell the same, in the order of the file."""
    blank = {one.name for one in table.columns if one.kind == "blank" and fold(one.name) not in OPEN}
    more = {name for name in blank - {*names} if not says_total(name) and tells_alike(name)}
    return [one.name for one in table.columns if one.name in {*names} | more] if more else [*names]
