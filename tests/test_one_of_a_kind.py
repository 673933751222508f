"""Sentences of which the number is one: `1 contact`, never `1 contacts`, in findings and on pages, in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from schemas.finding import finding_kinds
from warehouse.publish.pages.language import languages

NOUNS = {
    "en": "records counts contacts values reasons codes sheets files rows columns labels sources helplines periods",
    "es": "contactos motivos valores recuentos archivos registros columnas etiquetas líneas",
    "fr": "contacts motifs valeurs fichiers lignes colonnes libellés décomptes",
}
AT_LEAST_TWO = (
    *("{n_files} files", "{n_months} months", "{n_fitting}", "{n_columns} columns"),
    *("{n_parts} parts", "{n_parts} partes", "{n_parts} parties"),
)
"""What is said where there are several, or none, only."""
COUNTED = re.compile(r"\{(numerator|denominator|n|n_\w+|total|others)(:[^}]*)?\}")


def texts_of(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for one in content.values():
            yield from texts_of(one)
    elif isinstance(content, list | tuple):
        for one in content:
            yield from texts_of(one)
    elif isinstance(content, str):
        yield content


def said_of_one(text: str) -> str:
    return COUNTED.sub(lambda found: (found.group(2) or ":1")[1:].split("|")[0], text)


@pytest.mark.parametrize("language", sorted(NOUNS))
def test_one_is_never_said_as_several(language: str) -> None:
    spoken = languages()[language]
    kinds = (
        finding_kinds()
        if language == "en"
        else {code: kind for code in finding_kinds() if (kind := spoken.kind_of(code))}
    )
    texts = [*texts_of([kind.model_dump() for kind in kinds.values()]), *texts_of(dict(spoken.words))]
    several = re.compile(rf"(?<![\d.,])1 (?:(?!value )\w+ )?(?:{NOUNS[language].replace(' ', '|')})\b")
    wrong = [
        text for text in texts if several.search(said_of_one(text)) and not any(one in text for one in AT_LEAST_TWO)
    ]
    assert not wrong, "\n".join(wrong)
