"""`source.yaml` of a draft.

Belongs here: what was told on the command line, what the export shows, and a question for everything else. Does not
belong here: the format of the files (`export_text`), how lines are written (`lines`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.draft.lines import Lines
from schemas.mapping.questions import MARK


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
    """What the export shows of the system: several reasons in one contact, and where online is told from offline.

    `beside`: files that belong to records of another one; `cadence`: how often they come by the periods in their names.
    """

    holds_several: bool
    setting: str
    beside: tuple[str, ...] = ()
    cadence: str = "yearly"


PLACEHOLDERS = {"network": "chi", "country": "XX", "region": "europe", "zone": "UTC"}
"""What stands in the file until somebody answers; each beside a question."""
ASKED = {
    "name": "what is the helpline called?",
    "network": "which network is it counted in? Networks are never mixed",
    "country": "which country (ISO 3166-1 alpha-2)?",
    "region": "which region: africa, americas, asia_pacific, europe or mena?",
    "zone": "which time zone (IANA name)? The year that a contact falls in depends on it",
}
RECORDS = (
    "can one contact carry several reasons in this system, and how many at most (cap)?",
    "where is online told from offline: per_reason, per_contact, by_list (labels), remit, none?",
    "was it always so? Where it changed, a list: what it could at first, then with `from` what it can since",
)
NO_SETTING = "none"
"""Nothing in the export tells online from offline: until somebody says otherwise no reason is either."""


def draft_source(about: About, seen: Seen) -> str:
    """The text of the file: it loads as it is, and every guess is a question."""
    lines = Lines(
        [f"Drafted. Every line that says {MARK} wants an answer; take the question away when it is answered."]
    )
    _set(lines, "name", about.name or about.source_id, about.name)
    _set(lines, "network", about.network or PLACEHOLDERS["network"], about.network)
    member = {"id": f"{about.source_id}_member", "name": about.name or about.source_id, "membership": "unknown"}
    lines.set("member", member, "", "which member organisation sends it, since when, and is it a full member?")
    for key in ("country", "region", "zone"):
        given = str(getattr(about, key))
        _set(lines, key, given or PLACEHOLDERS[key], given)
    lines.set("address", about.address or f"{about.source_id}/")
    asked = "how often does a file come (daily, weekly, monthly, quarterly, yearly, once)?"
    lines.set("cadence", seen.cadence, "", asked)
    lines.set("software", "", "", "which recording system is it?")
    asked = "is it a general helpline (general, online_safety, sexual_violence, missing, other)?"
    lines.set("remit", "general", "", asked)
    lines.set("records", {"several_reasons": seen.holds_several, "setting": seen.setting}, "", *RECORDS)
    if seen.beside:
        _set_beside(lines, seen.beside)
    lines.set("synthetic", False)
    lines.set("mapping", "proposed")
    return lines.text()


def _set(lines: Lines, key: str, value: str, given: str) -> None:
    lines.set(key, value, "", *(() if given else (ASKED[key],)))


def _set_beside(lines: Lines, names: Sequence[str]) -> None:
    asked = "these belong to records of another file (see export.yaml): are they left out, or its companions?"
    lines.set("ignore_files", list(names), "", asked)
