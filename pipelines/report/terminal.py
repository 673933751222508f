"""A report on the terminal.

Belongs here: laying out a Page with rich. Does not belong here: what it says.
"""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from pipelines.report.amount import plural
from pipelines.report.console import plain_table
from pipelines.report.page import Page, Section
from schemas.text.printable import printable

STYLE_OF_LEVEL = {1: "bold reverse", 2: "bold"}


def print_page(console: Console, page: Page) -> None:
    """Print the whole page. All content is printed as text: nothing in it can be markup."""
    console.print(Text(page.title, style="bold"))
    if page.warning:
        console.print(Text(page.warning, style="bold yellow"))
    for sentence in page.sentences:
        console.print(Text(sentence))
    for section in page.sections:
        _print_section(console, section)


def _print_section(console: Console, section: Section) -> None:
    console.print()
    console.print(Text(section.title, style=STYLE_OF_LEVEL[section.level]))
    for sentence in section.sentences:
        console.print(Text(sentence))
    if section.table is None or not section.table.rows:
        return
    table = plain_table("", *section.table.columns, right=tuple(section.table.numbers))
    for row in section.table.rows:
        table.add_row(*(Text(printable(cell.text)) for cell in row))
    console.print(table)
    if section.table.n_more:
        console.print(Text(f"... {plural(section.table.n_more, 'more row')}: --all shows them", style="dim"))
