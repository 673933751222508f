"""What only a server can do to a listing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fsspec
from fsspec.implementations.memory import MemoryFileSystem

from warehouse.land.delivery import FileFormat
from warehouse.land.step import land, new_files_fingerprint
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


class Torn(MemoryFileSystem):  # type: ignore[misc]
    """A store that lists a file and does not give its bytes."""

    protocol = "torn"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("torn://", "memory://")))

    def _open(self, path: str, *arguments: Any, **options: Any) -> Any:
        if "torn" in path:
            raise OSError("no answer")
        return super()._open(path, *arguments, **options)


def test_a_file_whose_bytes_did_not_come_is_tried_again_until_it_is_gone(tmp_path: Path) -> None:
    fsspec.register_implementation("torn", Torn, clobber=True)
    memory = fsspec.filesystem("memory")
    memory.pipe("/lot/in/year_2021.csv", b"id\n1\n")
    memory.pipe("/lot/in/year_torn.csv", b"id\n2\n")
    formats = [FileFormat("all", "*.csv")]

    def news() -> bool:
        return new_files_fingerprint(tmp_path, "demo", "torn://lot/in", formats, ()) is not None

    try:
        for n_new in (1, 0):
            landed = land(tmp_path, "demo", "torn://lot/in", formats, (), silent)
            assert (len(landed.new), len(landed.unreadable)) == (n_new, 1)
            assert news()
        memory.rm("/lot/in/year_torn.csv")
        assert news()
        assert land(tmp_path, "demo", "torn://lot/in", formats, (), silent).findings == ()
        assert not news()
    finally:
        memory.rm("/lot", recursive=True)
