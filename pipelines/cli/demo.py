"""`harmonise demo`: an invented network of helplines, from nothing to a release.

Belongs here: the command. Does not belong here: the simulation and the comparison with its truth (`pipelines.demo`).
Needs nothing but this checkout.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from pipelines.base.settings import read_settings
from pipelines.cli.summary import print_summary
from pipelines.report.amount import count
from pipelines.report.console import output, show_progress

CONTACTS = 64_000
MOST_CONTACTS = 10_000_000
PREFIX = "demo_"


def demo(
    contacts: Annotated[
        int, typer.Option("--contacts", metavar="N", min=1_000, max=MOST_CONTACTS, help="Size of the network.")
    ] = CONTACTS,
) -> None:
    """Simulate a network of helplines, run the whole pipeline on it, compare with the truth.

    Everything is invented and marked so. Makes a pseudonym key where there is none. A second call finds nothing
    changed. Use another HARMONISE_WAREHOUSE for another size.
    """
    from pipelines.demo.prepare import compare_demo, prepare_demo, truth_folder
    from pipelines.run.sources import run_sources

    settings = read_settings()
    console = output()
    source_ids = [one for one in settings.load_sound().named if one.startswith(PREFIX)]
    with show_progress() as report:
        prepared = prepare_demo(settings, contacts, report)
        summary = run_sources(settings, source_ids, None, report)
    if prepared.made_key:
        console.print(Text(f"A new pseudonym key stands in {settings.key_file}. Back it up, apart from the data."))
    if prepared.simulated is not None:
        made = prepared.simulated
        console.print(
            f"Invented {count(made.n_contacts)} contacts of {made.n_sources} helplines, in {count(made.n_files)} files."
        )
    if summary.release is not None and not summary.is_unchanged:
        console.print(compare_demo(settings))
        console.print(Text(f"What really happened, contact by contact: {truth_folder(settings)}"))
        console.print()
    # last, so that a newcomer's screen ends with what to look at and where
    print_summary(summary, settings.layout)
    raise typer.Exit(summary.exit_code)
