"""A code that stands for a label of a list."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import NO_ITEMS, AnyNested, Example, Many, One, Record, item, literal


class Coded(One, Many):
    """A number or code with the list of what it stands for, so that decisions speak of labels. A code that is not on
    the list stays as it is, and so stays unmapped until somebody looks.
    """

    key: ClassVar[str] = "coded"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(yaml="coded: sexe\nlabels: {1: Fille, 2: Garçon}", record={"sexe": "2"}, gives="Garçon"),
        Example(yaml="coded: sexe\nlabels: {1: Fille, 2: Garçon}", record={"sexe": "2.0"}, gives="Garçon"),
        Example(yaml="coded: sexe\nlabels: {1: Fille, 2: Garçon}", record={"sexe": "9"}, gives="9"),
        Example(
            yaml="coded: trimestre\nlabels: {Primero: 1, Segundo: 2, Tercero: 3, Cuarto: 4}",
            record={"trimestre": "tercero"},
            gives="3",
            note="words may become numbers, for a period code",
        ),
    )

    coded: AnyNested = Field(description="the column or path of the code")
    labels: dict[str, str] = Field(min_length=1, description="code: label")

    def columns(self) -> tuple[str, ...]:
        return self.coded.columns()

    def companions(self) -> tuple[str, ...]:
        return self.coded.companions()

    def one(self, record: Record) -> str:
        cell = self.coded.one(record)
        return f"case lower({cell}) {spell_labels(self.labels)} else {cell} end"

    def many(self, record: Record) -> str:
        cell = self.one(record)
        return f"case when {cell} is null then {NO_ITEMS} else [{item(cell)}] end"


def spell_labels(labels: dict[str, str]) -> str:
    """The branches of a CASE over a code in small letters. A number is known too as programs write it in a column with
    gaps: `1.0`.
    """
    fractions = {f"{code}.0": label for code, label in labels.items() if code.isdecimal()}
    known = fractions | labels
    return " ".join(f"when lower({literal(code)}) then {literal(label)}" for code, label in known.items())
