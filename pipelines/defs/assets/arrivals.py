"""What helplines send: one external asset per helpline, so that a late one is seen.

Belongs here: their specs and how late is too late. Does not belong here: noticing an arrival
(`pipelines.defs.sensors`). Freshness ignores partitions, so a late helpline needs an asset of its own; Dagster never
runs these.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import dagster as dg

from pipelines.defs.assets.specs import ENGINEERS
from schemas.mapping.address import show_address

if TYPE_CHECKING:
    from schemas.mapping.registry import Registry
    from schemas.mapping.source import Source
    from schemas.mapping.survey import Survey

PATIENCE = {
    "daily": timedelta(days=3),
    "weekly": timedelta(days=14),
    "monthly": timedelta(days=60),
    "quarterly": timedelta(days=150),
    "yearly": timedelta(days=550),
}
"""By cadence, the time without a delivery after which a helpline is late: a little more than one period, since an
export of a month is drawn when the month is over. A source that sends `once` is never late."""


def arrival_key(source_id: str) -> dg.AssetKey:
    """Key of what this helpline sends."""
    return dg.AssetKey(["arrivals", source_id])


def arrival_specs(registry: Registry) -> list[dg.AssetSpec]:
    """One external asset per source, by id; a helpline does not vanish from the graph because of a mistake."""
    return [_spec_of(registry, source_id) for source_id in registry.runnable]


def _spec_of(registry: Registry, source_id: str) -> dg.AssetSpec:
    if source_id in registry.surveys:
        return _survey_spec(source_id, registry.surveys[source_id])
    if source_id in registry.sources:
        return _arrival_spec(registry.sources[source_id].source)
    return _unknown_spec(source_id)


def _survey_spec(survey_id: str, survey: Survey) -> dg.AssetSpec:
    return dg.AssetSpec(
        key=arrival_key(survey_id),
        group_name="arrivals",
        description=f"Answers of members: {survey.name}, expected yearly.{' Invented data.' * survey.synthetic}",
        owners=[ENGINEERS],
        kinds={"file"},
        tags={"network": survey.network},
        metadata={"address": show_address(survey.address), "cadence": "yearly"},
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=PATIENCE["yearly"]),
    )


def _unknown_spec(source_id: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        key=arrival_key(source_id),
        group_name="arrivals",
        description="Exports of a source whose source.yaml has mistakes, so nothing is known of it.",
        owners=[ENGINEERS],
        kinds={"file"},
    )


def _arrival_spec(source: Source) -> dg.AssetSpec:
    patience = PATIENCE.get(source.cadence_code)
    invented = " Invented data." if source.is_synthetic else ""
    return dg.AssetSpec(
        key=arrival_key(source.source_id),
        group_name="arrivals",
        description=f"Exports of {source.name} ({source.country_code}), expected {source.cadence_code}.{invented}",
        owners=[ENGINEERS],
        kinds={"file"},
        tags={"network": source.network_code},
        metadata={
            "address": show_address(source.address),
            "cadence": source.cadence_code,
            "software": source.software,
            "mapping": source.mapping_status_code,
        },
        freshness_policy=dg.FreshnessPolicy.time_window(fail_window=patience) if patience else None,
    )
