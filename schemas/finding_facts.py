"""What a finding keeps of the facts that fill its sentence, so that another language says it from the same.

Belongs here: facts that are themselves words (a part of a sentence, the label of a code), and facts as JSON. Does not
belong here: the sentences (`findings.yaml`), or how a language writes a number or a month (`warehouse.publish.pages`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from schemas.vocabulary.code import load_codes

Writer = Callable[[str, object], object]
"""How a language writes the fact of a name: a number, a month, the label of a code."""


class Part(str):
    """A part of a sentence in words, which knows what it was made from: another language makes it anew."""

    name: str
    facts: Mapping[str, object]


class Label(str):
    """The label of a code in a sentence, which knows its code: another language has a label of its own."""

    list_name: str
    code: str


def label_of(list_name: str, code: str) -> Label:
    """The label of a code as a fact of a finding; the code itself where its list does not have it."""
    known = load_codes().list_of(list_name).codes.get(code)
    label = Label(known.label if known else code)
    label.list_name, label.code = list_name, code
    return label


def keep_facts(facts: Mapping[str, object]) -> str:
    """Facts as JSON, in the order of their names."""
    return json.dumps({name: _plain(fact) for name, fact in sorted(facts.items())}, ensure_ascii=False)


def as_it_was(name: str, fact: object) -> object:
    """A writer that writes every fact as English sentences outside of pages have it."""
    del name
    return fact


def _plain(fact: object) -> object:
    if isinstance(fact, Part):
        return {"part": fact.name, "facts": {name: _plain(own) for name, own in sorted(fact.facts.items())}}
    if isinstance(fact, Label):
        return {"list": fact.list_name, "code": fact.code}
    return fact if fact is None or isinstance(fact, int | float | str) else str(fact)
