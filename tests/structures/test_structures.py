"""The same three invented contacts, as many kinds of system record them, give the same core tables.

One contact has several reasons (two labels of one of them), one has a reason online and offline, one is silent. The
folders differ in structure, encoding, date form, spelling and order; `golden/` holds what each of them must give.
Write it anew with `python -m tests.structures.test_structures`, and read the difference.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from tests.structure_folder import StructureFolder

HERE = Path(__file__).resolve().parent
STRUCTURES = sorted(path.parent.name for path in HERE.glob("*/export.yaml"))
TABLES = {
    "contact": "select * exclude (source_id, delivery_id) from contact order by contact_id",
    "contact_reason": "select * exclude (source_id) from contact_reason order by contact_id, reason_code, setting_code",
    "contact_attribute": "select * exclude (source_id) from contact_attribute order by contact_id, attribute_code",
}
FOLDER = StructureFolder(HERE, TABLES)


RECORDS = {
    "code_list_inline": 8,
    "code_list_companion": 8,
    "continued_rows": 8,
    "companion_files": 10,
    "companion_sheets": 10,
    "nested_json_booleans": 4,
    "nested_json_lists": 4,
    "numbered_levels": 8,
    "row_per_reason": 8,
    "row_per_reason_and_suspect": 12,
    "star_schema": 10,
    "zipped_tables": 10,
}
"""Physical records where they are not one a contact; those of companions that hold records of contacts count too."""


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_structure_gives_the_golden_tables(structure: str, tmp_path: Path) -> None:
    source = FOLDER.build(structure, tmp_path)
    found = FOLDER.tables_of(source)
    for table, rows in FOLDER.golden().items():
        assert found[table] == rows, table
    assert source.query("select count(*) from source_value where outcome_code = 'unmapped'") == [(0,)]
    query = "select sum(n_rows), sum(n_rows_used), sum(n_superseded), sum(n_rejected), sum(n_contacts) from delivery"
    n_older = 1 if structure.startswith("nested_json") else 0
    n_records = RECORDS.get(structure, 3)
    assert source.query(query) == [(n_records, n_records - n_older, n_older, 0, 3)]


def test_structures_are_named_in_the_reference() -> None:
    """A folder here is an example; its first line says what it shows."""
    for structure in STRUCTURES:
        assert (HERE / structure / "export.yaml").read_text(encoding="utf-8").startswith("# "), structure


def test_the_golden_tables_say_what_was_told() -> None:
    """What a reader would expect of the three contacts, said once by hand."""
    tables = FOLDER.golden()
    by_day = {row["contact_date"]: row for row in tables["contact"]}
    several, both, silent = (by_day[f"2024-03-0{day}"] for day in (5, 6, 7))
    assert (several["n_reasons"], several["n_reasons_recorded"], several["age_years"]) == (3, 4, 14)
    assert (both["n_reasons"], both["n_reasons_recorded"], both["gender_code"]) == (2, 3, "boy")
    assert (silent["contact_type_code"], silent["n_reasons"]) == ("non_counselling.silent", 0)
    assert (silent["gender_code"], silent["age_band_code"], silent["population_code"]) == ("unknown",) * 3
    assert {row["person_code"] for row in tables["contact"]} == {None}
    told = {
        (row["contact_id"], row["reason_code"], row["setting_code"], row["setting_basis_code"], row["n_source_values"])
        for row in tables["contact_reason"]
    }
    assert told == {
        (several["contact_id"], "violence.sexual.extortion", "online", "label", 2),
        (several["contact_id"], "violence.sexual.grooming", "online", "recorded", 1),
        (several["contact_id"], "mental_health.mood", "not_applicable", "none", 1),
        (both["contact_id"], "violence.bullying", "online", "label", 1),
        (both["contact_id"], "violence.bullying", "offline", "label", 1),
        (both["contact_id"], "violence.physical", "offline", "nature", 1),
    }
    (platform,) = tables["contact_attribute"]
    assert (platform["contact_id"], platform["value_code"]) == (several["contact_id"], "social_network.instagram")


def write_golden() -> None:
    """Write the golden tables from the first structure; the tests say whether the others agree."""
    with tempfile.TemporaryDirectory() as folder:
        for table, rows in FOLDER.tables_of(FOLDER.build("tick_boxes", Path(folder))).items():
            lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            target = HERE / "golden" / f"{table}.json"
            target.parent.mkdir(exist_ok=True)
            target.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    write_golden()
