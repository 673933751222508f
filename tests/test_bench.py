"""The benchmark compares like with like: the scripts beside the pipeline do its work, and a difference is found."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

pytest.importorskip("polars", reason="what the benchmark compares with is installed by `make bench` alone")

from tests.bench import lookups, with_pandas, with_pandas_tuned, with_polars
from tests.bench.candidates import DifferentResultsError, compare, make_key, source_key
from tests.bench.compare import COLUMNS, digests
from tests.bench.invent import cut, write_slices
from tests.bench.mapping import write_mapping
from tests.bench.measure import Cost, ModuleFailedError, measure
from tests.bench.network import TooMuchRewrittenError, changed_files
from tests.bench.ours import CORE, run_step
from tests.bench.parts import SHAPES
from tests.bench.slope import Series, fit
from warehouse.store.key import read_key

SCRIPTS = (with_polars, with_pandas, with_pandas_tuned)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_scripts_do_the_work_of_the_pipeline(shape: str, tmp_path: Path) -> None:
    write_mapping(tmp_path / "mappings", "bench", shape)
    make_key(tmp_path / "bench.key")
    write_slices(shape, cut(tmp_path / "deliveries" / "bench", shape, 1500, 2))
    for step in CORE:
        run_step(step, tmp_path, [])
    ours = digests(tmp_path / "warehouse" / "lake" / "bench")
    files = sorted(str(path) for path in (tmp_path / "deliveries" / "bench").iterdir())
    decisions = lookups.read_decisions(tmp_path / "mappings" / "bench" / "decisions.csv")
    key = source_key(tmp_path / "bench.key", "bench")

    for module in SCRIPTS:
        target = tmp_path / module.__name__
        script = module.Script("bench", key, decisions, shape == "row_per_reason", target)
        for contacts, long in module.read(shape, files):
            script.take(contacts, long)
        script.finish()

        assert digests(target) == ours, module.__name__
    assert ours["contact"][0] == "1500"
    assert int(ours["contact_reason"][0]) > 1000


def test_a_script_is_given_the_key_of_the_pipeline(tmp_path: Path) -> None:
    make_key(tmp_path / "bench.key")
    script, pipeline = source_key(tmp_path / "bench.key", "bench"), read_key(tmp_path / "bench.key").for_source("bench")

    assert lookups.pseudonyms(script, ["2022-1", "é"]) == [pipeline.pseudonym("2022-1"), pipeline.pseudonym("é")]


def write_tables(folder: Path, order: str, last_reason: str = "violence") -> None:
    """Three rows of each table, in two files; the text of the last can be chosen."""
    for table, columns in COLUMNS.items():
        (folder / table).mkdir(parents=True)
        names = ", ".join(f"if(n = 3, '{last_reason}', n || '{name}') as {name}" for name in columns)
        for number, where in enumerate(("n < 2", "n >= 2")):
            rows = f"select {names} from range(1, 4) as r(n) where {where} order by n {order}"
            duckdb.sql(f"copy ({rows}) to '{folder / table / str(number)}.parquet'")


def test_order_makes_no_difference_and_one_cell_does(tmp_path: Path) -> None:
    write_tables(tmp_path / "one", "asc")
    write_tables(tmp_path / "other", "desc")
    write_tables(tmp_path / "third", "asc", "neglect")
    one, other, third = (digests(tmp_path / name) for name in ("one", "other", "third"))

    compare("other", one, other)
    with pytest.raises(DifferentResultsError, match="contact"):
        compare("third", one, third)


def test_a_candidate_that_fails_has_no_figures(tmp_path: Path) -> None:
    with pytest.raises(ModuleFailedError, match="exit code 1"):
        measure("tests.bench.ours", ["--step", "land", "--folder", str(tmp_path)])


def test_the_slope_is_that_of_the_logarithms() -> None:
    sizes = (100, 1000, 10_000)

    assert fit(sizes, [0.1, 1.0, 10.0]) == pytest.approx(1.0)
    assert fit(sizes, [0.1, 10.0, 1000.0]) == pytest.approx(2.0)
    assert fit(sizes, [5.0, 5.0, 5.0]) == pytest.approx(0.0)


def test_what_every_delivery_costs_is_no_growth() -> None:
    sizes = (100_000, 1_000_000)
    costs = tuple(Cost(9.0, 9.0, 1.0, work, work) for work in (1.0 + 0.3, 1.0 + 3.0))
    series = Series("rows", sizes, costs, few=Cost(9.0, 9.0, 1.0, 1.0, 1.0))

    assert series.slopes()["wall, work"] == pytest.approx(0.49, abs=0.01)
    assert series.slopes()["wall, beyond few"] == pytest.approx(1.0)
    assert [size for size, _ in series.rows()] == [1_000, *sizes]


def test_a_delivery_may_write_its_own_year_only() -> None:
    before = {"lake/a/contact/2019-x.parquet": (1, 1, 1), "lake/a/contact/2020-x.parquet": (2, 1, 1)}
    own = {**before, "lake/a/contact/2019-x.parquet": (9, 1, 1), "lake/a/manifest.json": (3, 1, 1)}
    another_year = {**before, "lake/a/contact/2020-x.parquet": (2, 5, 1)}
    another_source = {**before, "lake/b/manifest.json": (3, 1, 1)}

    assert changed_files(before, own, "a", 2019) == {
        "lake/<source>/contact/..., written again": 1,
        "lake/<source>/manifest.json, new": 1,
    }
    for after in (another_year, another_source):
        with pytest.raises(TooMuchRewrittenError):
            changed_files(before, after, "a", 2019)
