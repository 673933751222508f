"""The survey of a network's members from landing to the table `member_survey`, one file a survey year.

Belongs here: going through the landed files of a survey, which answers count where a member answered more than once,
and the survey's state in the lake. Does not belong here: what stands in one file (`survey.answers`).

A survey is as small as its network, so all its files are read anew each time; what comes out is the same to the byte.
Of each member and year the newest answer counts: that of the newest file, by the day in its name, else by arrival. A
file that cannot be read as declared is held, and what counted before it counts on.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from schemas.finding import Facts, Finding, State
from schemas.mapping.survey import Form, Survey
from warehouse.land.delivery import FileFormat, verify_delivery
from warehouse.land.file_names import catch_in_name, matches_glob
from warehouse.land.shown_names import patterns_of, show_name
from warehouse.read.rejects import UnreadableError
from warehouse.stage.companions.match import LandedDelivery, glob_of, is_ignored, list_landed
from warehouse.stage.shown import ID_SHOWN
from warehouse.store.boundary import mark_boundary
from warehouse.store.damage import read_or_note
from warehouse.store.durable import make_restricted_folder, remove_leftovers
from warehouse.store.engine import engine, spill_folder
from warehouse.store.lake_files import hash_files
from warehouse.store.manifest import (
    LakeDelivery,
    SourceManifest,
    read_source_manifest,
    write_held,
    write_source_manifest,
)
from warehouse.store.program import lake_program
from warehouse.store.run import Run, SourceHeldError, StepResult
from warehouse.survey.answers import Answers, FileRead, read_answers
from warehouse.survey.write import TABLE, remove_unnamed, write_rejects, write_year


@dataclass(frozen=True)
class SurveyFile:
    """A file of a survey year. `order`: later ones are newer."""

    year: int
    order: tuple[str, int]
    delivery: LakeDelivery
    read: FileRead


def survey_formats(survey: Survey) -> tuple[FileFormat, ...]:
    """The files of a survey as landing knows them; forms of several years may have one name."""
    named = dict.fromkeys((form.files, form.newest or None) for form in survey.forms)
    return tuple(FileFormat(name=files, files=glob_of(files), slot=files, newest=newest) for files, newest in named)


def fingerprint_of(run: Run, survey_id: str) -> str:
    """16 hex characters that change with what the survey's description and its network's members say."""
    survey = run.registry.surveys[survey_id]
    members = [(one.member_id, one.name) for one in run.registry.members_of(survey.network)]
    text = json.dumps([survey.model_dump_json(by_alias=True), members], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def take_in_survey(run: Run, survey_id: str) -> StepResult:
    """Make `member_survey` of every landed file of a survey; nothing is replaced where nothing changed.

    Raises SourceHeldError where the table would break its contract: the last good state stays.
    """
    lake = make_restricted_folder(run.layout.lake_of(survey_id))
    make_restricted_folder(lake / "rejected")
    for folder in (lake, lake / "rejected"):
        remove_leftovers(folder)
    before = read_or_note(run.layout, lambda: read_source_manifest(run.layout, survey_id))
    try:
        with engine(run.layout.work) as connection:
            after = _build(run, survey_id, connection, lake)
    except SourceHeldError as held:
        write_held(run.layout, survey_id, held.findings)
        raise
    mark_boundary("survey.tables_written")
    changed = after != before
    if changed:
        write_source_manifest(run.layout, after)
    run.layout.held(survey_id).unlink(missing_ok=True)
    remove_unnamed(lake, after)
    counts = {
        "n_deliveries": len(after.deliveries),
        "n_held": sum(not one.is_read for one in after.deliveries),
        f"n_{TABLE}": sum(year.counts[TABLE] for year in after.years.values()),
    }
    paths = tuple(lake / name for name in after.files_of(TABLE))
    return StepResult("harmonise", survey_id, changed, counts, paths, after.findings)


def _build(run: Run, survey_id: str, connection: duckdb.DuckDBPyConnection, lake: Path) -> SourceManifest:
    survey = run.registry.surveys[survey_id]
    files: list[SurveyFile] = []
    aside: list[LakeDelivery] = []
    findings: list[Finding] = []
    landed = list_landed(run.layout.landing_of(survey_id))
    for done, one in enumerate(landed):
        run.report("survey", done, len(landed))
        if is_ignored(one, survey.ignore_files):
            aside.append(_describe(survey, one, None, "ignored"))
            continue
        try:
            file = _read_file(run, survey_id, connection, one)
        except UnreadableError as error:
            aside.append(_describe(survey, one, None, "held"))
            findings.append(_refusal(survey_id, aside[-1], error))
            continue
        files.append(file)
        findings.extend(replace(found, contact_year=file.year) for found in file.read.findings)
    current = _current(files)
    findings.extend(_find_kept(survey_id, files, current))
    made_of = [fingerprint_of(run, survey_id), run.registry.codes_hash, lake_program()]
    made_of += [f"{one.folder.name} {one.arrival}" for one in landed]
    rests_on = hashlib.sha256(json.dumps(made_of).encode("utf-8")).hexdigest()[:16]
    years = {
        year: write_year(
            connection,
            lake,
            survey_id,
            survey.network,
            year,
            {member_id: (answers, file.delivery.delivery_id) for member_id, (answers, file) in members.items()},
            rests_on,
        )
        for year, members in sorted(current.items())
    }
    deliveries = [
        *aside,
        *(
            _settle(one, current, write_rejects(connection, lake, one.delivery, one.read.rejects, rests_on))
            for one in files
        ),
    ]
    manifest = SourceManifest(
        source_id=survey_id,
        deliveries=tuple(sorted(deliveries, key=lambda one: one.delivery_id)),
        years=years,
        findings=tuple(findings),
        lake_program=lake_program(),
        formats_hash=fingerprint_of(run, survey_id),
        codes_hash=run.registry.codes_hash,
    )
    return replace(manifest, hashes=hash_files(lake, manifest.named_files()))


def _read_file(run: Run, survey_id: str, connection: duckdb.DuckDBPyConnection, one: LandedDelivery) -> SurveyFile:
    """Raises UnreadableError: the file is held."""
    survey = run.registry.surveys[survey_id]
    blank = _describe(survey, one, None, "held")
    form, year = _form_of(survey, one, blank.file_name)
    if verify_delivery(one.folder):
        raise UnreadableError("damaged_delivery", "landed", {"folder": one.folder.name})

    def say(code: str, state: State, name: str, facts: Facts, n: int, of: int) -> Finding:
        return Finding.of(
            code,
            state,
            form=name,
            facts=facts,
            source_id=survey_id,
            delivery_id=blank.delivery_id,
            file_name=blank.file_name,
            numerator=n,
            denominator=of,
        )

    names = survey.names_of(run.registry.members_of(survey.network))
    work = spill_folder(connection)
    path = work / f"shown-{one.folder.name}" / blank.file_name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to((one.folder / one.manifest.data_name).resolve())
    read = read_answers(connection, path, form, survey, names, run.registry.codes, say, run.report, work)
    newest = catch_in_name(form.newest, one.name) if form.newest else None
    return SurveyFile(year, (newest or "", one.arrival), _describe(survey, one, form, "used"), read)


def _form_of(survey: Survey, one: LandedDelivery, shown: str) -> tuple[Form, int]:
    fitting = [form for form in survey.forms if matches_glob(glob_of(form.files), one.name)]
    years = [int(slot[:4]) for form in fitting if (slot := catch_in_name(form.files, one.name))]
    if not years:
        raise UnreadableError("unclaimed_file", "landed", {"file_name": shown})
    for form in fitting:
        if form.is_for(years[0]):
            return form, years[0]
    raise UnreadableError("survey_refused", "no_form", {"file_name": shown, "year": years[0]})


def _describe(survey: Survey, one: LandedDelivery, form: Form | None, status: str) -> LakeDelivery:
    caught = [pattern for form in survey.forms for pattern in (form.files, form.newest)]
    name = one.manifest.data_name
    shown = show_name(name, patterns_of([glob_of(form.files) for form in survey.forms], caught))
    return LakeDelivery(
        delivery_id=one.manifest.delivery_id,
        file_name=shown if shown == name else f"{shown} ({one.manifest.delivery_id[:ID_SHOWN]})",
        n_bytes=one.manifest.n_bytes,
        encoding=form.read.encoding if form else "",
        identity_code="own_id" if form else "",
        n_rows=0,
        n_rows_used=0,
        n_superseded=0,
        n_ignored=0,
        n_rejected=0,
        n_contacts=0,
        n_reasons=0,
        status_code=status,
        staged="",
        lists="",
        answers=tuple(form.questions) if form else (),
        rejected="",
    )


def _refusal(survey_id: str, held: LakeDelivery, error: UnreadableError) -> Finding:
    return Finding.of(
        error.finding_code,
        "fail",
        form=error.form,
        facts=error.facts,
        source_id=survey_id,
        delivery_id=held.delivery_id,
        file_name=held.file_name,
    )


Current = dict[int, dict[str, tuple[Answers, SurveyFile]]]
"""By year and member, the answers that count and the file that they stand in."""


def _current(files: Iterable[SurveyFile]) -> Current:
    current: Current = defaultdict(dict)
    for file in sorted(files, key=lambda one: one.order):
        for answers in file.read.newest:
            current[file.year][answers.member_id] = (answers, file)
    return dict(current)


def _find_kept(survey_id: str, files: Iterable[SurveyFile], current: Current) -> Iterator[Finding]:
    """Members whose answers count although the newest file of the year has none of them."""
    for year, members in sorted(current.items()):
        newest = max((one for one in files if one.year == year), key=lambda one: one.order)
        n_kept = sum(file is not newest for _, file in members.values())
        if n_kept:
            yield Finding.of(
                "survey_members_kept",
                "warn",
                source_id=survey_id,
                contact_year=year,
                delivery_id=newest.delivery.delivery_id,
                file_name=newest.delivery.file_name,
                numerator=n_kept,
                denominator=len(members),
            )


def _settle(file: SurveyFile, current: Current, rejected: str) -> LakeDelivery:
    """The delivery with the fate of each of its rows."""
    n_used = sum(one is file for _, one in current[file.year].values())
    n_older = len(file.read.newest) - n_used
    return replace(
        file.delivery,
        n_rows=file.read.n_records,
        n_rows_used=n_used,
        n_superseded=file.read.n_superseded + n_older,
        n_ignored=file.read.n_ignored,
        n_rejected=len(file.read.rejects),
        status_code="used" if n_used else "superseded",
        rejected=rejected,
    )
