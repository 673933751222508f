"""What a report looks like, whatever shows it: headings, sentences and tables of text.

Belongs here: the shapes that the terminal and the HTML page both render, and how shares are written in them. Does not
belong here: what a report says (`check_page`, `mapping_page`, `release_page`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.report.amount import count
from schemas.text.shape import FEWEST_SHOWN
from warehouse.publish.disclosure.policy import FEWEST_FOR_TENTHS

MOST_ROWS = 20
"""Rows of a table that are shown unasked."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `share` (0-1) draws a bar behind it on the page."""

    text: str
    share: float | None = None


@dataclass(frozen=True)
class Table:
    """Rows of text. `numbers` names the columns that hold numbers; the first column names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[str] = frozenset()
    n_more: int = 0


@dataclass(frozen=True)
class Section:
    """A heading, sentences, and perhaps a table. `level` 1 is a part of the page, 2 a section of a part."""

    title: str
    level: int = 2
    sentences: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Page:
    """A whole report. `warning` says who may see it, where not everybody may."""

    title: str
    sentences: tuple[str, ...] = ()
    sections: tuple[Section, ...] = field(default=())
    warning: str = ""


def make_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str | Cell]],
    numbers: Iterable[str] = (),
    most: int | None = None,
    n_all: int | None = None,
) -> Table:
    """A table of the first `most` rows (None: all). `n_all`: how many there are, where `rows` are only the first."""
    cells = [tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in rows]
    shown = cells if most is None else cells[:most]
    return Table(tuple(columns), tuple(shown), frozenset(numbers), max(n_all or 0, len(cells)) - len(shown))


def count_masked(number: int) -> str:
    """A count of contacts that may be passed on: fewer than 5 are not told apart."""
    return f"<{FEWEST_SHOWN}" if 0 < number < FEWEST_SHOWN else count(number)


def percent(numerator: int, denominator: int) -> str:
    """A share: `83.1%`; never rounded to 0% or 100% where it is neither; `-` without a base."""
    if not denominator:
        return "-"
    share = 100 * numerator / denominator
    if 0 < share < 0.1:
        return "<0.1%"
    if 99.9 < share < 100:
        return ">99.9%"
    return f"{share:.1f}%"


def published_percent(share: float, denominator: int | None) -> str:
    """A published share as precisely as it was published: `3%` below the base from which tenths are told."""
    return f"{share:.1%}" if (denominator or 0) >= FEWEST_FOR_TENTHS else f"{share:.0%}"


def share_cell(numerator: int, denominator: int) -> Cell:
    """A count with its share, and the bar of that share: `1,204 (83.1%)`."""
    if not denominator:
        return Cell("-")
    if not numerator:
        return Cell("0")
    return Cell(f"{count(numerator)} ({percent(numerator, denominator)})", numerator / denominator)
