"""The formats of a delivery: which of its tables are one form, and which files each form is for.

Belongs here: grouping tables of files, and name patterns that exclude each other. Does not belong here: comparing two
tables (`warehouse.scan.merge`), the text of a format (`export_text`, `count_text`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.draft.names import NamePattern, find_pattern
from schemas.mapping.date_forms import refuse_rival_forms, tells_a_day
from warehouse.land.file_names import matches_glob
from warehouse.scan import Candidate, FileProfile, Profile, TableProfile
from warehouse.scan.merge import Merged, is_one_form, merge_tables
from warehouse.scan.opened import HIDDEN_PART

DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Format:
    """Tables of one form as one. `files`: the names of those that they stand in; `asked`: what has to be said of them
    together.
    """

    table: TableProfile
    files: tuple[str, ...]
    pattern: NamePattern
    renamed: dict[str, tuple[str, ...]]
    partly: frozenset[str]
    asked: tuple[str, ...] = ()

    @property
    def is_counted(self) -> bool:
        """Whether its records are counts."""
        row = self.table.best("row")
        return row is not None and row.field == "count"


REPEATED = "`companions` with `key: _parent_index`, `of: _index`, `holds: many`"
"""How the sheets of repeated questions belong to the main one (KoboToolbox, ODK)."""


def find_formats(profile: Profile) -> list[Format]:
    """The likeliest table of each file; those of one form together, however their headers have drifted."""
    groups: list[list[tuple[str, TableProfile]]] = []
    asked: dict[str, str] = {}
    # By name, the last first: years and days are written so that the newest comes last.
    for file in sorted(profile.files, key=lambda one: one.name, reverse=True):
        candidates = [table for table in file.tables if table.n_rows]
        if not candidates:
            continue
        best = _likeliest(candidates)
        if others := [table for table in candidates if table is not best and table.name]:
            asked[file.name] = _ask_others(file, best, others)
        group = next((one for one in groups if is_one_form(one[0][1], best, _fewest(one[0][0], file.name))), None)
        if group is None:
            groups.append([(file.name, best)])
        else:
            group.append((file.name, best))
    formats = [_merge(list(reversed(group)), asked) for group in groups]
    return _apart(sorted(formats, key=lambda one: -weight(one.table)))


def _likeliest(candidates: Sequence[TableProfile]) -> TableProfile:
    """The table of contacts or counts: not a list of codes, which has no days and fewer rows than what it explains."""

    def rank(table: TableProfile) -> tuple[float, int]:
        return weight(table), table.n_rows

    best = max(candidates, key=rank)
    if _is_dated(best):
        return best
    return max((one for one in candidates if _is_dated(one) and one.n_rows >= best.n_rows), key=rank, default=best)


def _fewest(name: str, other: str) -> float:
    """The share of columns that two files have to have in common: fewer where only digits tell their names apart."""
    return 0.4 if DIGITS.sub("", name) == DIGITS.sub("", other) else 0.75


def _is_dated(table: TableProfile) -> bool:
    """Whether its records may be contacts or counts: a list of codes has no days."""
    return table.best("date") is not None or any(one.role == "row" and one.field == "count" for one in table.candidates)


def weight(table: TableProfile) -> float:
    """How much a table looks like one of contacts or counts."""
    if any(one.role == "row" and one.field == "count" for one in table.candidates):
        return 2.0
    found = (table.best("reasons"), table.best("date"), table.best("id"))
    return sum(one.sure for one in found if one is not None)


def _ask_others(file: FileProfile, best: TableProfile, others: Sequence[TableProfile]) -> str:
    listed = ", ".join(f"{table.name!r} ({table.n_rows:,} records{_tell_hidden(table)})" for table in others)
    names = {column.name for column in best.columns}
    alike = [table.name for table in others if {column.name for column in table.columns} == names]
    how = " With `sheets: each` (in a zip `members: each`) under `read` they are read as one" if alike else ""
    same = f" The columns of {', '.join(map(repr, alike))} are the same.{how}." if alike else ""
    repeats = [table.name for table in others if "_parent_index" in {column.name for column in table.columns}]
    told = (
        f" Those of {', '.join(map(repr, repeats))} belong to records of {best.name!r}: {REPEATED}." if repeats else ""
    )
    return f"of {file.name} only {best.name!r} is drafted; what do these hold: {listed}?{same}{told}"


def _tell_hidden(table: TableProfile) -> str:
    return ", with something hidden" if any(note.startswith(HIDDEN_PART) for note in table.notes) else ""


def _merge(group: Sequence[tuple[str, TableProfile]], asked: dict[str, str]) -> Format:
    merged = merge_tables([table for _, table in group])
    names = tuple(name for name, _ in group)
    questions = [asked[name] for name in names if name in asked]
    table, rivals = _without_rival_forms(merged)
    questions += rivals
    pattern = find_pattern(names, is_period=_has_no_months(table))
    return Format(table, names, pattern, merged.renamed, merged.partly, tuple(questions))


def _has_no_months(table: TableProfile) -> bool:
    """Whether these are counts of which no column or header tells more than a year: a month in the file's name is
    theirs.
    """
    row = table.best("row")
    if row is None or row.field != "count":
        return False
    forms = (row.mapping or {}).get("period", {}).get("format", ())
    return all(form in ("%Y", "%y") for form in ([forms] if isinstance(forms, str) else forms))


def _without_rival_forms(merged: Merged) -> tuple[TableProfile, list[str]]:
    """Two forms of a date that read one text as two days cannot both be declared: the commoner stays."""
    asked: list[str] = []
    columns = []
    for column in merged.table.columns:
        kept, dropped = _choose_forms([form.format for form in column.date_forms])
        if dropped and not column.is_date_ambiguous:
            both = f"{' or '.join(kept)} and as {' or '.join(dropped)}"
            asked.append(f"{column.name!r} is written as {both}, which cannot both be read: which files write which?")
        forms = tuple(form for form in column.date_forms if form.format in kept)
        columns.append(replace(column, date_forms=forms, is_date_ambiguous=column.is_date_ambiguous or bool(dropped)))
    forms_of = {column.name: [form.format for form in column.date_forms] for column in columns}
    candidates = tuple(_with_forms(one, forms_of) for one in merged.table.candidates)
    return replace(merged.table, columns=tuple(columns), candidates=candidates), asked


def _with_forms(one: Candidate, forms_of: Mapping[str, list[str]]) -> Candidate:
    """A candidate for the date, or for the period of counts, in the forms that are left."""
    if not isinstance(one.mapping, dict) or one.role not in ("date", "row"):
        return one
    place = one.mapping if one.role == "date" else one.mapping.get("period", {})
    forms = forms_of.get(place["column"], []) if isinstance(place.get("column"), str) else []
    if one.role == "date":
        forms = [form for form in forms if tells_a_day(form)]
    if not forms or "%f" in str(place.get("format")):
        return one
    written = {**place, "format": forms if one.role == "date" or len(forms) > 1 else forms[0]}
    return replace(one, mapping=written if one.role == "date" else {**one.mapping, "period": written})


def _choose_forms(forms: Iterable[str]) -> tuple[list[str], list[str]]:
    kept: list[str] = []
    dropped: list[str] = []
    for form in forms:
        try:
            refuse_rival_forms((*kept, form))
        except ValueError:
            dropped.append(form)
        else:
            kept.append(form)
    return kept, dropped


def _apart(formats: list[Format]) -> list[Format]:
    """Formats whose patterns fit no file of another. Where one does, its files are named closer: perhaps in several
    documents that say the same.
    """
    apart: list[Format] = []
    for one in formats:
        foreign = [name for other in formats if other is not one for name in other.files]
        if not any(matches_glob(one.pattern.files, name) for name in foreign):
            apart.append(one)
            continue
        for names in _alike(one.files, foreign):
            apart.append(replace(one, files=names, pattern=NamePattern(_closer(names)), asked=(*one.asked, ALONE)))
    return apart


ALONE = "the names of files do not tell formats apart: which name will the next file have?"


def _alike(names: Sequence[str], foreign: Sequence[str]) -> list[tuple[str, ...]]:
    """Names that one glob can say without saying a foreign one; else each by itself."""
    by_length: dict[int, list[str]] = {}
    for name in names:
        by_length.setdefault(len(name), []).append(name)
    groups: list[tuple[str, ...]] = []
    for group in by_length.values():
        is_apart = not any(matches_glob(_closer(group), name) for name in foreign)
        groups += [tuple(group)] if is_apart else [(name,) for name in group]
    return groups


def _closer(names: Sequence[str]) -> str:
    """A glob for names of one length: the characters in which they differ as sets."""
    places = []
    for characters in zip(*names, strict=True):
        different = sorted(set(characters))
        plain = len(different) == 1 or not all(one.isalnum() for one in different)
        places.append(_literally(different[0]) if len(different) == 1 else "?" if plain else f"[{''.join(different)}]")
    return "".join(places)


def _literally(text: str) -> str:
    return "".join("?" if character in "*?[]" else character for character in text)
