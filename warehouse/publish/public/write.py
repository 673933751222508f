"""Writes `public/` of a release: what passed disclosure control, and all that is needed to use it.

Belongs here: which file lies where, and in which order they are made. Does not belong here: what a file says, or
what may be published. Nothing here reads a clock or a path: the same release gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse.publish.public.about import read_about
from warehouse.publish.public.agreement import agreement_tables
from warehouse.publish.public.blocks import in_words, listed_rows, not_shown_table
from warehouse.publish.public.changes import compare_with_earlier
from warehouse.publish.public.charts import write_report
from warehouse.publish.public.codebook import codebook_document, codebook_table
from warehouse.publish.public.figures import figures_table, read_rows
from warehouse.publish.public.flat_files import write_csv, write_parquet
from warehouse.publish.public.footnotes import footnotes_table, number_footnotes
from warehouse.publish.public.front import cover_of, readme_document
from warehouse.publish.public.labels import Labels
from warehouse.publish.public.package import PACKAGE, package_text
from warehouse.publish.public.provenance import PROVENANCE, SUMS, provenance_text, sums_text
from warehouse.publish.public.quality import quality_texts
from warehouse.publish.public.questions import FILE as QUESTIONS
from warehouse.publish.public.questions import questions_text
from warehouse.publish.public.survey import survey_tables
from warehouse.publish.public.tables import readable_tables
from warehouse.publish.public.workbook import FILE as WORKBOOK
from warehouse.publish.public.workbook import write_workbook
from warehouse.publish.release import CATALOG
from warehouse.publish.report.report import make_charts, render_report, tell_story
from warehouse.store.durable import make_restricted_folder, write_restricted

PUBLIC = "public"
README = "README.md"
SAYS_WHICH_RELEASE = (PACKAGE, PROVENANCE, SUMS, README, WORKBOOK, "changes.csv", "changes.md")
"""Files that hold the release's number or what was before it: they differ where nothing else does."""


def write_public(connection: duckdb.DuckDBPyConnection, folder: Path, earlier: Sequence[Path] = ()) -> list[str]:
    """Write `public/` of the release that is attached as catalog `release`; names of its files below `folder`.

    `release_info` is filled already. `earlier` are the folders of releases before it, oldest first.
    """
    public = make_restricted_folder(folder / PUBLIC)
    labels = Labels(connection)
    rows = read_rows(connection, CATALOG)
    about = read_about(connection, rows)
    listed = listed_rows(connection, rows)
    code_of = number_footnotes(listed)
    figures = figures_table(listed, labels, code_of)
    asked = [*survey_tables(connection), *agreement_tables(connection)]
    readable = [*readable_tables(connection, figures), *asked]
    not_shown, footnotes = not_shown_table(connection, rows, labels), footnotes_table(code_of)
    changes = compare_with_earlier(connection, about, rows, earlier)
    tables = [figures, *readable, not_shown, footnotes]
    resources = [*tables, codebook_table(labels, tables), changes.table]
    for table in resources:
        write_csv(table, public)
    for table in (figures, *readable):
        write_parquet(table, public)
    write_workbook(public, cover_of(about), [*readable, in_words(not_shown, labels)], footnotes)
    texts = {
        "codebook.md": codebook_document(about, labels, tables).markdown(),
        "changes.md": changes.document.markdown(),
        README: readme_document(about, figures, readable).markdown(),
        **quality_texts(connection, about, labels, rows),
        QUESTIONS: questions_text(about.warning),
        PACKAGE: package_text(about, resources),
        PROVENANCE: provenance_text(about),
    }
    for name, text in texts.items():
        write_restricted(public / name, text)
    for network in about.networks if rows.num_rows else ():
        story = tell_story(connection, network)
        page = render_report(story, about.digest)
        write_report(public, network, page, make_charts(story), about.warning_of(network))
    write_restricted(public / SUMS, sums_text(public))
    return sorted(path.relative_to(folder).as_posix() for path in public.rglob("*") if path.is_file())
