"""A companion that holds records of hardly a contact, or of none of the last ones, is said from the first delivery on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.tiny_source import TinySource

EXPORT = """\
files: "contacts_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: no
companions:
  reasons: {files: "reasons_(%Y).csv", read: {csv: {encoding: utf-8}}, key: no, holds: many}
arrives: {as: replaces_period, slot: "contacts_(%Y).csv"}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {beside: reasons, take: {cell: reason}}
"""
DECISIONS = "reason,Beating,mapped,violence.physical,,,equal,,,,,\n"
CONTACTS = "no,day\n" + "".join(f"{no},2024-01-{no % 28 + 1:02}\n" for no in range(1, 41))


def said(folder: Path, numbers: Iterable[int]) -> list[tuple[str, str, str]]:
    tiny = TinySource.write(folder, EXPORT, DECISIONS)
    tiny.put("contacts_2024.csv", CONTACTS)
    tiny.put("reasons_2024.csv", "no,reason\n" + "".join(f"{no},Beating\n" for no in numbers))
    tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(40,)]
    return tiny.query("select form_code, state_code, sentence from lake_finding where finding_code = 'few_beside'")


def test_a_companion_of_hardly_a_contact_is_said(tmp_path: Path) -> None:
    [(form, state, sentence)] = said(tmp_path, [3, 30])

    assert (form, state) == ("few", "warn") and "2 of 40 contacts have records in the companion reasons" in sentence


def test_so_is_one_that_ends_in_the_middle(tmp_path: Path) -> None:
    [(form, state, sentence)] = said(tmp_path, range(1, 25))

    assert (form, state) == ("ends", "warn") and "none of the last 16 in the file has" in sentence


@pytest.mark.parametrize(
    "numbers",
    [range(1, 41), range(1, 41, 3), [*range(1, 20), 38], range(12, 41)],
    ids=["all", "a third", "one", "late"],
)
def test_contacts_without_reasons_among_others_are_usual(tmp_path: Path, numbers: Iterable[int]) -> None:
    assert said(tmp_path, numbers) == []
