"""Law 8. What a source declares is compared with what it shows; a system and a habit are two findings."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.finding import Finding
from warehouse.assess.findings import judges
from warehouse.assess.findings.evidence import SourceYear
from warehouse.assess.findings.verdict import AXES, judge_year, uses_of
from warehouse.assess.thresholds import load_thresholds

THRESHOLDS = load_thresholds()


@st.composite
def source_years(draw: st.DrawFn, name: str = "it") -> SourceYear:
    """Any declaration beside any counts that can be."""
    with_reason = draw(st.integers(0, 2000))
    sexual = draw(st.integers(0, with_reason))
    unknown = draw(st.integers(0, sexual))
    online = draw(st.integers(0, sexual - unknown))
    tellable = draw(st.integers(sexual, 2 * with_reason))
    open_ones = draw(st.integers(0, tellable))
    counts = {
        "contacts": with_reason + draw(st.integers(0, 3)),
        "tellable": tellable,
        "tellable_unknown": open_ones,
        "tellable_online": draw(st.integers(0, tellable - open_ones)),
        "with_reason": with_reason,
        "with_two_reasons": draw(st.integers(0, with_reason) | st.just(0)),
        "sexual": sexual,
        "sexual_unknown": unknown,
        "sexual_online": online,
        "sexual_offline": sexual - unknown - online,
    }
    return SourceYear(
        source_id=name,
        network_code="demo",
        contact_year=2023,
        can_record_several_reasons=draw(st.booleans()),
        reason_cap=draw(st.sampled_from([None, 1, 3])),
        setting_capability_code=draw(st.sampled_from(["per_reason", "per_contact", "by_list", "remit", "none"])),
        remit_code=draw(st.sampled_from(["general", "online_safety"])),
        sexual_goes_elsewhere=draw(st.booleans()),
        can_record_ocsea=draw(st.booleans()),
        counts=counts,
    )


@st.composite
def networks(draw: st.DrawFn) -> list[SourceYear]:
    return [draw(source_years(f"source_{number}")) for number in range(draw(st.integers(1, 9)))]


def judged(years: list[SourceYear]) -> dict[str, list[Finding]]:
    own: dict[str, list[Finding]] = {year.source_id: [] for year in years}
    for judge in judges().values():
        for finding in judge(years, THRESHOLDS):
            own[finding.source_id].append(finding)
    return own


@settings(max_examples=60)
@given(networks())
def test_law_8(years: list[SourceYear]) -> None:
    findings = judged(years)
    for year in years:
        own = findings[year.source_id]
        for code in AXES:
            _check_claim(year, code, [finding for finding in own if finding.finding_code == code])
        _check_verdict(year, own)


def _check_claim(year: SourceYear, code: str, own: list[Finding]) -> None:
    declares = year.declares_several_reasons if code == "one_reason" else year.declares_setting
    shows = year.shows_several_reasons if code == "one_reason" else year.shows_setting(THRESHOLDS.declared)
    systems = [finding for finding in own if finding.cause_code == "system"]
    habits = [finding for finding in own if finding.cause_code == "habit"]
    expected = ("pass", "declared") if declares else ("warn",) if shows else ("fail",)
    assert len(systems) == 1 and systems[0].state_code in expected
    assert habits
    if not declares and not shows:
        assert {finding.state_code for finding in habits} == {"not_applicable"}
    assert not {one.sentence for one in systems} & {one.sentence for one in habits}
    for finding in own:
        assert finding.sentence
        if finding.state_code != "open":
            assert bool(finding.question) == (finding.state_code in ("warn", "fail"))
        if finding.state_code == "not_applicable":
            assert finding.numerator is finding.denominator is finding.value is None
        if finding.state_code == "not_assessable":
            assert not year.has_contacts
        if finding.state_code in ("open", "warn", "fail") and finding.denominator is None:
            # of nothing there is no share, and no interval of one
            assert finding.state_code == "open" or finding.cause_code == "system"
            assert finding.numerator is finding.value is finding.interval_low is finding.interval_high is None
        elif finding.state_code in ("open", "warn", "fail"):
            low, high = finding.interval_low, finding.interval_high
            assert low is not None and high is not None and 0 <= low <= (finding.value or low) <= high <= 1


def _check_verdict(year: SourceYear, own: list[Finding]) -> None:
    failed = {finding.finding_code for finding in own if finding.state_code == "fail"} & set(AXES)
    verdict = judge_year(year, own, THRESHOLDS).verdict
    assert (verdict == "skewed_and_incomplete") == (failed == {"one_reason", "no_setting"})
    assert (verdict in ("complete", "able_unproven", "not_assessable")) == (not failed)
    assert verdict != "not_assessable" or not year.has_contacts
    cannot = {one.finding_code for one in own if one.state_code == "fail" and one.cause_code == "system"}
    uses = uses_of(year, own)
    assert (uses.several_reasons == "out") == ("one_reason" in cannot)
    assert (uses.setting == "out") == ("no_setting" in cannot)
    assert (uses.ocsea == "out") == ("no_setting" in cannot or not year.can_record_ocsea)
    assert (uses.reasons == "out") == (cannot == {"one_reason", "no_setting"})


@settings(max_examples=30)
@given(networks(), st.randoms(use_true_random=False))
def test_order_of_sources_changes_no_verdict(years: list[SourceYear], random: object) -> None:
    forward, backward = judged(years), judged(list(reversed(years)))
    for year in years:
        assert judge_year(year, forward[year.source_id], THRESHOLDS) == judge_year(
            year, backward[year.source_id], THRESHOLDS
        )


@given(source_years())
def test_alone_in_its_network_a_source_is_judged_by_itself(year: SourceYear) -> None:
    (own,) = judged([year]).values()
    assert all("helplines that can tell" not in finding.sentence for finding in own)
