"""Dagster's definitions load anywhere, say what they are, and change only when somebody means it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import build_defs
from pipelines.defs.assets.ingest import DELIVERIES
from pipelines.defs.resources import OpenedWarehouse
from schemas.contract.table import load_tables
from schemas.text.problem import MappingError
from tests.conftest import ROOT
from tests.tiny_network import make_network, write_mapping

SNAPSHOT = ROOT / "tests" / "asset_graph.txt"
STEPS = ("land", "stage", "harmonise", "assess", "tabulate", "publish")


@pytest.fixture
def defs(tmp_path: Path) -> dg.Definitions:
    return build_defs(make_network(tmp_path, ["tiny_a", "tiny_b"]))


def describe_graph(defs: dg.Definitions) -> str:
    """The asset graph as text: one block an asset, then jobs, sensors and schedules with what they run."""
    lines = []
    for spec in sorted(defs.resolve_all_asset_specs(), key=lambda spec: spec.key.to_user_string()):
        partitioned = " by source" if spec.partitions_def else ""
        lines.append(f"{spec.key.to_user_string()}  [{spec.group_name}]{partitioned}")
        lines.append(f"    owners {', '.join(spec.owners)}; kinds {', '.join(sorted(spec.kinds))}")
        lines += [f"    <- {key}" for key in sorted(dep.asset_key.to_user_string() for dep in spec.deps)]
    for check in sorted(defs.resolve_asset_graph().asset_check_keys, key=str):
        lines.append(f"check {check.asset_key.to_user_string()}: {check.name}")
    for job in sorted(defs.jobs or (), key=lambda job: job.name):
        lines.append(f"job {job.name}: {', '.join(sorted(node.name for node in resolve(defs, job.name).nodes))}")
    lines += [f"sensor {sensor.name}: {sensor.job_name}" for sensor in defs.sensors or ()]
    lines += [
        f"schedule {schedule.name}: {schedule.job_name} at {schedule.cron_schedule}"
        for schedule in defs.schedules or ()
        if isinstance(schedule, dg.ScheduleDefinition)
    ]
    return "\n".join(lines) + "\n"


def resolve(defs: dg.Definitions, name: str) -> dg.JobDefinition:
    return defs.resolve_job_def(name)


def test_the_graph_is_the_one_that_was_agreed(defs: dg.Definitions, tmp_path: Path) -> None:
    now = tmp_path / "asset_graph.txt"
    now.write_text(describe_graph(defs), encoding="utf-8")

    assert now.read_text(encoding="utf-8") == SNAPSHOT.read_text(encoding="utf-8"), (
        f"The asset graph has changed. Where that is meant: cp {now} {SNAPSHOT}"
    )


def test_dagster_can_serve_them(defs: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(defs)


def test_definitions_load_with_no_environment_and_from_any_folder(tmp_path: Path) -> None:
    program = (
        "import pipelines.definitions as d\n"
        "print(type(d.defs).__name__, *sorted(job.name for job in d.defs.jobs))\n"
        "d.dg.Definitions.validate_loadable(d.defs)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["Definitions", "ingest", "publish"]
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_definitions_load_without_the_engine() -> None:
    program = (
        "import sys, pipelines.definitions\n"
        "heavy = {'duckdb', 'pandas', 'pandera', 'scipy', 'warehouse.steps', 'warehouse.publish.step'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={"PATH": os.defpath}, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == []


def test_every_asset_says_whose_it_is_what_it_is_and_what_stands_in_it(defs: dg.Definitions) -> None:
    specs = defs.resolve_all_asset_specs()

    assert {spec.group_name for spec in specs} == {"arrivals", *STEPS}
    for spec in specs:
        assert spec.owners and spec.kinds, spec.key
        assert spec.description and len(spec.description) > 20, spec.key
        if spec.group_name != "arrivals":
            assert spec.metadata["dagster/column_schema"].columns, spec.key


def test_columns_of_an_asset_are_those_of_its_contract(defs: dg.Definitions) -> None:
    for spec in defs.resolve_all_asset_specs():
        table = spec.key.path[-1]
        if table in load_tables() and spec.group_name != "arrivals":
            shown = [(column.name, column.type) for column in spec.metadata["dagster/column_schema"].columns]
            assert shown == [(column.name, column.type) for column in load_tables()[table].columns]


def test_only_one_source_is_in_a_run_and_nothing_runs_by_itself(defs: dg.Definitions) -> None:
    ingest, publish = resolve(defs, "ingest"), resolve(defs, "publish")

    assert ingest.partitions_def is not None
    assert list(ingest.partitions_def.get_partition_keys()) == ["tiny_a", "tiny_b"]
    assert publish.partitions_def is None
    assert all(spec.automation_condition is None for spec in defs.resolve_all_asset_specs())
    assert {node.name for node in ingest.nodes} == {*STEPS[:3], "nothing_held"}
    assert {node.name for node in publish.nodes} == {"assess", "tabulate", "publish_release"}


def test_every_step_has_one_check_the_last_of_a_source_one_more_and_no_check_blocks(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()

    assert sorted((key.asset_key.path[0], key.name) for key in graph.asset_check_keys) == sorted(
        [*((step, "findings") for step in STEPS), ("harmonise", "nothing_held")]
    )
    assert not any(graph.get(key).blocking for key in graph.asset_check_keys)


def test_a_helpline_that_sends_once_is_never_late(tmp_path: Path) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    folder = write_mapping(tmp_path / "mappings", "tiny_b")
    path = folder / "source.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("cadence: monthly", "cadence: once"), encoding="utf-8")

    arrivals = {
        spec.key.path[-1]: spec.freshness_policy
        for spec in build_defs(settings).resolve_all_asset_specs()
        if spec.group_name == "arrivals"
    }

    assert arrivals["tiny_a"] is not None
    assert arrivals["tiny_b"] is None


def test_a_wrong_mapping_takes_no_source_out_of_the_graph(tmp_path: Path) -> None:
    settings = make_network(tmp_path, ["tiny_a", "tiny_b"])
    agreed = describe_graph(build_defs(settings))
    path = settings.mappings / "tiny_a" / "source.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("region: africa", "region: atlantis"), encoding="utf-8")

    defs = build_defs(settings)

    assert describe_graph(defs) == agreed
    ingest = resolve(defs, "ingest")
    assert ingest.partitions_def is not None
    assert list(ingest.partitions_def.get_partition_keys()) == ["tiny_a", "tiny_b"]


def test_where_there_are_no_mappings_at_all_it_is_told(tmp_path: Path) -> None:
    settings = make_network(tmp_path, [])

    with pytest.raises(MappingError, match="no such folder"):
        build_defs(settings)


def test_the_steps_of_a_run_share_one_process(defs: dg.Definitions) -> None:
    for name in ("ingest", "publish", "__ASSET_JOB"):
        assert resolve(defs, name).executor_def is dg.in_process_executor, name


def test_what_a_command_runs_asks_for_no_arrival(tmp_path: Path) -> None:
    """Dagster looks for the last event of all that is above an asset, in every run: an arrival for each helpline."""
    settings = make_network(tmp_path, ["tiny_a", "tiny_b"])

    graph = build_defs(settings, OpenedWarehouse(settings, settings.open_run())).resolve_asset_graph()

    assert graph.get(DELIVERIES).parent_keys == set()
    assert dg.AssetKey(["arrivals", "tiny_a"]) in graph.get_all_asset_keys()
