"""The month from which records are different is named; a campaign, a season and a declared list change are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.invented_metrics import FAMILY, MOOD, SCHOOL, found, month_of, states, year_of
from warehouse.assess.findings.evidence import Axis, ReasonCount, SourceMonth, SourceYear

Numbers = dict[str, int]


def usual(month: int, year: int = 2023) -> SourceMonth:
    """A month of an honest source, a little unlike the others."""
    wave = (month * 7 + year) % 5 - 2
    counts = {
        "with_reason": 60 + 2 * wave,
        "with_two_reasons": 14 + wave,
        "tellable": 30 + wave,
        "tellable_unknown": 1 + (month % 3 == 0),
        "tellable_online": 9 + wave // 2,
        "with_setting": 40 + wave,
        "setting_conflicts": month % 2,
    }
    reasons = {SCHOOL: ReasonCount(24 + wave), MOOD: ReasonCount(24 - wave), FAMILY: ReasonCount(15)}
    return month_of(month, counts, reasons, year)


def changed(month: SourceMonth, counts: Numbers, reasons: dict[str, int] | None = None) -> SourceMonth:
    own = {**month.reasons, **{name: ReasonCount(number) for name, number in (reasons or {}).items()}}
    return month_of(month.month.month, {**month.counts, **counts}, own, month.month.year, month.is_declared_change)


def source(
    source_id: str, change: Callable[[SourceMonth], SourceMonth] = lambda month: month, **declared: Any
) -> SourceYear:
    return year_of(source_id, {}, [change(usual(month)) for month in range(1, 13)], **declared)


def peers(number: int = 10) -> list[SourceYear]:
    return [source(f"p{n}") for n in range(number)]


def no_second(month: SourceMonth) -> SourceMonth:
    return changed(month, {"with_two_reasons": 0})


def half_unknown(month: SourceMonth) -> SourceMonth:
    return changed(month, {"tellable_unknown": 15, "tellable_online": 5})


def more_online(month: SourceMonth) -> SourceMonth:
    return changed(month, {"tellable_online": 20})


def disagreeing(month: SourceMonth) -> SourceMonth:
    return changed(month, {"setting_conflicts": 12})


def dump(month: SourceMonth) -> SourceMonth:
    return changed(month, {}, {SCHOOL: 44, MOOD: 8, FAMILY: 8})


def from_july(change: Callable[[SourceMonth], SourceMonth]) -> Callable[[SourceMonth], SourceMonth]:
    return lambda month: change(month) if month.month.month >= 7 else month


WORDS: dict[Callable[[SourceMonth], SourceMonth], str] = {
    no_second: "contacts with more than one reason went from 23 to 0 of 100",
    half_unknown: "reasons without online or offline went from 5 to 50 of 100",
    more_online: "reasons that are online or both went from 30 to 70 of 100",
    disagreeing: "contacts in which two fields or words disagree about online or offline went from 1 to 30 of 100",
}


@pytest.mark.parametrize("change", WORDS)
def test_the_month_and_the_change_are_named(change: Callable[[SourceMonth], SourceMonth]) -> None:
    own = found("break", [*peers(), source("it", from_july(change))])["it"]
    assert own.state_code == "fail"
    assert own.sentence.startswith("From 2023-07 the pattern changed: ")
    assert WORDS[change].split(" went")[0] in own.sentence
    assert own.question == "New list, new software, a campaign?"
    assert own.denominator and own.numerator is not None and own.value is not None and own.threshold is not None


def test_a_reason_that_takes_the_place_of_others_is_named() -> None:
    own = found("break", [*peers(), source("it", from_july(dump))])["it"]
    assert own.state_code == "fail"
    assert "2023-07" in own.sentence and "of 100 contacts" in own.sentence


def test_honest_sources_stay_as_they_are() -> None:
    assert set(states("break", peers()).values()) == {"pass"}


def test_second_reasons_that_stop_are_found_however_few_there_were() -> None:
    def few(month: SourceMonth) -> SourceMonth:
        return changed(month, {"with_two_reasons": 0 if month.month.month >= 7 else 5, "with_reason": 80})

    assert states("break", [*peers(), source("it", few)])["it"] == "fail"


def test_a_campaign_of_one_month_is_no_break() -> None:
    def campaign(month: SourceMonth) -> SourceMonth:
        if month.month.month != 10:
            return month
        return changed(month, {"with_reason": 260, "with_two_reasons": 14}, {SCHOOL: 224})

    assert states("break", [*peers(), source("it", campaign)])["it"] == "pass"


def test_a_season_that_comes_and_goes_is_no_break() -> None:
    def season(month: SourceMonth) -> SourceMonth:
        return changed(month, {}, {SCHOOL: 24 + (8 if month.month.month % 2 else -8)})

    assert states("break", [*peers(), source("it", season)])["it"] == "pass"


def declared(change: Callable[[SourceMonth], SourceMonth]) -> Callable[[SourceMonth], SourceMonth]:
    def with_list(month: SourceMonth) -> SourceMonth:
        own = from_july(change)(month)
        return month_of(own.month.month, own.counts, own.reasons, 2023, is_declared_change=own.month.month == 7)

    return with_list


@pytest.mark.parametrize(
    ("change", "expected"), [(dump, "pass"), (more_online, "pass"), (no_second, "fail"), (half_unknown, "fail")]
)
def test_a_declared_list_explains_other_reasons_and_nothing_that_is_lost(
    change: Callable[[SourceMonth], SourceMonth], expected: str
) -> None:
    own = found("break", [*peers(), source("it", declared(change))])["it"]
    assert own.state_code == expected
    assert ("A change of the list is declared" in own.sentence) == (expected == "pass")


def told_by(axis: Axis, change: Callable[[SourceMonth], SourceMonth], first: int = 7) -> SourceYear:
    """A source that changed in July, with a system that is declared to have changed from a month on."""

    def declare(month: SourceMonth) -> SourceMonth:
        own, at = from_july(change)(month), month.month.month
        return month_of(at, own.counts, own.reasons, changed_axes=[axis] if at == first else [])

    return source("it", declare)


@pytest.mark.parametrize(
    ("axis", "change", "expected"),
    [
        ("several", no_second, "pass"),
        ("several", dump, "pass"),
        ("setting", half_unknown, "pass"),
        ("setting", more_online, "pass"),
        ("setting", disagreeing, "pass"),
        ("setting", no_second, "fail"),
        ("several", half_unknown, "fail"),
    ],
)
def test_a_declared_change_of_the_system_explains_what_follows_from_it(
    axis: Axis, change: Callable[[SourceMonth], SourceMonth], expected: str
) -> None:
    own = found("break", [*peers(), told_by(axis, change)])["it"]
    assert own.state_code == expected
    assert ("A change of the system is declared" in own.sentence) == (expected == "pass")
    assert "2023-07" in own.sentence


def test_a_system_that_changed_in_another_month_explains_nothing() -> None:
    assert states("break", [*peers(), told_by("several", no_second, first=3)])["it"] == "fail"


def test_what_is_declared_elsewhere_in_the_year_explains_nothing() -> None:
    def in_march(month: SourceMonth) -> SourceMonth:
        own = from_july(dump)(month)
        return month_of(own.month.month, own.counts, own.reasons, 2023, is_declared_change=own.month.month == 3)

    assert states("break", [*peers(), source("it", in_march)])["it"] == "fail"


def years_of(source_id: str, change: Callable[[SourceMonth], SourceMonth]) -> list[SourceYear]:
    return [
        year_of(source_id, {}, [change(usual(month, year)) for month in range(1, 13)], year)
        for year in (2021, 2022, 2023)
    ]


def test_a_change_belongs_to_one_year_alone() -> None:
    def from_july_2022(month: SourceMonth) -> SourceMonth:
        return no_second(month) if (month.month.year, month.month.month) >= (2022, 7) else month

    network = [year for n in range(10) for year in years_of(f"p{n}", lambda month: month)]
    network += years_of("it", from_july_2022)
    by_year = {}
    for year in (2021, 2022, 2023):
        findings = [one for one in _every(network) if one[0] == ("it", year)]
        by_year[year] = findings[0][1]
    assert by_year == {2021: "pass", 2022: "fail", 2023: "pass"}


def test_a_change_at_new_year_is_seen_beside_the_year_before() -> None:
    network = [year for n in range(10) for year in years_of(f"p{n}", lambda month: month)]
    network += years_of("it", lambda month: no_second(month) if month.month.year == 2023 else month)
    assert dict(_every(network))["it", 2023] == "fail"


def _every(years: list[SourceYear]) -> list[tuple[tuple[str, int | None], str]]:
    from warehouse.assess.findings import judges
    from warehouse.assess.thresholds import load_thresholds

    return [((one.source_id, one.contact_year), one.state_code) for one in judges()["break"](years, load_thresholds())]


def test_four_of_ten_that_change_alike_are_all_found() -> None:
    own = states("break", [*peers(12), *(source(f"it_{n}", from_july(no_second)) for n in range(8))])
    assert {own[f"it_{n}"] for n in range(8)} == {"fail"}
    assert {own[f"p{n}"] for n in range(12)} == {"pass"}


def test_who_cannot_record_it_cannot_have_lost_it() -> None:
    cannot = source("it", from_july(half_unknown), setting_capability_code="none")
    assert states("break", [*peers(), cannot])["it"] == "pass"


def test_too_few_contacts_say_nothing() -> None:
    few = [month_of(n, {"with_reason": 4, "with_two_reasons": n < 7}, {SCHOOL: ReasonCount(4)}) for n in range(1, 13)]
    assert states("break", [*peers(), year_of("it", {}, few)])["it"] == "open"
