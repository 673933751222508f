"""Deliveries that have landed and are no records of their own: companions, and files that are to be ignored.

Belongs here: what becomes of them, and saying it. Does not belong here: which file is a companion or ignored
(`companions.match`), or reading any.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from schemas.finding import Finding
from schemas.mapping.registry import Mapping
from warehouse.stage.companions.match import (
    LandedDelivery,
    Places,
    companion_named,
    is_ignored,
    place_companion,
)
from warehouse.stage.delivery import Staged
from warehouse.stage.describe import describe_delivery
from warehouse.store.run import Run


def set_aside(
    run: Run, mapping: Mapping, delivery: LandedDelivery, places: Places
) -> tuple[Staged, list[Finding]] | None:
    """What becomes of a delivery that is not staged by itself; None where it is. A companion's records are counted with
    the delivery that they belong to; where there is none, it waits. `places`: of all companions of the source.
    """
    is_no_delivery = is_ignored(delivery, mapping.source.declared.ignore_files)
    if not is_no_delivery and not companion_named(mapping.exports, delivery.name):
        return None
    status, before = ("ignored", None) if is_no_delivery else place_companion(places, delivery)
    staged = replace(describe_delivery(run, mapping, delivery.manifest, None), status_code=status)
    say = partial(Finding.of, source_id=mapping.source_id, delivery_id=staged.delivery_id, file_name=staged.file_name)
    if status == "ignored":
        return staged, [say("ignored_file", "pass")]
    if status == "held":
        return staged, [say("lonely_companion", "warn")]
    n_before, n_bytes = before.manifest.n_bytes if before else 0, delivery.manifest.n_bytes
    if n_before - n_bytes <= mapping.source.thresholds.shrunk * n_before:
        return staged, []
    facts = {"n_newer": n_bytes, "n_older": n_before}
    shrunk = say(
        "shrunk_replacement", "warn", form="companion", facts=facts, numerator=n_before - n_bytes, denominator=n_before
    )
    return staged, [shrunk]
