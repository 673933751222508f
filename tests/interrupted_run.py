"""A small network with a second delivery waiting, runs on it that are broken off, and what stands there afterwards.

Belongs here: the network, running what is new in a process of its own (with and without Dagster), the names of all
boundaries in the engine, and the state that two warehouses are compared by. Does not belong here: expectations.
"""

from __future__ import annotations

import ast
import os
import resource
import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from pipelines.base.settings import Settings, read_settings
from pipelines.base.version import code_version
from pipelines.cli.main import main
from pipelines.run.sources import find_news
from tests.apart import FORKING, enter, wait_for_end
from tests.conftest import ROOT
from tests.survey_network import SURVEY_ID, make_survey_network
from tests.test_counts_release import add_counts
from tests.tiny_network import ROWS, environment_of, write_delivery
from warehouse.assess.step import assess
from warehouse.publish.due import is_release_due
from warehouse.publish.retention import list_releases
from warehouse.publish.step import publish
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.durable import read_json
from warehouse.store.layout import Layout
from warehouse.store.work_folder import sweep_work
from warehouse.tabulate.step import tabulate

SOURCES = ("counts", "tiny_a", SURVEY_ID)
"""Two helplines, and the survey of their members, which is taken in after them."""
PRINTED = "printed"


@dataclass(frozen=True)
class Network:
    """A network below `folder`; its deliveries may be those of another one, which it was copied from."""

    folder: Path
    deliveries: Path

    @property
    def environment(self) -> dict[str, str]:
        return {**environment_of(self.folder), "HARMONISE_DELIVERIES": str(self.deliveries)}

    @property
    def settings(self) -> Settings:
        return read_settings(self.environment, ROOT)

    @property
    def layout(self) -> Layout:
        return self.settings.layout

    def copy(self, folder: Path) -> Network:
        """The same network elsewhere, with the same deliveries: a copy of these would be news."""
        shutil.copytree(self.folder, folder, symlinks=True, ignore=shutil.ignore_patterns("deliveries"))
        return Network(folder, self.deliveries)

    def lake(self) -> dict[str, Any]:
        """What has to be equal when everything is taken in: the bytes of each source's lake, receipts but for their
        clock.
        """
        found: dict[str, Any] = {}
        for source_id in SOURCES:
            lake = self.layout.lake_of(source_id)
            files = sorted(path for path in lake.rglob("*") if path.is_file())
            found |= {f"{source_id}/{path.relative_to(lake)}": path.read_bytes() for path in files}
            receipts = read_json(self.layout.landing_of(source_id) / "receipts.json")["receipts"]
            found[f"receipts of {source_id}"] = [{**receipt, "received_at": ""} for receipt in receipts]
        return found

    def state(self) -> dict[str, Any]:
        """The same, and the tables of the network, the releases, the digest of the current one and what it makes public."""
        folder = self.layout.lake / "_network"
        return {
            **self.lake(),
            **{path.name: path.read_bytes() for path in sorted(folder.iterdir())},
            "digest": read_json(self.layout.current / "manifest.json")["content_digest"],
            "public": (self.layout.current / "public" / "SHA256SUMS").read_bytes(),
            "current": os.readlink(self.layout.current),
            "releases": [folder.name for folder in list_releases(self.layout)],
        }

    def leftovers(self) -> list[str]:
        """Temporary files and folders, of whatever step."""
        found = [*self.layout.root.rglob(".tmp-*"), *self.layout.root.rglob("*.tmp"), *self.layout.work.glob("*")]
        return [str(path.relative_to(self.layout.root)) for path in found]


def make_standing(folder: Path) -> Network:
    """Two sources, one of counts, and a survey that are in a release; then each has sent again: a later year with a
    correction of the first, counts that replace a year, another file of a survey year and one of the next.
    """
    survey = make_survey_network(folder, ["tiny_a"])
    survey.deliver(["1;member_tiny_a;Yes;Once per contact;Very well", "2;Member counts;no;;"], "survey_2023.csv")
    add_counts(folder)
    network = Network(folder, folder / "deliveries")
    run_what_is_new(network.settings)
    deliveries = network.settings.deliveries
    later = [ROWS[0].replace(";14;", ";15;"), ROWS[1].replace("1002", "1009").replace("/2024", "/2025")]
    write_delivery(deliveries, "tiny_a", later, day="2025-05-01")
    (deliveries / "counts" / "counts_2023.csv").write_text("quarter;Abuse;Bullying\n2023Q4;6;51\n", encoding="utf-8")
    survey.deliver(["1;Member counts;no;Not at all;"], "survey_2023_again.csv")
    survey.deliver(["1;member_tiny_a;Yes;Not at all;"], "survey_2024.csv")
    return network


def run_what_is_new(settings: Settings) -> list[str]:
    """What `harmonise run` does, by the same decisions, without Dagster; what it ran."""
    ran = take_in(settings)
    run = settings.open_run()
    if not ran and not is_release_due(run, code_version(settings.checkout)):
        return []
    assess(run)
    tabulate(run)
    publish(run, code_version(settings.checkout))
    return [*ran, "publish"]


def take_in(settings: Settings) -> list[str]:
    """Land, stage and harmonise what is new; the sources that were."""
    run = settings.open_run()
    sweep_work(settings.layout.work)
    with_news, failures = find_news(settings, run, SOURCES, None)
    assert failures == {}
    for source_id in with_news:
        land_source(run, source_id, settings.resolve_address(run.registry.address_of(source_id)))
        stage_source(run, source_id)
        harmonise_source(run, source_id)
    return with_news


def run_apart(network: Network, environment: Mapping[str, str] | None = None, most_bytes: int | None = None) -> int:
    """`run_what_is_new` in a process of its own, no file of which may grow beyond `most_bytes`; its exit code."""
    process = FORKING.Process(target=_run_engine, args=(network, dict(environment or {}), most_bytes))
    process.start()
    return wait_for_end(process)


def command_apart(network: Network, environment: Mapping[str, str] | None = None, printed: Path | None = None) -> int:
    """`harmonise run` in a process of its own, with Dagster; its exit code."""
    return wait_for_end(start_command(network, printed, environment))


def start_command(
    network: Network, printed: Path | None = None, environment: Mapping[str, str] | None = None
) -> ForkServerProcess:
    """Start it, and do not wait. What it prints goes to the file `printed`, else where `printed_by` reads it."""
    where = printed or network.folder / PRINTED
    process = FORKING.Process(target=_run_command, args=(network, dict(environment or {}), where))
    process.start()
    return process


def _run_engine(network: Network, environment: dict[str, str], most_bytes: int | None) -> None:
    settings = _enter(network, {"HARMONISE_THREADS": "1", **environment}, network.folder / PRINTED)
    if most_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    run_what_is_new(settings)


def _run_command(network: Network, environment: dict[str, str], printed: Path) -> None:
    _enter(network, environment, printed)
    raise SystemExit(main(["run"]))


def _enter(network: Network, environment: dict[str, str], printed: Path) -> Settings:
    enter({**os.environ, **network.environment, **environment}, printed, printed)
    return read_settings()


def printed_by(network: Network) -> str:
    """What the last run in a process of its own wrote to its terminal."""
    return (network.folder / PRINTED).read_text(encoding="utf-8")


def log_boundaries(network: Network) -> list[str]:
    """Run what is new; every boundary that it passed, numbered (`name:nth`), in order."""
    log = network.folder / "boundaries"
    assert run_apart(network, {"HARMONISE_BOUNDARY_LOG": str(log)}) == 0, printed_by(network)
    passed: Counter[str] = Counter()
    numbered = []
    for name in log.read_text(encoding="ascii").split():
        passed[name] += 1
        numbered.append(f"{name}:{passed[name]}")
    return numbered


def boundaries_of_the_engine() -> list[str]:
    """The name of every boundary that stands in the engine's source; `*` where it is put together there."""
    names = set()
    for path in (ROOT / "warehouse").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "mark_boundary":
                names.add(_spell(node.args[0]))
    return sorted(names)


def _spell(argument: ast.expr) -> str:
    if isinstance(argument, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in argument.values)
    assert isinstance(argument, ast.Constant), "the name of a boundary is a text"
    return str(argument.value)
