"""The terminal: where results and progress go, and how a table looks.

Belongs here: consoles, progress bars, the few shapes of output that commands share, and that nothing which came with a
file steers the terminal. Does not belong here: what is said.
Results go to standard output, progress and complaints to standard error, so that output can be piped.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.segment import Segment
from rich.style import StyleType
from rich.table import Table
from rich.text import Text

from schemas.text.printable import printable_lines

if TYPE_CHECKING:
    from warehouse.store.run import Report

WIDTH_WITHOUT_TERMINAL = 160
OVERALL = "sources"
"""The name under which a run reports how many sources are done; every other name is a step of one of them."""


class SafeConsole(Console):
    """A console on which escape bytes of a label, a header or a name are spelled out: its own are made behind this."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(_spelled(renderable), options):
            yield segment if segment.control else Segment(printable_lines(segment.text), segment.style)


class _SafeTable(Table):
    """Cells are spelled out before their widths are taken, so that nothing of them is cut off."""

    def add_row(self, *cells: RenderableType | None, style: StyleType | None = None, end_section: bool = False) -> None:
        spelled = (None if cell is None else _spelled(cell) for cell in cells)
        super().add_row(*spelled, style=style, end_section=end_section)


def _spelled(renderable: RenderableType) -> RenderableType:
    if isinstance(renderable, str):
        return printable_lines(renderable)
    if isinstance(renderable, Text) and (spelled := printable_lines(renderable.plain)) != renderable.plain:
        renderable = renderable.copy()
        renderable.plain = spelled
    return renderable


def output() -> Console:
    """Standard output."""
    width = None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL
    return SafeConsole(width=width, highlight=False, markup=False, soft_wrap=False)


def complaints() -> Console:
    """Standard error."""
    return SafeConsole(stderr=True, highlight=False, markup=False, soft_wrap=True)


def spell_what_is_no_letter_here() -> None:
    r"""Let a terminal that lacks a letter show it as `\u0416`, and no command fail over it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def printable_on(stream: TextIO) -> Callable[[str], str]:
    """How a text goes to a stream: spelled out on a terminal, as it is to a file or another program."""
    return printable_lines if stream.isatty() else str


def plain_table(title: str, *columns: str, right: tuple[str, ...] = ()) -> Table:
    """An empty table; the columns named in `right` hold numbers."""
    table = _SafeTable(title=Text(title) if title else None, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for name in columns:
        table.add_column(
            _spelled(Text(name, style="bold")), justify="right" if name in right else "left", overflow="fold"
        )
    return table


@contextmanager
def show_progress() -> Iterator[Report]:
    """Show progress while the block runs; gives the Report to hand to the steps.

    On a terminal two bars (sources, and what is going on); elsewhere a line for each source that is done.
    """
    if not sys.stderr.isatty():
        yield _ProgressLines()
        return
    # a stream of its own, since Dagster may redirect the process's standard error while a run is under way
    with os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8") as stream:
        console = SafeConsole(file=stream, force_terminal=True)
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as bars:
            yield _ProgressBars(bars)


class _ProgressBars:
    """A Report that moves two bars."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._overall: TaskID | None = None
        self._step: TaskID | None = None
        self._name = ""

    def __call__(self, step: str, done: int, total: int | None) -> None:
        if step == OVERALL:
            if self._overall is None:
                self._overall = self._bars.add_task(OVERALL, total=total)
            self._bars.update(self._overall, completed=done, total=total)
            return
        if self._step is None:
            self._step = self._bars.add_task(step, total=total)
        elif step != self._name:
            self._bars.reset(self._step, description=step, total=total)
        self._name = step
        self._bars.update(self._step, completed=done, total=total)


class _ProgressLines:
    """A Report that writes a line now and then."""

    EVERY_SECONDS = 5.0

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, step: str, done: int, total: int | None) -> None:
        is_over = step == OVERALL and done == total
        if not is_over and time.monotonic() - self._last < self.EVERY_SECONDS:
            return
        self._last = time.monotonic()
        of = f" of {total:,}" if total is not None else ""
        sys.stderr.write(f"{printable_lines(step)}: {done:,}{of}\n")
        sys.stderr.flush()
