"""Reasons as tick boxes: one column per reason."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field, field_validator

from schemas.constructs.base import Example, Many, Record, items, literal, literals, quoted

UNTICKED = ("0", "no", "n", "false")


class Ticked(Many):
    """One column per reason. A ticked box gives the column's whole header as its value; an unticked or blank box is
    no value; a box that holds anything else gives `header=content`, which stays unmapped until somebody decides it.
    """

    key: ClassVar[str] = "ticked"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml='ticked: "motif_"\nyes: ["1"]',
            record={"motif_deuil": "1", "motif_fugue": "0", "motif_autre": ""},
            gives=["motif_deuil"],
        ),
        Example(
            yaml="ticked: [vs_, ofv_]\nyes: [SI]\nno: [NO]",
            record={"vs_acoso": "Si", "ofv_arma": "NO", "ofv_otra": "tal vez"},
            gives=["vs_acoso", "ofv_otra=tal vez"],
            note="several blocks; spelling in capitals or not does not matter; what is neither yes nor no is kept",
        ),
    )

    ticked: tuple[str, ...] = Field(min_length=1, description="how the columns' headers begin; one prefix or several")
    yes: tuple[str, ...] = Field(default=("1", "yes", "true", "x"), min_length=1, description="what a tick looks like")
    no: tuple[str, ...] = Field(default=UNTICKED, description="what an empty box looks like, besides a blank")

    @field_validator("ticked", "yes", "no", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    def prefixes(self) -> tuple[str, ...]:
        return self.ticked

    def many(self, record: Record) -> str:
        columns = [column for prefix in self.ticked for column in record.named(prefix)]
        boxes = ", ".join(self._box(record, column) for column in dict.fromkeys(columns))
        return items(f"list_filter([{boxes}], lambda v: v is not null)")

    def _box(self, record: Record, column: str) -> str:
        """The cell as it stands is looked at first: nearly every box is spelled as declared, and this is by far the
        cheapest. Only what is left is trimmed and brought to small letters.
        """
        raw, cell = quoted(column), record.text(column)
        as_written = f"case when {raw} in ({literals(self.yes)}) then {literal(column)}"
        if self.no:
            as_written += f" when {raw} in ({literals(['', *self.no])}) then null"
        yes, no = (literals(text.lower() for text in texts) for texts in (self.yes, self.no or ("",)))
        return (
            f"{as_written} when {cell} is null then null when lower({cell}) in ({yes}) then {literal(column)} "
            f"when lower({cell}) in ({no}) then null else {literal(column + '=')} || {cell} end"
        )
