"""Numbered columns of reasons are one group, those with nothing in them included."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.drafting import day, draft_files, write_csv


def test_the_last_of_numbered_columns_belong_to_their_group_although_nobody_had_so_many_yet(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["Folio", "Fecha", *(f"Motivo {n}" for n in range(1, 6))]]
    for n in range(120):
        told = ["Acoso escolar", "Duelo", "Abuso sexual"][n % 3 :]
        rows.append([f"K{n:04}", day(n % 90).isoformat(), *told, *["NA", ""][: 5 - len(told)], *[""] * (3 - len(told))])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "llamadas.csv", rows)])

    assert drafted.content["reasons"]["listed"] == [f"Motivo {n}" for n in range(1, 6)]
