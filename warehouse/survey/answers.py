"""One landed file of a survey as the answers of members, and what is to be said of it.

Belongs here: opening the file, whose answers a row holds, what each cell means, the fate of every row. Does not belong
here: which of several files counts for a member (`survey.step`), or how bytes become a table (`warehouse.read`).

A survey has a row a member, some hundred at most, so rows are plain values here. What does not belong to a member is
rejected, what is no known answer is no answer: each with file, row, column and the shape of the cell, never the cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import duckdb

from schemas.finding import Facts, Finding, State
from schemas.mapping.survey import QUESTIONS, Form, Survey, compared, meanings_of
from schemas.text.fold import fold
from schemas.text.shape import shape_of
from schemas.text.sql import quote
from schemas.vocabulary.code import Codes
from warehouse.read.rejects import Reject, UnreadableError
from warehouse.read.table import OpenTable, open_table
from warehouse.store.run import Report

RECORDS = "survey_record"
MOST_ROWS = 20_000
"""A network has some hundred members: a file with more records is no survey, and is not read into memory."""

MOST_NAMED = 20
"""Findings of one kind on one file that name a row; the rest are counted in one more."""

LONGEST_NAME = 60
NO_MEMBER = ("no_member", "unknown_member")
"""Why a row is rejected that could be read: the member's cell is blank, or names no member."""

Say = Callable[..., Finding]


@dataclass(frozen=True)
class Answers:
    """What one row says: whose it is, and a code or nothing for each question of QUESTIONS."""

    member_id: str
    row_number: int
    codes: tuple[str | None, ...]


@dataclass(frozen=True)
class FileRead:
    """A file that could be read. `newest`: the row of each member that counts in it; the others are superseded."""

    n_records: int
    n_ignored: int
    newest: tuple[Answers, ...]
    n_superseded: int
    rejects: tuple[Reject, ...]
    findings: tuple[Finding, ...]


@dataclass
class Reading:
    """What is gathered while rows are looked at."""

    rows: list[Answers] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    blank: int = 0
    no_member: list[tuple[str, Facts]] = field(default_factory=list)
    no_answer: list[tuple[str, Facts]] = field(default_factory=list)
    twice: list[tuple[str, Facts]] = field(default_factory=list)


def read_answers(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    form: Form,
    survey: Survey,
    names: Mapping[str, str],
    codes: Codes,
    say: Say,
    report: Report,
    work: Path,
) -> FileRead:
    """The answers of a file. `names`: folded id or name -> member_id; `say` makes a finding on this file.

    Raises UnreadableError where the file is held: not as declared, or no row of it is of a member.
    """
    opened = _open(connection, path, form, report, work)
    reading = Reading(rejects=list(_rejects_of(opened)))
    meanings = _meanings(form, codes)
    for row_number, member, *cells in _rows(connection, form, opened):
        if not any(cell.strip() for cell in (member, *cells)):
            reading.blank += 1
            continue
        member_id = names.get(fold(member))
        if member_id is None:
            _reject(reading, path.name, form, row_number, member, survey)
            continue
        asked = dict(zip(form.questions, cells, strict=True))
        reading.rows.append(
            Answers(member_id, row_number, tuple(_codes_of(reading, form, meanings, row_number, asked)))
        )
    if not reading.rows:
        raise _no_survey(path.name, survey, names, opened, reading)
    newest = _newest_of(reading, form)
    return FileRead(
        n_records=opened.n_records,
        n_ignored=opened.n_ignored + reading.blank,
        newest=newest,
        n_superseded=len(reading.rows) - len(newest),
        rejects=tuple(reading.rejects),
        findings=(*_find_unread(form, opened, say), *_tell(reading, say)),
    )


def _open(connection: duckdb.DuckDBPyConnection, path: Path, form: Form, report: Report, work: Path) -> OpenTable:
    try:
        opened = open_table(connection, path, form.read, form.columns, form.renamed, RECORDS, report, work)
    except UnreadableError as error:
        if error.finding_code == "missing_column":
            raise UnreadableError("missing_column", "survey", error.facts) from None
        raise
    if opened.n_records > MOST_ROWS:
        facts = {"file_name": path.name, "n_records": opened.n_records, "most": MOST_ROWS}
        raise UnreadableError("survey_refused", "too_long", facts)
    undecodable = [one.row_number for one in _rejects_of(opened) if one.reject_code == "undecodable"]
    if undecodable:
        # of a row a member none can be spared, and the name of a member is where other letters stand
        facts = {
            "file_name": path.name,
            "encoding": form.read.encoding,
            "n_undecodable": len(undecodable),
            "n_records": opened.n_records,
            "first": min(undecodable),
        }
        raise UnreadableError("wrong_encoding", "records", facts)
    return opened


def _rows(
    connection: duckdb.DuckDBPyConnection, form: Form, opened: OpenTable
) -> list[tuple[int, str, *tuple[str, ...]]]:
    columns = ", ".join(f"coalesce({quote(name)}, '')" for name in form.columns)
    return connection.execute(f"select row_number, {columns} from {opened.relation} order by row_number").fetchall()


def _rejects_of(opened: OpenTable) -> Iterator[Reject]:
    """Records that the reader could not use."""
    for row in opened.rejects.to_pylist():
        yield Reject(row["file_name"], row["row_number"], row["reject_code"], row["column_name"])


def _meanings(form: Form, codes: Codes) -> dict[str, dict[str, str]]:
    return {name: meanings_of(question, QUESTIONS[name], codes) for name, question in form.questions.items()}


def _reject(reading: Reading, file_name: str, form: Form, row: int, member: str, survey: Survey) -> None:
    is_blank = not member.strip()
    reading.rejects.append(Reject(file_name, row, NO_MEMBER[0] if is_blank else NO_MEMBER[1], form.member[0]))
    facts: Facts = {"row": row, "column": form.member[0], "network": survey.network, "shape": shape_of(member)}
    reading.no_member.append(("blank" if is_blank else "unknown", facts))


def _no_survey(
    file_name: str, survey: Survey, names: Mapping[str, str], opened: OpenTable, reading: Reading
) -> UnreadableError:
    """Why no row of the file is of a member, with the first row that shows it."""
    about = {"file_name": file_name, "network": survey.network}
    if not names:
        return UnreadableError("survey_refused", "no_network", about)
    if reading.no_member:
        form, where = reading.no_member[0]
        facts = {
            "file_name": file_name,
            "network": survey.network,
            "row": where["row"],
            "column": where["column"],
            "shape": where["shape"],
        }
        return UnreadableError("survey_refused", "blank" if form == "blank" else "no_member", facts)
    if not reading.rejects:
        return UnreadableError("survey_refused", "no_row", about)
    first = min(reading.rejects, key=lambda one: one.row_number)
    facts = {
        "file_name": file_name,
        "n_unread": len(reading.rejects),
        "n_records": opened.n_records,
        "row": first.row_number,
        "reject_code": first.reject_code,
    }
    return UnreadableError("survey_refused", "unread", facts)


def _codes_of(
    reading: Reading, form: Form, meanings: Mapping[str, Mapping[str, str]], row: int, asked: Mapping[str, str]
) -> Iterator[str | None]:
    """A code for each question of QUESTIONS; None where it was not asked, not answered or not understood."""
    for name in QUESTIONS:
        cell = asked.get(name, "").strip()
        code = meanings[name].get(compared(cell)) if cell else None
        if cell and code is None:
            facts = {"row": row, "column": form.questions[name].column[0], "shape": shape_of(cell)}
            reading.no_answer.append(("unknown", facts))
        yield code


def _newest_of(reading: Reading, form: Form) -> tuple[Answers, ...]:
    """The row of each member that counts, in the order of the file."""
    newest: dict[str, Answers] = {}
    for row in reading.rows if form.newest_row == "last" else reversed(reading.rows):
        older = newest.get(row.member_id)
        if older is not None:
            is_same = older.codes == row.codes
            facts = {"older": older.row_number, "row": row.row_number}
            reading.twice.append(("same" if is_same else "differs", facts))
        newest[row.member_id] = row
    return tuple(sorted(newest.values(), key=lambda one: one.row_number))


def _find_unread(form: Form, opened: OpenTable, say: Say) -> Iterator[Finding]:
    """Columns that no question reads: a new question, or something that should not have been sent."""
    unread = [name for name in opened.header if name and name not in form.columns and not form.ignores(name)]
    if unread:
        named = ", ".join(repr(name[:LONGEST_NAME]) for name in unread[:MOST_NAMED])
        facts = {"columns": named}
        yield say("survey_column", "warn", "", facts, len(unread), len(opened.header))


def _tell(reading: Reading, say: Say) -> Iterator[Finding]:
    n_rows = len(reading.rows) + len(reading.no_member)
    yield from _tell_each("survey_member", reading.no_member, say, n_rows)
    yield from _tell_each("survey_answer", reading.no_answer, say, n_rows)
    yield from _tell_each("survey_member_twice", reading.twice, say, n_rows)
    unread = [one for one in reading.rejects if one.reject_code not in NO_MEMBER]
    places = [("rejected", {"row": one.row_number, "reject_code": one.reject_code}) for one in unread]
    yield from _tell_each("survey_row", places, say, n_rows)


def _tell_each(code: str, found: Sequence[tuple[str, Facts]], say: Say, n_rows: int) -> Iterator[Finding]:
    for form, facts in islice(found, MOST_NAMED):
        state: State = "pass" if form == "same" else "warn"
        yield say(code, state, form, facts, 1, n_rows)
    if len(found) > MOST_NAMED:
        n_more = len(found) - MOST_NAMED
        yield say(code, "warn", "more", {"n_more": n_more, "n_named": MOST_NAMED}, n_more, n_rows)
