"""What `harmonise check` knows of one source.

Belongs here: the model of the report, filled once (`pipelines.check.look`), shown on a terminal or as a page
(`check_page`). Does not belong here: counting, wording.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from schemas.vocabulary.fields import REASON

OUTCOMES = ("mapped", "missing", "ignored", "unmapped")

Basis = Literal["lake", "landed", "given", "deliveries", "example", "nothing"]
"""What was looked at: the lake, files at the address that no run has taken yet, the example, or nothing at all."""


@dataclass(frozen=True)
class FieldCoverage:
    """One field over all years, by outcome: values, and contacts with at least one such value.

    A contact that carries values of two outcomes counts under both. `n_recorded`: contacts with any value of the field.
    """

    field: str
    values: dict[str, int]
    contacts: dict[str, int]
    n_recorded: int
    n_open: int = 0
    """Distinct values that no decision covers, of those that were listed."""

    @property
    def n_values(self) -> int:
        return sum(self.values.values())


@dataclass(frozen=True)
class WorkItem:
    """One value that no decision covers. `value` is content of a cell: empty unless it was asked for.

    `n_settled`: contacts without any open value once this and all above it are decided; None where not known.
    """

    place: int
    field: str
    shape: str
    value: str
    n_values: int
    n_contacts: int
    n_settled: int | None
    suggestions: tuple[str, ...] = ()
    """Suggested decisions that wait for it: `line 12: violence.bullying`."""


@dataclass(frozen=True)
class UnfiredDecision:
    """An accepted decision whose value stands in no contact. The value is its author's own text."""

    field: str
    line: int
    source_value: str
    meaning: str


@dataclass(frozen=True)
class ColumnRemark:
    """Columns that are new, or that the mapping names and a file has not; said alike of `n_files` files."""

    kind: Literal["new", "gone"]
    sentence: str
    n_files: int
    is_held: bool


@dataclass(frozen=True)
class ReasonConflict:
    """A reason for which two recorded things disagree about the setting, in reasons (rows of `contact_reason`)."""

    reason_code: str
    n_conflicts: int
    n_reasons: int


@dataclass(frozen=True)
class Remark:
    """Any other finding of land, stage and harmonise that asks for something; said alike `n_times`."""

    state: str
    sentence: str
    next_step: str
    n_times: int


@dataclass(frozen=True)
class OpenFinding:
    """What the last run found and no reply explains, said alike of `years` (none: not about a year)."""

    finding_code: str
    state: str
    years: tuple[int, ...]
    sentence: str
    next_step: str


@dataclass(frozen=True)
class SourceCheck:
    """One source: what it was looked at with, what its decisions cover, what is to do."""

    source_id: str
    basis: Basis
    n_contacts: int = 0
    n_counted: int | None = None
    """Contacts in counts; None where nothing came as counts."""
    n_deliveries: int = 0
    years: tuple[int, ...] = ()
    fields: tuple[FieldCoverage, ...] = ()
    n_open: int = 0
    n_with_open: int | None = None
    """Contacts with at least one open value; None where contacts could not be looked at one by one."""
    worklist: tuple[WorkItem, ...] = ()
    unfired: tuple[UnfiredDecision, ...] = ()
    n_suggested: int = 0
    columns: tuple[ColumnRemark, ...] = ()
    conflicts: tuple[ReasonConflict, ...] = ()
    conflict_sentences: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    open_findings: tuple[OpenFinding, ...] = ()
    """Of the last run, but for what the other parts of the report say."""
    held: tuple[str, ...] = ()
    """Why the source, or files of it, are held back."""
    stale: tuple[str, ...] = ()
    """Corrections that no longer fit what the lake says; the next run holds the source for them."""
    most_undecided: float = 1.0
    """The share of a year's reasons above which a run holds the source for want of decisions."""
    is_mapping_changed: bool = False
    systems: tuple[str, ...] = ()
    """What the system could in each period, where that has changed."""

    @property
    def has_failed(self) -> bool:
        """True where the source, or a file of it, could not be used as the mapping says."""
        return (
            bool(self.held or self.stale)
            or any(c.is_held for c in self.columns)
            or any(r.state == "fail" for r in self.remarks)
        )

    @property
    def n_values(self) -> int:
        return sum(one.n_values for one in self.fields)

    @property
    def waits_for_decisions(self) -> bool:
        """True where so many reasons are undecided that a run may hold the source; a run looks at each year apart."""
        reasons = [one for one in self.fields if one.field == REASON]
        return any(one.values["unmapped"] > self.most_undecided * one.n_values for one in reasons)

    @property
    def is_counts_only(self) -> bool:
        """True where counts came, and no contact."""
        return self.n_counted is not None and not self.n_contacts

    @property
    def n_unmapped(self) -> int:
        return sum(one.values["unmapped"] for one in self.fields)


@dataclass(frozen=True)
class MappingLine:
    """What one mapping holds."""

    source_id: str
    n_formats: int
    n_decisions: int
    status_code: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class CheckReport:
    """The whole report. `problems`: what is wrong with mappings, each as `file:line: what -> next step`."""

    mappings: tuple[MappingLine, ...] = ()
    n_surveys: int = 0
    sources: tuple[SourceCheck, ...] = ()
    problems: tuple[str, ...] = field(default=())
    n_problems_elsewhere: int = 0
    shows_values: bool = False
