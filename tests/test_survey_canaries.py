"""Nothing of a survey's cells is written past landing but the codes of its answers."""

from __future__ import annotations

from pathlib import Path

from pipelines.run.sources import run_sources
from tests.canaries import find_canaries
from tests.survey_network import ANSWERS, HEADER, SURVEY_ID, make_survey_network

CANARY = "Wombat-4711-Quokka"


def test_no_cell_and_no_name_of_a_file_is_found_anywhere(tmp_path: Path) -> None:
    network = make_survey_network(tmp_path)
    rows = [
        f"{CANARY};member_tiny_a;Yes;Not at all;Very well;{CANARY}",
        f"2;{CANARY};Yes;Not at all;Very well;x",
        f"3;Member tiny_b;{CANARY};{CANARY};{CANARY};x",
        f"4;member_tiny_c;Yes;Not at all;Very well;x;{CANARY}",
    ]
    network.deliver(rows, f"survey_2024_{CANARY}.csv", f"{HEADER};Who filled this in?")
    network.deliver([f"1;{CANARY};;;"], "survey_2023.csv")
    network.deliver([f"{CANARY}", *ANSWERS], "survey_2022.csv", CANARY)

    summary = run_sources(network.settings, network.run().registry.named, None)

    assert summary.exit_code == 1 and summary.release is not None
    assert network.answers("several_reasons_code") == [(2024, "member_tiny_a", "yes"), (2024, "member_tiny_b", None)]
    assert CANARY not in str(summary)
    landing = network.settings.layout.landing_of(SURVEY_ID)
    found = find_canaries(tmp_path, [CANARY])
    assert [
        path for path in found if landing not in path.parents and network.settings.deliveries not in path.parents
    ] == []
    assert any(landing in path.parents for path in found)
