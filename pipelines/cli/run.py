"""`harmonise run`: fetch what is new, harmonise it, publish.

Belongs here: the command's options and summary. Does not belong here: what is run (`pipelines.run.sources`).
"""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.base.settings import read_settings
from pipelines.cli.choose import choose_sources, locate
from pipelines.cli.summary import print_summary
from pipelines.report.console import show_progress


def run(
    source: Annotated[
        list[str] | None, typer.Option("--source", "-s", metavar="S", help="Only this source; may be given again.")
    ] = None,
    from_path: Annotated[
        str,
        typer.Option(
            "--from", metavar="PATH", help="Take deliveries from this folder, glob or URL. Needs exactly one --source."
        ),
    ] = "",
) -> None:
    """Fetch what is new, harmonise it, publish a release.

    Runs one Dagster job for every source that has new files or a changed mapping, then publishes. Starts nothing where
    nothing is new. A source that is held back, for its data or for its mapping, stops no other: its last good state
    stays, and the command ends with 1.
    """
    if from_path and len(source or ()) != 1:
        raise typer.BadParameter("needs exactly one --source", param_hint="--from")
    settings = read_settings()
    source_ids = choose_sources(settings.load_sound(), source)
    from pipelines.run.sources import run_sources

    with show_progress() as report:
        summary = run_sources(settings, source_ids, locate(from_path) if from_path else None, report)
    print_summary(summary, settings.layout)
    raise typer.Exit(summary.exit_code)
