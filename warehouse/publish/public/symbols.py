"""Symbols that stand beside a figure, in a column of their own: why there is none, or how to read it.

Belongs here: which symbols there are, what each means, and which belong to a row. Does not belong here: deciding
what is suppressed. A symbol never stands in the place of a number.
"""

from __future__ import annotations

SUPPRESSED, STRUCTURAL_ZERO, NOT_AVAILABLE, BREAK, LOW = "[c]", "[z]", "[x]", "[b]", "[low]"

LEGEND = {
    SUPPRESSED: "Suppressed: too few contacts or too few members stand behind it, or it would give another figure "
    "away. The cell is empty; it covers 0 as well.",
    STRUCTURAL_ZERO: "Cannot be recorded: no helpline here has a place for it; of `undetermined` and `none`, nothing "
    "can stand there. The cell is empty; it is not a zero.",
    NOT_AVAILABLE: "Not available: not delivered, not recorded apart from something else, or there is nothing to count "
    "in.",
    BREAK: "Break in series: the way of recording changed. Do not compare with years before it.",
    LOW: "Low: more than nothing, though the share rounds to 0.",
}
"""In the order in which they are listed."""

BY_STATUS = {"suppressed": SUPPRESSED, "structural_zero": STRUCTURAL_ZERO, "not_available": NOT_AVAILABLE}


def symbols_of(status: str | None, has_break: bool, is_low: bool) -> str | None:
    """The symbols of a row, blanks between them; None where it needs none."""
    found = [
        BY_STATUS.get(status or ""),
        BREAK if has_break else None,
        LOW if is_low else None,
    ]
    return " ".join(one for one in found if one) or None
