"""The reasons that simulated contacts are about, and how a setting is written down for each.

Belongs here: codes, usual shares, settings as numbers. Does not belong here: chance (`families`), networks (`network`).
Shares are made up in the order of published lists; only their order matters here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

OFFLINE, ONLINE, BOTH, UNKNOWN, NOT_APPLICABLE = range(5)
SETTINGS = ("offline", "online", "both", "unknown", "not_applicable")
NO_REASON = -1
MOST_REASONS = 3


@dataclass(frozen=True)
class Reason:
    """One reason; `online` is a logit of how often it is online, before the network's level is added."""

    code: str
    weight: float
    scope: Literal["none", "nature", "either"] = "none"
    online: float = 0.0


REASONS = (
    Reason("family.wellbeing", 0.13),
    Reason("education.academic", 0.11),
    Reason("mental_health.mood", 0.11),
    Reason("peers.friends", 0.10),
    Reason("family.caregiver", 0.08),
    Reason("mental_health.anxiety", 0.07),
    Reason("access.legal", 0.05),
    Reason("physical_health.general", 0.05),
    Reason("mental_health.suicidality", 0.05),
    Reason("peers.partner", 0.04),
    Reason("missing.runaway", 0.01),
    Reason("violence.physical", 0.06, "nature"),
    Reason("violence.neglect", 0.03, "nature"),
    Reason("violence.bullying", 0.07, "either", -1.1),
    Reason("violence.emotional", 0.05, "either", -2.6),
    Reason("discrimination.ethnicity", 0.02, "either", -2.2),
    Reason("violence.sexual.abuse", 0.030, "either", -1.0),
    Reason("violence.sexual.harassment", 0.014, "either", 0.0),
    Reason("violence.sexual.assault", 0.010, "either", -2.0),
    Reason("violence.sexual.image", 0.006, "either", 2.0),
    Reason("violence.sexual.grooming", 0.005, "either", 1.5),
    Reason("violence.sexual.extortion", 0.004, "either", 2.5),
    Reason("other", 0.04),
)
CODES = tuple(reason.code for reason in REASONS)
WEIGHTS: Floats = np.array([reason.weight for reason in REASONS]) / sum(reason.weight for reason in REASONS)
ONLINE_LOGIT: Floats = np.array([reason.online for reason in REASONS])
IS_EITHER: Truths = np.array([reason.scope == "either" for reason in REASONS])
IS_NATURE: Truths = np.array([reason.scope == "nature" for reason in REASONS])
IS_SEXUAL: Truths = np.array([code.startswith("violence.sexual.") for code in CODES])
IS_VIOLENCE: Truths = np.array([code.startswith("violence.") for code in CODES])
OTHER = CODES.index("other")
MOOD = CODES.index("mental_health.mood")


def of(code: str) -> int:
    """The number of a reason."""
    return CODES.index(code)


TOPICS = tuple(
    of(code)
    for code in (
        *("mental_health.mood", "mental_health.suicidality", "access.legal", "violence.physical", "family.caregiver"),
        *("education.academic", "violence.bullying", "violence.sexual.abuse"),
    )
)
"""What a specialist may be for."""

DUMPS = tuple(
    of(code)
    for code in (
        *("family.wellbeing", "education.academic", "mental_health.mood", "peers.friends", "family.caregiver"),
        *("access.legal", "physical_health.general", "violence.physical", "violence.bullying"),
    )
)
"""Into what a habit may put contacts."""

COARSE: tuple[dict[int, int], ...] = (
    {of("mental_health.anxiety"): MOOD, of("mental_health.suicidality"): MOOD},
    {of("family.caregiver"): of("family.wellbeing"), of("missing.runaway"): of("family.wellbeing")},
    {of("peers.partner"): of("peers.friends"), of("physical_health.general"): of("peers.friends")},
    {of("violence.neglect"): of("violence.physical")},
)
"""Lists that are coarser than ours: these reasons are written under that one."""
