"""Rows that continue the one above are never proposed as a footer, and the scan asks whether they do."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.scan.scan import scan_files

HEAD = "ref,called on,by,sex,age,place,problem\n"


def row(n: int) -> str:
    return f"{n + 1000},2024-0{n % 9 + 1}-1{n % 9},{'Chat' if n % 2 else 'Call'},{'F' if n % 3 else 'M'},{n % 9 + 8},Home,Debt"


def scanned(folder: Path, last: str, every: int) -> tuple[dict[str, object], int, str]:
    rows = [text for n in range(60) for text in (row(n), *([",,,,,,Hunger"] if n % every == 0 else []))]
    path = folder / "log.csv"
    path.write_text(HEAD + "\n".join([*rows, last]) + "\n", encoding="utf-8")
    ((table,),) = (file.tables for file in scan_files([path]).files)
    ids = [one.why for one in table.candidates if one.role == "id"]
    read = table.read["csv"]
    assert isinstance(read, dict)
    return read, table.n_rows, " ".join(ids)


@pytest.mark.parametrize(
    "last", [",,,,,,Hunger", row(99), f",,,,,,Hunger\n{row(98)}\n{row(99)}", ",,,,,,Cold\n,,,,,,Hunger"]
)
def test_what_goes_on_at_the_end_is_no_footer(tmp_path: Path, last: str) -> None:
    read, _, why = scanned(tmp_path, last, every=3)
    assert "footer_rows" not in read
    assert "continues: above" in why


@pytest.mark.parametrize("last", ["Total,60,,,,,", "Total,60,,,,,\nSource: the helpline,,,,,,"])
def test_totals_and_remarks_still_are(tmp_path: Path, last: str) -> None:
    read, n_rows, _ = scanned(tmp_path, last, every=100)
    assert read["footer_rows"] == sum(any(cell for cell in line.split(",")) for line in last.split("\n"))
    assert n_rows == 61
