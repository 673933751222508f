"""Deliveries that have landed and are no records of their own: companions, and files that are to be ignored.

Belongs here: what becomes of them, and saying it. Does not belong here: which file is a companion or ignored
(`companions.match`), or reading any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from schemas.finding import Finding
from schemas.mapping.registry import Mapping
from warehouse.stage.companions.match import LandedDelivery, companion_named, companion_status, is_ignored
from warehouse.stage.delivery import Staged
from warehouse.stage.describe import describe_delivery
from warehouse.store.run import Run


def set_aside(
    run: Run, mapping: Mapping, delivery: LandedDelivery, landed: Sequence[LandedDelivery]
) -> tuple[Staged, list[Finding]] | None:
    """What becomes of a delivery that is not staged by itself; None where it is. A companion's records are counted with
    the delivery that they belong to; where there is none, it waits.
    """
    is_no_delivery = is_ignored(delivery, mapping.source.declared.ignore_files)
    if not is_no_delivery and not companion_named(mapping.exports, delivery.name):
        return None
    status = "ignored" if is_no_delivery else companion_status(mapping.exports, delivery, landed)
    staged = replace(describe_delivery(run, mapping, delivery.manifest, None), status_code=status)
    say = partial(Finding.of, source_id=mapping.source_id, delivery_id=staged.delivery_id, file_name=staged.file_name)
    if status == "ignored":
        return staged, [say("ignored_file", "pass")]
    return staged, [say("lonely_companion", "warn")] if status == "held" else []
