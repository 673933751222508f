"""Delimiter and quote of a file that nobody has described: found by its first lines, whatever stands in its cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from warehouse.scan.dialect import SAMPLE_CHARACTERS, find_dialect
from warehouse.scan.opened import UnscannableError
from warehouse.scan.scan import scan_files

HEADER = ["id", "date", "channel", "age", "note"]
WORDS = ("acoso", "familia", "escuela", "llamada", "niña")


def row(number: int, note: str) -> list[str]:
    return [
        str(1000 + number),
        f"{1 + number % 28:02}/03/2024",
        ("Chat", "Téléphone")[number % 2],
        str(number % 18),
        note,
    ]


def written(note: Callable[[int], str], delimiter: str, quote: str = '"', n_rows: int = 60, **options: int) -> str:
    text = io.StringIO()
    table = csv.writer(text, delimiter=delimiter, quotechar=quote, lineterminator="\n", **options)  # type: ignore[arg-type]
    table.writerows([HEADER, *(row(number, note(number)) for number in range(n_rows))])
    return text.getvalue()


def unquoted(note: Callable[[int], str], delimiter: str) -> str:
    rows: Sequence[Sequence[str]] = [HEADER, *(row(number, note(number)) for number in range(60))]
    return "".join(delimiter.join(cells) + "\n" for cells in rows)


def word(number: int) -> str:
    return WORDS[number % 5]


LONG = SAMPLE_CHARACTERS // 40
CASES = {
    **{f"delimiter {mark!r}": (written(word, mark), mark, '"') for mark in (",", ";", "\t", "|", "^", "~", "\x1f")},
    "titles above": ("Calls of 2024, all lines\n\nby: nobody\n" + written(word, ";"), ";", '"'),
    "three rows": (written(word, ";", n_rows=3), ";", '"'),
    "a header alone": (";".join(HEADER) + "\n", ";", '"'),
    "decimal commas": (written(lambda n: f"{n},5", ";"), ";", '"'),
    "lists in cells": (unquoted(lambda n: "; ".join(WORDS[: 1 + n % 4]), ","), ",", '"'),
    "lists with commas": (written(lambda n: ", ".join(WORDS[: 1 + n % 4]), ";"), ";", '"'),
    "notes with every mark": (written(lambda n: f"{word(n)}, {word(n + 1)}; a|b\t{n}", ","), ",", '"'),
    "all quoted": (written(word, ",", quoting=csv.QUOTE_ALL), ",", '"'),
    "single quotes": (written(lambda n: f"{word(n)}, {n}", ",", "'", quoting=csv.QUOTE_ALL), ",", "'"),
    "apostrophes": (unquoted(lambda n: f"l'{word(n)} d'une", ","), ",", '"'),
    "inches": (unquoted(lambda n: f'{n}" {word(n)}', ";"), ";", '"'),
    "quotes that enclose nothing": (unquoted(lambda n: f'"{word(n)}" {n}', ";"), ";", ""),
    "few quoted cells": (written(lambda n: "a, b" if n == 50 else word(n), ","), ",", '"'),
    "line breaks in cells": (written(lambda n: f"{word(n)}\n{word(n + 1)}, {n}", ",", n_rows=LONG), ",", '"'),
    "one column of words": ("reason\n" + "".join(f"{word(n)} {word(n + 1)}\n" for n in range(60)), ",", '"'),
    "one column of times": ("when\n" + "".join(f"{1 + n % 28:02}/03/2024 10:{n:02}\n" for n in range(60)), ",", '"'),
    "empty columns": (written(lambda n: "", "|"), "|", '"'),
}


@pytest.mark.parametrize("case", CASES)
def test_delimiter_and_quote(tmp_path: Path, case: str) -> None:
    text, delimiter, quote = CASES[case]
    path = tmp_path / "calls.csv"
    path.write_text(text, encoding="utf-8", newline="")

    dialect = find_dialect(path, "utf-8").dialect

    assert (dialect.delimiter, dialect.quote or "") == (delimiter, quote)


@pytest.mark.parametrize("cut", range(SAMPLE_CHARACTERS - 130, SAMPLE_CHARACTERS, 10))
def test_it_does_not_matter_where_the_part_looked_at_ends(tmp_path: Path, cut: int) -> None:
    """Inside a quoted cell, between the two quotes of an escaped one, at the end of a record."""
    path = tmp_path / "calls.csv"
    path.write_text(written(lambda n: f'"{word(n)}"\n{word(n + 1)}, {n}', ",", n_rows=LONG)[-cut:], encoding="utf-8")

    dialect = find_dialect(path, "utf-8").dialect

    assert (dialect.delimiter, dialect.quote) == (",", '"')


def test_a_few_bytes_that_no_text_has_are_told_and_hide_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    text = written(lambda n: f"{word(n)}\0" if n == 50 else word(n), ",") + "\x1a"
    path.write_text(text, encoding="utf-8")

    (table,) = scan_files([path]).tables

    assert table.rejected == {"nul_byte": 1}
    assert "newline_at_end" not in table.read["csv"]
    assert len(table.columns) == text.partition("\n")[0].count(",") + 1


@pytest.mark.parametrize(
    "text", [",\n", "\n,\n", "a\n", '"""\n"', ";;;;\n,,,,\n", "\x1f\n" * 9, "\ufffd\x01\x02\n" * 20]
)
def test_whatever_is_no_table_is_given_some_dialect(tmp_path: Path, text: str) -> None:
    """The file is then read strictly under it, which says what is wrong."""
    path = tmp_path / "calls.csv"
    path.write_text(text, encoding="utf-8", newline="")

    assert find_dialect(path, "utf-8").dialect.delimiter


def test_a_file_without_a_record_is_refused_in_our_words(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text('"\n', encoding="utf-8")

    with pytest.raises(UnscannableError, match=r"calls\.csv has no record"):
        find_dialect(path, "utf-8")
