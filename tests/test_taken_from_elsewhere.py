"""What was taken from elsewhere once (`harmonise run --from`) stays: the file that still lies at the address as it lay
is no later one.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from pipelines.base.settings import Settings
from pipelines.run.sources import run_sources
from tests.test_counts_release import add_counts
from tests.tiny_network import EXPORT, ROWS, enter_network, make_network, write_delivery
from tests.tiny_source import TinySource
from warehouse.land.receipts import read_receipts
from warehouse.network.lake import attach
from warehouse.publish.retention import list_releases
from warehouse.steps import harmonise_source, has_news, land_source, stage_source
from warehouse.store.engine import engine

UPDATES = 'arrives: {as: updates, newest: {by: "contacts_(%Y-%m-%d).csv"}}'
BY_PERIOD = 'arrives: {as: replaces_period, slot: "contacts_(%Y-%m-%d).csv"}'
FILES = {"contacts": ("tiny_a", "contacts_2024-04-01.csv"), "counts": ("counts", "counts_2023.csv")}
FIGURE = {
    "contacts": "select count(*)::integer from contact where source_id = 'tiny_a'",
    "counts": "select sum(n_contacts)::integer from reported_count where period_start >= '2023-01-01'",
}
ASKED = ("undone", "address_later", "address_older")
UPDATED = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: no
arrives: {as: updates, newest: {by: received}}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {cell: why}
"""
DECISIONS = "reason,Hit,mapped,violence.physical,,,equal,,,,,\n"
BEFORE = {"contacts": 3, "counts": 55}
CORRECTED = {"contacts": 2, "counts": 54}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A source of contacts and one of counts, whose files replace their period."""
    made = make_network(tmp_path, ["tiny_a"])
    (made.mappings / "tiny_a" / "export.yaml").write_text(EXPORT.replace(UPDATES, BY_PERIOD), encoding="utf-8")
    add_counts(tmp_path)
    return made


def correct(settings: Settings, kind: str) -> Path:
    """A folder elsewhere with the corrected file under the same name; gives it back."""
    folder = settings.deliveries.parent / "mail"
    if kind == "contacts":
        return write_delivery(folder, "tiny_a", ROWS[:2]).parent
    folder.mkdir(exist_ok=True)
    (folder / "counts_2023.csv").write_text("quarter;Abuse;Bullying\n2023Q4;4;50\n", encoding="utf-8")
    return folder


def run(settings: Settings, source_id: str, instead: Path | None = None) -> bool:
    """Take in what is new, as a command does; whether anything was."""
    opened = settings.open_run()
    declared = opened.registry.address_of(source_id)
    address, place = settings.locate_files(declared, str(instead) if instead else None)
    if has_news(opened, source_id, address, place) is None:
        return False
    land_source(opened, source_id, address, place)
    stage_source(opened, source_id)
    harmonise_source(opened, source_id)
    return True


def figure(settings: Settings, kind: str) -> int:
    source_id = FILES[kind][0]
    with engine(settings.layout.work) as connection:
        attach(connection, settings.layout, [source_id])
        return int(connection.execute(FIGURE[kind]).fetchall()[0][0])


@pytest.mark.parametrize("kind", FILES)
def test_the_older_file_at_the_address_does_not_come_back(settings: Settings, kind: str) -> None:
    source_id, _ = FILES[kind]
    run(settings, source_id)
    assert figure(settings, kind) == BEFORE[kind]
    run(settings, source_id, correct(settings, kind))
    assert figure(settings, kind) == CORRECTED[kind]

    run(settings, source_id)

    assert figure(settings, kind) == CORRECTED[kind]
    assert not run(settings, source_id)


def questions(settings: Settings, kind: str) -> list[str]:
    """What is asked about files that were taken from elsewhere."""
    source_id = FILES[kind][0]
    with engine(settings.layout.work) as connection:
        attach(connection, settings.layout, [source_id])
        query = "select form_code from lake_finding where finding_code = 'doubtful_replacement' and state_code = 'warn'"
        return [form for (form,) in connection.execute(query).fetchall() if form in ASKED]


@pytest.mark.parametrize("kind", FILES)
def test_the_older_file_that_is_only_written_again_does_not_come_back(settings: Settings, kind: str) -> None:
    """The same file again changes nothing, whatever its time is; but it is said that the address has another one."""
    source_id, name = FILES[kind]
    run(settings, source_id)
    run(settings, source_id, correct(settings, kind))
    assert questions(settings, kind) == []
    path = next(settings.deliveries.rglob(name))
    os.utime(path, (1_800_000_000, 1_800_000_000))

    assert run(settings, source_id)

    assert figure(settings, kind) == CORRECTED[kind]
    assert questions(settings, kind) == ["address_older"]
    assert not run(settings, source_id)


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_came_to_the_address_later_counts_and_is_asked_about(settings: Settings, kind: str) -> None:
    source_id, name = FILES[kind]
    run(settings, source_id)
    path = next(settings.deliveries.rglob(name))
    before = path.read_bytes()
    run(settings, source_id, correct(settings, kind))
    path.write_bytes(before + b"\n")
    run(settings, source_id)
    assert (figure(settings, kind), questions(settings, kind)) == (BEFORE[kind], ["address_later"])
    run(settings, source_id, correct(settings, kind))
    assert (figure(settings, kind), questions(settings, kind)) == (CORRECTED[kind], [])

    path.write_bytes(before)
    run(settings, source_id)

    assert (figure(settings, kind), questions(settings, kind)) == (BEFORE[kind], ["undone"])


def test_what_is_asked_for_again_from_elsewhere_counts_again(settings: Settings) -> None:
    run(settings, "tiny_a")
    mail = correct(settings, "contacts")
    run(settings, "tiny_a", mail)
    path = settings.deliveries / "tiny_a" / "contacts_2024-04-01.csv"
    path.write_bytes(path.read_bytes() + b"\r\n")
    run(settings, "tiny_a")
    assert figure(settings, "contacts") == BEFORE["contacts"]

    assert run(settings, "tiny_a", mail)

    assert figure(settings, "contacts") == CORRECTED["contacts"]
    assert not run(settings, "tiny_a", mail)


def test_a_version_that_is_only_written_again_does_not_come_back(tmp_path: Path) -> None:
    """Contacts that may come again, in the order in which files came: at the address too, one file written again is no
    later one than those that came after it.
    """
    tiny = TinySource.write(tmp_path, UPDATED, DECISIONS)
    first = tiny.put("c_1.csv", "no,day,why\n1,2024-01-01,Hit\n")
    tiny.ingest()
    tiny.put("c_2.csv", "no,day,why\n1,2024-01-02,Hit\n")
    tiny.ingest()
    os.utime(first, (1_800_000_000, 1_800_000_000))

    tiny.ingest()

    assert tiny.query("select contact_date::varchar from contact") == [("2024-01-02",)]


def test_the_address_asked_for_by_name_is_the_address(settings: Settings) -> None:
    run(settings, "tiny_a")

    assert not run(settings, "tiny_a", settings.deliveries / "tiny_a" / "*")
    assert {one.place for one in read_receipts(settings.layout.landing_of("tiny_a"))} == {"address"}


def test_receipts_and_a_cache_of_before_are_read(settings: Settings) -> None:
    """They knew of no place: what had come had come from the address."""
    run(settings, "tiny_a")
    folder = settings.layout.landing_of("tiny_a")
    noted = json.loads((folder / "receipts.json").read_text(encoding="utf-8"))
    without = [{key: value for key, value in one.items() if key != "place"} for one in noted["receipts"]]
    (folder / "receipts.json").write_text(json.dumps({"receipts": without}), encoding="utf-8")
    cache = json.loads((folder / "seen.json").read_text(encoding="utf-8"))
    (folder / "seen.json").write_text(json.dumps(cache["files"]), encoding="utf-8")

    run(settings, "tiny_a", correct(settings, "contacts"))
    run(settings, "tiny_a")

    assert figure(settings, "contacts") == CORRECTED["contacts"]


def test_what_the_address_holds_is_said_again_after_a_pull_from_elsewhere(settings: Settings) -> None:
    """What landing says is what its last pull met; the next one looks at the address again, however little lies there."""
    run(settings, "tiny_a")
    mail = correct(settings, "contacts")
    (mail / "notes.txt").write_text("x", encoding="utf-8")
    run(settings, "tiny_a", mail)
    shutil.rmtree(settings.deliveries / "tiny_a")
    (settings.deliveries / "tiny_a").mkdir()

    assert run(settings, "tiny_a")

    assert not run(settings, "tiny_a")
    assert figure(settings, "contacts") == CORRECTED["contacts"]


@pytest.mark.slow
def test_the_command_does_so(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    enter_network(monkeypatch, tmp_path)
    run_sources(settings, ["tiny_a"], None)
    run_sources(settings, ["tiny_a"], str(correct(settings, "contacts")))

    nightly = run_sources(settings, ["tiny_a"], None)

    assert (nightly.exit_code, nightly.sources[0].n_contacts) == (0, CORRECTED["contacts"])
    assert [folder.name for folder in list_releases(settings.layout)] == ["r0001", "r0002"]
