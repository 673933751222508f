"""The simulated network on disk, read as its mappings declare, for the tests of the demo.

Belongs here: reading its truth and its deliveries without the pipeline. Does not belong here: expectations.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from pipelines.demo.helplines import all_helplines
from pipelines.demo.simulate import Simulated, simulate
from schemas.mapping.export import Export
from schemas.mapping.folder import Reading, read_mapping
from schemas.mapping.read import Csv
from schemas.vocabulary.code import load_codes

ROOT = Path(__file__).resolve().parent.parent
MAPPINGS = ROOT / "mappings"
HELPLINES = {helpline.source_id: helpline for helpline in all_helplines()}
FIRST_STRUCTURES = ("ticked", "listed", "cell", "rows")
PLAIN_TABLES = [
    source_id
    for source_id, helpline in HELPLINES.items()
    if helpline.file.structure in FIRST_STRUCTURES and helpline.file.container == "csv"
]
"""Helplines whose files are delimited text with all of a contact in its own records; read here without the engine."""
Row = dict[str, str]


class Network:
    """A simulated network on disk."""

    def __init__(self, folder: Path, made: Simulated) -> None:
        self.deliveries, self.truth, self.made = folder / "deliveries", folder / "truth", made

    def query(self, sql: str) -> list[Any]:
        """Rows of a query over the truth's tables."""
        with duckdb.connect() as connection:
            for file in self.truth.glob("*.parquet"):
                connection.execute(f"create view {file.stem} as select * from '{file}'")
            return connection.execute(sql).fetchall()

    def number(self, sql: str) -> float:
        """The one number that a query gives."""
        return float(self.query(sql)[0][0])

    def planted(self) -> dict[str, list[str]]:
        """Planted thing -> the helplines that carry it."""
        found = defaultdict(list)
        for entry in yaml.safe_load((self.truth / "planted.yaml").read_text(encoding="utf-8"))["planted"]:
            found[entry["planted"]].append(entry["source_id"])
        return dict(found)

    def rows(self, source_id: str, pattern: str = "*") -> Iterator[Row]:
        """The records of a helpline's tables, read as its mapping declares, under the mapping's own headers."""
        for path in sorted((self.deliveries / source_id).iterdir()):
            if fnmatch(path.name, pattern):
                export = export_for(source_id, path.name)
                assert export.read.csv
                yield from rows_of_table(path, export.read.csv, export)

    def documents(self, source_id: str) -> Iterator[dict[str, Any]]:
        """The objects of a helpline's JSON export, in order of path."""
        for path in sorted((self.deliveries / source_id).rglob("*.json")):
            yield json.loads(path.read_text(encoding="utf-8"))


def mapping_of(source_id: str) -> Reading:
    reading = read_mapping(MAPPINGS / source_id, MAPPINGS / "_exports", load_codes(), source_id)
    assert not reading.problems
    return reading


READINGS = {source_id: mapping_of(source_id) for source_id in HELPLINES}


def export_for(source_id: str, name: str) -> Export:
    (only,) = [one for one in READINGS[source_id].exports if fnmatch(name, one.files)]
    assert isinstance(only, Export)
    return only


def rows_of_table(path: Path, dialect: Csv, export: Export) -> Iterator[Row]:
    text = path.read_bytes().decode(dialect.encoding)
    lines = io.StringIO("".join(text.splitlines(keepends=True)[dialect.header_row - 1 :]), newline="")
    reader = csv.reader(lines, delimiter=codecs.decode(dialect.delimiter, "unicode_escape"), strict=True)
    ours = {other: name for name, others in export.renamed.items() for other in others}
    header = [ours.get(name, name) for name in next(reader)]
    for cells in reader:
        assert len(cells) == len(header)
        yield dict(zip(header, cells, strict=True))


_made: list[Network] = []


def default_network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """The network at its default size and seed, simulated once for all tests."""
    if not _made:
        folder = tmp_path_factory.mktemp("default")
        _made.append(Network(folder, simulate(folder / "deliveries", folder / "truth")))
    return _made[0]


def categories_of(document: dict[str, Any]) -> set[str]:
    raw = document["rawJson"]
    if "categories" in raw:
        return {f"{main} > {sub}" for main, subs in raw["categories"].items() for sub in subs}
    tree = raw["caseInformation"]["categories"]
    return {f"{main} > {sub}" for main, subs in tree.items() for sub, ticked in subs.items() if ticked}


BY_CONTACT = """
    with of_contact as (
        select source_id, record_id, count(*) as n,
            bool_or(reason_code like 'violence%') as is_violence,
            bool_or(reason_code like 'violence.sexual%' and setting_code in ('online', 'both')) as is_ocsea,
            bool_or(reason_code like 'violence.sexual%' and setting_code = 'both') as is_both,
            bool_or(reason_code like 'mental_health%') as is_mind
        from {table} group by source_id, record_id
    )
"""
"""Start of a query: one row per contact of a table of (contact, reason, setting)."""
