"""From files that nobody here has seen to a mapping folder that loads.

Belongs here: the way from a scan to the three files, and from open values to suggestions. Does not belong here: the
text of any one file, or the command (`pipelines.cli.draft`).
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.base.settings import Settings
from pipelines.check.trial import Trial, deliveries_trial, has_local_files
from pipelines.draft.decisions_text import Value, add_rows, suggest_rows, undecided, unknown_languages, write_new
from pipelines.draft.export_text import Drafted, draft_export
from pipelines.draft.names import NamePattern, find_pattern
from pipelines.draft.source_text import About, Seen, draft_source
from pipelines.suggest import Encoder
from schemas.constructs import Record
from schemas.constructs.tick_box import TickBoxes
from schemas.mapping.export import Export
from schemas.mapping.folder import source_id_problems
from schemas.mapping.questions import Question, find_questions
from schemas.mapping.registry import Registry, load_registry
from schemas.text.problem import HarmoniseError, MappingError
from schemas.text.shape import FEWEST_SHOWN
from schemas.vocabulary.fields import REASON
from warehouse.network.lake import attach
from warehouse.scan import Profile, TableProfile, find_plain_files, scan_files
from warehouse.store.engine import engine
from warehouse.store.layout import Layout
from warehouse.store.manifest import has_lake
from warehouse.store.run import Report

MOST_VALUES = 10_000


class DraftError(HarmoniseError):
    """Nothing can be drafted; nothing was written."""


@dataclass(frozen=True)
class Draft:
    """What was written. `n_values`: values with suggestions; `notes`: what a person should know;
    `unknown_languages`: those of the values that the encoder does not know.
    """

    folder: Path
    n_values: int
    n_rows: int
    questions: tuple[Question, ...]
    notes: tuple[str, ...]
    profile: Profile | None = None
    unknown_languages: tuple[str, ...] = ()


def draft_new(
    settings: Settings, about: About, files: Sequence[Path], encoder: Encoder | None, today: date, report: Report
) -> Draft:
    """Write `mappings/<source>/` from files. Raises DraftError where it is there, or where no file can be read;
    MappingError where no source can be called so.
    """
    folder = settings.mappings / about.source_id
    if problems := source_id_problems(about.source_id, folder.name):
        raise MappingError(problems)
    if folder.exists():
        raise DraftError(f"{folder} is there already. For suggestions on its open values name no files.")
    known = settings.load_sound()
    profile = scan_files(files, report)
    tables = _choose_tables(profile)
    if not tables:
        why = "; ".join(profile.problems) or "no table with records was found"
        raise DraftError(f"Nothing to draft from: {why.removesuffix('.')}.")
    settings.mappings.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".draft-", dir=settings.mappings) as temporary:
        place = Path(temporary) / about.source_id
        drafted = _write_files(place, about, tables)
        registry = _load_alone(place, settings)
        names = {name for table in tables for name in table.files}
        chosen = [path for path in find_plain_files(files).files if path.name in names]
        values, notes = _try(registry, about.source_id, chosen, settings, report)
        values += _headers(
            registry.sources[about.source_id].contact_exports, [table.profile for table in tables], values
        )
        rows = suggest_rows(values, known, about.source_id, encoder, today)
        write_new(place / "decisions.csv", rows)
        _load_alone(place, settings)
        shutil.move(str(place), str(folder))
    del drafted
    return Draft(
        folder, len(values), len(rows), tuple(find_questions(folder)), tuple(notes), profile, unknown_languages(values)
    )


def draft_open(settings: Settings, source_id: str, encoder: Encoder | None, today: date, report: Report) -> Draft:
    """Add suggestions for the values of a source's lake that no row speaks of yet to its decisions.csv."""
    registry = settings.load_sound()
    if source_id in registry.broken:
        raise MappingError(registry.broken[source_id])
    mapping = registry.sources.get(source_id)
    if mapping is None:
        raise DraftError(f"There is no mapping {source_id}. To draft one, name the files of an export.")
    report("draft", 0, None)
    decided = {(one.field, one.folded) for one in mapping.decisions}
    values = undecided(_all_open_values(settings, registry, source_id, report), decided)
    rows = suggest_rows(values, registry, source_id, encoder, today)
    if rows:
        add_rows(mapping.folder / "decisions.csv", rows)
    return Draft(
        mapping.folder,
        len(values),
        len(rows),
        tuple(find_questions(mapping.folder)),
        (),
        None,
        unknown_languages(values),
    )


def _all_open_values(settings: Settings, registry: Registry, source_id: str, report: Report) -> list[Value]:
    """Open values of the lake; of a source that has not been run yet, of the files at its address."""
    address = settings.resolve_address(registry.sources[source_id].source.address)
    if has_lake(settings.layout, source_id) or not has_local_files(address):
        return _open_values(settings.layout, source_id)
    with deliveries_trial(registry, source_id, address, settings.layout.work, report) as trial:
        return _open_values(trial.layout, source_id)


@dataclass(frozen=True)
class _Format:
    """Tables of one form, and the names of the files that they stand in."""

    profile: TableProfile
    files: tuple[str, ...]
    pattern: NamePattern


def _choose_tables(profile: Profile) -> list[_Format]:
    """The likeliest table of each file, those of one form together."""
    forms: dict[str, list[tuple[str, TableProfile]]] = defaultdict(list)
    for file in profile.files:
        candidates = [table for table in file.tables if table.n_rows]
        if candidates:
            best = max(candidates, key=lambda table: (_weight(table), table.n_rows))
            form = json.dumps([best.read, sorted(column.name for column in best.columns)], sort_keys=True)
            forms[form].append((file.name, best))
    return [
        _Format(
            max((table for _, table in found), key=lambda table: table.n_rows),
            tuple(name for name, _ in found),
            find_pattern([name for name, _ in found]),
        )
        for found in forms.values()
    ]


def _weight(table: TableProfile) -> float:
    """How much a table looks like one of contacts."""
    found = (table.best("reasons"), table.best("date"), table.best("id"))
    return sum(one.sure for one in found if one is not None)


def _write_files(place: Path, about: About, formats: Sequence[_Format]) -> list[Drafted]:
    place.mkdir(parents=True)
    exports = [draft_export(one.profile, one.pattern) for one in formats]
    (place / "export.yaml").write_text("---\n".join(one.text for one in exports), encoding="utf-8")
    (place / "source.yaml").write_text(draft_source(about, _seen(exports)), encoding="utf-8")
    write_new(place / "decisions.csv", [])
    return exports


def _seen(exports: Sequence[Drafted]) -> Seen:
    reasons = [one.content["reasons"] for one in exports]
    many = {"ticked", "boxes", "listed", "tree", "delimiter", "brackets"}
    holds_several = any(isinstance(one, dict) and many & set(one) for one in reasons)
    holds_several = holds_several or any(one.content["row"] == "reason" for one in exports)
    beside = any(isinstance(one, dict) and ("setting" in one or "settings" in one) for one in reasons)
    around = any("setting" in one.content for one in exports)
    return Seen(holds_several, "per_reason" if beside else "per_contact" if around else "by_list")


def _load_alone(place: Path, settings: Settings) -> Registry:
    """The draft as a registry of its own. A draft that does not load is a mistake of this program."""
    shared = settings.mappings / "_exports"
    link = place.parent / "_exports"
    if shared.is_dir() and not link.exists():
        link.symlink_to(shared.absolute())
    return load_registry(place.parent)


def _try(
    registry: Registry, source_id: str, files: Sequence[Path], settings: Settings, report: Report
) -> tuple[list[Value], list[str]]:
    """The values that the draft makes of the files, in a trial that leaves nothing behind."""
    # Two folders may hold files of one name.
    named = {f"{number}/{path.name}": path for number, path in enumerate(files)}
    with deliveries_trial(registry, source_id, named, settings.layout.work, report) as trial:
        return _open_values(trial.layout, source_id), list(_complaints(trial, source_id))


def _complaints(trial: Trial, source_id: str) -> list[str]:
    with engine(trial.layout.work) as connection:
        attach(connection, trial.layout, [source_id])
        query = "select sentence from lake_finding where state_code = 'fail' order by sentence"
        told = [row[0] for row in connection.execute(query).fetchall()]
    return [*trial.held, *(sentence for sentence in told if sentence not in trial.held)]


def _open_values(layout: Layout, source_id: str) -> list[Value]:
    with engine(layout.work) as connection:
        attach(connection, layout, [source_id])
        query = (
            "select field, source_value, sum(n_contacts)::bigint as n from source_value "
            "where outcome_code = 'unmapped' group by all having n >= $1 order by n desc, field, source_value limit $2"
        )
        rows = connection.execute(query, [FEWEST_SHOWN, MOST_VALUES]).fetchall()
    return [Value(field, text, n) for field, text, n in rows if not text.startswith("(too many")]


def _headers(exports: Sequence[Export], tables: Sequence[TableProfile], seen: Sequence[Value]) -> list[Value]:
    """Headers of tick boxes that stand for a reason: labels of the list, whether or not anybody ticked them."""
    known = {one.text for one in seen if one.field == REASON}
    found: dict[str, None] = {}
    for export, table in zip(exports, tables, strict=True):
        boxes = export.reasons
        if isinstance(boxes, TickBoxes) and boxes.gives != "cell":
            record = Record(tuple(column.name for column in table.columns))
            found.update(dict.fromkeys(boxes.value_of(column) for column in boxes.box_columns(record)))
    return [Value(REASON, text) for text in found if text not in known]
