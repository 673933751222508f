"""A file in several parts as one table: every sheet of a workbook, every file of an archive that a pattern fits.

Belongs here: taking part after part out of a file, and bringing their records together in the order of the parts. Does
not belong here: reading one part (`warehouse.read.table`, which hands that in). Each part is read as a file of its own
would be, then kept as Parquet, so that never more than one of them is unpacked.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile, ZipInfo

import duckdb
import pyarrow as pa

from schemas.constructs.base import literal, literals, quoted
from schemas.finding import Finding
from schemas.mapping.read import Csv, Read, Workbook
from warehouse.land.file_names import matches_glob
from warehouse.read import limits
from warehouse.read.csv.header import fold_header
from warehouse.read.growth import archive_growth
from warehouse.read.rejects import UnreadableError, refuse_file
from warehouse.read.unpack import explained, list_members, open_archive, refuse_members, unpack, write_member
from warehouse.read.workbook.read import join_places, spell_part_name, transcribe_sheets
from warehouse.store.engine import only_row

if TYPE_CHECKING:
    from warehouse.read.table import OpenTable

OpenPart = Callable[[Path, Read, Sequence[str] | None], "OpenTable"]
"""Opens a part, for the columns wanted of it, as the file that it would be by itself, read through once to be sure."""
OTHERS_KEPT = 2_000
"""Records of each part of whose columns that nobody reads some are kept, for a look at them."""
HEAD_BYTES = 4_096
FEWEST_OF_A_COPY = 3
"""Parts of fewer records may be alike by chance."""


@dataclass(frozen=True)
class Part:
    """One part of a file. `name`: how messages and rejects name it; `n_before`: the records of the parts before it;
    `copy_of`: the name of one before it that holds the same bytes.
    """

    name: str
    n_before: int
    n_records: int
    header: tuple[str, ...]
    copy_of: str = ""


@dataclass(frozen=True)
class _Source:
    """A part before it is read: its file, how that is read, and its own name, which no message tells."""

    file: Path
    read: Read
    name: str


def place_of(parts: Sequence[Part], row_number: int) -> tuple[str, int]:
    """The part in which a row stands, and its number there; of a file without parts "" and the number itself."""
    for part in parts:
        if part.n_before < row_number <= part.n_before + part.n_records:
            return part.name, row_number - part.n_before
    return "", row_number


@dataclass
class _Kept:
    """What is kept of the parts read so far. `columns`, `header`: the names of what was read, and of all that is there,
    by their folded spellings.
    """

    folder: Path
    key: str = ""
    opened: list[OpenTable] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=dict)
    rows: list[Path] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)
    n_nameless: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    """Where the parts of each stand in `parts`, by a hash of its bytes."""

    def find_copy(self, part: _Source, n_records: int) -> int | None:
        """Where those of an earlier part stand that holds the same bytes: a sheet that was copied, or a file under a
        second name.
        """
        if n_records < FEWEST_OF_A_COPY:
            return None
        with part.file.open("rb") as file:
            place = self.seen.setdefault(hashlib.file_digest(file, "blake2b").hexdigest(), len(self.parts))
        return place if place < len(self.parts) else None

    def note_copies(self, first: int, copied: int) -> None:
        """Note of the parts from place `first` on that they are those from place `copied` on."""
        own = zip(self.parts[first:], self.parts[copied:first], strict=False)
        self.parts[first:] = [replace(one, copy_of=one.copy_of or other.name) for one, other in own]

    @property
    def n_records(self) -> int:
        return sum(one.n_records for one in self.opened)

    def name_file(self, kind: str) -> Path:
        return self.folder / f"{kind}-{len(self.opened)}.parquet"


def open_parts(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    read: Read,
    wanted: Sequence[str] | None,
    name: str,
    work: Path,
    open_part: OpenPart,
) -> OpenTable:
    """Give all parts of a file as the temporary view `name` of `connection`, in their order; rows are numbered on.

    Raises as `open_table`, with the name of the part.
    """
    kept = _Kept(work, read.key)
    asked = None if wanted is None else [column for column in wanted if column != read.key]
    remarks: list[Finding] = []
    for part in _list_parts(path, read, work, remarks):
        opened = open_part(part.file, part.read, asked)
        if read.key and fold_header(read.key) in map(fold_header, opened.header):
            raise UnreadableError("missing_column", "key_there", {"file_name": part.file.name, "column": read.key})
        first, copied = len(kept.parts), kept.find_copy(part, opened.n_records)
        _keep(connection, kept, part, opened, asked)
        if copied is not None:
            kept.note_copies(first, copied)
        part.file.unlink(missing_ok=True)
    return _bring_together(connection, kept, name, tuple(remarks))


def _list_parts(path: Path, read: Read, work: Path, remarks: list[Finding]) -> Iterator[_Source]:
    """Each part in a file of the name by which messages know it; `remarks` is added to."""
    if read.members == "each":
        alone = read.model_copy(update={"packed": "", "member": "*", "members": "one", "key": ""})
        for member, name in _unpack_each(path, read.member, work, remarks):
            yield _Source(member, alone, name)
    elif read.workbook is not None:
        sheets, said = transcribe_sheets(unpack(path, read, work), read.workbook, work)
        remarks += said
        filled = [sheet for sheet in sheets if sheet.csv.stat().st_size] or sheets
        remarks += chain.from_iterable(sheet.remarks for sheet in filled)
        for sheet in filled:
            yield _Source(sheet.csv, _read_of_sheet(read.workbook, read.filled_down), sheet.name)


def _read_of_sheet(workbook: Workbook, filled_down: tuple[str, ...]) -> Read:
    """How a transcribed sheet is read; rows above its header are left out there."""
    text = Csv(
        encoding="utf-8",
        header_row=min(workbook.header_row, 1),
        header_rows=workbook.header_rows,
        footer_rows=workbook.footer_rows,
    )
    return Read(csv=text, filled_down=filled_down)


def _unpack_each(path: Path, pattern: str, work: Path, remarks: list[Finding]) -> Iterator[tuple[Path, str]]:
    """Each fitting file of an archive, one after another, with its name there. All of them together stay within the
    limits of one file.
    """
    if path.stat().st_size == 0:
        raise refuse_file("empty_file", path, "no_bytes")
    with explained(path), path.open("rb") as file, open_archive(path, file) as archive:
        members = list_members(path, archive)
        places = [place for place, one in enumerate(members, 1) if matches_glob(pattern, one.filename)]
        if not places:
            raise refuse_members(path, 0, pattern, len(members))
        if len(places) > limits.MOST_PARTS:
            raise refuse_file("hostile_file", path, "many_parts", {"n_parts": len(places)})
        growth = archive_growth(path.stat().st_size, work)
        n_bytes = 0
        for place in places:
            target = work / spell_part_name(path.name, "member", place)
            n_bytes = write_member(path, archive, members[place - 1], target, growth, n_bytes)
            yield target, PurePosixPath(members[place - 1].filename).stem
        remarks += _remark_unread(path, archive, members, pattern, places)


def find_members_alike(path: Path, pattern: str) -> tuple[Finding, ...]:
    """That files of an archive of which one is read begin as that one does."""
    with explained(path), path.open("rb") as file, open_archive(path, file) as archive:
        members = list_members(path, archive)
        places = [place for place, one in enumerate(members, 1) if matches_glob(pattern, one.filename)]
        found = _remark_unread(path, archive, members, pattern, places)
        return tuple(one for one in found if one.state_code == "warn")


def _remark_unread(
    path: Path, archive: ZipFile, members: Sequence[ZipInfo], pattern: str, places: Sequence[int]
) -> tuple[Finding, ...]:
    """The files of an archive that nobody reads; those that begin as one that is read are perhaps named otherwise."""
    unread = [place for place in range(1, len(members) + 1) if place not in places]
    if not unread:
        return ()
    read = {_first_line(archive, members[place - 1]) for place in places}
    alike = [place for place in unread if _first_line(archive, members[place - 1]) in read - {b""}]
    facts = {"pattern": pattern, "places": join_places(unread), "alike": join_places(alike), "n_alike": len(alike)}
    return (
        Finding.of(
            "unread_parts",
            "warn" if alike else "pass",
            form="members_alike" if alike else "members",
            facts=facts,
            file_name=path.name,
            numerator=len(unread),
            denominator=len(members),
        ),
    )


def _first_line(archive: ZipFile, member: ZipInfo) -> bytes:
    """The first line of a file; of one that cannot be looked into, and of one without a line end, nothing."""
    try:
        with archive.open(member) as packed:
            line, end, _ = packed.read(HEAD_BYTES).partition(b"\n")
    except (RuntimeError, NotImplementedError, BadZipFile, zlib.error, EOFError, OSError):
        return b""
    return line if end else b""


def _keep(
    connection: duckdb.DuckDBPyConnection, kept: _Kept, part: _Source, opened: OpenTable, wanted: Sequence[str] | None
) -> None:
    """Write the records of a part, its columns spelled as in the parts before it."""
    named = (kept.key,) if kept.key else ()
    parts = opened.parts or (Part(part.file.name, 0, opened.n_records, (*opened.header, *named)),)
    kept.parts += [replace(one, n_before=one.n_before + kept.n_records) for one in parts]
    read = opened.header if wanted is None else wanted
    spelled = {column: kept.columns.setdefault(fold_header(column), column) for column in read}
    picked = "".join(f", {quoted(own)} as {quoted(name)}" for own, name in spelled.items())
    picked += "".join(f", {literal(part.name.strip())} as {quoted(key)}" for key in named)
    number = f"row_number + {kept.n_records} as row_number"
    kept.rows.append(kept.name_file("rows"))
    _write(connection, f"select {number}{picked} from {quoted(opened.relation)} order by 1", kept.rows[-1])
    for key in named:
        kept.columns.setdefault(fold_header(key), key)
    for column in (*opened.header, *named):
        kept.header.setdefault(fold_header(column), column)
    if opened.others:
        kept.others.append(kept.name_file("others"))
        _write(connection, f"select * from ({opened.others}) limit {OTHERS_KEPT}", kept.others[-1])
    if opened.nameless:
        kept.n_nameless += only_row(connection, opened.nameless)[0]
    # What is kept of it is counts: its view is gone with the next part.
    kept.opened.append(replace(opened, others="", nameless=""))


def _write(connection: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    connection.execute(f"copy ({query}) to {literal(str(target))} (format parquet, compression zstd)")


def _bring_together(
    connection: duckdb.DuckDBPyConnection, kept: _Kept, name: str, remarks: tuple[Finding, ...]
) -> OpenTable:
    """A column that a part does not have is blank there: each of them was asked for those that are declared."""
    picked = "".join(f", coalesce({quoted(column)}, '') as {quoted(column)}" for column in kept.columns.values())
    rows = _spell_scan(kept.rows)
    ordered = f"{name}_in_order"
    connection.execute(f"create or replace temp view {quoted(name)} as select row_number{picked} {rows}")
    n_ignored = sum(one.n_ignored for one in kept.opened)
    is_whole = not n_ignored and not any(one.n_rejected for one in kept.opened) and kept.columns
    if is_whole:
        query = f"select * exclude (row_number) from {quoted(name)}"
        connection.execute(f"create or replace temp view {quoted(ordered)} as {query}")
    return replace(
        kept.opened[0],
        relation=name,
        in_order=ordered if is_whole else "",
        header=tuple(kept.header.values()),
        n_records=kept.n_records,
        n_ignored=n_ignored,
        n_rejected=sum(one.n_rejected for one in kept.opened),
        rejects=pa.concat_tables([one.rejects for one in kept.opened]),
        remarks=(*remarks, *(remark for one in kept.opened for remark in one.remarks)),
        others=f"select * {_spell_scan(kept.others)}" if kept.others else "",
        nameless=f"select {kept.n_nameless}, {kept.n_records - n_ignored}" if kept.n_nameless else "",
        parts=tuple(kept.parts),
        reread=None,
    )


def _spell_scan(files: Sequence[Path]) -> str:
    return f"from read_parquet([{literals(map(str, files))}], union_by_name = true)"
