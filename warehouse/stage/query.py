"""The one SELECT that turns the records of a file into `staged_contact`.

Belongs here: spelling that SELECT from an export's constructs, a source and a header. Does not belong here: running it
(`warehouse.stage.delivery`), or what any construct means.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from schemas.constructs import Record
from schemas.constructs.base import One, cell_of, literals, quoted
from schemas.constructs.column import Column
from schemas.constructs.joined import Joined
from schemas.mapping.date_forms import ISO
from schemas.mapping.export import Export
from schemas.mapping.period import days_of
from schemas.mapping.source import Source
from schemas.text.sql import trimmed
from schemas.vocabulary.fields import ANSWERS
from warehouse.stage.continued import spell_continued, spell_where_told
from warehouse.stage.header_again import spell_header_again
from warehouse.stage.lists import Listed
from warehouse.stage.moment import spell_moment, spell_text_of_day

VERSIONS = "UTC"
"""Versions are compared with each other only, so that any one zone will do."""
INVISIBLE = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff"
BARE_ID = f"nullif({trimmed('id_text', INVISIBLE)}, '')"
"""The contact's own id without white space and invisible marks at its ends."""
NO_ID = ("-", "--", "---", "–", "—", ".", "?", "n/a", "na", "n.a.", "none", "null", "nan", "nil", "#n/a", "unknown")
KNOWN_ID = f"case when strlen(id_text) > 7 or lower(id_text) not in ({literals(NO_ID)}) then id_text end"
"""A word for nothing is a blank: as an id it would make one contact of all that have none."""
LETTERS = """case
        when id_text = upper(id_text) then if(id_text = lower(id_text), null, 'upper/1')
        when id_text = lower(id_text) then 'lower/1'
    end"""
ID_FORM = f"""
case
    when ascii(id_text) not between 48 and 57 then {LETTERS}
    when regexp_full_match(id_text, '[0-9]+')
        then if(starts_with(id_text, '0') and id_text <> '0', 'zeros/', 'digits/') || strlen(id_text)
    when not (contains(id_text, '.') or contains(id_text, ',') or contains(id_text, '+')) then {LETTERS}
    when regexp_full_match(id_text, '[0-9]+[.,]0+') then 'decimal/' || strlen(id_text)
    when regexp_full_match(id_text, '[0-9]([.,][0-9]+[eE][+]?|[eE][+])[0-9]+') then 'rounded/' || strlen(id_text)
    else {LETTERS}
end"""
"""How an id is written: where it begins as a number, with the number of its characters; else in which letters."""
NOTHING = "cast(null as varchar)"
NO_PSEUDONYM = "cast(null as uuid)"
TRIMMED = ", ".join(f"nullif(trim({name}), '') as {name}" for name in (*ANSWERS, "setting"))
"""Answers as whoever reads a staged file sees them: without white space at their ends, NULL where blank."""

OLDEST_DATE = date(1990, 1, 1)
HMAC_OF = (
    "cast(unhex(substr(sha256(getvariable('outer_pad') || "
    "unhex(sha256(getvariable('inner_pad') || encode({text})))), 1, 32)) as uuid)"
)
"""The first 128 bits of HMAC-SHA256 in SQL, equal to `SourceKey.pseudonym`. The pads are bound as variables and never
spelled.
"""


@dataclass(frozen=True)
class Bounds:
    """The days on which a contact of this delivery can have happened."""

    first: date
    last: date

    @classmethod
    def of(cls, source: Source, received_on: date, period: str) -> Bounds:
        """From the source's first day to the day after the delivery came (zones differ by a day). Where all contacts
        stand on the first day of a period in which the source began, from that.
        """
        first = source.valid_from or OLDEST_DATE
        days = days_of(period)
        if days and days[0] < first <= days[1]:
            first = days[0]
        return cls(first, received_on + timedelta(days=1))


def with_day(export: Export, source: Source, record: Record) -> Record:
    """The record with the SQL of its contact's local time, for all that hangs on it."""
    day, text = spell_moment(export.date, source.zone, record), spell_text_of_day(export.date, record)
    return replace(record, day=day, day_text=text)


def spell_records(
    export: Export,
    record: Record,
    bounds: Bounds,
    relation: str,
    listed: Listed,
    content: str = NOTHING,
    shifted: str = "",
) -> str:
    """SELECT of one row a physical record: row_number, id, exchange, fate and every field as text. The record has its
    day (`with_day`).

    `listed` says how answers of which a contact can have several are written, `content` is SQL for what identifies a
    record without an id, `shifted` the table of numbers of shifted ones. What is not used goes no further than this
    SELECT.
    """
    version = _spell_version(export, record)
    has_setting = export.row == "contact" or export.continues
    reject = _spell_reject(export, bounds, shifted)
    children = [
        f"{key} as child_key_{n}, {count} as child_count_{n}," for n, (key, count) in enumerate(record.children)
    ]
    spelled = f"""
select *, {reject} as reject_code, {ID_FORM if export.id is not None else NOTHING} as id_form
from (select * replace ({KNOWN_ID} as id_text) from (select * replace ({BARE_ID} as id_text) from (
    select
        row_number,
        {content} as content,
        {" ".join(children)}
        {_spell_id(export, record)} as id_text,
        {record.text(export.exchange) if export.exchange else NOTHING} as exchange_text,
        {version} as version_order,
        {spell_text_of_day(export.date, record)} as date_text,
        {record.day} as moment,
        {record.differs} as differs,
        {_spell_ignored(export, record)} as is_ignored,
        {f"{_spell_header(export, record)} as is_header," if export.continues else ""}
        {_spell_broken(export, record)} as is_broken,
        {_spell_answers(export, record)},
        {_spell_answer(export, export.setting, record) if has_setting else NOTHING} as setting,
        {listed.attributes(export, record)} as attributes,
        {listed.reasons(export, record)} as reasons,
        {_spell_once(export, record)} as reason_key
    from {relation}
)))"""
    counted = _count_children(spelled, len(record.children))
    return spell_continued(export, counted) if export.continues else counted


def _count_children(records: str, n_companions: int) -> str:
    """The records with the number of companions' records that share their fate: they are counted once, with the first
    record of their key that is used, else with its first.
    """
    if not n_companions:
        return f"select *, 0 as n_children from ({records})"
    first = "row_number() over (partition by child_key_{0} order by {1}, row_number) = 1"
    unused = "is_ignored or reject_code is not null"
    counts = [
        f"case when {first.format(n, unused)} then coalesce(child_count_{n}, 0) else 0 end" for n in range(n_companions)
    ]
    hidden = ", ".join(f"child_key_{n}, child_count_{n}" for n in range(n_companions))
    return f"select * exclude ({hidden}), {' + '.join(counts)} as n_children from ({records})"


def _spell_id(export: Export, record: Record) -> str:
    """SQL for the contact's own id, trimmed as every cell is."""
    if export.id is None:
        return NOTHING
    text: str = export.id.identity(record) if isinstance(export.id, Joined) else export.id.one(record)
    return text


def _spell_version(export: Export, record: Record) -> str:
    """SQL for a BIGINT by which versions of a contact are ordered: a number as it is, a time in microseconds. A system
    writes the time of a change as it writes the day of the contact, so what is not ISO is read in the forms of that.
    """
    column = export.arrives.newest_by_column
    if column is None:
        return "cast(null as bigint)"
    text = record.text(column)
    moments = [f"epoch_us(try_cast({text} as timestamptz))"]
    if set(export.date.format) - {ISO}:
        as_the_day = export.date.model_copy(update={"column": Column(column=column)})
        moments.append(f"epoch_us({spell_moment(as_the_day, VERSIONS, record)})")
    return (
        f"case when regexp_full_match({text}, '[0-9]{{1,18}}') then cast({text} as bigint) "
        f"else coalesce({', '.join(moments)}) end"
    )


def _spell_reject(export: Export, bounds: Bounds, shifted: str) -> str:
    rules = [
        ("is_ignored", "cast(null as varchar)"),
        ("is_broken", "'bad_form'"),
        ("date_text is null", "'no_date'"),
        ("moment is null", "'bad_date'"),
        (f"moment < timestamp '{bounds.first.isoformat()}'", "'date_before_source'"),
        (f"moment >= timestamp '{(bounds.last + timedelta(days=1)).isoformat()}'", "'date_in_future'"),
    ]
    if shifted:
        rules.insert(1, (f"row_number in (select row_number from {shifted})", "'shifted'"))
    if export.arrives.newest_by_column:
        rules.append(("version_order is null", "'bad_version'"))
    if export.row == "reason" or export.arrives.kind == "updates":
        rules.append(("id_text is null", "'no_id'"))
    return f"case {' '.join(f'when {test} then {code}' for test, code in rules)} end"


def _spell_ignored(export: Export, record: Record) -> str:
    """SQL for whether a record is no contact: by a rule of the mapping, or since the header stands there once more."""
    tests = [spell_where_told(export, record, rule.test(record), rule.columns()) for rule in export.leave_out]
    header = _spell_header(export, record)
    return " or ".join([*tests, header] if header != "false" else tests) or "false"


def _spell_header(export: Export, record: Record) -> str:
    """SQL for whether the header stands there once more."""
    named = [(quoted(name), name) for name in export.columns() if name in record.header and name != export.read.key]
    return spell_header_again(named) if export.read.is_table else "false"


def _spell_broken(export: Export, record: Record) -> str:
    tests = [test for construct in export.constructs() if (test := construct.broken(record)) != "false"]
    read = {cell_of(path, export.read.json_cells) for path in export.paths()}
    for cell in export.read.json_cells:
        if cell in read:
            tests.append(f"(trim({quoted(cell)}) <> '' and not json_valid({quoted(cell)}))")
    return f"coalesce({' or '.join(tests)}, false)" if tests else "false"


def _spell_once(export: Export, record: Record) -> str:
    """SQL for what tells one reason of a contact from another, NULL where nothing does; a blank keeps its place."""
    if not export.once_per:
        return NOTHING
    cells = [record.text(column) for column in export.once_per]
    key = f"concat_ws(chr(31), {', '.join(f'coalesce({cell}, chr(30))' for cell in cells)})"
    return f"case when coalesce({', '.join([*cells, 'null'])}) is not null then {key} end"


def _spell_answers(export: Export, record: Record) -> str:
    answers = export.answers()
    return ",\n        ".join(f"{_spell_answer(export, answers.get(name), record)} as {name}" for name in ANSWERS)


def _spell_answer(export: Export, construct: One | None, record: Record) -> str:
    """SQL for one answer. A plain cell is staged as it stands and trimmed by who reads the file (`TRIMMED`): there a
    text is looked at once, here once a record. Records that are brought together are compared, so theirs are trimmed.
    """
    if construct is None:
        return NOTHING
    if isinstance(construct, Column) and export.row == "contact" and not export.continues:
        return record.raw(construct.column)
    return construct.one(record)
