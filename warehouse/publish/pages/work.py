"""What waits for a helpline: files, labels, questions; and what would change if it answered.

Belongs here: that list. Does not belong here: deciding anything, or suggesting a code for a label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.finding import finding_kinds
from warehouse.publish.pages.found import ASKING, Found, write_years
from warehouse.publish.pages.language import Language, Told
from warehouse.publish.pages.tables import Row, SourceTables

HIDDEN = "hash:"
"""How a release begins what it shows in place of a rare value."""
MUCH_OTHER = 0.10


@dataclass(frozen=True)
class HeldFile:
    """A file that could not be taken in, and why."""

    name: str
    reasons: Sequence[Told]


@dataclass(frozen=True)
class OpenLabel:
    """A label that nobody has decided; `text` is empty where it may not be shown."""

    field: str
    text: str
    n_contacts: str
    years: str


@dataclass(frozen=True)
class Work:
    """The worklist, and what would change."""

    held: Sequence[HeldFile]
    labels: Sequence[OpenLabel]
    n_labels: int
    n_values: int
    needs_agreement: bool
    n_questions: int
    changes: Sequence[str]

    @property
    def n_more_labels(self) -> int:
        return self.n_labels - len(self.labels)

    @property
    def is_empty(self) -> bool:
        return not (self.held or self.labels or self.needs_agreement or self.n_questions)


def list_work(one: SourceTables, found: Sequence[Found], language: Language) -> Work:
    """All that waits."""
    return Work(
        held=list(_held(one, language)),
        labels=[_label(row, language) for row in one.labels],
        n_labels=int(one.labels[0]["n_labels"]) if one.labels else 0,
        n_values=int(one.labels[0]["n_all_values"]) if one.labels else 0,
        needs_agreement=one.source["mapping_status_code"] == "proposed" and bool(one.years),
        n_questions=len(frozenset().union(*(about.waiting for about in found))),
        changes=list(_changes(one, found, language)),
    )


def _held(one: SourceTables, language: Language) -> Iterator[HeldFile]:
    of_source = [
        finding
        for finding in one.findings
        if finding.is_bad and (kind := finding_kinds().get(finding.finding_code)) and kind.on_fail == "hold_source"
    ]
    if of_source:
        yield HeldFile("", [language.tell(finding) for finding in of_source])
    for delivery in one.waiting:
        about = [
            finding
            for finding in one.findings
            if finding.delivery_id == delivery["delivery_id"] and finding.state_code in ASKING
        ]
        yield HeldFile(language.file(str(delivery["file_name"])), [language.tell(finding) for finding in about])


def _label(row: Row, language: Language) -> OpenLabel:
    value = str(row["source_value"] or "")
    return OpenLabel(
        field=language.field(str(row["field"])),
        text="" if value.startswith(HIDDEN) else value,
        n_contacts=language.number(int(row["n_contacts"])),
        years=write_years((int(row["first_year"]), int(row["last_year"])))
        if row["last_year"] - row["first_year"] <= 1
        else f"{row['first_year']}–{row['last_year']}",
    )


def _changes(one: SourceTables, found: Sequence[Found], language: Language) -> Iterator[str]:
    counts = [int(year["contact_year"]) for year in one.years if year["status_code"] == "counts_only"]
    if counts:
        yield language.phrase("if_contacts", {"years": write_years(counts)})
    if not one.years:
        yield language.phrase("if_first")
    with_contacts = [year for year in one.years if year["n_contacts"]]
    if with_contacts:
        yield from _changes_of_year(with_contacts[-1], language)
    if one.labels:
        yield language.phrase("if_labels", {"n_values": int(one.labels[0]["n_all_values"])})
    if any(each.waiting for each in found):
        yield language.phrase("if_reply")


def _changes_of_year(year: Row, language: Language) -> Iterator[str]:
    """What the newest year with contacts would gain."""
    shown = str(year["contact_year"])
    if year["evidence_several_reasons_code"] == "cannot":
        compared = [language.phrase("if_compared")] if year["use_reasons_code"] == "out" else []
        yield " ".join([language.phrase("if_several"), *compared])
    if year["evidence_setting_code"] == "cannot":
        if year["n_tellable"]:
            yield language.phrase("if_setting", {"n": int(year["n_tellable"]), "year": shown})
    elif year["n_sexual_unknown"] and year["n_ocsea_wide"] is not None:
        low, unknown = int(year["n_ocsea_wide"]), int(year["n_sexual_unknown"])
        yield language.phrase("if_unknown", {"year": shown, "low": low, "high": low + unknown, "n": unknown})
    if year["share_other"] is not None and year["share_other"] >= MUCH_OTHER:
        facts = {"year": shown, "n": int(year["n_other_reasons"]), "total": int(year["n_reasons"])}
        yield language.phrase("if_other", facts)
