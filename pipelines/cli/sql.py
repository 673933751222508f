"""`harmonise sql`: ask the current release.

Belongs here: opening the release read-only, and showing an answer. Does not belong here: any query of ours.
A label is whatever a helpline wrote: a person's spreadsheet must not run it, a program gets it as it is.
Opened read-only always: a plain `duckdb.connect(path)` would lock others out and could delete rows.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from pipelines.base.settings import read_settings
from pipelines.report.console import complaints, output, plain_table, printable_on
from schemas.text.formula import for_spreadsheet
from schemas.text.problem import HarmoniseError

if TYPE_CHECKING:
    import duckdb

    Show = Callable[[list[str], duckdb.DuckDBPyConnection], None]

MOST_ROWS = 200
PROMPT = "sql> "


class NoReleaseError(HarmoniseError):
    """There is no release that could be asked."""


class NoLetterError(HarmoniseError):
    """The output is in an encoding that lacks a letter of the answer."""


def sql(
    query: Annotated[str, typer.Argument(metavar="[QUERY]", help="SQL of DuckDB.", show_default=False)] = "",
    as_csv: Annotated[
        bool,
        typer.Option(
            "--csv",
            help="Write CSV with all rows, for a spreadsheet: a cell that it would run as a formula begins with '.",
        ),
    ] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="Write CSV with all rows, for a program: every cell as it stands.")
    ] = False,
) -> None:
    """Ask the current release; nothing can be changed.

    Without a query it reads one from standard input, or asks at a prompt. Tables are described by: harmonise sql
    "select table_name, comment from duckdb_tables()". The database holds contacts: what it answers is restricted.
    Labels come as helplines wrote them: --csv is safe to open in a spreadsheet, --exact is for programs.
    """
    from warehouse.store.interrupts import interrupts_as_such

    show = _write_exact if exact else _write_for_spreadsheet if as_csv else _print_table
    with open_release(read_settings().layout.database) as connection, interrupts_as_such(connection):
        is_good = True
        for text in [query] if query else _read_queries():
            is_good = _answer(connection, text, show) and is_good
    raise typer.Exit(0 if is_good else 1)


def open_release(path: Path) -> duckdb.DuckDBPyConnection:
    """The current release, read-only. Raises NoReleaseError where there is none."""
    import duckdb

    from warehouse.store.engine import draw_no_bar

    if not path.exists():
        raise NoReleaseError(f"{path}: there is no release yet. Make one: harmonise demo, or harmonise run")
    # the link is followed first, so that a swap of releases meanwhile does not matter
    connection = duckdb.connect(str(path.resolve()), read_only=True)
    draw_no_bar(connection)
    return connection


def _read_queries() -> Iterator[str]:
    if not sys.stdin.isatty():
        yield sys.stdin.read()
        return
    import readline  # noqa: F401 - importing it gives the prompt a history

    lines: list[str] = []
    while True:
        try:
            lines.append(input("...> " if lines else PROMPT))
        except EOFError:
            return
        text = "\n".join(lines).strip()
        if text.lower() in ("exit", "quit", ".quit", ".exit"):
            return
        if text.endswith(";"):
            lines.clear()
            yield text


def _answer(connection: duckdb.DuckDBPyConnection, text: str, show: Show) -> bool:
    """Show the answer to one text of SQL; False where DuckDB does not understand or may not do it."""
    import duckdb

    try:
        result = connection.execute(text)
        if result is None:  # nothing but blanks and comments
            complaints().print("That asks nothing.")
            return False
        names = [column[0] for column in result.description or ()]
        show(names, result)
    except duckdb.Error as error:
        complaints().print(Text(str(error)))
        return False
    return True


def _write_exact(names: list[str], result: duckdb.DuckDBPyConnection) -> None:
    _write_csv(names, result, lambda text: text)


def _write_for_spreadsheet(names: list[str], result: duckdb.DuckDBPyConnection) -> None:
    n_marked = 0

    def mark(text: str) -> str:
        nonlocal n_marked
        cell = for_spreadsheet(text)
        n_marked += cell != text
        return cell

    _write_csv(names, result, mark)
    if n_marked:
        cells = "cell begins" if n_marked == 1 else "cells begin"
        complaints().print(
            f"{n_marked:,} {cells} with ' here, as a spreadsheet would run what follows; --exact: as it is."
        )


def _write_csv(names: list[str], result: duckdb.DuckDBPyConnection, spell: Callable[[str], str]) -> None:
    """Raises NoLetterError: what a person sees may be spelled otherwise, what a program reads may not."""
    show = printable_on(sys.stdout)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="strict")
    try:
        writer.writerow([show(spell(name)) for name in names])
        while rows := result.fetchmany(10_000):
            writer.writerows([show(spell(cell)) if isinstance(cell, str) else cell for cell in row] for row in rows)
    except UnicodeEncodeError as error:
        raise NoLetterError(
            f"The answer holds a letter that the encoding of the output ({error.encoding}) does not have. Set "
            "PYTHONIOENCODING=utf-8 and ask again; what was written is not whole."
        ) from None


def _width_of(names: list[str], cells: list[list[str]]) -> int:
    """Characters that the table needs side by side; longer texts may be broken, so they count as 40."""
    longest = [max([len(name), *(min(len(row[place]), 40) for row in cells)]) for place, name in enumerate(names)]
    return sum(longest) + 2 * len(names)


def _print_table(names: list[str], result: duckdb.DuckDBPyConnection) -> None:
    rows: list[tuple[Any, ...]] = result.fetchmany(MOST_ROWS + 1)
    numbers = tuple(
        name
        for index, name in enumerate(names)
        if any(isinstance(row[index], int | float) and not isinstance(row[index], bool) for row in rows)
    )
    console = output()
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows[:MOST_ROWS]]
    if len(names) > 1 and _width_of(names, cells) > console.width:
        table = plain_table("", "", "")
        for row in cells:
            for name, cell in zip(names, row, strict=True):
                table.add_row(name, Text(cell))
            table.add_row("", "")
    else:
        table = plain_table("", *names, right=numbers)
        for row in cells:
            table.add_row(*(Text(cell) for cell in row))
    console.print(table)
    more = len(rows) > MOST_ROWS
    shown = min(len(rows), MOST_ROWS)
    console.print(f"{shown} row{'' if shown == 1 else 's'}{', and more: --csv gives all' if more else ''}", style="dim")
