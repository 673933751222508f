"""A trial: land, stage and harmonise in a warehouse that is thrown away, under a key that nobody keeps.

Belongs here: the example of a mapping, the temporary warehouse, and running the steps in it. Does not belong here:
what is read from it afterwards. The real warehouse, its key and Dagster are never touched.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from schemas.mapping.address import is_url
from schemas.mapping.registry import Registry
from warehouse.land.address import Address, list_files
from warehouse.store.key import KEY_BYTES, Key
from warehouse.store.layout import Layout
from warehouse.store.run import Report, Run, SourceHeldError
from warehouse.store.work_folder import work_folder

GOLDEN = "expected"
NO_DELIVERIES = ("README.md", "README.txt")


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
        if path.is_file() and not any(part.startswith(".") for part in parts):
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


def _run(registry: Registry, source_id: str, address: Address, root: Path, report: Report) -> Trial:
    # the steps stand on everything: who has nothing to try does not wait for them
    from warehouse.steps import harmonise_source, land_source, stage_source

    layout = Layout(root)
    # A draft may be tried before its questions are answered.
    tried = replace(registry.sources[source_id], questions=())
    registry = replace(registry, sources={**registry.sources, source_id: tried})
    run = Run(layout, registry, Key(secrets.token_bytes(KEY_BYTES)), report)
    land_source(run, source_id, address)
    try:
        stage_source(run, source_id)
        harmonise_source(run, source_id)
    except SourceHeldError as held:
        return Trial(layout, tuple(finding.sentence for finding in held.findings))
    return Trial(layout)


def has_local_files(address: str) -> bool:
    """Whether files lie at a local address; a URL is not asked, since that may take long."""
    return not is_url(address) and bool(list_files(address).files)
