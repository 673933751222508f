"""The closing summary: what was done in counts, what was held and why, where the release is.

Belongs here: laying out a RunSummary on the terminal. Does not belong here: counting.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipelines.base.failures import HELD_BACK
from pipelines.cli.to_look_at import print_to_look_at
from pipelines.report.amount import count, plural
from pipelines.report.console import output, plain_table
from schemas.text.years import spell_years

if TYPE_CHECKING:
    from pipelines.base.summary import SourceOverview
    from pipelines.run.sources import RunSummary
    from warehouse.store.layout import Layout

STYLES = {
    "complete": "green",
    "able_unproven": "green",
    "skewed_and_incomplete": "red",
    "not_assessable": "dim",
    "not_applicable": "dim",
}
NUMBERS = ("deliveries", "rows", "contacts", "reasons", "rejects", "unmapped")
NARROW = 100
SHORTER = {"deliveries": "deliv-\neries", "contacts in counts": "contacts\nin counts"}
"""On a terminal of fewer than NARROW characters headings take two lines, so that names have room."""
MOST_REMARKS = 20
MOST_SILENT = 3
COUNTED = ("counts", "contacts in counts")
"""What came as counts, of contacts that nobody can look at one by one; shown where a source sends any."""


def print_summary(summary: RunSummary, layout: Layout) -> None:
    """Print counts by source, what was held or failed, verdicts in words, and how to open the release."""
    console = output()
    if summary.is_unchanged:
        console.print("Nothing changed: no file, mapping or release is new. No run was started.", style="bold")
    received = [source for source in summary.sources if source.n_deliveries]
    if received:
        table = _count_sources(received)
        if console.width < NARROW:
            for column in table.columns:
                column.header = SHORTER.get(str(column.header), column.header)
        console.print(table)
    _print_silent(console, [source for source in summary.sources if not source.n_deliveries])
    if any(source.is_synthetic for source in received):
        console.print("* invented data (is_synthetic): no figure here is about a real helpline or child.", style="dim")
    for note in summary.damage:
        console.print(Text(f"Damaged, and built anew from landing: {note}", style="yellow"))
    _print_held(console, summary)
    _print_remarks(console, received)
    _print_verdicts(console, received)
    print_to_look_at(console, summary.to_look_at)
    _print_release(console, summary, layout)


def _print_silent(console: Console, sources: Sequence[SourceOverview]) -> None:
    """Of a few also why: a slip of the pen in an address looks like a helpline that has sent nothing."""
    if sources:
        console.print(Text(f"Nothing taken in yet: {', '.join(source.source_id for source in sources)}", style="dim"))
    if len(sources) <= MOST_SILENT:
        for source in sources:
            for reason in source.awaited:
                console.print(Text(f"  {source.source_id}: {reason}", style="dim"))


def _count_sources(sources: Sequence[SourceOverview]) -> Table:
    has_counts = any(source.n_counts is not None for source in sources)
    names = (*NUMBERS[:4], *(COUNTED if has_counts else ()), *NUMBERS[4:])
    table = plain_table("", "source", *names, right=names)
    table.padding = (0, 1, 0, 0)
    for source in sources:
        numbers = _numbers_of(source)
        table.add_row(
            Text(source.source_id + ("*" if source.is_synthetic else "")),
            *("-" if numbers[name] is None else count(numbers[name] or 0) for name in names),
        )
    if len(sources) > 1:
        totals = [sum(_numbers_of(source)[name] or 0 for source in sources) for name in names]
        table.add_section()
        table.add_row(_count_kinds(sources), *(count(number) for number in totals), style="bold")
    return table


def _count_kinds(sources: Sequence[SourceOverview]) -> str:
    n_surveys = sum(source.is_survey for source in sources)
    n_sources = plural(len(sources) - n_surveys, "source")
    return f"{n_sources}, {plural(n_surveys, 'survey')}" if n_surveys else n_sources


def _numbers_of(source: SourceOverview) -> dict[str, int | None]:
    """By column; None where a source cannot have any: counts, and answers of members, show no contact."""
    return {
        "deliveries": source.n_deliveries,
        "rows": source.n_rows,
        "contacts": None if source.is_counts_only or source.is_survey else source.n_contacts,
        "reasons": None if source.is_counts_only or source.is_survey else source.n_reasons,
        "counts": source.n_counts,
        "contacts in counts": source.n_counted,
        "rejects": source.n_rejected,
        "unmapped": source.n_unmapped,
    }


def _print_verdicts(console: Console, sources: Sequence[SourceOverview]) -> None:
    """Each verdict that was given, in words, and of which sources and years."""
    from schemas.vocabulary.code import load_codes

    if not any(source.verdicts for source in sources):
        return
    console.print()
    console.print("What the data of each year can tell", style="bold")
    for verdict in load_codes().list_of("verdict").codes.values():
        told = [
            f"{source.source_id} {spell_years(years, between=' ')}"
            for source in sources
            if (years := [year for year, given in source.verdicts.items() if given == verdict.code])
        ]
        if told:
            label = Text(verdict.label, style=STYLES.get(verdict.code, "yellow"))
            words = Text.assemble(label, f" ({verdict.code}): {verdict.definition}")
            console.print(Padding(words, (0, 0, 0, 2)))
            console.print(Padding(Text(", ".join(told)), (0, 0, 0, 4)))


def _print_held(console: Console, summary: RunSummary) -> None:
    for source in summary.sources:
        for held in source.held:
            whole = "the survey" if source.is_survey else "the source"
            what = f"{held.source_id}: {held.file or whole} {HELD_BACK}"
            console.print(Text(what, style="bold red"))
            for reason in held.reasons:
                console.print(Text(f"  {reason}"))
    for name, reason in sorted(summary.failures.items()):
        if not _is_told_as_held(summary, name, reason):
            console.print(Text(f"{name}: failed", style="bold red"))
            console.print(Text(f"  {reason}"))


def _is_told_as_held(summary: RunSummary, name: str, reason: str) -> bool:
    """True where a run failed since its source is held, which is told above; files that are held explain no failure."""
    whole = [held for source in summary.sources for held in source.held if held.source_id == name and not held.file]
    return any(HELD_BACK in reason or all(told in reason for told in held.reasons) for held in whole)


def _print_remarks(console: Console, sources: Sequence[SourceOverview]) -> None:
    """What is to be looked at in the files of a survey and among the replies of a helpline, each remark once."""
    for source in sources:
        if source.remarks:
            console.print(
                Text(f"{source.source_id}: to look at{' in the survey' if source.is_survey else ''}", style="yellow")
            )
            for remark in source.remarks[:MOST_REMARKS]:
                console.print(Text(f"  {remark}"))
            if len(source.remarks) > MOST_REMARKS:
                console.print(f"  and {len(source.remarks) - MOST_REMARKS} more: see the table finding")


def _print_release(console: Console, summary: RunSummary, layout: Layout) -> None:
    from warehouse.publish.retention import find_release_ahead

    if summary.release is None:
        console.print("There is no release yet.")
        return
    console.print()
    state = "new" if summary.is_new_release else "unchanged"
    console.print(Text(f"Release {summary.release.name} ({state}): {_shorten(layout.database)}", style="bold"))
    for finding in find_release_ahead(summary.release, datetime.now(UTC)):
        console.print(Text(f"  {finding.sentence} {finding.next_step}", style="yellow"))
    current = _shorten(layout.current)
    for line in (
        f"pages: {current}/internal/index.html and {current}/for_helplines/SOURCE/index.html; "
        f"published figures: {current}/public/README.md",
        'harmonise sql "from source_year"',
        f'python: duckdb.connect("{layout.database}", read_only=True)',
    ):
        console.print(f"  {line}", soft_wrap=True)
    _print_taken_over(console, layout)


def _print_taken_over(console: Console, layout: Layout) -> None:
    """Years of which the public figures are not of now, so that nobody looks for what came last in vain."""
    from warehouse.publish.disclosure.taken_over import read_taken_over

    for network, year, release in read_taken_over(layout.current):
        said = (
            f"  public figures of {network} {year} stay as in {release}: one or two helplines make the difference since"
        )
        console.print(Text(f"{said} (docs/disclosure.md, rule 4)"), soft_wrap=True)


def _shorten(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
