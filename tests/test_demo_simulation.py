"""The simulated network: the same bytes from the same seed, the quantities asked for, and every planted thing there."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.demo.helplines import Helpline
from pipelines.demo.labels import UNDECIDED
from pipelines.demo.simulate import simulate
from schemas.constructs.cell import Cell
from schemas.constructs.listed import Listed
from schemas.constructs.ticked import Ticked
from schemas.mapping.decision import Decision
from schemas.mapping.export import Export
from schemas.text.fold import fold
from tests.demo_network import (
    BY_CONTACT,
    HELPLINES,
    PLAIN_TABLES,
    READINGS,
    Network,
    Row,
    categories_of,
    default_network,
    export_for,
)

SMALL = 2_000


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return default_network(tmp_path_factory)


def bytes_below(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.long
def test_the_same_seed_gives_the_same_bytes_whatever_stood_there_before(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("two", 6)):
        simulate(tmp_path / name / "deliveries", tmp_path / name / "truth", SMALL, seed)
    one, other = bytes_below(tmp_path / "one"), bytes_below(tmp_path / "two")
    alike = {Path(name).name for name, digest in one.items() if digest in other.values()}
    assert alike == {"categorias.tsv"}, "a list of codes is the same whatever happened"
    simulate(tmp_path / "two" / "deliveries", tmp_path / "two" / "truth", SMALL, 5)
    assert bytes_below(tmp_path / "two") == one


def test_the_network_has_the_size_and_make_up_asked_for(default: Network) -> None:
    assert default.made.n_sources == len(HELPLINES) >= 24
    assert default.made.n_contacts == default.number("select count(*) from truth_contact") == 64_000
    assert default.number("select count(distinct year(contact_date)) from truth_contact") == 3
    regions = Counter(helpline.region for helpline in HELPLINES.values())
    assert regions == {"africa": 6, "americas": 6, "asia_pacific": 6, "europe": 7, "mena": 2}
    assert len({helpline.language for helpline in HELPLINES.values()}) >= 7
    assert len({helpline.file.encoding for helpline in HELPLINES.values()}) >= 6
    kinds = {export.arrives.kind for reading in READINGS.values() for export in reading.exports}
    assert kinds == {"updates", "replaces_period", "overlaps", "additions"}
    assert len(list(default.deliveries.rglob("*.json"))) < 15_000


def test_helplines_differ_in_structure_and_container() -> None:
    files = [helpline.file for helpline in HELPLINES.values()]
    in_records = {"ticked", "listed", "cell", "rows", "suspects", "keyed", "payload"}
    assert {file.structure for file in files} == in_records | {"children", "counts", "aselo"}
    assert {file.container for file in files} == {"csv", "zip", "workbook", "parquet", "json_lines", "json_document"}
    ways = {(f.structure, f.container, f.path, f.codes, f.brackets, bool(f.cell_delimiter)) for f in files}
    assert len(ways) >= 14
    assert [s for s, helpline in HELPLINES.items() if helpline.is_counts_only] == ["demo_thames"]


def test_the_largest_helpline_is_two_in_five_and_gone_in_the_third_year(default: Network) -> None:
    (largest,) = default.planted()["largest_leaves"]
    share = default.number(f"select avg((source_id = '{largest}')::int) from truth_contact")
    assert 0.35 <= share <= 0.45
    assert default.number(f"select max(year(contact_date)) from truth_contact where source_id = '{largest}'") == 2024


def test_counselling_is_a_third_of_contacts(default: Network) -> None:
    shares = default.query(
        "select avg((contact_type_code = 'counselling')::int) from truth_contact "
        "group by source_id having count(*) > 99"
    )
    assert all(0.2 <= share <= 0.6 for (share,) in shares)
    middle = sorted(share for (share,) in shares)[len(shares) // 2]
    assert middle == pytest.approx(0.36, abs=0.02)


SPECIAL = ("demo_garonne", "demo_lagoon", "demo_kowhai")
SEVERAL = [helpline.source_id for helpline in HELPLINES.values() if helpline.cap != 1]


def test_contacts_carry_as_many_reasons_as_published_figures_imply(default: Network) -> None:
    sql = (
        BY_CONTACT.format(table="recordable_reason")
        + f"select avg(n) from of_contact where source_id in {tuple(SEVERAL)}"
    )
    assert 1.1 <= default.number(sql) <= 1.3
    by_source = default.query(f"{sql} group by source_id")
    assert all(1.05 <= mean <= 1.6 for (mean,) in by_source)


def test_violence_and_ocsea_have_the_shares_asked_for(default: Network) -> None:
    start = BY_CONTACT.format(table="truth_reason")
    shares = default.query(
        f"{start} select avg(is_violence::int) from of_contact where source_id not in {SPECIAL} group by source_id"
    )
    assert all(0.12 <= share <= 0.26 for (share,) in shares)
    made = default.made
    assert made.n_violence == default.number(f"{start} select count(*) from of_contact where is_violence")
    assert made.n_ocsea == default.number(f"{start} select count(*) from of_contact where is_ocsea")
    assert made.n_ocsea / made.n_violence == pytest.approx(0.08, abs=0.01)
    assert 0.02 <= made.n_ocsea_recorded / made.n_violence_recorded <= 0.04
    assert default.number(f"{start} select avg(is_both::int) from of_contact where is_ocsea") == pytest.approx(
        0.35, abs=0.06
    )
    assert default.number(f"{start} select avg(is_mind::int) from of_contact where is_ocsea") == pytest.approx(
        0.4, abs=0.06
    )
    commonest = default.query(
        "select reason_code from truth_reason where reason_code like 'violence.sexual%' "
        "and setting_code in ('online', 'both') group by 1 order by count(*) desc limit 1"
    )
    assert commonest == [("violence.sexual.extortion",)]


def test_callers_and_times_are_as_the_study_tells(default: Network) -> None:
    asked = "from truth_contact where contact_type_code = 'counselling'"
    assert default.number(f"select avg((person_code = 'adult_about_child')::int) {asked}") == pytest.approx(
        0.25, abs=0.01
    )
    timed = f"{asked} and time_to_contact_code is not null"
    early = default.number(f"select avg((time_to_contact_code in ('same_day', 'within_week'))::int) {timed}")
    assert early == pytest.approx(1 / 3, abs=0.02)
    within_month = default.number(
        f"select avg((time_to_contact_code in ('same_day', 'within_week', 'within_month'))::int) {timed}"
    )
    assert 0.5 < within_month < 0.6, "the median is three weeks"


def test_nothing_recordable_is_stated_against_the_truth(default: Network) -> None:
    """What a system can hold says online, offline or both only as the course of events was, or a part of it."""
    false = default.query(
        """
        with truth as (select source_id, record_id, list(setting_code) as settings from truth_reason group by all)
        select r.* from recordable_reason as r left join truth using (source_id, record_id)
        where r.setting_code not in ('unknown', 'not_applicable')
            and not list_contains(settings, r.setting_code) and not list_contains(settings, 'both')
        """
    )
    assert false == []


def as_is(cell: str) -> list[str]:
    return [cell] if cell.strip() else []


def values_of(export: Export, row: Row) -> Iterator[tuple[str, str]]:
    """(field, value) of every mapped cell of a table's record that holds something."""
    for name, construct in {**export.answers(), **export.attributes()}.items():
        for column in construct.columns():
            yield from ((name, value) for value in as_is(row[column]))
    if export.setting:
        yield from (("setting", value) for value in as_is(row[export.setting.columns()[0]]))
    reasons = export.reasons
    if isinstance(reasons, Ticked):
        (prefix,) = reasons.ticked
        boxes = [header for header in row if header.startswith(prefix) and not header.startswith(reasons.excluded)]
        start = len(prefix) if reasons.gives == "rest" else 0
        yield from (("reason", header[start:]) for header in boxes if row[header] in reasons.yes)
    if isinstance(reasons, Listed):
        yield from (("reason", value) for column in reasons.listed for value in as_is(row[column]))
    if isinstance(reasons, Cell):
        cell = row[reasons.cell.columns()[0]]
        split = reasons.delimiter and cell
        yield from (("reason", value) for value in (cell.split(reasons.delimiter) if split else as_is(cell)))
    for column in reasons.places():
        yield from (("setting", value) for value in as_is(row[column]))


def decided_in(source_id: str) -> set[tuple[str, str]]:
    return {(decision.field, decision.folded) for decision in READINGS[source_id].decisions}


@pytest.mark.parametrize("source_id", PLAIN_TABLES)
def test_every_value_in_a_table_is_decided_but_the_planted_one(default: Network, source_id: str) -> None:
    seen: set[tuple[str, str]] = set()
    for path in (default.deliveries / source_id).iterdir():
        export = export_for(source_id, path.name)
        for row in default.rows(source_id, path.name):
            seen.update(values_of(export, row))
    undecided = {
        (name, value)
        for name, value in seen
        if (name, fold(value)) not in decided_in(source_id) and not (name == "age" and value.isdigit())
    }
    planted = (
        {("reason", UNDECIDED[HELPLINES[source_id].language])} if HELPLINES[source_id].habits.undecided_label else set()
    )
    assert undecided == planted
    assert {name for name, _ in seen} >= {"reason", "channel", "contact_type"}


@pytest.mark.parametrize("source_id", [s for s, helpline in HELPLINES.items() if helpline.file.structure == "aselo"])
def test_every_value_in_json_is_decided_on_its_day(default: Network, source_id: str) -> None:
    rules: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    for decision in READINGS[source_id].decisions:
        rules[decision.field, decision.folded].append(decision)
    for document in default.documents(source_id):
        raw, day = document["rawJson"], date.fromisoformat(document["timeOfContact"][:10])
        child = raw["childInformation"]
        channel = raw.get("contactlessTask", {}).get("channel") or document["channel"]
        values = [("reason", value) for value in categories_of(document)]
        values += [("contact_type", raw["callType"]), ("person", raw["callType"])]
        values += [("channel", channel), ("gender", child["gender"])]
        values += [] if child["age"].isdigit() else [("age", child["age"])]
        for name, value in values:
            found = [rule for rule in rules[name, fold(value)] if _holds_on(rule, day)]
            assert len(found) == 1, (name, value, day)


def _holds_on(rule: Decision, day: date) -> bool:
    """A day of leeway: the list changes at midnight in the helpline's zone, these days are UTC."""
    close = 1
    starts = rule.valid_from is None or rule.valid_from.toordinal() - close <= day.toordinal()
    return starts and (rule.valid_to is None or day.toordinal() <= rule.valid_to.toordinal())


def test_json_updates_repeat_an_id_and_carry_personal_fields(default: Network) -> None:
    for source_id in ("demo_coral", "demo_mwanga"):
        documents = list(default.documents(source_id))
        versions = Counter(document["id"] for document in documents)
        assert max(versions.values()) > 1
        assert len({(document["id"], document["updatedAt"]) for document in documents}) == len(documents)
        assert all(document["rawJson"]["childInformation"]["firstName"] for document in documents)
        assert len(versions) == default.number(f"select count(*) from truth_contact where source_id = '{source_id}'")
    generations = {"categories" in document["rawJson"] for document in default.documents("demo_coral")}
    assert generations == {True, False}


def test_only_what_a_source_can_say_is_recordable(default: Network) -> None:
    for source_id, helpline in HELPLINES.items():
        settings = {
            setting
            for (setting,) in default.query(
                f"select distinct setting_code from recordable_reason where source_id = '{source_id}' "
                "and reason_code like 'violence.sexual%'"
            )
        }
        expected = _settings_possible(helpline)
        assert settings <= expected, source_id


def _settings_possible(helpline: Helpline) -> set[str]:
    modes = {"none": {"unknown"}, "remit": {"online"}, "list": {"online", "offline"}}
    return modes.get(helpline.list.setting, {"online", "offline", "both"})
