"""The survey of members is a public table: helplines are counted, and what too few answered has its symbol."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

from tests.public_network import PublicNetwork
from warehouse.publish.public.write import write_public

SURVEY_COUNT = """
    create or replace table release.main.survey_count as
    select 'demo' as network_code, 2024 as survey_year, * from (values
        ('all', 'training', 'yes', 12, 15, '12 of 15', true),
        ('all', 'own_detection', 'not_well', null, null, null, false),
        ('all', 'own_detection', 'very_well', null, null, null, false),
        ('all', 'own_detection', 'unknown', null, null, null, false),
        ('no_ocsea_counted', 'own_detection', 'very_or_moderately_well', 3, 4, '3 of 4', false)
    ) as counts (base_code, question_code, answer_code, n_helplines, n_base, said, is_taken_over)
"""


def test_what_members_answered_is_a_table(tmp_path: Path) -> None:
    with PublicNetwork().connect(tmp_path / "helplines.duckdb") as connection:
        connection.execute(SURVEY_COUNT)
        write_public(connection, tmp_path)

    rows = pq.read_table(tmp_path / "public/tables/t10_survey.parquet").to_pylist()
    found = {(row["helplines_counted"], row["answer"]): (row["number"], row["out_of"], row["symbols"]) for row in rows}
    assert found == {
        ("All that answered", "Yes"): (12, 15, None),
        ("All that answered", "Very well"): (None, None, "[c]"),
        ("All that answered", "Not well"): (None, None, "[c]"),
        ("All that answered", "Don't know"): (None, None, "[c]"),
        ("Those that could record OCSEA in that year and counted none", "Very or moderately well"): (3, 4, None),
    }
    # a scale in its order, not by letters
    assert [row["answer"] for row in rows][:4] == ["Yes", "Very well", "Not well", "Don't know"]
    notes = {row["answer"]: row["note"] for row in rows if row["note"]}
    assert list(notes) == ["Yes"] and notes["Yes"].startswith("Taken over from an earlier release")
    assert "T10" in CalamineWorkbook.from_path(str(tmp_path / "public/tables.xlsx")).sheet_names

    from frictionless import validate

    assert validate(str(tmp_path / "public/datapackage.json")).valid
