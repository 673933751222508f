"""Contacts without ids that stand in two files and count twice: in files of new contacts only, in files of periods of
which none replaces the other (a year and its months, two formats), or in files that overlap and tell the same contact
otherwise.

Belongs here: finding them, and holding a later file of new contacts where most of it came before. Does not belong here:
versions of a contact that has an id (`stage.supersede`), or counts of one period in two files (`stage.counts.replace`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.finding import Finding, State
from schemas.mapping.arrives import REPLACING
from schemas.text.sql import literal, quote
from schemas.vocabulary.fields import ANSWERS
from warehouse.stage.compare import Comparing, Outcome
from warehouse.stage.counts.delivery import is_counted
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.stage.span import Span
from warehouse.store.engine import only_row, sql_text

CONTACTS_TWICE = "contacts_twice"
FEWEST = 5
"""So many contacts that nobody else in either file is like are no chance."""
MOSTLY = 0.5
SOME = 0.1
FEWEST_DAYS = 2
"""Where an export ends at noon and the next one begins, one day is in both, and no contact."""

KNOWN_BY = ("contact_date", *ANSWERS, "setting", "attributes", "reasons")


def hold_contacts_twice(comparing: Comparing, deliveries: Iterable[Staged]) -> Outcome:
    """Of deliveries that add contacts without ids, those of which at least half came before are held; of those of which
    a tenth came before it is said. A delivery is compared with all earlier ones that count.
    """
    ordered = comparing.in_order(one for one in deliveries if _adds_without_ids(one, comparing.adds_up))
    found = Outcome()
    if len(ordered) < 2:
        return found
    places = _places_of_common_days(_spans(comparing, ordered))
    if len(places) < 2:
        return found
    _read_contents(comparing, [(place, ordered[place]) for place in places])
    first_place, *others = places
    kept = [first_place]
    for place in others:
        later = ordered[place]
        n_twice, n_alone, first = _count_twice(comparing, place, kept)
        if n_twice >= max(FEWEST, MOSTLY * n_alone):
            found.status[later.delivery_id] = "held"
            found.findings.append(_describe(comparing, ordered[first], later, n_twice, "fail", "held"))
            continue
        kept.append(place)
        if n_twice >= max(FEWEST, SOME * n_alone):
            found.findings.append(_describe(comparing, ordered[first], later, n_twice, "warn", "some"))
    return found


def find_periods_twice(comparing: Comparing, deliveries: Iterable[Staged]) -> list[Finding]:
    """The warning on deliveries for periods that have at least half of the contacts of another one of another period or
    format, which they do not replace: a year beside its months. Nothing is held: which of them counts is not declared,
    and whichever came first may be the one to be corrected. Where all contacts of a file have one day, being alike is
    chance.
    """
    ones = [one for one in deliveries if _is_without_ids(one, *REPLACING)]
    ordered, places = _by_days(comparing, ones)
    places = {place: span for place, span in places.items() if span.first < span.last}
    if len(places) < 2:
        return []
    _read_contents(comparing, [(place, ordered[place]) for place in places])
    findings = []
    earlier: list[int] = []
    for place in places:
        n_twice, n_alone, first = _count_twice(comparing, place, earlier)
        if n_twice >= max(FEWEST, MOSTLY * n_alone) or _has_most_of(comparing, place, earlier):
            findings.append(_describe(comparing, ordered[first], ordered[place], n_twice, "warn", "periods"))
        earlier.append(place)
    return findings


def find_overlaps_twice(comparing: Comparing, deliveries: Iterable[Staged]) -> list[Finding]:
    """The warning on deliveries that overlap with earlier ones and repeat their contacts in other words: equal records
    count once, and a column that came or changed makes no two of them equal. Nothing is held, since nothing else could
    be declared of such files.
    """
    ordered, places = _by_days(comparing, [one for one in deliveries if _is_without_ids(one, "overlaps")])
    if len(places) < 2:
        return []
    _read_contents(comparing, [(place, ordered[place]) for place in places])
    findings = []
    earlier: list[int] = []
    for place, span in places.items():
        n_twice, n_alone, first = _count_twice(comparing, place, earlier)
        if n_twice >= max(FEWEST, SOME * n_alone):
            findings.append(_describe(comparing, ordered[first], ordered[place], n_twice, "warn", "overlaps"))
        elif apart := _find_apart(comparing, ordered[place], span, [(ordered[one], places[one]) for one in earlier]):
            findings.append(apart)
        earlier.append(place)
    return findings


def find_same_name(comparing: Comparing, deliveries: Iterable[Staged]) -> list[Finding]:
    """The warning on files of new contacts that came under the name of an earlier one and with its days: a file that
    was sent again, of which what is gone from it would count. A name that comes again with other days is a habit; where
    all contacts of the earlier file are in it under their ids, they count once.
    """
    named: dict[tuple[str, str], Staged] = {}
    findings = []
    for later in comparing.in_order(deliveries):
        is_used = later.status_code == "used" and bool(later.staged) and later.n_used > 0
        if not is_used or later.arrives != "additions" or is_counted(later) or later.format in comparing.adds_up:
            continue
        earlier = named.get((later.format, later.name_key))
        named[later.format, later.name_key] = later
        if earlier is None:
            continue
        files = [str(comparing.lake / both.staged) for both in (later, earlier)]
        n_days, n_later, _, n_shared, n_gone = only_row(comparing.connection, sql_text("stage/days_in_common"), files)
        if n_gone and n_later >= max(FEWEST, MOSTLY * later.n_used):
            facts = {"n_days": n_days, "n_shared": n_shared, "n_gone": n_gone}
            source_id, of = comparing.source_id, later.n_used
            findings.append(find_share(CONTACTS_TWICE, "warn", source_id, later, n_later, of, "same_name", facts))
    return findings


def _find_apart(
    comparing: Comparing, later: Staged, span: Span, earlier: Sequence[tuple[Staged, Span]]
) -> Finding | None:
    """That hardly a contact of the days which an earlier file has too is one of its contacts. The newest of them first:
    where its contacts are in it, older files of the same days have nothing more to say, and are not read.
    """
    query = sql_text("stage/days_in_common")
    repeated: list[Span] = []
    for one, of_one in reversed(earlier):
        if not span.meets_beyond(of_one, repeated):
            continue
        files = [str(comparing.lake / both.staged) for both in (later, one)]
        n_days, n_later, n_earlier, n_shared, _ = only_row(comparing.connection, query, files)
        n_fewer = min(n_later, n_earlier)
        if n_days < FEWEST_DAYS or n_fewer < FEWEST:
            continue
        if n_shared > SOME * n_fewer:
            repeated.append(of_one)
            continue
        facts = {"older_file": one.file_name, "n_days": n_days, "n_shared": n_shared}
        return find_share(CONTACTS_TWICE, "warn", comparing.source_id, later, n_later, later.n_used, "apart", facts)
    return None


def _adds_without_ids(one: Staged, adds_up: frozenset[str]) -> bool:
    return _is_without_ids(one, "additions") and one.format not in adds_up


def _is_without_ids(one: Staged, *arrives: str) -> bool:
    is_used = one.status_code == "used" and bool(one.staged) and one.n_used > 0
    return is_used and one.identity_code == "content" and one.arrives in arrives


def _by_days(comparing: Comparing, ones: Sequence[Staged]) -> tuple[list[Staged], dict[int, Span]]:
    """Deliveries that may come in any order by their last days, and the places of those that have days in common."""
    if len(ones) < 2:
        return list(ones), {}
    spanned = list(zip(_spans(comparing, ones), ones, strict=True))
    spanned.sort(key=lambda pair: (pair[0].last, pair[0].first, pair[1].file_name, pair[1].delivery_id))
    return [one for _, one in spanned], _places_of_common_days([span for span, _ in spanned])


def _places_of_common_days(spans: Sequence[Span]) -> dict[int, Span]:
    """The places of deliveries that have days which another one has too, with their days: files of different months
    need not be read.
    """
    return {
        place: span
        for place, span in enumerate(spans)
        if any(other != place and span.common(one) for other, one in enumerate(spans))
    }


def _spans(comparing: Comparing, ones: Sequence[Staged]) -> list[Span]:
    """The days of each delivery."""
    query = "select min(contact_date), max(contact_date) from read_parquet($1) where fate_code = 'used'"
    return [Span(*only_row(comparing.connection, query, [str(comparing.lake / one.staged)])) for one in ones]


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


def _has_most_of(comparing: Comparing, place: int, earlier: Sequence[int]) -> bool:
    """Whether at least half of one of the earlier deliveries is in a later one."""
    query = """
        select coalesce(bool_or(n_twice >= greatest($3, $4 * n_alone)), false)
        from (select earlier as place, count(distinct known_by) as n_twice
            from contact_twice where later = $1 and list_contains($2, earlier) group by all)
        join (select place, count(*) as n_alone from contact_content where is_alone group by all) using (place)
    """
    return bool(only_row(comparing.connection, query, [place, list(earlier), FEWEST, MOSTLY])[0])


def _describe(comparing: Comparing, earlier: Staged, later: Staged, n_twice: int, state: State, form: str) -> Finding:
    facts = {"older_file": earlier.file_name}
    return find_share(CONTACTS_TWICE, state, comparing.source_id, later, n_twice, later.n_used, form, facts, MOSTLY)
