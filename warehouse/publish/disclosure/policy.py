"""The numbers of disclosure control.

Belongs here: thresholds, each with its reason. Does not belong here: applying them (`fill`), or attacking what they
leave (`attack`). How SQL gets them: `queries`. Nothing heavy is loaded here: who writes a share asks how precisely.
Whoever changes one changes what was promised to the helplines: docs/disclosure.md.
"""

from __future__ import annotations

FEWEST = 10
"""Contacts below which no count is shown: `[c]` stands for 0 to 9."""
FEWEST_MEMBERS = 3
"""Members below which nothing is shown: of two, each knows the other's part."""
DOMINANCE = 0.1
"""Without the two largest, at least so much of the largest is left: else one of two insiders knows the other's part."""
STEP = 5
STEP_OF_FORMS = 10
"""Counts are rounded to so much; the forms of OCSEA are the smallest and most sensitive of all."""
ROOM_OF_DIFFERENCE = STEP - 1
"""Of two rounded counts nobody knows the difference nearer than so many up or down."""
FEWEST_FOR_SHARE = 50
FEWEST_FOR_SHARE_OF_FORMS = 100
"""Half a step of a count is at most 5 points of the share: a count rounded to twice as much needs twice the base."""
FEWEST_FOR_TENTHS = 5000
"""From here on rounding is wrong by at most 0.05 points, and a share is told to a tenth of a percent."""
STEP_OF_UNKNOWN = 20
"""Contacts: what is unknown of a base is told in steps of so many, and how far the bounds lie from a share."""
FEWEST_FOR_UNKNOWN = 80
"""Four such steps: of a smaller base the unknown part is not told."""

ORDER_OF_PANELS = {
    False: ("all", "able", "matched", "matched_next"),
    True: ("able", "all", "matched", "matched_next"),
}
"""Which of two figures that differ by one or two members is shown, by whether the figure needs an ability."""

NUMBERS = {
    "fewest": str(FEWEST),
    "fewest_members": str(FEWEST_MEMBERS),
    "dominance": str(DOMINANCE),
    "room_of_difference": str(ROOM_OF_DIFFERENCE),
    "fewest_for_share": str(FEWEST_FOR_SHARE),
    "fewest_for_share_of_forms": str(FEWEST_FOR_SHARE_OF_FORMS),
    "fewest_for_tenths": str(FEWEST_FOR_TENTHS),
    "step_of_unknown": str(STEP_OF_UNKNOWN),
    "fewest_for_unknown": str(FEWEST_FOR_UNKNOWN),
    "most_of_group": "0.9",  # of a small group, more than this in one category says it of each
    "not_sensitive": "^t(0|1|10|11)[.]",
    "needs_ability": "^t(4|5|5b)[.]|ocsea",
    "forms_of_ocsea": "^t5[.]form",
    "step": str(STEP),
    "step_of_forms": str(STEP_OF_FORMS),
    "order_by_ability": repr([*ORDER_OF_PANELS[True]]),
    "order_of_others": repr([*ORDER_OF_PANELS[False]]),
    # of figures that cannot stand beside each other one is shown: what the study is about, then its profile, reasons
    "first_turn": "^t4[.]",
    "second_turn": "^t(1|5|5b)[.]",
    "third_turn": "^t2[.]",
    # counts (statistic, list, main) of all that are bases elsewhere: T2, violence in T3 and T4, OCSEA in T3 and T5
    "counts_that_are_bases": "^(t1[.]with_reason|t4[.]ocsea_(narrow|wide)_of_[a-z_]+|t2[.]main COMMON violence)$",
    "counts_of_ocsea": "^t4[.]ocsea_(narrow|wide)_of_(sexual_)?violence$",
    "whose_base_is_ocsea": "^t3[.].*_of_ocsea_(narrow|wide)$",
}
DEAREST = ("^t[01][.]|^t4[.]ocsea", "^t4[.]", "^t2[.]main$")
"""Statistics that the attack hides last when it has the choice, the dearest first: what most people look for. The turns
above are asked where two figures rest on other members, this where one count of many must go.
"""
