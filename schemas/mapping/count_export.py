"""A format whose rows are already counted: long (a row a count), wide (a column a category), or a crosstab.

Belongs here: the typed model of such a document of `export.yaml`, with `row: count`. Does not belong here: formats
whose rows are contacts or reasons (`schemas.mapping.export`), where a period stands (`schemas.mapping.count_period`),
how its codes are read (`schemas.mapping.period`), what a value means.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BeforeValidator, Field, field_validator, model_validator

from schemas.constructs import AnyOne, Construct, One
from schemas.constructs.base import cell_of
from schemas.mapping.arrives import REPLACING, Arrives
from schemas.mapping.count_axes import AXES, COUNTED_FIELDS, DECIDED_AXES, OTHER, PERIOD, Across, Other
from schemas.mapping.count_period import SLOT, Period
from schemas.mapping.export import Companion, Export, LeaveOut
from schemas.mapping.read import Names, Read
from schemas.mapping.strict import Strict
from schemas.text.fold import fold
from schemas.vocabulary.fields import REASON, SETTING


def _as_blocks(value: Any) -> Any:
    """One block stands for a list of one."""
    return (value,) if isinstance(value, dict) else value


class Number(Strict):
    """How a count is written."""

    thousands: Literal["", ",", ".", "'", " "] = Field(
        default="",
        description="what parts thousands, `1,23,456` included; a blank stands for every kind of blank; undeclared, "
        "`1.000` is rejected; "
        "only one zero may stand behind a mark: `12.0`, `12,0`",
    )
    suppressed: Names = Field(
        default=(),
        description="what stands for a small number that is not told (`<5`, `*`); neither zero nor counted",
    )


class StatedMean(Strict):
    """A mean that a file states beside its total, and of how many: the three must agree, or the file is held."""

    column: AnyOne = Field(description="the mean, in whole numbers or with one decimal mark")
    of: AnyOne = Field(description="of how many (members, months ...) it is the mean; a whole number")


class CountExport(Strict):
    """One format of a source whose rows are counts: a row a count, or a column a category. They go to the table
    `reported_count`, never into figures about contacts. `0` is a true zero; a blank cell under a category is no count.
    A record with a number or period of another form is rejected whole. Labels are decided for the period's first day.
    """

    id: ClassVar[None] = None
    companions: ClassVar[dict[str, Companion]] = {}

    name: str = Field(default="", description="a name by which a later document can be `like` this one")
    files: str = Field(min_length=1, description="which files: a name or path with `*`")
    like: str | None = Field(default=None, description="what this one copies, as for formats of contacts")
    read: Read = Field(description="the container and its dialect")
    renamed: dict[str, Names] = Field(default_factory=dict, description="other spellings of a header, by ours")
    ignored_columns: Names = Field(
        default=(),
        description="columns that are known and not read, `*` at the end for all that begin so; any other column that "
        "is not read is said; with `across` it is a warning where it holds numbers and is called no total",
    )
    row: Literal["count"] = Field(description="a record is one count, or one of several categories")
    arrives: Arrives = Field(
        description="how later files stand to earlier ones: replaces_period (by `slot`, or by the periods in the "
        "rows), replaces_all, or additions"
    )
    period: Period = Field(description="the period that was counted")
    count: AnyOne | None = Field(default=None, description="the column with the number; left out with `across`")
    across: Annotated[tuple[Across, ...], BeforeValidator(_as_blocks)] = Field(
        default=(),
        description="one column a category: which, and what their headers tell; several where blocks of columns count "
        "the same contacts by different things: `[{prefix: Why, gives: reason}, {prefix: Sex, gives: gender}]`",
    )
    reasons: AnyOne | None = Field(default=None, description="the reason, where it stands in a cell")
    setting: AnyOne | None = Field(default=None, description="online or offline, where it stands in a cell")
    fields: dict[str, AnyOne] = Field(
        default_factory=dict, description="gender, age_band (or age) and other, where they stand in a cell"
    )
    other: Other | None = Field(default=None, description="what `other` is, where a cell or header tells it")
    leave_out: tuple[LeaveOut, ...] = Field(default=(), description="records that are no counts of a category: totals")
    no_totals: Names = Field(
        default=(),
        description="labels or headers that are equal to the sum of others by chance, or that count although they are "
        "a sum: they hold nothing",
    )
    number: Number = Field(default_factory=Number, description="how a count is written")
    mean: StatedMean | None = Field(
        default=None,
        description="where a record states a mean beside its count: mean times `of` must be the count, as far as the "
        "mean's last digit tells it",
    )

    @field_validator("fields")
    @classmethod
    def _known_fields(cls, value: dict[str, One]) -> dict[str, One]:
        for name in value:
            if name not in (*COUNTED_FIELDS, OTHER):
                known = ", ".join((*COUNTED_FIELDS, OTHER))
                raise ValueError(f"unknown field `{name}`; counts are told apart by {known}")
        return value

    @model_validator(mode="after")
    def _what_the_engine_can_do(self) -> CountExport:
        for problem in (*self._misplaced(), *self._as_documents()):
            raise ValueError(problem)
        return self

    def _misplaced(self) -> Iterator[str]:
        if self.arrives.kind not in (*REPLACING, "additions"):
            yield (
                f"counts have no ids, so {self.arrives.kind} cannot be: say replaces_period, replaces_all, or additions"
            )
        if self.arrives.newest_by_column is not None:
            yield "a whole file of counts is newer: `newest` is a pattern of its name, or `received`"
        if (self.count is None) == (not self.across):
            yield "say exactly one of: `count` (a row is one count), `across` (a column is one category)"
        if self.mean is not None and self.count is None:
            yield "`mean` stands beside the one `count` of a record; with `across` there are several"
        if self.read.key and not (self.reads_all_columns or self.read.key in self.columns()):
            yield f"`key` names {self.read.key!r}, and nothing reads it: does it tell the period, or what is counted?"
        if self.read.key and self.reads_all_columns and self.read.key not in self.paths():
            yield f"`key` names {self.read.key!r}, which would be taken for a category: say what it tells"
        for key in ("year", "whole_file"):
            if getattr(self.period, key) == SLOT and not self.arrives.slot:
                yield f"`{key}: slot` needs `arrives: {{as: replaces_period, slot: ...}}`: which period is in the name?"
        yield from self._misplaced_blocks()
        if (self.other is None) == (OTHER in self.axes_of(*self.across)):
            yield "`other` says what an axis is that a cell (`fields`) or header (`gives`) tells: say both, or none"
        if self.read.is_in_parts and self._header_rows() > 1:
            yield "a header over several rows cannot be looked at in each part: say one sheet or member"
        if any(construct.companions() for construct in self.constructs()):
            yield "a format of counts has no companions"

    def _misplaced_blocks(self) -> Iterator[str]:
        """Of every block of columns, or of the record where it is one count."""
        for name in dict.fromkeys(name for block in self.across for name in block.gives):
            if name in self.by_cell() or (name == PERIOD and self.period.places):
                yield f"`{name}` is told by `across` and by a cell: which counts?"
        if not self.period.places and not (self.across and all(PERIOD in block.gives for block in self.across)):
            yield "`period` needs a `column`, `from` and `to`, or `whole_file`"
        if self.period.labels and self.period.places:
            yield "`labels` stand for headers; where a cell tells the period, its `column` is `coded`"
        for block in self.across:
            if len(block.gives) > 1 and not block.split and self._header_rows() == 1:
                yield "`gives` names several fields: by which text is a header `split`, or over how many `header_rows`?"
        if sum(not block.columns and not block.prefix for block in self.across) > 1:
            yield "of several blocks of columns one at most is the rest: name `columns` or `prefix` of the others"
        named = [column for block in self.across for column in block.columns]
        if len(set(named)) < len(named):
            yield "a column stands in two blocks of `across`: its counts would stand there twice"

    def _as_documents(self) -> Iterator[str]:
        if self.read.is_table:
            return
        if any(not block.columns for block in self.across):
            yield "`across` finds columns of a table; for JSON name the paths under `columns`"
        if self.read.json_kind == "one_per_file" and (self.arrives.slot or self.arrives.newest_by_name):
            yield "many small files are one delivery without a name of its own, so no slot is in it: say additions"

    def _header_rows(self) -> int:
        table = self.read.csv or self.read.workbook
        return table.header_rows if table else 1

    def by_cell(self) -> dict[str, One]:
        """The fields that stand in cells of a record, each with its construct."""
        found: dict[str, One | None] = {REASON: self.reasons, SETTING: self.setting, **self.fields}
        return {name: construct for name, construct in found.items() if construct is not None}

    def told_apart_by(self) -> tuple[str, ...]:
        """The fields that decisions speak of by which counts are told apart, by cells or headers, in order."""
        return tuple(name for name in self.axes_of(*self.across) if name in DECIDED_AXES)

    def axes_of(self, *blocks: Across) -> tuple[str, ...]:
        """The axes of a count in one of these blocks of columns; without any, those that stand in cells. In order."""
        given = {*self.by_cell(), *(name for block in blocks for name in block.gives)}
        return tuple(name for name in AXES if name in given)

    @property
    def reads_all_columns(self) -> bool:
        """Whether some block of columns is known by how headers begin, or is the rest."""
        return any(not block.columns for block in self.across)

    def ignores(self, column: str) -> bool:
        """Whether a column is known and not read."""
        named = (*self.ignored_columns, *(one for block in self.across for one in block.excluded))
        return any(
            fold(column).startswith(fold(one[:-1])) if one.endswith("*") else fold(column) == fold(one) for one in named
        )

    def answers(self) -> dict[str, One]:
        """Fields of contacts: there are none."""
        return {}

    def decided_fields(self) -> frozenset[str]:
        """Every field that `decisions.csv` is asked about for this format."""
        return frozenset(self.told_apart_by())

    def constructs(self) -> tuple[Construct, ...]:
        """Every construct of this format."""
        numbers = (self.count,) if self.count is not None else ()
        year = (self.period.year_place,) if self.period.year_place is not None else ()
        conditions = tuple(rule.column for rule in self.leave_out)
        if self.mean is not None:
            numbers = (*numbers, self.mean.column, self.mean.of)
        return (*self.period.places, *year, *numbers, *self.by_cell().values(), *conditions)

    def paths(self) -> tuple[str, ...]:
        """Every column or path that this document names, once each, in its order."""
        named = [column for construct in self.constructs() for column in construct.columns()]
        return tuple(dict.fromkeys([*named, *(column for block in self.across for column in block.columns)]))

    def columns(self) -> tuple[str, ...]:
        """Every column that must be in a file; for a path into a JSON cell, the column of that cell."""
        return tuple(dict.fromkeys(cell_of(path, self.read.json_cells) for path in self.paths()))

    def prefixes(self) -> tuple[str, ...]:
        """Every prefix of which a file must have at least one column."""
        return tuple(dict.fromkeys(prefix for block in self.across for prefix in block.prefix))


AnyExport: TypeAlias = Export | CountExport
"""One format of a source, whatever its rows are."""
