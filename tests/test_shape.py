"""The shape of a value says what in it looks right and is not, in rejects of contacts and of counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.text.shape import shape_of
from tests.test_digits import COUNTS, EXPORT, HIT
from tests.tiny_source import TinySource


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("2023-1x", "'9999-9a' (7 characters)"),
        ("1Oct2023", "'9aaa9999' (8 characters)"),
        ("Ilo 12 Olo", "'aaa 99 aaa' (10 characters)"),
        ("2O24-03-05", "'9a99-99-99' (10 characters), with a letter O for zero"),
        ("2\u041e\u041e4-03-05", "'9aa9-99-99' (10 characters), with a letter O for zero"),
        ("l2", "'a9' (2 characters), with a letter l or I for one"),
        ("\u0662\u0660", "'99' (2 characters), with digits of another script"),
        ("\uff12\uff10", "'99' (2 characters), with full-width digits"),
        ("2024\u200e-03", "'9999?-99' (8 characters), with invisible characters"),
        ("12\u00a0000", "'99?999' (6 characters), with a no-break blank"),
        ("1\u20092", "'9?9' (3 characters), with a blank of another width"),
        ("1\t2\n3", "'9?9?9' (5 characters), with a tab and a line break"),
        ("2024\u201303", "'9999?99' (7 characters), with a dash that is no hyphen"),
        ("01\u204403", "'99?99' (5 characters), with a stroke that is no slash"),
        ("\u041carch", "'aaaaa' (5 characters), with letters of several scripts"),
        ("\u041c\u0430\u0440\u0442", "'aaaa' (4 characters)"),
    ],
)
def test_what_looks_right_and_is_not_is_named(text: str, shape: str) -> None:
    assert shape_of(text) == shape


def rejects_of(folder: Path, export: str, name: str, content: str) -> list[str]:
    source = TinySource.write(folder, export, HIT)
    source.put(name, content)
    return [one.sentence for one in source.ingest()[2].findings if one.finding_code == "rejected_rows"]


def test_a_reject_of_a_contact_says_it(tmp_path: Path) -> None:
    content = "no,day,age,why\n1,2024-03-O5,12,Hit\n2,2024-03-05,12,Hit\n"
    (sentence,) = rejects_of(tmp_path, EXPORT.format(form="iso"), "c_1.csv", content)

    assert "column day, '9999-99-a9' (10 characters), with a letter O for zero" in sentence


def test_a_reject_of_a_count_says_it(tmp_path: Path) -> None:
    (sentence,) = rejects_of(tmp_path, COUNTS, "r_1.csv", "month;why;n\n2024-03;Hit;\u201312\n2024-03;Hit;12\n")

    assert "column n, '?99' (3 characters), with a dash that is no hyphen" in sentence
