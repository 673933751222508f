"""Sums that lead from one table of figures to another: answers of a field, and codes of one list in those of another.

Belongs here: what code lists and crosswalks make equal or smaller. Does not belong here: sums within one table
(`relations`). A crosswalk says of which pairs of reason and setting a code is made; a code whose pairs are those of
several codes of another list is their sum among recorded reasons, and at most their sum among contacts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product

from schemas.vocabulary.crosswalk import load_crosswalks
from warehouse.publish.disclosure.figures import UNBOUNDED, Figures, Place
from warehouse.publish.disclosure.relation import SINGLE_ANSWERS, Relation, at_least, at_most, equal

COMMON = "COMMON"
MAIN, CODE = "t2.main", "t2.code"
MAINS_BY = ("t3.main_by_", "t6.main_by_")
Pairs = frozenset[tuple[str, str]]
Entry = tuple[str | None, str | None]
"""Main and code of a list; a main as a whole has no code."""


def relate_tables(figures: Figures) -> Iterator[Relation]:
    """The sums of one network-year between tables."""
    yield from _answers_of_mains(figures)
    yield from _lists(figures)


def _answers_of_mains(figures: Figures) -> Iterator[Relation]:
    """Contacts of a main by answer make those of the main, and their bases make its base; elsewhere they are fewer."""
    parts: dict[Place, list[Place]] = defaultdict(list)
    left_out = set()
    for place in (*figures.counts, *figures.left_out):
        if str(place.value("statistic_code")).startswith(MAINS_BY):
            fields = [name for name in SINGLE_ANSWERS if place.value(name) is not None]
            whole = place.at(**dict.fromkeys(fields))
            if place in figures.counts:
                parts[whole].append(place)
            else:
                left_out.add(whole)
    for whole, places in parts.items():
        main = whole.at(statistic_code=MAIN, panel_code="all")
        if main not in figures.counts:
            continue
        is_whole = whole.panel == "all" and whole not in left_out
        relation = equal if is_whole else at_most
        yield relation(figures.counts[main], [figures.counts[place] for place in places])
        bases = {figures.bases[place] for place in places}
        if len(bases) == len(places):
            yield relation(figures.bases[main], sorted(bases))


def _lists(figures: Figures) -> Iterator[Relation]:
    """What the codes of one list are in those of another. In other panels than `all` each figure is of the helplines
    that can tell it: who can tell a part can tell the whole, so that parts stay within it and do not make it.
    """
    tables: dict[tuple[str | None, str, str | None], dict[str, dict[Entry, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for place, count in figures.counts.items():
        if place.value("statistic_code") in (MAIN, CODE):
            entry = place.value("main_code"), place.value("framework_code")
            tables[place.value("base_code"), place.panel, place.region][str(place.value("framework"))][entry] = count
    for (base, panel, _), lists in tables.items():
        for one, other in product(sorted(lists), repeat=2):
            for relation in _between(str(base), one, lists[one], other, lists[other]):
                if panel == "all" or relation.high == UNBOUNDED:
                    yield relation
                elif relation.low == 0:
                    yield relation.within()


def _between(
    base: str, one: str, counts: Mapping[Entry, int], other: str, parts: Mapping[Entry, int]
) -> Iterator[Relation]:
    for entry, codes, is_whole in sums_between(one, other):
        found = [parts[code] for code in codes if code in parts]
        is_all = is_whole and len(found) == len(codes)
        is_said = is_all and len(codes) == 1 and one > other
        if entry not in counts or not found or is_said:
            continue
        if base == "reasons" or len(codes) == 1:
            yield (equal if is_all else at_most)(counts[entry], found)
            continue
        if is_all:
            yield at_least(counts[entry], found)
        yield from (at_most(counts[entry], [part]) for part in found)


@cache
def sums_between(one: str, other: str) -> tuple[tuple[Entry, tuple[Entry, ...], bool], ...]:
    """Entries of a list, the codes of another (or of the same) of which each is made, and whether these are all of it.
    Codes that share a pair with one before them are left out: what stands under two codes counts twice.
    """
    lists = _pairs()
    codes = {entry: pairs for entry, pairs in lists.get(other, {}).items() if entry[1] is not None}
    found = []
    for entry, whole in lists.get(one, {}).items():
        within: dict[Entry, Pairs] = {}
        covered: Pairs = frozenset()
        for code, pairs in codes.items():
            if pairs <= whole and not pairs & covered and (one, entry) != (other, code):
                within[code] = pairs
                covered |= pairs
        if within:
            found.append((entry, tuple(within), covered == whole))
    return tuple(found)


@cache
def _pairs() -> dict[str, dict[Entry, Pairs]]:
    """The pairs of reason and setting that count under each entry of each list, as `tabulate/framework.sql` says."""
    found: dict[str, dict[Entry, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
    for framework, crosswalk in load_crosswalks().items():
        for pair, rollup in crosswalk.by_pair.items():
            reason = pair[0]
            main = reason.partition(".")[0]
            found[COMMON][main, reason].add(pair)
            found[COMMON][main, None].add(pair)
            codes = [(crosswalk.codes[code].main, code) for code in rollup.framework_codes]
            if rollup.rollup_code == "none":
                codes = [("none", "none")]
            elif rollup.rollup_code == "undetermined":
                codes = [(rollup.main or "undetermined", "undetermined")]
            for own, code in codes:
                found[framework][own, code].add(pair)
                found[framework][own, None].add(pair)
    return {name: {entry: frozenset(pairs) for entry, pairs in entries.items()} for name, entries in found.items()}
