"""The invented helplines: what `helplines.yaml` says, typed.

Belongs here: the roster and its models. Does not belong here: their contacts (`population`) or their words (`labels`).
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from pipelines.demo.months import Month

Structure = Literal["ticked", "listed", "cell", "rows", "suspects", "keyed", "children", "payload", "counts", "aselo"]
Container = Literal["csv", "zip", "workbook", "parquet", "json_lines", "json_document"]
SettingMode = Literal["label", "beside", "field", "list", "remit", "none"]


class Frozen(BaseModel):
    """A model that refuses unknown keys and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Size(Frozen):
    """How many contacts: a share of the whole, or a fixed number; `most` caps a share."""

    share: float = 0.0
    contacts: int = 0
    most: int = 0


class ChiList(Frozen):
    """From which day a template list of CHI is used."""

    list: str
    start: date = Field(alias="from")


class ListSpec(Frozen):
    """The helpline's list of reasons, and where it tells online from offline."""

    setting: SettingMode
    words: str = ""
    levels: bool = False
    chi: tuple[ChiList, ...] = ()


class IdSpec(Frozen):
    """The column and prefix of the contact's id."""

    column: str
    prefix: str


class CompanionSpec(Frozen):
    """A table beside the contacts: their reasons, or the list of codes. `name` is its file, member or sheet; `key` its
    column with the contact's id or the code; `columns` hold the label (several for the levels of a label).
    """

    name: str
    key: str
    columns: tuple[str, ...]
    setting: str = ""


class FileSpec(Frozen):
    """How the system writes its files."""

    structure: Structure
    container: Container = "csv"
    member: str = ""
    companion: CompanionSpec | None = None
    columns: dict[str, str] = {}
    name: str = ""
    period: str = "year"
    date: str = ""
    id: IdSpec | None = None
    encoding: str = "utf-8"
    delimiter: str = ","
    quoted: bool = False
    newline: Literal["lf", "crlf"] = "lf"
    preamble: tuple[str, ...] = ()
    trailing: bool = False
    missing: str = ""
    ages: Literal["years", "bands", "months", "birth"] = "years"
    updated: str = ""
    setting_words: dict[str, str] = {}
    renamed_from: str = ""
    renamed: dict[str, str] = {}
    prefix: str = ""
    ticked_as: str = ""
    unticked_as: str = ""
    listed: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    cell_delimiter: str = ""
    brackets: bool = False
    path: str = ""
    codes: bool = False
    gender_codes: dict[str, str] = {}
    flags: dict[str, str] = {}
    blank_unless_asked: bool = False
    other_boxes: tuple[str, ...] = ()
    first_id: int = 0
    booleans_in: tuple[int, ...] = ()
    versions: float = 0.0


class NewFile(Frozen):
    """A change of software: from that month on files are written otherwise."""

    start: str = Field(alias="from")
    period: str
    name: str
    date: str
    columns: dict[str, str]
    setting_words: dict[str, str]


class Corrections(Frozen):
    """Which contacts are delivered again, corrected, and in what file."""

    share: float
    name: str = ""
    month: str = ""
    into_another_year: bool = False


class Campaign(Frozen):
    """A month with many times the usual contacts."""

    month: str
    times: float


class Habits(Frozen):
    """How counsellors (or a new software) record otherwise than the system could: the planted faults."""

    place_defaults_to_offline: float = 0.0
    technology_marked_from: str = ""
    undecided_label: float = 0.0
    one_reason_from: str = ""
    other_instead: float = 0.0
    ocsea_under_bullying_and_sexuality: float = 0.0


class Helpline(Frozen):
    """One invented helpline: its contacts, its list, its system, its habits."""

    source_id: str
    name: str
    country: str
    region: str
    zone: str
    language: str
    software: str
    size: Size
    list: ListSpec
    file: FileSpec
    arrives: Literal["updates_by_name", "updates_by_column", "replaces_period", "overlaps", "additions"]
    first: str = Field(alias="from")
    last: str = Field(alias="to")
    leaves: date | None = None
    remit: str = "general"
    serves_young_people: bool
    counselling: float
    violence: float
    ocsea: float
    second: float
    mix: Literal["general", "sexual_violence", "online_only"]
    missing_setting: float
    cap: int = 0
    channel: str = ""
    campaign: Campaign | None = None
    goes_elsewhere: str = ""
    new_file: NewFile | None = None
    corrections: Corrections | None = None
    habits: Habits
    planted: str = ""

    def __hash__(self) -> int:
        return hash(self.source_id)

    @property
    def is_counts_only(self) -> bool:
        """Does it hand on counts instead of contacts?"""
        return self.file.structure == "counts"

    def file_in(self, month: Month) -> FileSpec:
        """How files are written in that month: the old way, the new way, or with renamed columns."""
        if self.new_file and month >= Month.parse(self.new_file.start):
            update = self.new_file.model_dump(exclude={"start"})
            return self.file.model_copy(update=update)
        if self.file.renamed and month >= Month.parse(self.file.renamed_from):
            return self.file.model_copy(update={"columns": {**self.file.columns, **self.file.renamed}})
        return self.file


@cache
def all_helplines() -> tuple[Helpline, ...]:
    """The roster, in order of source id (which is also the order of the random streams)."""
    text = files(__package__).joinpath("helplines.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    defaults, entries = content["defaults"], content["helplines"]
    made = [Helpline.model_validate({**defaults, **entry, "source_id": key}) for key, entry in entries.items()]
    return tuple(sorted(made, key=lambda helpline: helpline.source_id))
