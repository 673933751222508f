"""Reasons in one cell."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from pydantic import Field, model_validator

from schemas.constructs.base import (
    NO_ITEMS,
    AnyNested,
    Example,
    Many,
    Record,
    Words,
    items,
    literal,
    literals,
)
from schemas.constructs.coded import spell_labels
from schemas.constructs.item_form import MARK, FormText, ItemForm, escaped
from schemas.constructs.whole_labels import split_around, whole_label

GROUP_1 = "\\1"
ANY_GROUP = "\\1\\2\\3"
IN_BRACKETS = r"^\s*[\[({](.*)[\])}]\s*$"
QUOTED_ITEM = r"""\s*"[^"]*"|\s*'[^']*'|[^{0}]+"""
"""An item in quotes of either kind, which may hold the separator, or without."""
IN_QUOTES = r"""^(?:"(.*)"|'(.*)'|'([=+@-].*))$"""
"""In quotes of either kind, or behind the apostrophe that keeps a spreadsheet from reading a formula."""
NOTHING_IN_LISTS = ("nil", "None", "null", "NULL", "")


class Cell(Many):
    """One cell holds one value, or several with a separator between them; a setting may stand beside it."""

    key: ClassVar[str] = "cell"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="cell: motifs\ndelimiter: ;",
            record={"motifs": "Deuil; Harcèlement ;"},
            gives=["Deuil", "Harcèlement"],
            note="blanks around an item and empty items do not count",
        ),
        Example(
            yaml="cell: tipo\nsetting: donde",
            record={"tipo": "Acoso", "donde": "Internet"},
            gives=["Acoso @ Internet"],
            note="the place beside a reason is decided under the field `setting`",
        ),
        Example(
            yaml='cell: category\npath: "^"',
            record={"category": "GBV^Physical Assault"},
            gives=["GBV > Physical Assault"],
            note="one item with levels in it, however many",
        ),
        Example(
            yaml='cell: categories\ndelimiter: ","\nform: "[*]: *"',
            record={"categories": "[Violence]: Hit, or beaten, [School]: Grades"},
            gives=["Violence > Hit, or beaten", "School > Grades"],
            note="the separator also occurs inside items; an item begins where its form begins",
        ),
        Example(
            yaml="cell: needs\nbrackets: yes\nlabels: {1: Grief, 2: Bullying}",
            record={"needs": '["1", "2"]'},
            gives=["Grief", "Bullying"],
            note="a list in brackets, of codes",
        ),
        Example(
            yaml='cell: why\ndelimiter: ","\nwhole: "Grief, loss or death"',
            record={"why": "Grief, loss or death, Bullying"},
            gives=["Grief, loss or death", "Bullying"],
            note="a label that holds the separator; one with a decision need not be named",
        ),
    )

    cell: AnyNested = Field(description="the column, or a construct that gives one text")
    delimiter: str | None = Field(
        default=None,
        min_length=1,
        description="what stands between two values; a label of `decisions.csv` that holds it stays whole",
    )
    setting: str | None = Field(default=None, description="the column that says online or offline for this cell")
    brackets: bool = Field(default=False, description='yes: a list as programs write it: ["a", "b"], [a, b], {a,b}')
    path: str | None = Field(default=None, min_length=1, description="what stands between the levels of an item")
    form: ItemForm | None = Field(
        default=None, description="how an item is built, `*` for any text; its parts become levels: `[*]: *`, `*>*`"
    )
    labels: dict[str, str] = Field(default_factory=dict, description="code: label, where items are codes")
    whole: Words = Field(
        default=(), description="further labels that hold the delimiter, for which there is no decision yet"
    )

    @model_validator(mode="after")
    def _fits(self) -> Cell:
        if self.form and (self.path or self.brackets):
            raise ValueError("`form` already says where levels are: leave out `path` and `brackets`")
        if self.delimiter and self.path and self.delimiter == self.path:
            raise ValueError("`delimiter` and `path` are the same")
        if self.whole and not self.delimiter:
            raise ValueError("`whole` goes with `delimiter`: without one every cell is one label")
        return self

    def knowing(self, labels: Collection[str]) -> Cell:
        if not self.delimiter or self.labels or self.form or self.brackets:
            return self
        holding = {label for label in (*self.whole, *labels) if self.delimiter in label}
        return self.model_copy(update={"whole": tuple(sorted(holding))})

    def columns(self) -> tuple[str, ...]:
        return (*self.cell.columns(), self.setting) if self.setting else self.cell.columns()

    def companions(self) -> tuple[str, ...]:
        return self.cell.companions()

    def places(self) -> tuple[str, ...]:
        return (self.setting,) if self.setting else ()

    def many(self, record: Record) -> str:
        cell = self.cell.one(record)
        setting = record.text(self.setting) if self.setting else "cast(null as varchar)"
        values = f"list_transform({self._pieces(cell)}, lambda v: {self._as_value('trim(v)')})"
        is_plain = not (self.delimiter or self.brackets or self.form)
        kept = values if is_plain else f"list_filter({values}, lambda v: v <> '')"
        return f"case when {cell} is null then {NO_ITEMS} else {items(kept, setting)} end"

    def _pieces(self, cell: str) -> str:
        """SQL for the list of items as written."""
        if self.brackets:
            return self._listed(cell)
        if self.form and self.delimiter:
            begins = f"{escaped(self.delimiter)}\\s*({FormText(self.form).beginning(self.delimiter)})"
            marked = f"regexp_replace({cell}, {literal(begins)}, {literal(MARK + chr(92) + '1')}, 'g')"
            return f"string_split({marked}, {literal(MARK)})"
        if self.delimiter and self.whole:
            return split_around(
                cell, self.delimiter, [whole_label(label, self.delimiter, self.path) for label in self.whole]
            )
        return f"string_split({cell}, {literal(self.delimiter)})" if self.delimiter else f"[{cell}]"

    def _listed(self, cell: str) -> str:
        """SQL for the items of a list as programs write it: JSON, or its likes with other quotes or none."""
        array = f"try_cast({cell} as json)"
        inside = f"regexp_replace({cell}, {literal(IN_BRACKETS)}, {literal(GROUP_1)})"
        separator = escaped(self.delimiter or ",")
        pieces = f"regexp_extract_all({inside}, {literal(QUOTED_ITEM.format(separator))})"
        filled = f"list_filter({pieces}, lambda v: trim(v) not in ({literals(NOTHING_IN_LISTS)}))"
        bare = (
            f"list_transform({filled}, lambda v: regexp_replace(trim(v), {literal(IN_QUOTES)}, {literal(ANY_GROUP)}))"
        )
        items = f"list_filter(cast({array} as varchar[]), lambda v: v is not null)"
        return f"case when json_type({array}) = 'ARRAY' then {items} else {bare} end"

    def _as_value(self, text: str) -> str:
        if self.form:
            form = FormText(self.form)
            text = f"regexp_replace({text}, {literal(form.whole())}, {literal(form.levels())})"
        if self.path:
            text = f"regexp_replace({text}, {literal(f'{chr(92)}s*{escaped(self.path)}{chr(92)}s*')}, ' > ', 'g')"
        return f"case lower({text}) {spell_labels(self.labels)} else {text} end" if self.labels else text
