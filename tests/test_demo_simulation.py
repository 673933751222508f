"""The simulated network: the same bytes from the same seed, the quantities asked for, and every planted thing there."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from pipelines.demo.helplines import Helpline, all_helplines
from pipelines.demo.labels import UNDECIDED
from pipelines.demo.simulate import Simulated, simulate
from schemas.code import load_codes
from schemas.decision import Decision
from schemas.export import Csv, Export
from schemas.fold import fold
from schemas.mapping_files import Reading, read_mapping

ROOT = Path(__file__).resolve().parent.parent
MAPPINGS = ROOT / "mappings"
HELPLINES = {helpline.source_id: helpline for helpline in all_helplines()}
SMALL = 2_000
Row = dict[str, str]


class Network:
    """A simulated network on disk."""

    def __init__(self, folder: Path, made: Simulated) -> None:
        self.deliveries, self.truth, self.made = folder / "deliveries", folder / "truth", made

    def query(self, sql: str) -> list[Any]:
        """Rows of a query over the truth's tables."""
        with duckdb.connect() as connection:
            for file in self.truth.glob("*.parquet"):
                connection.execute(f"create view {file.stem} as select * from '{file}'")
            return connection.execute(sql).fetchall()

    def number(self, sql: str) -> float:
        """The one number that a query gives."""
        return float(self.query(sql)[0][0])

    def planted(self) -> dict[str, list[str]]:
        """Planted thing -> the helplines that carry it."""
        found = defaultdict(list)
        for entry in yaml.safe_load((self.truth / "planted.yaml").read_text(encoding="utf-8"))["planted"]:
            found[entry["planted"]].append(entry["source_id"])
        return dict(found)

    def rows(self, source_id: str, pattern: str = "*") -> Iterator[Row]:
        """The records of a helpline's tables, read as its mapping declares, under the mapping's own headers."""
        for path in sorted((self.deliveries / source_id).iterdir()):
            if fnmatch(path.name, pattern):
                export = export_for(source_id, path.name)
                assert export.read.csv
                yield from rows_of_table(path, export.read.csv, export)

    def documents(self, source_id: str) -> Iterator[dict[str, Any]]:
        """The objects of a helpline's JSON export, in order of path."""
        for path in sorted((self.deliveries / source_id).rglob("*.json")):
            yield json.loads(path.read_text(encoding="utf-8"))


def mapping_of(source_id: str) -> Reading:
    reading = read_mapping(MAPPINGS / source_id, MAPPINGS / "_exports", load_codes(), source_id)
    assert not reading.problems
    return reading


READINGS = {source_id: mapping_of(source_id) for source_id in HELPLINES}


def export_for(source_id: str, name: str) -> Export:
    (only,) = [one for one in READINGS[source_id].exports if fnmatch(name, one.files)]
    return only


def rows_of_table(path: Path, dialect: Csv, export: Export) -> Iterator[Row]:
    text = path.read_bytes().decode(dialect.encoding)
    lines = io.StringIO("".join(text.splitlines(keepends=True)[dialect.header_row - 1 :]), newline="")
    reader = csv.reader(lines, delimiter=codecs.decode(dialect.delimiter, "unicode_escape"), strict=True)
    ours = {other: name for name, others in export.renamed.items() for other in others}
    header = [ours.get(name, name) for name in next(reader)]
    for cells in reader:
        assert len(cells) == len(header)
        yield dict(zip(header, cells, strict=True))


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """The network at its default size and seed."""
    folder = tmp_path_factory.mktemp("default")
    return Network(folder, simulate(folder / "deliveries", folder / "truth"))


def bytes_below(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("two", 5), ("other", 6)):
        simulate(tmp_path / name / "deliveries", tmp_path / name / "truth", SMALL, seed)
    one, two, other = (bytes_below(tmp_path / name) for name in ("one", "two", "other"))
    assert one == two
    assert set(one.values()).isdisjoint(
        value for name, value in other.items() if name.endswith((".csv", ".txt", ".tsv", ".parquet"))
    )


def test_a_second_simulation_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    simulate(tmp_path / "deliveries", tmp_path / "truth", SMALL, 5)
    before = bytes_below(tmp_path)
    simulate(tmp_path / "deliveries", tmp_path / "truth", SMALL // 2, 6)
    simulate(tmp_path / "deliveries", tmp_path / "truth", SMALL, 5)
    assert bytes_below(tmp_path) == before


def test_the_network_has_the_size_and_make_up_asked_for(default: Network) -> None:
    assert default.made.n_sources == len(HELPLINES) >= 16
    assert default.made.n_contacts == default.number("select count(*) from truth_contact") == 64_000
    assert default.number("select count(distinct year(contact_date)) from truth_contact") == 3
    regions = Counter(helpline.region for helpline in HELPLINES.values())
    assert regions == {"africa": 4, "americas": 3, "asia_pacific": 3, "europe": 4, "mena": 2}
    structures = {helpline.file.structure for helpline in HELPLINES.values()}
    assert structures == {"ticked", "listed", "cell", "rows", "aselo"}
    assert len({helpline.language for helpline in HELPLINES.values()}) >= 5
    assert len({helpline.file.encoding for helpline in HELPLINES.values()}) >= 6
    kinds = {export.arrives.kind for reading in READINGS.values() for export in reading.exports}
    assert kinds == {"updates", "replaces_period", "overlaps", "additions"}
    assert len(list(default.deliveries.rglob("*.json"))) < 15_000


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


BY_CONTACT = """
    with of_contact as (
        select source_id, record_id, count(*) as n,
            bool_or(reason_code like 'violence%') as is_violence,
            bool_or(reason_code like 'violence.sexual%' and setting_code in ('online', 'both')) as is_ocsea,
            bool_or(reason_code like 'violence.sexual%' and setting_code = 'both') as is_both,
            bool_or(reason_code like 'mental_health%') as is_mind
        from {table} group by source_id, record_id
    )
"""
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
    reasons = export.reasons.model_dump()
    if "ticked" in reasons:
        boxes = (header for header in row if header.startswith(reasons["ticked"]))
        yield from (("reason", header) for header in boxes if row[header] in reasons["yes"])
    for column in reasons.get("listed", ()):
        yield from (("reason", value) for value in as_is(row[column]))
    for column in reasons.get("settings", ()):
        yield from (("setting", value) for value in as_is(row[column]))
    if "cell" in reasons:
        delimiter = reasons["delimiter"]
        cell = row[reasons["cell"]]
        yield from (("reason", value) for value in (cell.split(delimiter) if delimiter and cell else as_is(cell)))
        if reasons["setting"]:
            yield from (("setting", value) for value in as_is(row[reasons["setting"]]))


def decided_in(source_id: str) -> set[tuple[str, str]]:
    return {(decision.field, decision.folded) for decision in READINGS[source_id].decisions}


@pytest.mark.parametrize("source_id", [s for s, helpline in HELPLINES.items() if helpline.file.structure != "aselo"])
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


def categories_of(document: dict[str, Any]) -> set[str]:
    raw = document["rawJson"]
    if "categories" in raw:
        return {f"{main} > {sub}" for main, subs in raw["categories"].items() for sub in subs}
    tree = raw["caseInformation"]["categories"]
    return {f"{main} > {sub}" for main, subs in tree.items() for sub, ticked in subs.items() if ticked}


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


def test_everything_that_was_asked_for_is_planted(default: Network) -> None:
    planted = default.planted()
    assert {name: len(where) for name, where in planted.items() if name != "corrected_records"} == {
        "neither_reasons_nor_setting": 2,
        "one_reason_setting_told": 1,
        "several_reasons_setting_not_told": 1,
        "second_reason_stops_in_july": 1,
        "third_of_reasons_other": 1,
        "ocsea_under_bullying_and_sexuality": 1,
        "place_defaults_to_offline": 1,
        "list_v1_to_v2_in_may": 1,
        "new_software_marks_technology": 1,
        "honest_specialist": 1,
        "honest_forty_contacts": 1,
        "honest_true_zero": 1,
        "honest_campaign_month": 1,
        "honest_online_only": 1,
        "corrected_into_another_year": 1,
        "undecided_label": 2,
        "two_generations_of_json": 1,
        "largest_leaves": 1,
    }
    assert len(planted["corrected_records"]) >= 5


def test_systems_declare_what_they_can_record(default: Network) -> None:
    planted = default.planted()
    able = {
        s: (r.source.can_record_several_reasons, r.source.setting_capability_code)
        for s, r in READINGS.items()
        if r.source
    }
    neither = sorted(s for s, (several, setting) in able.items() if not several and setting == "none")
    assert neither == sorted(planted["neither_reasons_nor_setting"])
    assert [s for s, (several, setting) in able.items() if not several and setting != "none"] == planted[
        "one_reason_setting_told"
    ]
    assert [s for s, (several, setting) in able.items() if several and setting == "none"] == planted[
        "several_reasons_setting_not_told"
    ]
    assert [s for s, r in READINGS.items() if r.source and r.source.goes_elsewhere] == planted["honest_true_zero"]
    assert all(r.source and r.source.is_synthetic and r.source.network_code == "demo" for r in READINGS.values())


def test_second_reasons_stop_in_july(default: Network) -> None:
    labels: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in default.rows("demo_bintang"):
        _, month, year = row["tanggal"].split("/")
        labels[f"{year}-{month}", row["nomor"], row["diperbarui"]].add(row["masalah"])
    before = [len(found) for (month, _, _), found in labels.items() if month < "2024-07"]
    after = [len(found) for (month, _, _), found in labels.items() if month >= "2024-07"]
    assert max(before) > 1 == max(after)


def test_a_third_of_reasons_is_other(default: Network) -> None:
    found = [row[column] for row in default.rows("demo_tilia") for column in ("topic_1", "topic_2", "topic_3")]
    reasons = [value for value in found if value]
    assert reasons.count("Other / unspecified") / len(reasons) == pytest.approx(0.35, abs=0.03)


def test_ocsea_hides_under_bullying_and_sexuality(default: Network) -> None:
    cells = [row["motifs"] for row in default.rows("demo_jasmin")]
    assert not any("Violence sexuelle (en ligne" in cell for cell in cells)
    assert any("Violence sexuelle (hors ligne)" in cell for cell in cells)
    assert (
        default.number(
            "select count(*) from truth_reason where source_id = 'demo_jasmin' and reason_code like 'violence.sexual%' "
            "and setting_code in ('online', 'both')"
        )
        > 10
    )


def test_the_place_defaults_to_offline(default: Network) -> None:
    places = Counter(row["lieu"] for row in default.rows("demo_baobab") if row["type_appel"] == "Entretien d'aide")
    assert places["Hors ligne"] / places.total() > 0.9
    assert places["En ligne"]


def test_the_list_changes_in_may(default: Network) -> None:
    days: dict[str, list[str]] = defaultdict(list)
    for document in default.documents("demo_mwanga"):
        for value in categories_of(document):
            days[value].append(document["timeOfContact"][:10])
    assert max(days["Violence > Mental/Emotional violence"]) < "2024-05-01"
    assert min(days["Violence > Psychological / Emotional violence"]) >= "2024-04-30"


def test_the_new_software_marks_technology(default: Network) -> None:
    marked = [row["technology"] for row in default.rows("demo_zambezi", "casebook_*") if row["issue"]]
    assert 0.4 < marked.count("Yes") / len(marked) < 0.6
    told = [row["where"] for row in default.rows("demo_zambezi", "register_*") if row["problem"]]
    assert told.count("Online") / len(told) < 0.1


def test_the_honest_are_odd(default: Network) -> None:
    count = "select count(*) from truth_contact where source_id = 'demo_{}' {}"
    assert default.number(count.format("kowhai", "")) == 40
    june = default.number(count.format("sabia", "and strftime(contact_date, '%Y-%m') = '2024-06'"))
    may = default.number(count.format("sabia", "and strftime(contact_date, '%Y-%m') = '2024-05'"))
    assert 2.2 < june / may < 4
    sexual = (
        BY_CONTACT.format(table="truth_reason")
        + "select avg(is_violence::int) from of_contact where source_id = 'demo_garonne'"
    )
    assert default.number(sexual) > 0.8
    settings = (
        "select distinct setting_code from truth_reason where source_id = 'demo_{}' {} "
        "and setting_code != 'not_applicable'"
    )
    assert default.query(settings.format("lagoon", "")) == [("online",)]
    assert default.query(settings.format("fjord", "and reason_code like 'violence.sexual%'")) == [("offline",)]


def test_corrections_come_later_and_one_into_another_year(default: Network) -> None:
    moved = default.query(
        "select record_id from truth_contact where source_id = 'demo_baobab' "
        "and is_corrected and contact_date = '2024-12-30'"
    )
    versions: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted((default.deliveries / "demo_baobab").iterdir()):
        for row in default.rows("demo_baobab", path.name):
            versions[row["no_fiche"]].append((path.name, row["date_appel"]))
    dates = [[day for _, day in versions[record]] for (record,) in moved]
    assert ["02/01/2025", "30/12/2024"] in dates
    n_again = sum(len(found) > 1 for found in versions.values())
    assert n_again == default.number(
        "select count(*) from truth_contact where source_id = 'demo_baobab' and is_corrected"
    )
    assert all(len({name for name, _ in found}) == len(found) for found in versions.values())


def test_a_month_comes_twice_and_halves_overlap(default: Network) -> None:
    months = [path.name for path in (default.deliveries / "demo_aurora").glob("motivos_2024-03_*")]
    assert len(months) == 2
    files = {path.name: path.read_bytes().splitlines()[1:] for path in (default.deliveries / "demo_savane").iterdir()}
    distinct = Counter[bytes]()
    for lines in files.values():
        distinct |= Counter(lines)
    n_truth = default.number("select count(*) from truth_contact where source_id = 'demo_savane'")
    assert sum(len(lines) for lines in files.values()) > n_truth
    assert distinct.total() <= n_truth


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
