"""Hardly any OCSEA among a source's own sexual violence is asked about; what is honestly few is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.invented_metrics import found, month_of, states, year_of
from warehouse.assess.findings.evidence import ReasonCount, SourceYear
from warehouse.assess.thresholds import load_thresholds


def counts(
    ocsea: int, sexual: int, contacts: int = 600, violence: int | None = None, unknown: int = 0
) -> dict[str, int]:
    return {
        "contacts": contacts,
        "with_reason": contacts,
        "violence": 2 * sexual if violence is None else violence,
        "sexual": sexual,
        "sexual_unknown": unknown,
        "sexual_online": ocsea,
        "sexual_offline": sexual - unknown - ocsea,
        "ocsea_wide": ocsea,
    }


def peers(number: int = 12, year: int = 2023) -> list[SourceYear]:
    """Sources of which 20 to 40 of 80 contacts about sexual violence are OCSEA."""
    return [year_of(f"p{n}", counts(20 + 20 * n // number, 80), year=year) for n in range(number)]


def state(ocsea: int, sexual: int, *, contacts: int = 600, violence: int | None = None, **declared: Any) -> str:
    own = year_of("it", counts(ocsea, sexual, contacts, violence), **declared)
    return states("no_ocsea", [*peers(), own])["it"]


@pytest.mark.parametrize(
    ("ocsea", "sexual", "expected"),
    [(0, 60, "fail"), (4, 80, "fail"), (12, 80, "pass"), (24, 80, "pass"), (0, 9, "open")],
)
def test_it_is_judged_beside_what_helplines_with_like_numbers_record(ocsea: int, sexual: int, expected: str) -> None:
    assert state(ocsea, sexual) == expected


@pytest.mark.parametrize("ocsea", [0, 8])
def test_too_few_contacts_are_called_so_whichever_way_they_lean(ocsea: int) -> None:
    """Eight of nine is above what others record: "so few" was untrue of it."""
    told = found("no_ocsea", [*peers(), year_of("it", counts(ocsea, 9))])["it"]
    assert told.state_code == "open"
    assert "too few contacts to tell: fewer than" in told.sentence and "helplines of like size" in told.sentence


def test_none_where_many_were_to_be_expected_is_not_enough_where_helplines_differ_so_much() -> None:
    """Eight and more were to be expected, and none came; one honest helpline in twenty is like that."""
    spread = [year_of(f"p{n}", counts((1, 3, 9, 30, 60)[n % 5], 80)) for n in range(15)]
    own = found("no_ocsea", [*spread, year_of("it", counts(0, 40))])["it"]
    assert own.state_code != "fail"
    assert "few" not in own.sentence


def test_a_specialist_on_what_happens_offline_is_not_accused() -> None:
    assert state(12, 500, contacts=700) == "pass"


def with_acts(year: SourceYear, acts: dict[str, tuple[int, int]]) -> SourceYear:
    """Its sexual violence by acts: contacts with each, and how many of them are online."""
    reasons = {f"violence.sexual.{act}": ReasonCount(told, 0, told, online) for act, (told, online) in acts.items()}
    return replace(year, months=(month_of(6, {}, reasons),))


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ({"image": (4, 3), "abuse": (76, 1)}, "pass"),
        ({"image": (40, 2), "abuse": (40, 2)}, "fail"),
    ],
)
def test_who_works_on_what_happens_offline_is_not_asked_about_its_mix_of_acts(
    acts: dict[str, tuple[int, int]], expected: str
) -> None:
    """Four of 80 are rare beside helplines half of whose acts are images; not for a source that hardly has any."""
    usual = [with_acts(year, {"image": (40, 28), "abuse": (40, 2)}) for year in peers()]
    own = with_acts(year_of("it", counts(4, 80)), acts)
    assert states("no_ocsea", [*usual, own])["it"] == expected


@pytest.mark.parametrize(
    "declared",
    [
        {"sexual_goes_elsewhere": True},
        {"remit_code": "online_safety"},
        {"setting_capability_code": "none"},
        {"setting_capability_code": "remit"},
        {"can_record_ocsea": False},
    ],
)
def test_who_cannot_or_need_not_record_it_is_not_judged(declared: dict[str, Any]) -> None:
    assert state(0, 60, **declared) == "not_applicable"


def test_what_is_not_told_is_no_zero() -> None:
    own = year_of("it", counts(3, 60, unknown=50))
    assert states("no_ocsea", [*peers(), own])["it"] == "open"


def test_a_list_without_sexual_violence_offline_is_compared_with_all_its_violence() -> None:
    with_none = counts(0, 0, violence=300)
    del with_none["sexual_offline"]
    few = found("no_ocsea", [*peers(), year_of("it", with_none)])["it"]
    assert (few.state_code, few.denominator) == ("fail", 300)
    with_some = counts(50, 50, violence=300)
    del with_some["sexual_offline"]
    assert states("no_ocsea", [*peers(), year_of("it", with_some)])["it"] == "pass"


def test_years_of_too_few_cases_are_looked_at_together() -> None:
    years = [one for year in (2021, 2022, 2023) for one in (*peers(year=year), year_of("it", counts(0, 12), year=year))]
    first = states("no_ocsea", [one for one in years if one.contact_year == 2021])["it"]
    pooled = found("no_ocsea", years)["it"]
    assert (first, pooled.state_code) == ("open", "fail")
    assert (pooled.numerator, pooled.denominator, pooled.contact_year) == (0, 36, 2023)
    assert pooled.sentence.startswith("In the 3 years to 2023")


def lively(year: int = 2023) -> list[SourceYear]:
    """Helplines that differ much: 8 to 50 of 100 contacts about sexual violence are OCSEA."""
    return [year_of(f"p{n}", counts((6, 10, 16, 25, 40)[n % 5], 80), year=year) for n in range(15)]


def test_what_each_year_only_warns_of_fails_where_the_years_together_say_so() -> None:
    """Two years of none used to be looked at together only where each was too small to be said anything of."""
    years = [one for year in (2022, 2023) for one in (*lively(year), year_of("it", counts(0, 48), year=year))]
    alone = states("no_ocsea", [one for one in years if one.contact_year == 2023])["it"]
    pooled = found("no_ocsea", years)["it"]
    assert (alone, pooled.state_code) == ("warn", "fail")
    assert (pooled.numerator, pooled.denominator) == (0, 96)


def test_years_that_together_only_warn_take_nothing_from_what_the_year_says() -> None:
    years = [*lively(2022), year_of("it", counts(6, 40), year=2022), *lively(), year_of("it", counts(0, 48))]
    own = found("no_ocsea", years)["it"]
    assert (own.state_code, own.denominator) == ("warn", 48)


@pytest.mark.parametrize(("elsewhere", "expected"), [(60, "fail"), (10, "warn")])
def test_a_zero_needs_less_where_all_else_is_as_online_as_elsewhere(elsewhere: int, expected: str) -> None:
    """Of 200 contacts about bullying 30 to 58 are online: who has 60 is no helpline that records little online."""

    def with_bullying(year: SourceYear, online: int) -> SourceYear:
        reasons = {"violence.bullying": ReasonCount(200, 0, 200, online)}
        return replace(year, months=(month_of(6, {}, reasons),))

    others = [with_bullying(year, 30 + 2 * n) for n, year in enumerate(lively())]
    own = with_bullying(year_of("it", counts(0, 48)), elsewhere)
    assert states("no_ocsea", [*others, own])["it"] == expected


def test_four_of_ten_that_record_none_do_not_become_the_norm() -> None:
    network = [*peers(12), *(year_of(f"none_{n}", counts(0, 80)) for n in range(8))]
    own = states("no_ocsea", network)
    assert {own[f"none_{n}"] for n in range(8)} == {"fail"}
    assert {own[f"p{n}"] for n in range(12)} == {"pass"}


def test_alone_in_its_network_nothing_is_said() -> None:
    own = found("no_ocsea", [year_of("it", counts(0, 60))])["it"]
    assert own.state_code == "open"
    assert "too few helplines" in own.sentence


def test_it_asks_and_never_blames() -> None:
    own = found("no_ocsea", [*peers(), year_of("it", counts(0, 60))])["it"]
    assert "This may be right." in own.sentence
    assert own.question.endswith("your country?")
    assert own.threshold is not None and own.expected_low is not None and 0 < own.threshold < own.expected_low


def test_the_limit_is_the_files() -> None:
    network = [*peers(), year_of("it", counts(0, 20))]
    assert states("no_ocsea", network)["it"] == "open"
    assert states("no_ocsea", network, load_thresholds().but("no_ocsea", least_expected=4))["it"] == "fail"


@pytest.mark.parametrize(("ocsea", "expected"), [(0, "fail"), (7, "warn")])
def test_what_fails_or_warns_is_below_the_limit_that_it_shows(ocsea: int, expected: str) -> None:
    spread = [year_of(f"p{n}", counts((16, 22, 30, 40, 52)[n % 5], 80)) for n in range(15)]
    own = found("no_ocsea", [*spread, year_of("it", counts(ocsea, 80))])["it"]
    assert own.state_code == expected
    assert own.value is not None and own.threshold is not None and own.value < own.threshold


def test_where_not_even_none_would_be_few_there_is_no_limit() -> None:
    own = found("no_ocsea", [*peers(), year_of("it", counts(0, 3))])["it"]
    assert (own.state_code, own.threshold) == ("open", None)


def test_none_of_none_is_no_number() -> None:
    own = found("no_ocsea", [year_of("it", counts(0, 0))])["it"]
    assert (own.state_code, own.denominator, own.value, own.interval_high) == ("open", None, None, None)
    assert own.sentence.endswith("there is nothing to look at.")
