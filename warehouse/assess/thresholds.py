"""The limits of all findings of `assess`, each with its reason, as `thresholds.yaml` has them.

Belongs here: their typed shape and the reading of that file. Does not belong here: a limit itself, or what it is held
against (each finding).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _limit_of(entry: Any) -> Any:
    """The value of `{is: ..., why: ...}`; a bare number is one that a program gives instead of the file's."""
    if not isinstance(entry, dict):
        return entry
    if set(entry) != {"is", "why"} or not str(entry["why"]).strip():
        raise ValueError("a limit is written {is: its value, why: its reason}")
    return entry["is"]


Share = Annotated[float, BeforeValidator(_limit_of), Field(ge=0, le=1)]
Number = Annotated[int, BeforeValidator(_limit_of), Field(ge=0)]
Score = Annotated[float, BeforeValidator(_limit_of), Field(gt=0)]


class _Limits(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DeclaredLimits(_Limits):
    """When data contradict a declaration, and how many years are pooled."""

    contradicting: Number
    contradicting_share: Share
    pooled_years: Annotated[int, BeforeValidator(_limit_of), Field(ge=1)]


class NetworkLimits(_Limits):
    """Which sources a fit rests on."""

    least_peers: Annotated[int, BeforeValidator(_limit_of), Field(ge=2)]
    winsorised_share: Share
    trusted_share: Share
    beyond_p: Share
    beyond_share: Share
    not_rare_p: Share
    many: Share
    most_of_one: Number
    shrunk_by: Number
    lowest_precision: Score
    highest_precision: Score


class OneReasonLimits(_Limits):
    """Of `one_reason`."""

    least_contacts: Number
    least_alone: Number
    almost_none: Share
    fail_p: Share
    fail_q: Share
    fail_p_surely: Share
    surely_under: Share
    under_surely: Share
    warn_p: Share
    under: Share


class NoSettingLimits(_Limits):
    """Of `no_setting`."""

    most_unknown: Share
    surely_above: Share
    surely_above_beside: Share
    score_of_unknown: Score
    likely_above: Share
    surely_below: Share
    least_expected: Number
    least_expected_apart: Number
    least_expected_both: Number
    least_fitted: Number
    fail_p: Share
    fail_p_apart: Share
    fail_p_both: Share
    fail_p_surely: Share
    fail_p_both_surely: Share
    surely_under: Share
    surely_under_apart: Share
    under_surely: Share
    fail_q: Share
    under: Share


class NoOcseaLimits(_Limits):
    """Of `no_ocsea`."""

    under: Share
    under_among_all: Share
    least_expected: Number
    least_fitted: Number
    fail_p: Share
    fail_p_elsewhere: Share
    warn_p: Share


class CatchAllLimits(_Limits):
    """Of `catch_all`."""

    least_reasons: Number
    fail_excess: Share
    warn_excess: Share
    least_accepted: Share
    score: Score


class LoneCategoryLimits(_Limits):
    """Of `lone_category`."""

    least_contacts: Number
    least_with_category: Number
    least_of_reason: Number
    score: Score
    least_excess: Share
    specialty_p: Share


class BreakLimits(_Limits):
    """Of `break`."""

    least_months: Annotated[int, BeforeValidator(_limit_of), Field(ge=1)]
    least_contacts: Number
    least_of_reason: Number
    borrowed_months: Number
    stopped: Share
    years_beside: Number
    fail_q: Share
    fail_effect: Share
    warn_effect: Share


class OwnPastLimits(_Limits):
    """Of `unlike_its_past`."""

    most_years: Annotated[int, BeforeValidator(_limit_of), Field(ge=2)]
    least_years: Annotated[int, BeforeValidator(_limit_of), Field(ge=2)]
    tail: Share
    least_base: Number
    least_months: Number
    least_difference: Number
    least_telling: Share
    least_sources: Number
    usual: Share
    prior_years: Number
    least_spread_of_share: Score
    unknown_spread_of_share: Score
    least_change_of_share: Score
    least_spread_of_volume: Score
    unknown_spread_of_volume: Score
    least_growth: Annotated[float, BeforeValidator(_limit_of), Field(gt=1)]


class Thresholds(_Limits):
    """All limits, by what they are limits of."""

    declared: DeclaredLimits
    network: NetworkLimits
    one_reason: OneReasonLimits
    no_setting: NoSettingLimits
    no_ocsea: NoOcseaLimits
    catch_all: CatchAllLimits
    lone_category: LoneCategoryLimits
    change: BreakLimits = Field(alias="break")
    unlike_its_past: OwnPastLimits

    def but(self, section: str, **limits: float) -> Thresholds:
        """The same with other limits in one section, to see what would be found with them. Raises ValidationError."""
        name = "change" if section == "break" else section
        known = getattr(self, name)
        changed = type(known).model_validate({**known.model_dump(), **limits})
        return self.model_copy(update={name: changed})


@cache
def load_thresholds() -> Thresholds:
    """The limits of `thresholds.yaml`; each must have its reason."""
    return read_thresholds(files("warehouse.assess").joinpath("thresholds.yaml").read_text(encoding="utf-8"))


def read_thresholds(text: str) -> Thresholds:
    """Limits from the text of such a file. Raises ValidationError where one is missing, unknown or without reason."""
    return Thresholds.model_validate(yaml.safe_load(text))
