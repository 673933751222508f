"""A label is suggested a code for what it is below its header: `Sexual` below `Tipo de violencia` is violence."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.drafting import day, draft_files, write_csv


def suggested(folder: Path, header: str, labels: Sequence[str]) -> dict[str, str]:
    """The first suggestion for each label of the one column of reasons."""
    rows: list[Sequence[object]] = [["Folio", "Fecha", header]]
    rows += [[f"K{n:04}", day(n % 90).isoformat(), labels[n % len(labels)]] for n in range(120)]
    drafted = draft_files(folder, [write_csv(folder / "in" / "llamadas.csv", rows)])
    assert drafted.content["reasons"]["cell"] == header
    with (drafted.folder / "decisions.csv").open(encoding="utf-8", newline="") as file:
        found = [row for row in csv.DictReader(file) if row["field"] == "reason"]
    return {row["source_value"]: row["code"] for row in reversed(found)}


@pytest.mark.parametrize(
    ("header", "labels", "codes"),
    [
        ("Tipo de violencia", ["Sexual", "Física", "Psicológica"], ["sexual", "physical", "emotional"]),
        ("Type of abuse", ["Sexual", "Physical", "Neglect"], ["sexual.abuse", "physical", "neglect"]),
        ("Type de violence", ["Sexuelle", "Physique", "Négligence"], ["sexual", "physical", "neglect"]),
    ],
)
def test_a_header_of_violence_is_a_heading(
    tmp_path: Path, header: str, labels: Sequence[str], codes: Sequence[str]
) -> None:
    assert suggested(tmp_path, header, labels) == {
        label: f"violence.{code}" for label, code in zip(labels, codes, strict=True)
    }


@pytest.mark.parametrize("header", ["Motivo", "Problem: substance abuse"])
def test_another_header_is_none(tmp_path: Path, header: str) -> None:
    found = suggested(tmp_path, header, ["Psicológica", "Duelo", "Acoso escolar"])

    assert not found["Psicológica"].startswith("violence")
    assert found["Acoso escolar"] == "violence.bullying"
