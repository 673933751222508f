"""What is found out about a source-year by comparing it with its declaration and with its network.

Belongs here: the list of findings that `assess` computes. Does not belong here: any statistic (`funnel`, `low_tail`) or
what a finding says (one file each: `one_reason`, `no_setting`; `no_ocsea`, `catch_all`, `lone_category` and `break`
get their own). To add one: a file with `judge(years)`, its entry in FINDINGS and in `schemas/findings.yaml`, its tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from schemas.finding import Finding
from warehouse.assess.findings import no_setting, one_reason
from warehouse.assess.findings.evidence import SourceYear

Judge = Callable[[Sequence[SourceYear]], Iterator[Finding]]
"""Given all source-years of one network, in order; gives what it finds, a system and a habit apart."""

FINDINGS: dict[str, Judge] = {
    "one_reason": one_reason.judge,
    "no_setting": no_setting.judge,
}
"""The findings by code, in the order in which they are computed."""
