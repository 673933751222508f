"""Everything that was to be planted in the simulated network is there, and the honest odd ones are as asked for."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict

import pytest

from tests.demo_network import BY_CONTACT, READINGS, Network, categories_of, default_network


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return default_network(tmp_path_factory)


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
        "honest_true_zero": 2,
        "honest_campaign_month": 1,
        "honest_online_only": 1,
        "honest_chat_only": 1,
        "counts_only": 1,
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
    for zero in ("fjord", "marula"):
        assert default.query(settings.format(zero, "and reason_code like 'violence.sexual%'")) == [("offline",)]
    assert {setting for (setting,) in default.query(settings.format("wattle", ""))} == {"online", "offline", "both"}


def test_counts_are_the_truth_counted(default: Network) -> None:
    """The last row and column of a quarter are its totals; a contact is counted under each of its topics."""
    told: dict[str, int] = {}
    for path in sorted((default.deliveries / "demo_thames").iterdir()):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        totals = {row["Quarter"]: int(row["All genders"]) for row in rows if row["Topic"] == "All topics"}
        for quarter, total in totals.items():
            own = [row for row in rows if row["Quarter"] == quarter and row["Topic"] != "All topics"]
            genders = ("Girl", "Boy", "Non-binary", "Not known")
            assert sum(int(row[gender]) for row in own for gender in genders) == total
        told |= totals
    truth = default.query(
        "select year(contact_date) || 'Q' || quarter(contact_date), count(*) from recordable_reason "
        "where source_id = 'demo_thames' group by all"
    )
    assert told == dict(truth)
    assert len(told) == 12


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
