"""Numbered columns of reasons are one group, those with nothing in them included."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.drafting import day, draft_files, write_csv


def test_numbered_columns_with_values_of_their_own_may_be_levels_or_reasons(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["id", "date", "Motif 1", "Motif 2"]]
    first, second = ("Maltraitance", "Harcèlement"), ("Deuil", "", "Fugue")
    rows += [[f"K{n:04}", day(n).isoformat(), first[n % 2], second[n % 3]] for n in range(120)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "appels.csv", rows)])

    assert "QUESTION" in drafted.line("reasons") and "`listed`" in drafted.line("reasons")


def test_the_last_of_numbered_columns_belong_to_their_group_although_nobody_had_so_many_yet(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["Folio", "Fecha", *(f"Motivo {n}" for n in range(1, 6))]]
    for n in range(120):
        told = ["Acoso escolar", "Duelo", "Abuso sexual"][n % 3 :]
        rows.append([f"K{n:04}", day(n % 90).isoformat(), *told, *["NA", ""][: 5 - len(told)], *[""] * (3 - len(told))])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "llamadas.csv", rows)])

    assert drafted.content["reasons"]["listed"] == [f"Motivo {n}" for n in range(1, 6)]
