"""`harmonise draft`: a mapping folder for a new helpline, or suggestions for what is still open in an old one.

Belongs here: the command. Does not belong here: drafting (`pipelines.draft`), scanning, suggesting.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from pipelines.base.failures import GOOD, HELD_OR_FAILED
from pipelines.base.settings import read_settings
from pipelines.cli.choose import require_files
from pipelines.report.amount import plural
from pipelines.report.console import complaints, output, show_progress

if TYPE_CHECKING:
    from pipelines.draft.drafting import Draft

MOST_QUESTIONS = 30
MEMORY = "400MB"
"""What the engine may keep in memory during the trial, unless HARMONISE_MEMORY says otherwise."""


def draft(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The folder in mappings/: a-z, 0-9 and _.")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="The export: files, or folders.", show_default=False),
    ] = None,
    name: Annotated[str, typer.Option(help="The helpline's name.", show_default=False)] = "",
    network: Annotated[str, typer.Option(help="The network that it is counted in.", show_default=False)] = "",
    country: Annotated[str, typer.Option(help="ISO 3166-1 alpha-2.", show_default=False)] = "",
    region: Annotated[str, typer.Option(help="africa, americas, asia_pacific, europe, mena.", show_default=False)] = "",
    zone: Annotated[str, typer.Option(help="IANA time zone.", show_default=False)] = "",
    address: Annotated[str, typer.Option(help="Where its files will be found.", show_default=False)] = "",
    without_encoder: Annotated[
        bool,
        typer.Option("--without-encoder", help="Suggest without the multilingual encoder, also if it is installed."),
    ] = False,
) -> None:
    """Draft a mapping from files, or suggest what open values of a source mean.

    With FILE: scans the files and writes mappings/SOURCE/ with source.yaml, export.yaml and decisions.csv. It loads as
    it is; what cannot be known is a line that says QUESTION, with the guess on it if there is one. A file that cannot
    be read is a QUESTION too, and the command ends with 1; where one is not there nothing is written. Values of the
    files come with up to three suggestions: decisions that other helplines have agreed to first, then the glossary of
    the field (schemas/codes/words), then spelling and the encoder (the extra [suggest] installs it). A score is how
    often suggestions of its kind were right.

    Without FILE: adds suggestions for values in the lake of SOURCE that decisions.csv does not speak of yet.

    A suggestion is never applied. To accept one, write `mapped` (or `missing`, `ignored`) in place of `suggested`;
    the other suggestions of that value may stay or go. Values in fewer than 5 contacts are not written into the file:
    see them with `harmonise check SOURCE --show-values`.
    """
    from pipelines.draft.drafting import draft_new, draft_open
    from pipelines.draft.source_text import About
    from pipelines.suggest import load_encoder

    require_files(files or ())
    settings = read_settings()
    os.environ.setdefault("HARMONISE_MEMORY", MEMORY)
    encoder = None if without_encoder else load_encoder()
    with show_progress() as report:
        about = About(source, name, network, country, region, zone, address)
        if files:
            made = draft_new(settings, about, files, encoder, date.today(), report)
        else:
            made = draft_open(settings, source, encoder, date.today(), report)
    _print(output(), made, source, has_encoder=encoder is not None)
    for note in made.notes:
        complaints().print(Text(note))
    raise typer.Exit(HELD_OR_FAILED if made.notes else GOOD)


def _print(console: Console, made: Draft, source: str, has_encoder: bool) -> None:
    what = f"{plural(made.n_values, 'value')} with suggestions ({plural(made.n_rows, 'row')})"
    console.print(Text(f"{made.folder}: {what if made.n_values else 'no value without a decision'}", style="bold"))
    if made.n_values and not has_encoder:
        console.print("Suggested without the multilingual encoder; the extra [suggest] installs it.")
    if made.unknown_languages and has_encoder:
        told = (
            f"The encoder does not know {', '.join(made.unknown_languages)}: there the glossary and spelling suggest."
        )
        console.print(Text(told))
    if made.questions:
        console.print(Text(f"\n{plural(len(made.questions), 'question')}:"))
        for one in made.questions[:MOST_QUESTIONS]:
            console.print(Text(f"  {one.file}:{one.line}: {one.text}"))
    console.print(Text(f"\nNext: answer the questions, accept suggestions in decisions.csv, harmonise check {source}"))
