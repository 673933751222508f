"""Contacts that come again under other ids, since one file writes them in another way, or under one name as others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: no
arrives: ARRIVES
date: {column: day, format: iso}
fields: {channel: {never: not asked}, age: age}
reasons: {cell: why}
"""
UPDATES = '{as: updates, newest: {by: "c_(%Y-%m-%d).csv"}}'
PERIODS = '{as: replaces_period, slot: "c_(%Y-%m).csv"}'
DECISIONS = "reason,Hit,mapped,violence.physical,,,equal,,,,,\nreason,Fear,mapped,mental_health.mood,,,equal,,,,,\n"


def write(folder: Path, arrives: str = UPDATES) -> TinySource:
    return TinySource.write(folder, EXPORT.replace("ARRIVES", arrives), DECISIONS)


def rows(ids: Iterable[str], month: int = 1, shift: int = 0) -> str:
    head = "no,day,age,why\n"
    return head + "".join(
        f"{no},2024-{month:02}-{place + 1:02},{8 + (place + shift) % 9},{('Hit', 'Fear')[(place + shift) % 2]}\n"
        for place, no in enumerate(ids)
    )


def ids(n: int, spell: Callable[[int], str] = str) -> list[str]:
    return [spell(number) for number in range(101, 101 + n)]


def said(source: TinySource) -> list[tuple[str, str]]:
    source.ingest()
    return source.query(
        "select state_code, sentence from lake_finding "
        "where finding_code in ('doubtful_ids', 'doubtful_replacement') order by all"
    )


@pytest.mark.parametrize("spell", ["HL-{}", "'{}", "{}AAA", "uuid:{}"])
def test_the_same_contacts_under_ids_written_otherwise_are_said(tmp_path: Path, spell: str) -> None:
    source = write(tmp_path)
    source.put("c_2024-01-31.csv", rows(ids(12)))
    source.put("c_2024-02-29.csv", rows([*ids(12, spell.format), *ids(9, "new-{}".format)]))

    for _ in range(2):
        [(state, sentence)] = said(source)
        assert state == "warn"
        assert "c_2024-02-29.csv: 12 of 21 contacts are alike in all that is read" in sentence
        assert "HL" not in sentence and "101" not in sentence


def test_updates_and_other_contacts_of_the_same_days_are_not(tmp_path: Path) -> None:
    source = write(tmp_path)
    source.put("c_2024-01-31.csv", rows(ids(12)))
    source.put("c_2024-02-01.csv", rows([*ids(12), *ids(9, "new-{}".format)]))
    source.put("c_2024-02-02.csv", rows(ids(12, "other-{}".format), shift=3))
    source.put("c_2024-03-31.csv", rows(ids(12, "later-{}".format), month=3))

    assert said(source) == []


def test_contacts_that_are_all_alike_are_not(tmp_path: Path) -> None:
    source = write(tmp_path)
    for day, first in (("01", 1), ("02", 21)):
        lines = "".join(f"{no},2024-01-05,9,Hit\n" for no in range(first, first + 20))
        source.put(f"c_2024-02-{day}.csv", "no,day,age,why\n" + lines)

    assert said(source) == []


def test_decimals_are_said_once(tmp_path: Path) -> None:
    source = write(tmp_path)
    source.put("c_2024-01-31.csv", rows(ids(12)))
    source.put("c_2024-02-29.csv", rows(ids(12, "{}.0".format)))

    [(_, sentence)] = said(source)

    assert "decimals" in sentence


def test_a_period_that_comes_again_with_other_contacts_is_said(tmp_path: Path) -> None:
    source = write(tmp_path, PERIODS)
    source.put("c_2024-01.csv", rows(ids(12)))
    source.ingest()
    source.put("c_2024-01.csv", rows(ids(12, "south-{}".format), shift=3))

    [(state, sentence)] = said(source)

    assert state == "warn" and "holds 0 of its 12 contacts" in sentence


def test_a_period_that_comes_again_corrected_is_not(tmp_path: Path) -> None:
    source = write(tmp_path, PERIODS)
    source.put("c_2024-01.csv", rows(ids(12)))
    source.ingest()
    source.put("c_2024-01.csv", rows([*ids(10), "new-1", "new-2"], shift=1))

    assert said(source) == []
