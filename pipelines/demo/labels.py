"""The words of each helpline's list of reasons, and which of them a counsellor ticks for an act in a setting.

Belongs here: labels (text, code, setting that its words say) made of `data/words.csv` (with `mains.csv` for lists of
two levels) and `data/chi.csv`, and the choice among them. Does not belong here: what happened (`population`), habits
(`recording`), or writing files.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pipelines.demo.acts import NONE, SETTINGS, code_numbers, codes, rows_of, scope_of_each
from pipelines.demo.helplines import Helpline

ONLINE_ONLY_CODES = frozenset({"violence.sexual.livestream", "violence.sexual.image_synthetic"})
UNDECIDED = {
    "en": "New topic 2025 (pilot)",
    "pt": "Tema novo 2025 (piloto)",
}
"""A label that no decision knows: planted, so that something stays unmapped."""


@dataclass(frozen=True)
class Label:
    """One entry of a list: the text as exported, what it means, and the setting that its own words say (or "")."""

    text: str
    code: str
    setting: str = ""
    basis: str = ""
    takes: frozenset[str] = field(default=frozenset())


def slug(text: str) -> str:
    """A header of a tick box: `Violence sexuelle` -> `violence_sexuelle`."""
    plain = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


@cache
def labels_of(helpline: Helpline) -> tuple[tuple[date, tuple[Label, ...]], ...]:
    """The helpline's lists with the day from which each is used, oldest first; texts as they stand in its exports."""
    if helpline.list.chi:
        return tuple((entry.start, _chi_labels(entry.list)) for entry in helpline.list.chi)
    labels = _word_labels(helpline)
    prefix = helpline.file.prefix
    if prefix:
        labels = tuple(Label(prefix + slug(lb.text), lb.code, lb.setting, lb.basis) for lb in labels)
    return ((date(2023, 1, 1), labels),)


@cache
def _chi_labels(name: str) -> tuple[Label, ...]:
    return tuple(
        Label(f"{r['main']} > {r['sub']}", r["code"], r["setting"], r["basis"], frozenset(r["takes"].split()))
        for r in rows_of("chi.csv")
        if name in r["lists"].split()
    )


def _word_labels(helpline: Helpline) -> tuple[Label, ...]:
    language, wanted = helpline.language, helpline.list.words
    suffixes = {row["setting"]: row.get(f"suffix_{language}", "") for row in rows_of("settings.csv")}
    mains = {row["part"]: row.get(language, "") for row in rows_of("mains.csv")}
    labels = []
    for row in rows_of("words.csv"):
        code, text = row["code"], row[language]
        if helpline.list.levels:
            text = f"{mains[code.split('.')[0]]} > {text}"
        lists = row["lists"].split()
        if wanted not in lists and not (wanted == "special" and "medium" in lists and code != "violence.sexual"):
            continue
        if helpline.list.setting != "label" or scope_of_each()[code] != "either":
            labels.append(Label(text, code))
            continue
        for setting, suffix in suffixes.items():
            if not (setting == "offline" and code in ONLINE_ONLY_CODES):
                labels.append(Label(f"{text} {suffix}", code, setting, "label"))
    return tuple(labels)


@dataclass(frozen=True)
class Codebook:
    """One list, ready for arrays. `first` and `second` give, by code and setting number, the labels ticked (or -1)."""

    start: np.datetime64
    labels: tuple[Label, ...]
    first: NDArray[np.int16]
    second: NDArray[np.int16]
    code: NDArray[np.int16]
    """Code number of each label."""
    setting: NDArray[np.int8]
    """Setting number that a label's own words say, -1 where they say none."""
    other: int
    """The position of the label for Other."""


@cache
def codebooks_of(helpline: Helpline) -> tuple[Codebook, ...]:
    """The helpline's lists as codebooks, oldest first."""
    return tuple(_codebook(start, labels) for start, labels in labels_of(helpline))


def _codebook(start: date, labels: tuple[Label, ...]) -> Codebook:
    first = np.full((len(codes()), len(SETTINGS)), NONE, dtype=np.int16)
    second = first.copy()
    for number, code in enumerate(codes()):
        for position, setting in enumerate(SETTINGS):
            chosen = _choose(labels, code, setting)
            first[number, position] = chosen[0]
            second[number, position] = chosen[1] if len(chosen) > 1 else NONE
    others = [position for position, label in enumerate(labels) if label.code in ("other", "violence.other")]
    return Codebook(
        np.datetime64(start, "D"),
        labels,
        first,
        second,
        np.array([code_numbers()[label.code] for label in labels], dtype=np.int16),
        np.array([SETTINGS.index(label.setting) if label.setting else NONE for label in labels], dtype=np.int8),
        others[-1],
    )


def _choose(labels: tuple[Label, ...], code: str, setting: str) -> tuple[int, ...]:
    """The labels for an act: its own or the nearest above it; where no label says both, the online and the offline."""
    found = _nearest(labels, code, setting)
    if setting != "both" or labels[found].setting in ("both", ""):
        return (found,)
    pair = (_nearest(labels, code, "online"), _nearest(labels, code, "offline"))
    return pair if pair[0] != pair[1] else pair[:1]


def _nearest(labels: tuple[Label, ...], code: str, setting: str) -> int:
    main = code.split(".")[0]
    by_code = [
        [n for n, label in enumerate(labels) if label.code == wanted or wanted in label.takes]
        for wanted in _code_and_above(code)
    ]
    for same in (*by_code, [n for n, label in enumerate(labels) if label.code in (f"{main}.other", "other")]):
        exact = [n for n in same if labels[n].setting == setting]
        neutral = [n for n in same if not labels[n].setting]
        online = [n for n in same if setting == "both" and labels[n].setting == "online"]
        for choice in (exact, neutral, online):
            if choice:
                return choice[0]
    return len(labels) - 1


def _code_and_above(code: str) -> list[str]:
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
