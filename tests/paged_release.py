"""A release of the whole simulated network, small, with its pages: for the tests of the pages.

Belongs here: making it once, and reading a page as a browser would. Does not belong here: expectations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.demo.simulate import simulate
from schemas.finding import Finding
from schemas.mapping.registry import load_registry
from tests.conftest import TEST_KEY
from tests.demo_network import MAPPINGS
from warehouse.assess.step import assess
from warehouse.publish.step import publish
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.key import Key
from warehouse.store.layout import Layout
from warehouse.store.run import Run
from warehouse.tabulate.step import tabulate

SMALL = 6_000
VOID = {"meta", "br", "img", "hr", "input", "link"}
_made: list[Path] = []


def run_of(folder: Path, mappings: Path = MAPPINGS) -> Run:
    """A warehouse in this folder, with the key that everybody knows."""
    return Run(Layout(folder / "warehouse"), load_registry(mappings), Key(bytes.fromhex(TEST_KEY)))


def make_release(run: Run, deliveries: Path) -> Path:
    """Take in all that was delivered and publish; the release's folder."""
    run.layout.root.mkdir(exist_ok=True)
    for source_id in run.registry.sources:
        if (deliveries / source_id).is_dir():
            land_source(run, source_id, str(deliveries / source_id))
            stage_source(run, source_id)
            harmonise_source(run, source_id)
    assess(run)
    tabulate(run)
    (folder,) = publish(run, "test").paths
    return folder


def demo_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the simulated network; of the mappings without invented data nothing has come."""
    if not _made:
        folder = tmp_path_factory.mktemp("paged")
        simulate(folder / "deliveries", folder / "truth", SMALL, 7)
        _made.append(make_release(run_of(folder), folder / "deliveries"))
    return _made[0]


def folder_of_demo(release: Path) -> Path:
    """Where the simulated network of the release lies: deliveries, truth, warehouse."""
    return release.parents[2]


def pages_of(release: Path) -> dict[str, str]:
    """Every page by source, and the one of the network under `internal`."""
    helplines = {path.parent.name: path for path in release.glob("for_helplines/*/index.html")}
    return {
        name: path.read_text(encoding="utf-8")
        for name, path in {**helplines, "internal": release / "internal" / "index.html"}.items()
    }


def ask(release: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows of a query on the release."""
    with duckdb.connect(str(release / "helplines.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def findings_of(release: Path, condition: str) -> list[Finding]:
    """The findings of a release for which an SQL condition holds, as pages read them."""
    known = list(Finding.__dataclass_fields__)
    rows = ask(release, f"select {', '.join(known)} from finding where {condition} order by all")
    return [Finding.from_dict(dict(zip(known, row, strict=True))) for row in rows]


@dataclass
class Read(HTMLParser):
    """A page as it is read: complaints about its form, and what it holds."""

    complaints: list[str] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""
    heads: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        self.tags.append((tag, own))
        self.ids += [own["id"] or ""] if "id" in own else []
        self.links += [own["href"] or ""] if "href" in own else []
        if re.fullmatch("h[1-6]", tag):
            self.heads.append(int(tag[1]))
        if tag not in VOID:
            self.open_tags.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open_tags or self.open_tags[-1] != tag:
            self.complaints.append(f"</{tag}> in line {self.getpos()[0]} closes {self.open_tags[-1:]}")
            return
        self.open_tags.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open_tags:
            self.text += data


def read(page: str) -> Read:
    """Read a page to its end."""
    reader = Read()
    reader.feed(page)
    reader.close()
    return reader
