"""Levels of sources and of reasons: what one cell does beyond both is left over, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.assess.findings.funnel import Measure
from warehouse.assess.findings.two_way import fit_levels

ERROR = 0.1
SOURCES, REASONS = [f"s{n}" for n in range(7)], ["mood", "school", "question", "family", "friends"]
levels = st.floats(-3, 3)


def cells_of(sources: list[float], reasons: list[float]) -> dict[tuple[str, str], Measure]:
    return {
        (source, reason): Measure(of_source + of_reason, ERROR)
        for source, of_source in zip(SOURCES, sources, strict=True)
        for reason, of_reason in zip(REASONS, reasons, strict=True)
    }


@settings(max_examples=25)
@given(
    st.lists(levels, min_size=7, max_size=7), st.lists(st.floats(-0.5, 0.5), min_size=5, max_size=5), st.floats(1, 4)
)
def test_what_sources_and_reasons_explain_is_not_left_over(
    sources: list[float], reasons: list[float], more: float
) -> None:
    cells = cells_of(sources, reasons)
    odd = SOURCES[0], REASONS[0]
    cells[odd] = Measure(cells[odd].value + more, ERROR)
    fitted = fit_levels(cells)
    expected = {cell: fitted.expected(cell) for cell in cells}
    left = {cell: cells[cell].value - expected[cell].value for cell in cells}
    assert left[odd] / expected[odd].error > 3
    assert all(abs(left[cell]) < expected[cell].error for cell in cells if cell != odd)


def test_four_of_ten_that_are_odd_alike_are_not_the_level() -> None:
    cells = cells_of([0.0] * 7, [0.0] * 5)
    odd = [(source, REASONS[0]) for source in SOURCES[:3]]
    cells |= dict.fromkeys(odd, Measure(2.0, ERROR))
    fitted = fit_levels(cells)
    assert all(fitted.expected(cell).value == pytest.approx(0.0, abs=0.1) for cell in (*odd, (SOURCES[6], REASONS[0])))


def test_a_reason_of_one_source_and_a_source_of_one_reason_are_taken_as_usual() -> None:
    cells = cells_of([0.0] * 7, [1.0] * 5) | {("alone", "rare"): Measure(1.5, ERROR)}
    assert fit_levels(cells).expected(("alone", "rare")).value == pytest.approx(1.0, abs=0.2)
