"""Suggestions for labels of a list of reasons.

Belongs here: putting the evidence together: decisions of other sources, the glossary, then what is alike. Does not
belong here: applying a suggestion: only a person accepts one.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import EllipsisType

import numpy as np

from pipelines.suggest.anchor import Anchor, reason_anchors
from pipelines.suggest.calibrate import Calibration, load_calibration
from pipelines.suggest.choose import UNNAMED, WITHOUT_GLOSSARY, Choice, best_choices
from pipelines.suggest.compare import compare, with_headings
from pipelines.suggest.encoder import Encoder, load_encoder, without_texts
from pipelines.suggest.equal import KnownValues
from pipelines.suggest.label import Label, Suggestion
from pipelines.suggest.language import Language, languages_of_labels
from pipelines.suggest.named import CONTACT_TYPE, has_glossary, is_box_of_nothing, is_yes_or_no, named_by
from pipelines.suggest.rank import Ranking
from pipelines.suggest.setting import propose_setting
from pipelines.suggest.text import Reading, read_labels
from schemas.mapping.registry import Registry
from schemas.vocabulary.fields import REASON


def suggest_reasons(
    labels: Sequence[Label],
    registry: Registry,
    exclude_source: str | None = None,
    encoder: Encoder | EllipsisType | None = ...,
) -> list[tuple[Suggestion, ...]]:
    """For each label up to three reasons, best first, each code once; none where none is likely. The same input gives
    the same answer.

    All labels of one list belong into one call: neighbours, headings and language tell. `exclude_source`: whose
    decisions do not count (the source that is being mapped). `encoder`: left out, the installed one; None, none.
    """
    choices = choose_reasons(labels, registry, exclude_source, encoder, load_calibration())
    readings = read_labels(labels)
    online = {one.whole for one in readings if one.setting == "online"}
    return [
        tuple(_suggestion(choice, reading, registry, bool(online - {reading.whole})) for choice in chosen)
        for reading, chosen in zip(readings, choices, strict=True)
    ]


def choose_reasons(
    labels: Sequence[Label],
    registry: Registry,
    exclude_source: str | None,
    encoder: Encoder | EllipsisType | None,
    calibration: Calibration,
) -> list[list[Choice]]:
    """The answers for each label with what they rest on."""
    if not labels:
        return []
    readings = read_labels(labels)
    of_list, of_each = languages_of_labels([one.whole for one in readings])
    anchors = reason_anchors(registry, exclude_source)
    known = KnownValues(anchors)
    ranking = _rank(readings, of_each, anchors, load_encoder() if isinstance(encoder, EllipsisType) else encoder)
    reasons = registry.codes.list_of(REASON)
    chosen = []
    for row, (reading, language) in enumerate(zip(readings, of_each, strict=True)):
        languages = (language, of_list)
        named = named_by(reading, languages, reasons, (REASON, CONTACT_TYPE))
        equal = known.find(reading)
        measured_as = UNNAMED if has_glossary(languages) else WITHOUT_GLOSSARY
        is_no_label = is_yes_or_no(reading.sub) and not equal
        best = [] if is_no_label else best_choices(equal, named, ranking, row, calibration, measured_as)
        is_nothing = is_box_of_nothing(reading.whole)
        chosen.append([one for one in best if not is_nothing or one.target[1] == "missing"])
    return chosen


def choose_by_likeness(
    labels: Sequence[Label], registry: Registry, encoder: Encoder | None, calibration: Calibration
) -> list[list[Choice]]:
    """The answers without decisions for equal values and without the glossary: what likeness alone is worth."""
    readings = read_labels(labels)
    _, of_each = languages_of_labels([one.whole for one in readings])
    ranking = _rank(readings, of_each, reason_anchors(registry, None), encoder)
    return [best_choices([], [], ranking, row, calibration, WITHOUT_GLOSSARY) for row in range(len(readings))]


def _rank(
    readings: Sequence[Reading], languages: Sequence[Language], anchors: Sequence[Anchor], encoder: Encoder | None
) -> Ranking:
    """Likeness to everything known; in a language that the encoder does not know, of spelling only."""
    if encoder is not None:
        unknown = [one for one, language in zip(readings, languages, strict=True) if not language.is_known]
        encoder = without_texts(encoder, unknown)
    different = list({(one.path, one.target): one for one in reversed(anchors)}.values())[::-1]
    forms = np.array(["." in one.code and not one.is_leftover for one in different])
    likeness = with_headings(compare(readings, different, encoder), readings, different, forms, encoder)
    return Ranking(readings, different, likeness, encoder)


def _suggestion(choice: Choice, reading: Reading, registry: Registry, has_online_neighbour: bool) -> Suggestion:
    code, outcome = choice.target
    setting = basis = ""
    if code:
        reason = registry.codes.list_of(REASON).codes[code]
        setting, basis = propose_setting(reading, reason, choice.same_value, has_online_neighbour)
    return Suggestion(code, setting, basis, choice.score, choice.why, choice.evidence, outcome)
