"""A file whose letters another program had damaged is asked about, in its headers, keys and values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.drafting import Drafted, day, draft_files, write_csv
from warehouse.scan.misread import MISREAD

WHY = ("Harcèlement", "Deuil", "Décrochage")
UKRAINIAN = ("Ні", "Так", "Сварка вдома")


def spoil(text: str) -> str:
    return text.encode().decode("cp1252")


def draft(folder: Path, kind: str, header: str, values: tuple[str, ...]) -> Drafted:
    names = ("id", "Date", header)
    rows = [(f"C{i:03}", day(i).isoformat(), values[i % len(values)]) for i in range(60)]
    path = folder / "in" / f"c_2023.{kind}"
    if kind == "csv":
        return draft_files(folder, [write_csv(path, [names, *rows])])
    path.parent.mkdir()
    documents = [dict(zip(names, row, strict=True)) for row in rows]
    path.write_text(json.dumps(documents, ensure_ascii=False), encoding="utf-8")
    return draft_files(folder, [path])


@pytest.mark.parametrize("kind", ["json", "csv"])
@pytest.mark.parametrize(
    ("header", "values"),
    [
        (spoil("Problème"), tuple(map(spoil, WHY))),
        (spoil("Problème"), ("Deuil", "Abus")),
        ("Motif", (spoil(WHY[0]),) * 2),
    ],
)
def test_damaged_letters_are_a_question(tmp_path: Path, kind: str, header: str, values: tuple[str, ...]) -> None:
    asked = [one for one in draft(tmp_path, kind, header, values).questions if MISREAD in one]
    assert len(asked) == 1 and "exported anew" in asked[0]
    assert ("'Problème'" in asked[0]) == (header != "Motif")


@pytest.mark.parametrize(("header", "values"), [("Problème", WHY), ("Проблема", UKRAINIAN), ("Answer", ("Ні", "Yes"))])
def test_whole_ones_are_none(tmp_path: Path, header: str, values: tuple[str, ...]) -> None:
    assert not [one for one in draft(tmp_path, "json", header, values).questions if MISREAD in one]
