"""What a tick box looks like, however its column is found.

Belongs here: the words for ticked and not ticked, and the SQL of a box. Does not belong here: which columns are boxes
(`ticked`, `boxes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from schemas.constructs.base import Many, Record, Words, items, literal, literals, undecided_box
from schemas.text.fold import behind
from schemas.text.sql import is_one_of

UNTICKED = ("0", "no", "n", "false")


class TickBoxes(Many):
    """Boxes with the same words for yes and no."""

    yes: Words = Field(default=("1", "yes", "true", "x"), min_length=1, description="what a tick looks like")
    no: Words = Field(default=UNTICKED, description="what an empty box looks like, besides a blank")
    gives: Literal["header", "rest", "cell"] = Field(
        default="header",
        description="header: the value is the column's header. rest: the header without its beginning, and without the "
        "bracket that this opens. cell: a ticked "
        "box holds its own label, which is the value; `yes` is not looked at",
    )
    all_no: str = Field(
        default="",
        description="the value given where every box that is filled says no: decide it as missing where this means "
        "that nobody answered. Left out: no value, a contact without a reason",
    )

    def box_columns(self, record: Record) -> tuple[str, ...]:
        """The columns that are boxes, in file order."""
        raise NotImplementedError

    def value_of(self, column: str) -> str:
        """What a ticked box of that column stands for."""
        return column

    def many(self, record: Record) -> str:
        columns = self.box_columns(record)
        boxes = ", ".join(self._box(record, column) for column in columns)
        ticked = f"list_filter(cast([{boxes}] as varchar[]), lambda v: v is not null)"
        if not self.all_no or not columns:
            return items(ticked)
        refused = " or ".join(self._says_no(record, column) for column in columns)
        return items(f"case when len({ticked}) = 0 and ({refused}) then [{literal(self.all_no)}] else {ticked} end")

    def _says_no(self, record: Record, column: str) -> str:
        return f"coalesce({is_one_of(record.text(column), self.no or ('',))}, false)"

    def _box(self, record: Record, column: str) -> str:
        """The cell as it stands is looked at first: nearly every box is spelled as declared, and this is by far the
        cheapest. Only what is left is trimmed and brought to small letters.
        """
        raw, cell = record.raw(column), record.text(column)
        says_no = is_one_of(cell, self.no or ("",))
        if self.gives == "cell":
            return f"case when {says_no} then null else {cell} end"
        value = self.value_of(column)
        as_written = f"case when {raw} in ({literals(self.yes)}) then {literal(value)}"
        if self.no:
            as_written += f" when {raw} in ({literals(['', *self.no])}) then null"
        return (
            f"{as_written} when {cell} is null then null when {is_one_of(cell, self.yes)} then {literal(value)} "
            f"when {says_no} then null else {undecided_box(value, cell)} end"
        )


def without(columns: Sequence[str], excluded: Sequence[str]) -> tuple[str, ...]:
    """Columns, once each, without those whose header begins with one of the excluded texts, however it is written."""
    kept = (column for column in columns if not any(behind(column, text) is not None for text in excluded))
    return tuple(dict.fromkeys(kept))
