"""Which of the things that somebody named for a scan are files.

Belongs here: looking through folders, naming what is no file, and plain names for all. Does not
belong here: opening one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_IFDIR

from schemas.text.printable import printable
from warehouse.land.address import NO_FILE, look_at
from warehouse.land.file_names import is_beside

LONGEST_NAME = 200


@dataclass(frozen=True)
class PlainFiles:
    """`refused`: (path, why it is not read)."""

    files: tuple[Path, ...]
    refused: tuple[tuple[Path, str], ...]


def find_plain_files(paths: Sequence[Path]) -> PlainFiles:
    """Files as they were named, and for a folder those in it, each once. A link in a folder has to stay in it; one that
    somebody named leads where they wanted.
    """
    files: dict[Path, None] = {}
    refused: dict[Path, str] = {}
    for path, folder in _candidates(paths):
        try:
            what = look_at(path, folder)
        except OSError:
            what = ""  # said when it is opened
        if not what:
            files[path] = None
        elif folder is None or what != NO_FILE[S_IFDIR]:
            refused[path] = what
    return PlainFiles(tuple(files), tuple(refused.items()))


def _candidates(paths: Sequence[Path]) -> Iterator[tuple[Path, Path | None]]:
    """What was named, and what lies in a folder that was, with that folder."""
    for path in paths:
        if not path.is_dir():
            yield path, None
            continue
        below = sorted(path.rglob("*"))
        yield from ((one, path) for one in below if not is_beside(one.relative_to(path).as_posix()))


def name_plainly(path: Path, folder: Path) -> Path:
    """The path, or a link to it below a folder of ours under a name that is text and steers no terminal: the engine
    takes no other, and neither do a profile and its page.
    """
    plain = printable(str(path))
    if plain == str(path):
        return path
    place = folder / str(sum(1 for _ in folder.iterdir()))
    place.mkdir()
    link = place / printable(path.name)[:LONGEST_NAME]
    link.symlink_to(path.resolve())
    return link
