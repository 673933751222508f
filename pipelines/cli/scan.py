"""`harmonise scan`: what does an unknown export look like?

Belongs here: the command's options and what it ends with. Does not belong here: finding out (`warehouse.scan`), showing
it (`pipelines.report`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from pipelines.base.failures import GOOD, HELD_OR_FAILED, WRONG_INPUT
from pipelines.base.settings import read_settings
from pipelines.cli.choose import require_files
from pipelines.report.amount import plural
from pipelines.report.console import complaints, output, show_progress

if TYPE_CHECKING:
    from warehouse.scan import Profile


def scan(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files, or folders with files in them.", show_default=False)
    ],
    html: Annotated[
        Path | None, typer.Option("--html", metavar="PATH", help="Also write all of it as one page.")
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="PATH", help="Save the profile, to compare a later file with it.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option("--against", metavar="PATH", help="Say what drifted since a saved profile.")
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="List every column.")] = False,
) -> None:
    """Profile an unknown export: how to read it, and what its columns may be for.

    Finds container, encoding, dialect, sheets, types, forms of dates, words for nothing, and candidates for id, date,
    reasons and fields, each with how sure that is. Columns that look personal are marked, and nothing of them is shown;
    nor is any value in fewer than 5 records. Ends with 1 where some file cannot be read, with 2 where none can.
    """
    from pipelines.report.scan_html import write_page
    from pipelines.report.scan_terminal import print_drifts, print_profile
    from warehouse.scan import Profile, compare_profiles, scan_files

    require_files(files)
    earlier = Profile.load(against) if against is not None else None
    with show_progress() as report:
        profile = scan_files(files, report, read_settings().layout.work)
    drifts = compare_profiles(earlier, profile) if earlier is not None else None
    console = output()
    print_profile(console, profile, show_all)
    name = against.name if against is not None else ""
    if drifts is not None:
        print_drifts(console, drifts, name, show_all)
    if save is not None:
        profile.save(save)
        console.print(Text(f"Saved: {save}"))
    if html is not None:
        write_page(html, profile, drifts, name)
        console.print(Text(f"Page: {html}"))
    raise typer.Exit(_end(profile))


def _end(profile: Profile) -> int:
    """Say what was done in counts; the exit code."""
    n_bad = len(profile.problems)
    n_columns = sum(len(table.columns) for table in profile.tables)
    n_personal = sum(bool(column.personal) for table in profile.tables for column in table.columns)
    told = ", ".join(
        (
            f"{len(profile.files)} scanned",
            plural(len(profile.tables), "table"),
            plural(n_columns, "column"),
            f"{n_personal} look{'s' * (n_personal == 1)} personal",
        )
    )
    output().print(Text(f"{told}{f'; {n_bad} could not be read' if n_bad else ''}.", style="bold"))
    for problem in profile.problems:
        complaints().print(Text(problem, style="red"))
    if not n_bad:
        return GOOD
    return HELD_OR_FAILED if profile.tables else WRONG_INPUT
