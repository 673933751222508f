"""How headers of columns of counts write their periods, and what has to be asked about periods.

Belongs here: spelling `period` of such headers, and the questions on years that are not told or begin in another month.
Does not belong here: forms of periods (`warehouse.scan.periods`), what else headers tell (`warehouse.scan.categories`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from warehouse.scan.periods import (
    are_months_at_odds,
    business_years,
    find_named_months,
    find_period_form,
    months_of,
    months_with_years,
    quarters_in_words,
    quarters_without_year,
    spell_form,
    split_year_form,
    words_beside_years,
    years_with_number,
)
from warehouse.scan.profile import Candidate

MONTH = "%m"
"""The form of a period that tells a month, and no year."""
ASK_YEAR = "periods without a year: of which year is each file?"


def spell_periods(names: Sequence[str]) -> tuple[dict[str, Any], tuple[Candidate, ...]]:
    """How headers, or parts of them, write periods, and what has to be asked."""
    if form := find_period_form(names):
        return spell_form([form]), tuple(ask_split_year(form, names))
    if all(find_period_form([name]) for name in names):
        return {"format": sorted({find_period_form([name]) for name in names})}, ()
    if offices := business_years(names):
        return spell_form(["%Y/%f"]) | {"labels": offices}, (ask_business_year(names),)
    if years := years_with_number(names):
        form = split_year_form([*years.values()]) or "%Y"
        return {**spell_form([form]), "labels": years}, tuple(ask_split_year(form, names))
    if named := find_named_months(names):
        return {"format": [named["format"]], "months": named["months"]}, ()
    if labels := months_with_years(names):
        return {"format": ["%Y-%m"], "labels": labels}, tuple(ask_language(words_beside_years(names), names))
    if form := quarters_without_year(names):
        return {"format": [form]}, (ask_year(names), *ask_next_year([int(name.strip()[-1]) for name in names], names))
    if quarters := quarters_in_words(names):
        asked = (ask_year(names), *ask_next_year([int(one[-1]) for one in quarters.values()], names))
        return {"format": ["Q%q"], "labels": quarters}, asked
    months = months_of(names)
    if not months:
        why = "these headers write periods in several ways, or in several languages: say year and month under `labels`"
        return {"format": ["%Y-%m"]}, (Candidate("ask", tuple(names), 0.3, why, "period"),)
    in_order = [int(months[name]) for name in names]
    asked = (ask_year(names), *ask_language(names, names), *ask_next_year(in_order, names))
    if all(map(str.isdecimal, names)):
        why = f"are {', '.join(map(repr, names))} the months of a year?"
        return {"format": [MONTH]}, (*asked, Candidate("ask", tuple(names), 0.3, why, "period"))
    return {"format": [MONTH], "labels": {name: months[name] for name in names}}, asked


def ask_next_year(months: Sequence[int], names: Sequence[str], column: str = "") -> list[Candidate]:
    """A year that does not begin in January ends in the next one. `names`: of the months or quarters, as they come;
    `column`: the one in which they stand, where they are no headers.
    """
    back = [place for place in range(1, len(months)) if months[place] < months[place - 1]]
    if len(back) != 1 or months[-1] > months[0]:
        return []
    why = f"from {names[back[0]]!r} on, are they of the next year? Then say the year with each under `labels`"
    columns = (column,) if column else tuple(names[back[0] :])
    return [Candidate("ask", columns, 0.3, f"{why} (`2024-07`, with `format: %Y-%m`, without `year`)", "period")]


def ask_language(words: Sequence[str], columns: Sequence[str]) -> list[Candidate]:
    """The question that names of months leave which are others in another language."""
    if not are_months_at_odds(words):
        return []
    named = ", ".join(map(repr, dict.fromkeys(words)))
    why = (
        f"{named}: which month is it? Languages differ (listopad is October in Croatian, November in Polish and Czech)"
    )
    return [Candidate("ask", tuple(columns), 0.3, why, "period")]


def ask_split_year(form: str, names: Sequence[str]) -> list[Candidate]:
    """The question that years such as `2023/24` leave."""
    why = "with which month do these years begin? `year_begins: 4`, April, is a guess"
    return [Candidate("ask", tuple(names), 0.3, why, "period")] if "%f" in form else []


def ask_business_year(names: Sequence[str]) -> Candidate:
    """The question that years of an office leave: April in Japan, elsewhere mostly January."""
    why = (
        f"with which month does {names[0]!r} begin? `year_begins: 4`, April, is a guess; in January: `format: %Y`, and "
        "the year alone under `labels`"
    )
    return Candidate("ask", tuple(names), 0.3, why, "period")


def ask_year(names: Sequence[str]) -> Candidate:
    """The question that months and quarters without a year leave."""
    return Candidate("ask", tuple(names), 0.3, ASK_YEAR, "period")
