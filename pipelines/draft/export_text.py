"""A format of contacts in `export.yaml` of a draft.

Belongs here: turning what a scan found in one table into a format that loads, or into questions. Does not belong here:
finding it, the reasons (`pipelines.draft.reasons`), counts (`pipelines.draft.count_text`), how lines are written
(`pipelines.draft.lines`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.draft.date_text import set_date
from pipelines.draft.formats import Format
from pipelines.draft.guess import ASKED, guess_entry
from pipelines.draft.lines import Entry, Lines, spell
from pipelines.draft.names import NamePattern
from pipelines.draft.reasons import NEVER, SURE, Reasons, choose_reasons, name_some
from schemas.finding import spell_part
from schemas.mapping.questions import MARK
from schemas.vocabulary.fields import ANSWERS, ATTRIBUTES
from warehouse.scan import Candidate, TableProfile
from warehouse.scan.doubt import WITHHELD
from warehouse.scan.grouped import FILLED, NAMED_TOTALS, TOTAL, UNFILLED
from warehouse.scan.misread import MISREAD
from warehouse.scan.opened import HIDDEN_PART, REPEATED
from warehouse.scan.period_parts import EACH
from warehouse.stage.unused import HINTS

HEAD = f"Every line that says {MARK} wants an answer."
NOT_THE_CHILDS = "not the child's "
CONTINUES = "continues: above"
"""What a scan says of ids that are blank where dates are."""
ANSWERING = ("closed_list", "list", "path", "yes_no", "tree", "objects", "age")
"""Kinds of columns that hold answers of a form."""
FEWEST_CONTINUED = 0.05
"""Fewer records without id and date are totals and remarks, perhaps, which continue nothing."""
ASKED_OF_READ = (WITHHELD, HIDDEN_PART, MISREAD)
"""How notes begin that ask how a table is read."""
RENAMED = "are these the same columns under other names?"


def draft_contacts(one: Format) -> Lines:
    """The format of one table of contacts. Every guess stands beside why; what cannot be known is a question."""
    lines = begin(one)
    table, identity = one.table, one.table.best("id")
    row = table.best("row")
    is_reason = row is not None and row.field == "reason" and identity is not None
    _set_row(lines, row, is_reason=is_reason)
    if identity:
        lines.entries["id"] = guess_entry(identity)
        column = table.column(identity.columns[0])
        if CONTINUES in identity.why and column is not None and column.share_blank >= FEWEST_CONTINUED:
            lines.set("continues", "above", "", f"{identity.why.rpartition('; ')[2]} Else they would be rejected")
    elif exchange := table.best("exchange"):
        lines.set(
            "exchange",
            exchange.columns[0],
            "",
            f"is this the id of the call, which several persons share? {exchange.why}",
        )
    _set_arrives(lines, table, one.pattern, identity)
    set_date(lines, table)
    _set_fields(lines, one)
    reasons = _reasons(table)
    _set_setting(lines, one, reasons)
    lines.set("reasons", reasons.mapping, reasons.why, *(() if reasons.mapping == NEVER else reasons.questions))
    lines.asked += reasons.asked
    _leave_out_totals(lines, table)
    _ask_partly(lines, one)
    _ask_the_rest(lines, one)
    _say_unread(lines, table, reasons.columns)
    leave_out_unread_key(lines)
    return lines


def leave_out_unread_key(lines: Lines) -> None:
    """Names of sheets or files from which nothing is read are not taken: they may be a person's."""
    read = lines.entries["read"]
    key = read.value.get("key", "")
    rest = [entry.value for name, entry in {**lines.entries, **lines.fields}.items() if name != "read"]
    if key and not any(spell(key) in spell(value) for value in rest):
        kept = {name: value for name, value in read.value.items() if name != "key"}
        lines.entries["read"] = replace(read, value=kept)


def begin(one: Format) -> Lines:
    """What every format begins with."""
    lines = Lines()
    which = f"{one.pattern.files}, {one.table.name}" if one.table.name else one.pattern.files
    n_files = f" in {len(one.files)} files" if len(one.files) > 1 else ""
    lines.head.append(f"Drafted from {which}: {one.table.n_rows:,} records{n_files}. {HEAD}")
    read = [name for found in one.table.candidates if found.role in ("id", "field") for name in found.columns]
    personal = [column.name for column in one.table.columns if column.personal and column.name not in read]
    if personal:
        lines.head.append(f"Looks personal, and is not to be mapped: {', '.join(personal)}")
    lines.head += [note for note in one.table.notes if not note.startswith((REPEATED, *ASKED_OF_READ))]
    lines.asked += one.asked
    lines.set("files", one.pattern.files)
    lines.set("read", one.table.read, "", *_doubts(one.table))
    for note in one.table.notes:
        if note.startswith(ASKED_OF_READ):
            lines.ask("read", note)
    if one.renamed:
        lines.set("renamed", {name: list(others) for name, others in one.renamed.items()}, "", RENAMED)
    return lines


def _doubts(table: TableProfile) -> Iterator[str]:
    """What of the reading is a guess: an encoding that is not sure, records that would be refused, rows at the end."""
    for found in table.found:
        if found.what == "encoding" and found.sure < SURE:
            others = f" It may be {' or '.join(found.others)} as well." if found.others else ""
            yield f"is the encoding {found.value}? Look at labels with accents.{others}"
        if found.what == FILLED:
            yield (
                f"a blank cell under {found.value} is read as the value above it, as in a grouped report: is it so, or "
                "was nothing recorded there?"
            )
        if found.what == UNFILLED:
            which = found.value or "some columns"
            yield (
                f"most cells of {which} are blank, and are read so: {found.why}. Does what stands there hold for the "
                "records below too (`filled_down`), and are sums among them (`leave_out`)?"
            )
        if found.what == NAMED_TOTALS:
            yield f"{found.value} rows are called a total of something: leave them out (`leave_out`)"
        if found.what == EACH:
            yield f"{found.why}: is every {found.value} a period of its own, and does none repeat others?"
        if found.what == "footer rows":
            yield f"totals or remarks at the end are left out ({found.value}): are there so many in every file?"
    if table.n_rejected:
        kinds = ", ".join(f"{code} {n:,}{_hint(code)}" for code, n in sorted(table.rejected.items()))
        yield f"{table.n_rejected:,} records would be refused as it is read here: {kinds}"


def _hint(code: str) -> str:
    return f" ({spell_part('rejected_rows', HINTS[code])})" if code in HINTS else ""


def _set_row(lines: Lines, row: Candidate | None, *, is_reason: bool) -> None:
    value = "reason" if is_reason else "contact"
    if row is None:
        lines.set("row", value, "", "is one record one contact?")
    elif is_reason or row.sure < SURE:
        lines.set("row", value, "", f"{ASKED['row']} {row.why} ({row.sure:.0%} sure)")
    else:
        lines.set("row", value, f"{row.why} ({row.sure:.0%} sure)")


def _set_arrives(lines: Lines, table: TableProfile, pattern: NamePattern, identity: Candidate | None) -> None:
    newest = _readable(table, table.best("newest"))
    by_file = {"as": "updates", "newest": {"by": pattern.caught if pattern.is_day else "received"}}
    if pattern.caught and not pattern.is_day:
        set_slot(lines, pattern)
    elif identity and newest:
        lines.set("arrives", {"as": "updates", "newest": {"by": newest.columns[0]}})
        lines.ask("arrives", f"{ASKED['newest']} {newest.why} ({newest.sure:.0%} sure)")
    elif identity and (pattern.is_day or table.read.get("json") != "one_per_file"):
        lines.set("arrives", by_file, "", "can a contact come again, corrected? Which version counts then?")
    else:
        asked = "there is no id. Does every file hold new contacts only (additions), or do files overlap?"
        lines.set("arrives", {"as": "additions"}, "", asked)


def set_slot(lines: Lines, pattern: NamePattern) -> None:
    """How files arrive whose names tell a period that a bracket reads."""
    asked = ["does a later file of the same period replace the earlier one whole?"]
    if pattern.beside:
        asked.append(
            f"the name may tell {pattern.beside}, which the slot does not: are other parts of a year sent too?"
        )
    lines.set("arrives", {"as": "replaces_period", "slot": pattern.caught}, "", *asked)


def _readable(table: TableProfile, newest: Candidate | None) -> Candidate | None:
    """The column of versions, if a run can put its cells in order: ISO, numbers, or as the day is written."""
    column = table.column(newest.columns[0]) if newest is not None else None
    day = table.best("date")
    known = {"iso", "epoch_s", "epoch_ms", *(day.mapping["format"] if day and isinstance(day.mapping, dict) else ())}
    return newest if column is not None and {one.format for one in column.date_forms} <= known else None


def _set_setting(lines: Lines, one: Format, reasons: Reasons) -> None:
    """The likeliest column; where others tell it as well, each may belong to a reason of its own. What the reasons
    read beside each is not the contact's.
    """
    beside = [*reasons.columns, *(reasons.mapping.get("settings", ()) if isinstance(reasons.mapping, dict) else ())]
    told = [found for found in one.table.candidates if found.role == "setting" and found.columns[0] not in beside]
    setting = max(told, key=lambda found: found.sure, default=None)
    if setting is None or setting.columns[0] in one.partly:
        return
    lines.entries["setting"] = guess_entry(setting)
    told.remove(setting)
    if others := [found.columns[0] for found in told if found.sure >= SURE]:
        asked = f"{name_some(others)} may tell it as well: is it told once per contact, or beside each reason?"
        lines.ask("setting", asked)


def _set_fields(lines: Lines, one: Format) -> None:
    table = one.table
    for name in (*ANSWERS, *ATTRIBUTES):
        found = table.best("field", name)
        if found is None or (name == "age_band" and "age" in lines.fields):
            continue
        part = [column for column in found.columns if column in one.partly]
        if part and len(found.columns) == 1:
            lines.asked.append(
                f"{name}: {part[0]!r} is not in every file; a file without it would be held. Is it asked?"
            )
            continue
        lines.fields[name] = guess_entry(found)
    if "channel" not in lines.fields:
        lines.fields["channel"] = Entry(
            {"never": f"{MARK}: how do contacts reach the helpline, and where does it stand?"}
        )


def _reasons(table: TableProfile) -> Reasons:
    used = [
        column
        for entry_of in ("field", "setting", "date", "id")
        for found in table.candidates
        if found.role == entry_of and found.sure >= SURE
        for column in found.columns
    ]
    return choose_reasons(table, used)


def _say_unread(lines: Lines, table: TableProfile, read: Sequence[str]) -> None:
    """Answers that stand in the file and of which nothing else is said: nobody finds out later that they were there."""
    values = " ".join(spell(one.value) for one in (*lines.entries.values(), *lines.fields.values()))
    told = lines.text()
    unread = [
        column.name
        for column in table.columns
        if column.kind in ANSWERING and not (column.personal or column.name in read)
        if repr(column.name) not in told
        if not re.search(rf"(?<!\w){re.escape(spell(column.name))}(?!\w)", values)
    ]
    if unread:
        lines.head.append(f"Holds answers, and is not read: {', '.join(map(repr, unread))}")


def _leave_out_totals(lines: Lines, table: TableProfile) -> None:
    """Rows of totals in a grouped report, and a sheet of them, are no contacts."""
    if totals := [found.value for found in table.found if found.what == TOTAL]:
        column = table.read.get("key") or table.read["filled_down"][0]
        lines.set("leave_out", [{"column": column, "is": totals, "because": "a total over other rows"}])


def _ask_partly(lines: Lines, one: Format) -> None:
    """A column that is read has to be in every file; boxes that are known by their beginning have not."""
    for key in ("id", "exchange", "date", "reasons"):
        value = lines.entries[key].value if key in lines.entries else ""
        if isinstance(value, dict) and "ticked" in value:
            continue
        if part := sorted(name for name in one.partly if spell(name) in spell(value)):
            lines.ask(key, f"{name_some(part)} is not in every file, and a file without it is held")


def _ask_the_rest(lines: Lines, one: Format) -> None:
    """What a scan wants to be answered: answers of others than the child, and blocks of other questions."""
    for note in one.table.notes:
        if note.startswith(REPEATED):
            lines.ask("reasons", f"{note} Have them renamed before they are read")
    for found in one.table.candidates:
        if found.role != "ask":
            continue
        is_named = len(found.columns) == 1 and repr(found.columns[0]) in found.why
        named = "" if is_named else f" ({name_some(found.columns)})"
        if found.field.startswith(NOT_THE_CHILDS) and found.field.removeprefix(NOT_THE_CHILDS) in lines.fields:
            lines.head.append(f"Not mapped: {found.why.partition(':')[0]}")
        else:
            lines.ask(found.field or "-", f"{found.why}{named}")
