"""Suggestions for labels of a list of reasons.

Belongs here: putting the evidence together, decisions of other sources first. Does not belong here: applying a
suggestion: only a person accepts one.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import EllipsisType

import numpy as np

from pipelines.suggest.anchor import reason_anchors
from pipelines.suggest.choose import Choice, best_choices
from pipelines.suggest.compare import compare, with_headings
from pipelines.suggest.encoder import Encoder, load_encoder
from pipelines.suggest.equal import KnownValues
from pipelines.suggest.label import Label, Suggestion
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
    """For each label the three best reasons, best first, each code once. The same input gives the same answer.

    All labels of one list belong into one call: neighbours and headings tell. `exclude_source`: whose decisions do not
    count (the source that is being mapped). `encoder`: left out, the installed one; None, none.
    """
    if not labels:
        return []
    model = load_encoder() if isinstance(encoder, EllipsisType) else encoder
    readings = read_labels(labels)
    anchors = reason_anchors(registry, exclude_source)
    known = KnownValues(anchors)
    different = list({(one.path, one.target): one for one in reversed(anchors)}.values())[::-1]
    forms = np.array(["." in one.code and not one.is_leftover for one in different])
    likeness = with_headings(compare(readings, different, model), readings, different, forms, model)
    ranking = Ranking(readings, different, likeness, model)
    online = {one.whole for one in readings if one.setting == "online"}
    return [
        tuple(
            _suggestion(choice, reading, registry, bool(online - {reading.whole}))
            for choice in best_choices(known.find(reading), ranking, row)
        )
        for row, reading in enumerate(readings)
    ]


def _suggestion(choice: Choice, reading: Reading, registry: Registry, has_online_neighbour: bool) -> Suggestion:
    code, outcome = choice.target
    setting = basis = ""
    if code:
        reason = registry.codes.list_of(REASON).codes[code]
        setting, basis = propose_setting(reading, reason, choice.same_value, has_online_neighbour)
    return Suggestion(code, setting, basis, choice.score, choice.why, choice.evidence, outcome)
