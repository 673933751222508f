"""A question that was answered is not asked again as if nobody had, whether the answer explains the finding or not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from schemas.finding import Finding
from tests.conftest import ROOT
from warehouse.publish.pages.found import Found, asking
from warehouse.publish.pages.language import language_of, languages
from warehouse.publish.pages.tables import SourceTables


def found(years: tuple[int, ...], *replies: dict[str, Any]) -> Found:
    findings = [
        Finding.of("one_reason", "fail", form="contradicted", cause_code="habit", source_id="it", contact_year=year,
                   numerator=3, denominator=250)
        for year in years
    ]  # fmt: skip
    rows = [
        {"finding_code": "one_reason", "cause_code": "habit", "contact_year": None, "reply": "We see it.",
         "is_explained": False, "replied_on": date(2026, 11, 2), **one}
        for one in replies
    ]  # fmt: skip
    (one,) = asking(SourceTables({"source_id": "it"}, (), (), findings, rows, (), ()), language_of("en"))
    return one


def test_an_answer_that_does_not_explain_is_no_open_question() -> None:
    one = found((2024, 2025), {})
    assert [told.question for told in one.answered] == ["Is what was declared of your system still right?"]
    assert not one.questions and not one.waiting and not one.is_explained
    assert [reply.is_explained for reply in one.replies] == [False]


def test_without_an_answer_it_waits() -> None:
    one = found((2024,))
    assert len(one.questions) == 1 and not one.answered and one.waiting


def test_what_was_answered_of_one_year_only_is_still_asked() -> None:
    one = found((2024, 2025), {"contact_year": 2024})
    assert len(one.questions) == 1 and not one.answered


@pytest.mark.parametrize("language", languages())
def test_the_page_says_what_such_an_answer_means(language: str) -> None:
    page = (ROOT / "warehouse/publish/pages/helpline.html.j2").read_text(encoding="utf-8")
    assert '"explained" if reply.is_explained else "not_explained"' in page
    assert language_of(language).phrase("not_explained") != language_of(language).phrase("explained")
