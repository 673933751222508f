"""A few invented helplines, as small as they can be, for tests of how steps are run.

Belongs here: writing mappings, deliveries and settings into a test's own folder, and taking them in where how that is
done is not what is tested. Does not belong here: expectations.
The export is the tick-box example of the design: one column per reason, cp1252, two lines before the header.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from pipelines.base.settings import Settings, read_settings
from pipelines.base.version import code_version
from tests.conftest import ROOT, TEST_KEY
from warehouse.assess.step import assess
from warehouse.publish.step import publish
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.tabulate.step import tabulate

SOURCE = """\
name: Invented line {source_id}
network: demo
member: {{id: member_{source_id}, name: Member {source_id}, membership: full, from: 2015-01-01}}
country: SN
region: africa
zone: Africa/Dakar
address: {source_id}/*
cadence: monthly
records: {{several_reasons: yes, setting: per_contact}}
thresholds: {{rejected: 0.5}}
synthetic: yes
mapping: agreed
"""

EXPORT = """\
files: "contacts_*.csv"
read: {csv: {encoding: cp1252, delimiter: ";", header_row: 3}}
row: contact
id: case_no
arrives: {as: updates, newest: {by: "contacts_(%Y-%m-%d).csv"}}
date: {column: date_appel, format: "%d/%m/%Y"}
fields:
  channel: canal
  gender: sexe
  age: age
  contact_type: {never: only counselling is exported}
setting: lieu
reasons: {ticked: "motif_", yes: ["1"]}
"""

DECISIONS = """\
field,source_value,outcome,code,setting,basis,fit,from,to,note,by,on
channel,Téléphone,mapped,voice,,,equal,,,,data officer,2026-11-02
gender,F,mapped,girl,,,equal,,,,data officer,2026-11-02
gender,NSP,missing,,,,,,,,data officer,2026-11-02
setting,Internet,mapped,online,,,equal,,,,data officer,2026-11-02
setting,École,mapped,offline,,,equal,,,,data officer,2026-11-02
reason,motif_chantage,mapped,violence.sexual.extortion,online,label,equal,,,,data officer,2026-11-02
reason,motif_harcelement,mapped,violence.bullying,,,equal,,,,data officer,2026-11-02
"""

HEADER = "Export;;\r\n\r\ncase_no;date_appel;canal;sexe;age;lieu;motif_chantage;motif_harcelement\r\n"

ROWS = (
    "1001;05/03/2024;Téléphone;F;14;Internet;1;",
    "1002;06/03/2024;Téléphone;NSP;11;École;;1",
    "1003;07/03/2024;Téléphone;F;16;Internet;1;1",
)


def write_mapping(mappings: Path, source_id: str, source: str = SOURCE, decisions: str = DECISIONS) -> Path:
    """One mapping folder; gives it back."""
    folder = mappings / source_id
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(source.format(source_id=source_id), encoding="utf-8")
    (folder / "export.yaml").write_text(EXPORT, encoding="utf-8")
    (folder / "decisions.csv").write_text(decisions, encoding="utf-8")
    return folder


def write_delivery(
    deliveries: Path, source_id: str, rows: Iterable[str] = ROWS, day: str = "2024-04-01", header: str = HEADER
) -> Path:
    """One export file of these rows; gives it back."""
    path = deliveries / source_id / f"contacts_{day}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((header + "".join(f"{row}\r\n" for row in rows)).encode("cp1252"))
    return path


def environment_of(folder: Path) -> dict[str, str]:
    """The settings of a network in this folder, as environment variables."""
    return {
        "HARMONISE_WAREHOUSE": str(folder / "warehouse"),
        "HARMONISE_DELIVERIES": str(folder / "deliveries"),
        "HARMONISE_KEY_FILE": str(folder / "configuration" / "key"),
        "HARMONISE_MAPPINGS": str(folder / "mappings"),
        "DAGSTER_HOME": str(folder / "dagster_home"),
    }


def enter_network(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the commands of this process find the network in this folder."""
    for name, value in environment_of(folder).items():
        monkeypatch.setenv(name, value)


def make_network(folder: Path, source_ids: Iterable[str], key_file: Path | None = None) -> Settings:
    """A network whose sources have delivered once, with the fixed test key; gives its settings."""
    for source_id in source_ids:
        write_mapping(folder / "mappings", source_id)
        write_delivery(folder / "deliveries", source_id)
    path = key_file or folder / "configuration" / "key"
    if not path.exists():
        path.parent.mkdir(mode=0o700)
        path.touch(mode=0o600)
        path.write_text(TEST_KEY + "\n", encoding="ascii")
    return read_settings(environment_of(folder), ROOT)


def take_in(settings: Settings, source_ids: Iterable[str]) -> None:
    """Land, stage and harmonise what these sources have delivered, without Dagster."""
    run = settings.open_run()
    for source_id in source_ids:
        land_source(run, source_id, settings.resolve_address(run.registry.address_of(source_id)))
        stage_source(run, source_id)
        harmonise_source(run, source_id)


def release(settings: Settings) -> None:
    """Publish what has been taken in, without Dagster."""
    run = settings.open_run()
    assess(run)
    tabulate(run)
    publish(run, code_version(settings.checkout))
