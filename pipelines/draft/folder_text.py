"""The three files of a draft, written so that they load.

Belongs here: which format each file gets, and falling back on questions where what was drafted does not load. Does not
belong here: the text of any one file, suggestions (`decisions_text`), trying the draft (`drafting`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.base.settings import Settings
from pipelines.draft.count_text import draft_counts
from pipelines.draft.date_text import CALENDARS, is_unknown
from pipelines.draft.decisions_text import write_new
from pipelines.draft.export_text import draft_contacts
from pipelines.draft.formats import Format, find_formats
from pipelines.draft.lines import Lines
from pipelines.draft.names import find_pattern
from pipelines.draft.ready import propose_like
from pipelines.draft.reasons import name_some
from pipelines.draft.relations import Related, ask_about_ids, relate
from pipelines.draft.source_text import NO_SETTING, About, Seen, draft_source
from pipelines.draft.undrafted import ask_unread, undrafted
from schemas.mapping.registry import Registry, load_registry
from schemas.text.problem import MappingError
from warehouse.read.csv.header import fold_header
from warehouse.scan import Profile, TableProfile
from warehouse.scan.opened import NO_HEADER

CADENCES = {"month": "monthly", "quarter": "quarterly"}
"""The shorter one counts where formats differ."""
SEVERAL = {"ticked", "boxes", "listed", "tree", "each", "delimiter", "brackets", "all_of"}
TRIAL = "one_format"
BESIDE = {"setting", "settings", "place"}


@dataclass(frozen=True)
class Written:
    """`tables`: one a document of export.yaml, in their order; `files`: the names of those that the documents are for;
    `registry`: the draft, loaded by itself.
    """

    source_id: str
    tables: tuple[TableProfile, ...]
    files: tuple[str, ...]
    registry: Registry


def write_folder(place: Path, about: About, profile: Profile, paths: Mapping[str, Path], settings: Settings) -> Written:
    """Write the folder of a draft, without suggestions, and load it."""
    place.mkdir(parents=True)
    shared = settings.mappings / "_exports"
    related = relate(find_formats(profile), paths, settings.layout.work)
    documents = [_draft(one, shared, place) for one in related.formats]
    for one, lines in zip(related.formats, documents, strict=True):
        if question := ask_about_ids(one, paths, settings.layout.work):
            lines.ask("id" if "id" in lines.entries else "like", question)
    for lines in documents:
        if about.country in CALENDARS and (key := next(filter(lines.entries.get, ("date", "period", "like")), "")):
            lines.ask(key, CALENDARS[about.country])
    for number, question in related.asked:
        documents[number].ask("row" if "row" in documents[number].entries else "like", question)
    if not documents:
        why = "; ".join(profile.problems) or "no table with records was found in it"
        documents = [undrafted(find_pattern(sorted(paths) or ["*"]).files, f"nothing can be drafted: {why}")]
    else:
        documents[0].asked += ask_unread(profile.problems)
    _write(place, about, documents, related)
    tried = [one for one, lines in zip(related.formats, documents, strict=False) if _can_be_tried(lines)]
    names = tuple(name for one in tried for name in one.files)
    return Written(about.source_id, tuple(one.table for one in related.formats), names, _load(place, shared))


def _draft(one: Format, shared: Path, place: Path) -> Lines:
    """The format of one table; where that does not load, or no column has a name, a document of questions."""
    if any(note.startswith(NO_HEADER) for note in one.table.notes):
        asked = "the first row looks like a record: which names have its columns? Have it sent with them"
        return undrafted(one.pattern.files, asked)
    lines = draft_counts(one) if one.is_counted else draft_contacts(one)
    like = propose_like(lines, one, shared)
    if like is not None and not _problems_of(like, shared, place):
        missing = _missing_columns(place, one)
        if not missing:
            return like
        system = like.entries["like"].value
        lines.asked.append(
            f"it looks like an export of {system}, but `like: {system}` reads columns that are not in it: "
            f"{name_some(missing)}. Are they in other files?"
        )
    if problems := _problems_of(lines, shared, place):
        return undrafted(one.pattern.files, f"what was drafted does not load ({'; '.join(problems)})", lines.text())
    return lines


def _missing_columns(place: Path, one: Format) -> list[str]:
    """Columns that the format tried last reads and the table has not; a path of a document may be absent."""
    if "json" in one.table.read:
        return []
    (export,) = load_registry(_trial_of(place)).sources[TRIAL].exports
    there = {fold_header(column.name) for column in one.table.columns}
    return [
        column
        for column in export.columns()
        if not {fold_header(name) for name in (column, *export.renamed.get(column, ()))} & there
    ]


def _trial_of(place: Path) -> Path:
    return place.parent / "trial"


def _can_be_tried(lines: Lines) -> bool:
    """Whether every record would not be refused for want of a day."""
    date = lines.content.get("date")
    return not lines.is_undrafted and not (isinstance(date, dict) and is_unknown(date.get("column")))


def _problems_of(lines: Lines, shared: Path, place: Path) -> list[str]:
    """What is wrong with one document, loaded by itself."""
    trial = _trial_of(place) / TRIAL
    trial.mkdir(parents=True, exist_ok=True)
    _link_shared(trial.parent, shared)
    (trial / "export.yaml").write_text(lines.text(), encoding="utf-8")
    (trial / "source.yaml").write_text(draft_source(About(TRIAL), Seen(False, NO_SETTING)), encoding="utf-8")
    write_new(trial / "decisions.csv", [])
    try:
        load_registry(trial.parent)
    except MappingError as error:
        return [problem.message for problem in error.problems]
    return []


def _write(place: Path, about: About, documents: Sequence[Lines], related: Related) -> None:
    (place / "export.yaml").write_text("---\n".join(one.text() for one in documents), encoding="utf-8")
    (place / "source.yaml").write_text(draft_source(about, _seen(documents, related)), encoding="utf-8")
    write_new(place / "decisions.csv", [])


def _seen(documents: Sequence[Lines], related: Related) -> Seen:
    contents = [one.content for one in documents]
    reasons = [content.get("reasons") for content in contents]
    holds_several = any(isinstance(one, dict) and SEVERAL & set(one) for one in reasons)
    holds_several = holds_several or any(content.get("row") == "reason" for content in contents)
    beside = any(isinstance(one, dict) and BESIDE & set(each) for one in reasons for each in _parts_of(one))
    around = any("setting" in content for content in contents)
    setting = "per_reason" if beside else "per_contact" if around else NO_SETTING
    return Seen(holds_several, setting, related.beside, _cadence_of(related.formats))


def _cadence_of(formats: Sequence[Format]) -> str:
    """How often files come whose names tell a period; where none does it is a guess, and asked as ever."""
    told = {one.pattern.granularity for one in formats}
    return next((cadence for word, cadence in CADENCES.items() if word in told), "yearly")


def _parts_of(reasons: object) -> Sequence[Mapping[str, object]]:
    """A construct of reasons, or those that it is made of."""
    parts = reasons.get("all_of") if isinstance(reasons, dict) else None
    return parts if isinstance(parts, list) else [reasons] if isinstance(reasons, dict) else []


def _load(place: Path, shared: Path) -> Registry:
    """The draft as a registry of its own."""
    _link_shared(place.parent, shared)
    return load_registry(place.parent, place.name)


def _link_shared(folder: Path, shared: Path) -> None:
    link = folder / "_exports"
    if shared.is_dir() and not link.exists():
        link.symlink_to(shared.absolute())
