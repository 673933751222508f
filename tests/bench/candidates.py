"""A folder with one invented export, and the candidates that are run on it.

Belongs here: preparing the folder, calling each candidate in a process of its own, comparing what they wrote. Does not
belong here: a candidate's work, or printing.
"""

from __future__ import annotations

import hmac
import json
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.bench.mapping import write_mapping
from tests.bench.measure import Cost, measure, works
from tests.bench.ours import STEPS

SCRIPTS = ("polars", "pandas", "pandas_tuned")
Digests = dict[str, list[str]]


class DifferentResultsError(Exception):
    """Two candidates did not do the same work, so that their times say nothing."""


@dataclass(frozen=True)
class Bench:
    """The folder: mappings/, deliveries/<source>/, warehouse/, and the keys."""

    folder: Path
    shape: str
    sources: tuple[str, ...] = ("bench",)

    @classmethod
    def prepare(cls, folder: Path, shape: str, n_contacts: int, n_files: int = 1, n_sources: int = 1) -> Bench:
        """Write mappings, a new key, and for each source an export of `n_contacts` contacts in `n_files` files."""
        sources = tuple(f"bench_{number:03d}" for number in range(1, n_sources + 1)) if n_sources > 1 else ("bench",)
        bench = cls(folder, shape, sources)
        make_key(folder / "bench.key")
        for number, source_id in enumerate(sources, start=1):
            write_mapping(folder / "mappings", source_id, shape)
            amount = ["--contacts", str(n_contacts), "--files", str(n_files), "--seed", str(number)]
            measure("tests.bench.invent", ["--folder", str(bench.deliveries(source_id)), "--shape", shape, *amount])
        return bench

    def deliveries(self, source_id: str) -> Path:
        return self.folder / "deliveries" / source_id

    def files(self) -> list[str]:
        return [str(path) for source in self.sources for path in sorted(self.deliveries(source).iterdir())]

    def n_bytes(self) -> int:
        return sum(Path(path).stat().st_size for path in self.files())

    def warm(self) -> None:
        """Read every file, so that no candidate is the one that waits for the disk: landing lets go of what it read."""
        for name in self.files():
            with Path(name).open("rb") as file:
                while file.read(1 << 20):
                    pass

    # ------------------------------------------------------------ candidates

    def plain(self, place: str) -> Cost:
        """DuckDB loads the files as text, into a database file that is deleted afterwards, or into memory."""
        database = self.folder / "plain.duckdb"
        where = ["--database", str(database)] if place == "file" else []
        self.warm()
        cost, _ = measure("tests.bench.plain", ["--shape", self.shape, *where, "--files", *self.files()])
        database.unlink(missing_ok=True)
        return cost

    def step(self, step: str) -> Cost:
        """One step of the pipeline over all sources."""
        return measure("tests.bench.ours", ["--step", step, "--folder", str(self.folder)])[0]

    def steps(self, steps: tuple[str, ...] = STEPS) -> dict[str, Cost]:
        """The steps, in a new warehouse."""
        shutil.rmtree(self.folder / "warehouse", ignore_errors=True)
        self.warm()
        return {step: self.step(step) for step in steps}

    def together(self, steps: tuple[str, ...]) -> dict[str, Cost]:
        """The steps in a new warehouse and in one process, as `harmonise run` takes them: what each cost, and what the
        start of the process did.
        """
        shutil.rmtree(self.folder / "warehouse", ignore_errors=True)
        self.warm()
        whole, written = measure("tests.bench.ours", ["--step", *steps, "--folder", str(self.folder)])
        start = Cost(whole.seconds - whole.work_seconds, whole.cpu - whole.work_cpu, whole.megabytes, 0, 0)
        parts = [Cost(wall, cpu, whole.megabytes, wall, cpu) for wall, cpu in works(written)]
        return {"start and imports": start} | dict(zip(steps, parts, strict=True))

    def script(self, name: str) -> tuple[Cost, Digests]:
        """The polars or pandas script; what it wrote is digested and deleted."""
        [source_id] = self.sources
        target, key = self.folder / name, self.folder / "source.key"
        key.write_text(source_key(self.folder / "bench.key", source_id).hex(), encoding="ascii")
        self.warm()
        known = ["--mapping", str(self.folder / "mappings" / source_id), "--key", str(key), "--target", str(target)]
        cost, _ = measure(f"tests.bench.with_{name}", ["--shape", self.shape, *known, "--files", *self.files()])
        found = digests_of(target)
        shutil.rmtree(target)
        return cost, found

    def digests(self) -> Digests:
        """What the pipeline wrote for the one source."""
        [source_id] = self.sources
        return digests_of(self.folder / "warehouse" / "lake" / source_id)


def digests_of(folder: Path) -> Digests:
    """By table: number of rows and digest."""
    _, written = measure("tests.bench.compare", ["--folder", str(folder)])
    found: Digests = json.loads(written)
    return found


def compare(name: str, ours: Digests, theirs: Digests) -> None:
    """Raises DifferentResultsError where a table differs in its rows."""
    for table, (n_rows, digest) in ours.items():
        if [n_rows, digest] != theirs[table]:
            told = (
                f"{table}: {n_rows} rows, digest {digest}; {name}: {theirs[table][0]} rows, digest {theirs[table][1]}"
            )
            raise DifferentResultsError(f"The pipeline and {name} differ, so their times are not compared. {told}")


def make_key(path: Path) -> None:
    """A key file of its own for every benchmark."""
    path.touch(mode=0o600)
    path.write_text(secrets.token_hex(32) + "\n", encoding="ascii")


def source_key(key_file: Path, source_id: str) -> bytes:
    """The key of one source (HKDF-SHA256 as the pipeline derives it), which is what a script would be given."""
    secret = bytes.fromhex(key_file.read_text(encoding="ascii").strip())
    extracted = hmac.digest(b"helpline-harmonisation/1", secret, "sha256")
    return hmac.digest(extracted, b"source:" + source_id.encode() + b"\x01", "sha256")
