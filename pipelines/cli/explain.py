"""`harmonise explain`: where does a published figure come from?

Belongs here: the command. Does not belong here: working the figure out (`warehouse.review.figure`) or telling it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from pipelines.base.settings import read_settings
from pipelines.report.console import output

MOST_ROWS = 20
MOST_NAMES = 60


def explain(
    figure: Annotated[str, typer.Argument(metavar="FIGURE", help="The figure's name, or a statistic: its figures.")],
    release: Annotated[
        str, typer.Option("--release", metavar="rNNNN", help="Another release than the current one.")
    ] = "",
    show_all: Annotated[
        bool, typer.Option("--all", help="Show every row, in place of the first of each table.")
    ] = False,
    html: Annotated[str, typer.Option("--html", metavar="PATH", help="Write the same as one HTML page.")] = "",
) -> None:
    """Explain a figure of the network: sources, deliveries and decisions behind it, and how many records.

    A figure is named as on the report and in the tables, by its statistic, its year and what else tells it apart:
    t4.ocsea_wide_of_violence:year=2024:panel=able or t2.code:year=2024:framework=CHI_V3:code=V.02:base=contacts.
    Records are counted, never shown. What comes out names single helplines: it is restricted.
    """
    from pipelines.diff.state import release_file
    from pipelines.explain.page import tell_explanation, tell_names
    from pipelines.report.html import write_page
    from pipelines.report.terminal import print_page
    from schemas.figure_name import read_figure_name
    from warehouse.review.figure import explain_figure, list_figures

    settings = read_settings()
    path = release_file(release, settings)
    if ":" not in figure:
        names, n_all = list_figures(settings.layout.work, path, figure, MOST_NAMES)
        page = tell_names(figure, [str(name) for name in names], n_all)
    else:
        found = explain_figure(settings.layout.work, path, read_figure_name(figure))
        page = tell_explanation(found, path.parent.name, None if show_all else MOST_ROWS)
    if html:
        write_page(page, Path(html))
    print_page(output(), page)
    if html:
        output().print(Text(f"\nThe same as a page: {html}"))
