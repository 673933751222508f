"""`harmonise doctor`: is everything there and safe?

Belongs here: the command and how its lines look. Does not belong here: the examinations (`pipelines.doctor`).
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from pipelines.base.failures import HELD_OR_FAILED
from pipelines.base.settings import read_settings
from pipelines.report.console import output


def doctor(
    make_key: Annotated[
        bool, typer.Option("--make-key", help="First make a new pseudonym key where there is none.")
    ] = False,
) -> None:
    """Look at settings, key, disk, lake and release; say what to do about what is not right.

    One line each: `ok`, `wait` (held back, nothing is broken) or `bad`, with the next step; ends with 1 where a line
    is bad. Changes nothing, except that --make-key writes a key file that only you can read. Back that file up: without
    it every contact gets a new id.
    """
    from pipelines.doctor import check_all
    from warehouse.store.key import make_key_file

    settings = read_settings()
    console = output()
    if make_key:
        path = make_key_file(settings.key_file)
        console.print(Text(f"A new key stands in {path}. Back it up, apart from the data.", style="bold"))
    bad, waiting = 0, 0
    for line in check_all(settings):
        bad += not line.is_good
        waiting += line.is_waiting
        mark = Text("ok   ", style="green") if line.is_good else Text("bad  ", style="bold red")
        if line.is_waiting:
            mark = Text("wait ", style="bold yellow")
        next_step = f" -> {line.next_step}" if line.next_step and (line.is_waiting or not line.is_good) else ""
        console.print(mark + Text(f"{line.what}: {line.state}{next_step}"), soft_wrap=True)
    well = "Nothing is broken; what is held back is in no figure." if waiting else "All is well."
    console.print(f"{bad} bad" if bad else well, style="bold")
    raise typer.Exit(HELD_OR_FAILED if bad else 0)
