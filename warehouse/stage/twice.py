"""Contacts without ids that stand in two files of which each is said to hold new contacts only.

Belongs here: finding them, and holding the later file where most of it came before. Does not belong here: versions of a
contact that has an id (`stage.supersede`), or counts of one period in two files (`stage.counts.replace`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from schemas.finding import Finding, State
from schemas.text.sql import literal, quote
from schemas.vocabulary.fields import ANSWERS
from warehouse.stage.compare import Comparing, Outcome
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.store.engine import only_row, sql_text

CONTACTS_TWICE = "contacts_twice"
FEWEST = 5
"""So many contacts that nobody else in either file is like are no chance."""
MOSTLY = 0.5
SOME = 0.1

KNOWN_BY = ("contact_date", *ANSWERS, "setting", "attributes", "reasons")


def hold_contacts_twice(comparing: Comparing, deliveries: Iterable[Staged]) -> Outcome:
    """Of deliveries that add contacts without ids, those of which at least half came before are held; of those of which
    a tenth came before it is said. A delivery is compared with all earlier ones that count.
    """
    ordered = comparing.in_order(one for one in deliveries if _adds_without_ids(one, comparing.adds_up))
    places = _places_of_common_days(comparing, ordered)
    found = Outcome()
    if len(places) < 2:
        return found
    _read_contents(comparing, [(place, ordered[place]) for place in places])
    kept = list(places[:1])
    for place in places[1:]:
        later = ordered[place]
        n_twice, n_alone, first = _count_twice(comparing, place, kept)
        if n_twice >= max(FEWEST, MOSTLY * n_alone):
            found.status[later.delivery_id] = "held"
            found.findings.append(_describe(comparing, ordered[first], later, n_twice, "fail"))
            continue
        kept.append(place)
        if n_twice >= max(FEWEST, SOME * n_alone):
            found.findings.append(_describe(comparing, ordered[first], later, n_twice, "warn"))
    return found


def _adds_without_ids(one: Staged, adds_up: frozenset[str]) -> bool:
    is_used = one.status_code == "used" and bool(one.staged) and one.n_used > 0
    return is_used and one.identity_code == "content" and one.arrives == "additions" and one.format not in adds_up


def _places_of_common_days(comparing: Comparing, ordered: Sequence[Staged]) -> list[int]:
    """The deliveries that have days which another one has too: files of different months need not be read."""
    if len(ordered) < 2:
        return []
    spans = [_span(comparing, one) for one in ordered]
    return [
        place
        for place, (first, last) in enumerate(spans)
        if any(other != place and first <= end and begin <= last for other, (begin, end) in enumerate(spans))
    ]


def _span(comparing: Comparing, one: Staged) -> tuple[date, date]:
    query = "select min(contact_date), max(contact_date) from read_parquet($1) where fate_code = 'used'"
    first, last = only_row(comparing.connection, query, [str(comparing.lake / one.staged)])
    return first, last


def _read_contents(comparing: Comparing, placed: Iterable[tuple[int, Staged]]) -> None:
    cells = ", ".join(map(quote, KNOWN_BY))
    contents = "\n    union all\n    ".join(
        f"select {place} as place, hash({cells}) as known_by, contact_id "
        f"from read_parquet({literal(str(comparing.lake / one.staged))}) where fate_code = 'used'"
        for place, one in placed
    )
    comparing.connection.execute(sql_text("stage/contacts_twice").format(contents=contents))


def _count_twice(comparing: Comparing, place: int, kept: Sequence[int]) -> tuple[int, int, int]:
    """Contacts of a delivery that an earlier one has too, those that nobody in it is like, and the first such earlier
    delivery.
    """
    twice = "from contact_twice where later = $1 and list_contains($2, earlier)"
    query = f"select count(distinct known_by), min(earlier) {twice}"
    n_twice, first = only_row(comparing.connection, query, [place, list(kept)])
    query = "select count(*) from contact_content where place = $1 and is_alone"
    (n_alone,) = only_row(comparing.connection, query, [place])
    return int(n_twice), int(n_alone), place if first is None else int(first)


def _describe(comparing: Comparing, earlier: Staged, later: Staged, n_twice: int, state: State) -> Finding:
    form = "held" if state == "fail" else "some"
    facts = {"older_file": earlier.file_name}
    return find_share(CONTACTS_TWICE, state, comparing.source_id, later, n_twice, later.n_used, form, facts, MOSTLY)
