"""What counts are told apart by: the axes, the columns that stand for categories, an axis that is none of ours.

Belongs here: names of axes, and the parts of a format of counts that say where they stand. Does not belong here: the
format itself (`schemas.mapping.count_export`), or what a label means (`schemas.mapping.decision`).
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from schemas.constructs.base import as_tuple
from schemas.mapping.read import Names
from schemas.mapping.strict import Strict
from schemas.text.fold import fold
from schemas.vocabulary.fields import REASON, SETTING

PERIOD = "period"
COUNTED_FIELDS = ("gender", "age", "age_band")
"""Fields of a contact by which a table of `reported_count` tells counts apart, besides reason and setting."""

OTHER = "other"
"""An axis that is none of ours; `other` says which."""

DECIDED_AXES = (REASON, SETTING, *COUNTED_FIELDS)
AXES = (*DECIDED_AXES, OTHER)
MOST_LABELS = 60


Given = Literal["reason", "setting", "gender", "age", "age_band", "other", "period"]


class Across(Strict):
    """One column a category: every such column's cell is a count, and its header tells what was counted."""

    columns: Names = Field(default=(), description="the columns, one by one")
    prefix: Names = Field(
        default=(), description="how their headers begin; without `columns` and `prefix`, all that nothing else names"
    )
    excluded: Names = Field(
        default=(),
        alias="except",
        description="columns that are totals, or no counts at all: their whole header, or one whole part of it where "
        "it is `split` or has several rows (blanks and capitals do not matter); `Total*` with a `*` is how it "
        "begins",
    )
    split: str = Field(
        default="", description="the text that parts a header; where left out and the header has several rows, its rows"
    )
    gives: Annotated[tuple[Given, ...], BeforeValidator(as_tuple)] = Field(
        min_length=1,
        description="what the parts of a header tell, in order: reason, setting, gender, age, age_band, other, period",
    )

    @model_validator(mode="after")
    def _one_way(self) -> Across:
        if self.columns and (self.prefix or self.excluded):
            raise ValueError("name the columns one by one, or by how they begin and with `except`")
        if len(set(self.gives)) < len(self.gives):
            raise ValueError("`gives` names a field twice")
        return self


def _as_labels(value: Any) -> Any:
    """A list of labels stands for each as it is written."""
    return {label: (label,) for label in value} if isinstance(value, list) else value


class Other(Strict):
    """An axis that is none of ours (who called, a province): it stands in `reported_count` as text, under these labels
    only. What a record holds beside them, and a blank cell, is `unknown` there.
    """

    axis: str = Field(pattern=r"^[a-z][a-z0-9_]{0,29}$", description="what it tells, in a word: `caller`, `province`")
    labels: Annotated[dict[str, Names], BeforeValidator(_as_labels)] = Field(
        min_length=1,
        max_length=MOST_LABELS,
        description="the labels, as the files write them; or each of yours with their spellings: "
        "`mother: [Mère, Maman]`. No names of persons, and no places so small that they tell one",
    )

    @field_validator("labels")
    @classmethod
    def _each_once(cls, value: dict[str, Names]) -> dict[str, Names]:
        spellings = [fold(one) for texts in value.values() for one in texts]
        twice = next((one for one in spellings if spellings.count(one) > 1), None)
        if twice is not None:
            raise ValueError(f"`{twice}` stands under `labels` twice")
        return value

    def label_of(self, value: str) -> str | None:
        """The declared label of a value; None where it is not declared."""
        return self._by_spelling.get(fold(value))

    @cached_property
    def _by_spelling(self) -> dict[str, str]:
        return {fold(one): label for label, texts in self.labels.items() for one in texts}
