"""Suggestions for what a label or a value means.

Belongs here: three best answers from decisions accepted elsewhere, from spelling, and from a multilingual encoder where
one is installed. Does not belong here: writing them into a mapping (`harmonise draft`) or applying them (nobody but a
person does).
"""

from pipelines.suggest.answers import suggest_answers
from pipelines.suggest.encoder import Encoder, load_encoder
from pipelines.suggest.label import Label, Suggestion
from pipelines.suggest.reasons import suggest_reasons

__all__ = ["Encoder", "Label", "Suggestion", "load_encoder", "suggest_answers", "suggest_reasons"]
