"""Landing: bytes are kept as they are, the same bytes are received once, whatever cannot be landed is named."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest

from warehouse.land.delivery import FileFormat, Manifest, list_deliveries, read_manifest, verify_delivery
from warehouse.land.receipts import latest_arrivals, read_receipts
from warehouse.land.step import Landed, LandingError, land, new_files_fingerprint
from warehouse.store.run import silent

CONTACTS = FileFormat("contacts", "contacts_*.csv", newest="contacts_(%Y-%m-%d).csv")
YEARS = FileFormat("years", "year_*.csv", slot="year_(%Y).csv")
OBJECTS = FileFormat("objects", "hrm-data/*/*.json", packs=True)
FORMATS = (CONTACTS, YEARS, OBJECTS)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    return tmp_path / "landing" / "demo"


def put(inbox: Path, name: str, text: str) -> Path:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def pull(landing: Path, address: Path | str, formats: Sequence[FileFormat] = FORMATS) -> Landed:
    return land(landing, "demo", str(address), formats, ["notes/*"], silent)


def manifests(landing: Path) -> list[Manifest]:
    return [read_manifest(folder) for folder in list_deliveries(landing)]


def fingerprint(landing: Path, address: Path | str) -> str | None:
    return new_files_fingerprint(landing, "demo", str(address), FORMATS, ["notes/*"])


def test_a_csv_file_is_one_delivery_with_its_bytes_and_what_its_name_says(inbox: Path, landing: Path) -> None:
    put(inbox, "contacts_2023-05-14.csv", "id\n1\n")
    put(inbox, "year_2021.csv", "id\n2\n")
    landed = pull(landing, inbox)
    assert (len(landed.new), landed.n_receipts, landed.n_files_seen, landed.findings) == (2, 2, 2, ())
    by_name = {one.files[0].name: one for one in manifests(landing)}
    assert by_name["contacts_2023-05-14.csv"].files[0].newest == "2023-05-14"
    assert by_name["year_2021.csv"].files[0].slot == "2021"
    one = by_name["year_2021.csv"]
    folder = landing / one.delivery_id
    assert (folder / "year_2021.csv").read_bytes() == b"id\n2\n"
    assert (folder.stat().st_mode & 0o777, (folder / "year_2021.csv").stat().st_mode & 0o777) == (0o700, 0o600)
    assert landing.stat().st_mode & 0o777 == 0o700
    assert len(one.delivery_id) == 24 and verify_delivery(folder) == ()


def test_the_new_files_of_a_pull_are_one_pack_whose_bytes_depend_on_content_only(inbox: Path, tmp_path: Path) -> None:
    for day, number in (("b", 2), ("a", 1), ("a", 3)):
        put(inbox, f"hrm-data/{day}/{number}.json", json.dumps({"id": number}))
    packs = []
    for place in ("one", "two"):
        copy = tmp_path / place / "in"
        shutil.copytree(inbox, copy)
        os.utime(copy / "hrm-data/a/1.json", (1, 1))
        pull(tmp_path / place / "landing", copy)
        (manifest,) = manifests(tmp_path / place / "landing")
        packs.append((tmp_path / place / "landing" / manifest.delivery_id / "pack.tar").read_bytes())
    assert packs[0] == packs[1]
    assert [file.name for file in manifest.files] == ["hrm-data/a/1.json", "hrm-data/a/3.json", "hrm-data/b/2.json"]
    for file in manifest.files:
        assert file.offset is not None
        assert json.loads(packs[0][file.offset : file.offset + file.n_bytes])["id"] == int(file.name[-6])
    with tarfile.open(tmp_path / "two" / "landing" / manifest.delivery_id / "pack.tar") as tar:
        assert tar.getnames() == [file.name for file in manifest.files]
        assert {member.mtime for member in tar.getmembers()} == {0}


def test_a_second_pull_packs_only_what_no_delivery_holds(inbox: Path, landing: Path) -> None:
    put(inbox, "hrm-data/a/1.json", '{"id": 1}')
    pull(landing, inbox)
    put(inbox, "hrm-data/b/1.json", '{"id": 1}')
    put(inbox, "hrm-data/b/2.json", '{"id": 2}')
    landed = pull(landing, inbox)
    assert len(landed.new) == 1 and landed.n_receipts == 2
    new = read_manifest(landing / landed.new[0])
    assert [file.name for file in new.files] == ["hrm-data/b/2.json"]


def test_the_same_file_again_changes_nothing(inbox: Path, landing: Path) -> None:
    put(inbox, "year_2021.csv", "id\n1\n")
    assert fingerprint(landing, inbox) is not None
    pull(landing, inbox)
    before = {path: path.read_bytes() for path in landing.rglob("*") if path.is_file()}
    landed = pull(landing, inbox)
    assert (landed.new, landed.n_receipts) == ((), 0)
    assert {path: path.read_bytes() for path in landing.rglob("*") if path.is_file()} == before
    assert fingerprint(landing, inbox) is None


def test_the_cache_may_be_lost(inbox: Path, landing: Path) -> None:
    put(inbox, "year_2021.csv", "id\n1\n")
    pull(landing, inbox)
    (landing / "seen.json").write_text("{damaged")
    landed = pull(landing, inbox)
    assert (landed.new, landed.n_receipts) == ((), 0)


def test_same_bytes_under_another_name_or_copied_again_are_a_receipt_and_no_delivery(
    inbox: Path, landing: Path
) -> None:
    formats = [FileFormat("all", "*.csv")]
    first = put(inbox, "a.csv", "id\n1\n")
    pull(landing, inbox, formats)
    put(inbox, "b.csv", "id\n1\n")
    os.utime(first, (1000, 1000))
    landed = pull(landing, inbox, formats)
    assert (landed.new, landed.n_receipts, len(list_deliveries(landing))) == ((), 1, 1)
    assert read_receipts(landing)[1].names == ("a.csv", "b.csv")


def test_a_reverted_file_arrives_again_after_the_one_that_it_replaces(inbox: Path, landing: Path) -> None:
    formats = [FileFormat("all", "*.csv")]
    ids: list[str] = []
    for text in ("id\n1\n", "id\n2\n"):
        os.utime(put(inbox, "a.csv", text), (1000, 1000))
        ids += pull(landing, inbox, formats).new
    os.utime(put(inbox, "a.csv", "id\n1\n"), (1000, 1000))
    assert pull(landing, inbox, formats).n_receipts == 1
    assert latest_arrivals(landing) == {ids[0]: 3, ids[1]: 2}


def test_a_changed_byte_is_a_new_delivery_even_with_the_old_time(inbox: Path, landing: Path) -> None:
    path = put(inbox, "year_2021.csv", "id\n1\n")
    pull(landing, inbox)
    status = path.stat()
    put(inbox, "year_2021.csv", "id\n2\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert fingerprint(landing, inbox) is not None
    assert len(pull(landing, inbox).new) == 1


def test_same_bytes_for_another_slot_are_another_delivery(inbox: Path, landing: Path) -> None:
    put(inbox, "year_2021.csv", "id\n1\n")
    put(inbox, "year_2022.csv", "id\n1\n")
    assert len(set(pull(landing, inbox).new)) == 2


def test_what_cannot_be_landed_is_named_and_the_others_go_on(inbox: Path, landing: Path) -> None:
    put(inbox, "year_2021.csv", "id\n1\n")
    put(inbox, "year_unknown.csv", "id\n1\n")
    put(inbox, "stray.txt", "?")
    put(inbox, "notes/read.me", "left out on purpose")
    (inbox / "contacts_gone.csv").symlink_to(inbox / "nowhere")
    formats = [*FORMATS, FileFormat("again", "year_2021.*")]
    landed = pull(landing, inbox, formats)
    assert landed.ambiguous == (("year_2021.csv", ("years", "again")),)
    landed = pull(landing, inbox)
    assert len(landed.new) == 1
    assert landed.unclaimed == ("stray.txt",)
    assert [name for name, _ in landed.unreadable] == ["contacts_gone.csv"]
    codes = {(finding.finding_code, finding.file_name) for finding in landed.findings}
    assert codes == {
        ("unclaimed_file", "aaaaa.txt"),
        ("misnamed_file", "year_aaaaaaa.csv"),
        ("unreadable_file", "contacts_aaaa.csv"),
    }
    assert all(finding.state_code == "fail" for finding in landed.findings)


def test_an_address_that_cannot_be_read_is_a_finding_and_counts_as_new(tmp_path: Path, landing: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for address in (tmp_path / "missing", loop, tmp_path / "missing" / "*.csv"):
        landed = pull(landing, address)
        assert [finding.finding_code for finding in landed.findings] == ["unreadable_address"]
        assert str(address) in landed.findings[0].sentence
        assert fingerprint(landing, address) is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    inbox = Path("/tmp") / f"land-{os.getpid()}"
    try:
        put(inbox, "open/year_2021.csv", "id\n1\n")
        put(inbox, "closed/year_2022.csv", "id\n1\n").parent.chmod(0)
        (inbox / "landing").mkdir(mode=0o777)
        (inbox / "landing").chmod(0o777)
        code = (
            "import os; from pathlib import Path; from tests.test_land import pull\n"
            "from schemas.finding import finding_kinds; finding_kinds(); import _strptime; os.seteuid(65534)\n"
            f"landed = pull(Path('{inbox}/landing/demo'), '{inbox}/**')\n"
            "print(len(landed.new), landed.unreadable)"
        )
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert ran.stdout.strip() == "1 (('closed', 'Permission denied'),)", ran.stderr
    finally:
        shutil.rmtree(inbox)


@pytest.mark.parametrize("settle_seconds", [0.0, 60.0])
def test_a_file_that_is_dated_later_than_now_is_taken(inbox: Path, landing: Path, settle_seconds: float) -> None:
    """It came from a machine with another clock or zone; it was left until that hour, and nothing said so."""
    later = datetime.now(UTC).timestamp() + 7_200
    os.utime(put(inbox, "contacts_2024-01-31.csv", "id\n1\n"), (later, later))

    landed = land(landing, "demo", str(inbox), FORMATS, [], silent, settle_seconds)

    assert (len(landed.new), landed.n_arriving) == (1, 0)


def test_files_that_are_still_arriving_are_left(inbox: Path, landing: Path) -> None:
    for name in (".year_2021.csv", "year_2021.csv.part", "year_2021.csv.TMP", "year_2022.csv.crdownload"):
        put(inbox, name, "id\n1\n")
    put(inbox, "year_2023.csv", "id\n1\n")
    landed = land(landing, "demo", str(inbox), FORMATS, [], silent, settle_seconds=3600)
    assert (landed.new, landed.n_files_seen, landed.n_arriving, landed.findings) == ((), 0, 4, ())
    assert len(pull(landing, inbox).new) == 1


def test_a_remote_address_is_read_like_a_folder(landing: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/demo/in/year_2021.csv", b"id\n1\n")
    memory.pipe("/demo/in/deep/year_2022.csv", b"id\n2\n")
    try:
        assert len(pull(landing, "memory://demo/in/*.csv").new) == 1
        assert len(pull(landing, "memory://demo/in").new) == 1
        assert pull(landing, "memory://demo/in").n_receipts == 0
        assert fingerprint(landing, "memory://demo/in") is None
        assert pull(landing, "memory://demo/nothing").findings[0].finding_code == "unreadable_address"
    finally:
        memory.rm("/demo", recursive=True)


@pytest.mark.parametrize("address", ["in/*.csv", "in", "in/**", "in/a.csv"])
def test_folder_glob_and_file_name_the_same_file_alike(tmp_path: Path, landing: Path, address: str) -> None:
    put(tmp_path, "in/a.csv", "id\n1\n")
    pull(landing, tmp_path / address, [FileFormat("all", "a.csv")])
    assert read_receipts(landing)[0].names == ("a.csv",)
    assert pull(landing, tmp_path / "in", [FileFormat("all", "a.csv")]).n_receipts == 0


def test_damage_is_found_and_healed_from_the_address(inbox: Path, landing: Path) -> None:
    put(inbox, "year_2021.csv", "id\n1\n")
    (delivery_id,) = pull(landing, inbox).new
    folder = landing / delivery_id
    (folder / "year_2021.csv").write_bytes(b"id\n1\n2\n")
    assert verify_delivery(folder) == ("year_2021.csv",)
    (folder / "manifest.json").write_text("{")
    assert verify_delivery(folder) == ("manifest.json",)
    (inbox / "year_2021.csv").rename(inbox / "kept")
    assert [one.finding_code for one in pull(landing, inbox / "*.csv").findings] == ["damaged_delivery"]
    (inbox / "kept").rename(inbox / "year_2021.csv")
    assert pull(landing, inbox).findings == ()
    assert verify_delivery(folder) == ()


def test_a_deleted_delivery_is_fetched_anew(inbox: Path, landing: Path) -> None:
    put(inbox, "year_2021.csv", "id\n1\n")
    (delivery_id,) = pull(landing, inbox).new
    shutil.rmtree(landing / delivery_id)
    assert fingerprint(landing, inbox) is not None
    pull(landing, inbox)
    assert verify_delivery(landing / delivery_id) == ()


def test_a_full_disk_names_the_path_and_leaves_nothing_half_written(inbox: Path, landing: Path) -> None:
    put(inbox, "year_2021.csv", "id\n1\n")
    put(inbox, "year_2022.csv", "id\n" + "1\n" * 500_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(LandingError, match=r"year_2022\.csv cannot be written"):
            pull(landing, inbox)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert [path.name for path in landing.glob(".tmp-*")] == []
    assert [verify_delivery(folder) for folder in list_deliveries(landing)] == [()]
    assert len(pull(landing, inbox).new) == 2


def test_files_whose_names_are_shown_alike_are_told_apart(inbox: Path, landing: Path) -> None:
    for name in ("notes.txt", "stray.txt", "other.txt"):
        put(inbox, name, "x")

    assert [one.file_name for one in pull(landing, inbox).findings] == ["aaaaa.txt", "aaaaa.txt (2)", "aaaaa.txt (3)"]
