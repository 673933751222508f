"""A profile on the terminal: what matters first, a line a column, nothing that floods.

Belongs here: laying out. Does not belong here: wording that the page shares (`pipelines.report.scan_words`).
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from pipelines.report import scan_words as words
from pipelines.report.amount import count
from pipelines.report.console import plain_table
from warehouse.scan.drift import Drift
from warehouse.scan.profile import ColumnProfile, FileProfile, Found, Profile, TableProfile
from warehouse.scan.words import tokens_of

FEWEST_FOLDED = 4
"""So many boxes side by side are one line."""
MOST_LINES = 40
MOST_VALUES = 3
LONGEST_VALUES = 60
MOST_DRIFTS = 40


def print_profile(console: Console, profile: Profile, show_all: bool) -> None:
    """Print every file: how to read it, what its columns may be for, and the columns."""
    for file in profile.files:
        console.print(Text(file.name, style="bold") + Text(f"  {words.describe_file(file)}"))
        if file.problem:
            console.print(Text(f"  {file.problem}", style="bold red"))
        for table in file.tables:
            _print_table(console, file, table, show_all)
        console.print()


def _print_table(console: Console, file: FileProfile, table: TableProfile, show_all: bool) -> None:
    if table.name:
        console.print(Text(f"\n  {table.name}", style="bold"))
    n_personal = sum(bool(column.personal) for column in table.columns)
    facts = f"{count(table.n_rows)} records, {count(len(table.columns))} columns"
    console.print(Text(f"  {facts}" + (f", {n_personal} look personal: do not map them" if n_personal else "")))
    console.print(Text("  " + words.spell_read(table.read).replace("\n", "\n  "), style="cyan"))
    for found in table.found:
        if found.sure < words.SURE or found.what in ("encoding", "records"):
            _print_found(console, found)
    for note in table.notes:
        console.print(Text(f"  ! {note}", style="yellow"))
    _print_candidates(console, table)
    _print_columns(console, table.columns, show_all)


def _print_found(console: Console, found: Found) -> None:
    others = f" (or {', '.join(found.others)})" if found.others and found.sure < words.SURE else ""
    style = "" if found.sure >= words.SURE else "yellow"
    text = f"  {found.what} {found.value}: {words.how_sure(found.sure)}, {found.why}{others}"
    console.print(Text(text, style=style))


def _print_candidates(console: Console, table: TableProfile) -> None:
    grid = plain_table("", "", "", "", "")
    grid.show_header = False
    for one in words.best_by_role(table):
        mark = {"sure": "green", "likely": ""}.get(words.how_sure(one.sure), "dim")
        named = words.name_columns(one) if one.role != "row" else ""
        grid.add_row(
            Text(f"  {words.describe_role(one)}"), Text(named), Text(words.how_sure(one.sure), style=mark), one.why
        )
    if grid.row_count:
        console.print()
        console.print(grid)


def _print_columns(console: Console, columns: Sequence[ColumnProfile], show_all: bool) -> None:
    lines = fold_boxes(columns)
    shown = lines if show_all else lines[:MOST_LINES]
    numbers = ("blank", "different")
    grid = plain_table("", "  column", "what", *numbers, "frequent values", right=numbers)
    for group in shown:
        grid.add_row(*_line(group))
    console.print()
    console.print(grid)
    if len(lines) > len(shown):
        console.print(Text(f"  and {len(lines) - len(shown)} more lines: --all, or --html for everything", style="dim"))


def fold_boxes(columns: Sequence[ColumnProfile]) -> list[list[ColumnProfile]]:
    """Columns in lines: neighbours of yes and no (and blank ones) share a line where they are many and begin alike."""
    lines: list[list[ColumnProfile]] = []
    run: list[ColumnProfile] = []
    for column in columns:
        if column.kind not in ("yes_no", "blank") or (run and not _belong_together(run[0], column)):
            lines += [run] if len(run) >= FEWEST_FOLDED else [[one] for one in run]
            run = []
        if column.kind in ("yes_no", "blank"):
            run.append(column)
        else:
            lines.append([column])
    return lines + ([run] if len(run) >= FEWEST_FOLDED else [[one] for one in run])


def _belong_together(one: ColumnProfile, other: ColumnProfile) -> bool:
    return one.kind == other.kind and tokens_of(one.name)[:1] == tokens_of(other.name)[:1]


def _line(group: Sequence[ColumnProfile]) -> tuple[Text, Text, str, str, Text]:
    column = group[0]
    if len(group) > 1:
        names = Text(f"  {column.name} ... {group[-1].name}")
        kinds = Text(f"{len(group)} columns: {words.describe_kind(column)}")
        blank = sum(one.share_blank for one in group) / len(group)
        return names, kinds, f"{blank:.0%}", "", _values(column)
    name = Text(f"  {column.name}", style="red" if column.personal else "")
    kind_text = Text(words.describe_kind(column))
    if column.personal:
        kind_text = Text(f"personal: {column.personal}", style="red")
    elif column.is_date_ambiguous:
        kind_text.append(f" {words.ask_order(column)}", style="yellow")
    return name, kind_text, f"{column.share_blank:.0%}", words.describe_distinct(column), _values(column)


def _values(column: ColumnProfile) -> Text:
    if column.personal or not words.frequent_values(column):
        shapes = " ".join(shape.text for shape in column.shapes[:2])
        return Text(f"like {shapes}" if shapes else "", style="dim")
    values = [value.text for value in words.frequent_values(column)[:MOST_VALUES]]
    text = ", ".join(values)
    if len(text) > LONGEST_VALUES:
        text = text[: LONGEST_VALUES - 3] + "..."
    missing = [word.text for word in column.missing[:2]]
    return Text(text) + Text(f" | nothing: {', '.join(missing)}" if missing else "", style="dim")


def print_drifts(console: Console, drifts: Sequence[Drift], name: str, show_all: bool) -> None:
    """Print what differs from an earlier profile."""
    if not drifts:
        console.print(Text(f"Nothing drifted since {name}.", style="green"))
        return
    console.print(Text(f"{len(drifts)} difference{'' if len(drifts) == 1 else 's'} from {name}:", style="bold"))
    shown = drifts if show_all else drifts[:MOST_DRIFTS]
    for drift in shown:
        place = f"{drift.table}: " if drift.table else ""
        console.print(Text(f"  {place}{drift.sentence}"))
    if len(drifts) > len(shown):
        console.print(Text(f"  and {len(drifts) - len(shown)} more: --all, or --html", style="dim"))
