"""What a file tells less than those before it: boxes and categories that are gone, answers that come out blank."""

from __future__ import annotations

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
fields: {channel: {never: not asked}, gender: sex}
setting: place
reasons: {cell: why, delimiter: ";"}
"""
BOXES = EXPORT.replace("setting: place\n", "").replace('{cell: why, delimiter: ";"}', '{ticked: "why_", gives: rest}')
UPDATES = '{as: updates, newest: {by: "c_(%Y-%m-%d).csv"}}'
PERIODS = '{as: replaces_period, slot: "c_(%Y-%m).csv"}'
COUNTS = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period, slot: "r_(%Y).csv"}
period: {column: month, format: "%Y-%m"}
across: {prefix: "Why: ", gives: reason}
"""
REASONS = "reason,Fear,mapped,mental_health.mood,,,narrower,,,,,\nreason,Hit,mapped,violence.physical,,,equal,,,,,\n"
DECISIONS = (
    REASONS + "gender,F,mapped,girl,,,equal,,,,,\nsetting,Net,mapped,online,,,equal,,,,,\n"
    "setting,Home,mapped,offline,,,equal,,,,,\n"
)
OF_BOXES = DECISIONS.replace("setting,Net,mapped,online,,,equal,,,,,\nsetting,Home,mapped,offline,,,equal,,,,,\n", "")


def rows(n: int, first: int = 1, blank: str = "") -> str:
    told = ",".join(
        "" if name == blank else text for name, text in (("gender", "F"), ("setting", "Home"), ("reason", "Hit"))
    )
    return "no,day,sex,place,why\n" + "".join(
        f"{no},2024-01-{no % 28 + 1:02},{told}\n" for no in range(first, first + n)
    )


def boxes(n: int, *names: str, first: int = 1) -> str:
    head = f"no,day,sex,{','.join(names)}\n"
    ticks = ",1" * len(names)
    return head + "".join(f"{no},2024-01-{no % 28 + 1:02},F{ticks}\n" for no in range(first, first + n))


def said(source: TinySource) -> list[tuple[str, str, str]]:
    """Code, state and sentence of what is said of the source beyond the rejects and unmapped values of the tests."""
    source.ingest()
    return source.query(
        "select finding_code, state_code, sentence from lake_finding "
        "where finding_code in ('column_gone', 'blank_field', 'shrunk_replacement') order by all"
    )


def write(folder: Path, arrives: str = UPDATES, export: str = EXPORT, decisions: str = DECISIONS) -> TinySource:
    return TinySource.write(folder, export.replace("ARRIVES", arrives), decisions)


def sent_twice(folder: Path, first: str, then: str) -> TinySource:
    """A period that was taken in, and lies there again."""
    source = write(folder, PERIODS)
    source.put("c_2024-01.csv", first)
    source.ingest()
    source.put("c_2024-01.csv", then)
    return source


def test_a_box_that_the_file_before_had_is_said_once(tmp_path: Path) -> None:
    source = write(tmp_path, export=BOXES, decisions=OF_BOXES)
    source.put("c_2024-01-31.csv", boxes(6, "why_Hit", "why_Fear"))
    source.put("c_2024-02-29.csv", boxes(6, "why_Fear", "WHY_hit", first=11))
    assert said(source) == []

    source.put("c_2024-03-31.csv", boxes(6, "why_Fear", first=21))
    source.put("c_2024-04-30.csv", boxes(6, "why_Fear", first=31))

    for _ in range(2):
        [(code, state, sentence)] = said(source)
        assert (code, state) == ("column_gone", "warn")
        assert "c_2024-03-31.csv: 1 of the 2 boxes" in sentence and "'WHY_hit'" in sentence


def test_a_box_that_came_later_is_not_gone_from_the_files_before(tmp_path: Path) -> None:
    source = write(tmp_path, export=BOXES, decisions=OF_BOXES)
    source.put("c_2024-02-29.csv", boxes(6, "why_Hit", "why_Fear", first=11))
    source.ingest()
    source.put("c_2024-01-31.csv", boxes(6, "why_Hit"))

    assert said(source) == []


def test_so_is_a_category_of_counts(tmp_path: Path) -> None:
    decisions = REASONS.replace("Fear", "Why: Fear").replace("Hit", "Why: Hit")
    source = TinySource.write(tmp_path, COUNTS, decisions)
    source.put("r_2023.csv", "month,Why: Hit,Why: Fear\n2023-01,4,5\n")
    source.ingest()
    source.put("r_2024.csv", "month,Why: Fear\n2024-01,5\n")

    [(code, state, sentence)] = said(source)

    assert (code, state) == ("column_gone", "warn") and "'Why: Hit'" in sentence and "(r_2023.csv)" in sentence


def test_a_period_that_comes_again_without_its_settings_is_said(tmp_path: Path) -> None:
    source = sent_twice(tmp_path, rows(12), rows(12, blank="setting"))

    [(code, state, _)] = said(source)

    assert (code, state) == ("blank_field", "warn")


def test_a_handful_of_reasons_that_come_again_as_fewer_holds_nothing(tmp_path: Path) -> None:
    """7 of 40 told a reason, and 3 do now."""
    first = rows(7) + rows(33, first=8, blank="reason").partition("\n")[2]
    source = sent_twice(tmp_path, first, rows(3) + rows(37, first=4, blank="reason").partition("\n")[2])
    source.ingest()

    assert source.query("select count(*), sum(n_reasons) from contact") == [(40, 3)]


def test_a_period_that_comes_again_without_its_reasons_is_held(tmp_path: Path) -> None:
    source = sent_twice(tmp_path, rows(12), rows(12, blank="reason"))

    [(code, state, sentence)] = said(source)

    assert (code, state) == ("shrunk_replacement", "fail")
    assert "0 contacts with a reason" in sentence and "12 before" in sentence
    assert source.query("select count(*), sum(n_reasons) from contact") == [(12, 12)]


def test_words_for_nothing_that_come_again_as_blanks_hold_nothing(tmp_path: Path) -> None:
    """9 of 12 told `none`, a word for nothing, which a newer version of the system leaves blank."""
    first = rows(3) + rows(9, first=4).partition("\n")[2].replace(",Hit\n", ",none\n")
    source = sent_twice(tmp_path, first, rows(3) + rows(9, first=4, blank="reason").partition("\n")[2])

    assert [state for _, state, _ in said(source)] == []
    assert source.query("select count(*), sum(n_reasons) from contact") == [(12, 3)]


def test_a_few_that_were_corrected_hold_nothing(tmp_path: Path) -> None:
    source = sent_twice(tmp_path, rows(4), rows(4, blank="reason"))

    assert said(source) == []


@pytest.mark.parametrize("blank", ["reason", "setting", "gender"])
def test_an_answer_that_is_blank_throughout_a_later_file_is_said(tmp_path: Path, blank: str) -> None:
    source = write(tmp_path)
    source.put("c_2024-01-31.csv", rows(12))
    source.put("c_2024-02-29.csv", rows(12, blank=blank))
    source.put("c_2024-03-31.csv", rows(12, first=21, blank=blank))

    [(code, state, sentence)] = said(source)

    assert (code, state) == ("blank_field", "warn")
    assert f"c_2024-02-29.csv: {blank} is blank in all 12 contacts since c_2024-01-31.csv" in sentence


def test_small_files_are_taken_together(tmp_path: Path) -> None:
    source = write(tmp_path)
    source.put("c_2024-01-01.csv", rows(12))
    for day in range(2, 9):
        source.put(f"c_2024-01-{day:02}.csv", rows(1, 20 + day, "reason"))

    [(_, _, sentence)] = said(source)

    assert "blank in all 4 contacts" in sentence


def test_what_few_tell_may_be_blank_by_chance(tmp_path: Path) -> None:
    source = write(tmp_path)
    source.put("c_2024-01-31.csv", rows(1) + rows(19, 2, "gender").split("\n", 1)[1])
    source.put("c_2024-02-29.csv", rows(12, 31, "gender"))

    assert said(source) == []


def test_reasons_that_no_file_ever_tells_are_said(tmp_path: Path) -> None:
    source = write(tmp_path)
    source.put("c_2024-01-31.csv", rows(6, blank="reason"))

    [(code, state, sentence)] = said(source)

    assert (code, state) == ("blank_field", "warn") and "none of 6 contacts" in sentence


def test_versions_that_tell_fewer_reasons_are_said(tmp_path: Path) -> None:
    source = write(tmp_path)
    more = rows(12).replace(",Hit\n", ",Hit;Fear\n")
    source.put("c_2024-01-31.csv", more)
    source.put("c_2024-02-29.csv", rows(3) + more.split("\n", 4)[4])
    fewer = "select state_code, sentence from lake_finding where finding_code = 'doubtful_replacement' order by all"
    source.ingest()
    assert source.query(fewer) == []

    source.put("c_2024-03-31.csv", rows(9, 4))

    for _ in range(2):
        source.ingest()
        assert [sentence.split(" that")[0] for _, sentence in source.query(fewer)] == [
            "c_2024-01-31.csv: 12 of 12 contacts",
            "c_2024-02-29.csv: 9 of 9 contacts",
        ]


def test_records_of_one_contact_in_two_files_are_said(tmp_path: Path) -> None:
    export = EXPORT.replace("row: contact", "row: reason").replace('{cell: why, delimiter: ";"}', "{cell: why}")
    source = write(tmp_path, export=export)
    both = rows(6) + rows(6).split("\n", 1)[1].replace("Hit", "Fear")
    source.put("c_2024-01-31.csv", both)
    source.put("c_2024-02-29.csv", rows(6).replace("Hit", "Fear"))
    source.ingest()

    said = "select numerator, denominator from lake_finding where finding_code = 'doubtful_replacement'"
    assert source.query(said) == [(6, 6)]
    assert source.query("select sum(n_reasons) from contact") == [(6,)]
