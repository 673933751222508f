"""What is asked, and what is answered.

Belongs here: a label of an unknown list, and a suggestion for it. Does not belong here: how suggestions are found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Evidence = Literal["accepted", "glossary", "lexical", "encoder"]
Meant = Literal["mapped", "missing", "ignored"]


@dataclass(frozen=True)
class Label:
    """A label as the helpline writes it: `text` alone, or below the heading `main`.

    `Main > Sub` in `text` is read as both. `n_contacts`: how many contacts carry it, None where that is not known.
    """

    text: str
    main: str = ""
    n_contacts: int | None = None


@dataclass(frozen=True)
class Suggestion:
    """What a label may mean; never applied by itself.

    `setting` and `basis` are as in `decisions.csv`, empty where the label does not tell. `score` is how often
    suggestions that rest on the same were right, measured (`pipelines.suggest.calibrate`); `evidence` says what that
    is. `outcome` is what the row would be if accepted: `ignored` (no reason of a child, such as "Wrong number") and
    `missing` (a word for nothing) carry no code.
    """

    code: str
    setting: str
    basis: str
    score: float
    why: str
    evidence: Evidence
    outcome: Meant = "mapped"
