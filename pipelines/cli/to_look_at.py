"""The part of the closing summary on what holds nothing back, and somebody still has to look at.

Belongs here: laying it out, in a few lines whatever the number of sources. Does not belong here: counting
(`pipelines.base.to_look_at`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pipelines.report.amount import count, plural

if TYPE_CHECKING:
    from pipelines.base.to_look_at import ToLookAt

MOST_NAMED = 20
"""A network of a hundred helplines still ends with a few lines: those with most are named."""
ALL_OF_THEM = "harmonise sql \"from finding where state_code in ('warn', 'fail')\""


def print_to_look_at(console: Console, sources: Sequence[ToLookAt]) -> None:
    """Print how many findings of which sources ask for something, and where they stand in words."""
    if not sources:
        return
    console.print()
    console.print("To look at; nothing is held back for it", style="bold")
    _print_counts(console, "somebody has to act", ((one.source_id, one.n_failing) for one in sources))
    _print_counts(console, "worth a look", ((one.source_id, one.n_warnings) for one in sources))
    n_questions = sum(one.n_questions for one in sources)
    if n_questions:
        _print_line(console, f"with a question to the helpline that is not answered yet: {n_questions:,}")
    _print_new(console, sources)
    unread = [one.source_id for one in sources if one.has_unread]
    if unread:
        _print_line(console, f"columns that nobody reads: {_join(unread)}")
    _print_line(console, "in words, with what to do next: harmonise check SOURCE; all of them:")
    _print_line(console, ALL_OF_THEM)


def _print_counts(console: Console, what: str, numbers: Iterable[tuple[str, int]]) -> None:
    told = [(source_id, number) for source_id, number in numbers if number]
    if told:
        n_findings = plural(sum(number for _, number in told), "finding")
        _print_line(console, f"{what}, {n_findings}: {_list(told)}")


def _print_new(console: Console, sources: Sequence[ToLookAt]) -> None:
    """Before the first run nothing stood, and it would say of all what it has said of each."""
    if any(one.n_new is None for one in sources) or not any(one.n_failing or one.n_warnings for one in sources):
        return
    new = [(one.source_id, one.n_new) for one in sources if one.n_new]
    _print_line(console, f"new with this run: {_list(new)}" if new else "none of them is new with this run")


def _list(numbers: Sequence[tuple[str, int]]) -> str:
    most_first = sorted(numbers, key=lambda one: -one[1]) if len(numbers) > MOST_NAMED else numbers
    return _join([f"{source_id} {count(number)}" for source_id, number in most_first])


def _join(names: Sequence[str]) -> str:
    more = [f"and {count(len(names) - MOST_NAMED)} more"] if len(names) > MOST_NAMED else []
    return ", ".join([*names[:MOST_NAMED], *more])


def _print_line(console: Console, line: str) -> None:
    console.print(Padding(Text(line), (0, 0, 0, 2)))
