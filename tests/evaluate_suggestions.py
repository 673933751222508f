"""How good suggestions for reasons are, measured on lists whose meaning is known.

    python -m tests.evaluate_suggestions [--fit] [--shared FOLDER]

prints what a shown score means: of the suggestions shown in each band of scores, how many are right, for every real list
(each judged by a fit to the others), for invented lists in ten languages, by language; then, for Colombia's list, how often the first and one of the first three suggestions is right, with everything in
memory but Colombia's own decisions, with no Spanish decision, with no decision at all, and without the encoder; what
was confused; the same for every source left out; and how long it takes. Right is the same reason; setting is counted
apart. Most lists here, Colombia's among them, were in view when the weights were set (`pipelines.suggest.rank`), and who
wrote the glossary wrote the invented lists: the shares are no promise for a new list. `--fit` measures the real lists
anew and writes `pipelines/suggest/calibration.csv`. Belongs here: measuring. Does not belong here: how scores are fitted
(`tests.evaluate_calibration`), bars (`tests.test_suggest_colombia`).
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.suggest import Encoder, Label, Suggestion, load_encoder, suggest_reasons
from pipelines.suggest.calibrate import load_calibration
from pipelines.suggest.language import language_of
from schemas.mapping.registry import Mapping, Registry, load_registry
from schemas.text.fold import fold
from schemas.vocabulary.crosswalk import load_crosswalks
from schemas.vocabulary.fields import REASON
from tests.evaluate_calibration import (
    NO_REASON,
    KnownLabel,
    KnownList,
    answer,
    invented_lists,
    judged_by_others,
    observe,
    print_bands,
    print_head,
    source_list,
    write_steps,
)

ROOT = Path(__file__).resolve().parent.parent
ALIGNED = Path("data", "aselo_categories", "aligned_co.csv")
CALIBRATION = ROOT / "pipelines" / "suggest" / "calibration.csv"

SPANISH = frozenset({"AR", "BO", "CL", "CO", "CR", "CU", "DO", "EC", "ES", "GT", "HN", "MX", "NI", "PA", "PE", "PY", "SV", "UY", "VE"})  # fmt: skip
"""Countries whose sources may hold Spanish decisions."""

_TWINS = 0.2
"""Sources that share so many labels write one list: leaving out one alone would test nothing."""


@dataclass(frozen=True)
class Case:
    """A label, the reasons that are right for it, and the setting that its words tell (None: not judged)."""

    label: Label
    right: frozenset[str]
    setting: str | None = None


@dataclass(frozen=True)
class Measured:
    """What came out for one list."""

    cases: tuple[Case, ...]
    answers: tuple[tuple[Suggestion, ...], ...]

    @property
    def n(self) -> int:
        return len(self.cases)

    @property
    def n_first(self) -> int:
        return sum(_is_right(answer, case) for case, answer in zip(self.cases, self.answers, strict=True))

    @property
    def n_among_three(self) -> int:
        pairs = zip(self.cases, self.answers, strict=True)
        return sum(any(_name(one) in case.right for one in answer) for case, answer in pairs)

    @property
    def n_setting(self) -> int:
        """Among the first choices that are right, those whose setting is what the label's words tell."""
        pairs = zip(self.cases, self.answers, strict=True)
        return sum(_is_right(answer, case) and answer[0].setting == case.setting for case, answer in pairs)

    @property
    def confused(self) -> list[tuple[Case, tuple[Suggestion, ...]]]:
        """Labels whose first suggestion is wrong, or that have none."""
        pairs = zip(self.cases, self.answers, strict=True)
        return [(case, answer) for case, answer in pairs if not _is_right(answer, case)]


def _is_right(answer: Sequence[Suggestion], case: Case) -> bool:
    """True where the first suggestion is right; silence is not."""
    return bool(answer) and _name(answer[0]) in case.right


def _name(suggestion: Suggestion) -> str:
    return suggestion.code or NO_REASON


def measure(cases: Sequence[Case], registry: Registry, encoder: Encoder | None) -> Measured:
    """Suggest for all labels of a list at once, as `harmonise draft` does."""
    answers = suggest_reasons([case.label for case in cases], registry, None, encoder)
    return Measured(tuple(cases), tuple(answers))


def without(registry: Registry, is_out: Callable[[Mapping], bool]) -> Registry:
    """The registry without some sources."""
    return Registry({name: one for name, one in registry.sources.items() if not is_out(one)}, registry.codes)


def memories(registry: Registry) -> dict[str, Registry]:
    """What may be remembered while Colombia's list is drafted."""
    return {
        "all but Colombia's own": without(registry, lambda one: one.source.country_code == "CO"),
        "no Spanish decision": without(registry, lambda one: one.source.country_code in SPANISH),
        "no decision at all": without(registry, lambda one: True),
    }


def colombia(path: Path) -> list[Case]:
    """Colombia's labels; what is right is what CHI's first list means by the label of the template beside each.

    Every label of the template has exactly one reason in the crosswalk of CHI V1, except those under "Non-Counselling
    contacts", which are kinds of contact. A setting is expected where the label's own words tell it (basis `label`).
    """
    framework = load_crosswalks()["CHI_V1"]
    means = {(fold(framework.mains[one.main].label), fold(one.label)): one.means for one in framework.codes.values()}
    cases = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            label = Label(row["local_sub"], row["local_main"])
            if fold(row["template_main_en"]) == "non-counselling contacts":
                cases.append(Case(label, frozenset({NO_REASON}), ""))
                continue
            meaning = means[fold(row["template_main_en"]), fold(row["template_sub_en"])]
            setting = meaning.setting if meaning.basis == "label" else ""
            cases.append(Case(label, frozenset({meaning.reason}), setting))
    return cases


def cases_of(mapping: Mapping) -> list[Case]:
    """A source's own labels, and what it decided; a value with several reasons is right with any of them."""
    right: dict[str, set[str]] = defaultdict(set)
    for row in mapping.decisions:
        if row.field == REASON and row.outcome in ("mapped", "ignored", "missing"):
            right[row.source_value].add(row.code or NO_REASON)
    return [Case(Label(value), frozenset(codes)) for value, codes in right.items()]


def twins_of(mapping: Mapping, registry: Registry) -> frozenset[str]:
    """Sources that share many of its labels, itself included."""
    own = {fold(case.label.text) for case in cases_of(mapping)}
    shared = {
        name: len(own & {fold(case.label.text) for case in cases_of(other)}) for name, other in registry.sources.items()
    }
    return frozenset(name for name, n in shared.items() if n >= _TWINS * max(len(own), 1)) | {mapping.source_id}


def _print_measured(name: str, measured: Measured, more: str = "") -> None:
    first, three = measured.n_first / measured.n, measured.n_among_three / measured.n
    print(f"{name:<34}{measured.n:>5}{measured.n_first:>7}{first:>8.1%}{measured.n_among_three:>7}{three:>8.1%}{more}")


def real_lists(registry: Registry) -> list[KnownList]:
    """The labels of every source that is not invented."""
    lists = []
    for mapping in registry.sources.values():
        cases = cases_of(mapping)
        if cases and not mapping.source.is_synthetic:
            labels = [KnownLabel(case.label, case.right) for case in cases]
            lists.append(source_list(mapping, labels, language_of([case.label.text for case in cases]).code))
    return lists


def _print_calibration(registry: Registry, encoder: Encoder | None, fit_to: Path | None) -> None:
    """What scores mean. A source never suggests to itself: only agreed decisions teach, and these are proposed."""
    lists = real_lists(registry)
    own = [one for one in registry.sources.values() if not one.source.is_synthetic]
    observed = observe(lists, own, registry, encoder)
    real = observed.given
    if fit_to is not None:
        write_steps(fit_to, observed.steps())
        load_calibration.cache_clear()
        print(f"Fitted to {len(real)} labels: {fit_to.relative_to(ROOT)}\n")
    print(
        "Of the suggestions shown in each band of scores, how many are right. Real lists, each by a fit to the others"
    )
    print_head()
    judged = judged_by_others(observed)
    for name in dict.fromkeys(one.of.name for one in real):
        print_bands(name, [pair for pair in judged if pair[0].of.name == name])
    print_bands("all real", judged)
    for language in dict.fromkeys(one.of.language for one in real):
        print_bands(f"all in {language}", [pair for pair in judged if pair[0].of.language == language])
    for half in ("tune", "blind"):
        print(
            f"\nInvented lists, the half {'in view while' if half == 'tune' else 'not looked at while'} words were added"
        )
        print_head()
        invented = [one for known in invented_lists(half) for one in answer(known, registry, encoder)]
        scored = [(one, load_calibration().judged(one.choices)) for one in invented]
        for language in dict.fromkeys(one.of.language for one in invented):
            print_bands(language, [pair for pair in scored if pair[0].of.language == language])
        print_bands("all", scored)
    print()


def _print_colombia(registry: Registry, encoder: Encoder | None, aligned: Path) -> None:
    cases = colombia(aligned)
    print(f"{'Colombia: in memory':<34}{'n':>5}{'first':>7}{'':>8}{'three':>7}{'':>8}   setting right")
    measured = {name: measure(cases, memory, encoder) for name, memory in memories(registry).items()}
    measured["all but its own, spelling only"] = measure(cases, memories(registry)["all but Colombia's own"], None)
    for name, one in measured.items():
        _print_measured(name, one, f"   {one.n_setting} of {one.n_first}")
    for name, one in list(measured.items())[:3]:
        print(f"\nConfused, {name}: {len(one.confused) or 'nothing'}")
        for case, suggested in one.confused:
            shown = ", ".join(f"{_name(each)} {each.score:.2f}" for each in suggested)
            print(f"  {case.label.main} > {case.label.text}: right {', '.join(sorted(case.right))}; suggested {shown}")


def _print_sources(registry: Registry, encoder: Encoder | None) -> None:
    print(f"\n{'Each source left out, with twins':<34}{'n':>5}{'first':>7}{'':>8}{'three':>7}{'':>8}")
    for name, mapping in registry.sources.items():
        cases = cases_of(mapping)
        if cases:
            out = twins_of(mapping, registry)
            memory = Registry({one: held for one, held in registry.sources.items() if one not in out}, registry.codes)
            _print_measured(name, measure(cases, memory, encoder), f"   twins {len(out) - 1}")


def _print_time(registry: Registry) -> None:
    load_encoder.cache_clear()
    start = time.perf_counter()
    encoder = load_encoder()
    if encoder is not None:
        encoder.encode(["one"])
    loaded = time.perf_counter()
    labels = [Label(f"{text} {number}") for number in range(3) for text in _some_labels(registry)][:200]
    suggest_reasons(labels, registry, None, encoder)
    done = time.perf_counter()
    print(f"\nEncoder ready in {loaded - start:.1f} s; {len(labels)} labels in {done - loaded:.1f} s")


def _some_labels(registry: Registry) -> Iterable[str]:
    return [case.label.text for mapping in registry.sources.values() for case in cases_of(mapping)][:100]


def main() -> int:
    """Print everything; 1 where the aligned list is not there."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.evaluate_suggestions", description="How good suggestions are."
    )
    parser.add_argument("--fit", action="store_true", help="measure the real lists anew and write the calibration")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="the folder `shared`")
    asked = parser.parse_args()
    aligned = asked.shared / ALIGNED
    if not aligned.exists():
        print("needs the folder `shared` beside the checkout (aligned_co.csv), or --shared FOLDER", file=sys.stderr)
        return 1
    registry = load_registry(ROOT / "mappings")
    encoder = load_encoder()
    print(f"Encoder: {'installed' if encoder else 'not installed (extra [suggest]); spelling only'}\n")
    _print_calibration(registry, encoder, CALIBRATION if asked.fit else None)
    _print_colombia(registry, encoder, aligned)
    _print_sources(registry, encoder)
    _print_time(registry)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
