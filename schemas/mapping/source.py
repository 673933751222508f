"""`source.yaml`: who sends it, and what can their system record?

Belongs here: the typed model of that file. Does not belong here: where things stand in a file
(`schemas.mapping.export`), what values mean (`schemas.mapping.decision`), or the model of `records`, which has periods
(`schemas.mapping.records`).
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import Field, field_validator

from schemas.mapping.address import NEXT_STEP, SECRET, holds_secret
from schemas.mapping.records import EarlierSystem, Records, RecordsOfPeriods, earlier_systems
from schemas.mapping.strict import Strict

Share = Annotated[float, Field(ge=0, le=1)]


@cache
def _zones() -> frozenset[str]:
    """The zones that this machine knows; listing them walks through a folder."""
    return frozenset(available_timezones())


class MemberDeclared(Strict):
    """The organisation of the network to which the source belongs."""

    id: str = Field(description="the member's id, shared by all its sources")
    name: str = Field(description="the organisation's name")
    membership: str = Field(default="full", description="full, associate, none")
    valid_from: date | None = Field(default=None, alias="from", description="first day of membership")
    valid_to: date | None = Field(default=None, alias="to", description="last day of membership")


class Elsewhere(Strict):
    """Reasons that this country takes to another service, so that their absence here is a true zero."""

    reason: str = Field(description="a reason code; it stands for itself and all below it")
    setting: str = Field(default="", description="online, offline or both; leave out for every setting")
    note: str = Field(description="who takes them")


class Thresholds(Strict):
    """Above these shares a delivery or source is held back. A looser limit needs its reason."""

    rejected: Share = Field(default=0.0, description="share of a delivery's records that may be rejected unremarked")
    rejected_held: Share = Field(default=0.1, description="above this share of rejects the delivery is held")
    shrunk: Share = Field(
        default=0.33, description="above this share of contacts fewer than before, a period that came again is remarked"
    )
    shrunk_held: Share = Field(
        default=0.5, description="above this share fewer it is held, and what came before stays; 1: it is never held"
    )
    unmapped_reasons: Share = Field(
        default=0.1,
        description="largest share of a year's reason values that may be unmapped; above one in ten, undecided labels "
        "alone leave a share open by more than .10, and it says nothing any more",
    )
    unmapped_reasons_from: int = Field(
        default=50,
        ge=1,
        description="a year with fewer reason values than this is not held for them: a few labels are a share",
    )
    unmapped: Share | None = Field(
        default=None,
        description="largest share of a year's values, whatever the field, that may be unmapped; none by default",
    )
    no_reason: Share | None = Field(
        default=None, description="largest share of a year's contacts that may carry no reason; leave out if none"
    )
    because: str = Field(default="", description="why the limits are what they are")


class Validity(Strict):
    """From when to when the source exists; a contact dated before it is a reject."""

    valid_from: date | None = Field(default=None, alias="from", description="first day")
    valid_to: date | None = Field(default=None, alias="to", description="last day")


class Agreement(Strict):
    """What the helpline has agreed to."""

    named: bool = Field(default=False, description="may be named as a contributor in public material")
    note: str = Field(default="", description="where the agreement is kept")


class SourceDeclared(Strict):
    """The file as written."""

    name: str = Field(description="the helpline's or office's name")
    network: str = Field(description="the network it is counted in; networks are never mixed")
    member: MemberDeclared = Field(description="the member organisation")
    country: str = Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")
    region: str = Field(description="a code of the list `region`")
    language: str = Field(
        default="",
        pattern=r"^([a-z]{2,3})?$",
        description="ISO 639 code of the language in which its page is written, where there is a translation",
    )
    zone: str = Field(description="IANA time zone: the year that a contact falls in depends on it")
    address: str = Field(
        description="where deliveries are found: a folder, glob or fsspec URL; without user, password or query, which "
        "come from the environment or fsspec's own configuration"
    )
    cadence: Literal["daily", "weekly", "monthly", "quarterly", "yearly", "once"] = Field(description="how often")
    software: str = Field(default="", description="the recording system")
    remit: str = Field(default="general", description="a code of the list `remit`")
    serves_young_people: bool = Field(default=False, description="does the service say that it is for 18-24 too?")
    records: RecordsOfPeriods = Field(
        description="what the system can record; a list where that changed, with the day of each change"
    )
    goes_elsewhere: tuple[Elsewhere, ...] = Field(default=(), description="true zeros, declared")
    thresholds: Thresholds = Field(default_factory=Thresholds, description="limits above which data are held")
    counts_beside: Literal["same", "other"] | None = Field(
        default=None,
        description="where counts come and another source of the member sends contacts: are these counts of the `same` "
        "contacts (of a year with contacts the counts are in no figure) or of `other` ones, as of two offices (both in "
        "figures)? Left out: it is asked (`counts_beside_member`)",
    )
    ignore_files: tuple[str, ...] = Field(
        default=(),
        description="files at the address that are no deliveries, nor companions; of one that has landed already "
        "nothing counts any more, and it is said",
    )
    valid: Validity = Field(default_factory=Validity, description="lifetime of the source")
    agreement: Agreement = Field(default_factory=Agreement, description="what was agreed with the helpline")
    synthetic: bool = Field(default=False, description="yes: invented data, marked so wherever shown")
    mapping: Literal["proposed", "agreed"] = Field(default="proposed", description="has the helpline agreed to it?")

    @field_validator("address")
    @classmethod
    def _holds_no_secret(cls, value: str) -> str:
        if holds_secret(value):
            raise ValueError(f"{SECRET}; {NEXT_STEP}")
        return value

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        if value not in _zones():
            raise ValueError("not an IANA time zone")
        return value


class Member(Strict):
    """A row of the table `member`."""

    member_id: str
    name: str
    region_code: str
    country_code: str
    membership_code: str
    member_from: date | None
    member_to: date | None


class Source(Strict):
    """A source as the rest of the program knows it: `SourceDeclared` under the names of the table `source`."""

    source_id: str
    declared: SourceDeclared

    @property
    def name(self) -> str:
        return self.declared.name

    @property
    def network_code(self) -> str:
        return self.declared.network

    @property
    def member(self) -> Member:
        member = self.declared.member
        return Member(
            member_id=member.id,
            name=member.name,
            region_code=self.region_code,
            country_code=self.country_code,
            membership_code=member.membership,
            member_from=member.valid_from,
            member_to=member.valid_to,
        )

    @property
    def country_code(self) -> str:
        return self.declared.country

    @property
    def region_code(self) -> str:
        return self.declared.region

    @property
    def language_code(self) -> str:
        return self.declared.language

    @property
    def zone(self) -> str:
        return self.declared.zone

    @property
    def address(self) -> str:
        return self.declared.address

    @property
    def cadence_code(self) -> str:
        return self.declared.cadence

    @property
    def software(self) -> str:
        return self.declared.software

    @property
    def remit_code(self) -> str:
        return self.declared.remit

    @property
    def serves_young_people(self) -> bool:
        return self.declared.serves_young_people

    @property
    def can_record_several_reasons(self) -> bool:
        return self.declared.records[-1].can_record_several_reasons

    @property
    def reason_cap(self) -> int | None:
        return self.declared.records[-1].reason_cap

    @property
    def setting_capability_code(self) -> str:
        return self.declared.records[-1].setting_capability_code

    @property
    def earlier_systems(self) -> tuple[EarlierSystem, ...]:
        """What the system could before it was as the properties above say, the oldest first; mostly nothing."""
        return earlier_systems(self.declared.records)

    def system_on(self, day: date) -> Records:
        """What the system could on a day."""
        earlier = (one.records for one in self.earlier_systems if day <= one.valid_to)
        return next(earlier, self.declared.records[-1])

    @property
    def goes_elsewhere(self) -> tuple[Elsewhere, ...]:
        return self.declared.goes_elsewhere

    @property
    def thresholds(self) -> Thresholds:
        return self.declared.thresholds

    @property
    def counts_beside_code(self) -> str | None:
        return self.declared.counts_beside

    @property
    def is_synthetic(self) -> bool:
        return self.declared.synthetic

    @property
    def mapping_status_code(self) -> str:
        return self.declared.mapping

    @property
    def can_be_named(self) -> bool:
        return self.declared.agreement.named

    @property
    def valid_from(self) -> date | None:
        return self.declared.valid.valid_from

    @property
    def valid_to(self) -> date | None:
        return self.declared.valid.valid_to
