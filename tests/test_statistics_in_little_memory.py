"""The statistics of a network need memory for one year of it, not for all of its years at once.

Belongs here: that they are made where little memory is allowed. Does not belong here: what they are, or how fast.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.figure_name import read_figure_name
from tests.paged_release import demo_release
from warehouse.review.figure import explain_figure

pytestmark = pytest.mark.slow

FIGURE = "t4.ocsea_wide_of_violence:year=2024:panel=able"
LITTLE = "180MB"
"""With all years at once the demo took more, and 150 helplines of ten years more than a run has: no release came."""


def test_the_statistics_are_made_again_in_little_memory(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = demo_release(tmp_path_factory) / "helplines.duckdb"
    monkeypatch.setenv("HARMONISE_MEMORY", LITTLE)
    explained = explain_figure(tmp_path, release, read_figure_name(FIGURE))
    assert explained.is_same
    assert sum(part.denominator for part in explained.parts) == explained.exact["denominator"] > 0
