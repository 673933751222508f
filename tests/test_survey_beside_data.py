"""Views of the survey: what a member says beside what is declared and shown; counts of helplines that tell of nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb
import pytest

from tests.conftest import ROOT
from tests.survey_release import YEAR, Release
from warehouse.publish.survey import well_without_ocsea


@pytest.fixture
def release() -> Iterator[Release]:
    with duckdb.connect() as connection:
        yield Release(connection)


SEVERAL = ("is_several_other_than_declared", "is_several_other_than_shown")
SETTING = ("is_setting_other_than_declared", "is_setting_other_than_shown")


@pytest.mark.parametrize(
    ("says", "declared", "shown", "expected"),
    [
        ("yes", True, "shown", (False, False)),
        ("yes", False, "cannot", (True, True)),
        ("yes", True, "fails", (False, True)),
        ("no", True, "shown", (True, True)),
        ("no", False, "cannot", (False, False)),
        ("yes", True, "open", (False, None)),
        ("unknown", True, "shown", (None, None)),
        (None, True, "shown", (None, None)),
    ],
)
def test_several_reasons_said_declared_and_shown(
    release: Release, says: str | None, declared: bool, shown: str, expected: tuple[bool | None, ...]
) -> None:
    release.member("a", 1, several=says, can_several=declared, evidence=(shown, "shown"))

    assert release.beside("a", *SEVERAL) == expected
    assert release.beside("a", "n_disagreements") == (sum(map(bool, expected)),)


@pytest.mark.parametrize(
    ("says", "declared", "shown", "expected"),
    [
        ("per_contact", "per_contact", "shown", (False, False)),
        ("by_list", "per_contact", "shown", (True, False)),
        ("by_list", "none", "cannot", (True, True)),
        ("no", "none", "cannot", (False, False)),
        ("no", "by_list", "shown", (True, True)),
        ("other", "per_reason", "fails", (False, True)),
        ("by_list", "remit", "shown", (False, False)),
        ("per_reason", "per_reason", "open", (False, None)),
        ("unknown", "by_list", "shown", (None, None)),
        (None, "none", "cannot", (None, None)),
    ],
)
def test_online_and_offline_said_declared_and_shown(
    release: Release, says: str | None, declared: str, shown: str, expected: tuple[bool | None, ...]
) -> None:
    release.member("a", 1, setting=says, capability=declared, evidence=("shown", shown))

    assert release.beside("a", *SETTING) == expected


@pytest.mark.parametrize(
    ("ocsea", "contacts", "code"),
    [(3, 100, "reported"), (0, 100, "none_counted"), (None, 100, "cannot_tell"), (None, 0, "no_data")],
)
def test_no_code_is_no_zero(release: Release, ocsea: int | None, contacts: int, code: str) -> None:
    release.member("a", ocsea, contacts=contacts)

    assert release.beside("a", "ocsea_reported_code", "n_ocsea_wide") == (code, ocsea)


def test_of_several_sources_of_a_member_the_one_that_can_most_speaks(release: Release) -> None:
    release.member("a", 0, several="yes", capability="none", can_several=False, evidence=("cannot", "cannot"))
    release.source("a_2", "a", 4, "per_reason", True, ("shown", "open"))

    columns = ("n_sources", "is_several_declared", "declared_setting_code", "evidence_several_reasons_code")
    assert release.beside("a", *columns) == (2, True, "per_reason", "shown")
    assert release.beside("a", "evidence_setting_code", "n_ocsea_wide", *SEVERAL) == ("open", 4, False, False)


def test_a_member_that_answered_and_sent_nothing_is_there(release: Release) -> None:
    release.member("a", 1, several="yes")
    release.connection.execute("delete from source_year")

    assert release.beside("a", "ocsea_reported_code", "verdict_code", *SEVERAL) == ("no_data", None, False, None)


def fill(release: Release, n_none: int, n_well: int, n_others: int, network: str = "demo") -> None:
    """`n_none` members count no OCSEA, `n_well` of them judge themselves well; `n_others` report some."""
    for number in range(n_none):
        detection = ("very_well" if number % 2 else "moderately_well") if number < n_well else "slightly_well"
        release.member(f"{network}_none_{number}", 0, detection=detection, network=network)
    for number in range(n_others):
        release.member(f"{network}_some_{number}", 5, detection="very_well", network=network)


@pytest.mark.parametrize(
    ("n_none", "n_well", "n_others", "said"),
    [
        (4, 3, 22, "3 of 4"),
        (3, 0, 3, "0 of 3"),
        (3, 3, 0, "3 of 3"),
        (2, 2, 22, None),
        (0, 0, 9, None),
        (4, 3, 1, None),
        (4, 3, 2, None),
    ],
)
def test_of_helplines_without_ocsea_how_many_judge_themselves_well(
    release: Release, n_none: int, n_well: int, n_others: int, said: str | None
) -> None:
    fill(release, n_none, n_well, n_others)

    assert well_without_ocsea(release.counts(), "demo", YEAR) == said


def test_who_cannot_tell_did_not_answer_or_does_not_know_is_not_well(release: Release) -> None:
    fill(release, 3, 2, 3)
    release.member("cannot", None, detection="very_well")
    release.member("silent", 0, detection=None)
    assert well_without_ocsea(release.counts(), "demo", YEAR) == "2 of 3"

    release.member("asks", 0, detection="unknown")
    assert well_without_ocsea(release.counts(), "demo", YEAR) == "2 of 4"


def test_networks_are_never_mixed(release: Release) -> None:
    fill(release, 4, 3, 3)
    fill(release, 2, 2, 4, "other")

    assert well_without_ocsea(release.counts(), "demo", YEAR) == "3 of 4"
    assert well_without_ocsea(release.counts(), "other", YEAR) is None
    bases = {one.n_base for one in release.counts() if one.base_code == "all" and one.network_code == "other"}
    assert bases == {6}


def test_each_answer_is_counted_of_all_that_answered_zeros_included(release: Release) -> None:
    fill(release, 3, 1, 1)
    release.member("silent", 4)

    own = {one.answer_code: one.said for one in release.counts() if one.base_code == "all"}
    assert own == {
        "very_well": "1 of 4",
        "moderately_well": "1 of 4",
        "slightly_well": "2 of 4",
        "not_well": "0 of 4",
        "unknown": "0 of 4",
    }


def test_of_two_answers_nothing_is_told(release: Release) -> None:
    release.member("a", 0, several="yes")
    release.member("b", 0, several="no")

    counts = [one for one in release.counts() if one.question_code == "several_reasons"]
    assert len(counts) == 3
    assert {(one.n_helplines, one.n_base, one.said) for one in counts} == {(None, None, None)}


def test_the_queries_of_the_page_run(release: Release) -> None:
    fill(release, 4, 3, 3)
    release.member("cedar", None, several="yes", can_several=False, evidence=("cannot", "cannot"))
    page = (ROOT / "docs" / "survey.md").read_text(encoding="utf-8")

    release.counts()
    first, second = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    assert release.connection.execute(first).fetchall() == [(YEAR, "3 of 4")]
    assert release.connection.execute(second).fetchall()[0][:4] == ("Cedar", YEAR, "yes", "cannot")


def test_a_year_without_any_reason_is_no_year_that_counted_none(release: Release) -> None:
    for member_id, n_with_reason in (("silent_calls_alone", 0), ("counted", 40)):
        release.member(member_id, 0, detection="very_well")
        release.connection.execute(
            "update source_year set n_with_reason = $1 where source_id = $2", [n_with_reason, member_id]
        )

    assert release.beside("silent_calls_alone", "ocsea_reported_code", "n_ocsea_wide") == ("no_data", None)
    assert release.beside("counted", "ocsea_reported_code", "n_ocsea_wide") == ("none_counted", 0)
