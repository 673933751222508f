"""What is found out about a source-year by comparing it with its declaration and with its network.

Belongs here: finding the modules that compute them. Does not belong here: any statistic (`funnel`, `low_tail`), what is
judged (one file each: `one_reason`, `no_setting`), or its words (`schemas/findings.yaml`). To add one: a file of the
code's name with `judge(years)`, its entry in `schemas/findings.yaml`, its tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from schemas.finding import Finding, finding_kinds
from warehouse.assess.findings.evidence import SourceYear

Judge = Callable[[Sequence[SourceYear]], Iterator[Finding]]
"""Given all source-years of one network, in order; gives what it finds, a system and a habit apart."""


@cache
def judges() -> dict[str, Judge]:
    """The findings by code, in the order of the catalogue: each code for which there is a module of its name."""
    names = {module.name for module in iter_modules(__path__)}
    return {code: import_module(f"{__name__}.{code}").judge for code in finding_kinds() if code in names}
