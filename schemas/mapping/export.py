"""`export.yaml`: where does each thing stand in a file?

Belongs here: the typed model of one format (a YAML document of that file). Does not belong here: who sends it
(`schemas.mapping.source`), what a value means (`schemas.mapping.decision`), or how a construct spells SQL
(`schemas.constructs`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, field_validator, model_validator

from schemas.constructs import AnyField, AnyMany, AnyOne, Construct, Many, One
from schemas.constructs.base import cell_of
from schemas.constructs.condition import Condition
from schemas.constructs.never import Never
from schemas.mapping.arrives import Arrives
from schemas.mapping.day import When
from schemas.mapping.export_limits import impossible
from schemas.mapping.read import Names, Read
from schemas.mapping.strict import Strict
from schemas.text.fold import behind, fold
from schemas.vocabulary.fields import ANSWERS, ATTRIBUTES, REASON, REQUIRED


class LeaveOut(Condition):
    """Records that are no contacts of this source; their fate is `ignored`, and they are counted."""

    because: str = Field(min_length=1, description="why")


class Companion(Strict):
    """Another file, sheet or packed member whose records belong to records of this one by a key."""

    files: str = Field(
        default="",
        description="its name, with the bracketed date by which it belongs to the main file: `needs_(%Y).csv`"
        "; left out where it stands in the same file",
    )
    read: Read = Field(description="the container and its dialect")
    renamed: dict[str, Names] = Field(default_factory=dict, description="other spellings of a header, by ours")
    key: Names = Field(min_length=1, description="the columns there by which its records belong to ours")
    of: Names = Field(default=(), description="the columns here, where they have other names")
    holds: Literal["many", "one"] = Field(
        description="many: records of contacts, each with a fate. one: a list of codes, bands or persons, each at most "
        "once; of a key that stands there again the first record counts, and it is said"
    )
    shared: bool | None = Field(
        default=None,
        description="with many, where one key stands on several contacts. yes: each of them has its records' values; "
        "no: the first one has them. Left out: yes, unless the key is the contact's own `id`, whose records belong to "
        "one contact; it is said with numbers",
    )
    where_absent: Literal["missing", "value"] = Field(
        default="missing",
        description="with one, what a key gives that is not on the list: nothing (it is counted and said), or the key "
        "itself as the value, for short codes whose meaning can be decided; never for an id",
    )

    @model_validator(mode="after")
    def _as_many_keys(self) -> Companion:
        if self.of and len(self.of) != len(self.key):
            raise ValueError(f"`key` has {len(self.key)} columns, `of` has {len(self.of)}")
        if self.read.json_:
            raise ValueError("a companion is a table: csv, workbook or parquet")
        if self.read.is_in_parts:
            raise ValueError("a companion is one table: `each` is for the file itself")
        if self.shared is not None and self.holds == "one":
            raise ValueError("`shared` goes with `holds: many`: a list is there for every record that names its key")
        if self.where_absent == "value" and self.holds == "many":
            raise ValueError("`where_absent: value` goes with `holds: one`: a contact may have no records")
        return self

    @property
    def here(self) -> tuple[str, ...]:
        """The columns of the main file by which its records are found."""
        return self.of or self.key

    def is_found_by(self, own_id: Construct | None) -> bool:
        """Whether its key says which contact it is."""
        return own_id is not None and set(own_id.columns()) <= set(self.here)


class Export(Strict):
    """One format of a source."""

    name: str = Field(default="", description="a name by which a later document can be `like` this one")
    files: str = Field(min_length=1, description="which files: a name or path with `*`")
    like: str | None = Field(
        default=None,
        description="what this one copies: an earlier document by its name, or a shared format under _exports/",
    )
    read: Read = Field(description="the container and its dialect")
    renamed: dict[str, Names] = Field(default_factory=dict, description="other spellings of a header, by ours")
    ignored_columns: Names = Field(
        default=(),
        description="columns that are known and not read, `*` at the end for all that begin so; any other column that "
        "is not read is said",
    )
    row: Literal["contact", "reason"] = Field(description="what one record is")
    id: AnyOne | None = Field(
        default=None,
        description="the column with the contact's id, or `joined` columns that make one; leave out if there is none",
    )
    id_within: Literal["source", "format", "slot"] = Field(
        default="source",
        description="where an id says which contact it is: in the whole source, in files of this format (a new system "
        "began to count anew), or in one period (numbers begin anew every year)",
    )
    continues: Literal["above"] | None = Field(
        default=None,
        description="above: a record whose id and date are both blank continues the one above it, as rows below a "
        "contact or within merged cells do: its reasons and boxes are added, of what a contact has once it fills what "
        "is blank, and a disagreement is said. At the top of a file, or below a record that could not be read, it is a "
        "reject",
    )
    exchange: str | None = Field(default=None, description="the id of the call, where several records are one call")
    once_per: Names = Field(
        default=(),
        description="with row: reason, where records repeat a reason (one for each suspect, say): the columns that "
        "tell one reason of a contact from another; the first record of each that tells a reason counts, with the "
        "setting of the next where it leaves that blank. Records of which all these columns are blank: each reason "
        "counts once. That others tell another reason is said",
    )
    companions: dict[str, Companion] = Field(
        default_factory=dict, description="files or sheets beside this one, by a name for `beside`"
    )
    arrives: Arrives = Field(description="how later files stand to earlier ones")
    date: When = Field(description="the day of the contact")
    fields: dict[str, AnyField] = Field(description="where each field of the contact stands")
    setting: AnyOne | None = Field(default=None, description="a field of the contact that tells online from offline")
    reasons: AnyMany = Field(description="where the reasons stand")
    leave_out: tuple[LeaveOut, ...] = Field(default=(), description="records that are no contacts")

    @field_validator("fields")
    @classmethod
    def _known_fields(cls, value: dict[str, Construct]) -> dict[str, Construct]:
        for name, construct in value.items():
            if name not in ANSWERS and name not in ATTRIBUTES:
                raise ValueError(f"unknown field `{name}`; known: {', '.join([*ANSWERS, *ATTRIBUTES])}")
            if name in ANSWERS and not isinstance(construct, One):
                raise ValueError(f"field `{name}` has one answer per contact; `{construct.key}` gives several")
        missing = [name for name in REQUIRED if name not in value]
        if missing:
            raise ValueError(f"says nothing of: {', '.join(missing)}. Name the column, or write `never: why`")
        return value

    @model_validator(mode="after")
    def _what_the_engine_can_do(self) -> Export:
        for problem in impossible(self):
            raise ValueError(problem)
        return self

    def constructs(self) -> tuple[Construct, ...]:
        """Every construct of this format."""
        parts = [self.date.column, *self.fields.values(), self.reasons, *(rule.column for rule in self.leave_out)]
        return tuple(part for part in (*parts, self.setting) if part is not None)

    def paths(self) -> tuple[str, ...]:
        """Every column or path that this document names, once each, in its order."""
        own = [*(self.id.columns() if self.id else ()), self.exchange, self.arrives.newest_by_column, *self.once_per]
        own += [column for companion in self.companions.values() for column in companion.here]
        named = [column for construct in self.constructs() for column in construct.columns()]
        return tuple(dict.fromkeys(column for column in [*own, *named] if column))

    def columns(self) -> tuple[str, ...]:
        """Every column that must be in a file; for a path into a JSON cell, the column of that cell."""
        return tuple(dict.fromkeys(cell_of(path, self.read.json_cells) for path in self.paths()))

    def prefixes(self) -> tuple[str, ...]:
        """Every prefix of which a file must have at least one column."""
        return tuple(dict.fromkeys(prefix for construct in self.constructs() for prefix in construct.prefixes()))

    def ignores(self, column: str) -> bool:
        """Whether a column is known and not read: named so, or left out of a block of boxes."""
        beginnings = [name[:-1] for name in self.ignored_columns if name.endswith("*")]
        beginnings += [text for construct in self.constructs() for text in construct.passed_over()]
        is_named = any(fold(column) == fold(name) for name in self.ignored_columns)
        return is_named or any(behind(column, beginning) is not None for beginning in beginnings)

    def knowing(self, labels: Mapping[str, frozenset[str]]) -> Export:
        """The same, where the labels of each field are known, which the separator of a list does not part."""
        fields = {name: one.knowing(labels.get(name, frozenset())) for name, one in self.fields.items()}
        reasons = self.reasons.knowing(labels.get(REASON, frozenset()))
        return self.model_copy(update={"fields": fields, "reasons": reasons})

    def answers(self) -> dict[str, One]:
        """Fields with one answer, without those never asked."""
        return {
            n: c for n, c in self.fields.items() if n in ANSWERS and isinstance(c, One) and not isinstance(c, Never)
        }

    def attributes(self) -> dict[str, Many | One]:
        """Fields with any number of answers, without those never asked."""
        return {
            name: construct
            for name, construct in self.fields.items()
            if name in ATTRIBUTES and not isinstance(construct, Never) and isinstance(construct, (Many, One))
        }

    def decided_fields(self) -> frozenset[str]:
        """Every field that `decisions.csv` is asked about for this format."""
        decided = {*self.answers(), *self.attributes()}
        if not isinstance(self.reasons, Never):
            decided.add("reason")
        has_own_setting = self.setting is not None and not isinstance(self.setting, Never)
        if self.reasons.places() or has_own_setting:
            decided.add("setting")
        return frozenset(decided)
