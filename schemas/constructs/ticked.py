"""Reasons as tick boxes whose columns begin alike."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import Example, Record, Words
from schemas.constructs.tick_box import TickBoxes, without
from schemas.text.fold import behind


class Ticked(TickBoxes):
    """One column per reason, known by how its header begins. A ticked box gives the column's whole header as its value;
    an unticked or blank box is no value; a box that holds anything else gives `header=content`, which stays unmapped
    until somebody decides it.
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
        Example(
            yaml='ticked: "why: "\ngives: rest',
            record={"why: Grief": "x", "why: Other": "he tells of what happened at home"},
            gives=["Grief", "Other=(a text)"],
            note="what somebody wrote at length is not told",
        ),
        Example(
            yaml='ticked: "q1/"\nexcept: ["q1/where_"]\nall_no: nothing ticked',
            record={"q1/grief": "0", "q1/bullying": "0", "q1/where_online": "1"},
            gives=["nothing ticked"],
            note="another axis of boxes under the same beginning is left out; all boxes say no",
        ),
        Example(
            yaml='ticked: "q1 | "\ngives: rest',
            record={"q1 | grief": "1", "q1 | bullying": ""},
            gives=["grief"],
            note="the header without its beginning",
        ),
        Example(
            yaml='ticked: "q1 (choice="\ngives: rest\nyes: [Checked]\nno: [Unchecked]',
            record={"q1 (choice=Grief)": "Checked", "q1 (choice=Bullying (online))": "Unchecked"},
            gives=["Grief"],
            note="and without the bracket that the beginning opens",
        ),
        Example(
            yaml='ticked: "concern___"\ngives: cell\nno: [Unchecked]',
            record={"concern___1": "Grief", "concern___2": ""},
            gives=["Grief"],
            note="a ticked box holds its own label",
        ),
    )

    ticked: Words = Field(min_length=1, description="how the columns' headers begin; one prefix or several")
    excluded: Words = Field(
        default=(), alias="except", description="columns that begin with one of these are no boxes of this field"
    )

    def prefixes(self) -> tuple[str, ...]:
        return self.ticked

    def passed_over(self) -> tuple[str, ...]:
        return self.excluded

    def value_of(self, column: str) -> str:
        if self.gives != "rest":
            return column
        # The longest beginning leaves the shortest rest.
        rests = [(len(rest), rest, prefix) for prefix in self.ticked if (rest := behind(column, prefix)) is not None]
        _, rest, prefix = min(rests)
        return _without_end(rest.strip(), prefix) or column

    def box_columns(self, record: Record) -> tuple[str, ...]:
        return without([column for prefix in self.ticked for column in record.named(prefix)], self.excluded)


def _without_end(rest: str, prefix: str) -> str:
    """The rest of a header without the bracket at its end that the beginning has opened."""
    for opened, closed in ("()", "[]"):
        if prefix.count(opened) > prefix.count(closed) and rest.endswith(closed):
            return rest.removesuffix(closed).strip()
    return rest
