"""The quality report: what the figures rest on and where they are weak, under the headings of SIMS.

Belongs here: filling `quality.yaml` from the release, counts of what is shown and what is not, the cards of
contributors. Does not belong here: a figure or finding of one helpline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import duckdb
import pyarrow as pa
import yaml

from warehouse.publish.public.about import NO_WEIGHTS, SHOWN_OF_DIGEST, UNIT, About
from warehouse.publish.public.cards import HEADER, NOT_SHOWN, Network, read_networks
from warehouse.publish.public.document import Document, Section
from warehouse.publish.public.figures import count_status
from warehouse.publish.public.labels import Labels
from warehouse.publish.public.symbols import BREAK, BY_STATUS
from warehouse.publish.public.tables import described_tables

TITLE = "Quality report"
DECLARED = (
    "What each helpline declared its system can record, not what its data show. A helpline is named where its "
    "agreement allows it."
)


def quality_texts(
    connection: duckdb.DuckDBPyConnection, about: About, labels: Labels, figures: pa.Table
) -> dict[str, str]:
    """The report on the release that is attached as catalog `release`, by the names of its files."""
    networks = [one for one in read_networks(connection, labels) if one.code in about.networks]
    sections = [
        *_headings(about, figures),
        Section("What is shown and what is not", (), ("table", *STATUS.values()), _counts_of_status(figures)),
        *(section for network in networks for section in _sections_of(network, about.warning_of(network.code))),
    ]
    lines = [f"Release with content digest {about.digest[:SHOWN_OF_DIGEST]}. Years: {about.period}."]
    document = Document(TITLE, lines, sections, about.warning)
    return {"quality_report.md": document.markdown(), "quality_report.html": document.html()}


def _headings(about: About, figures: pa.Table) -> list[Section]:
    facts = {
        "years": about.period,
        "digest": about.digest[:SHOWN_OF_DIGEST],
        "unit": UNIT,
        "no_weights": NO_WEIGHTS,
        "break_symbol": BREAK,
        "comment": _comment(about, figures),
    }
    return [Section(one["heading"], [text.format_map(facts) for text in one["text"]]) for one in _written()]


def _written() -> list[dict[str, Any]]:
    text = files(__package__).joinpath("quality.yaml").read_text(encoding="utf-8")
    content: list[dict[str, Any]] = yaml.safe_load(text)
    return content


def _comment(about: About, figures: pa.Table) -> str:
    counted: Counter[str] = Counter()
    for (_, status), number in count_status(figures).items():
        counted[status] += number
    if not counted["published"]:
        return f"{about.without_figures} The files are complete all the same, and say so."
    invented = f"Invented: the network {', '.join(sorted(about.synthetic_networks))}. " if about.is_synthetic else ""
    told = f"{counted['published']:,} of {counted['published'] + counted['suppressed']:,} figures are shown."
    gaps = counted["structural_zero"] + counted["not_available"]
    rest = f" {gaps:,} more are none: nobody can record them, or nobody tells them apart." if gaps else ""
    return invented + told + rest


STATUS = {
    "published": "shown",
    "suppressed": f"suppressed {BY_STATUS['suppressed']}",
    "structural_zero": f"cannot be recorded {BY_STATUS['structural_zero']}",
    "not_available": f"not available {BY_STATUS['not_available']}",
}


def _counts_of_status(figures: pa.Table) -> list[tuple[str, ...]]:
    counts = count_status(figures)
    known = described_tables()
    found = {table for table, _ in counts}
    tables = [*(one for one in known if one in found), *sorted(found - set(known))]
    return [
        (
            known[table].title if table in known else table.upper(),
            *(f"{counts[table, status]:,}" for status in STATUS),
        )
        for table in tables
    ]


def _sections_of(network: Network, warning: str) -> list[Section]:
    lines = [
        f"Members: {network.n_members}; with records or counts in this release: {network.n_contributing}.",
        *([warning] if warning else []),
    ]
    return [
        Section(f"Network {network.code}", lines, ("region", "members"), network.by_region),
        Section(f"What helplines of {network.code} declared", [DECLARED], *_telling(network.cards), level=3),
    ]


def _telling(cards: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The cards without the columns of which nothing may be shown of anybody."""
    kept = [place for place in range(len(HEADER)) if not cards or any(card[place] != NOT_SHOWN for card in cards)]
    return tuple(HEADER[place] for place in kept), [tuple(card[place] for place in kept) for card in cards]
