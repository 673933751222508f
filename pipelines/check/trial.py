"""A trial: land, stage and harmonise in a warehouse that is thrown away.

Belongs here: the example of a mapping, the temporary warehouse, and running the steps in it. Does not belong here:
what is read from it afterwards. Nothing is written to the real warehouse, and Dagster has no
part in it.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.base.settings import Settings
from schemas.mapping.address import is_url
from schemas.mapping.registry import Registry
from warehouse.land.address import Address, list_files
from warehouse.land.file_names import is_beside
from warehouse.store.key import KEY_BYTES, Key, KeyFileError, read_key
from warehouse.store.layout import Layout
from warehouse.store.manifest import read_held
from warehouse.store.run import Report, Run, SourceHeldError
from warehouse.store.work_folder import work_folder

GOLDEN = "expected"
NO_DELIVERIES = ("README.md", "README.txt")
NO_LIMIT = {"unmapped_reasons": 1.0, "unmapped": None}


@dataclass(frozen=True)
class Trial:
    """A finished trial: where its lake is, and why the source was held back, where it was."""

    layout: Layout
    held: tuple[str, ...] = ()


def example_files(folder: Path) -> list[tuple[str, Path]]:
    """The deliveries of a mapping's `example/`: name below the source's address, and path; empty where there are none.

    They lie below `example/deliveries/` or directly in `example/`. Golden tables (`example/expected/`), hidden files
    and a README are no deliveries.
    """
    example = folder / "example"
    found: dict[str, Path] = {}
    for path in sorted(example.rglob("*")) if example.is_dir() else []:
        parts = path.relative_to(example).parts
        if parts[0] == "deliveries":
            parts = parts[1:]
        elif parts[0] == GOLDEN or path.name in NO_DELIVERIES:
            continue
        if path.is_file() and not is_beside("/".join(parts)):
            found.setdefault("/".join(parts), path)
    return sorted(found.items())


@contextmanager
def example_trial(registry: Registry, source_id: str, report: Report) -> Iterator[Trial]:
    """Run the steps on the source's example."""
    with TemporaryDirectory(prefix="harmonise-example-") as folder:
        files = dict(example_files(registry.sources[source_id].folder))
        yield _run(registry, source_id, files, Path(folder) / "warehouse", report)


@contextmanager
def deliveries_trial(
    registry: Registry, source_id: str, address: Address, work: Path, report: Report
) -> Iterator[Trial]:
    """Run the steps on files that no run has taken yet. What is written, in a restricted folder below `work`, goes with
    the block; what a killed process left there goes first, since it holds rows.
    """
    with work_folder(work, "trial") as folder:
        yield _run(registry, source_id, address, folder / "warehouse", report)


@contextmanager
def landed_trial(settings: Settings, registry: Registry, source_id: str, report: Report) -> Iterator[Trial]:
    """Run the steps on every delivery that has landed, as the mapping reads them now. Landing is only read.

    Corrections name contacts by their pseudonyms: they are tried where the key can be read, else left out.
    """
    with work_folder(settings.layout.work, "trial") as folder:
        layout = Layout(folder / "warehouse")
        landed = layout.landing_of(source_id)
        landed.parent.mkdir(parents=True)
        shutil.copytree(settings.layout.landing_of(source_id), landed, copy_function=os.link)
        try:
            key = read_key(settings.key_file)
        except KeyFileError:
            key = _new_key()
            registry = _without_corrections(registry, source_id)
        yield _harmonise(_as_tried(layout, registry, source_id, key, report), source_id)


def _run(registry: Registry, source_id: str, address: Address, root: Path, report: Report) -> Trial:
    """Corrections are left out: they name contacts by pseudonyms, which are others here, and of all that has come."""
    from warehouse.steps import land_source

    run = _as_tried(Layout(root), _without_corrections(registry, source_id), source_id, _new_key(), report)
    landed = land_source(run, source_id, address)
    # What could not be fetched is in no table of the trial.
    not_fetched = tuple(finding.sentence for finding in landed.findings if finding.is_bad)
    trial = _harmonise(run, source_id)
    return replace(trial, held=(*not_fetched, *trial.held))


def _without_corrections(registry: Registry, source_id: str) -> Registry:
    uncorrected = replace(registry.sources[source_id], corrections=())
    return replace(registry, sources={**registry.sources, source_id: uncorrected})


def _new_key() -> Key:
    return Key(secrets.token_bytes(KEY_BYTES))


def _as_tried(layout: Layout, registry: Registry, source_id: str, key: Key, report: Report) -> Run:
    """A draft may be tried before its questions are answered and its labels decided: those are what a trial is for."""
    mapping = registry.sources[source_id]
    declared = mapping.source.declared
    limits = declared.thresholds.model_copy(update=NO_LIMIT)
    source = mapping.source.model_copy(update={"declared": declared.model_copy(update={"thresholds": limits})})
    tried = replace(mapping, source=source, questions=())
    return Run(layout, replace(registry, sources={**registry.sources, source_id: tried}), key, report)


def _harmonise(run: Run, source_id: str) -> Trial:
    # the steps stand on everything: who has nothing to try does not wait for it
    from warehouse.steps import harmonise_source, stage_source

    layout = run.layout
    try:
        stage_source(run, source_id)
        harmonise_source(run, source_id)
    except SourceHeldError as held:
        return Trial(layout, tuple(finding.sentence for finding in held.findings))
    return Trial(layout)


def waits_for_decisions(layout: Layout, source_id: str) -> bool:
    """Whether what has landed is held since a threshold broke: what is to be decided is there, and not in the lake."""
    held = read_held(layout, source_id) or ()
    return any(one.finding_code == "threshold_broken" for one in held) and layout.landing_of(source_id).is_dir()


def has_local_files(address: str) -> bool:
    """Whether files lie at a local address; a URL is not asked, since that may take long."""
    return not is_url(address) and bool(list_files(address).files)
