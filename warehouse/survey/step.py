"""The survey of a network's members from landing to the table `member_survey`, one file a survey year.

Belongs here: going through the landed files of a survey, which answers count where a member answered more than once,
and the survey's state in the lake. Does not belong here: what stands in one file (`survey.answers`), or whose
form it is (`survey.files`).

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
from warehouse.land.delivery import verify_delivery
from warehouse.land.file_names import catch_in_name
from warehouse.read.rejects import UnreadableError
from warehouse.stage.companions.match import LandedDelivery, is_ignored, list_landed
from warehouse.store.boundary import mark_boundary
from warehouse.store.damage import read_or_note
from warehouse.store.durable import make_restricted_folder, remove_leftovers
from warehouse.store.engine import engine, spill_folder
from warehouse.store.lake_files import hash_files
from warehouse.store.lock import is_lake_read
from warehouse.store.manifest import (
    LakeDelivery,
    LakeYear,
    SourceManifest,
    read_source_manifest,
    write_held,
    write_source_manifest,
)
from warehouse.store.program import lake_program
from warehouse.store.run import Run, SourceHeldError, StepResult
from warehouse.survey.answers import Answers, FileRead, read_answers
from warehouse.survey.files import describe_file, form_of
from warehouse.survey.write import TABLE, remove_unnamed, write_rejects, write_year


@dataclass(frozen=True)
class SurveyFile:
    """A file of a survey year. `order`: later ones are newer."""

    year: int
    order: tuple[str, int]
    delivery: LakeDelivery
    read: FileRead


Current = dict[int, dict[str, tuple[Answers, SurveyFile]]]
"""By year and member, the answers that count and the file that they stand in."""


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
        _refuse_lost(survey_id, before, after)
    except SourceHeldError as held:
        write_held(run.layout, survey_id, held.findings)
        raise
    mark_boundary("survey.tables_written")
    changed = after != before
    if changed:
        write_source_manifest(run.layout, after)
    run.layout.held(survey_id).unlink(missing_ok=True)
    if not is_lake_read(run.layout):
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
            aside.append(describe_file(survey, one, None, "ignored"))
            continue
        try:
            file = _read_file(run, survey_id, connection, one)
        except UnreadableError as error:
            aside.append(describe_file(survey, one, None, "held"))
            findings.append(_refusal(survey_id, aside[-1], error))
            continue
        files.append(file)
    current = _current(files)
    findings.extend(_notes_on(files, current))
    findings.extend(_find_kept(survey_id, files, current))
    rests_on = _hash(run, survey_id, [f"{one.folder.name} {one.arrival}" for one in landed])
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
        years=_write_years(connection, lake, survey_id, survey.network, current, rests_on),
        findings=tuple(findings),
        lake_program=lake_program(),
        formats_hash=fingerprint_of(run, survey_id),
        codes_hash=run.registry.codes_hash,
    )
    return replace(manifest, hashes=hash_files(lake, manifest.named_files()))


def _hash(run: Run, survey_id: str, landed: list[str]) -> str:
    """16 hex characters over everything that the survey's files in the lake are made of."""
    made_of = [fingerprint_of(run, survey_id), run.registry.codes_hash, lake_program(), *landed]
    return hashlib.sha256(json.dumps(made_of).encode("utf-8")).hexdigest()[:16]


def _write_years(
    connection: duckdb.DuckDBPyConnection,
    lake: Path,
    survey_id: str,
    network_code: str,
    current: Current,
    rests_on: str,
) -> dict[int, LakeYear]:
    years = {}
    for year, members in sorted(current.items()):
        resting = {member_id: (answers, file.delivery.delivery_id) for member_id, (answers, file) in members.items()}
        years[year] = write_year(connection, lake, survey_id, network_code, year, resting, rests_on)
    return years


def _refuse_lost(survey_id: str, before: SourceManifest | None, after: SourceManifest) -> None:
    """Raise SourceHeldError where a file counted until now and can no longer be read: its answers would vanish."""
    now = {one.delivery_id: one for one in after.deliveries}
    lost = [
        one
        for one in (before.deliveries if before else ())
        if one.n_rows_used and (one.delivery_id not in now or not now[one.delivery_id].is_read)
    ]
    if lost:
        why = [found for found in after.findings if found.delivery_id in {one.delivery_id for one in lost}]
        raise SourceHeldError(survey_id, (*(_lost(survey_id, one) for one in lost), *why))


def _lost(survey_id: str, one: LakeDelivery) -> Finding:
    return Finding.of(
        "lost_delivery",
        "fail",
        form="answers",
        source_id=survey_id,
        delivery_id=one.delivery_id,
        file_name=one.file_name,
        numerator=one.n_rows_used,
    )


def _read_file(run: Run, survey_id: str, connection: duckdb.DuckDBPyConnection, one: LandedDelivery) -> SurveyFile:
    """Raises UnreadableError: the file is held."""
    survey = run.registry.surveys[survey_id]
    blank = describe_file(survey, one, None, "held")
    form, year = form_of(survey, one, blank.file_name)
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
    return SurveyFile(year, (newest or "", one.arrival), describe_file(survey, one, form, "used"), read)


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


def _current(files: Iterable[SurveyFile]) -> Current:
    current: Current = defaultdict(dict)
    for file in sorted(files, key=lambda one: one.order):
        for answers in file.read.newest:
            current[file.year][answers.member_id] = (answers, file)
    return dict(current)


def _notes_on(files: Iterable[SurveyFile], current: Current) -> Iterator[Finding]:
    """What is to be looked at in files that still count: one that was sent again has been looked at."""
    for file in files:
        if any(resting is file for _, resting in current[file.year].values()):
            yield from (replace(found, contact_year=file.year) for found in file.read.findings)


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
