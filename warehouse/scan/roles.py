"""What the columns of a table may be for: id, date, fields, setting, and what one record is.

Belongs here: guesses, each with how sure it is and why in one sentence. Does not belong here: where reasons stand
(`warehouse.scan.layouts`), or deciding anything: a person writes the mapping.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb

from schemas.mapping.date_forms import tells_a_day
from warehouse.scan.columns import ReadTable
from warehouse.scan.counts import find_counts
from warehouse.scan.fields import find_fields, find_settings
from warehouse.scan.kinds import WRITTEN_AS_DECIMALS
from warehouse.scan.layouts import find_layouts
from warehouse.scan.profile import Candidate, ColumnProfile, TableProfile
from warehouse.scan.words import (
    CONTACT,
    COUNT,
    DATE,
    FIELDS,
    ID,
    NOT_FIRST_DATE,
    PERIOD,
    REASONS_ALONE,
    UPDATED,
    says,
)
from warehouse.store.engine import only_row, sql_text

FEWEST_SURE = 0.4
MOST_BLANK = 0.1
FEWEST_OF_AN_ID = 12
"""Fewer different values are a list of codes."""
MOST_COMPARED = 12
LIKE_NUMBERS = ("phone", "text with phone within", "long numbers", "national id")
"""What ids look like as well: an id becomes a pseudonym, whatever it is made of."""


def find_candidates(connection: duckdb.DuckDBPyConnection, read: ReadTable, table: TableProfile) -> TableProfile:
    """The table with its candidates, by role and sureness."""
    found = [*_find_ids(table), *_find_in_columns(table)]
    table = replace(table, candidates=tuple(found))
    if counted := find_counts(connection, read, table):
        # What is asked about a table of contacts says nothing of one of counts, and a number is no answer.
        numbers = {column for one in counted if one.role == "row" for column in one.columns}
        kept = [one for one in found if one.role != "ask" and not set(one.columns) <= numbers]
        return replace(table, candidates=_in_order([*kept, *counted]))
    row = _find_row(connection, read, table)
    if row.role == "exchange":
        # An id that several persons share is the call's: taken for the contact's, it would merge them.
        found = [replace(one, role="exchange") if one.columns == row.columns[:1] else one for one in found]
        row = replace(row, role="row")
    return replace(table, candidates=_in_order([row, *found]))


def find_again(table: TableProfile) -> TableProfile:
    """The table, whose columns have changed, with new candidates; those that rest on its records stay: what one record
    is, ids, and all that is said of counts.
    """
    kept = [one for one in table.candidates if one.role in ("row", "id", "exchange")]
    if any(one.role == "row" and one.field == "count" for one in kept):
        return table
    return replace(table, candidates=_in_order([*kept, *_find_in_columns(table)]))


def _find_in_columns(table: TableProfile) -> list[Candidate]:
    """What the columns say by themselves."""
    fields = [*find_settings(table), *find_fields(table)]
    return [*_find_dates(table), *find_layouts(table.columns), *fields, *_find_personal(table)]


ROLES = ("row", "id", "exchange", "newest", "date", "reasons", "setting", "field", "ask", "personal")


def _in_order(found: list[Candidate]) -> tuple[Candidate, ...]:
    return tuple(sorted(found, key=lambda one: (ROLES.index(one.role), -one.sure)))


def _find_ids(table: TableProfile) -> Iterator[Candidate]:
    for column in table.columns:
        is_named = says(column.name, ID)
        if column.kind not in ("id", "integer", "text", "closed_list") or not column.n_filled:
            continue
        if column.personal and not (is_named and column.is_unique and column.personal in LIKE_NUMBERS):
            continue
        blank = f"; {column.n_blank:,} cells are blank{_continues(table, column)}" if column.n_blank else ""
        if column.is_unique and column.n_filled > 1 and (is_named or column.share_blank < MOST_BLANK):
            sure = (0.95 if is_named else 0.5) - 0.15 * bool(column.n_blank) - 0.2 * (column.n_filled < 20)
            why = f"every filled cell is different{blank}"
            if column.personal:
                sure, why = 0.6, f"{why}; but the cells look like {column.personal}"
        elif is_named and not says(column.name, COUNT) and _comes_again(column):
            each = column.n_filled / column.n_distinct
            sure = 0.75 - 0.15 * bool(column.n_blank)
            why = f"the header speaks of an id, but it comes again ({each:.1f} records each){blank}"
        else:
            continue
        mapping = {"whole_number": column.name} if column.note == WRITTEN_AS_DECIMALS else column.name
        told = f"; {column.note}" if column.note == WRITTEN_AS_DECIMALS else ""
        yield Candidate("id", (column.name,), round(sure, 2), why + told, mapping=mapping)


def _continues(table: TableProfile, column: ColumnProfile) -> str:
    """What to ask where as many dates are blank as ids: rows that go on below a contact look so."""
    dates = [one for one in table.columns if one.kind == "date" and one.n_blank == column.n_blank]
    return ", and so are as many dates: do they continue the record above (`continues: above`)?" if dates else ""


def _comes_again(column: ColumnProfile) -> bool:
    """Whether a column may be an id that several records share: many different numbers or codes, and no list."""
    if column.kind in ("id", "integer") and column.n_distinct > 0.2 * column.n_filled:
        return True
    if column.n_distinct < FEWEST_OF_AN_ID or column.n_distinct < 0.02 * column.n_filled or column.n_filled < 40:
        return False
    if says(column.name, (*REASONS_ALONE, *COUNT, *PERIOD, *FIELDS["gender"])):
        return False
    return column.kind in ("id", "integer") or all(any(map(str.isdigit, value.text)) for value in column.values)


def _find_dates(table: TableProfile) -> Iterator[Candidate]:
    for column in table.columns:
        if column.kind not in ("date", "period") or column.personal:
            continue
        is_late = says(column.name, NOT_FIRST_DATE)
        if column.kind == "date" and says(column.name, UPDATED):
            why = "it holds dates, and the header speaks of changes"
            yield Candidate("newest", (column.name,), 0.7, why, mapping=column.name)
        sure = 0.45 + 0.2 * says(column.name, DATE) + 0.2 * says(column.name, CONTACT) - 0.3 * is_late
        sure += 0.1 * (column.share_blank == 0) - 0.2 * (column.share_blank > 0.2)
        told = [*(["the header speaks of the contact"] if says(column.name, CONTACT) else [])]
        told += ["the header speaks of a change or an end"] if is_late else []
        forms = [form.format for form in column.date_forms if tells_a_day(form.format)]
        if column.kind == "period":
            told.append("it names periods, no days")
            sure -= 0.2
            told += [] if forms else ["and none that a contact can be dated by: ask for the day"]
        else:
            told.append(f"it holds dates ({', '.join(form.format for form in column.date_forms[:3])})")
        if column.is_date_ambiguous:
            told.append("day and month cannot be told apart")
        if column.is_swapped:
            told.append("days and months look swapped")
        mapping = {"column": column.name, "format": forms or ["iso"]}
        if column.calendar != "gregorian":
            mapping["calendar"] = column.calendar
        yield Candidate("date", (column.name,), round(max(0.05, min(sure, 0.97)), 2), "; ".join(told), mapping=mapping)


def _find_personal(table: TableProfile) -> Iterator[Candidate]:
    for column in table.columns:
        if column.personal:
            why = f"looks like {column.personal}: do not map it"
            yield Candidate("personal", (column.name,), column.sure, why)


# ---------------------------------------------------------------- what one record is


def _find_row(connection: duckdb.DuckDBPyConnection, read: ReadTable, table: TableProfile) -> Candidate:
    best = table.best("id")
    if best is None or best.sure < FEWEST_SURE:
        why = "there is no id, and nothing says that a contact takes several records"
        return Candidate("row", (), 0.5, why, "contact", "contact")
    column = table.column(best.columns[0])
    assert column is not None
    if column.is_unique:
        return Candidate(
            "row", best.columns, 0.9, f"{column.name!r} is different in every record", "contact", "contact"
        )
    return _ask_repeats(connection, read, table, column)


def _ask_repeats(
    connection: duckdb.DuckDBPyConnection, read: ReadTable, table: TableProfile, column: ColumnProfile
) -> Candidate:
    """Why an id comes again: several reasons, several versions, or several persons."""
    reasons = [one.columns[0] for one in table.candidates if one.role == "reasons" and len(one.columns) == 1]
    fixed = [one.columns[0] for one in table.candidates if one.role in ("date", "field")]
    newest = [one.columns[0] for one in table.candidates if one.role == "newest"]
    asked = list(dict.fromkeys([*reasons[:4], *newest[:2], *fixed]))[:MOST_COMPARED]
    if not asked:
        return Candidate("row", (column.name,), 0.4, f"{column.name!r} comes again: ask why", "contact", "contact")
    place = {name: f"c{read.names.index(name)}" for name in (column.name, *asked)}
    query = sql_text("scan/per_id").format(
        table=read.relation,
        id=place[column.name],
        spread=", ".join(f"min(trim({place[one]})) <> max(trim({place[one]})) as v{i}" for i, one in enumerate(asked)),
        varying=", ".join(f"count(*) filter (n > 1 and v{i})" for i in range(len(asked))),
    )
    _, n_repeated, _, *varying = only_row(connection, query)
    share = {one: n / n_repeated if n_repeated else 0.0 for one, n in zip(asked, varying, strict=True)}
    return _explain_repeats(column.name, share, reasons, newest, fixed)


def _explain_repeats(
    name: str, share: dict[str, float], reasons: list[str], newest: list[str], fixed: list[str]
) -> Candidate:
    def most(names: list[str]) -> tuple[float, str]:
        return max(((share[one], one) for one in names if one in share), default=(0.0, ""))

    by_reason, reason = most(reasons)
    by_version, version = most(newest)
    person = [one for one in fixed if one not in (*reasons, *newest)]
    by_person, differs = most(person)
    if by_version > 0.5 and by_reason < by_version:
        why = f"{name!r} comes again and {version!r} differs: several versions of a contact (arrives as updates)"
        return Candidate("row", (name, version), 0.75, why, "contact", "contact")
    if by_reason > 0.5 and by_person < 0.5:
        why = f"{name!r} comes again, {reason!r} differs and the rest mostly does not: one record a reason"
        return Candidate("row", (name, reason), 0.85, why, "reason", "reason")
    if by_person > 0.3:
        why = f"{name!r} comes again and {differs!r} differs: perhaps an id of the call, one record a person (exchange)"
        return Candidate("exchange", (name, differs), 0.6, why, "contact", "contact")
    return Candidate("row", (name,), 0.5, f"{name!r} comes again with the same content: repeats?", "contact", "contact")
