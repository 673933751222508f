"""Headers of boxes begin alike however their dashes, blanks, widths and capitals are written: no box is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schemas.text.fold import behind
from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: no
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, gender: {never: not asked}, age: {never: not asked}}
reasons: {ticked: "Why - ", gives: rest, except: ["Why - where"]}
"""


@pytest.mark.parametrize(
    ("text", "beginning", "rest"),
    [
        ("Why - Grief", "Why - ", "Grief"),
        ("Why – Grief", "Why - ", " Grief"),
        ("Why —Grief", "Why - ", "Grief"),
        ("Why- Grief", "Why - ", " Grief"),
        ("why  -  Grief", "Why - ", "  Grief"),
        ("\ufeffWhy - Grief", "Why - ", " Grief"),
        ("Ｗｈｙ－Grief", "Why - ", "Grief"),
        ("MOTIF_deuil", "motif_", "deuil"),
        ("Raison : deuil", "Raison : ", "deuil"),
        ("q1 grief", "q1 ", "grief"),
        ("q1\u00a0grief", "q1 ", "\u00a0grief"),
        ("q10 grief", "q1 ", None),
        ("Whyever", "Why - ", None),
        ("Who - Grief", "Why - ", None),
        ("", "Why - ", None),
    ],
)
def test_what_follows_a_beginning(text: str, beginning: str, rest: str | None) -> None:
    found = behind(text, beginning)

    assert (found if found is None else found.strip()) == (rest if rest is None else rest.strip())


@given(beginning=st.text(min_size=1, max_size=6), rest=st.text(max_size=6))
def test_every_text_begins_with_its_own_beginning(beginning: str, rest: str) -> None:
    text = beginning + rest
    assume(len(text) == len(text.casefold()))

    assert behind(text, beginning) == rest


def test_all_boxes_of_a_block_are_read(tmp_path: Path) -> None:
    decisions = "".join(
        f"reason,{label},mapped,{code},,,equal,,,,,\n"
        for label, code in (
            ("Grief", "mental_health.mood"),
            ("Beating", "violence.physical"),
            ("Bullying", "violence.bullying"),
            ("Neglect", "violence.neglect"),
        )
    )
    source = TinySource.write(tmp_path, EXPORT, decisions)
    source.put(
        "c_1.csv",
        "no,day,Why - Grief,Why – Beating,Why—Bullying,WHY -Neglect,Why – where online\n1,2024-03-01,1,1,1,1,1\n",
    )

    source.ingest()

    assert source.query("select count(*) from contact_reason") == [(4,)]
    assert source.query("select count(*) from source_value where outcome_code = 'unmapped'") == [(0,)]
