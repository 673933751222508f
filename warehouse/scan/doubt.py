"""What a scan reads with doubt, so that it shows no cell of it.

Belongs here: reasons for doubt, and taking what cells hold out of a profile. Does not belong here: what looks personal
in a file that is read right (`warehouse.scan.withhold`): where reading is in doubt, that judgement is too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from warehouse.scan.headers import says_header
from warehouse.scan.opened import NO_HEADER
from warehouse.scan.profile import ColumnProfile
from warehouse.scan.rows import HeaderPlace

KINDS = {"csv": "delimited text", "json": "JSON", "workbook": "a workbook", "parquet": "Parquet"}
CLAIMS = {
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".psv": "csv", ".json": "json", ".jsonl": "json", ".ndjson": "json",
    ".geojson": "json", ".xlsx": "workbook", ".xlsm": "workbook", ".xls": "workbook", ".ods": "workbook",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
"""What a file says that it is by its name; `.txt` and the like say nothing."""
OTHERS = frozenset(
    {
        ".md", ".log", ".sql", ".py", ".r", ".js", ".css", ".ini", ".cfg", ".yaml", ".yml", ".toml", ".eml", ".ics",
        ".vcf", ".tex", ".rst", ".bak", ".rtf", ".doc", ".docx", ".ppt", ".pptx", ".pdf", ".png", ".jpg", ".jpeg",
        ".gif", ".htm", ".html", ".xml", ".db", ".sqlite", ".mdb", ".accdb", ".sav", ".dta", ".exe", ".dll", ".sh",
    }
)  # fmt: skip
"""Endings of files that are no tables, whatever can be cut into cells in them."""
PACKED = {"gzip": (".gz",), "zip": (".zip",)}
FEWEST_FITTING = 0.9
FEWEST_SURE_OF_ENCODING = 0.3
SURE_OF_ENCODING = 0.7
WITHHELD = "Read with doubt, so nothing of its cells is shown"
HIDDEN_HEADER = f"{NO_HEADER}: columns go by their places, and nothing of it is shown."


def doubt_name(name: str, kind: str, packed: str = "") -> Iterator[str]:
    """Doubt whether a file is what its name says. `kind`: what its bytes are, once unpacked."""
    lowered = name.lower()
    ending = lowered[lowered.rfind(".") :] if "." in lowered else ""
    if packed and ending in PACKED[packed]:
        lowered = lowered.removesuffix(ending)
        ending = lowered[lowered.rfind(".") :] if "." in lowered else ""
        packed = ""
    claimed = CLAIMS.get(ending, "")
    what = f"packed as {packed}" if packed else KINDS[kind]
    if (packed and (claimed or ending in OTHERS)) or (claimed and claimed != kind):
        yield f"its name ends in {ending}, and it is {what}: give it the name of what it is, and scan it again"
    elif ending in OTHERS:
        yield f"its name ends in {ending}, which no table is called: is this the file that was meant?"


def doubt_member(name: str, kind: str, n_members: int) -> Iterator[str]:
    """Doubt about one of several files in a zip that does not say that it is a table."""
    if n_members > 1 and not any(name.lower().endswith(ending) for ending in CLAIMS):
        yield f"it lies among {n_members:,} files of a zip, and its name does not say that it is a table"
    elif kind:
        yield from doubt_name(name, kind)


def doubt_records(rejected: Mapping[str, int], n_records: int) -> Iterator[str]:
    """Doubt whether the dialect is right, or the file whole."""
    n = sum(rejected.values())
    if n > (1 - FEWEST_FITTING) * n_records:
        yield f"{n:,} of {n_records:,} records do not fit: is it damaged, or written in another way than it looks?"


def doubt_header(header: HeaderPlace) -> Iterator[str]:
    """Doubt whether the names are names."""
    if header.is_missing or header.is_doubtful:
        yield "what stands in the first row may be a record"


def doubt_encoding(sure: float) -> Iterator[str]:
    """Doubt whether any encoding that is known here is the file's."""
    if sure < FEWEST_SURE_OF_ENCODING:
        yield "no encoding reads it well: ask in which it was written, or for the file in UTF-8"


def withhold(columns: Sequence[ColumnProfile], are_named: bool) -> list[ColumnProfile]:
    """The columns without what their cells hold and, where the header is in doubt too, without their names."""
    return [_withhold(column, column.name if are_named else f"column {column.place}") for column in columns]


def _withhold(column: ColumnProfile, name: str) -> ColumnProfile:
    if column.kind == "yes_no":
        return replace(column, name=name)  # words of ours
    n_shown = len(column.items or column.values)
    return replace(column, name=name, values=(), items=(), parts=(), n_unshown_values=column.n_unshown_values + n_shown)


def withhold_unreadable(columns: Sequence[ColumnProfile], sure_of_encoding: float) -> list[ColumnProfile]:
    """Where the encoding is not sure, nothing of a column whose header has other letters than ASCII and says nothing
    that is known: it may say that names stand there.
    """
    if sure_of_encoding >= SURE_OF_ENCODING:
        return list(columns)
    return [
        column if column.name.isascii() or says_header(column.name) else _withhold(column, column.name)
        for column in columns
    ]
