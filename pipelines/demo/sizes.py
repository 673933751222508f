"""How many contacts each helpline has in each month.

Belongs here: sizes. Does not belong here: what the contacts are about (`population`).
"""

from __future__ import annotations

from pipelines.demo.helplines import Helpline
from pipelines.demo.months import Month, months_between

SEASON = (0.98, 0.97, 1.06, 1.02, 1.08, 0.99, 0.86, 0.88, 1.06, 1.10, 1.05, 0.95)
"""Weight of each month of the year: fewer contacts in holidays."""
GROWTH = {2023: 0.97, 2024: 1.00, 2025: 1.03}
LARGEST = 0.35
"""From this share on a helpline's share is kept exactly; the others fill what is left."""


def size_of_each(helplines: tuple[Helpline, ...], contacts: int) -> dict[str, int]:
    """Contacts by source: fixed sizes and caps first, the rest by share, so that the sum is `contacts`."""
    largest = {h.source_id: round(h.size.share * contacts) for h in helplines if h.size.share >= LARGEST}
    fixed = {h.source_id: min(h.size.contacts, contacts // 20) for h in helplines if h.size.contacts}
    others = [h for h in helplines if h.source_id not in largest | fixed]
    left = contacts - sum(largest.values()) - sum(fixed.values())
    total = sum(h.size.share for h in others)
    capped = {h.source_id: h.size.most for h in others if h.size.most and left * h.size.share / total > h.size.most}
    rest = [h for h in others if h.source_id not in capped]
    left -= sum(capped.values())
    total = sum(h.size.share for h in rest)
    shared = {h.source_id: int(left * h.size.share / total) for h in rest}
    shared[rest[-1].source_id] += left - sum(shared.values())
    return {**largest, **fixed, **capped, **shared}


def months_of(helpline: Helpline, size: int) -> dict[Month, int]:
    """Contacts by month. Rounded on the running sum, so that the months add up to the size."""
    months = list(months_between(Month.parse(helpline.first), Month.parse(helpline.last)))
    weights = [SEASON[month.month - 1] * GROWTH[month.year] * _campaign(helpline, month) for month in months]
    total, run, done = sum(weights), 0.0, 0
    counts = {}
    for month, weight in zip(months, weights, strict=True):
        run += weight
        counts[month] = round(size * run / total) - done
        done += counts[month]
    return counts


def _campaign(helpline: Helpline, month: Month) -> float:
    campaign = helpline.campaign
    return campaign.times if campaign and Month.parse(campaign.month) == month else 1.0
