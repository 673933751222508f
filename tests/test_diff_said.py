"""`harmonise diff` of releases between which only the survey and a reply changed: counted, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.run.sources import run_sources
from tests.command import Command
from tests.survey_network import make_survey_network
from tests.tiny_network import enter_network

REPLY = "replies:\n  - {finding: one_reason, reply: Asked Q-4711., explained: no, by: office, on: 2026-11-02}\n"


@pytest.mark.long
def test_answers_and_replies_that_changed_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    network = make_survey_network(tmp_path, ["tiny_a", "tiny_b"])
    network.deliver()
    enter_network(monkeypatch, tmp_path)
    run_sources(network.settings, network.run().registry.named, None)
    network.deliver(["1;member_tiny_a;No;Once per contact;Very well", "2;member_tiny_b;no;no;moderately_well"])
    network.deliver(name="survey_2025.csv")
    (network.settings.mappings / "tiny_b" / "replies.yaml").write_text(REPLY, encoding="utf-8")
    run_sources(network.settings, network.run().registry.named, None)

    said = Command(capfd, "diff")("r0001", "r0002")

    lines = said.lines()
    assert said.code == 0 and "answers to the survey or replies to findings changed" in said.out.casefold()
    assert {"member_survey 2024 0 0 1", "member_survey 2025 2 0 0", "finding_reply tiny_b 1 0 0"} <= set(lines)
    assert "Q-4711" not in said.out and "member_tiny_a" not in said.out
