"""Totals beside their parts: never counted twice in silence, whether a column, a label, a blank one or a subtotal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_source import TinySource
from warehouse.read.totals import Tally, find_totals, is_called_total, is_word_for_total
from warehouse.store.run import SourceHeldError

WIDE = """\
files: "*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period}
period: {column: month, format: "%Y-%m"}
across: {gives: reason}
"""
LONG = WIDE.replace("across: {gives: reason}\n", "count: n\nreasons: why\nfields: {gender: sex}\n")
WORDS = ("Grief", "Rows", "Hunger", "Theft", "Total", "Answered")
LABELS = "".join(f"reason,{word},mapped,mental_health.mood,,,,,,,,\n" for word in WORDS)
SECRET = "Anna B."


def held(tiny: TinySource) -> str:
    """The sentences for which the source is held; empty where it is not."""
    try:
        tiny.ingest()
    except SourceHeldError as error:
        assert {one.finding_code for one in error.findings} == {"total_beside_parts"}
        return " ".join(one.sentence for one in error.findings)
    return ""


def wide(folder: Path, *lines: str, export: str = WIDE, decisions: str = LABELS) -> TinySource:
    tiny = TinySource.write(folder, export, decisions)
    tiny.put("r.csv", "".join(f"{line}\n" for line in lines))
    return tiny


def remarks(tiny: TinySource) -> list[tuple[str, str]]:
    return tiny.query("select finding_code, state_code from lake_finding order by all")


# ---------------------------------------------------------------- columns


def test_a_column_called_total_that_is_the_sum_holds_the_source(tmp_path: Path) -> None:
    tiny = wide(tmp_path, "month,Grief,Rows,Total", "2024-01,5,7,12")
    sentence = held(tiny)
    assert "the column 'Total' (reason, 12 contacts) is the sum of 'Grief', 'Rows'" in sentence
    assert "except" in sentence
    TinySource.write(tmp_path, WIDE.replace("gives", "except: Total, gives"), LABELS)
    assert held(tiny) == ""
    assert tiny.query("select sum(n_contacts)::bigint from reported_count") == [(12,)]
    assert remarks(tiny) == []


def test_the_last_good_state_stays_where_a_total_comes_with_a_later_file(tmp_path: Path) -> None:
    tiny = wide(tmp_path, "month,Grief,Rows", "2024-01,5,7")
    assert held(tiny) == ""
    tiny.put("s.csv", "month,Grief,Rows,Total\n2024-02,5,7,12\n")
    assert "s.csv" in held(tiny)
    assert tiny.query("select sum(n_contacts)::bigint from reported_count") == [(12,)]


def test_a_column_of_another_name_is_known_by_its_figures(tmp_path: Path) -> None:
    rows = ("2024-01,41,37,22,100", "2024-02,52,11,80,143", "2024-03,61,90,7,158", "2024-04,5,12,80,97")
    tiny = wide(tmp_path, "month,Grief,Rows,Hunger,Answered", *rows)
    assert "'Answered' (reason, 498 contacts) is the sum of 'Grief', 'Rows', 'Hunger'" in held(tiny)


def test_what_nobody_mapped_is_not_counted_and_is_said(tmp_path: Path) -> None:
    rows = ("2024-01,41,37,22,100", "2024-02,52,11,80,143", "2024-03,61,90,7,158")
    tiny = wide(tmp_path, "month,Grief,Rows,Hunger,Calls", *rows)
    assert held(tiny) == ""
    assert ("total_beside_parts", "warn") in remarks(tiny)
    (sentence,) = tiny.query("select sentence from lake_finding where finding_code = 'total_beside_parts'")
    assert "'Calls'" in sentence[0]
    assert "not counted as long as no decision maps it" in sentence[0]


def test_one_row_that_happens_to_add_up_holds_nothing(tmp_path: Path) -> None:
    tiny = wide(tmp_path, "month,Grief,Rows,Hunger", "2024-01,3,4,7")
    assert held(tiny) == ""
    assert remarks(tiny) == []


def test_one_row_of_great_numbers_that_adds_up_is_said(tmp_path: Path) -> None:
    tiny = wide(tmp_path, "month,Grief,Rows,Hunger", "2024-01,30103,40991,71094")
    assert held(tiny) == ""
    assert remarks(tiny) == [("total_beside_parts", "warn")]


def test_what_is_no_total_is_declared(tmp_path: Path) -> None:
    export = WIDE + "no_totals: total\n"
    tiny = wide(tmp_path, "month,Grief,Rows,Total", "2024-01,5,7,12", export=export)
    assert held(tiny) == ""
    assert tiny.query("select sum(n_contacts)::bigint from reported_count") == [(24,)]


def test_subtotals_and_the_total_of_them_are_all_found(tmp_path: Path) -> None:
    head = "month,Grief,Rows,Total 1,Hunger,Theft,Total 2,Total"
    tiny = wide(tmp_path, head, "2024-01,5,7,12,1,2,3,15", "2024-02,50,70,120,10,20,30,150")
    sentence = held(tiny)
    # Those that nobody mapped are not counted; the mapped one is the sum of what is left without them.
    assert "the column 'Total' (reason, 165 contacts) is the sum of 'Grief', 'Rows', 'Hunger', 'Theft'" in sentence
    assert "'Total 1'" not in sentence


def test_a_total_of_contacts_that_are_fewer_than_their_reasons_is_said(tmp_path: Path) -> None:
    """A contact with two reasons stands under both, so the total is no sum: its name tells."""
    tiny = wide(tmp_path, "month,Grief,Rows,Total", "2024-01,50,70,100", "2024-02,40,90,110")
    assert held(tiny) == ""
    assert remarks(tiny) == [("total_beside_parts", "warn")]


# ---------------------------------------------------------------- labels


def long(folder: Path, *rows: str, decisions: str = LABELS) -> TinySource:
    tiny = TinySource.write(folder, LONG, decisions)
    tiny.put("r.csv", "month,why,sex,n\n" + "".join(f"2024-01,{row}\n" for row in rows))
    return tiny


@pytest.mark.parametrize("word", ["Both sexes", "TOTAL", "Összesen", "المجموع", "รวม", "Ambos sexos", "All"])
def test_a_label_over_both_genders_holds_the_source_though_nobody_mapped_it(word: str, tmp_path: Path) -> None:
    """A gender that is not mapped is `unknown`, and its count is counted: the reasons would be twice what they are."""
    sentence = held(long(tmp_path, "Grief,F,3", "Grief,M,4", f"Grief,{word},7"))
    assert "gender, 7 contacts" in sentence
    assert "sum of 2 others" in sentence


def test_a_blank_label_that_is_the_sum_is_a_total(tmp_path: Path) -> None:
    rows = [f"{why},{sex},{n}" for why, f, m in (("Grief", 38, 41), ("Rows", 27, 90), ("Hunger", 311, 44), ("Theft", 8, 71))
            for sex, n in (("F", f), ("M", m), ("", f + m))]  # fmt: skip
    assert "the blank label (gender, 630 contacts)" in held(long(tmp_path, *rows))


def test_a_label_of_a_cell_is_never_told(tmp_path: Path) -> None:
    rows = [f"{why},{sex},{n}" for why, f, m in (("Grief", 38, 41), ("Rows", 27, 90), ("Hunger", 311, 44), ("Theft", 8, 71))
            for sex, n in (("F", f), ("M", m), (SECRET, f + m))]  # fmt: skip
    sentence = held(long(tmp_path, *rows))
    assert SECRET not in sentence
    assert "the label of record 3 (gender, 630 contacts)" in sentence


def test_labels_that_are_no_total_hold_nothing(tmp_path: Path) -> None:
    tiny = long(tmp_path, "Grief,F,3", "Grief,M,4", "Grief,X,1", "Rows,F,5", "Rows,M,1", "Rows,X,2")
    assert held(tiny) == ""
    assert "total_beside_parts" not in [code for code, _ in remarks(tiny)]


# ---------------------------------------------------------------- the rule


@pytest.mark.parametrize(
    ("label", "is_total"),
    [
        ("Total", True),
        ("total 2024", True),
        ("Sub-total", True),
        ("GRAND TOTAL", True),
        ("Ensemble", True),
        ("Итого", True),
        ("合計件数", True),
        ("Total général", True),
        ("Grand total of contacts", True),
        ("Suma końcowa 2023", True),
        ("Tổng đài 111", False),
        ("Разом з батьками", False),
        ("Spolu s rodičmi", False),
        ("Totally sad", False),
        ("All forms of violence", False),
        ("Bullying", False),
        ("", False),
    ],
)
def test_the_words_for_a_total(label: str, is_total: bool) -> None:
    assert is_called_total(label) == is_total


def test_the_words_for_a_total_in_many_languages() -> None:
    words = """
        Toplam|Toplamı|Genel Toplam|Celkem|Celkový součet|Gesamtergebnis|Gesamtsumme|Totale|Suma|Razem|Összesen|Végösszeg|
        Yhteensä|Totalsumma|Eindtotaal|I alt|Kokku|Iš viso|Kopā|Ukupno|Укупно|Общо|Итого:|Всего|Общий итог|Разом|Усього|
        Σύνολο|ΣΥΝΟΛΟ|סה"כ|סך הכל|합계|총합계|합 계|合計|総計|总计|總計|الإجمالي|الاجمالي|المجموع|المجموع الكلي|รวม|รวมทั้งสิ้น|
        Jumlah|Tổng|Tổng cộng|Tổng số|कुल|মোট|மொத்தம்|ጠቅላላ|Kabuuan|Wadarta
    """
    told = [word.strip() for line in words.strip().splitlines() for word in line.split("|") if word.strip()]
    assert [word for word in told if not is_word_for_total(word)] == []


def places(*marks: int) -> list[tuple[int, tuple[int, ...]]]:
    found = find_totals([Tally(f"c{place}", mark, mark) for place, mark in enumerate(marks)])
    return [(one.place, one.parts) for one in found]


def test_sums_are_found_in_every_place() -> None:
    assert places(3, 5, 9, 17) == [(3, (0, 1, 2))]
    assert places(17, 3, 5, 9) == [(0, (1, 2, 3))]
    assert places(3, 17, 5, 9) == [(1, (0, 2, 3))]
    assert places(3, 5, 8, 20, 41, 61, 69) == [(2, (0, 1)), (5, (3, 4)), (6, (0, 1, 3, 4))]
    assert places(8, 3, 5, 100) == [(0, (1, 2))]
    assert places(5, 5, 7) == []
    assert places(5, 0, 5) == []
