"""Aselo's export: one JSON object per contact per update, in folders by the day of the update.

Belongs here: the object and its path, both generations of `categories`, and invented personal fields that no reader
may keep. Does not belong here: table-like exports (`tables`). Shapes: docs of the open source project.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.demo.acts import NONE
from pipelines.demo.population import CHANNELS, GENDERS, KINDS, PERSONS, Contacts
from pipelines.demo.recorders.moments import utc_of
from pipelines.demo.recording import Ticks

CALL_TYPES = {
    "child_self": "Child calling about self",
    "adult_about_child": "Someone calling about a child",
    "peer_about_child": "Someone calling about a child",
    "non_counselling.silent": "Hang up",
    "non_counselling.missed": "Missed call",
    "non_counselling.abusive_test": "Abusive / testing",
    "non_counselling.wrong_number": "Wrong number",
    "non_counselling.information": "General enquiry",
}
ASELO_CHANNELS = {"voice": "voice", "chat": "web", "whatsapp": "whatsapp", "email": "default", "sms": "sms"}
OFFLINE_CHANNELS = {"email": "Email"}
"""A contact recorded without a live task: the real channel stands in `contactlessTask`."""
ASELO_GENDERS = {"girl": "Girl", "boy": "Boy", "non_binary": "Non-Binary"}
FIRST_NAMES = ("Invented", "Fictitious", "Madeup", "Imagined")


class AseloFolder:
    """The objects of one helpline below `hrm-data/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._days: set[Path] = set()
        self.n_files = 0

    def write(self, contacts: Contacts, ticks: Ticks, before: tuple[Contacts, Ticks], rng: np.random.Generator) -> None:
        """One object per contact, another where it was updated, and a late one where it was corrected."""
        spec = contacts.helpline.file
        again = rng.random(len(contacts)) < spec.versions
        minutes = rng.integers(2, 90, len(contacts))
        moments = utc_of(contacts)
        for n in range(len(contacts)):
            moment = datetime.fromtimestamp(int(moments[n]), UTC)
            saved = moment + timedelta(minutes=int(minutes[n]))
            first = before if contacts.corrected[n] else (contacts, ticks)
            if again[n]:
                self._write_one(*(_draft(first)), n, moment, saved)
                saved += timedelta(hours=7)
            self._write_one(*first, n, moment, saved)
            if contacts.corrected[n]:
                self._write_one(contacts, ticks, n, moment, saved + timedelta(days=40))

    def _write_one(self, contacts: Contacts, ticks: Ticks, n: int, moment: datetime, saved: datetime) -> None:
        folder = self.folder / f"hrm-data/{saved:%Y/%m/%d}/contacts"
        if folder not in self._days:
            folder.mkdir(parents=True, exist_ok=True)
            self._days.add(folder)
        content = _object(contacts, ticks, n, moment, saved)
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (folder / f"{content['id']}.json").write_text(text, encoding="utf-8")
        self.n_files += 1

    def close(self) -> tuple[int, int]:
        """The numbers of files and records."""
        return self.n_files, self.n_files


def _draft(version: tuple[Contacts, Ticks]) -> tuple[Contacts, Ticks]:
    """An early save: no more than one reason yet."""
    contacts, ticks = version
    return contacts, Ticks(ticks.codebook, ticks.label[:, :1], ticks.beside[:, :1], ticks.place)


def _object(contacts: Contacts, ticks: Ticks, n: int, moment: datetime, saved: datetime) -> dict[str, Any]:
    number = int(contacts.ordinal[n]) + contacts.helpline.file.first_id
    channel = CHANNELS[contacts.channel[n]]
    raw: dict[str, Any] = {
        "callType": _call_type(contacts, n),
        "childInformation": {
            "firstName": FIRST_NAMES[number % len(FIRST_NAMES)],
            "lastName": "Person",
            "age": _age(contacts, n),
            "gender": ASELO_GENDERS[GENDERS[contacts.gender[n]]] if contacts.gender[n] >= 0 else "Unknown",
            "phone1": f"555-01{number % 100:02d}",
        },
        "callerInformation": {"firstName": "Invented", "lastName": "Caller", "relationshipToChild": ""},
        "caseInformation": {"callSummary": f"invented summary of contact {number}", "keepConfidential": True},
        "definitionVersion": "demo-v1",
    }
    if channel in OFFLINE_CHANNELS:
        raw["contactlessTask"] = {"channel": OFFLINE_CHANNELS[channel]}
    _add_categories(raw, contacts, ticks, n, saved)
    return {
        "id": str(number),
        "accountSid": "ACdemo",
        "createdAt": _iso(moment + timedelta(minutes=1)),
        "updatedAt": _iso(saved),
        "timeOfContact": _iso(moment),
        "channel": ASELO_CHANNELS[channel],
        "number": f"+1555010{number % 10_000:04d}",
        "helpline": "",
        "conversationDuration": 60 + number % 1500,
        "rawJson": raw,
    }


def _add_categories(raw: dict[str, Any], contacts: Contacts, ticks: Ticks, n: int, saved: datetime) -> None:
    labels = ticks.codebook.labels
    chosen = {labels[position].text for position in ticks.label[n] if position != NONE}
    tree: dict[str, Any] = {}
    if saved.year in contacts.helpline.file.booleans_in:
        for label in labels:
            main, sub = label.text.split(" > ")
            tree.setdefault(main, {})[sub] = label.text in chosen
        raw["caseInformation"]["categories"] = tree
        return
    for text in sorted(chosen):
        main, sub = text.split(" > ")
        tree.setdefault(main, []).append(sub)
    raw["categories"] = tree


def _call_type(contacts: Contacts, n: int) -> str:
    kind = KINDS[contacts.kind[n]]
    return CALL_TYPES[PERSONS[contacts.person[n]] if kind == "counselling" else kind]


def _age(contacts: Contacts, n: int) -> str:
    age = int(contacts.age[n])
    return "Unknown" if age < 0 else f"{age:02d}"


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
