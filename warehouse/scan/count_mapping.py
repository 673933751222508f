"""Spelling a table of counts as an export of counts: its period, what is counted, and what is a total.

Belongs here: the mapping of such a table, and the questions that it leaves. Does not belong here: whether it is one
(`warehouse.scan.counts`), what headers tell (`warehouse.scan.categories`), forms of periods (`warehouse.scan.periods`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from schemas.mapping.count_period import SLOT
from warehouse.read.totals import is_called_total
from warehouse.scan.categories import find_categories
from warehouse.scan.count_cells import WHAT, ask, spell_cells
from warehouse.scan.count_table import CountTable
from warehouse.scan.header_kinds import PERIODS, says_total, with_blank_periods
from warehouse.scan.header_periods import (
    ASK_YEAR,
    MONTH,
    ask_language,
    ask_next_year,
    ask_split_year,
    ask_year,
    spell_periods,
)
from warehouse.scan.number_columns import NumberColumn, label_totals, repeats
from warehouse.scan.number_doubts import ask_numbers
from warehouse.scan.periods import (
    find_form_of_names,
    find_named_months,
    find_period_form,
    in_our_years,
    months_of,
    spell_form,
    spell_year_and,
    split_year_form,
)
from warehouse.scan.profile import Candidate, ColumnProfile
from warehouse.scan.row_totals import are_shares, sum_labels
from warehouse.scan.shares import ask_about
from warehouse.scan.words import COUNT, says, tokens_of

AGAIN = (
    "below, the names of these columns stand again: a second table of the same contacts? Have it sent as a sheet or "
    "file of its own. Or a section with other contacts? Then leave its heading out (`leave_out`)"
)
ASK_SLOT = "no column tells a period: is it the one that the file's name tells (`whole_file: slot`)?"
LONGEST_TOTAL = 30


def spell_long(table: CountTable, number: NumberColumn) -> list[Candidate]:
    """A row a category: what one record is, with its mapping, and what has to be asked."""
    asked: list[Candidate] = []
    is_of_header = not table.days and any(told([number.name]) for told in PERIODS)
    mapping, period_asked = _of_header(table, number) if is_of_header else _spell_period(table)
    mapping |= {} if "across" in mapping else {"count": number.name}
    asked += period_asked
    beside = [column.name for column in table.labels if column.kind != "blank"]
    mapping |= spell_cells(table, asked)
    left_out = _spell_totals(table, number, beside)
    left_out += _spell_sum_rows(table, [number], asked)
    mapping |= {"leave_out": left_out} if left_out else {}
    mapping |= _spell_number([number]) | _spell_shares(table)
    asked += [*ask_numbers([number]), *_ask_long_totals(table)]
    is_named = says(number.name, COUNT)
    is_repeated = repeats(table.connection, table.read, beside)
    told = "and the other columns say what; no record says the same twice" if not is_repeated else "and some come again"
    sure = 0.85 if is_named and not is_repeated else 0.6
    row = Candidate("row", (number.name,), sure, f"{number.name!r} counts, {told}", "count", mapping)
    return [row, *asked, *_ask_shares(table)]


def spell_wide(table: CountTable, why: str) -> list[Candidate]:
    """A column a category: the same."""
    found = find_categories(table.parts, table.sums, table.profile)
    asked = [*found.asked]
    mapping: dict[str, Any]
    if "period" in found.gives:
        mapping = {"period": found.period}
        asked = _put_year(table, mapping["period"], asked)
    else:
        mapping, period_asked = _spell_period(table)
        asked += period_asked
    mapping |= found.mapping
    mapping |= spell_cells(table, asked, found)
    asked += [*_ask_totals(table), *_ask_shares(table)]
    counted = [column for column in table.numbers if column.name in found.columns]
    if table.holds_names(counted):
        asked.append(ask(WHAT, (), AGAIN))
    if are_shares(table, counted):
        asked.append(ask(WHAT, (), "every column adds up to 100: are these shares in percent? They count nothing"))
    left_out = _spell_total_rows(table)
    left_out += _spell_sum_rows(table, counted, asked)
    mapping |= {"leave_out": left_out} if left_out else {}
    mapping |= _spell_number(counted) | _spell_shares(table)
    asked += [*ask_numbers(counted), *_ask_long_totals(table)]
    names = tuple(column.name for column in table.numbers)
    sure = 0.85 if not asked else 0.7
    return [Candidate("row", names, sure, why, "count", mapping), *asked]


def _put_year(table: CountTable, period: dict[str, Any], asked: list[Candidate]) -> list[Candidate]:
    """Where headers tell a month or quarter, and one column the year of each record, it is said; no need to ask."""
    years = table.years()
    if len(years) != 1 or "%Y" in period["format"][0]:
        return asked
    ((year, calendar),) = years
    period |= {"year": year.name, **calendar}
    return [one for one in asked if one.why != ASK_YEAR]


def _spell_period(table: CountTable) -> tuple[dict[str, Any], list[Candidate]]:
    """`period`, and a question where it is not known how it is written, or which of two columns it is."""
    key = table.profile.read.get("key")
    days = sorted(table.days, key=lambda one: (one.name == key, one.kind != "date", one.kind != "period"))
    for column in days:
        if spelled := _form_of(table, column):
            asked = ask_split_year(str(spelled["format"]), [column.name])
            if column.name == key:
                return {"period": spelled}, [*asked, *_ask_beside_key(table, column, days)]
            rivals = [one.name for one in days if one.kind == "date" and one is not column and column.kind == "date"]
            if rivals:
                asked.append(ask("period", (column.name, *rivals), "which of these is the period of a count?"))
            return {"period": spelled}, asked if rivals else [*asked, *_ask_finer(table, column)]
    years = table.years()
    for year, calendar in years:
        for other in days:
            spelled_two = spell_year_and(year.name, other.name, table.texts(other)) if other is not year else None
            if spelled_two:
                return {"period": spelled_two | calendar}, ask_language(table.texts(other), [other.name])
    for year, calendar in years:
        return {"period": {"column": year.name, "format": "%Y", **calendar}}, _ask_finer(table, year)
    for column in days:
        texts = [text for text in table.texts_as_they_come(column) if not is_called_total(text)]
        if months := months_of(texts):
            asked = ask_next_year([int(months[text]) for text in texts], texts, column.name)
            asked += [*ask_language(texts, [column.name]), *_ask_finer(table, column)]
            read = column.name if all(text.isdecimal() for text in texts) else {"coded": column.name, "labels": months}
            return {"period": {"column": read, "format": [MONTH]}}, [ask_year([column.name]), *asked]
    if not days:
        return {"period": {"whole_file": SLOT}}, [ask("period", (), ASK_SLOT)]
    why = "which period is counted, and how is it written? No column tells a year with it"
    return {"period": {"column": days[0].name, "format": "%Y"}}, [ask("period", (days[0].name,), why)]


def _of_header(table: CountTable, number: NumberColumn) -> tuple[dict[str, Any], list[Candidate]]:
    """The same where nothing but the header of the one column of numbers tells a period: `Reason`, `March 2024`."""
    names = with_blank_periods([number.name], table.profile)
    period, asked = spell_periods(names)
    return {"period": period, "across": {"columns": names, "gives": "period"}}, [*asked]


def _ask_beside_key(table: CountTable, key: ColumnProfile, days: Sequence[ColumnProfile]) -> list[Candidate]:
    """Columns of periods beside the names of sheets or files: what a record says itself counts for more, unless it
    says the same.
    """
    others = [one for one in days if one is not key and not _says_the_same(table, key, one)]
    if not others:
        return []
    named = ", ".join(repr(one.name) for one in others)
    why = (
        f"{named} tells a period in each record, and is not read, since its year or form is not known; {key.name!r} is "
        "what the sheet or file is called: which of them is the period of a count?"
    )
    return [ask("period", tuple(one.name for one in others), why)]


def _says_the_same(table: CountTable, key: ColumnProfile, other: ColumnProfile) -> bool:
    """Whether a column names the very month or year that stands in the name of each sheet or file."""
    return all(set(tokens_of(text)) <= set(tokens_of(name)) for name, text in table.pairs(key, other))


def _ask_finer(table: CountTable, period: ColumnProfile) -> list[Candidate]:
    """Columns that speak of a period and say more than the one that is read, in words that nobody here knows."""
    finer = [one for one in table.days if one is not period and one.n_distinct > 1]
    finer = [one for one in finer if table.n_combinations([period, one]) > period.n_distinct]
    if not finer:
        return []
    named = ", ".join(repr(one.name) for one in finer)
    why = (
        f"{named} may tell more of the period than {period.name!r} does, in words that are not known here: which "
        "years or months, and of which calendar? Name them with `coded`, or have them sent as 2024-01"
    )
    return [ask("period", tuple(one.name for one in finer), why)]


def _form_of(table: CountTable, column: ColumnProfile) -> dict[str, Any] | None:
    texts = [text for text in table.texts(column) if not is_called_total(text)]
    if form := split_year_form(texts):
        return {"column": column.name} | spell_form(form)
    if column.kind == "date" and column.date_forms:
        forms = [one.format for one in column.date_forms]
        several = len(forms) > 1 and not column.is_date_ambiguous
        return {"column": column.name, "format": forms if several else forms[0], **column.date_keys}
    texts, calendar = in_our_years(texts)
    form = find_form_of_names(texts) if column.name == table.profile.read.get("key") else find_period_form(texts)
    is_one_of_two = form == "%Y" and any(_beside_a_year(table, one) for one in table.days if one is not column)
    told = {"format": form} if form and not is_one_of_two else find_named_months(texts)
    return {"column": column.name, **told, **calendar} if told else None


def _beside_a_year(table: CountTable, column: ColumnProfile) -> bool:
    texts = table.texts(column)
    return bool(texts) and (bool(months_of(texts)) or spell_year_and("y", column.name, texts) is not None)


def _spell_totals(table: CountTable, number: NumberColumn, beside: Sequence[str]) -> list[dict[str, Any]]:
    """Rows of a long table that are totals over others: by their words, or by their numbers."""
    rules = _spell_total_rows(table)
    done = {rule["column"] for rule in rules}
    for column in table.categories:
        if column.name in done:
            continue
        rest = [name for name in beside if name != column.name]
        sums = list(label_totals(table.connection, table.read, column.name, number.name, rest))
        if sums and len(sums) < column.n_distinct - 1:
            because = "its number is the sum of all others of the same period"
            rules.append({"column": column.name, "is": sums, "because": because})
    return rules


def _spell_total_rows(table: CountTable) -> list[dict[str, Any]]:
    rules = []
    for column in (*table.days, *table.categories):
        if column.kind == "date":
            continue
        texts = table.texts(column)
        totals = [text for text in texts if is_called_total(text) and len(text) <= LONGEST_TOTAL]
        if totals and len(totals) < len(texts):
            rules.append({"column": column.name, "is": totals, "because": "a total over other rows"})
    return rules


def _ask_long_totals(table: CountTable) -> list[Candidate]:
    """Rows that are called a total of something and whose label is too long to be written into a mapping unseen."""
    named = {
        column.name: sum(is_called_total(text) and len(text) > LONGEST_TOTAL for text in table.texts(column))
        for column in (*table.days, *table.categories)
        if column.kind != "date"
    }
    return [
        ask(
            "leave_out",
            (name,),
            f"{n} labels of {name!r} are called a total of something: leave them out (`leave_out`)",
        )
        for name, n in named.items()
        if n
    ]


def _ask_totals(table: CountTable) -> list[Candidate]:
    """Columns that call themselves totals and are no sum of the others: they are left out, and somebody has to know."""
    sums = {one.name for one in table.sums}
    named = [one.name for one in table.numbers if says_total(one.name) and one.name not in sums]
    if not named or len(named) == len(table.numbers):
        return []
    listed = ", ".join(map(repr, named))
    others = [one.numbers for one in table.numbers if one.name not in sums and one.name not in named]
    if all(np.array_equal(sum(others), one.numbers) for one in table.numbers if one.name in named):
        why = f"{listed} is the sum of the columns drafted, in too few records to prove it: is it one? It is left out"
    else:
        why = f"{listed} is called a total and is not the sum of the columns drafted: what is missing?"
    return [ask("", tuple(named), why)]


def _spell_sum_rows(table: CountTable, counted: Sequence[NumberColumn], asked: list[Candidate]) -> list[dict[str, Any]]:
    """Rows that are sums of rows beside them and do not say so: left out where that is no chance, and asked about."""
    columns = [one for one in table.categories if one.n_distinct > 1]
    labels, is_proven = sum_labels(table, columns[0], counted) if len(columns) == 1 else ([], False)
    if not labels:
        return []
    what = f"{len(labels)} rows" if len(labels) > 1 else "one row"
    told = "left out (`leave_out`)" if is_proven else "counted, since it may be chance"
    why = f"in every column the number of {what} of {columns[0].name!r} is the sum of rows beside: {told}. Is it right?"
    asked.append(ask("leave_out" if is_proven else "reasons", (columns[0].name,), why))
    because = "its number is the sum of rows beside it"
    return [{"column": columns[0].name, "is": labels, "because": because}] if is_proven else []


def _spell_number(columns: Sequence[NumberColumn]) -> dict[str, Any]:
    thousands = {column.thousands for column in columns} - {""}
    hidden = sorted({text for column in columns for text in column.hidden})
    spelled: dict[str, Any] = {"thousands": thousands.pop()} if len(thousands) == 1 else {}
    spelled |= {"suppressed": hidden} if hidden else {}
    return {"number": spelled} if spelled else {}


def _spell_shares(table: CountTable) -> dict[str, Any]:
    """Shares beside counts are known, and not read."""
    shares = [one.name for one in table.shares]
    return {"ignored_columns": shares} if shares else {}


def _ask_shares(table: CountTable) -> list[Candidate]:
    return [ask("ignored_columns", columns, why) for columns, why in ask_about(table.shares)]
