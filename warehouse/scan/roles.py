"""What the columns of a table may be for: id, date, fields, setting, and what one record is.

Belongs here: guesses, each with how sure it is and why in one sentence. Does not belong here: where reasons stand
(`warehouse.scan.layouts`), or deciding anything: a person writes the mapping.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import duckdb

from schemas.mapping.date_forms import tells_a_day
from warehouse.scan.columns import ReadTable
from warehouse.scan.counts import find_counts
from warehouse.scan.fields import find_fields, find_settings
from warehouse.scan.kinds import WRITTEN_AS_DECIMALS
from warehouse.scan.layouts import find_layouts
from warehouse.scan.profile import Candidate, ColumnProfile, TableProfile
from warehouse.scan.shares import holds_shares
from warehouse.scan.words import (
    CONTACT,
    COUNT,
    DATE,
    FIELDS,
    ID,
    ID_ALONE,
    NOT_FIRST_DATE,
    OF_WHAT_HAPPENED,
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
MOST_UNNAMED = 3
FEWEST_PER_RECORD = 0.1
"""Different codes a record, of an id that no header names: one for ten reasons at the most."""
MOST_DIFFERING = 0.05
"""Of ids that come again, how many may differ in what is said of the contact. Codes of a place or of a counsellor stand
beside all kinds of contacts.
"""
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
    if _surest_id(table) is None and (unnamed := _find_unnamed_id(connection, read, table)):
        found = [*found, unnamed]
        table = replace(table, candidates=tuple(found))
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
    has_days = any(one.kind == "date" for one in table.columns)
    for column in table.columns:
        # beside periods a `Number` may be how many contacts there were
        is_named = says(column.name, ID if has_days else ID_ALONE)
        is_decimal = column.is_long_decimal and is_named and column.is_unique
        if not (is_decimal or column.kind in ("id", "integer", "text", "closed_list")) or not column.n_filled:
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
        is_of_what_happened = says(column.name, OF_WHAT_HAPPENED)
        if column.kind == "date" and says(column.name, UPDATED):
            why = "it holds dates, and the header speaks of changes"
            yield Candidate("newest", (column.name,), 0.7, why, mapping=column.name)
        sure = 0.45 + 0.2 * says(column.name, DATE) + 0.2 * says(column.name, CONTACT) - 0.3 * is_late
        sure -= 0.3 * is_of_what_happened
        sure += 0.1 * (column.share_blank == 0) - 0.2 * (column.share_blank > 0.2)
        told = [*(["the header speaks of the contact"] if says(column.name, CONTACT) else [])]
        told += ["the header speaks of a change or an end"] if is_late else []
        told += ["the header speaks of what happened, not of the contact"] if is_of_what_happened else []
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
        mapping = {"column": column.name, "format": forms or ["iso"], **(column.date_keys if forms else {})}
        yield Candidate("date", (column.name,), round(max(0.05, min(sure, 0.97)), 2), "; ".join(told), mapping=mapping)


def _find_personal(table: TableProfile) -> Iterator[Candidate]:
    for column in table.columns:
        if column.personal:
            why = f"looks like {column.personal}: do not map it"
            yield Candidate("personal", (column.name,), column.sure, why)


# ---------------------------------------------------------------- what one record is


def _surest_id(table: TableProfile) -> Candidate | None:
    best = table.best("id")
    return best if best is not None and best.sure >= FEWEST_SURE else None


def _find_unnamed_id(connection: duckdb.DuckDBPyConnection, read: ReadTable, table: TableProfile) -> Candidate | None:
    """A column of codes whose header says nothing of an id, but whose records are alike in all but their reasons."""
    for column in _codes_that_repeat(table)[:MOST_UNNAMED]:
        repeats = _compare_repeats(connection, read, table, column)
        (by_reason, reason), (by_rest, _) = repeats.most(repeats.reasons), repeats.most(repeats.rest)
        if repeats.dates and by_reason > 0.5 and by_rest < MOST_DIFFERING:
            each = column.n_filled / column.n_distinct
            why = f"codes that come again ({each:.1f} records each), of which only {reason!r} differs"
            return Candidate("id", (column.name,), 0.7, why, mapping=column.name)
    return None


def _codes_that_repeat(table: TableProfile) -> list[ColumnProfile]:
    """Those with most different codes first."""
    codes = [one for one in table.columns if one.kind == "id" and not one.is_unique and not one.personal]
    many = [one for one in codes if one.n_distinct > FEWEST_PER_RECORD * one.n_filled and one.share_blank < MOST_BLANK]
    return sorted(many, key=lambda one: -one.n_distinct)


def _find_row(connection: duckdb.DuckDBPyConnection, read: ReadTable, table: TableProfile) -> Candidate:
    best = _surest_id(table)
    if best is None:
        codes = ", ".join(map(repr, (one.name for one in _codes_that_repeat(table)[:MOST_UNNAMED])))
        is_there = f"no column is surely an id ({codes}: codes that come again)" if codes else "there is no id"
        why = f"{is_there}, and nothing says that a contact takes several records"
        if shares := [one.name for one in table.columns if holds_shares(one)]:
            why += f"; {', '.join(map(repr, shares))} holds shares, which count nothing: have numbers sent"
        return Candidate("row", (), 0.2 if shares else 0.5, why, "contact", "contact")
    column = table.column(best.columns[0])
    assert column is not None
    if column.is_unique:
        return Candidate(
            "row", best.columns, 0.9, f"{column.name!r} is different in every record", "contact", "contact"
        )
    return _ask_repeats(connection, read, table, column)


@dataclass(frozen=True)
class _Repeats:
    """Of records with one id, by column: in which share of the ids that come again it holds more than one value."""

    reasons: list[str]
    newest: list[str]
    rest: list[str]
    dates: list[str]
    share: dict[str, float]

    def most(self, names: Sequence[str]) -> tuple[float, str]:
        """The column that differs most often, and how often."""
        return max(((self.share[one], one) for one in names if one in self.share), default=(0.0, ""))


def _compare_repeats(
    connection: duckdb.DuckDBPyConnection, read: ReadTable, table: TableProfile, column: ColumnProfile
) -> _Repeats:
    reasons = [one.columns[0] for one in table.candidates if one.role == "reasons" and len(one.columns) == 1]
    dates = [one.columns[0] for one in table.candidates if one.role == "date"]
    fixed = [one.columns[0] for one in table.candidates if one.role in ("date", "field")]
    newest = [one.columns[0] for one in table.candidates if one.role == "newest"]
    asked = list(dict.fromkeys([*reasons[:4], *newest[:2], *fixed]))[:MOST_COMPARED]
    rest = [one for one in fixed if one not in (*reasons, *newest)]
    if not asked:
        return _Repeats(reasons, newest, rest, dates, {})
    place = {name: f"c{read.names.index(name)}" for name in (column.name, *asked)}
    query = sql_text("scan/per_id").format(
        table=read.relation,
        id=place[column.name],
        spread=", ".join(f"min(trim({place[one]})) <> max(trim({place[one]})) as v{i}" for i, one in enumerate(asked)),
        varying=", ".join(f"count(*) filter (n > 1 and v{i})" for i in range(len(asked))),
    )
    _, n_repeated, _, *varying = only_row(connection, query)
    share = {one: n / n_repeated if n_repeated else 0.0 for one, n in zip(asked, varying, strict=True)}
    return _Repeats(reasons, newest, rest, dates, share)


def _ask_repeats(
    connection: duckdb.DuckDBPyConnection, read: ReadTable, table: TableProfile, column: ColumnProfile
) -> Candidate:
    """Why an id comes again: several reasons, several versions, or several persons."""
    repeats = _compare_repeats(connection, read, table, column)
    if not repeats.share:
        return Candidate("row", (column.name,), 0.4, f"{column.name!r} comes again: ask why", "contact", "contact")
    return _explain_repeats(column.name, repeats)


def _explain_repeats(name: str, repeats: _Repeats) -> Candidate:
    by_reason, reason = repeats.most(repeats.reasons)
    by_version, version = repeats.most(repeats.newest)
    by_person, differs = repeats.most(repeats.rest)
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
