"""The cells that every table-like export has: id, date, and the answers about the contact, in the helpline's words.

Belongs here: arrow columns, one a header. Does not belong here: days and times (`moments`), reasons (one module a
structure), or bytes (one module a container).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipelines.demo import population
from pipelines.demo.acts import NONE, SETTINGS, rows_of
from pipelines.demo.helplines import FileSpec, Helpline
from pipelines.demo.labels import UNDECIDED
from pipelines.demo.population import Contacts
from pipelines.demo.recorders.moments import birth_cells, date_cells, take, time_cells
from pipelines.demo.recording import UNDECIDED_LABEL, Ticks

Columns = list[tuple[str, pa.Array]]
"""Headers with their cells, in the order of the file; a cell is text or null, in containers with types a number too."""

BANDS = ((3, "00-03"), (6, "04-06"), (9, "07-09"), (12, "10-12"), (15, "13-15"), (17, "16-17"), (24, "18-24"))
LISTS: dict[str, tuple[str, ...]] = {
    "contact_type": population.KINDS,
    "channel": population.CHANNELS,
    "person": population.PERSONS,
    "gender": population.GENDERS,
    "time_to_contact": population.TIMES,
    "first_told": population.TOLD,
    "platform": population.PLATFORMS,
    "barrier": population.BARRIERS,
    "extortion_demand": population.DEMANDS,
    "perpetrator_relation": population.RELATIONS,
    "referral_out": population.REFERRALS,
}


def positions_of(contacts: Contacts, field: str) -> NDArray[np.int8]:
    """The column of the truth that answers a field."""
    columns = {
        "contact_type": contacts.kind,
        "channel": contacts.channel,
        "person": contacts.person,
        "gender": contacts.gender,
        "time_to_contact": contacts.time,
        "first_told": contacts.told,
        "platform": contacts.platform,
        "barrier": contacts.barrier,
        "extortion_demand": contacts.demand,
        "perpetrator_relation": contacts.relation,
        "referral_out": contacts.referral,
    }
    return columns[field]


@cache
def words_of(language: str, field: str) -> dict[str, str]:
    """Code -> the word of that language, for one field."""
    if field == "setting":
        return {row["setting"]: row[language] for row in rows_of("settings.csv")}
    return {row["code"]: row[language] for row in rows_of("fields.csv") if row["field"] == field}


@cache
def missing_words(helpline: Helpline, field: str) -> tuple[str, ...]:
    """What stands in a cell where the answer is not known, besides nothing."""
    asked = field in ("gender", "age", "person", "first_told", "time_to_contact")
    return (helpline.file.missing,) if asked and helpline.file.missing else ()


def id_cells(helpline: Helpline, contacts: Contacts) -> pa.Array:
    """The id that the export carries; where it carries none, a natural key of the record."""
    if helpline.file.structure == "aselo":
        return pc.cast(pa.array(contacts.ordinal + helpline.file.first_id), pa.string())
    prefix = helpline.file.id.prefix if helpline.file.id else "record-"
    digits = pc.utf8_lpad(pc.cast(pa.array(contacts.ordinal), pa.string()), width=8, padding="0")
    return pc.binary_join_element_wise(prefix, digits, "")


def call_cells(helpline: Helpline, contacts: Contacts) -> pa.Array:
    """The id of the call: now and then one call is about two children."""
    call = contacts.ordinal - (contacts.ordinal % 9 == 1)
    return pc.binary_join_element_wise("call ", pc.cast(pa.array(call), pa.string()), "")


def flag_cells(spec: FileSpec, contacts: Contacts) -> Columns:
    """Yes or no in a column of its own for each kind of contact that has one."""
    return [
        (header, take(["No", "Yes"], (contacts.kind == population.KINDS.index(kind)).astype(np.int8)))
        for kind, header in spec.flags.items()
    ]


def answer_cells(helpline: Helpline, spec: FileSpec, contacts: Contacts, field: str) -> pa.Array:
    """The cells of one field of the contact, in the helpline's language; unknown is a missing word or blank."""
    known = positions_of(contacts, field)
    told = spec.gender_codes if field == "gender" and spec.gender_codes else words_of(helpline.language, field)
    flagged = spec.flags if field == "contact_type" else {}
    words: list[str | None] = [None if code in flagged else told[code] for code in LISTS[field]]
    return take(*_with_missing(helpline, field, words, known, contacts))


def age_cells(helpline: Helpline, spec: FileSpec, contacts: Contacts) -> pa.Array:
    """The child's age: years, bands, months, or a birth date."""
    if spec.ages == "birth":
        return birth_cells(spec, contacts)
    if spec.ages == "months":
        months = contacts.age.astype(np.int16) * 12 + (contacts.ordinal % 12).astype(np.int16)
        return pa.array(months, mask=contacts.age < 0)
    if spec.ages == "bands":
        limits = np.array([limit for limit, _ in BANDS])
        words: list[str | None] = [name for _, name in BANDS]
        known = np.where(contacts.age < 0, NONE, np.searchsorted(limits, contacts.age)).astype(np.int8)
    else:
        words, known = [str(age) for age in range(100)], contacts.age
    return take(*_with_missing(helpline, "age", words, known, contacts))


def _with_missing(
    helpline: Helpline, field: str, words: list[str | None], known: NDArray[np.int8], contacts: Contacts
) -> tuple[list[str | None], NDArray[np.int8]]:
    missing = missing_words(helpline, field)
    if not missing:
        return words, known
    is_said = (known == NONE) & (contacts.kind == 0) & (contacts.ordinal % 2 == 0)
    return [*words, missing[0]], np.where(is_said, len(words), known).astype(np.int8)


def setting_cells(helpline: Helpline, spec: FileSpec, setting: NDArray[np.int8]) -> pa.Array:
    """Words for settings; blank where it is not known or does not apply."""
    words = spec.setting_words or words_of(helpline.language, "setting")
    return take([words.get(name) for name in SETTINGS], np.where(setting > 2, NONE, setting))


def label_cells(helpline: Helpline, ticks: Ticks, column: int) -> pa.Array:
    """The texts of the labels in one column of `ticks.label`."""
    position = ticks.label[:, column]
    texts: list[str | None] = [label.text for label in ticks.codebook.labels]
    extra = UNDECIDED.get(helpline.language)
    return take([*texts, extra], np.where(position == UNDECIDED_LABEL, len(texts), position))


def common_cells(helpline: Helpline, spec: FileSpec, contacts: Contacts, ticks: Ticks) -> Columns:
    """Every column that is not about reasons, in the order of the file. The id, where there is one, comes first."""
    columns: Columns = []
    if spec.id:
        columns.append((spec.id.column, id_cells(helpline, contacts)))
    for field, header in spec.columns.items():
        if field == "date":
            columns.append((header, date_cells(helpline, spec, contacts)))
        elif field == "time":
            columns.append((header, time_cells(contacts)))
        elif field == "exchange":
            columns.append((header, call_cells(helpline, contacts)))
        elif field == "age":
            columns.append((header, age_cells(helpline, spec, contacts)))
        elif field == "setting" and helpline.list.setting == "field":
            columns.append((header, setting_cells(helpline, spec, ticks.place)))
        elif field in LISTS:
            columns.append((header, answer_cells(helpline, spec, contacts, field)))
    columns += flag_cells(spec, contacts)
    if spec.updated:
        later = pa.array(contacts.day + np.timedelta64(2, "D")).cast(pa.timestamp("s"))
        columns.append((spec.updated, pc.strftime(later, "%Y-%m-%d %H:%M:%S")))
    return columns
