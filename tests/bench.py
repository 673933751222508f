"""How fast is it? Times and peak memory of each step on the demo network, beside DuckDB loading the same files as text.

Belongs here: measuring, and printing ratios. Does not belong here: any pass or fail; nothing asserts a time.

    python tests/bench.py --contacts 1000000          # make bench

Every step runs over all sources in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from schemas.read import Read
from schemas.registry import Mapping

ROOT = Path(__file__).resolve().parent.parent
STEPS = ("land", "stage", "harmonise", "assess", "tabulate", "publish")
CORE = ("land", "stage", "harmonise")


def measure(step: str, folder: Path) -> dict[str, float]:
    """Seconds, processor seconds and peak megabytes of one step, in a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--step", step, "--folder", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def run_step(step: str, folder: Path) -> None:
    """The work of one step over all demo sources; prints its own figures as JSON."""
    work = {"simulate": simulate_network, "plain load": load_as_text}.get(step)
    run = work or (lambda where: run_engine(step, where))
    began, began_cpu = time.perf_counter(), time.process_time()
    run(folder)
    seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "megabytes": megabytes}))


def simulate_network(folder: Path) -> None:
    """Write the invented deliveries."""
    from pipelines.demo.simulate import simulate

    contacts = int((folder / "contacts").read_text(encoding="ascii"))
    simulate(folder / "deliveries", folder / "truth", contacts=contacts)


def load_as_text(folder: Path) -> None:
    """What nobody can undercut: DuckDB reads every file into tables of text, in the dialect that its mapping declares.

    Other encodings than UTF-8 are written out in UTF-8 first; what is no plain CSV is loaded as whole files.
    """
    from schemas.registry import load_registry

    connection = duckdb.connect(str(folder / "plain.duckdb"))
    for source_id, mapping in load_registry(ROOT / "mappings").sources.items():
        source = folder / "deliveries" / source_id
        for number, path in enumerate(sorted(source.rglob("*.*"))):
            read = _declared(mapping, path.relative_to(source).as_posix())
            csv = read.csv
            if read.json_kind == "one_per_file":
                pattern = str(source / "**" / "*.json")
                connection.execute(f"create table {source_id} as select content from read_text($1)", [pattern])
                break
            if csv is None or read.packed:
                table = f"{source_id}_{number}"
                connection.execute(f"create table {table} as select content from read_blob($1)", [str(path)])
                continue
            if csv.encoding not in ("utf-8", "utf-8-sig"):
                copy = folder / "transcript.csv"
                copy.write_text(path.read_text(encoding=csv.encoding), encoding="utf-8")
                path = copy
            connection.execute(
                f"create table {source_id}_{number} as select * from read_csv($1, all_varchar = true, strict_mode = false,"
                f" auto_detect = true, delim = $2, header = true, skip = {csv.header_row - 1},"
                " null_padding = true, ignore_errors = true)",
                [str(path), csv.delimiter],
            )
    connection.close()


def _declared(mapping: Mapping, name: str) -> Read:
    """How a file of the source is read: as one of its formats, or as a companion of one."""
    from warehouse.companion_files import companion_named
    from warehouse.file_names import matches_glob

    own = next((one for one in mapping.exports if matches_glob(one.files, name)), None)
    found = own or companion_named(mapping.exports, name)
    assert found is not None, name
    return found.read


def run_engine(step: str, folder: Path) -> None:
    """One step of the pipeline, over every demo source where it is a step of a source."""
    from schemas.registry import load_registry
    from warehouse import assess, ingest, publish, tabulate
    from warehouse.key import make_key_file, read_key
    from warehouse.layout import Layout
    from warehouse.run import Run

    key_file = folder / "bench.key"
    if not key_file.exists():
        make_key_file(key_file)
    registry = load_registry(ROOT / "mappings")
    run = Run(Layout(folder / "warehouse"), registry, read_key(key_file), deliveries=str(folder / "deliveries"))
    of_source = {"land": ingest.land_source, "stage": ingest.stage_source, "harmonise": ingest.harmonise_source}
    if step in of_source:
        for source_id in registry.sources:
            if source_id.startswith("demo_"):
                of_source[step](run, source_id)
        return
    of_network = {"assess": assess.assess, "tabulate": tabulate.tabulate}
    if step in of_network:
        of_network[step](run)
    else:
        publish.publish(run, "bench")


def main() -> None:
    """Measure every step and print one line each, and the ratio of the core steps to the plain load."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--step")
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    if arguments.step:
        run_step(arguments.step, arguments.folder)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        (folder / "contacts").write_text(str(arguments.contacts), encoding="ascii")
        print(f"{arguments.contacts:,} contacts of the demo network; seconds, processor seconds, peak MB")
        figures = {}
        for step in ("simulate", "plain load", *STEPS):
            figures[step] = measure(step, folder)
            line = figures[step]
            print(f"{step:12s} {line['seconds']:8.1f} s {line['cpu']:8.1f} s {line['megabytes']:8.0f} MB", flush=True)
        core = sum(figures[step]["seconds"] for step in CORE)
        plain = figures["plain load"]["seconds"]
        print(f"land + stage + harmonise: {core:.1f} s = {core / plain:.1f} x the plain load ({plain:.1f} s)")


if __name__ == "__main__":
    main()
