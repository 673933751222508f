"""A guess of a scan as it stands in a draft: a sure one with why, another with its question.

Belongs here: what is asked of each role. Does not belong here: which guess is taken (`pipelines.draft.export_text`).
"""

from __future__ import annotations

from pipelines.draft.lines import Entry
from pipelines.draft.reasons import SURE
from warehouse.scan import Candidate

ASKED = {
    "row": "is one record one contact, one reason, or a count?",
    "id": "is this the id of a contact?",
    "newest": "does this tell which version of a contact is the newest?",
    "date": "is this the day of the contact?",
    "setting": "does this tell online from offline?",
    "field": "is it?",
}


def guess_entry(found: Candidate) -> Entry:
    """A guess: a sure one with why, another with a question."""
    why = f"{found.why} ({found.sure:.0%} sure)"
    value = found.mapping if found.mapping is not None else found.columns[0]
    return Entry(value, why) if found.sure >= SURE else Entry(value, "", (f"{ASKED[found.role]} {why}",))
