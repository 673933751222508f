"""What is compared: a folder of mappings, a git revision of them, or a release.

Belongs here: finding out which of these was meant, and bringing a revision into a temporary folder. Does not belong
here: reading or comparing what is found.
"""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from pipelines.base.settings import Settings
from schemas.mapping.registry import mapping_folders
from schemas.mapping.survey import is_survey
from schemas.text.problem import SettingsError
from warehouse.store.layout import DATABASE

RELEASE_NAME = re.compile(r"r\d{4,}")
NOW = "the mappings as they are now"


class StateNotFoundError(SettingsError):
    """What was named is no folder of mappings, git revision or release."""


@dataclass(frozen=True)
class State:
    """One side of a comparison. `path`: the folder of mappings, or the DuckDB file of the release."""

    kind: Literal["mappings", "release"]
    name: str
    path: Path


def split_range(written: str) -> tuple[str, str]:
    """`A..B` as two; what is no range stays whole, with nothing beside it."""
    if Path(written).exists() or ".." not in written or "..." in written:
        return written, ""
    left, _, right = written.partition("..")
    return (left, right) if left and not left.startswith((".", "/")) else (written, "")


@contextmanager
def open_state(written: str, settings: Settings) -> Iterator[State]:
    """The state that was named. Empty: the mappings as they are now. Raises StateNotFoundError with what was tried."""
    found = _release(written, settings) or _folder(written, settings)
    if found is not None:
        yield found
        return
    if Path(written).exists() or written.startswith("-"):
        raise StateNotFoundError(f"{written}: neither a folder of mappings nor a release.")
    with TemporaryDirectory(prefix="harmonise-revision-") as folder:
        yield State("mappings", f"revision {written}", _extract_revision(written, settings.mappings, Path(folder)))


def current_release(settings: Settings) -> str:
    """The name of the current release, for a comparison of which only one side was named."""
    return str(settings.layout.database)


def release_file(written: str, settings: Settings) -> Path:
    """The DuckDB file of a release by its number, folder or file; empty: the current one. Raises StateNotFoundError."""
    found = _release(written or "current", settings)
    if found is None:
        asked = f"{written}: this is no release" if written else f"{settings.layout.database}: there is no release yet"
        raise StateNotFoundError(f"{asked}. Make one: harmonise demo, or harmonise run")
    return found.path


def _release(written: str, settings: Settings) -> State | None:
    path = Path(written)
    candidates = [path, path / DATABASE]
    if RELEASE_NAME.fullmatch(written):
        candidates.append(settings.layout.releases / written / DATABASE)
    if written == "current":
        candidates.append(settings.layout.database)
    for candidate in candidates if written else []:
        if candidate.is_file() and candidate.suffix == ".duckdb":
            real = candidate.resolve()
            return State("release", f"release {real.parent.name}" if real.name == DATABASE else str(candidate), real)
    if RELEASE_NAME.fullmatch(written) and not path.exists():
        raise StateNotFoundError(f"{written}: there is no such release in {settings.layout.releases}.")
    return None


def _folder(written: str, settings: Settings) -> State | None:
    if not written:
        return State("mappings", NOW, settings.mappings)
    path = Path(written)
    for folder in (path, path / "mappings"):
        if folder.is_dir() and any(
            is_survey(one) or (one / "source.yaml").is_file() for one in mapping_folders(folder)
        ):
            return State("mappings", str(folder), folder)
    return None


def _extract_revision(revision: str, mappings: Path, target: Path) -> Path:
    """Write the mappings of a git revision below `target`; their folder there."""
    if not mappings.is_dir():
        raise StateNotFoundError(f"{mappings}: there is no such folder. Set HARMONISE_MAPPINGS.")
    above = _git(mappings, "rev-parse", "--show-prefix")
    if above is None:
        raise StateNotFoundError(
            f"{revision}: there is no such folder or release, and {mappings} is not in a git repository, so it cannot "
            "be a revision either. Name two folders of mappings."
        )
    commit = _git(mappings, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise StateNotFoundError(
            f"{revision}: no folder, release or git revision has that name. Look at: git -C {mappings} log --oneline"
        )
    # Run in the folder itself, so that only what lies in it is packed.
    packed = _git(mappings, "archive", "--format=tar", commit.decode().strip(), "--", ".")
    if packed is None:
        place = above.decode().strip() or "."
        raise StateNotFoundError(f"{revision}: this revision has no folder {place}.")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(target, filter="data")
    return target


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git answers; None where it refuses or is not installed."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        raise StateNotFoundError("git is not installed, so revisions cannot be compared. Name two folders.") from None
    return done.stdout if done.returncode == 0 else None
