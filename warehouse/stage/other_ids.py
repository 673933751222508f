"""Contacts that stand in two files under different ids, since one of them writes the same ids in another way.

Belongs here: files of contacts with ids, of which one lies within the days of the other. Does not belong here: how an
id is written (`stage.ids`), or contacts without ids (`stage.twice`). Pseudonyms are compared, never ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from schemas.finding import Finding
from schemas.text.sql import literal, quote
from warehouse.stage.compare import Comparing
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.stage.periods import SHARED
from warehouse.stage.twice import KNOWN_BY
from warehouse.store.engine import only_row, sql_text

DOUBTFUL = "doubtful_ids"
FEWEST = 8
MOSTLY = 0.8
"""Two files of the same days hold some contacts that are alike by chance, where little is told of each."""

Span = tuple[date, date]


def find_other_ids(comparing: Comparing, deliveries: Sequence[Staged], said: Sequence[Finding]) -> list[Finding]:
    """Each file is held against the last one before it that holds its days, or whose days it holds: where they share
    hardly an id and most contacts are alike, the ids are perhaps those of the same contacts. `said`: what is known of
    how ids are written is not said again.
    """
    written = {one.delivery_id: one.numerator or 0 for one in said if one.finding_code == DOUBTFUL}
    own = [one for one in deliveries if one.identity_code == "own_id" and one.status_code == "used" and one.n_used]
    ordered = comparing.in_order(own)
    spans = _spans(comparing, ordered)
    findings = []
    for place, later in enumerate(ordered):
        within = (one for one in reversed(ordered[:place]) if _is_within(spans[one.staged], spans[later.staged]))
        if earlier := next(within, None):
            findings += _compare(comparing, earlier, later)
    return [one for one in findings if (one.numerator or 0) > written.get(one.delivery_id, 0)]


def _spans(comparing: Comparing, ordered: Sequence[Staged]) -> dict[str, Span]:
    if len(ordered) < 2:
        return {one.staged: (date.min, date.min) for one in ordered}
    paths = {str(comparing.lake / one.staged): one.staged for one in ordered}
    query = (
        "select filename, min(contact_date), max(contact_date) from read_parquet($1, filename = true) "
        "where fate_code = 'used' group by filename"
    )
    rows = comparing.connection.execute(query, [list(paths)]).fetchall()
    return {paths[path]: (first, last) for path, first, last in rows}


def _is_within(one: Span, other: Span) -> bool:
    return (one[0] <= other[0] and other[1] <= one[1]) or (other[0] <= one[0] and one[1] <= other[1])


def _compare(comparing: Comparing, earlier: Staged, later: Staged) -> list[Finding]:
    files = {
        "earlier": literal(str(comparing.lake / earlier.staged)),
        "later": literal(str(comparing.lake / later.staged)),
    }
    if comparing.count_shared(earlier, later) > SHARED * min(earlier.n_used, later.n_used):
        return []
    query = sql_text("stage/other_ids").format(known_by=", ".join(map(quote, KNOWN_BY)), **files)
    n_twice, n_alone = only_row(comparing.connection, query)
    if n_twice < max(FEWEST, MOSTLY * n_alone):
        return []
    facts = {"older_file": earlier.file_name}
    return [find_share(DOUBTFUL, "warn", comparing.source_id, later, n_twice, later.n_used, "other_ids", facts)]
