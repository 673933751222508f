"""A form of counts that is filled in month by month: months without a number are neither zero nor rejected, and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.finding import Finding
from tests.tiny_source import TinySource

HEAD = 'files: "c_*.csv"\nread: {csv: {encoding: utf-8}}\nrow: count\narrives: {as: replaces_all}\n'
ROWS = HEAD + 'period: {column: month, format: "%Y-%m"}\nacross: {columns: [a, b], gives: reason}\n'
LONG = HEAD + 'period: {column: month, format: "%Y-%m"}\ncount: n\nreasons: why\n'
HEADERS = (
    HEAD + 'period: {format: "%Y-%m"}\nacross: {columns: ["2024-01", "2024-02", "2094-03"], gives: period}\n'
    "reasons: why\n"
)
DECISIONS = "reason,a,mapped,violence.harassment,,,equal,,,,,\nreason,b,mapped,violence.physical,,,equal,,,,,\n"
TOLD = [("2024-01-01", 9), ("2024-02-01", 13)]


def ingest(folder: Path, export: str, content: str) -> tuple[TinySource, dict[str, Finding]]:
    tiny = TinySource.write(folder, export, DECISIONS)
    tiny.put("c_1.csv", content)
    return tiny, {one.finding_code: one for one in tiny.ingest()[1].findings}


@pytest.mark.parametrize(
    ("export", "content"),
    [
        (ROWS, "month,a,b\n2024-01,4,5\n2024-02,6,7\n2094-03,,\n"),
        (LONG, "month,why,n\n2024-01,a,4\n2024-01,b,5\n2024-02,a,6\n2024-02,b,7\n2094-03,a,\n2094-03,b, \n"),
        (HEADERS, "why,2024-01,2024-02,2094-03\na,4,6,\nb,5,7,\n"),
    ],
)
def test_months_to_come_are_no_rejects(tmp_path: Path, export: str, content: str) -> None:
    tiny, found = ingest(tmp_path, export, content)
    assert "rejected_rows" not in found
    (said,) = [one for one in found.values() if one.finding_code == "blank_periods"]
    assert (said.state_code, said.form_code, said.numerator, said.denominator) == ("pass", "to_come", 1, 3)
    assert "(2094-03-01 to 2094-03-31)" in said.sentence
    assert (
        tiny.query("select period_start::varchar, sum(n_contacts)::int from reported_count group by 1 order by 1")
        == TOLD
    )


@pytest.mark.parametrize(
    ("export", "content"),
    [
        (ROWS, "month,a,b\n2024-01,4,5\n2024-02,6,7\n2024-03,,\n"),
        (LONG, "month,why,n\n2024-01,a,4\n2024-01,b,5\n2024-02,a,6\n2024-02,b,7\n2024-03,a,\n2024-03,b,\n"),
    ],
)
def test_months_that_were_over_are_asked_about(tmp_path: Path, export: str, content: str) -> None:
    tiny, found = ingest(tmp_path, export, content)
    assert "rejected_rows" not in found
    assert (found["blank_periods"].state_code, found["blank_periods"].form_code) == ("warn", "over")
    assert (
        tiny.query("select period_start::varchar, sum(n_contacts)::int from reported_count group by 1 order by 1")
        == TOLD
    )


def test_a_number_that_lacks_in_a_month_that_tells_others_is_rejected(tmp_path: Path) -> None:
    _, found = ingest(tmp_path, LONG, "month,why,n\n2024-01,a,4\n2024-01,b,5\n2024-02,a,\n2024-02,b,7\n")
    assert "no_count 1" in found["rejected_rows"].sentence and "blank_periods" not in found


def test_numbers_of_months_to_come_are_rejected(tmp_path: Path) -> None:
    _, found = ingest(tmp_path, LONG, "month,why,n\n2024-01,a,4\n2094-03,a,7\n2094-03,b,\n")
    assert "period_in_future 2" in found["rejected_rows"].sentence


def test_a_long_file_without_any_number_is_rejected(tmp_path: Path) -> None:
    _, found = ingest(tmp_path, LONG, "month,why,n\n2024-01,a,\n2024-02,b,\n")
    assert "no_count 2" in found["rejected_rows"].sentence


@pytest.mark.parametrize(
    ("blank", "span"),
    [
        ((2, 5), "(not all of those between 2024-02-01 and 2024-05-31)"),
        ((2, 3), "(2024-02-01 to 2024-03-31)"),
        ((1, 2, 5), "(not all of those between 2024-01-01 and 2024-05-31)"),
    ],
)
def test_a_span_is_said_only_of_months_that_adjoin(tmp_path: Path, blank: tuple[int, ...], span: str) -> None:
    rows = [f"2024-{month:02},{',' if month in blank else '4,5'}" for month in range(1, 7)]
    _, found = ingest(tmp_path, ROWS, "\n".join(["month,a,b", *rows]) + "\n")
    assert span in found["blank_periods"].sentence
    assert (found["blank_periods"].numerator, found["blank_periods"].denominator) == (len(blank), 6)


IN_ROWS = ROWS.replace("replaces_all", "replaces_period")


def said(tiny: TinySource) -> list[tuple[str | None, str, int | None]]:
    found = [one for one in tiny.ingest()[1].findings if one.finding_code == "blank_periods"]
    return [(one.file_name, one.form_code, one.numerator) for one in found]


def test_a_later_file_that_fills_a_month_in_ends_the_question(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, IN_ROWS, DECISIONS)
    tiny.put("c_1.csv", "month,a,b\n2024-01,4,5\n2024-02,,\n2024-03,,\n")
    assert said(tiny) == [("c_1.csv", "over", 2)]
    tiny.put("c_2.csv", "month,a,b\n2024-02,6,7\n")

    assert said(tiny) == [("c_1.csv", "over", 1)]


def test_a_file_that_is_replaced_is_asked_about_no_longer(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, ROWS, DECISIONS)
    tiny.put("c_1.csv", "month,a,b\n2024-01,4,5\n2024-02,,\n")
    assert said(tiny) == [("c_1.csv", "over", 1)]
    tiny.put("c_2.csv", "month,a,b\n2024-01,4,5\n2024-02,6,7\n")

    assert said(tiny) == []


def test_a_later_file_that_is_blank_where_an_older_one_counts_is_asked_about(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, IN_ROWS, DECISIONS)
    tiny.put("c_1.csv", "month,a,b\n2024-01,4,5\n2024-02,6,7\n")
    assert said(tiny) == []
    tiny.put("c_2.csv", "month,a,b\n2024-02,,\n2024-03,8,9\n")

    assert said(tiny) == [("c_2.csv", "kept", 1)]
    assert tiny.query("select sum(n_contacts)::int from reported_count") == [(39,)]
