"""The closing summary: what was done in counts, what was held and why, where the release is.

Belongs here: laying out a RunSummary on the terminal. Does not belong here: counting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.report.console import count, output, plain_table

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
COUNTED = ("counts", "contacts in counts")
"""What came as counts, of contacts that nobody can look at one by one; shown where a source sends any."""


def print_summary(summary: RunSummary, layout: Layout) -> None:
    """Print counts by source, verdicts, what was held or failed, and how to open the release."""
    console = output()
    if summary.is_unchanged:
        console.print("Nothing changed: no file, mapping or release is new. No run was started.", style="bold")
    if summary.sources:
        console.print(_count_sources(summary.sources))
        _print_verdicts(console, summary.sources)
    if any(source.is_synthetic for source in summary.sources):
        console.print("* invented data (is_synthetic): no figure here is about a real helpline or child.", style="dim")
    for note in summary.damage:
        console.print(Text(f"Damaged, and built anew from landing: {note}", style="yellow"))
    _print_held(console, summary)
    _print_release(console, summary, layout)


def _count_sources(sources: Sequence[SourceOverview]) -> Table:
    has_counts = any(source.n_counts is not None for source in sources)
    names = (*NUMBERS[:4], *(COUNTED if has_counts else ()), *NUMBERS[4:])
    table = plain_table("", "source", *names, "verdict by year", right=names)
    for source in sources:
        numbers = _numbers_of(source)
        table.add_row(
            Text(source.source_id + ("*" if source.is_synthetic else "")),
            *("-" if numbers[name] is None else count(numbers[name] or 0) for name in names),
            _tell_verdicts(source.verdicts) if source.n_deliveries else Text("nothing received", style="dim"),
        )
    if len(sources) > 1:
        totals = [sum(_numbers_of(source)[name] or 0 for source in sources) for name in names]
        table.add_section()
        table.add_row(f"{len(sources)} sources", *(count(number) for number in totals), "", style="bold")
    return table


def _numbers_of(source: SourceOverview) -> dict[str, int | None]:
    """By column; None where a source cannot have any: whoever sends counts only has no contact to show."""
    return {
        "deliveries": source.n_deliveries,
        "rows": source.n_rows,
        "contacts": None if source.is_counts_only else source.n_contacts,
        "reasons": None if source.is_counts_only else source.n_reasons,
        "counts": source.n_counts,
        "contacts in counts": source.n_counted,
        "rejects": source.n_rejected,
        "unmapped": source.n_unmapped,
    }


def _tell_verdicts(verdicts: Mapping[int, str]) -> Text:
    """`2021-2022 complete, 2023 setting_not_told`: years with the same verdict in a row are told together."""
    spans: list[tuple[int, int, str]] = []
    for year in sorted(verdicts):
        if spans and spans[-1][2] == verdicts[year] and spans[-1][1] == year - 1:
            spans[-1] = (spans[-1][0], year, verdicts[year])
        else:
            spans.append((year, year, verdicts[year]))
    told = Text()
    for index, (first, last, verdict) in enumerate(spans):
        years = str(first) if first == last else f"{first}-{last}"
        told.append(", " if index else "")
        told.append(f"{years} ")
        told.append(verdict, style=STYLES.get(verdict, "yellow"))
    return told


def _print_verdicts(console: Console, sources: Sequence[SourceOverview]) -> None:
    """What each verdict that stands in the table says, in words: a source of which nothing came has none there."""
    from schemas.vocabulary.code import load_codes

    given = {verdict for source in sources if source.n_deliveries for verdict in source.verdicts.values()}
    for code in load_codes().list_of("verdict").codes.values():
        if code.code in given:
            console.print(Text.assemble((code.code, STYLES.get(code.code, "yellow")), f": {code.definition}"))


def _print_held(console: Console, summary: RunSummary) -> None:
    for source in summary.sources:
        for held in source.held:
            what = f"{held.source_id}: {held.file or 'the source'} is held back"
            console.print(Text(what, style="bold red"))
            for reason in held.reasons:
                console.print(Text(f"  {reason}"))
    told = {source.source_id for source in summary.sources if source.held}
    for name, reason in sorted(summary.failures.items()):
        if name not in told:
            console.print(Text(f"{name}: failed", style="bold red"))
            console.print(Text(f"  {reason}"))


def _print_release(console: Console, summary: RunSummary, layout: Layout) -> None:
    if summary.release is None:
        console.print("There is no release yet.")
        return
    console.print()
    state = "new" if summary.is_new_release else "unchanged"
    console.print(Text(f"Release {summary.release.name} ({state}): {_shorten(layout.database)}", style="bold"))
    console.print('  harmonise sql "from source_year"')
    console.print(f'  python: duckdb.connect("{layout.database}", read_only=True)')


def _shorten(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
