"""A survey's file is landed like a delivery, becomes `member_survey`, and is taken in once."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import duckdb
import pytest

from tests.apart import command_apart
from tests.command import Command
from tests.survey_network import ANSWERS, HEADER, SURVEY, SURVEY_ID, SurveyNetwork, fates, make_survey_network
from tests.tiny_network import enter_network, environment_of, write_mapping
from warehouse.steps import has_news


@pytest.fixture
def network(tmp_path: Path) -> SurveyNetwork:
    return make_survey_network(tmp_path)


def test_answers_stand_in_columns_a_row_a_member_and_year(network: SurveyNetwork) -> None:
    network.deliver()
    network.deliver(["1;Member tiny_c;Yes;;"], "survey_2023.csv")

    network.take_in()

    assert network.answers("network_code", "several_reasons_code", "setting_code", "own_detection_code") == [
        (2023, "member_tiny_c", "demo", "yes", None, None),
        (2024, "member_tiny_a", "demo", "yes", "per_contact", "very_well"),
        (2024, "member_tiny_b", "demo", "no", "no", "moderately_well"),
    ]


def test_bytes_lie_in_landing_with_a_receipt(network: SurveyNetwork) -> None:
    path = network.deliver()

    (delivery,) = network.take_in().deliveries

    landing = network.settings.layout.landing_of(SURVEY_ID)
    assert (landing / delivery.delivery_id / path.name).read_bytes() == path.read_bytes()
    (receipt,) = json.loads((landing / "receipts.json").read_text())["receipts"]
    assert (receipt["delivery_id"], receipt["names"]) == (delivery.delivery_id, [path.name])
    assert fates(delivery) == ("used", 2, 2, 0, 0, 0)


def test_the_same_file_again_is_no_news_and_a_new_one_is(network: SurveyNetwork) -> None:
    network.deliver()
    before = network.take_in()
    address = str(network.settings.deliveries / SURVEY_ID)
    assert has_news(network.run(), SURVEY_ID, address) is None

    assert network.take_in() == before
    network.deliver(name="survey_2023.csv")
    assert has_news(network.run(), SURVEY_ID, address) is not None


def test_a_member_that_is_named_later_is_found_in_the_file_that_lies_there(network: SurveyNetwork) -> None:
    network.deliver([*ANSWERS, "3;Member tiny_d;Yes;;"])
    assert fates(network.take_in().deliveries[0]) == ("used", 3, 2, 0, 0, 1)

    write_mapping(network.settings.mappings, "tiny_d")

    assert has_news(network.run(), SURVEY_ID, str(network.settings.deliveries / SURVEY_ID)) is not None
    assert fates(network.take_in().deliveries[0]) == ("used", 3, 3, 0, 0, 0)


def test_a_member_of_another_network_is_none_of_this_one(network: SurveyNetwork) -> None:
    folder = network.settings.mappings / "tiny_c"
    text = (folder / "source.yaml").read_text().replace("network: demo", "network: other")
    (folder / "source.yaml").write_text(text)
    network.deliver([*ANSWERS, "3;member_tiny_c;Yes;;"])

    network.take_in()

    assert [member for _, member in network.answers()] == ["member_tiny_a", "member_tiny_b"]


def test_what_is_damaged_in_the_lake_is_built_anew_with_the_same_bytes(network: SurveyNetwork) -> None:
    network.deliver()
    (name,) = network.take_in().files_of("member_survey")
    path = network.settings.layout.lake_of(SURVEY_ID) / name
    content = path.read_bytes()
    path.write_bytes(content[:-9])

    assert has_news(network.run(), SURVEY_ID, str(network.settings.deliveries / SURVEY_ID)) is not None
    network.take_in()
    assert path.read_bytes() == content


def test_a_run_killed_before_a_second_file_is_shown_takes_it_in_again(network: SurveyNetwork) -> None:
    network.deliver()
    before = network.take_in()
    network.deliver(["1;Member tiny_c;Yes;;"], "survey_2023.csv")
    environment = {**environment_of(network.folder), "HARMONISE_STOP_AT": "survey.tables_written"}

    killed = command_apart(environment, "run", "--source", SURVEY_ID)

    assert killed.code == -signal.SIGKILL
    assert network.manifest() == before
    assert has_news(network.run(), SURVEY_ID, str(network.settings.deliveries / SURVEY_ID)) is not None
    network.take_in()
    assert network.answers() == [(2023, "member_tiny_c"), (2024, "member_tiny_a"), (2024, "member_tiny_b")]


@pytest.mark.long
def test_the_command_loads_it_once_and_a_release_shows_it(
    network: SurveyNetwork, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    enter_network(monkeypatch, network.folder)
    command = Command(capfd)
    network.deliver()

    said = command("run")
    assert said.code == 0, said.err
    assert any(line.split()[:3] == [f"{SURVEY_ID}*", "1", "2"] for line in said.lines())
    with duckdb.connect(str(network.settings.layout.database), read_only=True) as connection:
        query = "select member_id, own_detection_code from member_survey order by all"
        assert connection.execute(query).fetchall() == [
            ("member_tiny_a", "very_well"),
            ("member_tiny_b", "moderately_well"),
        ]
        query = "select status_code, n_rows_used from delivery where source_id = ?"
        assert connection.execute(query, [SURVEY_ID]).fetchall() == [("used", 2)]
        query = "select count(*) from source where source_id = ?"
        assert connection.execute(query, [SURVEY_ID]).fetchone() == (0,)
        query = "select list_transform(input_hashes, lambda one: one.name) from release_info"
        ((named,),) = connection.execute(query).fetchall()
        assert f"survey/{SURVEY_ID}" in named and f"source/{SURVEY_ID}" not in named
    assert json.loads((network.settings.layout.current / "manifest.json").read_text())["n_sources"] == 3
    assert command("run").out.startswith("Nothing changed")

    network.deliver([*ANSWERS, "3;Member tiny_z;Yes;;"], "survey_2025.csv", HEADER)
    said = command("run", "--source", SURVEY_ID)
    assert said.code == 0 and "is no member of the network demo" in " ".join(said.lines())
    assert "tiny_z" not in said.out + said.err

    network.describe(SURVEY.replace("network: demo\n", ""))
    said = command("run")
    assert said.code == 1 and "survey.yaml" in said.out
    with duckdb.connect(str(network.settings.layout.database), read_only=True) as connection:
        assert connection.execute("select count(*) from member_survey").fetchone() == (4,)
    assert command("check", SURVEY_ID).code == 2
