"""What stands in front: the cover of the workbook and `README.md`.

Belongs here: which file is what, how to read a figure, and what it must not be used for. Does not belong here: any
figure.
"""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.publish.public.about import NO_WEIGHTS, SHOWN_OF_DIGEST, UNIT, About
from warehouse.publish.public.document import Document, Section
from warehouse.publish.public.figures import count_status
from warehouse.publish.public.symbols import LEGEND
from warehouse.publish.public.table import PublicTable
from warehouse.publish.public.workbook import Cover

ROUNDED = (
    "Counts are rounded, each by itself, so parts need not add up to the whole. What rests on too few contacts or "
    "members is not shown."
)
BASES = (
    "A share needs its base: of contacts, of reasons or of members. A contact can have several reasons, so shares of "
    "contacts by reason add up to more than the whole."
)
SOURCES = (
    "A source is what one helpline delivers, its records or its counts. Labels and footnotes count sources; a member "
    "can have several."
)
PANELS = (
    "A change between years can come from who reports, so it is a trend only at the same helplines. Set panel "
    "`matched` of a year (in the tables: “Able sources with a base in this year and the year before”) beside panel "
    "`matched_next` of the year before (“Able sources with a base in this year and the next”), where as many members "
    "stand behind both. Two figures of `matched` are of different helplines."
)
REPEATS = (
    "A row that says the same as that of “Every source” is in network_statistics.csv alone, and in no table for people."
)
BOUNDS = (
    "Lowest and highest share allow for what was not told and for labels of weak fit, and are widened so that no "
    "hidden count shows. They do not cover wrong codes, and they are no sampling intervals: every contact that "
    "was delivered is counted. The part that is not known is told in steps of at least 20 contacts, so 0% may be a few."
)
NOT_ZERO = (
    "An empty cell is never a zero. Where there is no number, the symbol beside it says why. Where there is a number "
    "and no share, the base is too small for a share, or organisations are counted; quartiles and the unknown part "
    "need a larger base still. What is in no other table is in not_shown: of a statistic nothing at all could be shown "
    "there for a region and year."
)
NOTES = (UNIT, NO_WEIGHTS, ROUNDED, BASES, SOURCES, PANELS, REPEATS, BOUNDS, NOT_ZERO)

TABLES, REPORTS = "tables/", "report_*.html, charts/"
FILES = (
    (
        "network_statistics.csv, .parquet",
        "every published figure in long form, codes and labels side by side, with those hidden beside it",
    ),
    ("questions.md", "what to know before a figure is quoted, and ten questions answered from these files alone"),
    ("footnotes.csv", "what the codes in the columns `footnotes` and `notes` say"),
    ("not_shown.csv", "larger blocks of figures of which none is shown: said once here, and in no other table"),
    (TABLES, "the same figures as tables for people, listed below, as CSV and Parquet"),
    ("tables.xlsx", "the same tables as a workbook"),
    (REPORTS, "the report of each network, and its charts, where it has any, as pictures and as data"),
    ("datapackage.json", "Data Package v2: columns, types, codes and keys of every CSV file, for programs"),
    ("codebook.md, codebook.csv", "every table, column, code and statistic with its definition"),
    (
        "quality_report.md, .html",
        "what the figures rest on, where they are weak, who contributed and what was declared",
    ),
    ("disclosure_report.md, .json", "what was withheld, and how the figures stood up to attacks"),
    (
        "changes.md, changes.csv",
        "every figure of network_statistics that moved or has other footnotes than in the release before, and why",
    ),
    ("provenance.json", "number and digests of the release, versions and hashes of what it was made from"),
    ("SHA256SUMS", "sums of all other files: `sha256sum --check SHA256SUMS`"),
)


def cover_of(about: About) -> Cover:
    """The cover of the workbook."""
    lines = [
        *([about.warning] if about.warning else []),
        f"Release {about.name}, content digest {about.digest[:SHOWN_OF_DIGEST]}. Years: {about.period}.",
        f"Networks: {', '.join(about.networks)}. Networks are never added up or compared.",
        *NOTES,
        "What every column and symbol means is on the worksheet Notes; definitions are in codebook.md beside this "
        "file, what the figures rest on in quality_report.md.",
    ]
    return Cover(about.title, lines, NOTES, about.day.replace(tzinfo=None), about.warning)


def _files_of(figures: PublicTable, readable: Sequence[PublicTable]) -> list[tuple[str, str]]:
    """What lies there: without a row there is no report, and without a figure no table for people."""
    absent = {*(() if figures.n_rows else (REPORTS,)), *(() if readable else (TABLES,))}
    return [(name, words) for name, words in FILES if name not in absent]


def _rows_of(tables: Sequence[PublicTable]) -> list[tuple[str, ...]]:
    return [(table.path, table.title, f"{table.n_rows:,}") for table in tables]


def readme_document(about: About, figures: PublicTable, readable: Sequence[PublicTable]) -> Document:
    """`README.md`."""
    is_any = any(status == "published" for _, status in count_status(figures.content))
    empty = "" if is_any else f" {about.without_figures}"
    lines = [
        f"Release {about.name}, content digest {about.digest[:SHOWN_OF_DIGEST]}.",
        f"Networks: {', '.join(about.networks)}. Years: {about.period}.{empty}",
    ]
    sections = [
        Section("Before a figure is used", NOTES),
        Section("Files", (), ("file", "what it is"), _files_of(figures, readable)),
        *([Section("Tables", (), ("file", "title", "rows"), _rows_of(readable))] if readable else []),
        Section("Symbols", ("They stand in a column of their own.",), ("symbol", "meaning"), [*LEGEND.items()]),
    ]
    return Document(about.title, lines, sections, about.warning)
