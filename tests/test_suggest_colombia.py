"""The bars for suggestions: a list in Spanish that nobody here has mapped, and lists in other languages left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.suggest import Encoder, Label, load_encoder, suggest_reasons
from schemas.mapping.registry import Registry, load_registry
from tests.evaluate_calibration import NO_REASON
from tests.evaluate_suggestions import Case, Measured, cases_of, colombia, measure, memories, twins_of


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found = load_encoder()
    if found is None:
        pytest.skip("needs the extra [suggest] (multilingual encoder)")
    return found


@pytest.fixture(scope="module")
def registry(repo_root: Path) -> Registry:
    return load_registry(repo_root / "mappings")


@pytest.fixture(scope="module")
def cases(shared_folder: Path) -> list[Case]:
    return colombia(shared_folder / "data" / "aselo_categories" / "aligned_co.csv")


def confusion(measured: Measured) -> str:
    return "\n".join(
        f"{case.label.main} > {case.label.text}: right {sorted(case.right)}, suggested {[one.code for one in answer]}"
        for case, answer in measured.confused
    )


@pytest.mark.long
@pytest.mark.parametrize(
    ("memory", "first", "among_three"),
    [("all but Colombia's own", 0.95, 0.99), ("no Spanish decision", 0.90, 0.97), ("no decision at all", 0.90, 0.97)],
)
def test_colombias_list_is_drafted_well(
    memory: str, first: float, among_three: float, cases: list[Case], registry: Registry, encoder: Encoder
) -> None:
    measured = measure(cases, memories(registry)[memory], encoder)

    assert measured.n == 73
    assert measured.n_first >= first * measured.n, confusion(measured)
    assert measured.n_among_three >= among_three * measured.n, confusion(measured)
    assert measured.n_setting >= first * measured.n_first


def test_every_label_of_the_template_has_its_one_reason(cases: list[Case]) -> None:
    assert all(len(case.right) == 1 for case in cases)
    assert sum(NO_REASON in case.right for case in cases) == 5


@pytest.mark.long
def test_demo_lists_in_other_languages_are_drafted_well_too(registry: Registry, encoder: Encoder) -> None:
    measured = []
    for name, mapping in registry.sources.items():
        if name.startswith("demo_"):
            out = twins_of(mapping, registry)
            memory = Registry({one: held for one, held in registry.sources.items() if one not in out}, registry.codes)
            measured.append(measure(cases_of(mapping), memory, encoder))

    n = sum(one.n for one in measured)
    assert n > 900
    assert sum(one.n_first for one in measured) >= 0.93 * n
    assert sum(one.n_among_three for one in measured) >= 0.96 * n


@pytest.mark.long
def test_the_same_list_gives_the_same_answers(cases: list[Case], registry: Registry) -> None:
    labels = [case.label for case in cases]

    assert suggest_reasons(labels, registry, "co_aselo") == suggest_reasons(labels, registry, "co_aselo")


def test_meaning_is_named_as_evidence(encoder: Encoder, registry: Registry) -> None:
    nothing = Registry({}, registry.codes)
    first = suggest_reasons([Label("Myśli samobójcze")], nothing, None, encoder)[0][0]

    assert (first.code, first.evidence) == ("mental_health.suicidality", "encoder")
    assert "is near in meaning" in first.why
