"""Running what has news, from a command: which sources, in what order, and what came of it.

Belongs here: deciding what to run without Dagster (its import takes longer than finding out that nothing is new), and
the summary of a run. Does not belong here: Dagster (`pipelines.run.jobs`), printing (`pipelines.cli`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.base.failures import GOOD, HELD_OR_FAILED, describe_error
from pipelines.base.settings import Settings
from pipelines.base.summary import SourceOverview, survey_sources
from pipelines.base.to_look_at import ToLookAt, count_to_look_at, read_standing
from pipelines.base.version import code_version
from warehouse.publish.due import is_release_due
from warehouse.publish.retention import shown_release
from warehouse.steps import await_source, has_news
from warehouse.store.damage import read_noted_damage
from warehouse.store.lock import exclusive
from warehouse.store.run import Report, Run, silent
from warehouse.store.work_folder import sweep_work


@dataclass(frozen=True)
class RunSummary:
    """What a command did and what stands now. `ran`: the runs it started, by source (or `publish`); `failures`: why one
    of them failed, beside what was held.
    """

    sources: tuple[SourceOverview, ...]
    ran: tuple[str, ...] = ()
    failures: dict[str, str] = field(default_factory=dict)
    release: Path | None = None
    is_new_release: bool = False
    damage: tuple[str, ...] = ()
    """Files that were found damaged and that this run built anew, or tried to."""
    to_look_at: tuple[ToLookAt, ...] = ()
    """What holds nothing back, and somebody still has to look at. What a survey asks is among its remarks."""

    @property
    def is_unchanged(self) -> bool:
        """True where nothing was new, so that no run was started at all."""
        return not self.ran and not self.failures

    @property
    def exit_code(self) -> int:
        """0, or 1 where a source, a delivery or the release was held back or failed, in this run or before."""
        is_bad = bool(self.failures) or any(source.held for source in self.sources)
        return HELD_OR_FAILED if is_bad else GOOD


def run_sources(
    settings: Settings, source_ids: Sequence[str], address: str | None, report: Report = silent
) -> RunSummary:
    """Ingest each of these sources that has news, then publish where the release is not of this state of the lake.

    `address` replaces the address of the one source given. One source's failure stops no other. Raises HarmoniseError
    where nothing can be run at all: no mappings, no key, another lake's key, another command that runs here.
    """
    run = settings.open_run(report)
    with exclusive(settings.layout.run_lock, "This warehouse"):
        sweep_work(settings.layout.work)
        return _run_what_is_new(settings, run, source_ids, address)


def _run_what_is_new(settings: Settings, run: Run, source_ids: Sequence[str], address: str | None) -> RunSummary:
    before = shown_release(settings.layout)
    n_noted = len(read_noted_damage(settings.layout))
    standing = read_standing(settings.layout)
    ran: tuple[str, ...] = ()
    with_news, failures = find_news(settings, run, source_ids, address)
    if with_news or is_release_due(run, code_version(settings.checkout)):
        from pipelines.run.jobs import run_jobs

        failures |= run_jobs(settings, run, with_news, address)
        ran = (*with_news, "publish")
    sources = tuple(survey_sources(settings.layout, run.registry, source_ids))
    shown = shown_release(settings.layout)
    noted = read_noted_damage(settings.layout)[n_noted:]
    asking = [one for one in source_ids if one not in run.registry.survey_ids]
    return RunSummary(
        sources,
        ran,
        failures,
        shown,
        is_new_release=shown != before,
        damage=tuple(dict.fromkeys(noted)),
        to_look_at=count_to_look_at(settings.layout, asking, standing, run.registry.replies),
    )


def find_news(
    settings: Settings, run: Run, source_ids: Sequence[str], address: str | None
) -> tuple[list[str], dict[str, str]]:
    """The sources that have news, and why others could not be asked. That a source is still awaited is noted at once:
    a run costs seconds, and a network begins with all its helplines described and none of them heard from.
    """
    with_news: list[str] = []
    failures: dict[str, str] = {}
    for done, source_id in enumerate(source_ids):
        run.report("looking for news", done, len(source_ids))
        if source_id in run.registry.broken:
            # its run fails at once, so that Dagster's page says why
            with_news += [source_id] if source_id in run.registry.runnable else []
            failures[source_id] = "; ".join(map(str, run.registry.broken[source_id]))
            continue
        try:
            where, place = settings.locate_files(run.registry.address_of(source_id), address)
            if has_news(run, source_id, where, place) is not None and not await_source(run, source_id, where):
                with_news.append(source_id)
        except Exception as error:
            failures[source_id] = describe_error(error)
    return with_news, failures
