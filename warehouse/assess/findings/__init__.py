"""What is found out about a source-year by comparing it with its declaration, its past and its network.

Belongs here: finding the modules that compute them, and all findings on given metrics. Does not belong here: any
statistic (`funnel`, `low_tail`, `change`), what is judged (one file each: `one_reason`, `no_setting` ...), its limits
(`thresholds.yaml`) or its words (`schemas/findings.yaml`). To add one: a file of the code's name with
`judge(years, thresholds)`, its entry in `schemas/findings.yaml`, its limits with their reasons, its tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from schemas.finding import Finding, finding_kinds
from warehouse.assess.findings.evidence import SourceYear
from warehouse.assess.thresholds import Thresholds

Judge = Callable[[Sequence[SourceYear], Thresholds], Iterator[Finding]]
"""Given all source-years of one network, in order; gives what it finds, a system and a habit apart."""


@cache
def judges() -> dict[str, Judge]:
    """The findings by code, in the order of the catalogue: each code for which there is a module of its name."""
    names = {module.name for module in iter_modules(__path__)}
    return {code: import_module(f"{__name__}.{code}").judge for code in finding_kinds() if code in names}


def judge_metrics(
    years: Sequence[SourceYear], thresholds: Thresholds, codes: Collection[str] | None = None
) -> list[Finding]:
    """Every finding about every source-year, networks apart, from metrics and limits alone; `codes`: only these."""
    networks: dict[str, list[SourceYear]] = defaultdict(list)
    for year in years:
        networks[year.network_code].append(year)
    wanted = [judge for code, judge in judges().items() if codes is None or code in codes]
    return [finding for network in networks.values() for judge in wanted for finding in judge(network, thresholds)]
