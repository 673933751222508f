"""The invented network answers its survey: the same files always, and about three in four without OCSEA say `well`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb

from pipelines.demo.helplines import all_helplines
from pipelines.demo.survey import FOLDER, YEARS, write_survey
from schemas.mapping.registry import load_registry
from tests.conftest import ROOT
from warehouse.network.lake import attach
from warehouse.network.registers import attach_registers
from warehouse.steps import harmonise_source, land_source
from warehouse.store.key import make_key_file, read_key
from warehouse.store.layout import Layout
from warehouse.store.manifest import read_source_manifest
from warehouse.store.run import Run


def test_the_same_files_every_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert write_survey(tmp_path / name) == 4
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name / FOLDER).iterdir()} for name in ("one", "two")
    )
    assert first == second and sorted(first)[0] == "survey_2023_2024-02-03.csv"


def test_every_answer_is_understood_and_late_ones_count(tmp_path: Path) -> None:
    write_survey(tmp_path)
    run = Run(
        Layout(tmp_path / "warehouse"), load_registry(ROOT / "mappings"), read_key(make_key_file(tmp_path / "key"))
    )
    land_source(run, FOLDER, str(tmp_path / FOLDER))
    harmonise_source(run, FOLDER)

    manifest = read_source_manifest(run.layout, FOLDER)
    assert manifest is not None and manifest.findings == ()
    assert Counter(one.status_code for one in manifest.deliveries) == {"used": 3, "superseded": 1}
    with duckdb.connect() as connection:
        attach(connection, run.layout, [FOLDER])
        attach_registers(connection, run.registry)
        answered = dict(connection.execute("select survey_year, count(*) from member_survey group by all").fetchall())
        asked = {
            year: sum(int(one.first[:4]) <= year <= int(one.last[:4]) for one in all_helplines()) for year in YEARS
        }
        assert all(0 < answered[year] < asked[year] for year in YEARS)
        # some declare what their system cannot
        contradicted = connection.execute(
            "select count(*) from member_survey inner join source using (member_id) "
            "where several_reasons_code = 'yes' and not can_record_several_reasons"
        ).fetchone()
        assert contradicted == (3,)
        query = (
            "select training_code from member_survey where member_id = 'demo_member_lipa' and survey_year = 2024 "
            "union all select awareness_code from member_survey where member_id = 'demo_member_fjord' "
            "and survey_year = 2024"
        )
        assert connection.execute(query).fetchall() == [("yes",), ("no",)]
