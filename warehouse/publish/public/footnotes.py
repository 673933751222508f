"""The footnotes of the public tables: each has a code, which stands in the rows, and its words once in `footnotes.csv`.

Belongs here: numbering them. Does not belong here: what a footnote says, or whether it may be said.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from warehouse.publish.public.figures import FOOTNOTES, lines_of
from warehouse.publish.public.table import TEXT, Field, PublicTable

CODE, WORDS = "footnote", "text"
FIELDS = (
    Field(CODE, TEXT, "Code of the footnote, as it stands in the tables. Numbered anew in each release."),
    Field(WORDS, TEXT, "What a reader has to know."),
)


def number_footnotes(rows: pa.Table) -> Mapping[str, str]:
    """The code of every footnote of these rows, in the order of their words."""
    texts = {line for one in rows[FOOTNOTES].unique().to_pylist() for line in lines_of(one)}
    return {text: f"n{number}" for number, text in enumerate(sorted(texts), start=1)}


def footnotes_table(code_of: Mapping[str, str]) -> PublicTable:
    """`footnotes.csv`."""
    rows = [{CODE: code, WORDS: text} for text, code in code_of.items()]
    about = "What the codes in the columns footnotes and notes say."
    return PublicTable.of_rows("footnotes", "Footnotes", about, FIELDS, (CODE,), rows)
