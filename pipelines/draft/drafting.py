"""From files that nobody here has seen to a mapping folder that loads.

Belongs here: the way from a scan to the three files, and from open values to suggestions. Does not belong here: the
text of any one file (`pipelines.draft.folder_text`), or the command (`pipelines.cli.draft`).
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.base.settings import Settings
from pipelines.check.trial import Trial, deliveries_trial, has_local_files, landed_trial, waits_for_decisions
from pipelines.draft.decisions_text import Value, add_rows, suggest_rows, undecided, unknown_languages, write_new
from pipelines.draft.folder_text import Written, write_folder
from pipelines.draft.heading import heading_of
from pipelines.draft.source_text import About
from pipelines.suggest import Encoder
from schemas.constructs import Record
from schemas.constructs.tick_box import TickBoxes
from schemas.mapping.count_export import AnyExport, CountExport
from schemas.mapping.folder import source_id_problems
from schemas.mapping.questions import Question, find_questions
from schemas.mapping.registry import Registry
from schemas.mapping.survey import is_survey
from schemas.text.problem import HarmoniseError, MappingError
from schemas.text.shape import FEWEST_SHOWN
from schemas.vocabulary.fields import REASON
from schemas.vocabulary.header_words import header_words
from warehouse.network.lake import attach
from warehouse.scan import Profile, TableProfile, find_plain_files, scan_files
from warehouse.store.engine import engine
from warehouse.store.layout import Layout
from warehouse.store.manifest import has_lake
from warehouse.store.run import Report

MOST_VALUES = 10_000


NO_SOURCE = "is a survey of members: it has no values to decide, so nothing is drafted. See docs/survey.md."


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
    """Write `mappings/<source>/` from files; what cannot be drafted is a question in it.

    Raises DraftError where the folder is there, MappingError where no source can be called so.
    """
    folder = settings.mappings / about.source_id
    if problems := source_id_problems(about.source_id, folder.name):
        raise MappingError(problems)
    if is_survey(folder):
        raise DraftError(f"{about.source_id} {NO_SOURCE}")
    if folder.exists():
        raise DraftError(f"{folder} is there already. For suggestions on its open values name no files.")
    known = settings.load_sound()
    profile = scan_files(files, report)
    found = find_plain_files(files).files
    paths = {path.name: path for path in found}
    settings.mappings.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".draft-", dir=settings.mappings) as temporary:
        place = Path(temporary) / about.source_id
        written = write_folder(place, about, profile, paths, settings)
        chosen = [path for path in found if path.name in written.files]
        values, notes = _try(written.registry, about.source_id, chosen, settings, report)
        values += _headers(written, values)
        heading = heading_of(written.registry.sources[about.source_id].exports)
        rows = suggest_rows(values, known, about.source_id, encoder, today, heading)
        write_new(place / "decisions.csv", rows)
        shutil.move(str(place), str(folder))
    notes = [*profile.problems, *notes]
    questions = tuple(find_questions(folder))
    return Draft(folder, len(values), len(rows), questions, tuple(notes), profile, unknown_languages(values))


def draft_open(settings: Settings, source_id: str, encoder: Encoder | None, today: date, report: Report) -> Draft:
    """Add suggestions for the values of a source's lake that no row speaks of yet to its decisions.csv."""
    registry = settings.load_sound()
    if source_id in registry.broken:
        raise MappingError(registry.broken[source_id])
    if source_id in registry.survey_ids:
        raise DraftError(f"{source_id} {NO_SOURCE}")
    mapping = registry.sources.get(source_id)
    if mapping is None:
        raise DraftError(f"There is no mapping {source_id}. To draft one, name the files of an export.")
    report("draft", 0, None)
    decided = {(one.field, one.folded) for one in mapping.decisions}
    values = undecided(_all_open_values(settings, registry, source_id, report), decided)
    rows = suggest_rows(values, registry, source_id, encoder, today, heading_of(mapping.exports))
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
    """Open values of the lake; where what landed waits for decisions, of that; before the first run, of the files at
    its address.
    """
    if waits_for_decisions(settings.layout, source_id):
        with landed_trial(settings, registry, source_id, report) as trial:
            return _open_values(trial.layout, source_id)
    address = settings.resolve_address(registry.sources[source_id].source.address)
    if has_lake(settings.layout, source_id) or not has_local_files(address):
        return _open_values(settings.layout, source_id)
    with deliveries_trial(registry, source_id, address, settings.layout.work, report) as trial:
        return _open_values(trial.layout, source_id)


def _try(
    registry: Registry, source_id: str, files: Sequence[Path], settings: Settings, report: Report
) -> tuple[list[Value], list[str]]:
    """The values that the draft makes of the files, in a trial that leaves nothing behind."""
    if not files:
        return [], []
    # Two folders may hold files of one name.
    named = {f"{number}/{path.name}": path for number, path in enumerate(files)}
    with deliveries_trial(registry, source_id, named, settings.layout.work, report) as trial:
        return _open_values(trial.layout, source_id), list(_complaints(trial, source_id))


def _complaints(trial: Trial, source_id: str) -> list[str]:
    with engine(trial.layout.work) as connection:
        attach(connection, trial.layout, [source_id])
        query = "select sentence from lake_finding where state_code = 'fail' order by sentence"
        told = [row[0] for row in connection.execute(query).fetchall()]
    return [f"In a trial run: {sentence}" for sentence in dict.fromkeys([*trial.held, *told])]


def _open_values(layout: Layout, source_id: str) -> list[Value]:
    with engine(layout.work) as connection:
        attach(connection, layout, [source_id])
        query = (
            "select field, source_value, sum(n_contacts)::bigint as n from source_value "
            "where outcome_code = 'unmapped' or (field = 'age' and source_value in (select unnest($3))) "
            "group by all having n >= $1 order by n desc, field, source_value limit $2"
        )
        numbers = list(header_words("nothing", "numbers"))
        rows = connection.execute(query, [FEWEST_SHOWN, MOST_VALUES, numbers]).fetchall()
    return [Value(field, text, n) for field, text, n in rows if not text.startswith("(too many")]


def _headers(written: Written, seen: Sequence[Value]) -> list[Value]:
    """Headers that stand for a reason, of boxes and of columns of counts: labels of the list, whether or not anybody
    ticked them.
    """
    known = {one.text for one in seen if one.field == REASON}
    found: dict[str, None] = {}
    for export, table in zip(written.registry.sources[written.source_id].exports, written.tables, strict=False):
        found.update(dict.fromkeys(_labels(export, table)))
    return [Value(REASON, text) for text in found if text not in known]


def _labels(export: AnyExport, table: TableProfile) -> Sequence[str]:
    if isinstance(export, CountExport):
        return [column for across in export.across if across.gives == (REASON,) for column in across.columns]
    boxes = export.reasons
    if not isinstance(boxes, TickBoxes) or boxes.gives == "cell":
        return ()
    record = Record(tuple(column.name for column in table.columns))
    return [boxes.value_of(column) for column in boxes.box_columns(record)]
