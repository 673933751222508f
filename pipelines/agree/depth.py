"""How deep two answers are compared: by main category, by reason, by reason and setting, and with forms told apart.

Belongs here: what an answer is at each depth, and whether it says OCSEA. Does not belong here: comparing.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pipelines.agree.alpha import Answered
from schemas.vocabulary.scenario import Pair

ONLINE = frozenset({"online", "both"})
SEXUAL = "violence.sexual"


class Depth(StrEnum):
    """From the coarsest to the finest. A reason is a code of the second level (all sexual violence is one, as on CHI's
    lists), a form the code as recorded (grooming, extortion ...), which many lists do not tell apart.
    """

    MAIN = "main"
    REASON = "reason"
    REASON_SETTING = "reason_setting"
    FORM = "form"
    FORM_SETTING = "form_setting"


NAMES = {one: one.replace("_", " x ") for one in Depth}
_LEVELS = {Depth.MAIN: 1, Depth.REASON: 2, Depth.REASON_SETTING: 2}
_WITH_SETTING = frozenset({Depth.REASON_SETTING, Depth.FORM_SETTING})


def at_depth(pairs: Iterable[Pair], depth: Depth) -> Answered:
    """The answer as values of that depth."""
    return frozenset(spell_pair(pair) for pair in combine_settings(cut_pairs(pairs, depth)))


def cut_pairs(pairs: Iterable[Pair], depth: Depth) -> frozenset[Pair]:
    """The pairs down to that depth; the setting is empty where the depth has none."""
    level = _LEVELS.get(depth)
    has_setting = depth in _WITH_SETTING
    return frozenset((".".join(reason.split(".")[:level]), setting if has_setting else "") for reason, setting in pairs)


def combine_settings(pairs: Iterable[Pair]) -> frozenset[Pair]:
    """The pairs, where online and offline of one reason are both of it: on many lists two ticks are the only way to say
    so. It is said by us, as in `contact_setting`, and the page says that.
    """
    given = frozenset(pairs)
    settings = {reason: {setting for other, setting in given if other == reason} for reason, _ in given}
    is_both = {reason for reason, said in settings.items() if "both" in said or {"online", "offline"} <= said}
    kept = {pair for pair in given if pair[0] not in is_both or pair[1] not in ("online", "offline")}
    return frozenset(kept | {(reason, "both") for reason in is_both})


def spell_pair(pair: Pair) -> str:
    """`violence.bullying:both`, as it is written in a sheet of answers; without a setting the code alone."""
    return ":".join(part for part in pair if part)


def says_ocsea(pairs: Iterable[Pair]) -> bool:
    """Whether an answer is OCSEA in the wide sense: sexual violence that is online or both."""
    return any(f"{reason}.".startswith(f"{SEXUAL}.") and setting in ONLINE for reason, setting in pairs)
