"""A damaged lake is built anew from landing, for the source that the damage is in alone, and the release says the same.

Each kind of file of the lake is damaged in turn, in one of several sources: a bit flipped, cut, deleted. Then the next
run is made. Where a test damages many files one after the other, each run has to bring back what was there before.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.base.settings import read_settings
from tests.command import Command
from tests.conftest import ROOT
from tests.damaged_network import Network
from tests.test_counts_release import COUNTS, LABELS
from tests.tiny_network import ROWS, SOURCE, enter_network, environment_of, make_network, write_delivery, write_mapping
from tests.tiny_source import HEADER as DECISION_HEADER
from warehouse.land.delivery import list_deliveries
from warehouse.mend.find import find_damage, find_network_damage, find_visible_damage
from warehouse.mend.mend import mend_sources
from warehouse.publish.check import verify_release
from warehouse.publish.step import publish
from warehouse.steps import harmonise_source
from warehouse.store.damage import DamagedFileError
from warehouse.store.manifest import read_source_manifest
from warehouse.store.run import SourceHeldError

pytestmark = pytest.mark.slow

HURT, OTHER, COUNTED = "tiny_hurt", "tiny_other", "tiny_counts"
LENIENT = SOURCE.replace("{{rejected: 0.5}}", "{{rejected: 1, rejected_held: 1, because: rejects are damaged here}}")
NEWER = (
    "1002;08/03/2024;Téléphone;F;12;École;1;1",
    "1004;01/02/2025;Téléphone;F;15;Internet;;1",
    "1005;99/99/2025;Téléphone;F;15;Internet;;1",
)
"""A later version of one contact, a contact of another year, and a record whose date is none."""


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """Three sources: one with several deliveries, versions and rejects, one that is never damaged, one of counts."""
    folder = tmp_path_factory.mktemp("standing")
    settings = make_network(folder, [OTHER])
    write_mapping(settings.mappings, HURT, LENIENT)
    write_delivery(settings.deliveries, HURT)
    write_delivery(settings.deliveries, HURT, [*ROWS[2:], *NEWER], day="2024-05-01")
    place = write_mapping(settings.mappings, COUNTED, LENIENT, DECISION_HEADER + LABELS)
    (place / "export.yaml").write_text(COUNTS, encoding="utf-8")
    (settings.deliveries / COUNTED).mkdir()
    (settings.deliveries / COUNTED / "counts_2023.csv").write_text("quarter;Abuse;Bullying\n2023Q4;5;50\n2023Q3;x;1\n")
    network = Network(settings)
    for source_id in (HURT, OTHER, COUNTED):
        network.ingest(source_id)
    network.next_run("v0")
    assert not network.noted()
    return network


@pytest.fixture
def network(standing: Network, tmp_path: Path) -> Network:
    """A copy of it that a test may damage."""
    shutil.copytree(standing.root.parent, tmp_path / "copy", symlinks=True)
    network = Network(read_settings(environment_of(tmp_path / "copy"), ROOT))
    network.ingest_news()  # files that were copied are looked at once more
    return network


def lake_files(network: Network, ending: str) -> Iterator[Path]:
    """The files of the damaged sources and of the network."""
    for path in sorted(network.settings.layout.lake.rglob(f"*{ending}")):
        if OTHER not in path.parts:
            yield path


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[random.Random(path.name).randrange(len(content))] ^= 1 << random.Random(len(content)).randrange(8)
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def delete(path: Path) -> None:
    path.unlink()


def hurt_and_run(network: Network, damages: Iterable[tuple[Path, Callable[[Path], None]]]) -> None:
    """Damage one file after the other; each time, what the next run does before it publishes has to restore the lake and
    to say which file it restored. The release that is then made says what it said.
    """
    lake, digest, times = network.lake(), network.digest(), network.times(OTHER)
    for path, damage in damages:
        noted = len(network.noted())
        damage(path)
        network.ingest_news()
        mend_sources(network.run)
        network.compute()
        assert network.lake() == lake, path
        assert network.times(OTHER) == times, path
        said = network.noted()[noted:]
        assert said and all(str(path) in line for line in said), (path, said)
    assert network.release("after all of them") == digest


@pytest.mark.parametrize("damage", [flip_a_bit, *(pytest.param(one, marks=pytest.mark.long) for one in (cut, delete))])
def test_every_table_is_restored_for_its_source_alone(network: Network, damage: Callable[[Path], None]) -> None:
    paths = list(lake_files(network, ".parquet"))
    kinds = {path.parent.name for path in paths} | {path.name.split("-")[0] for path in paths}
    assert kinds >= {
        "staged", "rejected", "superseded", "contact", "contact_reason", "contact_attribute", "source_value",
        "reported_count", "source_year", "network_statistics_exact",
    }  # fmt: skip
    hurt_and_run(network, ((path, damage) for path in paths))


@pytest.mark.long
def test_a_manifest_that_was_cut_anywhere_is_built_anew(network: Network) -> None:
    def cut_to(share: float) -> Callable[[Path], None]:
        def damage(path: Path) -> None:
            content = path.read_bytes()
            path.write_bytes(content[: int(share * (len(content) - 2))])

        return damage

    shares = {"manifest.json": (0, 0.1, 0.5, 0.9, 1), "stage.json": (0, 0.5, 1)}
    hurt_and_run(
        network,
        [
            (path, cut_to(share))
            for path in lake_files(network, ".json")
            for share in (shares if HURT in path.parts else {}).get(path.name, (0.5,))
        ],
    )


def change_a_digit(path: Path) -> None:
    """The file stays JSON of the same shape: only its checksum tells that it says something else."""
    content = bytearray(path.read_bytes())
    digits = [place for place, byte in enumerate(content) if byte in b"024682468"]
    content[random.Random(path.name).choice(digits)] ^= 1
    path.write_bytes(content)


@pytest.mark.long
def test_a_bit_in_a_manifest_that_leaves_it_json_is_seen(network: Network) -> None:
    hurt_and_run(network, [(path, change_a_digit) for path in lake_files(network, ".json")])


@pytest.mark.long
def test_what_landing_found_comes_again_with_the_next_pull(network: Network) -> None:
    path = network.settings.layout.landing_findings(HURT)
    before, digest = path.read_bytes(), network.digest()
    path.write_bytes(before[:5])
    assert network.next_run("v1") == digest
    assert path.read_bytes() == before


@pytest.mark.long
def test_a_deleted_manifest_of_another_source_is_no_release_without_that_source(network: Network) -> None:
    """Nobody asks that source for news: it is mended before the release is made."""
    layout, digest = network.settings.layout, network.digest()
    layout.source_manifest(HURT).unlink()
    assert mend_sources(network.run) == (HURT,)
    assert network.release("v1") == digest


def test_readers_refuse_a_damaged_file_by_its_name(network: Network) -> None:
    path = next(path for path in lake_files(network, ".parquet") if path.parent.name == "contact")
    flip_a_bit(path)
    with pytest.raises(DamagedFileError, match=f"{path.name}.*SHA-256.*Run: harmonise run"):
        publish(network.run, "v1")
    manifest = network.settings.layout.source_manifest(HURT)
    manifest.write_text("{", encoding="utf-8")
    with pytest.raises(DamagedFileError, match=f"{manifest}: the file was cut.*Run: harmonise run"):
        read_source_manifest(network.settings.layout, HURT)


def test_damage_that_can_be_seen_is_news_and_a_flipped_bit_waits_until_the_file_is_read(network: Network) -> None:
    layout = network.settings.layout
    path = next(layout.lake_of(HURT).glob("contact/*"))
    assert network.news(HURT) is None
    flip_a_bit(path)
    assert network.news(HURT) is None and not find_visible_damage(layout, HURT)
    assert [one.path for one in find_damage(layout, HURT)] == [path]
    path.unlink()
    assert network.news(HURT) is not None
    assert network.news(OTHER) is None


def test_landing_that_is_damaged_too_holds_its_source_alone(network: Network) -> None:
    """What the last good state needs is whole, so the release stays as it is; the source says what it lacks."""
    layout, digest = network.settings.layout, network.digest()
    for folder in list_deliveries(layout.landing_of(HURT)):
        data = next(path for path in folder.iterdir() if path.suffix == ".csv")
        data.chmod(0o600)
        flip_a_bit(data)
        flip_a_bit(next(layout.lake_of(HURT).glob(f"staged/{folder.name}-*")))
    run = network.run
    mend_sources(run)
    with pytest.raises(SourceHeldError, match="lost_delivery"):
        harmonise_source(run, HURT)
    write_delivery(network.settings.deliveries, OTHER, ROWS[:1], day="2023-01-01")
    network.ingest(OTHER)
    assert network.release("v1") != digest
    with duckdb.connect(str(layout.database), read_only=True) as connection:
        counts = dict(connection.execute("select source_id, count(*) from contact group by all").fetchall())
    assert counts == {HURT: 4, OTHER: 3}


@pytest.mark.long
def test_receipts_that_are_damaged_stop_their_source_and_say_what_to_do(network: Network) -> None:
    layout = network.settings.layout
    path = layout.landing_of(HURT) / "receipts.json"
    path.write_bytes(path.read_bytes()[:20])
    run = network.run
    with pytest.raises(DamagedFileError, match=f"{path}.*Put back a copy"):
        network.ingest(HURT)
    mend_sources(run)
    assert network.release("v1")


@pytest.mark.long
def test_a_damaged_release_is_built_again_with_the_same_digest(network: Network) -> None:
    layout, digest = network.settings.layout, network.digest()
    for number, name in enumerate(("helplines.duckdb", "manifest.json")):
        path = layout.current / name
        path.chmod(0o600)
        flip_a_bit(path)
        assert verify_release(layout.current)
        assert name in verify_release(layout.current)[0]
        assert network.next_run("v0") == digest, number
    (layout.current / "manifest.json").write_text('{"content_digest": ', encoding="utf-8")
    assert network.next_run("v0") == digest


def test_the_commands_mend_and_say_so(
    network: Network, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With Dagster: news of one source, a flipped bit and a cut manifest in the others."""
    folder = network.root.parent
    enter_network(monkeypatch, folder)
    monkeypatch.setenv("COLUMNS", "200")
    layout = network.settings.layout
    harmonise = Command(capfd)
    assert harmonise("run").code == 0
    flipped = next(layout.lake_of(COUNTED).glob("reported_count/*"))
    flip_a_bit(flipped)

    looked = harmonise("doctor")
    assert looked.code == 1 and str(flipped) in looked.out and "delete that file" in looked.out
    assert "Nothing changed" in harmonise("run").out

    layout.source_manifest(HURT).write_text("{", encoding="utf-8")
    write_delivery(network.settings.deliveries, OTHER, ROWS[:2], day="2023-06-01")
    ran = harmonise("run")
    assert ran.code == 0
    joined = " ".join(ran.out.split())
    assert "Damaged, and built anew from landing" in joined
    assert flipped.name in joined.replace(" ", "") and "manifest.json" in joined
    assert not find_damage(layout, COUNTED) and not find_damage(layout, HURT) and not find_network_damage(layout)
    looked = harmonise("doctor")
    assert "every file is as it was written" in looked.out and "2 damaged files" in looked.out
