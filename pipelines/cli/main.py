"""The command `harmonise`: its help is the manual.

Belongs here: the list of commands, the manual, and turning any error into one clean message and an exit code.
Does not belong here: what a command does (one file each).
"""

from __future__ import annotations

import inspect
import re
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Annotated

import typer
from rich.text import Text

from pipelines.base.failures import INTERRUPTED, describe_error, exit_code_of, locate_error
from pipelines.base.settings import export_env_file, read_settings
from pipelines.cli.agree import agree
from pipelines.cli.check import check
from pipelines.cli.demo import demo
from pipelines.cli.diff import diff
from pipelines.cli.doctor import doctor
from pipelines.cli.draft import draft
from pipelines.cli.explain import explain
from pipelines.cli.pin import pin
from pipelines.cli.run import run
from pipelines.cli.scan import scan
from pipelines.cli.sql import sql
from pipelines.report.console import complaints, spell_what_is_no_letter_here
from schemas.mapping.address import refuse_secret
from warehouse.store.interrupts import STOPPING, signals_reach_queries

MANUAL = """Harmonise the exports of child helplines into one DuckDB release.

A helpline is a folder in mappings/: source.yaml (who, and what their system can record), export.yaml \
(where things stand in a file), decisions.csv (what each value means). Files go through six steps:

land (keep the bytes), stage (one structure), harmonise (one vocabulary), assess (can it be \
trusted?), tabulate (figures with base, n and coverage), publish (a new release, swapped in whole).

[bold]Begin[/bold]  harmonise demo   then   harmonise sql "from source_year"

[bold]Your data[/bold]  harmonise doctor --make-key, put a folder into mappings/, harmonise check, harmonise run

[bold]Do raters agree?[/bold]  harmonise agree --blank sheet.csv, let everybody fill it in, harmonise agree sheet.csv

[bold]Settings[/bold] (environment, or .env of the checkout)

HARMONISE_WAREHOUSE  folder of landing, lake, releases, current [dim](warehouse/ of the checkout)[/dim]
HARMONISE_DELIVERIES  what addresses in source.yaml are relative to [dim](deliveries/ in the warehouse)[/dim]
HARMONISE_KEY_FILE  the pseudonym key [dim](user configuration folder)[/dim]
HARMONISE_MAPPINGS  the folder of mappings [dim](mappings/)[/dim]
DAGSTER_HOME  Dagster's state [dim](dagster_home/)[/dim]
HARMONISE_MEMORY, HARMONISE_THREADS  bounds of the engine [dim](1200MB, all cores)[/dim]

[bold]Results[/bold]  current/helplines.duckdb in the warehouse. Open it read-only. It holds contacts: it is restricted.

The last five releases stay; keep the one that you quote with harmonise pin rNNNN.

[bold]Exit codes[/bold]  0 all good; 1 something was held back or failed (the rest is done); \
2 wrong usage, setting or mapping; 130 interrupted
"""

app = typer.Typer(
    name="harmonise",
    help=MANUAL,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for command in (demo, run, scan, draft, check, diff, explain, agree, sql, pin, doctor):
    # the lines of a docstring are broken for the reader of the code; a paragraph is one line for the terminal
    app.command(help=re.sub(r"(?<!\n)\n(?!\n)", " ", inspect.cleandoc(command.__doc__ or "")))(command)


@app.callback()
def harmonise(
    debug: Annotated[
        bool, typer.Option("--debug", help="After an unexpected error, list the places in the code; never the data.")
    ] = False,
) -> None:
    """Shared options. `--debug` is read by `main`, which is where errors end."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code. `arguments` default to the process's own."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    before = {number: signal.signal(number, _stop) for number in STOPPING}
    spell_what_is_no_letter_here()
    try:
        _refuse_secrets(given)
        export_env_file(read_settings().checkout)
        with signals_reach_queries():
            app(args=given, prog_name="harmonise")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        return _say_interrupted() if code == INTERRUPTED else code
    except KeyboardInterrupt:
        return _say_interrupted()
    except Exception as error:
        _complain(error, with_places="--debug" in given)
        return exit_code_of(error)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def _refuse_secrets(arguments: Sequence[str]) -> None:
    """Refuse an address with a password wherever it was written: a complaint about an argument would quote it."""
    for argument in arguments:
        value = re.sub(r"^--?[a-z-]+=", "", argument)
        is_question = re.search(r"\s", value) and not re.match(r"\S*:/", value)  # for `harmonise sql`
        if not is_question:
            refuse_secret(value)


def _stop(_number: int, _frame: FrameType | None) -> None:
    """Let a SIGTERM end a command as Ctrl-C does, so that every `finally` runs.

    Both have this handler: after each run Dagster gives SIGTERM what SIGINT had before it, and a command that a script
    started in the background has been told to ignore that one.
    """
    raise KeyboardInterrupt


def _say_interrupted() -> int:
    complaints().print("Interrupted. What a run had under way is done again by the next one.")
    return INTERRUPTED


def _complain(error: Exception, with_places: bool) -> None:
    console = complaints()
    console.print(Text(describe_error(error)))
    if with_places:
        for place in locate_error(error):
            console.print(Text(f"  {place}"))


if __name__ == "__main__":
    sys.exit(main())
