"""What a shown score means: how often suggestions were right, by score, kind of evidence and language.

Belongs here: collecting answers to lists whose meaning is known, fitting `pipelines/suggest/calibration.csv` to them, and
judging each list by a fit to the others. Does not belong here: how good first choices are (`tests.evaluate_suggestions`,
which is the command).
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pipelines.suggest import Encoder, Label
from pipelines.suggest.answers import choose_answers
from pipelines.suggest.calibrate import Calibration, Step
from pipelines.suggest.choose import ANSWER, WITHOUT_GLOSSARY, Choice
from pipelines.suggest.reasons import choose_by_likeness, choose_reasons
from schemas.mapping.registry import Mapping, Registry
from schemas.text.fold import fold
from schemas.vocabulary.fields import DECIDED, REASON, SETTING

LISTS = Path(__file__).resolve().parent / "suggestion_lists"
NO_REASON = "(no reason)"
"""What a kind of contact is, where a list of reasons holds it: CHI's template has six of these."""

EVERYTHING = Calibration((), floor=0.0, alternative_floor=0.0)
"""Shows every answer, for measuring."""

BANDS = (0.0, 0.3, 0.5, 0.8, 0.9, 1.01)
BINS = 10
"""Answers that are only alike are put into so many groups of equal size before groups that are out of order are joined."""


@dataclass(frozen=True)
class KnownLabel:
    """A label and the reasons that are right for it."""

    label: Label
    right: frozenset[str]


@dataclass(frozen=True)
class KnownList:
    """Labels of one list, all of which are drafted together; only those of `judged` are counted."""

    name: str
    language: str
    labels: tuple[KnownLabel, ...]
    judged: tuple[int, ...]


@dataclass(frozen=True)
class Answered:
    """One label with all its answers."""

    of: KnownList
    known: KnownLabel
    choices: tuple[Choice, ...]

    def is_right(self, place: int) -> bool:
        """True where the answer at that place is right."""
        return place < len(self.choices) and name_of(self.choices[place]) in self.known.right


def name_of(choice: Choice) -> str:
    """The code as lists of known meaning write it."""
    return choice.target[0] or NO_REASON


def invented_lists(half: str) -> list[KnownList]:
    """The lists of `tests/suggestion_lists/`: every other label of each was left unseen while words were written."""
    return [_read_list(path, half) for path in sorted(LISTS.glob("*.csv"))]


def _read_list(path: Path, half: str) -> KnownList:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    labels = tuple(KnownLabel(Label(row["label"]), frozenset(row["means"].split("|"))) for row in rows)
    chosen = tuple(place for place in range(len(rows)) if half == "all" or (place % 2 == 0) == (half == "tune"))
    return KnownList(f"{path.stem} ({half})", path.stem, labels, chosen)


def source_list(mapping: Mapping, labels: Sequence[KnownLabel], language: str) -> KnownList:
    """A source's own labels."""
    return KnownList(mapping.source_id, language, tuple(labels), tuple(range(len(labels))))


def answer(known: KnownList, registry: Registry, encoder: Encoder | None) -> list[Answered]:
    """All answers to a list, without floors."""
    chosen = choose_reasons([one.label for one in known.labels], registry, None, encoder, EVERYTHING)
    return [Answered(known, known.labels[place], tuple(chosen[place])) for place in known.judged]


def answer_by_likeness(known: KnownList, registry: Registry, encoder: Encoder | None) -> list[Answered]:
    """Answers as a language without a glossary gets them. No decision that teaches has these very labels in view:
    labels that are decided elsewhere are left out.
    """
    chosen = choose_by_likeness([one.label for one in known.labels], registry, encoder, EVERYTHING)
    decided = {fold(row.source_value) for one in registry.sources.values() for row in one.decisions if _teaches(one)}
    return [
        Answered(known, one, tuple(choices))
        for one, choices in zip(known.labels, chosen, strict=True)
        if fold(one.label.text) not in decided
    ]


def answer_fields(mapping: Mapping, registry: Registry, encoder: Encoder | None) -> list[Answered]:
    """Answers to a source's values of all other fields."""
    answered = []
    for field in (one for one in DECIDED if one not in (REASON, SETTING, "age", "age_band")):
        right: dict[str, set[str]] = defaultdict(set)
        for row in mapping.decisions:
            if row.field == field and row.outcome in ("mapped", "missing", "ignored"):
                right[row.source_value].add(row.code or NO_REASON)
        chosen = choose_answers(field, list(right), registry, registry.codes, None, encoder, EVERYTHING)
        labels = tuple(KnownLabel(Label(value), frozenset(codes)) for value, codes in right.items())
        of = KnownList(mapping.source_id, field, labels, ())
        answered += [Answered(of, one, tuple(choices)) for one, choices in zip(labels, chosen, strict=True)]
    return answered


def _teaches(mapping: Mapping) -> bool:
    return mapping.source.mapping_status_code == "agreed"


def fit(answered: Iterable[Answered]) -> list[Step]:
    """How often first answers were right by what they rest on, and later ones where those before were wrong."""
    by_ground: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    for one in answered:
        if not one.choices:
            continue
        ground = one.choices[0].ground
        by_ground[ground.kind, ground.how].append((ground.likeness, one.is_right(0)))
        for place in (1, 2):
            if len(one.choices) > place and not any(one.is_right(before) for before in range(place)):
                by_ground[f"place {place + 1}", ""].append((0.0, one.is_right(place)))
    return [
        Step(kind, how, likeness, share, n)
        for (kind, how), seen in sorted(by_ground.items())
        for likeness, share, n in _rising(seen)
    ]


def _rising(seen: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """From which likeness on which share was right: groups of equal size, joined where a higher one is no better."""
    ordered = sorted(seen)
    n_groups = BINS if len({likeness for likeness, _ in ordered}) > 1 else 1
    size = max(25, -(-len(ordered) // n_groups))
    groups = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    if len(groups) > 1 and len(groups[-1]) < 25:
        groups[-2:] = [groups[-2] + groups[-1]]
    joined: list[list[tuple[float, bool]]] = []
    for group in groups:
        joined.append(group)
        while len(joined) > 1 and _share(joined[-2]) >= _share(joined[-1]):
            joined[-2:] = [joined[-2] + joined[-1]]
    return [
        (round(group[0][0], 3) if place else 0.0, round(_share(group), 3), len(group))
        for place, group in enumerate(joined)
    ]


def _share(group: Sequence[tuple[float, bool]]) -> float:
    """Share right, as if one more had been right and one more wrong: few labels prove little."""
    return (sum(right for _, right in group) + 1) / (len(group) + 2)


def write_steps(path: Path, steps: Sequence[Step]) -> None:
    """Write the file that suggestions read."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["kind", "how", "likeness", "share_right", "n"])
        writer.writerows([one.kind, one.how, one.likeness, one.share_right, one.n] for one in steps)


@dataclass(frozen=True)
class Observed:
    """Answers to the real lists: as they are given, by likeness alone, by spelling alone, and to other fields."""

    given: tuple[Answered, ...]
    alike: tuple[Answered, ...]
    spelled: tuple[Answered, ...]
    fields: tuple[Answered, ...]

    def without(self, name: str) -> Observed:
        """What the other lists show."""
        every = (self.given, self.alike, self.spelled, self.fields)
        return Observed(*(tuple(one for one in answered if one.of.name != name) for answered in every))

    def steps(self) -> list[Step]:
        """Each kind of evidence measured where it stands alone."""
        given = [step for step in fit(self.given) if step.kind not in ("spelling", "named")]
        named = [step for step in fit((*self.given, *self.fields)) if step.kind == "named"]
        alike = [step for step in fit(self.alike) if step.how == WITHOUT_GLOSSARY]
        spelled = [step for step in fit(self.spelled) if step.kind == "spelling"]
        return [*given, *named, *alike, *spelled, *(step for step in fit(self.fields) if step.how == ANSWER)]


def observe(
    known: Sequence[KnownList], own: Sequence[Mapping], registry: Registry, encoder: Encoder | None
) -> Observed:
    """Answer the lists in every way that is measured."""
    return Observed(
        tuple(answered for one in known for answered in answer(one, registry, encoder)),
        tuple(answered for one in known for answered in answer_by_likeness(one, registry, encoder)),
        tuple(answered for one in known for answered in answer_by_likeness(one, registry, None)),
        tuple(answered for one in own for answered in answer_fields(one, registry, encoder)),
    )


def judged_by_others(observed: Observed) -> list[tuple[Answered, list[Choice]]]:
    """Each list with the scores that a fit to all other lists gives it; silent labels have none."""
    fits = {name: Calibration(observed.without(name).steps()) for name in {one.of.name for one in observed.given}}
    return [(one, fits[one.of.name].judged(one.choices)) for one in observed.given]


def print_bands(title: str, judged: Sequence[tuple[Answered, list[Choice]]]) -> None:
    """Of the suggestions shown in each band of scores, how many are right; and of the labels left silent."""
    shown: Counter[int] = Counter()
    right: Counter[int] = Counter()
    for one, choices in judged:
        for place, choice in enumerate(choices):
            band = max(number for number, low in enumerate(BANDS) if choice.score >= low)
            shown[band] += 1
            right[band] += one.is_right(place)
    cells = [f"{right[band]:>4}/{shown[band]:<4}{_percent(right[band], shown[band]):>5}" for band in range(1, 5)]
    low = f"{right[0]:>4}/{shown[0]:<4}{_percent(right[0], shown[0]):>5}"
    silent = [one for one, choices in judged if not choices]
    first = sum(bool(choices) and one.is_right(0) for one, choices in judged)
    three = sum(any(one.is_right(place) for place in range(len(choices))) for one, choices in judged)
    n = len(judged)
    print(
        f"{title:<16}{n:>5} {_percent(first, n):>5}{_percent(three, n):>6}  {'  '.join([low, *cells])}"
        f"   {len(silent):>4} silent, {sum(one.is_right(0) for one in silent)} of them would be right"
    )  # fmt: skip


def print_head() -> None:
    """The line above the tables."""
    bands = [f"{low:.1f}-{min(high, 1.0):.1f}" for low, high in pairwise(BANDS)]
    print(f"{'':<16}{'n':>5} {'first':>5}{'three':>6}  {''.join(f'{band:<16}' for band in bands)}")


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "-"
