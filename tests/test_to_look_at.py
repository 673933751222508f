"""A run ends with what holds nothing back and somebody has to look at: how much, whose, what is new, where to read it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from pipelines.base.settings import Settings
from pipelines.base.to_look_at import ToLookAt, count_to_look_at, read_standing
from pipelines.cli.to_look_at import ALL_OF_THEM, MOST_NAMED, print_to_look_at
from schemas.mapping.reply import Reply
from tests.tiny_network import ROWS, make_network, take_in, write_delivery
from warehouse.assess.step import assess

NAMES = ["tiny_a", "tiny_b"]
UNKNOWN = "1004;08/03/2024;Pigeon;F;15;Internet;1;"
HEADER = "Export;;\r\n\r\ncase_no;date_appel;canal;sexe;age;lieu;motif_chantage;motif_harcelement;humeur\r\n"


def _say(sources: tuple[ToLookAt, ...]) -> list[str]:
    console = Console(width=200, record=True, quiet=False)
    print_to_look_at(console, sources)
    return [line.strip() for line in console.export_text().splitlines() if line.strip()]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two sources; of one a second file came, with a word without decision and a column that nobody reads."""
    folder: Path = tmp_path_factory.mktemp("look")
    made = make_network(folder, NAMES)
    assert read_standing(made.layout) is None
    take_in(made, NAMES)
    assess(made.open_run())
    return made


def test_only_what_came_with_this_run_is_new(settings: Settings) -> None:
    first = count_to_look_at(settings.layout, NAMES, None)
    assert all(one.n_new is None and not one.has_unread for one in first)
    standing = read_standing(settings.layout)
    assert standing is not None
    assert all(not one.n_new for one in count_to_look_at(settings.layout, NAMES, standing))

    deliveries = settings.warehouse.parent / "deliveries"
    write_delivery(
        deliveries, "tiny_a", [*(f"{row};a calm day" for row in ROWS), f"{UNKNOWN};rain"], "2024-05-01", HEADER
    )
    take_in(settings, ["tiny_a"])
    assess(settings.open_run())
    by_source = {one.source_id: one for one in count_to_look_at(settings.layout, NAMES, standing)}

    assert by_source["tiny_a"].n_new == 1
    assert by_source["tiny_a"].n_warnings >= 1
    assert by_source["tiny_a"].has_unread
    assert "tiny_b" not in by_source or not by_source["tiny_b"].n_new


def test_a_question_that_is_answered_waits_no_longer(settings: Settings) -> None:
    (before,) = count_to_look_at(settings.layout, ["tiny_a"], None)
    said = {
        "finding": "unmapped_values",
        "reply": "A new channel.",
        "explained": False,
        "by": "officer",
        "on": date(2026, 11, 2),
    }
    (after,) = count_to_look_at(settings.layout, ["tiny_a"], None, {"tiny_a": [Reply.model_validate(said)]})
    assert before.n_questions - after.n_questions == 1
    other = Reply.model_validate({**said, "year": 1999})
    assert count_to_look_at(settings.layout, ["tiny_a"], None, {"tiny_a": [other]}) == (before,)


def test_the_summary_names_sources_numbers_and_the_commands() -> None:
    lines = _say((ToLookAt("tiny_a", 2, 1, 3, 1), ToLookAt("tiny_b", 0, 4, 0, 0, has_unread=True)))

    assert "somebody has to act, 2 findings: tiny_a 2" in lines
    assert "worth a look, 5 findings: tiny_a 1, tiny_b 4" in lines
    assert "new with this run: tiny_a 1" in lines
    assert "columns that nobody reads: tiny_b" in lines
    assert any("harmonise check SOURCE" in line for line in lines)
    assert ALL_OF_THEM in lines


def test_nothing_is_called_new_where_nothing_stood_before() -> None:
    assert not [line for line in _say((ToLookAt("tiny_a", 1, 0, 0, None),)) if "new" in line]
    assert _say((ToLookAt("tiny_a", 1, 0, 0, 0),)).count("none of them is new with this run") == 1
    assert _say(()) == []


def test_many_sources_take_a_few_lines() -> None:
    sources = tuple(ToLookAt(f"tiny_{number}", 0, number + 1, 0, 0) for number in range(MOST_NAMED + 5))
    (line,) = [line for line in _say(sources) if "tiny_" in line or "more" in line][:1]
    assert f"tiny_{MOST_NAMED + 4} {MOST_NAMED + 5}" in line
    told = " ".join(_say(sources))
    assert "and 5 more" in told
    assert "tiny_0 1" not in told
