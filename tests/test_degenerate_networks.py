"""Networks with hardly anything in them: nothing breaks, and nobody is accused of what cannot be seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.finding import Finding
from tests.invented_metrics import FAMILY, MOOD, SCHOOL, month_of, year_of
from tests.invented_network import (
    ABUSE_OFFLINE,
    ABUSE_ONLINE,
    ABUSE_UNKNOWN,
    InventedNetwork,
    Label,
    all_rows,
)
from tests.invented_network import MOOD as MOOD_LABEL
from tests.invented_network import SCHOOL as SCHOOL_LABEL
from warehouse.assess.findings import judge_metrics, judges
from warehouse.assess.findings.evidence import ReasonCount, SourceYear
from warehouse.assess.findings.verdict import AXES
from warehouse.assess.tables import assess_tables
from warehouse.assess.thresholds import load_thresholds

OTHER: Label = ("other", "not_applicable", "none")
NEW = sorted(set(judges()) - set(AXES))


def failed(network: InventedNetwork) -> list[tuple[object, ...]]:
    connection = network.connect()
    assess_tables(connection)
    return all_rows(connection, "select source_id, finding_code from finding where state_code = 'fail' order by all")


def test_one_source_with_three_contacts() -> None:
    network = InventedNetwork()
    network.add_source("it")
    network.add_contacts("it", 3, (SCHOOL_LABEL,))
    connection = network.connect()
    assess_tables(connection)
    assert all_rows(connection, "select verdict_code from source_year") == [("able_unproven",)]
    states = dict(all_rows(connection, "select finding_code, state_code from finding where cause_code = 'habit'"))
    assert {states[code] for code in NEW} == {"open"}
    assert set(states) >= set(judges())


def test_one_large_source_is_not_compared_with_itself() -> None:
    network = InventedNetwork()
    network.add_source("it")
    for month in range(1, 13):
        network.add_contacts("it", 20, (OTHER,), month=month)
        network.add_contacts("it", 5, (ABUSE_OFFLINE, MOOD_LABEL), month=month)
        network.add_contacts("it", 1, (ABUSE_ONLINE,), month=month)
    assert failed(network) == []


def test_a_year_without_contacts_between_two() -> None:
    network = InventedNetwork()
    network.add_source("it")
    network.add_contacts("it", 30, (SCHOOL_LABEL, MOOD_LABEL), year=2021)
    network.add_contacts("it", 30, (SCHOOL_LABEL, MOOD_LABEL), year=2023)
    connection = network.connect()
    assess_tables(connection)
    assert all_rows(connection, "select contact_year, verdict_code from source_year order by 1") == [
        (2021, "able_unproven"),
        (2022, "not_assessable"),
        (2023, "able_unproven"),
    ]
    states = all_rows(
        connection, "select distinct state_code from finding where contact_year = 2022 and cause_code = 'habit'"
    )
    assert states == [("not_assessable",)]


def test_a_network_in_which_all_are_skewed_alike_accuses_by_no_comparison() -> None:
    """What all do is the network's norm; only limits that need no comparison speak: half of all settings are unknown."""
    network = InventedNetwork()
    for name in (f"s{number}" for number in range(8)):
        network.add_source(name)
        network.add_contacts(name, 60, (OTHER,))
        network.add_contacts(name, 20, (SCHOOL_LABEL, MOOD_LABEL))
        network.add_contacts(name, 15, (ABUSE_OFFLINE,))
        network.add_contacts(name, 15, (ABUSE_UNKNOWN,))
    assert failed(network) == [(f"s{number}", "no_setting") for number in range(8)]


def test_counts_alone() -> None:
    network = InventedNetwork()
    network.add_source("it")
    network.rows["reported_count"].append(
        {
            "source_id": "it",
            "period_start": date(2023, 1, 1),
            "period_end": date(2023, 12, 31),
            "reason_code": SCHOOL,
            "n_contacts": 900,
        }
    )
    connection = network.connect()
    assess_tables(connection)
    assert all_rows(connection, "select status_code, verdict_code from source_year") == [
        ("counts_only", "not_assessable")
    ]
    assert all_rows(connection, "select finding_code, state_code from finding") == [("counts_only", "warn")]
    assert all_rows(connection, "from source_reason") == all_rows(connection, "from source_month") == []


def test_no_source_at_all() -> None:
    assert failed(InventedNetwork()) == []


@st.composite
def source_years(draw: st.DrawFn, name: str) -> list[SourceYear]:
    """Up to three years of up to twelve months, with any numbers that can be, or none."""
    declared = {
        "can_record_several_reasons": draw(st.booleans()),
        "setting_capability_code": draw(st.sampled_from(["per_reason", "by_list", "remit", "none"])),
        "can_record_ocsea": draw(st.booleans()),
    }
    years = []
    for year in draw(st.sets(st.integers(2021, 2023), min_size=1)):
        months = []
        for month in draw(st.sets(st.integers(1, 12), max_size=8)):
            total = draw(st.sampled_from([1, 2, 30, 400]))
            two = draw(st.integers(0, total))
            told = draw(st.integers(0, total))
            unknown = draw(st.integers(0, told))
            online = draw(st.integers(0, told - unknown))
            counts = {
                **{"contacts": total, "with_reason": total, "with_two_reasons": two, "reasons": total + two},
                **{"other_reasons": draw(st.integers(0, total)), "tellable": told, "tellable_unknown": unknown},
                **{"tellable_online": online, "tellable_both": draw(st.integers(0, online)), "violence": told},
                **{"sexual": told, "sexual_unknown": unknown, "sexual_online": online, "ocsea_wide": online},
                **{"sexual_offline": told - unknown - online, "sexual_both": 0, "with_setting": told},
                **{"setting_conflicts": draw(st.integers(0, told))},
            }
            reasons = {}
            for reason in draw(st.sets(st.sampled_from([SCHOOL, MOOD, FAMILY, "violence.sexual.abuse"]))):
                number = draw(st.integers(1, total))
                known = draw(st.integers(0, number))
                pairs = draw(st.integers(0, min(number, two)))
                reasons[reason] = ReasonCount(number, pairs, known, draw(st.integers(0, known)))
            months.append(month_of(month, counts, reasons, year, draw(st.booleans())))
        sums = {} if months else {"contacts": 0}
        years.append(year_of(name, sums, months, year, **declared))
    return years


@st.composite
def networks(draw: st.DrawFn) -> list[SourceYear]:
    number = draw(st.integers(1, 8))
    return [year for n in range(number) for year in draw(source_years(f"s{n}"))]


def check(finding: Finding) -> None:
    assert finding.sentence and "{" not in finding.sentence
    assert bool(finding.question) == (finding.state_code in ("warn", "fail"))
    if finding.state_code in ("warn", "fail"):
        assert finding.numerator is not None and finding.denominator and finding.value is not None
        assert 0 <= finding.numerator <= finding.denominator
        assert finding.interval_low is not None and finding.interval_high is not None
        assert finding.interval_low <= finding.value <= finding.interval_high


@settings(max_examples=25, deadline=None)
@given(networks())
def test_any_network_can_be_judged(years: Sequence[SourceYear]) -> None:
    found = judge_metrics(years, load_thresholds(), NEW)
    assert sorted((one.source_id, one.contact_year, one.finding_code) for one in found) == sorted(
        (year.source_id, year.contact_year, code) for year in years for code in NEW
    )
    for finding in found:
        check(finding)
        assert (finding.finding_code, finding.state_code) != ("lone_category", "fail")


@settings(max_examples=8, deadline=None)
@given(networks())
def test_order_of_sources_changes_no_finding(years: Sequence[SourceYear]) -> None:
    def by_name(every: Sequence[Finding]) -> dict[tuple[object, ...], str]:
        return {(one.source_id, one.contact_year, one.finding_code): one.state_code for one in every}

    forward = by_name(judge_metrics(years, load_thresholds(), NEW))
    assert by_name(judge_metrics(list(reversed(years)), load_thresholds(), NEW)) == forward
