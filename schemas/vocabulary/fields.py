"""The fields of a contact that a mapping may fill, and the code list that answers each.

Belongs here: names of fields and their lists. Does not belong here: where a field stands in a file
(`schemas.mapping.export`) or what its values mean (`schemas.mapping.decision`).
"""

from __future__ import annotations

ANSWERS: dict[str, str] = {
    "contact_type": "contact_type",
    "channel": "channel",
    "person": "person",
    "population": "population",
    "gender": "gender",
    "age": "age_band",
    "age_band": "age_band",
    "living_situation": "living_situation",
    "time_to_contact": "time_to_contact",
    "first_told": "first_told",
}
"""Field with one answer per contact -> code list. `age` also takes whole years, which need no decision."""

ATTRIBUTES: dict[str, str] = {
    name: name
    for name in (
        "platform",
        "barrier",
        "risk_factor",
        "referral_in",
        "referral_out",
        "vulnerable_group",
        "incident_place",
        "perpetrator_relation",
        "perpetrator_age",
        "extortion_demand",
        "image_origin",
    )
}
"""Field with any number of answers per contact -> code list."""

REASON = "reason"
SETTING = "setting"

DECIDED: dict[str, str] = {**ANSWERS, **ATTRIBUTES, REASON: "reason", SETTING: "setting"}
"""Every field that `decisions.csv` may speak of -> code list."""

REQUIRED = ("channel",)
"""Fields that every export must say something about, if only `never`. Date and reasons have keys of their own."""

OLDEST_AGE = 120
"""Whole years above this are unmapped, not an age."""
