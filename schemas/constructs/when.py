"""A text that holds under a condition."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, model_validator

from schemas.constructs.base import AnyNested, Example, One, Record, literal
from schemas.constructs.condition import Condition


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, (dict, Condition)) else value


class When(One):
    """A text where all conditions hold, nothing elsewhere. Several in a `first_of` are rules, the first one wins."""

    key: ClassVar[str] = "when"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="when: {column: type, is: [Crisis, Non-Crisis]}\ngives: Counselling",
            record={"type": "crisis"},
            gives="Counselling",
        ),
        Example(
            yaml="when: [{column: days, from: 1, to: 7}, {column: known, filled: yes}]\ngives: within a week",
            record={"days": "3", "known": "yes"},
            gives="within a week",
            note="a range, and presence",
        ),
        Example(
            yaml="when: {column: role, is: victim}\ntake: age",
            record={"role": "caller", "age": "41"},
            gives=None,
            note="the cell of another column, under a condition",
        ),
    )

    when: Annotated[tuple[Condition, ...], BeforeValidator(_as_list)] = Field(
        min_length=1, description="one condition, or several that must all hold"
    )
    gives: str = Field(default="", description="the text")
    take: AnyNested | None = Field(default=None, description="instead of a text: the column that holds it")

    @model_validator(mode="after")
    def _one_answer(self) -> When:
        if bool(self.gives) == (self.take is not None):
            raise ValueError("say exactly one of: `gives` (a text), `take` (a column)")
        return self

    def columns(self) -> tuple[str, ...]:
        own = tuple(column for condition in self.when for column in condition.columns())
        return own + (self.take.columns() if self.take else ())

    def companions(self) -> tuple[str, ...]:
        own = tuple(name for condition in self.when for name in condition.column.companions())
        return own + (self.take.companions() if self.take else ())

    def one(self, record: Record) -> str:
        tests = " and ".join(condition.test(record) for condition in self.when)
        answer = self.take.one(record) if self.take else literal(self.gives)
        return f"case when {tests} then {answer} end"
