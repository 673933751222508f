"""`source.yaml` of a draft.

Belongs here: what was told on the command line, what the export shows, and a question for everything else. Does not
belong here: the format of the files (`export_text`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.draft.export_text import QUESTION, spell


@dataclass(frozen=True)
class About:
    """What is known of the sender; empty where nobody said."""

    source_id: str
    name: str = ""
    network: str = ""
    country: str = ""
    region: str = ""
    zone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Seen:
    """What the export shows of the system: several reasons in one contact, and where online is told from offline."""

    holds_several: bool
    setting: str


PLACEHOLDERS = {"network": "chi", "country": "XX", "region": "europe", "zone": "UTC"}
"""What stands in the file until somebody answers; each below a question."""
ASKED = {
    "name": "what is the helpline called?",
    "network": "which network is it counted in? Networks are never mixed",
    "country": "which country (ISO 3166-1 alpha-2)?",
    "region": "which region: africa, americas, asia_pacific, europe or mena?",
    "zone": "which time zone (IANA name)? The year that a contact falls in depends on it",
}


def draft_source(about: About, seen: Seen) -> str:
    """The text of the file: it loads as it is, and every guess is a question."""
    return "\n".join(_lines(about, seen)) + "\n"


def _lines(about: About, seen: Seen) -> Iterator[str]:
    yield "# Drafted. Every line that says QUESTION wants an answer; take the question away when it is answered."
    yield from _told("name", about.name or about.source_id, about.name)
    yield from _told("network", about.network or PLACEHOLDERS["network"], about.network)
    yield f"{QUESTION}: which member organisation sends it, since when, and is it a full member?"
    member = {"id": f"{about.source_id}_member", "name": about.name or about.source_id, "membership": "unknown"}
    yield f"member: {spell(member)}"
    for key in ("country", "region", "zone"):
        given = str(getattr(about, key))
        yield from _told(key, given or PLACEHOLDERS[key], given)
    yield f"address: {spell(about.address or about.source_id + '/')}"
    yield f"{QUESTION}: how often does a file come (daily, weekly, monthly, quarterly, yearly, once)?"
    yield "cadence: yearly"
    yield f"{QUESTION}: which recording system is it?"
    yield 'software: ""'
    yield f"{QUESTION}: is it a general helpline (remit: general, online_safety, sexual_violence, missing, other)?"
    yield "remit: general"
    yield f"{QUESTION}: can one contact carry several reasons in this system, and how many at most (cap)?"
    yield f"{QUESTION}: where is online told from offline: per_reason, per_contact, by_list (labels), remit, none?"
    records = {"several_reasons": seen.holds_several, "setting": seen.setting}
    yield f"records: {spell(records)}"
    yield "synthetic: no"
    yield "mapping: proposed"


def _told(key: str, value: str, given: str) -> Iterator[str]:
    if not given:
        yield f"{QUESTION}: {ASKED[key]}"
    yield f"{key}: {spell(value)}"
