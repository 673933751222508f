"""Writes the report of a network and its charts into `public/`: pictures, what they say in words, and their data.

Belongs here: where these files lie and the form of the data. Does not belong here: what a chart shows
(`warehouse.publish.report`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from schemas.text.formula import for_spreadsheet
from warehouse.publish.public.document import Document, Section
from warehouse.publish.report.report import Chart
from warehouse.store.durable import make_restricted_folder, write_restricted

FOLDER = "charts"


def report_name(network_code: str) -> str:
    """The file of a network's report."""
    return f"report_{network_code}.html"


def write_report(public: Path, network_code: str, page: str, charts: Sequence[Chart], warning: str) -> None:
    """Write the page, and each chart as SVG, PNG and CSV; `README.md` beside them says in words what they show."""
    write_restricted(public / report_name(network_code), page)
    if not charts:
        return
    folder = make_restricted_folder(public / FOLDER / network_code)
    for chart in charts:
        write_restricted(folder / f"{chart.name}.svg", chart.svg)
        (folder / f"{chart.name}.png").write_bytes(chart.png)
        (folder / f"{chart.name}.png").chmod(0o600)
        write_restricted(folder / f"{chart.name}.csv", _data_of(chart))
    sections = [
        Section(one.title, [one.alt, f"{one.name}.svg, {one.name}.png; data: {one.name}.csv"]) for one in charts
    ]
    document = Document(f"Charts of the network {network_code}", [], sections, warning)
    write_restricted(folder / "README.md", document.markdown())


def _data_of(chart: Chart) -> str:
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in chart.data for name in row))
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_safe(row.get(name)) for name in names] for row in chart.data)
    return text.getvalue()


def _safe(cell: object) -> object:
    if cell is None:
        return ""
    return for_spreadsheet(cell) if isinstance(cell, str) else cell
