"""What a helpline's system holds of the truth, and what its habits make of that.

Belongs here: from acts to ticked labels (with the setting beside them or the place of the contact), the cap, the
planted habits, and the first, uncorrected version of a contact. Does not belong here: cells and files (`recorders`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipelines.demo.acts import (
    BODILY,
    BOTH,
    NONE,
    NOT_APPLICABLE,
    OFFLINE,
    ONLINE,
    UNKNOWN,
    code_numbers,
    is_under,
    scope_numbers,
)
from pipelines.demo.helplines import Helpline
from pipelines.demo.labels import Codebook, codebooks_of
from pipelines.demo.months import Month
from pipelines.demo.population import Contacts

UNDECIDED_LABEL = -2
"""Stands for a label that the list does not know."""
TOUCHES_TECHNOLOGY = 0.45


@dataclass(frozen=True)
class Ticks:
    """What was recorded of each contact. `label` (n, k): position in the list, -1 none, -2 undecided; `beside` (n, k):
    setting number beside each label; `place` (n): setting number of the contact; -1 where the cell is blank.
    """

    codebook: Codebook
    label: NDArray[np.int16]
    beside: NDArray[np.int8]
    place: NDArray[np.int8]


def codebook_at(helpline: Helpline, month: Month) -> Codebook:
    """The list in use: lists change on the first day of a month."""
    day = np.datetime64(month.first, "D")
    return [book for book in codebooks_of(helpline) if book.start <= day][-1]


def tick(contacts: Contacts) -> Ticks:
    """What the system holds when the counsellor records all that it can hold."""
    helpline = contacts.helpline
    book = codebook_at(helpline, contacts.month)
    reason, setting = contacts.reason, contacts.setting
    absent = reason == NONE
    first = np.where(absent, NONE, book.first[reason, setting])
    second = np.where(absent, NONE, book.second[reason, setting])
    label = np.stack([first, second], axis=2).reshape(len(reason), -1)
    beside = np.repeat(setting, 2, axis=1)
    for later in range(1, label.shape[1]):
        for earlier in range(later):
            label[label[:, later] == label[:, earlier], later] = NONE
    return _compact(helpline, Ticks(book, label, beside, _place(label, beside, book)))


def _compact(helpline: Helpline, ticks: Ticks) -> Ticks:
    order = np.argsort(ticks.label == NONE, axis=1, kind="stable")
    width = helpline.cap or ticks.label.shape[1]
    label = np.take_along_axis(ticks.label, order, axis=1)[:, :width]
    beside = np.take_along_axis(ticks.beside, order, axis=1)[:, :width]
    return replace(ticks, label=label.astype(np.int16), beside=np.where(label == NONE, NONE, beside).astype(np.int8))


def _place(label: NDArray[np.int16], beside: NDArray[np.int8], book: Codebook) -> NDArray[np.int8]:
    """The setting of the contact: that of its labels that may have one."""
    either = (label >= 0) & (scope_numbers()[book.code[label]] == 0) & (beside != NOT_APPLICABLE)
    return np.asarray(np.where(either, beside, NONE).max(axis=1), dtype=np.int8)


def settings_told(helpline: Helpline, ticks: Ticks) -> NDArray[np.int8]:
    """The setting that a reader can know of each label, by the helpline's own system."""
    code = ticks.codebook.code[ticks.label]
    own, scope = ticks.codebook.setting[ticks.label], scope_numbers()[code]
    if helpline.list.setting == "beside":
        told = np.where(ticks.beside == NOT_APPLICABLE, UNKNOWN, ticks.beside)
    elif helpline.list.setting == "field":
        bodily = np.isin(code, [code_numbers()[name] for name in BODILY]) & (ticks.place[:, None] != OFFLINE)
        told = np.where(bodily, UNKNOWN, np.broadcast_to(ticks.place[:, None], code.shape))
    else:
        told = np.full(code.shape, ONLINE if helpline.list.setting == "remit" else UNKNOWN)
    told = np.where(told == NONE, UNKNOWN, told)
    setting = np.where(scope == 1, OFFLINE, np.where(scope == 2, NOT_APPLICABLE, np.where(own == NONE, told, own)))
    return np.where(ticks.label < 0, NONE, setting).astype(np.int8)


def apply_habits(contacts: Contacts, ticks: Ticks, rng: np.random.Generator) -> Ticks:
    """What the counsellors, or a new software, really recorded."""
    helpline, habits = contacts.helpline, contacts.helpline.habits
    if habits.ocsea_under_bullying_and_sexuality:
        ticks = _hide_ocsea(contacts, ticks, rng)
    if habits.other_instead:
        hidden = (ticks.label >= 0) & (rng.random(ticks.label.shape) < habits.other_instead)
        hidden[:, 1:] &= ~hidden[:, :1]
        ticks = replace(ticks, label=np.where(hidden, ticks.codebook.other, ticks.label).astype(np.int16))
    if habits.one_reason_from and contacts.month >= Month.parse(habits.one_reason_from):
        ticks = replace(ticks, label=ticks.label[:, :1], beside=ticks.beside[:, :1])
    if habits.technology_marked_from and contacts.month >= Month.parse(habits.technology_marked_from):
        ticks = _mark_technology(ticks, rng)
    if habits.place_defaults_to_offline:
        stays = rng.random(len(contacts)) < habits.place_defaults_to_offline
        place = np.where((contacts.kind == 0) & (stays | (ticks.place == NONE)), OFFLINE, ticks.place)
        ticks = replace(ticks, place=place.astype(np.int8))
    if habits.undecided_label:
        undecided = (ticks.label[:, 0] >= 0) & (rng.random(len(contacts)) < habits.undecided_label)
        label = ticks.label.copy()
        label[undecided, 0] = UNDECIDED_LABEL
        ticks = replace(ticks, label=label)
    return _leave_blank(helpline, ticks, rng)


def _leave_blank(helpline: Helpline, ticks: Ticks, rng: np.random.Generator) -> Ticks:
    """Now and then nobody fills in the setting."""
    blank_place = rng.random(len(ticks.place)) < helpline.missing_setting
    blank_beside = rng.random(ticks.beside.shape) < helpline.missing_setting
    return replace(
        ticks,
        place=np.where(blank_place, NONE, ticks.place).astype(np.int8),
        beside=np.where(blank_beside, NONE, ticks.beside).astype(np.int8),
    )


def _hide_ocsea(contacts: Contacts, ticks: Ticks, rng: np.random.Generator) -> Ticks:
    """OCSEA goes under Bullying (online) or under Sexuality: nobody told the counsellors of the code."""
    book = ticks.codebook
    act = contacts.reason[:, 0]
    is_ocsea = (act != NONE) & is_under("violence.sexual")[act] & np.isin(contacts.setting[:, 0], (ONLINE, BOTH))
    bullying = book.first[code_numbers()["violence.bullying"], ONLINE]
    sexuality = book.first[code_numbers()["sexuality.behaviours"], NOT_APPLICABLE]
    instead = np.where(rng.random(len(act)) < 0.55, bullying, sexuality)
    label = ticks.label.copy()
    label[:, 0] = np.where(is_ocsea, instead, label[:, 0])
    return replace(ticks, label=label)


def _mark_technology(ticks: Ticks, rng: np.random.Generator) -> Ticks:
    """The new software marks every contact that touches technology, whatever happened through it."""
    touches = rng.random(len(ticks.label)) < TOUCHES_TECHNOLOGY
    online = np.isin(ticks.beside, (ONLINE, BOTH)) | touches[:, None]
    marked = np.where(ticks.beside == NONE, NONE, np.where(online, ONLINE, OFFLINE))
    return replace(ticks, beside=marked.astype(np.int8))


def first_version(contacts: Contacts, ticks: Ticks) -> tuple[Contacts, Ticks]:
    """What was delivered before the correction: contacts marked `corrected` lack age and gender and carry Other."""
    wrong = contacts.corrected
    label = ticks.label.copy()
    label[wrong] = NONE
    label[wrong, 0] = ticks.codebook.other
    before = replace(
        contacts,
        age=np.where(wrong, NONE, contacts.age).astype(np.int8),
        gender=np.where(wrong, NONE, contacts.gender).astype(np.int8),
    )
    return before, replace(ticks, label=label)


def count_violence(code: NDArray[np.int16], setting: NDArray[np.int8]) -> tuple[int, int]:
    """Contacts with violence, and those with OCSEA among them. `code` (n, k): code numbers, -1 where there is none."""
    there = code >= 0
    is_ocsea = there & is_under("violence.sexual")[code] & np.isin(setting, (ONLINE, BOTH))
    return int((there & is_under("violence")[code]).any(axis=1).sum()), int(is_ocsea.any(axis=1).sum())


def count_recorded_violence(helpline: Helpline, ticks: Ticks) -> tuple[int, int]:
    """The same, as a reader of the recorded labels sees it."""
    code = np.where(ticks.label < 0, NONE, ticks.codebook.code[ticks.label])
    return count_violence(code.astype(np.int16), settings_told(helpline, ticks))
