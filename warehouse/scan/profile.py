"""What a scan says of unknown files: the profile, as it is saved, shown and compared.

Belongs here: the shapes of a profile, and writing and reading them as JSON. Does not belong here: finding anything out.
A profile is fit to be passed on: it holds no rare value, nothing of a column that looks personal, and no row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from schemas.text.problem import HarmoniseError
from warehouse.store.durable import read_json, write_json

VERSION = 1
MOST_VALUES = 200
"""A closed list can have so many values; a column with many more shows counts only."""


class ProfileError(HarmoniseError):
    """A file is no saved profile."""


LONG = 9
"""Digits before the point of a decimal that is the second of a call and no measure."""


@dataclass(frozen=True)
class Found:
    """One thing that was found out about a file: `what` (encoding, delimiter ...), its value, how sure (0 to 1), why.

    `others`: what else it might be, likeliest first.
    """

    what: str
    value: str
    sure: float
    why: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counted:
    """A text and in how many records it stands (never fewer than FEWEST_SHOWN, unless it is a word of ours)."""

    text: str
    n: int


@dataclass(frozen=True)
class DateForm:
    """A form of dates or periods, as `format` of an export takes it, and its share of filled cells."""

    format: str
    share: float


@dataclass(frozen=True)
class ColumnProfile:
    """One column. `place` counts from 1. Counts are in records; `longest` in characters.

    `kind`: what its cells are (see `warehouse.scan.kinds.KINDS`); `sure`: 0 to 1. `personal`: why its content is
    withheld, empty where it is not; then `values` is empty and `shapes` says what cells look like. `n_distinct` is
    exact or close (`is_distinct_exact`), missing words and blanks left out. `values`: the frequent values; all others
    are `n_rare_values` (seen in fewer than 5 records) and `n_unshown_values` (beyond what a closed list can have, or
    withheld). `missing`: words for "nothing" with their counts, 0 for fewer than 5. `items`: for lists, the frequent
    items. `separator`, `is_bracketed`, `path`, `form`: as the construct `cell` takes them; `n_joined`: items that may
    be parts of one label. `years`: years with at least 5 records, for dates; `date_keys`: what `date` of an export
    needs beside their forms (`calendar`, `months`); `parts`: of cells that hold JSON, what stands under each key;
    `is_swapped`: a spreadsheet seems to have taken days for months.
    """

    name: str
    place: int
    kind: str
    sure: float
    n_filled: int
    n_blank: int
    n_distinct: int
    is_distinct_exact: bool
    longest: int
    personal: str = ""
    date_forms: tuple[DateForm, ...] = ()
    is_date_ambiguous: bool = False
    date_keys: Mapping[str, str] = field(default_factory=dict)
    is_swapped: bool = False
    missing: tuple[Counted, ...] = ()
    values: tuple[Counted, ...] = ()
    items: tuple[Counted, ...] = ()
    n_rare_values: int = 0
    n_unshown_values: int = 0
    shapes: tuple[Counted, ...] = ()
    years: tuple[Counted, ...] = ()
    separator: str = ""
    is_bracketed: bool = False
    path: str = ""
    form: str = ""
    n_joined: int = 0
    note: str = ""
    parts: tuple[ColumnProfile, ...] = ()

    @property
    def is_unique(self) -> bool:
        """Whether every filled cell holds something else."""
        return self.is_distinct_exact and 0 < self.n_filled == self.n_distinct

    @property
    def is_long_decimal(self) -> bool:
        """Whether the cells are decimals as telephone exchanges number calls, `1711111111.12`: `4.37` is a measure."""
        wholes = [shape.text.partition(".")[0] for shape in self.shapes]
        return self.kind == "decimal" and bool(wholes) and all(len(one) >= LONG and one.isdecimal() for one in wholes)

    @property
    def share_blank(self) -> float:
        """Blank cells among all, 0 to 1."""
        n = self.n_filled + self.n_blank
        return self.n_blank / n if n else 0.0

    @property
    def n_missing(self) -> int:
        """Cells with a word for "nothing" (0 where each word is rare)."""
        return sum(word.n for word in self.missing)


@dataclass(frozen=True)
class Candidate:
    """A column, or several, that may be what a mapping asks for.

    `role`: id, exchange (an id of the call, which several contacts share), date, newest, reasons, setting, field, row,
    or personal; `field`: with role field, its name (channel,
    gender ...); with role row: contact, reason or count. `mapping`: what stands in `export.yaml` for it, ready to be
    written; None where nothing is written.
    """

    role: str
    columns: tuple[str, ...]
    sure: float
    why: str
    field: str = ""
    mapping: Any = None


@dataclass(frozen=True)
class TableProfile:
    """One table: a text file, a sheet, a member of a zip, the records of JSON documents.

    `read`: ready for `read:` of an export. `n_rows` are the records that were read; `rejected`: reject code -> how many
    records would be refused under `read`.
    """

    name: str
    read: dict[str, Any]
    found: tuple[Found, ...]
    n_rows: int
    rejected: dict[str, int] = field(default_factory=dict)
    n_ignored: int = 0
    n_blank_lines: int = 0
    notes: tuple[str, ...] = ()
    columns: tuple[ColumnProfile, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def n_rejected(self) -> int:
        """Records that would be refused."""
        return sum(self.rejected.values())

    def column(self, name: str) -> ColumnProfile | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def best(self, role: str, field_name: str = "") -> Candidate | None:
        """The likeliest candidate for a role (and field)."""
        fitting = [one for one in self.candidates if one.role == role and field_name in ("", one.field)]
        return max(fitting, key=lambda one: one.sure, default=None)


@dataclass(frozen=True)
class FileProfile:
    """One file, or `n_files` that hold one document each. `problem`: why it could not be read; then it has no tables.

    `container`: csv, json, workbook, parquet, or empty where it is none of them; `packed`: gzip, zip, or empty.
    """

    name: str
    n_bytes: int
    container: str
    packed: str = ""
    n_files: int = 1
    problem: str = ""
    tables: tuple[TableProfile, ...] = ()


@dataclass(frozen=True)
class Profile:
    """All files of one scan."""

    files: tuple[FileProfile, ...]
    version: int = VERSION

    @property
    def tables(self) -> tuple[TableProfile, ...]:
        """Every table of every file."""
        return tuple(table for file in self.files for table in file.tables)

    @property
    def problems(self) -> tuple[str, ...]:
        """Why files could not be read."""
        return tuple(file.problem for file in self.files if file.problem)

    def to_json(self) -> dict[str, Any]:
        """The profile as plain JSON values."""
        content: dict[str, Any] = _PROFILE.dump_python(self, mode="json")
        return content

    @classmethod
    def from_json(cls, content: Any) -> Profile:
        """What `to_json` gave. Raises ProfileError."""
        try:
            profile = _PROFILE.validate_python(content, strict=False)
        except ValidationError as error:
            places = ", ".join(".".join(map(str, one["loc"][:3])) for one in error.errors()[:3])
            raise ProfileError(f"it is no saved profile (see {places})") from None
        if profile.version != VERSION:
            raise ProfileError(f"it is a profile of version {profile.version}, this command writes {VERSION}")
        return profile

    def save(self, path: Path) -> None:
        """Write the profile, readable by its owner only."""
        write_json(path, self.to_json())

    @classmethod
    def load(cls, path: Path) -> Profile:
        """Read a saved profile. Raises ProfileError."""
        try:
            content = read_json(path)
        except (OSError, ValueError):
            raise ProfileError(f"{path.name} cannot be read as a saved profile. Make one with --save.") from None
        if content is None:
            raise ProfileError(f"{path}: there is no such file. Make one with --save.")
        try:
            return cls.from_json(content)
        except ProfileError as error:
            raise ProfileError(f"{path.name}: {error}. Make one with --save.") from None


_PROFILE = TypeAdapter(Profile)
