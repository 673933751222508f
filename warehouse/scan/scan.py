"""Scanning files that nobody has declared.

Belongs here: the way of a file from its bytes to a profile. Does not belong here: any of the steps on that way, or
showing a profile (`pipelines.report`).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb

from schemas.text.printable import printable
from schemas.text.problem import HarmoniseError
from warehouse.read.parquet import open_parquet
from warehouse.read.rejects import UnreadableError
from warehouse.scan.alike import say_alike
from warehouse.scan.columns import ReadTable, profile_columns, tell_columns
from warehouse.scan.container import Member, UnknownFileError, container_of, unpack
from warehouse.scan.csv_table import open_text
from warehouse.scan.doubt import HIDDEN_HEADER, WITHHELD, doubt_member, doubt_name, withhold, withhold_unreadable
from warehouse.scan.grouped import ask_instead, fill_groups
from warehouse.scan.json_table import open_json
from warehouse.scan.misread import tell_misread
from warehouse.scan.opened import Opened, UnscannableError, check_width, keep_table, name_cells, require_names
from warehouse.scan.period_parts import open_period_members, open_period_sheets
from warehouse.scan.plain_files import find_plain_files, name_plainly
from warehouse.scan.profile import FileProfile, Found, Profile, TableProfile
from warehouse.scan.roles import find_candidates
from warehouse.scan.sheets import open_sheets
from warehouse.scan.totals import tell_totals
from warehouse.store.engine import EngineError, engine, spill_folder
from warehouse.store.run import Report, silent
from warehouse.store.work_folder import work_folder

MEMORY = "500MB"
"""What DuckDB keeps in memory, so that all of a scan stays below 1 GB; HARMONISE_MEMORY says otherwise."""
WORKBOOKS = ("xlsx", "xls", "ods")
FILES = "files"
UNFORESEEN = "it is built as no file before it. Please report it, without the file"
STEPS = {
    "OutOfMemoryException": "it needs more memory than a scan takes. Give it more: set HARMONISE_MEMORY, say to 2GB",
    "IOException": "the disk is full, or the folder of the warehouse cannot be written",
}
"""What the engine ran into, and what to do."""


def scan_files(paths: Sequence[Path], report: Report = silent, work: Path | None = None) -> Profile:
    """Profile files of any container; a folder stands for the files in it.

    Several JSON files of one object each are one table. A file that cannot be scanned has a `problem` in the profile,
    and the others go on. `work`: the folder for temporary files, which hold rows and are deleted (default: a folder of
    its own where temporary files go). Raises UnknownFileError where no file is named.
    """
    found = find_plain_files(paths)
    if not found.files and not found.refused:
        raise UnknownFileError("There is no file to scan.")
    with _work_folder(work) as folder, work_folder(folder, "named") as named:
        groups = _group([name_plainly(path, named) for path in found.files])
        profiles = [_refuse(path, what) for path, what in found.refused]
        for number, group in enumerate(groups):
            if len(groups) > 1:
                report(FILES, number, len(groups))
            profiles.append(say_alike(_scan_group(group, folder, report)))
    return Profile(tuple(profiles))


@contextmanager
def _work_folder(work: Path | None) -> Iterator[Path]:
    if work is not None:
        yield work
        return
    with tempfile.TemporaryDirectory(prefix="harmonise-scan-") as folder:
        yield Path(folder)


def _refuse(path: Path, what: str) -> FileProfile:
    name = printable(path.name)
    return FileProfile(name, 0, "", problem=f"{name} {what}, so it is not read. Name the file itself.")


def _group(files: Sequence[Path]) -> list[list[Path]]:
    """Files that hold one JSON object each belong together; every other file stands for itself."""
    single = [path for path in files if _is_one_object(path)] if len(files) > 1 else []
    groups = [[path] for path in files if path not in set(single)]
    return [*groups, single] if single else groups


def _is_one_object(path: Path) -> bool:
    """Whether a file begins as an object; one with lines behind it ends its first line with the object."""
    try:
        if container_of(path) != "json":
            return False
        with path.open("rb") as file:
            head = file.read(1 << 16).removeprefix(b"\xef\xbb\xbf").strip()
    except (HarmoniseError, OSError):
        return False
    first, _, rest = head.partition(b"\n")
    is_lines = first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")
    return head.startswith(b"{") and not is_lines


def _scan_group(paths: list[Path], work: Path, report: Report) -> FileProfile:
    name = paths[0].name if len(paths) == 1 else f"{paths[0].name} ... {paths[-1].name}"
    n_bytes = sum(path.stat().st_size for path in paths if path.exists())
    profile = FileProfile(name, n_bytes, "", n_files=len(paths))
    try:
        kind = container_of(paths[0])
        with _engine(work) as connection:
            if kind not in ("gzip", "zip"):
                doubts = tuple(doubt_name(paths[0].name, kind_of(kind)))
                return _scan_plain(connection, paths, kind, profile, spill_folder(connection), doubts, report)
            return _scan_packed(connection, paths[0], kind, profile, report)
    except EngineError as error:
        why = STEPS.get(error.kind, f"{UNFORESEEN} ({error.kind})")
        return replace(profile, problem=f"{name} cannot be scanned: {why}.")
    except HarmoniseError as error:
        return replace(profile, problem=str(error))
    except Exception as error:
        # A file that nobody has foreseen stops no other; the error's own words may quote it.
        return replace(profile, problem=f"{name} cannot be scanned: {UNFORESEEN} ({type(error).__name__}).")


@contextmanager
def _engine(work: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with engine(work) as connection:
        if not os.environ.get("HARMONISE_MEMORY"):
            connection.execute(f"set memory_limit = '{MEMORY}'")
        yield connection


def _scan_packed(
    connection: duckdb.DuckDBPyConnection, path: Path, kind: str, profile: FileProfile, report: Report
) -> FileProfile:
    """Every file within an archive; one that cannot be read is told in its place."""
    folder = spill_folder(connection)
    tables: list[TableProfile] = []
    problems: list[str] = []
    container = ""
    members = unpack(path, kind, folder / "members")
    if len(members) > 1 and (whole := _open_members(connection, path, members, folder, report)):
        doubts = tuple(doubt_name(profile.name, "csv", kind))
        return replace(profile, container="csv", packed=kind, tables=(_profile(connection, whole, doubts, report),))
    for number, member in enumerate(members):
        place = folder / f"member-{number}"
        place.mkdir()
        try:
            inner = container_of(member.path)
            if inner in ("gzip", "zip"):
                raise UnknownFileError(f"{member.path.name} is an archive within an archive. Unpack it first.")
            doubts = (
                *doubt_name(profile.name, kind_of(inner), kind),
                *doubt_member(member.member, kind_of(inner), len(members)),
            )
            found = _scan_plain(connection, [member.path], inner, profile, place, doubts, report)
        except HarmoniseError as error:
            problems.append(str(error))
            continue
        container = container or found.container
        packed = {"packed": kind} | ({"member": member.member} if kind == "zip" and len(members) > 1 else {})
        for table in found.tables:
            title = " / ".join(part for part in (member.member, table.name) if part)
            tables.append(replace(table, name=title, read={**table.read, **packed}))
        problems += [found.problem] if found.problem else []
    problem = f"In {path.name}: {' '.join(problems)}" if problems else ""
    return replace(profile, container=container, packed=kind, tables=tuple(tables), problem=problem)


def _open_members(
    connection: duckdb.DuckDBPyConnection, path: Path, members: Sequence[Member], folder: Path, report: Report
) -> Opened | None:
    """Texts of an archive that are one table a period; None where they are something else."""
    opened = []
    for number, member in enumerate(members):
        place = folder / f"part-{number}"
        place.mkdir()
        try:
            if container_of(member.path) != "csv":
                return None
            opened.append(replace(open_text(connection, member.path, place, report), name=Path(member.member).stem))
        except HarmoniseError:
            return None
    return open_period_members(connection, path, opened, folder, report)


def _scan_plain(
    connection: duckdb.DuckDBPyConnection,
    paths: list[Path],
    kind: str,
    profile: FileProfile,
    work: Path,
    doubts: tuple[str, ...],
    report: Report,
) -> FileProfile:
    path = paths[0]
    if kind in WORKBOOKS:
        found = list(open_sheets(connection, path, work, report))
        problems = [str(one) for one in found if isinstance(one, UnscannableError)]
        sheets = [one for one in found if isinstance(one, Opened)]
        if sheets and not problems and (whole := open_period_sheets(connection, path, sheets, work, report)):
            sheets = [whole]
        tables = [_profile(connection, one, doubts, report) for one in sheets]
        return replace(profile, container="workbook", tables=tuple(tables), problem=" ".join(problems))
    openers: dict[str, Callable[[], Opened]] = {
        "csv": lambda: open_text(connection, path, work, report),
        "json": lambda: open_json(paths, work, report),
        "parquet": lambda: _open_parquet(connection, path, work),
    }
    table = _profile(connection, openers[kind](), doubts, report)
    return replace(profile, container=kind, tables=(table,))


def kind_of(container: str) -> str:
    """The container as a profile names it: a workbook, whichever of its forms."""
    return "workbook" if container in WORKBOOKS else container


def _profile(
    connection: duckdb.DuckDBPyConnection, opened: Opened, of_file: tuple[str, ...], report: Report
) -> TableProfile:
    """The profile of a table. `of_file`: why the file that holds it may not be what it seems."""
    unfilled, opened = opened, fill_groups(connection, opened)
    columns = profile_columns(connection, opened.table, report)
    if any(one.personal for one in columns if one.name in opened.read.get("filled_down", ())):
        opened = ask_instead(unfilled)
        columns = profile_columns(connection, opened.table, report)
    # The names of the sheets have been found to tell periods: `Jan` and `May` are no persons.
    columns = [replace(one, personal="") if one.name == opened.read.get("key") else one for one in columns]
    columns = [column for column in columns if not (column.kind == "blank" and column.name == f"#{column.place}")]
    columns = withhold_unreadable(columns, opened.sure_of_encoding)
    doubts = (*of_file, *opened.doubts)
    notes = [f"{WITHHELD}: {'; '.join(doubts)}."] if doubts else []
    if doubts:
        columns = withhold(columns, opened.is_header_sure)
        notes += [] if opened.is_header_sure else [HIDDEN_HEADER]
    shown = {column.place: column.name for column in columns}
    named = zip(opened.table.places, opened.table.names, strict=True)
    read = replace(opened.table, names=tuple(shown.get(place, name) for place, name in named))
    table = TableProfile(
        name=opened.name,
        read=opened.read,
        found=opened.found,
        n_rows=opened.table.n_rows,
        rejected=opened.rejected,
        n_ignored=opened.n_ignored,
        n_blank_lines=opened.n_blank_lines,
        notes=(
            *notes,
            *opened.notes,
            *tell_misread(columns),
            *tell_columns(columns),
            *tell_totals(connection, read, columns),
        ),
        columns=tuple(columns),
    )
    table = find_candidates(connection, read, table)
    for path in {opened.table.path, unfilled.table.path}:
        path.unlink()
    return table


def _open_parquet(connection: duckdb.DuckDBPyConnection, path: Path, work: Path) -> Opened:
    """A Parquet file says itself what its columns are called. Raises UnscannableError."""
    try:
        read = open_parquet(connection, path, (), {}, "scanned")
        check_width(path.name, len(read.header))
        columns = name_cells(read.header)
        require_names(path.name, columns)
        read = open_parquet(connection, path, columns.names, {}, "scanned")
    except UnreadableError as error:
        raise UnscannableError(f"{error.message} {error.next_step}") from None
    target = work / "table.parquet"
    keep_table(connection, read.unnumbered, columns.names, target)
    return Opened(
        name="",
        table=ReadTable(target, columns.names, columns.places, read.n_records - read.n_rejected),
        read={"parquet": {}},
        found=(Found("records", f"{read.n_records:,}", 1.0, "a Parquet file says itself how it is written"),),
        notes=columns.notes,
    )
