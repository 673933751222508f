"""What failed in a run is said at its end, also of a source of which files are held for other reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.base.failures import describe_error
from tests.command import Command
from tests.tiny_network import ROWS, enter_network, make_network, write_delivery
from warehouse.store.durable import WriteError
from warehouse.store.engine import engine


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    make_network(tmp_path, ["tiny_a", "tiny_b"])
    enter_network(monkeypatch, tmp_path)
    return Command(capfd, "run")


@pytest.mark.long
def test_a_failure_is_told_beside_a_file_that_is_held(run: Command, tmp_path: Path) -> None:
    (tmp_path / "deliveries" / "tiny_a" / "odd.txt").write_text("x", encoding="utf-8")
    assert run().code == 1
    staged = tmp_path / "warehouse" / "lake" / "tiny_a" / "stage.json"
    staged.unlink()
    staged.mkdir()
    write_delivery(tmp_path / "deliveries", "tiny_a", ROWS[:1], day="2024-05-01")

    said = run()

    assert said.code == 1
    assert "tiny_a: odd.txt is held back" in said.out or "tiny_a: aaa.txt is held back" in said.out
    assert "tiny_a: failed" in said.lines()
    assert "tiny_b" not in "".join(line for line in said.lines() if "failed" in line)


@pytest.mark.long
def test_a_source_that_is_held_is_told_once(run: Command, tmp_path: Path) -> None:
    mapping = tmp_path / "mappings" / "tiny_a" / "source.yaml"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("region: africa", "region: atlantis"), encoding="utf-8")
    source = tmp_path / "mappings" / "tiny_b" / "source.yaml"
    strict = text.replace("tiny_a", "tiny_b").replace("{rejected: 0.5}", '{unmapped: 0, because: "a test"}')
    source.write_text(strict, encoding="utf-8")
    write_delivery(tmp_path / "deliveries", "tiny_b", [ROWS[0].replace("Internet", "Lune")], day="2024-05-01")

    said = run()

    assert said.code == 1
    for source_id in ("tiny_a", "tiny_b"):
        assert said.lines().count(f"{source_id}: the source is held back") == 1
        assert f"{source_id}: failed" not in said.lines()


@pytest.mark.long
def test_a_file_that_is_held_is_told_once(run: Command, tmp_path: Path) -> None:
    write_delivery(
        tmp_path / "deliveries", "tiny_a", ROWS, day="2024-06-01", header="Export;;\r\n\r\nother;columns\r\n"
    )

    said = run()

    assert said.code == 1
    assert said.lines().count("tiny_a: contacts_2024-06-01.csv is held back") == 1
    assert "held back:" not in said.out and ": failed" not in said.out


def test_where_dagster_cannot_write_its_folder_is_named(run: Command, tmp_path: Path) -> None:
    (tmp_path / "dagster_home" / "history" / "runs.db").mkdir(parents=True)

    said = run()

    assert said.code == 1
    assert "dagster_home: Dagster's state cannot be kept there (unable to open database file)" in said.err


def test_a_warehouse_that_cannot_be_worked_in_is_named(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.write_text("no folder", encoding="utf-8")

    with pytest.raises(WriteError, match=r"work cannot be written \(File exists\)"), engine(work):
        pass
    assert describe_error(OSError(30, "of a row", "a name")) == (
        "OSError: Read-only file system. Make room, or check who may write there."
    )
