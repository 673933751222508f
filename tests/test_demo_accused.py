"""In the simulated network exactly those are accused in whom a skew was planted, each by its code; none of the honest odd.

Belongs here: the default network through all steps up to `assess`. Does not belong here: what is planted
(`test_demo_planted`), or whether rows are carried over (`test_demo_release`).
"""

from __future__ import annotations

from collections import defaultdict

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml

from schemas.mapping.registry import load_registry
from tests.demo_network import HELPLINES, MAPPINGS, ROOT, Network, default_network
from warehouse.assess.findings import judges
from warehouse.assess.step import assess
from warehouse.network.manifest import named_tables
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.key import make_key_file, read_key
from warehouse.store.layout import Layout
from warehouse.store.run import Run

pytestmark = pytest.mark.slow

FOUND_BY = {
    "neither_reasons_nor_setting": {"one_reason", "no_setting"},
    "one_reason_setting_told": {"one_reason"},
    "several_reasons_setting_not_told": {"no_setting"},
    "second_reason_stops_in_july": {"break"},
    "third_of_reasons_other": {"catch_all"},
    "ocsea_under_bullying_and_sexuality": {"no_ocsea"},
    "place_defaults_to_offline": {"no_setting"},
    "new_software_marks_technology": {"break"},
}
"""What is planted, and the findings that have to fail for it."""

Failed = dict[str, set[tuple[str, str]]]
"""By source: the findings that failed, each with its cause."""


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return default_network(tmp_path_factory)


@pytest.fixture(scope="module")
def failed(default: Network, tmp_path_factory: pytest.TempPathFactory) -> Failed:
    folder = tmp_path_factory.mktemp("assessed")
    key = read_key(make_key_file(folder / "key"))
    registry = load_registry(MAPPINGS)
    for source_id in set(registry.sources) - set(HELPLINES):
        del registry.sources[source_id]
    run = Run(Layout(folder / "warehouse"), registry, key)
    for source_id in HELPLINES:
        land_source(run, source_id, str(default.deliveries / source_id))
        stage_source(run, source_id)
        harmonise_source(run, source_id)
    assess(run)
    table = named_tables(run.layout, "assess")["finding"]
    rows = pq.read_table(table, filters=pc.field("finding_code").isin(judges())).to_pylist()
    found: Failed = defaultdict(set)
    for row in rows:
        if row["state_code"] == "fail":
            found[row["source_id"]].add((row["finding_code"], row["cause_code"]))
    return found


def test_exactly_the_planted_ones_are_accused(default: Network, failed: Failed) -> None:
    kinds = yaml.safe_load((ROOT / "pipelines/demo/data/planted.yaml").read_text(encoding="utf-8"))
    assert set(FOUND_BY) == {name for name, entry in kinds.items() if entry["kind"] == "skew"}
    skewed = {source_id for name, sources in default.planted().items() if name in FOUND_BY for source_id in sources}
    assert set(failed) == skewed


@pytest.mark.parametrize("planted", FOUND_BY)
def test_each_is_found_by_its_code(planted: str, default: Network, failed: Failed) -> None:
    for source_id in default.planted()[planted]:
        assert FOUND_BY[planted] <= {code for code, _ in failed[source_id]}


def test_a_system_is_told_from_a_habit(default: Network, failed: Failed) -> None:
    for source_id in default.planted()["neither_reasons_nor_setting"]:
        assert {cause for _, cause in failed[source_id]} == {"system"}
    for source_id in default.planted()["place_defaults_to_offline"]:
        assert {cause for _, cause in failed[source_id]} == {"habit"}
