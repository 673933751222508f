"""`harmonise diff`: what changed between two states of the mappings, or two releases?

Belongs here: the command. Does not belong here: finding the states (`pipelines.diff.state`), comparing or telling.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from pipelines.base.settings import Settings, read_settings
from pipelines.report.console import output, show_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.diff.decisions import DecisionChange
    from pipelines.diff.state import State
    from pipelines.report.page import Page

MOST_ROWS = 20
MOST_FIGURES = 100_000
MEMORY = "400MB"
"""What the engine may keep in memory while it compares, unless HARMONISE_MEMORY says otherwise."""


def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="The older state: see below. A..B names both.")],
    b: Annotated[
        str, typer.Argument(metavar="[B]", help="The newer one; left out: as it is now.", show_default=False)
    ] = "",
    show_all: Annotated[
        bool, typer.Option("--all", help="Show every row, in place of the first of each table.")
    ] = False,
    html: Annotated[str, typer.Option("--html", metavar="PATH", help="Write the same as one HTML page.")] = "",
) -> None:
    """Compare two states of the mappings, or two releases.

    A state of the mappings is a folder of mappings or a git revision of them (HEAD~3, a branch, a tag). It says which
    sources, keys, formats and decisions changed, reasons that moved first, with the contacts at stake where the lake
    has the source.

    A release is its number (r0001, current), its folder, or a DuckDB file. It says which decisions, reasons, verdicts
    and published figures changed, and how many contacts moved from which reason to which. Never a row of anybody: fewer
    than 5 contacts are not told apart.
    """
    from pipelines.diff.state import current_release, open_state, split_range
    from pipelines.report.html import write_page
    from pipelines.report.terminal import print_page

    settings = read_settings()
    first, second = (a, b) if b else split_range(a)
    with open_state(first, settings) as old:
        default = current_release(settings) if old.kind == "release" else ""
        with open_state(second or default, settings) as new:
            page = _compare(settings, old, new, None if show_all else MOST_ROWS)
    if html:
        write_page(page, Path(html))
    print_page(output(), page)
    if html:
        output().print(Text(f"\nThe same as a page: {html}"))


def _compare(settings: Settings, old: State, new: State, most: int | None) -> Page:
    if old.kind != new.kind:
        raise typer.BadParameter(f"{old.name} and {new.name}: mappings and a release cannot be compared.")
    os.environ.setdefault("HARMONISE_MEMORY", MEMORY)
    if old.kind == "release":
        from pipelines.diff.releases import diff_releases
        from pipelines.diff.releases_page import tell_release_diff

        with show_progress() as report:
            found = diff_releases(settings.layout.work, old.path, new.path, MOST_FIGURES, report)
        return tell_release_diff(found, old.name, new.name, most)
    from dataclasses import replace

    from pipelines.diff.mappings import compare_mappings
    from pipelines.diff.mappings_page import tell_mapping_diff

    changes = compare_mappings(old.path, new.path)
    changes = replace(changes, decisions=tuple(_weigh(settings, changes.decisions)))
    return tell_mapping_diff(changes, old.name, new.name, most)


def _weigh(settings: Settings, changes: Sequence[DecisionChange]) -> list[DecisionChange]:
    """The changes with the contacts at stake, for sources that are in the lake."""
    from pipelines.diff.decisions import with_contacts
    from warehouse.review.source import count_value_contacts
    from warehouse.store.engine import engine
    from warehouse.store.manifest import has_lake

    contacts: dict[tuple[str, str, str], int] = {}
    for source_id in sorted({one.source_id for one in changes}):
        if has_lake(settings.layout, source_id):
            with engine(settings.layout.work) as connection:
                found = count_value_contacts(connection, settings.layout, source_id)
            contacts |= {(source_id, field, value): n_contacts for (field, value), n_contacts in found.items()}
    return with_contacts(changes, contacts)
