"""The attack on a release candidate: what could be worked out from what is public, and what has to go besides.

Belongs here: attacking one network-year, and which figures to hide where it succeeds. Does not belong here: hiding
them (`fill`), or anything exact: an attacker has the public figures of this and of earlier releases, and the code book.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from warehouse.publish.disclosure.behind import Behind, Needs
from warehouse.publish.disclosure.bounds import NARROWEST, NoWorldError, Programme
from warehouse.publish.disclosure.figures import Bounds, Figures, Place, Shown, is_rate_by_answer, read_figures
from warehouse.publish.disclosure.matrix import Matrix, Vector
from warehouse.publish.disclosure.pieces import Piece, part
from warehouse.publish.disclosure.policy import DEAREST
from warehouse.publish.disclosure.relation import Relation
from warehouse.publish.disclosure.relations import relate
from warehouse.publish.disclosure.tighten import tighten

MOST_MOVED = 0.1
"""Where more of what two releases show differs, an attacker cannot take the one for the other."""
Measured = dict[int, tuple[Bounds, frozenset[Place]]]
"""By the number of an unknown: its interval where no two worlds prove it safe, and the places that hold it there."""


@dataclass(frozen=True)
class Attack:
    """What an attack on one network-year found. `narrowest`: the least width of an interval, at most NARROWEST;
    `broken`: quantities that are known too well, and how well: hidden ones, or shown ones that tell a rest; `partners`:
    counts to hide besides; `bases`: figures to hide with their base.
    """

    n_attacked: int
    n_exact: int
    narrowest: float | None
    broken: dict[Place, Bounds]
    partners: set[Place]
    bases: set[Place]


@dataclass
class Memory:
    """What was found out before of one network-year and has not changed since: figures and relations by what is shown
    of the bases, intervals by piece. `behind`: who is behind the figures, which says what has to be left open.
    """

    behind: Behind | None = None
    structures: dict[int, tuple[Figures, Matrix, Needs]] = field(default_factory=dict)
    intervals: dict[int, Measured] = field(default_factory=dict)

    def structure_of(self, rows: Sequence[Shown]) -> tuple[Figures, Matrix, Needs]:
        """The figures of these rows, and how they hang together: that follows from places, which stay, and bases."""
        state = hash(tuple(row.denominator for row in rows))
        if state in self.structures:
            figures, matrix, needs = self.structures[state]
            return figures.with_counts(rows), matrix, needs
        figures = read_figures(rows)
        matrix = Matrix.of(figures, relate(figures))
        needs = Needs.usual(figures, matrix) if self.behind is None else self.behind.needs(figures, matrix)
        self.structures[state] = figures, matrix, needs
        return figures, matrix, needs


def attack_year(rows: Sequence[Shown], before: Mapping[Place, Bounds], memory: Memory) -> Attack:
    """Attack what is shown of one network-year, with what earlier releases showed: `before`, the bounds of counts."""
    figures, matrix, needs = memory.structure_of(rows)
    known = _learn(figures, before)
    # an attacker drops an assumption that cannot be true
    kept = matrix.can_hold(*figures.bounds())
    is_hidden = np.array(figures.is_hidden, dtype=bool)
    needed, rests = needs.of_hidden(matrix, is_hidden), needs.of_rests(matrix, is_hidden)[kept]
    matrix = matrix.only(kept)
    low, high = tighten(figures, matrix)
    narrow: dict[int, Bounds] = {
        int(quantity): (float(low[quantity]), float(high[quantity]))
        for quantity in np.flatnonzero(is_hidden & (high - low < needed))
    }
    held: dict[int, frozenset[Place]] = {}
    for piece in part(figures, matrix, low, high, needed):
        for number, (interval, holders) in _attack_piece(figures, piece, memory).items():
            for quantity in (one for one in piece.members[number] if figures.is_hidden[one]):
                # it may stand in the pieces of several tables, and is known as well as in the best of them
                if quantity not in held or _width(interval) < _width(narrow[quantity]):
                    narrow[quantity], held[quantity] = interval, holders
    n_attacked = sum(figures.is_hidden) - len(known)
    attacked = {quantity: interval for quantity, interval in narrow.items() if quantity not in known}
    broken = {quantity: interval for quantity, interval in attacked.items() if _width(interval) < needed[quantity]}
    told, bases_told = _tell_rests(figures, matrix, rests)
    partners, bases = _partners(figures, matrix, (low, high), broken, needed)
    return Attack(
        n_attacked=n_attacked,
        n_exact=sum(_width(interval) == 0 for interval in attacked.values()),
        narrowest=min([NARROWEST, *map(_width, attacked.values())]) if n_attacked else None,
        broken={figures.place_of[quantity]: interval for quantity, interval in broken.items()} | told,
        partners=partners
        | _partners_of_many(figures, [held[quantity] for quantity in broken if quantity in held])
        | {place for place in told if place in figures.counts},
        bases=bases | bases_told,
    )


def _tell_rests(figures: Figures, matrix: Matrix, needed: Vector) -> tuple[dict[Place, Bounds], set[Place]]:
    """The cheapest of the counts of each relation that leaves a rest which is told too well, and how well; where only
    bases are shown, what counts in the smallest base of an answer.
    """
    is_shown = ~np.array(figures.is_hidden, dtype=bool)
    least, most = matrix.sums(*(np.where(is_shown, ends, 0) for ends in figures.bounds()))
    told: dict[Place, Bounds] = {}
    bases: set[Place] = set()
    for number in np.flatnonzero(needed > 0).tolist():
        relation = matrix.relations[number]
        ends = (least[number], most[number]) if relation.low == 0 else (-most[number], -least[number])
        bounds = (max(ends[0], 0), ends[1])
        if _width(bounds) >= needed[number]:
            continue
        if shown := _shown_in(figures, relation):
            told[_cheapest(figures, shown)] = bounds
        else:
            told[figures.place_of[relation.parts[0]]] = bounds
            bases |= _smallest_base(figures, relation)
    return told, bases


def _width(bounds: Bounds) -> float:
    return bounds[1] - bounds[0]


def _learn(figures: Figures, before: Mapping[Place, Bounds]) -> set[int]:
    """Narrow what is hidden now and was shown before, if hardly anything else has moved; what was known anyway."""
    both = [place for place in figures.counts if place in before and not figures.is_hidden[figures.counts[place]]]
    moved = sum(
        (figures.low[figures.counts[place]], figures.high[figures.counts[place]]) != before[place] for place in both
    )
    if not both or moved > MOST_MOVED * len(both):
        return set()
    known = {
        figures.counts[place]
        for place in before
        if place in figures.counts and figures.is_hidden[figures.counts[place]]
    }
    for place, quantity in figures.counts.items():
        if quantity in known:
            # one contact may have been corrected
            figures.low[quantity], figures.high[quantity] = before[place][0] - 1, before[place][1] + 1
    return known


def _attack_piece(figures: Figures, piece: Piece, memory: Memory) -> Measured:
    """The intervals of the piece's hidden unknowns that no two worlds prove safe."""
    places = tuple(figures.place_of[members[0]] for members in piece.members)
    state = hash(
        (
            places,
            piece.low.tobytes(),
            piece.high.tobytes(),
            piece.needed.tobytes(),
            piece.is_hidden,
            len(piece.relations),
        )
    )
    if state not in memory.intervals:
        memory.intervals[state] = _measure(figures, piece)
    return memory.intervals[state]


def _measure(figures: Figures, piece: Piece) -> Measured:
    programme = Programme(piece)
    measured: Measured = {}
    try:
        for number in programme.look_around([number for number, is_hidden in enumerate(piece.is_hidden) if is_hidden]):
            found = programme.interval(number)
            if found is not None:
                least, most, rows = found
                held = {one for row in rows for one, _ in piece.relations[row].terms}
                places = (figures.place_of[quantity] for one in held for quantity in piece.members[one])
                measured[number] = (least, most), frozenset(places)
    except NoWorldError:
        return {}
    return measured


def _partners(
    figures: Figures, matrix: Matrix, bounds: tuple[Vector, Vector], narrow: Iterable[int], needed: Vector
) -> tuple[set[Place], set[Place]]:
    """For each relation that narrows something too far, the smallest part that is shown; the whole where none is.
    Where two relations hold a quantity, one from below and one from above, the smallest of both. Where only bases are
    shown, and these are of answers, all that counts in the smallest of them.
    """
    low, high = bounds
    partners: set[Place] = set()
    of_bases: set[Place] = set()
    for quantity in narrow:
        alone: set[Place] = set()
        ends: list[Place] = []
        for relation in matrix.that_name([quantity]):
            least, most = _ends(relation, quantity, low, high)
            chosen = _shown_in(figures, relation)
            if not chosen and most - max(least, 0) < needed[quantity]:
                of_bases |= _smallest_base(figures, relation)
            elif chosen and most - max(least, 0) < needed[quantity]:
                alone.add(_cheapest(figures, chosen))
            elif chosen and (least >= max(low[quantity], 1) or most <= high[quantity]):
                ends.append(_cheapest(figures, chosen))
        partners |= alone or ({_cheapest(figures, ends)} if ends else set())
    return partners, of_bases


def _smallest_base(figures: Figures, relation: Relation) -> set[Place]:
    """The places that count in the smallest base of an answer that is shown among the parts of a relation."""
    bases = [
        quantity
        for quantity in relation.parts
        if not figures.is_count(quantity)
        and not figures.is_hidden[quantity]
        and is_rate_by_answer(str(figures.place_of[quantity].value("statistic_code")))
    ]
    if not bases:
        return set()
    smallest = min(bases, key=lambda quantity: (figures.high[quantity], quantity))
    return {place for place, quantity in figures.bases.items() if quantity == smallest}


def _shown_in(figures: Figures, relation: Relation) -> list[Place]:
    """The parts of a relation that are shown; its whole where no part is."""
    shown = {
        quantity: figures.place_of[quantity]
        for quantity, _ in relation.terms
        if figures.is_count(quantity) and not figures.is_hidden[quantity] and figures.high[quantity] > 0
    }
    return [place for quantity, place in shown.items() if quantity in relation.parts] or list(shown.values())


def _partners_of_many(figures: Figures, holders: Iterable[frozenset[Place]]) -> set[Place]:
    """Of what several relations narrow together: the smallest count that is shown in one of them."""
    partners: set[Place] = set()
    for places in holders:
        shown = [
            place
            for place in places
            if place in figures.counts
            and not figures.is_hidden[figures.counts[place]]
            and figures.high[figures.counts[place]] > 0
        ]
        if not partners.intersection(shown) and shown:
            partners.add(_cheapest(figures, shown))
    return partners


def _cheapest(figures: Figures, places: Iterable[Place]) -> Place:
    """The place that is missed least: of what fewest people look for the smallest count."""

    def price(place: Place) -> tuple[int, float, int]:
        statistic, quantity = str(place.value("statistic_code")), figures.counts[place]
        dearest = next(
            (number for number, pattern in enumerate(DEAREST) if re.search(pattern, statistic)), len(DEAREST)
        )
        return -dearest, figures.high[quantity], quantity

    return min(places, key=price)


def _ends(relation: Relation, quantity: int, low: Vector, high: Vector) -> Bounds:
    """Between which counts the relation alone keeps a quantity, with what is known of its other quantities."""
    factor = dict(relation.terms)[quantity]
    least = sum(f * (low[q] if f > 0 else high[q]) for q, f in relation.terms if q != quantity)
    most = sum(f * (high[q] if f > 0 else low[q]) for q, f in relation.terms if q != quantity)
    ends = ((relation.low - most) / factor, (relation.high - least) / factor)
    return min(ends), max(ends)
