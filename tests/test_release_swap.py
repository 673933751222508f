"""Publishing: nothing is published twice, old releases go, damage is noticed."""

from __future__ import annotations

import os
import shutil
from multiprocessing.synchronize import Event
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from tests import fake_lake
from tests.apart import FORKING
from tests.published_lake import ask, names, publish_new
from warehouse.network.manifest import NetworkManifest, write_network_manifest
from warehouse.publish.check import verify_release
from warehouse.publish.inputs import read_inputs
from warehouse.publish.release import ReleaseRefusedError, digest_shape
from warehouse.publish.retention import shown_release
from warehouse.publish.step import publish, rests_on
from warehouse.store.durable import read_json
from warehouse.store.key import Key
from warehouse.store.lake_files import hash_files
from warehouse.store.layout import Layout
from warehouse.store.lock import LockedError, exclusive
from warehouse.store.manifest import read_source_manifest, write_held, write_source_manifest


def write_network_finding(layout: Layout) -> None:
    """One finding, as `assess` leaves it."""
    network = layout.lake / "_network"
    network.mkdir()
    finding = {
        "source_id": "demo_alpha", "finding_code": "one_reason", "state_code": "warn", "sentence": "a",
        "cause_code": "habit", "question": "", "is_explained": False, "form_code": "rare", "facts": "{}",
    }  # fmt: skip
    pq.write_table(fake_lake.table_of("finding", [finding]), network / "finding-1.parquet")
    tables = {"finding": "finding-1.parquet"}
    made = NetworkManifest(tables=tables, hashes=hash_files(network, tables.values()))
    write_network_manifest(layout, "assess", made)


def test_the_first_release_is_whole(layout: Layout, key: Key) -> None:
    fake_lake.write_lake(layout)

    result = publish(fake_lake.run_of(layout, key), "v1")

    assert result.changed
    assert result.counts["release_number"] == 1
    assert result.counts["contact"] == 2 * 2 * 28
    assert os.readlink(layout.current) == "releases/r0001"
    folder = layout.releases / "r0001"
    assert sorted(path.name for path in folder.iterdir()) == [
        "for_helplines", "helplines.duckdb", "internal", "manifest.json", "public",
    ]  # fmt: skip
    assert verify_release(folder) == ()
    assert folder.stat().st_mode & 0o077 == 0


def test_release_info_says_what_it_was_made_from(layout: Layout, key: Key) -> None:
    fake_lake.write_lake(layout)
    publish(fake_lake.run_of(layout, key), "v1")

    [(number, version, synthetic, digest, hashes, counts)] = ask(
        layout,
        "select release_number, code_version, has_synthetic, content_digest, map_from_entries(input_hashes), "
        "map_from_entries(row_counts) from release_info",
    )

    assert (number, version, synthetic) == (1, "v1", True)
    assert digest == read_json(layout.current / "manifest.json")["content_digest"]
    assert {"mapping_hash", "codes_hash", "sources_hash", "source/demo_alpha", "source/demo_beta"} <= set(hashes)  # type: ignore[call-overload]
    assert counts["contact"] == 112  # type: ignore[index]


def test_the_same_again_publishes_nothing(layout: Layout, key: Key) -> None:
    fake_lake.write_lake(layout)
    first = publish(fake_lake.run_of(layout, key), "v1")
    fake_lake.write_lake(layout)

    second = publish(fake_lake.run_of(layout, key), "v1")

    assert not second.changed
    assert (second.counts, second.paths) == (first.counts, first.paths)
    assert names(layout) == ["r0001"]


@pytest.mark.parametrize("what", ["content", "held", "network", "sources"])
def test_anything_that_decides_content_publishes_anew(layout: Layout, key: Key, what: str) -> None:
    fake_lake.write_lake(layout)
    publish(fake_lake.run_of(layout, key), "v1")
    sources: tuple[str, ...] = fake_lake.SOURCES
    if what == "content":
        fake_lake.write_lake(layout, n_contacts=29)
    elif what == "held":
        write_held(layout, "demo_alpha", ())
    elif what == "network":
        write_network_finding(layout)
    else:
        # a helpline is withdrawn: its mapping goes, and its folder moves out of the lake
        sources = fake_lake.SOURCES[:1]
        shutil.move(layout.lake_of(fake_lake.SOURCES[1]), layout.root / "withdrawn")

    assert publish(fake_lake.run_of(layout, key, sources), "v1").changed
    assert os.readlink(layout.current) == "releases/r0002"


def test_a_release_that_would_say_the_same_is_not_made(layout: Layout, key: Key) -> None:
    """Another program over the same lake: it is built once, found to say the same, and never built again."""
    fake_lake.write_lake(layout)
    publish(fake_lake.run_of(layout, key), "v1")
    before = {path: path.read_bytes() for path in layout.current.iterdir() if path.is_file()}

    again = publish(fake_lake.run_of(layout, key), "v2")

    assert (again.changed, names(layout)) == (False, ["r0001"])
    assert {path: path.read_bytes() for path in before} == before
    shown = shown_release(layout)
    assert shown is not None
    for version, is_known in (("v1", True), ("v2", True), ("v3", False)):
        assert rests_on(layout, shown, read_inputs(fake_lake.run_of(layout, key), version)) == is_known


def test_another_view_or_comment_is_another_release(layout: Layout, key: Key) -> None:
    fake_lake.write_lake(layout)
    publish(fake_lake.run_of(layout, key), "v1")
    digests = set()
    for change in (
        "select 1",
        "create view release.main.more as select 1 as x",
        "comment on table release.main.contact is 'x'",
    ):
        with duckdb.connect() as connection:
            shutil.copy(layout.database, layout.root / "copy.duckdb")
            (layout.root / "copy.duckdb").chmod(0o600)
            connection.execute(f"attach '{layout.root / 'copy.duckdb'}' as release")
            connection.execute(change)
            digests.add(digest_shape(connection))

    assert len(digests) == 3
    assert read_json(layout.current / "manifest.json")["shape_digest"] in digests


def test_equal_content_has_the_equal_digest_in_another_warehouse(layout: Layout, key: Key, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    digests = set()
    for one in (layout, Layout(tmp_path / "elsewhere")):
        fake_lake.write_lake(one)
        publish(fake_lake.run_of(one, key), "v1")
        digests.add(read_json(one.current / "manifest.json")["content_digest"])

    assert len(digests) == 1


def test_network_tables_come_into_the_release(layout: Layout, key: Key) -> None:
    fake_lake.write_lake(layout)
    write_network_finding(layout)

    publish(fake_lake.run_of(layout, key), "v1")

    assert ask(layout, "select source_id, finding_code, cause_code from finding") == [
        ("demo_alpha", "one_reason", "habit")
    ]


@pytest.mark.long
def test_the_last_releases_stay_and_the_one_being_read(layout: Layout, key: Key) -> None:
    fake_lake.write_lake(layout)
    publish(fake_lake.run_of(layout, key), "v1", keep=2)
    ready, done = FORKING.Event(), FORKING.Event()
    reader = FORKING.Process(target=hold_open, args=(layout.database.resolve(), ready, done))
    reader.start()
    try:
        assert ready.wait(60)
        for n_contacts in (2, 3, 4):
            publish_new(layout, key, n_contacts, keep=2)
        assert names(layout) == ["r0001", "r0003", "r0004"]
    finally:
        done.set()
        reader.join(60)
    assert reader.exitcode == 0

    publish_new(layout, key, 5, keep=2)

    assert names(layout) == ["r0004", "r0005"]
    assert shown_release(layout) == (layout.releases / "r0005").resolve()


def hold_open(database: Path, ready: Event, done: Event) -> None:
    """Keep a release open, ask it something before and after the others came."""
    with duckdb.connect(str(database), read_only=True) as connection:
        before = connection.execute("select count(*) from contact").fetchone()
        ready.set()
        done.wait(120)
        assert connection.execute("select count(*) from contact").fetchone() == before


@pytest.mark.long
def test_the_release_that_is_shown_stays_even_where_it_is_old(layout: Layout, key: Key) -> None:
    for n_contacts in (1, 2, 3):
        publish_new(layout, key, n_contacts)
    layout.current.unlink()
    layout.current.symlink_to("releases/r0001")

    assert publish_new(layout, key, 1, keep=1) == "r0001"

    assert names(layout) == ["r0001", "r0002", "r0003"]


def test_a_broken_check_leaves_the_current_release(layout: Layout, key: Key) -> None:
    fake_lake.write_lake(layout)
    publish(fake_lake.run_of(layout, key), "v1")
    manifest = read_source_manifest(layout, "demo_alpha")
    assert manifest is not None
    manifest.years[2023].counts["contact"] += 1
    write_source_manifest(layout, manifest)

    with pytest.raises(ReleaseRefusedError, match="contact: 112 rows, the lake's manifests count 113"):
        publish(fake_lake.run_of(layout, key), "v1")

    assert os.readlink(layout.current) == "releases/r0001"
    assert sorted(path.name for path in layout.releases.iterdir()) == ["r0001"]
    assert verify_release(layout.current) == ()


def test_a_canary_is_refused_where_it_was_asked_for(layout: Layout, key: Key) -> None:
    fake_lake.write_lake(layout)

    with pytest.raises(ReleaseRefusedError, match="hold a canary"):
        publish(fake_lake.run_of(layout, key), "v1", canaries=["Member of demo_alpha"])

    assert publish(fake_lake.run_of(layout, key), "v1", canaries=[fake_lake.RARE_VALUE]).changed


@pytest.mark.parametrize("damage", ["byte", "cut", "gone", "wal", "manifest"])
def test_damage_is_noticed_and_the_next_run_replaces_it(layout: Layout, key: Key, damage: str) -> None:
    fake_lake.write_lake(layout)
    publish(fake_lake.run_of(layout, key), "v1")
    database = layout.releases / "r0001" / "helplines.duckdb"
    database.chmod(0o600)
    content = database.read_bytes()
    if damage == "byte":
        middle = len(content) // 2
        database.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    elif damage == "cut":
        database.write_bytes(content[:-1])
    elif damage == "gone":
        database.unlink()
    elif damage == "wal":
        database.with_name("helplines.duckdb.wal").write_bytes(b"x")
    else:
        (layout.releases / "r0001" / "manifest.json").unlink()

    assert len(verify_release(layout.releases / "r0001")) == 1
    assert publish(fake_lake.run_of(layout, key), "v1").counts["release_number"] == 2
    assert verify_release(layout.current) == ()


def test_only_one_publishes_at_a_time(layout: Layout, key: Key) -> None:
    fake_lake.write_lake(layout)

    with exclusive(layout.lock("publish"), "The release"), pytest.raises(LockedError, match="being written by process"):
        publish(fake_lake.run_of(layout, key), "v1")

    assert publish(fake_lake.run_of(layout, key), "v1").changed


def test_a_full_disk_is_named_and_publishes_nothing(layout: Layout, key: Key) -> None:
    import resource

    fake_lake.write_lake(layout)
    publish(fake_lake.run_of(layout, key), "v1")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(ReleaseRefusedError, match="releases"):
            publish_new(layout, key, 29)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert names(layout) == ["r0001"]
    assert publish_new(layout, key, 29) == "r0002"
