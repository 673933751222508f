"""Suggestions for what a label or a value means.

Belongs here: up to three answers from decisions that are agreed elsewhere, from the glossary of the field, from
spelling, and from a multilingual encoder where one is installed; none where none is likely. Does not belong here:
writing them into a mapping (`harmonise draft`) or applying them (nobody but a person does).
"""

from pipelines.suggest.answers import suggest_answers
from pipelines.suggest.encoder import Encoder, load_encoder
from pipelines.suggest.label import Label, Suggestion
from pipelines.suggest.language import unknown_to_the_encoder
from pipelines.suggest.reasons import suggest_reasons

__all__ = [
    "Encoder",
    "Label",
    "Suggestion",
    "load_encoder",
    "suggest_answers",
    "suggest_reasons",
    "unknown_to_the_encoder",
]
