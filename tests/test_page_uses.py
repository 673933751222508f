"""What a page says a year is good for is what its table says it counts in: a habit leaves nothing out of a figure."""

from __future__ import annotations

import pytest

from warehouse.publish.pages.helpline import _counts_in, _use_said
from warehouse.publish.pages.language import Language, languages
from warehouse.publish.pages.tables import Row

COLUMNS = ("use_several_reasons_code", "use_setting_code", "use_ocsea_code", "use_reasons_code")


def _year(several: str, setting: str, *uses: str) -> Row:
    evidence = {"evidence_several_reasons_code": several, "evidence_setting_code": setting}
    return {"n_contacts": 100, **evidence, **dict(zip(COLUMNS, uses, strict=True))}


NOT_TOLD_BY_HABIT = _year("shown", "fails", "in", "in_with_note", "in_with_note", "in")
NOT_TOLD_BY_SYSTEM = _year("shown", "cannot", "in", "out", "out", "in")
ONE_REASON_BY_SYSTEM = _year("cannot", "shown", "out", "in", "in", "in_with_note")
NEITHER_BY_SYSTEM = _year("cannot", "cannot", "out", "out", "out", "out")
NEITHER_BY_HABIT = _year("fails", "fails", *["in_with_note"] * 4)
WHOLE = _year("shown", "shown", "in", "in_with_note", "in_with_note", "in")


@pytest.mark.parametrize("language", languages().values(), ids=list(languages()))
@pytest.mark.parametrize(
    "year", [NOT_TOLD_BY_HABIT, NOT_TOLD_BY_SYSTEM, ONE_REASON_BY_SYSTEM, NEITHER_BY_SYSTEM, NEITHER_BY_HABIT]
)
def test_in_short_and_the_table_of_uses_say_the_same(language: Language, year: Row) -> None:
    told = _counts_in(year, language)
    for phrase, use in (("short_noted", "in_with_note"), ("short_left_out", "out")):
        names = ("several", "setting", "ocsea", "reasons")
        of_use = [
            language.phrase(f"use_{name}")
            for name, column in zip(names, COLUMNS, strict=True)
            if year[column] == use and _use_said(column, year) != "use_out_reasons"
        ]
        expected = language.phrase(phrase, {"names": ", ".join(of_use)})
        assert (expected in told) == bool(of_use)
    assert (language.phrase("short_not_beside") in told) == (year["use_reasons_code"] == "out")


def test_why_a_year_is_in_no_figure_is_said_as_it_is() -> None:
    """Counts of reasons stand in figures of reasons, though no contact came; elsewhere nothing of the year does."""
    of_counts = {**_year("open", "open", *["out"] * 4), "n_contacts": 0, "status_code": "counts_only"}
    said = [_use_said(column, of_counts) for column in COLUMNS]
    assert said == ["use_out_none", "use_out_none", "use_out_none", "use_out_counts"]
    assert _use_said("use_setting_code", NOT_TOLD_BY_SYSTEM) == "use_out"


def test_a_year_that_tells_both_needs_no_such_words() -> None:
    assert _counts_in(WHOLE, languages()["en"]) == []


@pytest.mark.parametrize("language", languages().values(), ids=list(languages()))
def test_the_words_of_a_verdict_promise_no_use(language: Language) -> None:
    """Whether something is compared hangs on system or habit, which the verdict does not tell apart."""
    words = " ".join(entry.definition for entry in language.verdicts.values())
    assert not [one for one in ("compar", "usable", "se pueden usar") if one in words]
