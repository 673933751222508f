"""`harmonise pin`: a release that somebody quotes stays.

Belongs here: the command. Does not belong here: which releases go (`warehouse.publish.retention`).
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from pipelines.base.settings import read_settings
from pipelines.report.console import output


def pin(
    release: Annotated[
        str, typer.Argument(metavar="[RELEASE]", help="Its name, such as r0003.", show_default=False)
    ] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Remove the pin: the release goes when it is old.")] = False,
) -> None:
    """Keep a release for good: the one that you quote.

    The last five releases stay, and the current one always. A pinned one stays beside them, until its pin is removed
    with --remove. Without a name: lists the releases, and which of them are pinned.
    """
    from warehouse.publish.retention import list_pins, list_releases, pin_release, shown_release, unpin_release

    layout = read_settings().layout
    if remove and not release:
        raise typer.BadParameter("needs the name of a release", param_hint="--remove")
    if release:
        (unpin_release if remove else pin_release)(layout, release)
    console = output()
    pins, shown = list_pins(layout), shown_release(layout)
    for folder in list_releases(layout):
        marks = ["current"] * (shown is not None and folder.name == shown.name) + ["pinned"] * (folder.name in pins)
        console.print(Text(f"{folder.name}  {', '.join(marks)}".rstrip()))
    console.print(f"{len(list_releases(layout))} releases, {len(pins)} pinned.", style="bold")
