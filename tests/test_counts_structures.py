"""The same invented counts of two quarters, in as many shapes as systems count them, give the same core tables.

One count is suppressed, one cell is blank, one is a true zero; totals stand beside. `structures_counts/golden/` holds
what each folder must give. Write it anew with `python -m tests.test_counts_structures`, and read the difference.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.structure_folder import StructureFolder

HERE = ROOT / "tests" / "structures_counts"
STRUCTURES = sorted(path.parent.name for path in HERE.glob("*/export.yaml"))
TABLES = {
    "reported_count": "select * exclude (source_id) from reported_count "
    "order by period_start, reason_code, setting_code, gender_code",
    "source_value": "select * exclude (source_id) from source_value order by field, source_value",
}
RECORDS = {
    "counts_crosstab": (3, 2, 1),
    "counts_documents": (11, 11, 0),
    "counts_long": (13, 11, 2),
    "counts_wide": (2, 2, 0),
}
"""Physical records, those used, those left out."""
FOLDER = StructureFolder(HERE, TABLES)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_structure_gives_the_golden_tables(structure: str, tmp_path: Path) -> None:
    source = FOLDER.build(structure, tmp_path)
    found = FOLDER.tables_of(source)
    for table, rows in FOLDER.golden().items():
        assert found[table] == rows, table
    query = "select n_rows, n_rows_used, n_ignored, n_superseded, n_rejected, n_contacts from delivery"
    assert source.query(query) == [(*RECORDS[structure], 0, 0, 0)]
    findings = source.query("select finding_code, numerator from lake_finding where state_code <> 'pass' order by all")
    assert findings == [("suppressed_counts", 1)]


def test_the_golden_tables_say_what_was_told() -> None:
    """What a reader would expect of the two quarters, said once by hand."""
    counts = {
        (row["period_start"], row["period_end"], row["reason_code"], row["setting_code"], row["gender_code"]): row[
            "n_contacts"
        ]
        for row in FOLDER.golden()["reported_count"]
    }
    first, second = ("2022-01-01", "2022-03-31"), ("2022-04-01", "2022-06-30")
    assert counts == {
        (*first, "mental_health.mood", "not_applicable", "boy"): 0,
        (*first, "mental_health.mood", "not_applicable", "girl"): 88,
        (*first, "violence.bullying", "unknown", "boy"): 310,
        (*first, "violence.bullying", "unknown", "girl"): 1204,
        (*first, "violence.sexual.grooming", "online", "girl"): 41,
        (*second, "mental_health.mood", "not_applicable", "boy"): 5,
        (*second, "mental_health.mood", "not_applicable", "girl"): 12,
        (*second, "violence.bullying", "unknown", "boy"): 9,
        (*second, "violence.bullying", "unknown", "girl"): 17,
        (*second, "violence.sexual.grooming", "online", "girl"): 6,
    }
    assert {row["age_band_code"] for row in FOLDER.golden()["reported_count"]} == {None}
    coverage = {row["source_value"]: (row["n_values"], row["n_contacts"]) for row in FOLDER.golden()["source_value"]}
    assert coverage == {
        "Boy": (4, 324),
        "Girl": (6, 1368),
        "Bullying": (4, 1540),
        "Grooming": (2, 47),
        "Sadness": (4, 105),
    }


def write_golden() -> None:
    """Write the golden tables from the long form; the tests say whether the others agree."""
    with tempfile.TemporaryDirectory() as folder:
        for table, rows in FOLDER.tables_of(FOLDER.build("counts_long", Path(folder))).items():
            lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            (HERE / "golden" / f"{table}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    write_golden()
