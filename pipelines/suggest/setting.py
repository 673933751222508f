"""Where it happened, as far as the label itself tells.

Belongs here: proposing a setting for a label and a reason. Does not belong here: fields of the contact that tell it
(`export.yaml`), or what a setting is worth (`warehouse`).
"""

from __future__ import annotations

from pipelines.suggest.anchor import Anchor
from pipelines.suggest.text import Reading
from schemas.vocabulary.code import Code


def propose_setting(
    reading: Reading, reason: Code, same_value: Anchor | None, has_online_neighbour: bool
) -> tuple[str, str]:
    """Setting and basis as `decisions.csv` writes them, both empty where nothing tells or the reason allows none.

    `same_value`: what another source decided for this very value, its setting included. A setting that rests on the
    neighbours of a label (basis `list`) is taken over only where this list has an online label too.
    """
    if reason.setting_scope != "either":
        return "", ""
    if reading.setting:
        return (reading.setting, "label") if reading.setting in reason.settings else ("", "")
    if same_value is None or same_value.setting not in reason.settings or same_value.code != reason.code:
        return "", ""
    if same_value.basis == "list" and not has_online_neighbour:
        return "", ""
    return (same_value.setting, same_value.basis) if same_value.basis else ("", "")
