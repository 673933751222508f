"""Names of months are read in the language that a mapping names, and marks for the halves of a day in every one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from pydantic import ValidationError

from schemas.mapping.count_period import Period
from schemas.mapping.day import When
from schemas.mapping.month_names import month_languages, month_numbers, spell_parsed
from schemas.mapping.period import spell_period
from schemas.vocabulary.header_words import words_by_language
from warehouse.scan import scan_files
from warehouse.scan.periods import find_named_months


def read(text: str, form: str, months: str = "") -> datetime | None:
    row = duckdb.execute(f"select {spell_parsed('cell', form, months)} from (select ? as cell)", [text]).fetchone()
    assert row is not None
    return None if row[0] is None else row[0].replace(tzinfo=None)


def read_all(texts: list[str], form: str, months: str) -> list[datetime | None]:
    """Many in one statement: it is its spelling that takes the time."""
    query = f"select {spell_parsed('cell', form, months)} from (select unnest(?) as cell, generate_subscripts(?, 1) as n) order by n"
    rows = duckdb.execute(query, [texts, texts]).fetchall()
    return [None if day is None else day.replace(tzinfo=None) for (day,) in rows]


@pytest.mark.parametrize("language", month_languages())
def test_every_name_of_a_month_is_read_as_that_month(language: str) -> None:
    names = [
        (written, number)
        for number, word in enumerate(words_by_language("months", "month")[language], start=1)
        for one in word.split("/")
        for written in (one, one.upper(), one.title(), f"{one}.")
    ]
    days = [datetime(2024, number, 5) for _, number in names]
    assert len(names) >= 48
    assert read_all([f"5 {name} 2024" for name, _ in names], "%d %B %Y", language) == days
    assert read_all([f"5-{name}-24" for name, _ in names], "%d-%b-%y", language) == days


@pytest.mark.parametrize("language", month_languages())
def test_no_word_is_two_months_of_a_language(language: str) -> None:
    words = [one for word in words_by_language("months", "month")[language] for one in word.split("/")]

    assert len(month_numbers(language)) == len(set(words))


@pytest.mark.parametrize(
    ("text", "form", "months", "day"),
    [
        ("15 de enero de 2024", "%d de %B de %Y", "es", datetime(2024, 1, 15)),
        ("1er août 2023", "%der %B %Y", "fr", datetime(2023, 8, 1)),
        ("15-ene.-24", "%d-%b.-%y", "es", datetime(2024, 1, 15)),
        ("3 listopada 2024", "%d %B %Y", "pl", datetime(2024, 11, 3)),
        ("3 listopada 2024", "%d %B %Y", "hr", datetime(2024, 10, 3)),
        ("3 listopada 2024", "%d %B %Y", "es", None),
        ("3 enero 2024", "%d %B %Y", "", None),
        ("3 eneros 2024", "%d %B %Y", "es", None),
        ("31 abril 2024", "%d %B %Y", "es", None),
        ("15 ΜΆΡΤΙΟΣ 2024", "%d %B %Y", "el", datetime(2024, 3, 15)),
        ("15 KASIM 2024", "%d %B %Y", "tr", datetime(2024, 11, 15)),
        ("5/3/2024 8:28 p.m.", "%d/%m/%Y %I:%M %p", "", datetime(2024, 3, 5, 20, 28)),
        ("05/03/2024 12:05:00 a. m.", "%d/%m/%Y %I:%M:%S %p", "", datetime(2024, 3, 5, 0, 5)),
        ("2024/3/5 下午 3:45:12", "%Y/%m/%d %p %I:%M:%S", "", datetime(2024, 3, 5, 15, 45, 12)),
        ("2024. 3. 5 오전 12:45:12", "%Y. %m. %d %p %I:%M:%S", "", datetime(2024, 3, 5, 0, 45, 12)),
        ("5 mar 2024 3:04 p. m.", "%d %b %Y %I:%M %p", "es", datetime(2024, 3, 5, 15, 4)),
        ("5 Ocak 2024 08:28 ÖÖ", "%d %B %Y %I:%M %p", "tr", datetime(2024, 1, 5, 8, 28)),
        ("5 जनवरी 2024 08:28 अपराह्न", "%d %B %Y %I:%M %p", "hi", datetime(2024, 1, 5, 20, 28)),
        ("lunes, 15 de enero de 2024", "%A, %d de %B de %Y", "es", datetime(2024, 1, 15)),
        ("mar. 5 abr 2024", "%a %d %b %Y", "es", datetime(2024, 4, 5)),
        ("Mon 15 Jan 2024", "%a %d %b %Y", "", datetime(2024, 1, 15)),
        ("Montag, 15.01.2024 08:28", "%A, %d.%m.%Y %H:%M", "", datetime(2024, 1, 15, 8, 28)),
        ("segunda-feira, 15/01/2024", "%A, %d/%m/%Y", "", datetime(2024, 1, 15)),
        ("2024年1月15日(月)", "%Y年%m月%d日(%A)", "", datetime(2024, 1, 15)),
        ("15.01.2024", "%A, %d.%m.%Y", "", None),
        ("March 15 2024", "%A %d %B %Y", "", None),
        ("1st March 2024", "%d %B %Y", "", datetime(2024, 3, 1)),
        ("March 22nd, 2024", "%B %d, %Y", "", datetime(2024, 3, 22)),
        ("Friday 1st March 2024", "%A %d %B %Y", "", datetime(2024, 3, 1)),
        ("1er mars 2024", "%d %B %Y", "fr", datetime(2024, 3, 1)),
        ("1º de marzo de 2024", "%d de %B de %Y", "es", datetime(2024, 3, 1)),
        ("41st March 2024", "%d %B %Y", "", None),
        ("5/3/2024 8:28 x.m.", "%d/%m/%Y %I:%M %p", "", None),
    ],
)
def test_what_is_read(text: str, form: str, months: str, day: datetime | None) -> None:
    assert read(text, form, months) == day


def test_a_period_of_counts_is_read_alike() -> None:
    first, last = spell_period("'Diciembre de 2023'", "%B de %Y", months="es")

    row = duckdb.execute(f"select cast({first} as varchar), cast({last} as varchar)").fetchall()
    assert row == [("2023-12-01", "2023-12-31")]


def test_a_weekday_beside_a_period_of_counts_is_left_out() -> None:
    first, last = spell_period("'Montag, 15.01.2024'", "%A, %d.%m.%Y")

    row = duckdb.execute(f"select cast({first} as varchar), cast({last} as varchar)").fetchall()
    assert row == [("2024-01-15", "2024-01-15")]


def test_weekdays_before_days_that_the_numbers_do_not_tell_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    days = (f"{('Lundi', 'Mardi', 'Jeudi')[n % 3]}, 0{n % 9 + 1}/0{n % 7 + 1}/2024" for n in range(40))
    path.write_text("no;date\n" + "".join(f"{n};{one}\n" for n, one in enumerate(days)), "utf-8")
    (table,) = scan_files([path]).tables
    column = table.column("date")
    assert column is not None and column.is_date_ambiguous


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"format": "%d %B %Y", "months": "xx"}, "`months` is one of"),
        ({"format": "%d %B %Y", "months": "en"}, "English names need none"),
        ({"format": "%d/%m/%Y", "months": "es"}, "names the month"),
    ],
)
def test_a_language_that_cannot_be_is_refused(keys: dict[str, str], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        When.model_validate({"column": "day", **keys})
    with pytest.raises(ValidationError, match=why):
        Period.model_validate({"column": "day", **keys})


def proposed(tmp_path: Path, header: str, texts: list[str]) -> object:
    path = tmp_path / "x.csv"
    path.write_text(f"no\t{header}\n" + "".join(f"{n}\t{texts[n % len(texts)]}\n" for n in range(40)), "utf-8")
    (table,) = scan_files([path]).tables
    found = table.best("date")
    return found and found.mapping


@pytest.mark.parametrize(
    ("texts", "mapping"),
    [
        (["5 de enero de 2024", "7 de abril de 2024"], {"format": ["%d de %B de %Y"], "months": "es"}),
        (["05-ene-24", "17-mar-24", "30-dic-24"], {"format": ["%d-%B-%y"], "months": "es"}),
        (["5 mars 2024", "7 févr. 2024", "8 août 2024"], {"format": ["%d %B %Y"], "months": "fr"}),
        (["5. ledna 2024", "7. října 2024"], {"format": ["%d. %B %Y"], "months": "cs"}),
        (["5. listopada 2023.", "7. srpnja 2023."], {"format": ["%d. %B %Y."], "months": "hr"}),
        (["05-Mar-24", "17-Apr-24"], {"format": ["%d-%b-%y"]}),
        (["5 март 2024 г.", "7 юни 2024 г."], {"format": ["%d %B %Y г."], "months": "bg"}),
        (["5 августа 2024 г.", "7 мая 2024 г."], {"format": ["%d %B %Y г."], "months": "ru"}),
        (["5. januara 2024.", "7. avgusta 2024."], {"format": ["%d. %B %Y."], "months": "sr"}),
        (["5 sausio 2024", "7 liepos 2024"], {"format": ["%d %B %Y"], "months": "lt"}),
        (
            ["lunes, 1 de enero de 2024", "martes, 2 de abril de 2024"],
            {"format": ["%A, %d de %B de %Y"], "months": "es"},
        ),
        (["Mon 15 Jan 2024", "Wed 17 Apr 2024"], {"format": ["%A %d %b %Y"]}),
        (["Montag, 15.01.2024", "Mittwoch, 17.01.2024"], {"format": ["%A, %d.%m.%Y"]}),
        (["2024/01/15(月)", "2024/01/17(水)"], {"format": ["%Y/%m/%d(%A)"]}),
        (["1st March 2024", "22nd April 2024"], {"format": ["%d %B %Y"]}),
        (["1er mars 2024", "2 avril 2024"], {"format": ["%d %B %Y"], "months": "fr"}),
        (["5/13/2024 8:28 p.m.", "6/14/2024 9:28 a.m."], {"format": ["%m/%d/%Y %I:%M %p"]}),
        (["2024/3/15 下午 3:45", "2024/4/15 上午 3:45"], {"format": ["%Y/%m/%d %p %I:%M"]}),
    ],
)
def test_a_scan_proposes_what_a_run_reads(tmp_path: Path, texts: list[str], mapping: dict[str, object]) -> None:
    assert proposed(tmp_path, "date", texts) == {"column": "date", **mapping}


@pytest.mark.parametrize("word", ["until", "AM", "May", "p.m"])
def test_a_word_beside_days_that_is_no_weekday_is_none(tmp_path: Path, word: str) -> None:
    assert proposed(tmp_path, "date", [f"{word} {day}/07/2024" for day in ("12", "13", "16", "22")]) is None


def test_nor_are_more_words_than_a_week_has(tmp_path: Path) -> None:
    words = [f"from{letter}" for letter in "abcdefghijklmnop"]
    assert proposed(tmp_path, "date", [f"{word} {13 + n}/07/2024" for n, word in enumerate(words)]) is None


@pytest.mark.parametrize(
    "texts",
    [
        ["Monday 15/01/2024", "Monday 22/01/2024", "Monday 29/01/2024"],
        ["lun 15/01/2024", "mar 16/01/2024", "mar 23/01/2024", "jue 18/01/2024"],
    ],
)
def test_weekdays_that_are_all_one_or_short_are_read(tmp_path: Path, texts: list[str]) -> None:
    assert proposed(tmp_path, "date", texts) == {"column": "date", "format": ["%A %d/%m/%Y"]}


@pytest.mark.parametrize("texts", [["5 listopada 2023", "7 listopada 2023"], ["5 lis 2023", "7 srp 2023"]])
def test_a_word_that_is_two_months_is_asked_about(tmp_path: Path, texts: list[str]) -> None:
    path = tmp_path / "x.csv"
    path.write_text("no\tdate\n" + "".join(f"{n}\t{texts[n % len(texts)]}\n" for n in range(40)), "utf-8")
    (table,) = scan_files([path]).tables
    column = table.column("date")

    assert table.best("date") is None
    assert column is not None and "say by `months` which language it is" in column.note
    assert not find_named_months(["listopad 2023"])
    assert find_named_months(["listopad 2023", "rujan 2023"]) == {"format": "%B %Y", "months": "hr"}
