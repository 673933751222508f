"""Ways in which a mapping folder can be broken.

Belongs here: breaking it. Does not belong here: what comes of it (`test_broken_mapping`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

CANARY = "Zebrafink-4711"


def replace_in(path: Path, instead_of: str, written: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert instead_of in text
    path.write_text(text.replace(instead_of, written), encoding="utf-8")


def break_source(folder: Path) -> None:
    replace_in(folder / "source.yaml", "region: africa", "region: atlantis")


def break_export(folder: Path) -> None:
    replace_in(folder / "export.yaml", "row: contact", "row: contcat")


def break_decisions(folder: Path) -> None:
    replace_in(folder / "decisions.csv", "channel,Téléphone,mapped,voice", f"channel,{CANARY},mapped,vioce")


def write_in_place_of(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


def remove(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def put_a_folder_in_place_of_decisions(folder: Path) -> None:
    (folder / "decisions.csv").unlink()
    (folder / "decisions.csv").mkdir()


def point_the_export_to_itself(folder: Path) -> None:
    (folder / "export.yaml").unlink()
    (folder / "export.yaml").symlink_to("export.yaml")


WORSE: list[Callable[[Path], object]] = [
    write_in_place_of("source.yaml", b"\xff\xfe\x00"),
    write_in_place_of("export.yaml", b""),
    write_in_place_of("export.yaml", b"[" * 20_000),
    write_in_place_of("export.yaml", b"- a list\n"),
    write_in_place_of("decisions.csv", b"field,"),
    write_in_place_of("corrections.yaml", b"no: sense"),
    remove("source.yaml"),
    remove("decisions.csv"),
    put_a_folder_in_place_of_decisions,
    point_the_export_to_itself,
    lambda folder: folder.rename(folder.parent / "Tiny-B"),
]
