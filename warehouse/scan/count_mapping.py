"""Spelling a table of counts as an export of counts: its period, what is counted, and what is a total.

Belongs here: the mapping of such a table, and the questions that it leaves. Does not belong here: whether it is one
(`warehouse.scan.counts`), what headers tell (`warehouse.scan.categories`), forms of periods (`warehouse.scan.periods`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schemas.text.fold import fold
from warehouse.read.totals import is_called_total
from warehouse.scan.categories import Categories, find_categories, says_total
from warehouse.scan.count_table import CountTable
from warehouse.scan.number_columns import NumberColumn, label_totals, repeats
from warehouse.scan.periods import find_period_form, months_of, spell_year_and
from warehouse.scan.profile import Candidate, ColumnProfile
from warehouse.scan.words import AGE, COUNT, REASONS, VALUES, says

LONGEST_TOTAL = 30
WHAT = "row"
"""The key of the mapping that a question stands at where the table as a whole is asked about."""


def spell_long(table: CountTable, number: NumberColumn) -> list[Candidate]:
    """A row a category: what one record is, with its mapping, and what has to be asked."""
    asked: list[Candidate] = []
    mapping, period_asked = _spell_period(table)
    mapping["count"] = number.name
    asked += period_asked
    beside = [column.name for column in table.labels if column.kind != "blank"]
    mapping |= _spell_cells(table, asked)
    left_out = _spell_totals(table, number, beside)
    mapping |= {"leave_out": left_out} if left_out else {}
    mapping |= _spell_number([number])
    is_named = says(number.name, COUNT)
    is_repeated = repeats(table.connection, table.read, beside)
    told = "and the other columns say what; no record says the same twice" if not is_repeated else "and some come again"
    sure = 0.85 if is_named and not is_repeated else 0.6
    row = Candidate("row", (number.name,), sure, f"{number.name!r} counts, {told}", "count", mapping)
    return [row, *asked]


def spell_wide(table: CountTable, why: str) -> list[Candidate]:
    """A column a category: the same."""
    found = find_categories(table.parts, table.sums, table.profile)
    asked = [*found.asked]
    mapping: dict[str, Any]
    if found.gives == ("period",):
        mapping = {"period": {"format": found.period_form}}
    else:
        mapping, period_asked = _spell_period(table)
        asked += period_asked
    mapping |= found.mapping
    mapping |= _spell_cells(table, asked, found)
    asked += _ask_totals(table)
    left_out = _spell_total_rows(table)
    mapping |= {"leave_out": left_out} if left_out else {}
    used = {*found.columns}
    mapping |= _spell_number([column for column in table.numbers if column.name in used])
    names = tuple(column.name for column in table.numbers)
    sure = 0.85 if not asked else 0.7
    return [Candidate("row", names, sure, why, "count", mapping), *asked]


def _spell_period(table: CountTable) -> tuple[dict[str, Any], list[Candidate]]:
    """`period`, and a question where it is not known how it is written, or which of two columns it is."""
    days = sorted(table.days, key=lambda one: (one.kind != "date", one.kind != "period"))
    for column in days:
        if spelled := _form_of(table, column):
            rivals = [one.name for one in days if one.kind == "date" and one is not column and column.kind == "date"]
            asked = [_ask("period", (column.name, *rivals), "which of these is the period of a count?")]
            return {"period": spelled}, asked if rivals else []
    years = [one for one in days if find_period_form(table.texts(one)) == "%Y"]
    for year in years:
        for other in days:
            spelled_two = spell_year_and(year.name, other.name, table.texts(other)) if other is not year else None
            if spelled_two:
                return {"period": spelled_two}, []
    if years:
        return {"period": {"column": years[0].name, "format": "%Y"}}, []
    name = days[0].name if days else table.profile.columns[0].name
    why = "which period is counted, and how is it written? No column tells a year with it"
    return {"period": {"column": name, "format": "%Y"}}, [_ask("period", (name,), why)]


def _form_of(table: CountTable, column: ColumnProfile) -> dict[str, Any] | None:
    if column.kind == "date" and column.date_forms:
        forms = [one.format for one in column.date_forms]
        several = len(forms) > 1 and not column.is_date_ambiguous
        return {"column": column.name, "format": forms if several else forms[0]}
    texts = [text for text in table.texts(column) if not is_called_total(text)]
    form = find_period_form(texts)
    is_one_of_two = form == "%Y" and any(_beside_a_year(table, one) for one in table.days if one is not column)
    return {"column": column.name, "format": form} if form and not is_one_of_two else None


def _beside_a_year(table: CountTable, column: ColumnProfile) -> bool:
    texts = table.texts(column)
    return bool(texts) and (bool(months_of(texts)) or spell_year_and("y", column.name, texts) is not None)


def _spell_cells(table: CountTable, asked: list[Candidate], by_header: Categories | None = None) -> dict[str, Any]:
    """What columns beside the numbers tell: reason, setting, gender, age band; every other one is asked about."""
    given = set(by_header.gives if by_header else ())
    spelled: dict[str, Any] = {}
    fields: dict[str, str] = {}
    reason = _reasons_of(table)
    for column in table.categories:
        name = _field_of(column)
        if column is reason and "reason" not in given:
            spelled["reasons"] = column.name
        elif name == "setting" and name not in given and "setting" not in spelled:
            spelled["setting"] = column.name
        elif name in ("gender", "age_band") and name not in given and name not in fields:
            fields[name] = column.name
        elif column.n_distinct > 1:
            why = f"{column.name!r} stands beside the counts and is not drafted: does it part them further?"
            asked.append(_ask("", (column.name,), why))
    if fields:
        spelled["fields"] = fields
    if "reasons" not in spelled and "reason" not in given:
        asked.append(
            _ask(WHAT, (), "no column says for which reason somebody made contact: are these counts of reasons?")
        )
    return spelled


def _reasons_of(table: CountTable) -> ColumnProfile | None:
    """The column whose values are reasons: by its header and labels where they say so, else the first list."""
    possible = [one for one in table.categories if _field_of(one) == "reason"]
    sure = {
        one.columns[0]: one.sure for one in table.profile.candidates if one.role == "reasons" and len(one.columns) == 1
    }
    return max(possible, key=lambda one: (sure.get(one.name, 0.0), says(one.name, REASONS)), default=None)


def _field_of(column: ColumnProfile) -> str:
    known = [fold(value.text) for value in (column.items or column.values)]
    for name in ("gender", "setting"):
        words = set(VALUES[name])
        if known and 2 * sum(word in words for word in known) >= len(known):
            return name
    if column.kind == "age" or says(column.name, AGE):
        return "age_band"
    if says(column.name, REASONS) or column.kind in ("closed_list", "text", "path"):
        return "reason" if not _is_channel(known) else "channel"
    return ""


def _is_channel(known: Sequence[str]) -> bool:
    words = set(VALUES["channel"])
    return bool(known) and 2 * sum(word in words for word in known) >= len(known)


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


def _ask_totals(table: CountTable) -> list[Candidate]:
    """Columns that call themselves totals and are no sum of the others: they are left out, and somebody has to know."""
    sums = {one.name for one in table.sums}
    named = [one.name for one in table.numbers if says_total(one.name) and one.name not in sums]
    if not named or len(named) == len(table.numbers):
        return []
    listed = ", ".join(map(repr, named))
    return [
        _ask(
            "", tuple(named), f"{listed} is called a total and is not the sum of the columns drafted: what is missing?"
        )
    ]


def _spell_number(columns: Sequence[NumberColumn]) -> dict[str, Any]:
    thousands = {column.thousands for column in columns} - {""}
    hidden = sorted({text for column in columns for text in column.hidden})
    spelled: dict[str, Any] = {"thousands": thousands.pop()} if len(thousands) == 1 else {}
    spelled |= {"suppressed": hidden} if hidden else {}
    return {"number": spelled} if spelled else {}


def _ask(key: str, columns: tuple[str, ...], why: str) -> Candidate:
    return Candidate("ask", columns, 0.3, why, key)
