"""What only a server can do to a listing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fsspec
from fsspec.implementations.memory import MemoryFileSystem

from warehouse.land.delivery import FileFormat
from warehouse.land.step import land
from warehouse.store.run import silent


class Shy(MemoryFileSystem):  # type: ignore[misc]
    """Lists names only, as a web page does, and tells nobody the size of a file called `endless`."""

    protocol = "shy"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("shy://", "memory://")))

    def find(self, path: str, *arguments: Any, **options: Any) -> Any:
        found = super().find(path, *arguments, **options)
        return {name: {**info, "size": None} for name, info in found.items()}

    def info(self, path: str, **options: Any) -> Any:
        return {**super().info(path, **options), **({"size": None} if "endless" in path else {})}


def test_a_server_that_lists_names_only_is_asked_for_each_size(tmp_path: Path) -> None:
    """Without it such a file would count as still arriving, in silence and for ever."""
    fsspec.register_implementation("shy", Shy, clobber=True)
    memory = fsspec.filesystem("memory")
    memory.pipe("/demo/in/year_2021.csv", b"id\n1\n")
    memory.pipe("/demo/in/year_endless.csv", b"id\n2\n")
    try:
        landed = land(tmp_path, "demo", "shy://demo/in", [FileFormat("all", "*.csv")], (), silent)
    finally:
        memory.rm("/demo", recursive=True)
    assert (len(landed.new), landed.n_arriving) == (1, 0)
    assert landed.unreadable == (("year_endless.csv", "the server does not say how long it is"),)
