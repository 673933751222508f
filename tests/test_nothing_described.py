"""Mappings that describe nothing of what stands in the lake: a run says so, and does not find that nothing has changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.command import Command
from tests.tiny_network import enter_network, make_network, write_mapping


@pytest.mark.long
def test_a_run_says_that_the_only_helpline_has_lost_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    enter_network(monkeypatch, tmp_path)
    run = Command(capfd, "run")
    assert run().code == 0
    write_mapping(settings.mappings, "tiny_c")
    shutil.move(settings.mappings / "tiny_a", tmp_path / "away")

    lost = run()
    shutil.move(tmp_path / "away", settings.mappings / "tiny_a")

    told = " ".join(lost.out.split())
    assert lost.code == 1
    assert "tiny_a: what came from there is in the lake and no mapping can be read that describes it" in told
    assert "Nothing changed" not in told
    assert run().code == 0
