"""Where the others lie: the middle half of a network's able sources in one year, without names.

Belongs here: that band, and when it may be shown. Does not belong here: any verdict, or drawing it.
It is of sources that can record the thing, since who cannot has no share; and of no less than five organisations, with
ends rounded outward, so that it tells nobody's figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import ceil, floor
from statistics import quantiles

from warehouse.publish.pages.tables import MEASURES, Row, SourceTables

Band = tuple[float, float]
LEAST_MEMBERS = 5
LEAST_BASE = 20
"""A source with fewer to look at is not among those that are compared with."""
AXIS_OF = {
    "several": "evidence_several_reasons_code",
    "unknown": "evidence_setting_code",
    "online": "evidence_setting_code",
}
WITHOUT_CHOICE = {"unknown": ("by_list", "remit"), "online": ("remit",)}
"""Where the setting follows from the list or the service, the share says nothing of how it is filled in."""


def can_record(year: Row, measure: str) -> bool:
    """Whether the source's system could record what is measured in that year, so that its share says something."""
    axis, without = AXIS_OF.get(measure), WITHOUT_CHOICE.get(measure)
    is_able = axis is None or year[axis] != "cannot"
    return is_able and (without is None or year["setting_capability_code"] not in without)


class Peers:
    """The shares of every source of a release, to see one among the others."""

    def __init__(self, sources: Iterable[SourceTables]) -> None:
        self._shares: dict[tuple[str, int, str], list[tuple[str, float]]] = defaultdict(list)
        for one in sources:
            for year in one.years:
                for measure in MEASURES:
                    share = one.share(year, measure)
                    if share and share.denominator >= LEAST_BASE and can_record(year, measure):
                        key = (one.source["network_code"], year["contact_year"], measure)
                        self._shares[key].append((one.source["member_id"], share.share))

    def band(self, source: Row, year: int, measure: str) -> Band | None:
        """Between which shares half of the others lie; None where they are too few."""
        found = self._shares.get((source["network_code"], year, measure), [])
        others = [(member, share) for member, share in found if member != source["member_id"]]
        if len({member for member, _ in others}) < LEAST_MEMBERS:
            return None
        low, _, high = quantiles([share for _, share in others], n=4)
        return max(0.0, floor(100 * low) / 100), min(1.0, ceil(100 * high) / 100)
