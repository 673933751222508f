"""How public figures hang together: what an attacker who has read the code book knows to be equal or smaller.

Belongs here: sums over regions and answers, trees of codes, panels and statistics that count the same. Does not
belong here: intervals of single figures (`figures`), relations as arrays (`matrix`), or solving (`bounds`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from warehouse.publish.disclosure.figures import FIGURE, Figures, Place, is_rate_by_answer
from warehouse.publish.disclosure.relation import SINGLE_ANSWERS, Relation, at_least, at_most, equal
from warehouse.publish.disclosure.sums import relate_tables

SINGLE_ATTRIBUTES = ("living_situation", "time_to_contact", "first_told")
WIDER_PANEL = {"able": "all", "matched": "able", "matched_next": "able"}
ACTS = ("violence", "sexual_violence", "ocsea_narrow", "ocsea_wide")
KINDS_BESIDE = ("counselling", "non_counselling", "content_report", "unknown")


def relate(figures: Figures) -> list[Relation]:
    """All relations of one network-year: they follow from which figures there are, not from what they show."""
    found: dict[tuple[tuple[int, int], ...], Relation] = {}
    for relation in _relations(figures):
        if len(relation.terms) > 1:
            kept = found.setdefault(relation.terms, relation)
            if kept is not relation:
                low, high = max(kept.low, relation.low), min(kept.high, relation.high)
                found[relation.terms] = Relation(kept.terms, low, high, kept.parts)
    return list(found.values())


def _relations(figures: Figures) -> Iterator[Relation]:
    for place, count in figures.counts.items():
        yield at_most(figures.bases[place], [count])
    yield from _regions(figures.counts)
    yield from _regions(figures.bases)
    yield from _panels(figures)
    yield from _answers(figures)
    yield from _reasons(figures)
    yield from _kinds(figures)
    yield from _same_counts(figures)
    yield from _beside(figures)
    yield from relate_tables(figures)


def _regions(quantities: dict[Place, int]) -> Iterator[Relation]:
    parts: dict[Place, list[int]] = defaultdict(list)
    for place, quantity in quantities.items():
        if place.region is not None:
            parts[place.at(region_code=None)].append(quantity)
    for whole, regions in parts.items():
        if whole in quantities:
            yield equal(quantities[whole], regions)


def _panels(figures: Figures) -> Iterator[Relation]:
    for quantities in (figures.counts, figures.bases):
        for place, quantity in quantities.items():
            if place.panel in WIDER_PANEL:
                wider = place.at(panel_code=WIDER_PANEL[place.panel])
                if wider in quantities:
                    yield at_most(quantities[wider], [quantity])


def _answers(figures: Figures) -> Iterator[Relation]:
    """A field with one answer a contact parts its base."""
    tables: dict[tuple[Place, tuple[str, ...]], list[Place]] = defaultdict(list)
    for place in (*figures.counts, *figures.left_out):
        fields = tuple(column for column in SINGLE_ANSWERS if place.value(column) is not None)
        if place.value("attribute_code") in SINGLE_ATTRIBUTES:
            fields += ("value_code",)
        if fields and not is_rate_by_answer(str(place.value("statistic_code"))):
            tables[place.at(**dict.fromkeys(fields)), fields].append(place)
    for places in tables.values():
        counts = [figures.counts[place] for place in places if place in figures.counts]
        bases = {figures.bases[place] for place in places if place in figures.bases}
        if len(bases) == 1:
            yield (equal if len(counts) == len(places) else at_most)(bases.pop(), counts)


def _reasons(figures: Figures) -> Iterator[Relation]:
    """Codes below their main, mains below the base; a reason has one code of our own list, a contact may have many."""
    codes: dict[Place, list[int]] = defaultdict(list)
    mains: dict[Place, list[int]] = defaultdict(list)
    for place, count in figures.counts.items():
        if place.value("statistic_code") == "t2.code":
            main = place.at(statistic_code="t2.main", framework_code=None, reason_code=None)
            if place.panel == "all":
                codes[main].append(count)
            if main in figures.counts:
                yield at_most(figures.counts[main], [count])
        elif place.value("statistic_code") == "t2.main" and place.panel == "all":
            mains[place.at(main_code=None)].append(figures.bases[place])
            mains[place.at(main_code=None)].append(count)
        if place.value("base_code") == "reasons":
            contacts = place.at(base_code="contacts")
            if contacts in figures.counts:
                yield at_most(count, [figures.counts[contacts]])
                yield at_most(figures.bases[place], [figures.bases[contacts]])
    for main, parts in codes.items():
        if main in figures.counts:
            yield from _parts_of(main, figures.counts[main], parts)
    for table, pairs in mains.items():
        if len(set(pairs[::2])) == 1:
            yield from _parts_of(table, pairs[0], pairs[1::2])


def _parts_of(place: Place, whole: int, parts: list[int]) -> Iterator[Relation]:
    once = place.value("base_code") == "reasons"
    yield equal(whole, parts) if once and place.value("framework") == "COMMON" else at_least(whole, parts)


def _kinds(figures: Figures) -> Iterator[Relation]:
    kinds: dict[Place, dict[str, Place]] = defaultdict(dict)
    for place in figures.counts:
        if place.value("statistic_code") == "t1.contacts_by_kind":
            kinds[place.at(contact_type_code=None)][str(place.value("contact_type_code"))] = place
    for places in kinds.values():
        outer = [places[code] for code in KINDS_BESIDE if code in places]
        if len(outer) == len(KINDS_BESIDE):
            yield equal(figures.bases[outer[0]], [figures.counts[place] for place in outer])
        for code, place in places.items():
            below = [figures.counts[one] for name, one in places.items() if name.rpartition(".")[0] == code]
            if below:
                yield at_most(figures.counts[place], below)


def _same_counts(figures: Figures) -> Iterator[Relation]:
    """What two statistics count alike."""
    counts, bases = figures.counts, figures.bases
    nothing: dict[str, str | None] = dict.fromkeys(FIGURE)
    for place, count in counts.items():
        statistic = str(place.value("statistic_code"))
        if statistic == "t1.with_reason":
            of_reasons = [
                base
                for other, base in bases.items()
                if (other.panel, other.region) == (place.panel, place.region)
                and (other.value("statistic_code"), other.value("base_code")) == ("t2.main", "contacts")
            ]
            yield from (equal(count, [base]) for base in dict.fromkeys(of_reasons)) if place.panel == "all" else ()
        if statistic.startswith("t4.ocsea_narrow"):
            wide = place.at(statistic_code=statistic.replace("narrow", "wide"))
            if wide in counts:
                yield at_most(counts[wide], [count])
        if statistic.endswith("_of_violence") and statistic.startswith("t4."):
            same = place.at(
                statistic_code=statistic.replace("_of_violence", "_of_sexual_violence"), reason_code="violence.sexual"
            )
            if same in counts:
                # a source with violence in two years may have sexual violence in one
                yield (equal if place.panel in ("all", "able") else at_most)(count, [counts[same]])
            main = place.at(
                **{
                    **nothing,
                    "statistic_code": "t2.main",
                    "framework": "COMMON",
                    "main_code": "violence",
                    "base_code": "contacts",
                }
            )
            if main in counts and place.panel == "all":
                yield equal(counts[main], [bases[place]])
        if statistic == "t4.ocsea_wide_of_sexual_violence":
            settings = [
                place.at(statistic_code="t4.setting_of_sexual_violence", setting_code=setting)
                for setting in ("online", "both")
            ]
            if all(one in counts for one in settings):
                yield equal(count, [counts[one] for one in settings])
        yield from _by_answer(figures, place, count, statistic)


def _beside(figures: Figures) -> Iterator[Relation]:
    """What stands beside OCSEA, and the same of other contacts, makes that of all contacts. For bases: `beside.sql`."""
    for place, count in figures.counts.items():
        # in the matched panels the three may rest on different members
        if place.value("statistic_code") == "t5b.beside_all" and place.panel in ("all", "able"):
            parts = [place.at(statistic_code=f"t5b.{name}") for name in ("beside", "beside_others")]
            if all(part in figures.counts for part in parts):
                yield equal(count, [figures.counts[part] for part in parts])


def _by_answer(figures: Figures, place: Place, count: int, statistic: str) -> Iterator[Relation]:
    for act in ACTS:
        for name in ("gender", "age"):
            if statistic == f"t3.{act}_by_{name}":
                same = place.at(statistic_code=f"t3.{name}_of_{act}")
                # elsewhere the panels of the two statistics may rest on different members
                if same in figures.counts and place.panel == "all":
                    yield equal(count, [figures.counts[same]])
