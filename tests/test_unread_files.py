"""A file of a mapping folder that nobody reads is a mistake: a correction that is not applied, a reply that is not heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.mapping.registry import load_sound
from tests.survey_network import SURVEY_ID, make_survey_network
from tests.tiny_network import write_mapping


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("corrections.yml", "corrections.yaml"),
        ("Corrections.yaml", "corrections.yaml"),
        ("reply.yaml", "replies.yaml"),
        ("survey.yml", "survey.yaml"),
    ],
)
def test_it_is_named_with_what_was_meant(tmp_path: Path, name: str, meant: str) -> None:
    (write_mapping(tmp_path, "tiny_a") / name).write_text("corrections: []\n", encoding="utf-8")
    write_mapping(tmp_path, "tiny_b")

    registry = load_sound(tmp_path)

    (problem,) = registry.broken["tiny_a"]
    assert problem.file.endswith(f"tiny_a/{name}") and meant in problem.next_step
    assert "tiny_b" not in registry.broken


def test_notes_hidden_files_and_examples_are_nobodys_business(tmp_path: Path) -> None:
    folder = write_mapping(tmp_path, "tiny_a")
    (folder / "example").mkdir()
    for name in ("notes.md", ".corrections.yaml.swp", ".hidden.yaml", "old decisions.csv", "example/export.yaml"):
        (folder / name).write_text("", encoding="utf-8")

    assert not load_sound(tmp_path).broken


@pytest.mark.parametrize("name", ["replies.yaml", "corrections.yaml", "decisions.csv", "source.yaml", "reply.yml"])
def test_a_survey_has_one_file(tmp_path: Path, name: str) -> None:
    network = make_survey_network(tmp_path, ["tiny_a"])
    (network.settings.mappings / SURVEY_ID / name).write_text("", encoding="utf-8")

    registry = network.settings.load_sound()

    (problem,) = registry.broken[SURVEY_ID]
    assert problem.file.endswith(f"{SURVEY_ID}/{name}") and problem.next_step
    assert "tiny_a" not in registry.broken
