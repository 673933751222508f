"""Lines of a drafted YAML file: keys with their values, why they were guessed, and questions.

Belongs here: how they are written. A guess that somebody has to look at stands on one line with its question: who takes
the question's line away takes the guess away as well. Does not belong here: guessing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.mapping.questions import MARK

QUESTION = f"# {MARK}"


@dataclass(frozen=True)
class Entry:
    """A value under a key; `why`: what speaks for it; `questions`: what has to be answered before it is believed."""

    value: Any
    why: str = ""
    questions: tuple[str, ...] = ()


@dataclass
class Lines:
    """A document in the making. `head`: remarks above all keys; `asked`: questions that stand at no key.

    `is_undrafted`: nothing in it is known, so that it is not worth a trial.
    """

    head: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    fields: dict[str, Entry] = field(default_factory=dict)
    is_undrafted: bool = False

    def set(self, key: str, value: Any, why: str = "", *questions: str) -> None:
        """Write a key."""
        self.entries[key] = Entry(value, why, questions)

    def ask(self, key: str, question: str) -> None:
        """Put a question to a key, where there is one, else to the document."""
        name = key.removeprefix("fields.")
        place, known = (self.fields, name) if key.startswith("fields.") else (self.entries, key)
        if known in place:
            entry = place[known]
            place[known] = Entry(entry.value, entry.why, (*entry.questions, question))
        else:
            self.asked.append(question)

    @property
    def content(self) -> dict[str, Any]:
        """The document as it will be read."""
        written = {key: entry.value for key, entry in self.entries.items()}
        return {**written, "fields": {name: entry.value for name, entry in self.fields.items()}}

    def text(self) -> str:
        """The document as it is written."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        yield from (f"# {one_line(remark)}" for remark in self.head)
        yield from (f"{QUESTION}: {one_line(question)}" for question in self.asked)
        for key, entry in self.entries.items():
            if key == "reasons" and self.fields:
                yield from self._field_lines()
            yield from _entry_lines(key, entry, "")
        if "reasons" not in self.entries and self.fields:
            yield from self._field_lines()

    def _field_lines(self) -> Iterator[str]:
        yield "fields:"
        for name, entry in self.fields.items():
            yield from _entry_lines(name, entry, "  ")


def _entry_lines(key: str, entry: Entry, indent: str) -> Iterator[str]:
    if entry.why:
        yield f"{indent}# {one_line(entry.why)}"
    asked = f"  {QUESTION}: {' / '.join(map(one_line, entry.questions))}" if entry.questions else ""
    yield f"{indent}{spell(key)}: {spell(entry.value)}{asked}"


def one_line(text: str) -> str:
    """A text without line ends: one of them would end a comment."""
    return " ".join(text.split())


def spell(value: Any) -> str:
    """A value as YAML on one line. JSON's quotes are YAML's; a plain word goes without."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{spell(key)}: {spell(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(spell(inner) for inner in value) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    is_plain = text.isascii() and text.replace("_", "").isalnum()
    return text if is_plain else json.dumps(text, ensure_ascii=False)
