"""A survey in Dagster: its asset stands in the graph, its files start its run alone, and what holds it is red."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import build_defs
from pipelines.defs.jobs import INGEST
from tests.survey_network import SURVEY, SURVEY_ID, SurveyNetwork, make_survey_network
from tests.test_sensor import ingest, partitions_of, tick

DELIVERIES = dg.AssetKey(["land", "deliveries"])


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


@pytest.fixture
def network(tmp_path: Path) -> SurveyNetwork:
    """Helplines and a survey of which all is taken in."""
    network = make_survey_network(tmp_path, ["tiny_a", "tiny_b"])
    network.deliver()
    for source_id in ("tiny_a", "tiny_b"):
        ingest(network.settings, source_id)
    network.take_in()
    return network


def run_ingest(network: SurveyNetwork, instance: dg.DagsterInstance, partition: str) -> dg.ExecuteInProcessResult:
    job = build_defs(network.settings).resolve_job_def(INGEST)
    return job.execute_in_process(instance=instance, partition_key=partition, raise_on_error=False)


def red_assets(result: dg.ExecuteInProcessResult) -> set[str]:
    """Assets of which a check failed as an error."""
    return {
        one.asset_key.to_user_string()
        for one in result.get_asset_check_evaluations()
        if not one.passed and one.severity == dg.AssetCheckSeverity.ERROR
    }


def test_it_stands_in_the_graph_as_what_helplines_send_does(network: SurveyNetwork) -> None:
    defs = build_defs(network.settings)
    dg.Definitions.validate_loadable(defs)

    graph = defs.resolve_asset_graph()
    assert dg.AssetKey(["arrivals", SURVEY_ID]) in graph.get_all_asset_keys()
    assert dg.AssetKey(["arrivals", SURVEY_ID]) in graph.get(DELIVERIES).parent_keys


def test_a_new_file_starts_its_run_and_no_other(network: SurveyNetwork, instance: dg.DagsterInstance) -> None:
    assert partitions_of(tick(network.settings, instance)) == []

    network.deliver(["1;member_tiny_a;Yes;;"], "survey_2023.csv")

    assert partitions_of(tick(network.settings, instance)) == [SURVEY_ID]
    assert run_ingest(network, instance, SURVEY_ID).success
    assert partitions_of(tick(network.settings, instance)) == []


def test_a_file_that_is_held_is_red(network: SurveyNetwork, instance: dg.DagsterInstance) -> None:
    network.deliver(["1;2"], "survey_2023.csv", header="One;Two")

    result = run_ingest(network, instance, SURVEY_ID)

    assert red_assets(result) == {"harmonise/contact"}
    assert network.answers() == [(2024, "member_tiny_a"), (2024, "member_tiny_b")]


def test_mistakes_in_its_description_hold_it_alone(network: SurveyNetwork, instance: dg.DagsterInstance) -> None:
    network.describe(SURVEY.replace("network: demo\n", ""))

    assert partitions_of(tick(network.settings, instance)) == [SURVEY_ID]
    result = run_ingest(network, instance, SURVEY_ID)
    assert not result.success
    assert red_assets(result) == {DELIVERIES.to_user_string()}
    assert run_ingest(network, instance, "tiny_a").success
