"""A landing that is killed at any boundary is completed by the next one, as if nothing had happened."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path

import pytest

from tests.apart import call_apart
from warehouse.land.delivery import FileFormat, list_deliveries, verify_delivery
from warehouse.land.step import land
from warehouse.store.run import silent

BOUNDARIES = [
    *[f"{name}:{nth}" for name in ("land.bytes_written", "land.delivery_renamed") for nth in (1, 2, 3)],
    "land.receipts_written",
]
FORMATS = (FileFormat("years", "year_*.csv", slot="year_(%Y).csv"), FileFormat("objects", "*.json", packs=True))


def land_all(landing: Path, inbox: Path) -> None:
    """Land what lies in the inbox."""
    land(landing, "demo", str(inbox), FORMATS, [], silent)


def run_landing(landing: Path, inbox: Path, stop_at: str = "") -> int:
    return call_apart(land_all, (landing, inbox), {"HARMONISE_STOP_AT": stop_at}).code


def describe(landing: Path) -> dict[str, object]:
    """All files below a landing folder, but for the clock in the receipts."""
    content: dict[str, object] = {
        path.relative_to(landing).as_posix(): path.read_bytes() for path in landing.rglob("*") if path.is_file()
    }
    receipts = json.loads((landing / "receipts.json").read_text())["receipts"]
    content["receipts.json"] = [{**one, "received_at": ""} for one in receipts]
    return content


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    for year in (2021, 2022):
        (folder / f"year_{year}.csv").write_text(f"id\n{year}\n")
    for number in range(3):
        (folder / f"{number}.json").write_text(json.dumps({"id": number}))
    return folder


@pytest.fixture(scope="module")
def undisturbed(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    landing = tmp_path_factory.mktemp("undisturbed") / "demo"
    assert run_landing(landing, inbox) == 0
    return describe(landing)


@pytest.mark.parametrize("stop_at", BOUNDARIES)
def test_the_next_run_equals_an_undisturbed_one(
    inbox: Path, undisturbed: dict[str, object], tmp_path: Path, stop_at: str
) -> None:
    landing = tmp_path / "demo"
    assert run_landing(landing, inbox, stop_at) == -signal.SIGKILL
    assert all(verify_delivery(folder) == () for folder in list_deliveries(landing))
    assert run_landing(landing, inbox) == 0
    assert describe(landing) == undisturbed
    shutil.rmtree(landing)
