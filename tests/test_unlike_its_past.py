"""Finding `unlike_its_past`: a year beside the source's own earlier years. It asks; it accuses nobody of noise."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.invented_network import ABUSE_ONLINE, MOOD, SCHOOL, InventedNetwork, Label, all_rows
from tests.test_replies import entry
from tests.tiny_source import SOURCE, SOURCE_ID, TinySource
from warehouse.assess.past_range import Period, Scale, expect, usual_spread
from warehouse.assess.step import assess
from warehouse.assess.tables import assess_tables, judge_tables, measure_tables
from warehouse.assess.thresholds import load_thresholds
from warehouse.network.manifest import named_tables

LIMITS = load_thresholds().unlike_its_past
SHARE = Scale.of_shares(LIMITS)

EXPORT = """\
files: "contacts_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: id
arrives: {as: updates, newest: {by: "contacts_(%Y).csv"}}
date: {column: day, format: iso}
fields: {channel: channel, gender: gender}
reasons: reason
"""
DECISIONS = """\
reason,School,mapped,education.academic,,,equal,,,,,
reason,Mood,mapped,mental_health.mood,,,equal,,,,,
channel,Phone,mapped,voice,,,equal,,,,,
channel,Chat,mapped,chat,,,equal,,,,,
gender,F,mapped,girl,,,equal,,,,,
gender,?,mapped,unknown,,,equal,,,,,
"""
Mix = Mapping[tuple[str, str, str], int]
"""Contacts a month by reason, channel and gender as recorded."""
USUAL: Mix = {
    ("School", "Phone", "F"): 12,
    ("School", "Chat", "F"): 4,
    ("Mood", "Phone", "F"): 3,
    ("Mood", "Phone", "?"): 1,
}
YEARS = (2019, 2020, 2021, 2022)


def deliver(tiny: TinySource, year: int, mix: Mix = USUAL, months: range = range(1, 13)) -> None:
    """The file of a year: every month is a little larger or smaller than the one before."""
    lines = ["id,day,reason,channel,gender"]
    for month in months:
        for said, number in mix.items():
            n = number + (month + year) % 3 - 1 if number > 2 else number
            lines += [f"{len(lines)}-{year}-{place},{year}-{month:02}-05,{','.join(said)}" for place in range(n)]
    tiny.put(f"contacts_{year}.csv", "\n".join(lines) + "\n")


def with_past(folder: Path, years: tuple[int, ...] = YEARS) -> TinySource:
    tiny = TinySource.write(
        folder, EXPORT, DECISIONS, SOURCE.replace("thresholds: {", "thresholds: {unmapped_reasons: 1, ")
    )
    for year in years:
        deliver(tiny, year)
    return tiny


def found(tiny: TinySource) -> list[dict[str, Any]]:
    """The findings, made anew from what lies there, the last year first."""
    tiny.ingest()
    assess(tiny.run())
    rows = pq.read_table(named_tables(tiny.layout, "assess")["finding"]).to_pylist()
    own = [row for row in rows if row["finding_code"] == "unlike_its_past"]
    return sorted(own, key=lambda row: (-row["contact_year"], row["sentence"]))


def states(rows: list[dict[str, Any]]) -> dict[int, set[str]]:
    years = {row["contact_year"] for row in rows}
    return {year: {row["state_code"] for row in rows if row["contact_year"] == year} for year in years}


# ---------------------------------------------------------------- a second delivery


def test_a_share_that_jumps_is_said_with_its_numbers(tmp_path: Path) -> None:
    tiny = with_past(tmp_path)
    assert states(found(tiny)) == {2019: {"open"}, 2020: {"open"}, 2021: {"open"}, 2022: {"pass"}}
    deliver(tiny, 2023, {("School", "Phone", "F"): 4, ("Mood", "Phone", "F"): 12, ("Mood", "Chat", "F"): 4})
    (warned,) = [row for row in found(tiny) if row["contact_year"] == 2023]
    assert warned["state_code"] == "warn"
    assert (warned["numerator"], warned["denominator"]) == (192, 240)
    assert warned["value"] == 0.8
    assert 0.05 < warned["expected_low"] < 0.2 < warned["expected_high"] < 0.6
    low, high = (f"{warned[name] * 100:.1f}" for name in ("expected_low", "expected_high"))
    assert warned["sentence"].startswith(
        "In 2023, 80.0 of 100 contacts with a reason are about Mental health (192 of 240);"
    )
    assert warned["sentence"].endswith(f"your own years 2019 to 2022 let expect {low} to {high}.")
    assert warned["question"] and not warned["is_explained"]


def test_a_channel_that_vanishes_is_said_though_no_row_speaks_of_it(tmp_path: Path) -> None:
    tiny = with_past(tmp_path)
    deliver(tiny, 2023, {("School", "Phone", "F"): 16, ("Mood", "Phone", "F"): 3, ("Mood", "Phone", "?"): 1})
    (warned,) = [row for row in found(tiny) if row["contact_year"] == 2023]
    assert (warned["state_code"], warned["numerator"], warned["denominator"]) == ("warn", 0, 240)
    assert warned["sentence"].startswith("In 2023, none of 240 contacts came by Web chat;")


@pytest.mark.parametrize(
    ("mix", "told"),
    [
        ({**USUAL, ("Mood", "Phone", "F"): 0, ("School", "Phone", "?"): 12, ("School", "Phone", "F"): 3}, "the gender is not known for 6"),
        ({**USUAL, ("Poetry", "Phone", "F"): 8}, "values have no decision"),
        ({said: 5 * number for said, number in USUAL.items()}, "contacts a month"),
    ],
)  # fmt: skip
def test_what_is_not_known_not_decided_or_far_more_is_said(tmp_path: Path, mix: Mix, told: str) -> None:
    tiny = with_past(tmp_path)
    deliver(tiny, 2023, mix)
    warned = [row for row in found(tiny) if row["contact_year"] == 2023]
    assert {row["state_code"] for row in warned} == {"warn"}
    assert any(told in row["sentence"] for row in warned)


def test_the_last_year_as_delivered_later_is_judged_anew(tmp_path: Path) -> None:
    tiny = with_past(tmp_path, (*YEARS, 2023))
    assert states(found(tiny))[2023] == {"pass"}
    deliver(tiny, 2024, {("Mood", "Chat", "?"): 20})
    assert states(found(tiny))[2023] == {"pass"}
    assert states(found(tiny))[2024] == {"warn"}
    deliver(tiny, 2025)
    assert "fail" not in set().union(*states(found(tiny)).values())


def test_a_reply_explains_it(tmp_path: Path) -> None:
    tiny = with_past(tmp_path)
    deliver(tiny, 2023, {("School", "Phone", "F"): 16, ("Mood", "Phone", "F"): 4})
    path = tmp_path / "mappings" / SOURCE_ID / "replies.yaml"
    path.write_text("replies:\n" + entry(finding="unlike_its_past", cause="", reply="The chat was closed."), "utf-8")
    assert {row["is_explained"] for row in found(tiny) if row["state_code"] == "warn"} == {True}


# ---------------------------------------------------------------- what is not said


def test_the_first_years_have_no_past(tmp_path: Path) -> None:
    tiny = with_past(tmp_path, YEARS[:2])
    deliver(tiny, 2021, {("Mood", "Chat", "?"): 90})
    last, *_ = found(tiny)
    assert last["state_code"] == "open"
    assert last["sentence"].startswith(
        "2021 cannot be compared with your own past: 2 earlier years can be looked at, and 3"
    )


def test_a_campaign_month_is_no_other_year(tmp_path: Path) -> None:
    tiny = with_past(tmp_path)
    deliver(tiny, 2023)
    campaign = TinySource(tmp_path).inbox / "contacts_2023.csv"
    lines = campaign.read_text(encoding="utf-8").splitlines()
    in_june = [line for line in lines if ",2023-06-" in line]
    more = [f"again-{number}-{line}" for number in range(2) for line in in_june]
    campaign.write_text("\n".join([*lines, *more]) + "\n", encoding="utf-8")
    assert states(found(tiny))[2023] == {"pass"}


def test_a_year_that_has_only_begun_is_held_against_the_same_months(tmp_path: Path) -> None:
    """From April on there are school holidays in this invented country: January to March are about school alone."""
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    term, holidays = {("School", "Phone", "F"): 20}, {("Mood", "Chat", "F"): 8}
    for year in YEARS:
        deliver(tiny, year, term, range(1, 4))
        first = (tiny.inbox / f"contacts_{year}.csv").read_text(encoding="utf-8")
        deliver(tiny, year, holidays, range(4, 13))
        rest = (tiny.inbox / f"contacts_{year}.csv").read_text(encoding="utf-8").split("\n", 1)[1]
        tiny.put(f"contacts_{year}.csv", first + "".join(f"b{line}\n" for line in rest.splitlines()))
    deliver(tiny, 2023, term, range(1, 4))
    assert states(found(tiny))[2023] == {"pass"}


def test_a_year_of_which_a_file_is_held_back_is_not_looked_at() -> None:
    network = InventedNetwork()
    network.add_source("it")
    for year in range(2018, 2024):
        network.add_contacts("it", 200 if year < 2023 else 5, (SCHOOL,), year)
    network.held_years.append(("it", 2023))
    connection = network.connect()
    assess_tables(connection)
    years = "select contact_year from finding where finding_code = 'unlike_its_past' order by all"
    assert [year for (year,) in all_rows(connection, years)] == [2018, 2019, 2020, 2021, 2022]


def test_other_limits_change_it_and_no_metric() -> None:
    """A reason falls from half to one in twenty: no warning where a larger change is asked for, or a longer past."""
    network = InventedNetwork()
    network.add_source("it")
    for year in range(2018, 2023):
        network.add_contacts("it", 100 if year < 2022 else 190, (SCHOOL,), year)
        network.add_contacts("it", 100 if year < 2022 else 10, (MOOD,), year)
    connection = network.connect()
    measure_tables(connection)
    query = "select state_code from finding where finding_code = 'unlike_its_past' and contact_year = 2022"
    for limits, state in (
        (load_thresholds(), "warn"),
        (load_thresholds().but("unlike_its_past", least_change_of_share=0.8), "pass"),
        (load_thresholds().but("unlike_its_past", least_years=6), "open"),
    ):
        judge_tables(connection, limits)
        assert all_rows(connection, query) == [(state,)]


def test_honest_noise_of_many_small_sources_is_not_said() -> None:
    """Sources of 20 to 400 contacts a year, whose shares and sizes differ from year to year more than by chance."""
    draw = random.Random(16)
    network = InventedNetwork()
    for number in range(20):
        source_id = network.add_source(f"source_{number:02}")
        size = draw.choice((20, 40, 80, 160, 400))
        share = draw.uniform(0.1, 0.9)
        for year in range(2015, 2023):
            now = min(max(share + draw.gauss(0, 0.04), 0.0), 1.0)
            add_year(network, source_id, year, round(size * draw.lognormvariate(0, 0.2)), now, draw)
    connection = network.connect()
    assess_tables(connection)
    query = "select state_code, count(*) from finding where finding_code = 'unlike_its_past' group by all"
    counted: dict[str, int] = dict(all_rows(connection, query))
    assert counted["pass"] >= 90
    assert counted.get("warn", 0) <= 2
    assert "fail" not in counted


def add_year(network: InventedNetwork, source_id: str, year: int, n: int, share: float, draw: random.Random) -> None:
    counted: dict[tuple[Label, ...], int] = {(SCHOOL,): 0, (MOOD,): 0, (ABUSE_ONLINE,): 0}
    for _ in range(n):
        label = SCHOOL if draw.random() < share else MOOD if draw.random() < 0.7 else ABUSE_ONLINE
        counted[label,] += 1
    for labels, number in counted.items():
        network.add_contacts(source_id, number, labels, year)


def test_small_numbers_accuse_nobody(tmp_path: Path) -> None:
    """Six contacts a year, all about school; then six, all about moods: that may be chance for so few."""
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    for year in YEARS:
        deliver(tiny, year, {("School", "Phone", "F"): 1}, range(1, 7))
    deliver(tiny, 2023, {("Mood", "Phone", "F"): 1}, range(1, 7))
    assert not {"warn", "fail"} & set().union(*states(found(tiny)).values())


# ---------------------------------------------------------------- the range


def test_a_lively_past_expects_more_and_a_larger_year_is_known_better() -> None:
    steady = [Period(n, 1000) for n in (200, 205, 195, 200)]
    lively = [Period(n, 1000) for n in (120, 300, 180, 260)]
    usual = usual_spread(SHARE, [])

    def width(past: list[Period], base: int = 1000) -> float:
        found = expect(SHARE, past, Period(base // 5, base), usual, 0.001)
        return found.high - found.low

    assert width(steady) < width(lively)
    assert width(steady) < width(steady, 50)
    assert width([Period(20, 100)] * 4) > width([Period(200, 1000)] * 4)


def test_the_usual_spread_is_the_networks_own_and_half_of_it_may_have_changed() -> None:
    few = usual_spread(SHARE, [0.5] * 4)
    assert few == SHARE.unknown_spread**2
    assert usual_spread(SHARE, [0.0] * 20) == SHARE.least_spread**2
    assert usual_spread(SHARE, [0.01] * 20) == pytest.approx(0.01)
    assert usual_spread(SHARE, [0.01] * 16 + [0.5] * 4) == pytest.approx(0.01)
