"""Whether a moment that was noted is later than now.

Belongs here: how far clocks may differ. Does not belong here: what is said of it (`findings.yaml`, `clock_ahead`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

CLOCKS_DIFFER = timedelta(hours=1)
"""By so much the clocks of machines that share a warehouse may differ unremarked."""


def is_ahead(moment: datetime, now: datetime) -> bool:
    """True where the clock that noted the moment was ahead, or this one is behind."""
    return moment > now + CLOCKS_DIFFER
