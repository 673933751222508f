"""`harmonise check`: are the mappings right, and what do they not cover yet?

Belongs here: the command. Does not belong here: checking (`schemas.mapping.registry`), what is covered
(`pipelines.check.look`), or how it is told (`pipelines.check.page`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from pipelines.base.failures import GOOD, HELD_OR_FAILED, WRONG_INPUT
from pipelines.base.settings import Settings, read_settings
from pipelines.cli.choose import choose_sources, locate
from pipelines.report.amount import plural
from pipelines.report.console import OVERALL, complaints, output, show_progress
from schemas.mapping.questions import Question
from schemas.text.problem import Problem, ProblemsError

if TYPE_CHECKING:
    from pipelines.check.report import CheckReport
    from schemas.mapping.registry import Registry

MOST_ROWS = 20
MOST_OPEN = 10_000
MEMORY = "400MB"
"""What the engine may keep in memory while it looks, unless HARMONISE_MEMORY says otherwise."""


def check(
    source: Annotated[str, typer.Argument(metavar="[SOURCE]", help="Only this source.", show_default=False)] = "",
    show_values: Annotated[
        bool,
        typer.Option(
            "--show-values",
            help="Also show the values that no decision covers yet. They are content of cells: keep them to yourself.",
        ),
    ] = False,
    show_all: Annotated[
        bool, typer.Option("--all", help="Show every row, in place of the first of each table.")
    ] = False,
    html: Annotated[str, typer.Option("--html", metavar="PATH", help="Write the same as one HTML page.")] = "",
    from_path: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="PATH",
            help="Look at the files in this folder, glob or URL, in a trial. Needs exactly one SOURCE.",
        ),
    ] = "",
) -> None:
    """Check all mappings; say what the decisions cover.

    Prints every problem at once as file:line: what is wrong -> what to do next, and ends with 2 if there is one. Where
    all is well it says, by field, how many values and contacts are mapped, missing, ignored and unmapped; which values
    to decide first; which decisions never fired; which columns are new or gone; where settings contradict each other.

    It looks at the lake; where export.yaml has changed since, at what has landed, read anew; where a source has nothing
    there, at the files at its address; else at the example of its mapping. All but the first run in a trial that leaves
    nothing behind. Values are decided by the decisions as they are now, so that an edit is seen before anything is run.
    """
    if from_path and not source:
        raise typer.BadParameter("needs a SOURCE", param_hint="--from")
    settings = read_settings()
    registry, elsewhere = _load(settings, source, html)
    chosen = choose_sources(registry, [source] if source else None)
    if source in registry.survey_ids:
        raise typer.Exit(_tell_survey(source, from_path, html))
    source_ids = [one for one in chosen if one not in registry.survey_ids]
    report = _look_at(settings, registry, source_ids, show_values, locate(from_path) if from_path else "")
    _print_report(report, show_all, html)
    open_ones = [question for source_id in source_ids for question in registry.sources[source_id].questions]
    _print_questions(open_ones, is_whole=bool(source))
    if elsewhere:
        told = f"{plural(elsewhere, 'problem')} in other mappings hold{'s' * (elsewhere == 1)} sources back"
        complaints().print(Text(told, style="bold red"))
        raise typer.Exit(WRONG_INPUT)
    is_held = any(one.stale or (one.has_failed and one.basis != "lake") for one in report.sources)
    raise typer.Exit(HELD_OR_FAILED if is_held else GOOD)


def _tell_survey(source: str, from_path: str, html: str) -> int:
    """The exit code: of a survey, to load its description was all that there is to check. typer.BadParameter for files
    to look at.
    """
    from pipelines.check.page import tell_check
    from pipelines.check.report import CheckReport
    from pipelines.report.html import write_page

    if from_path:
        raise typer.BadParameter(f"{source} is a survey, whose files only a run reads", param_hint="--from")
    output().print(Text(f"{source}: survey.yaml has no mistake. `harmonise run` reads the survey's files."))
    if html:
        write_page(tell_check(CheckReport(n_surveys=1), None), Path(html))
        output().print(Text(f"\nThe same as a page: {html}"))
    return GOOD


def _print_report(report: CheckReport, shows_all: bool, html: str) -> None:
    from pipelines.check.page import tell_check, tell_overview
    from pipelines.report.html import write_page
    from pipelines.report.terminal import print_page

    page = tell_check(report, None if shows_all else MOST_ROWS)
    print_page(output(), page if shows_all or len(report.sources) == 1 else tell_overview(report))
    if html:
        write_page(page, Path(html))
        output().print(Text(f"\nThe same as a page: {html}"))


def _load(settings: Settings, source: str, html: str) -> tuple[Registry, int]:
    """The mappings, and how many problems there are in others than the one asked for, which then is looked at alone.

    typer.Exit where what was asked for has problems of its own, after they are told.
    """
    from pipelines.check.page import tell_check
    from pipelines.report.html import write_page
    from schemas.mapping.registry import load_registry

    try:
        return settings.load_registry(), 0
    except ProblemsError as error:
        report = _report_problems(error.problems, source)
        elsewhere = report.n_problems_elsewhere
    if report.problems or not elsewhere:
        _print_problems(report)
        if html:
            write_page(tell_check(report, None), Path(html))
        raise typer.Exit(WRONG_INPUT)
    return load_registry(settings.mappings, source), elsewhere


def _print_questions(open_ones: Sequence[Question], is_whole: bool) -> None:
    """What a draft left open. An unanswered question is a guess, and `run` holds its source."""
    if not open_ones:
        return
    is_are = "is" if len(open_ones) == 1 else "are"
    told = f"\n{plural(len(open_ones), 'question')} of drafts {is_are} still open:"
    output().print(Text(told, style="bold"))
    shown = open_ones if is_whole else open_ones[:MOST_ROWS]
    for one in shown:
        output().print(Text(f"  {one.file}:{one.line}: {one.text}"))
    if len(shown) < len(open_ones):
        output().print(f"  and {len(open_ones) - len(shown)} more: name the source")


def _look_at(
    settings: Settings, registry: Registry, source_ids: list[str], shows_values: bool, address: str
) -> CheckReport:
    from pipelines.check.look import Wanted, check_source
    from pipelines.check.report import CheckReport, MappingLine

    os.environ.setdefault("HARMONISE_MEMORY", MEMORY)
    wanted = Wanted(MOST_OPEN, shows_values, address)
    checked = []
    with show_progress() as progress:
        for done, source_id in enumerate(source_ids):
            progress(OVERALL, done, len(source_ids))
            checked.append(check_source(settings, registry, source_id, wanted, progress))
    mappings = [registry.sources[source_id] for source_id in source_ids]
    return CheckReport(
        mappings=tuple(
            MappingLine(
                one.source_id,
                len(one.exports),
                len(one.decisions),
                one.source.mapping_status_code,
                tuple(sorted(one.decided_fields())),
            )
            for one in mappings
        ),
        n_surveys=len(registry.surveys),
        sources=tuple(checked),
        shows_values=shows_values,
    )


def _report_problems(problems: tuple[Problem, ...], source: str) -> CheckReport:
    from pipelines.check.report import CheckReport

    shown = [problem for problem in problems if not source or f"/{source}/" in f"/{problem.file}"]
    return CheckReport(
        problems=tuple(str(problem) for problem in shown), n_problems_elsewhere=len(problems) - len(shown)
    )


def _print_problems(report: CheckReport) -> None:
    """Problems go to standard error, a line each, so that an editor can jump to them."""
    console = complaints()
    for problem in report.problems:
        console.print(Text(problem))
    n_shown = len(report.problems)
    more = f" ({report.n_problems_elsewhere} more in other mappings)" if report.n_problems_elsewhere else ""
    console.print(Text(f"{plural(n_shown, 'problem')}{more}", style="bold red"))
