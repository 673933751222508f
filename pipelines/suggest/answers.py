"""Suggestions for values of the other fields: channel, gender, age, person, setting ...

Belongs here: the same evidence as for reasons, value by value, and what can be read out of a value by rule (years of
age, words for where, words for nothing). Does not belong here: reasons (`pipelines.suggest.reasons`).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import EllipsisType

from pipelines.suggest.age import find_band, read_years
from pipelines.suggest.anchor import answer_anchors
from pipelines.suggest.choose import BEST, best_choices
from pipelines.suggest.compare import compare
from pipelines.suggest.encoder import Encoder, load_encoder
from pipelines.suggest.equal import KnownValues
from pipelines.suggest.label import Label, Suggestion
from pipelines.suggest.rank import Nearest
from pipelines.suggest.reasons import suggest_reasons
from pipelines.suggest.text import Reading, read_labels
from pipelines.suggest.words import MISSING
from schemas.mapping.registry import Registry
from schemas.text.fold import fold
from schemas.vocabulary.code import Codes
from schemas.vocabulary.fields import DECIDED, REASON, SETTING

MOST_LETTERS_OF_A_CODE = 2
"""A value this short is a code: it means what it was decided to mean elsewhere, and looks or sounds like nothing."""
READ_BY_RULE = 0.97
"""What a value counts that is read, not compared: less than the same value decided elsewhere."""


def suggest_answers(
    field: str,
    values: Sequence[str],
    registry: Registry,
    codes: Codes,
    exclude_source: str | None = None,
    encoder: Encoder | EllipsisType | None = ...,
) -> list[tuple[Suggestion, ...]]:
    """For each value of a field up to three best answers, best first. Parameters as for `suggest_reasons`.

    A whole number in `age` needs no decision and gets its band all the same. Raises KeyError where `field` is no field.
    """
    labels = [Label(value) for value in values]
    if field == REASON:
        return suggest_reasons(labels, registry, exclude_source, encoder)
    if not labels:
        return []
    model = load_encoder() if isinstance(encoder, EllipsisType) else encoder
    anchors = answer_anchors(field, registry, codes, exclude_source)
    known = KnownValues(anchors)
    different = list({(one.path, one.target): one for one in reversed(anchors)}.values())[::-1]
    readings = read_labels(labels)
    nearest = Nearest(different, compare(readings, different, model))
    answers = []
    for row, (value, reading) in enumerate(zip(values, readings, strict=True)):
        compared = [
            Suggestion(choice.target[0], "", "", choice.score, choice.why, choice.evidence, choice.target[1])
            for choice in best_choices(known.find(reading), nearest, row)
            if choice.evidence == "accepted" or len(fold(value)) > MOST_LETTERS_OF_A_CODE
        ]
        answers.append(_best(_read(field, value, reading, codes), compared))
    return answers


def _best(read: Suggestion | None, compared: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """A value that is read by rule comes first, unless the same value is decided elsewhere."""
    if read is None:
        return tuple(compared[:BEST])
    others = [one for one in compared if (one.code, one.outcome) != (read.code, read.outcome)]
    if len(others) < len(compared):
        read = max([read, *(one for one in compared if one not in others)], key=lambda one: one.score)
    return tuple(sorted([read, *others], key=lambda one: -one.score)[:BEST])


def _read(field: str, value: str, reading: Reading, codes: Codes) -> Suggestion | None:
    if fold(value) in MISSING:
        return Suggestion("", "", "", READ_BY_RULE, "a word for nothing", "lexical", "missing")
    if field == SETTING and reading.setting:
        return Suggestion(reading.setting, "", "", READ_BY_RULE, "its own words say where", "lexical")
    if DECIDED[field] == "age_band" and (years := read_years(value)):
        band = find_band(years, codes.list_of("age_band"))
        if band is None:
            why = "no band holds all of its years, so it stays unknown"
            return Suggestion("unknown", "", "", READ_BY_RULE, why, "lexical")
        return Suggestion(band.code, "", "", READ_BY_RULE, f"all of its years lie in {band.label}", "lexical")
    return None
