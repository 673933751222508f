"""Law 7: nothing personal past landing.

Canaries stand in every column that is not declared and inside mapped cells, in four scripts. What was not declared is
found nowhere outside landing; what stands in a mapped cell is found in the restricted lake and nowhere else.
"""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("warehouse.stage.step", reason="the engine is not there yet")

from schemas.mapping.registry import load_registry
from tests.canaries import ADDRESSES, EMAILS, NAMES, PHONES, SCRIPTS, find_canaries
from tests.conftest import TEST_KEY
from warehouse.assess.step import assess
from warehouse.publish.step import publish
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.key import Key
from warehouse.store.layout import Layout
from warehouse.store.run import Run, StepResult
from warehouse.tabulate.step import tabulate

SOURCE_ID = "demo_canary"

SOURCE = """\
name: Canary line (invented)
network: demo
member: {id: demo_member_canary, name: Canary member (invented), membership: full, from: 2015-01-01}
country: SN
region: africa
zone: Africa/Dakar
address: demo_canary/*
cadence: yearly
records: {several_reasons: yes, setting: per_contact}
thresholds: {unmapped_reasons: 1, rejected: 0.9, because: canaries are meant to be rejected}
synthetic: yes
mapping: agreed
"""

EXPORT = """\
files: "contacts_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: contact
id: case_no
arrives: {as: updates, newest: {by: "contacts_(%Y-%m-%d).csv"}}
date: {column: date_appel, format: "%d/%m/%Y"}
fields:
  channel: canal
  gender: sexe
  age: age
  platform: plateforme
  contact_type: {never: only counselling is exported}
setting: lieu
reasons: {cell: motifs, delimiter: "|"}
"""

DECISIONS = """\
field,source_value,outcome,code,setting,basis,fit,from,to,note,by,on
channel,Téléphone,mapped,voice,,,equal,,,,data officer,2026-11-02
gender,F,mapped,girl,,,equal,,,,data officer,2026-11-02
setting,Internet,mapped,online,,,equal,,,,data officer,2026-11-02
reason,Chantage,mapped,violence.sexual.extortion,online,label,equal,,,,data officer,2026-11-02
"""

DECLARED = ("case_no", "date_appel", "canal", "sexe", "age", "plateforme", "lieu", "motifs")
MAPPED = ("canal", "sexe", "age", "plateforme", "lieu", "motifs")
UNDECLARED = {"nom": NAMES, "telephone": PHONES, "courriel": EMAILS, "adresse": ADDRESSES}
GOOD = {
    "date_appel": "05/03/2024", "canal": "Téléphone", "sexe": "F", "age": "14", "plateforme": "",
    "lieu": "Internet", "motifs": "Chantage",
}  # fmt: skip


def canary_in(column: str, script: str) -> str:
    """The canary of a mapped cell: another one for each column, so that it can be told which leaked."""
    return f"{NAMES[script]} ~{column}~"


ID_CANARIES = tuple(f"{PHONES[script]} #{script}" for script in SCRIPTS)
DATE_CANARIES = tuple(f"{ADDRESSES[script]} @{script}" for script in SCRIPTS)
CELL_CANARIES = tuple(canary_in(column, script) for column in MAPPED for script in SCRIPTS)
COLUMN_CANARIES = tuple(one[script] for one in UNDECLARED.values() for script in SCRIPTS if one is not NAMES)
NAME_CANARIES = tuple(f"<{NAMES[script]}>" for script in SCRIPTS)
NOWHERE = (*COLUMN_CANARIES, *NAME_CANARIES, *ID_CANARIES, *DATE_CANARIES)


def rows() -> Iterator[dict[str, str]]:
    """Thirty good records, then one for each canary; every record has canaries in all columns that are not declared."""
    number = 0

    def record(script: str, **cells: str) -> dict[str, str]:
        nonlocal number
        number += 1
        hidden = {column: one[script] for column, one in UNDECLARED.items()}
        return {"case_no": f"C{number}", **GOOD, **hidden, "nom": f"<{NAMES[script]}>", **cells}

    for script in SCRIPTS * 8:
        yield record(script)
    for index, script in enumerate(SCRIPTS):
        for column in MAPPED:
            yield record(script, **{column: canary_in(column, script)})
        yield record(script, motifs=f"Chantage|{canary_in('motifs', script)}")
        yield record(script, case_no=ID_CANARIES[index])
        yield record(script, date_appel=DATE_CANARIES[index])


def process(place: Path) -> tuple[Run, list[StepResult]]:
    """A whole run below this place, and what its steps told."""
    folder = place / "mappings" / SOURCE_ID
    folder.mkdir(parents=True)
    for name, text in (("source.yaml", SOURCE), ("export.yaml", EXPORT), ("decisions.csv", DECISIONS)):
        (folder / name).write_text(text, encoding="utf-8")
    delivered = place / "deliveries" / SOURCE_ID / "contacts_2024-12-31.csv"
    delivered.parent.mkdir(parents=True)
    export = io.StringIO(newline="")
    writer = csv.DictWriter(export, [*DECLARED, *UNDECLARED], delimiter=";")
    writer.writeheader()
    writer.writerows(rows())
    delivered.write_text(export.getvalue(), encoding="utf-8", newline="")

    layout = Layout(place / "warehouse")
    layout.root.mkdir()
    run = Run(layout, load_registry(place / "mappings"), Key(bytes.fromhex(TEST_KEY)))
    return run, [
        land_source(run, SOURCE_ID, str(delivered.parent)),
        stage_source(run, SOURCE_ID),
        harmonise_source(run, SOURCE_ID),
        assess(run),
        tabulate(run),
        publish(run, "test"),
    ]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A whole run, for tests that look at what it left."""
    return process(tmp_path_factory.mktemp("canaries"))[0]


def outside_landing(layout: Layout, needles: tuple[str | bytes, ...]) -> list[str]:
    """Files that hold a needle, below the warehouse but not in landing; the first folder's name leads."""
    found = [path.relative_to(layout.root).as_posix() for path in find_canaries(layout.root, needles)]
    return [path for path in found if not path.startswith("landing/")]


def test_canaries_stay_where_they_belong(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    run, results = process(tmp_path)
    written = capfd.readouterr()
    said = "\n".join([repr(results), caplog.text, written.out, written.err])
    layout = run.layout
    for canary in (*NOWHERE, *CELL_CANARIES):
        assert find_canaries(layout.landing, [canary]), "a canary that was not planted proves nothing"

    assert outside_landing(layout, NOWHERE) == []
    leaked = [path for path in outside_landing(layout, CELL_CANARIES) if not path.startswith("lake/")]
    assert leaked == []
    assert any("source_value" in path for path in outside_landing(layout, CELL_CANARIES))
    assert not [canary for canary in (*NOWHERE, *CELL_CANARIES) if canary in said]


@pytest.mark.long
def test_lake_and_landing_are_shut_to_others(done: Run) -> None:
    layout = done.layout
    for folder in (layout.landing, layout.lake, layout.releases):
        assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.long
def test_the_key_stands_in_no_file(done: Run) -> None:
    layout = done.layout
    pads = done.key.for_source(SOURCE_ID).pads()

    assert find_canaries(layout.root, [TEST_KEY, bytes.fromhex(TEST_KEY), *pads]) == []
    where_checked = find_canaries(layout.root, [done.key.check()])
    assert layout.key_check in where_checked
    assert all(path.is_relative_to(layout.lake) for path in where_checked)


def test_the_release_can_still_be_counted(done: Run) -> None:
    """What hides canaries hides no contact: law 1 holds for them too."""
    import duckdb

    with duckdb.connect(str(done.layout.database), read_only=True) as release:
        delivery = release.execute(
            "select n_rows, n_rows_used + n_superseded + n_ignored + n_rejected, n_rejected from delivery"
        ).fetchall()
        hidden = release.execute("select count(*) from source_value where source_value like 'hash:%'").fetchone()

    n_rows = sum(1 for _ in rows())
    assert delivery == [(n_rows, n_rows, len(SCRIPTS))]
    assert hidden is not None and hidden[0] >= len(CELL_CANARIES)
