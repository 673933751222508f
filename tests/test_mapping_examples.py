"""Every mapping folder with an `example/`: its invented export gives the tables that lie beside it.

Add the folder, get the test. `python -m tests.test_mapping_examples SOURCE` writes `example/expected/` from what the
export gives now: read it before you commit it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from pipelines.check.trial import GOLDEN, example_files
from schemas.mapping.registry import load_registry
from tests.conftest import ROOT, TEST_KEY
from warehouse.network.lake import attach
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.engine import engine
from warehouse.store.key import Key
from warehouse.store.layout import Layout
from warehouse.store.run import Run

MAPPINGS = ROOT / "mappings"
WITH_EXAMPLE = sorted(path.parent.name for path in MAPPINGS.glob("[!_]*/example"))
TABLES = {
    "contact": "select * exclude (source_id, delivery_id) from contact order by contact_id",
    "contact_reason": "select * exclude (source_id) from contact_reason order by contact_id, reason_code, setting_code",
    "contact_attribute": "select * exclude (source_id) from contact_attribute order by all",
    "source_value": "select * exclude (source_id) from source_value order by all",
}


def tables_of(source_id: str, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """What the example gives, as plain values."""
    inbox = folder / "inbox"
    for name, path in example_files(MAPPINGS / source_id):
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(path.read_bytes())
    run = Run(Layout(folder / "warehouse"), load_registry(MAPPINGS), Key(bytes.fromhex(TEST_KEY)))
    land_source(run, source_id, str(inbox))
    stage_source(run, source_id)
    harmonise_source(run, source_id)
    found = {}
    with engine(run.layout.work) as connection:
        attach(connection, run.layout, [source_id])
        for table, query in TABLES.items():
            found[table] = connection.sql(query).to_arrow_table().to_pylist()
    plain: dict[str, list[dict[str, Any]]] = json.loads(json.dumps(found, default=str))
    return plain


@pytest.mark.parametrize("source_id", WITH_EXAMPLE)
def test_an_example_gives_the_tables_beside_it(source_id: str, tmp_path: Path) -> None:
    found = tables_of(source_id, tmp_path)
    for table, rows in found.items():
        expected = json.loads((MAPPINGS / source_id / "example" / GOLDEN / f"{table}.json").read_text(encoding="utf-8"))
        assert rows == expected, table
    assert found["contact"], "an example without a contact shows nothing"


def test_there_are_examples() -> None:
    assert WITH_EXAMPLE


def write_expected(source_id: str) -> None:
    """Write the tables of one example."""
    target = MAPPINGS / source_id / "example" / GOLDEN
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for table, rows in tables_of(source_id, Path(folder)).items():
            lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            (target / f"{table}.json").write_text(f"[\n{lines}\n]\n" if rows else "[]\n", encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write_expected(name)
