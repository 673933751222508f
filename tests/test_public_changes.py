"""What changed since the release before: every published figure that moved, and why, without naming a helpline."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.public_network import PublicNetwork, Row, figure, usual_figures

HASHES = {"mapping_hash": "a", "program_hash": "b", "codes_hash": "c"}
SOURCES = {f"source/s{number}": "x" for number in range(6)}
MOVED = "t2.main:network=demo:framework=CHI_V2:year=2023:main=MH:base=contacts"


NUMBERS = ("numerator", "denominator", "share", "share_low", "share_high", "n_sources", "n_members")


def is_moved(row: Row) -> bool:
    return (row["statistic_code"], row["year"], row.get("main_code"), row["base_code"]) == (
        "t2.main", 2023, "MH", "contacts",
    )  # fmt: skip


def changes_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "public/changes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def before(tmp_path: Path) -> Path:
    PublicNetwork(hashes=HASHES | SOURCES).build(tmp_path / "r0001")
    return tmp_path / "r0001"


def test_the_first_release_has_nothing_to_compare_with(before: Path) -> None:
    assert changes_of(before) == []
    text = (before / "public/changes.md").read_text(encoding="utf-8")
    assert "No release before r0001 published a figure" in text


def test_every_figure_that_is_different_is_listed_and_no_other(before: Path, tmp_path: Path) -> None:
    rows = [{**row, "numerator": 9_600, "share": Decimal("0.395")} if is_moved(row) else row for row in usual_figures()]
    gone = next(row for row in rows if row.get("main_code") == "DE")
    new = figure("t1.with_reason", 700, 900, year=2019)
    after = PublicNetwork([*(row for row in rows if row is not gone), new], number=2, hashes=HASHES | SOURCES)
    after.build(tmp_path / "r0002", [before])

    found = {row["cell"]: row for row in changes_of(tmp_path / "r0002")}
    assert {cell: row["change"] for cell, row in found.items()} == {
        MOVED: "moved",
        "t2.main:network=demo:framework=CHI_V2:year=2022:main=DE:base=contacts": "vanished",
        "t1.with_reason:network=demo:year=2019:base=contacts": "appeared",
    }
    assert (found[MOVED]["numerator_old"], found[MOVED]["numerator_new"]) == ("9100", "9600")
    assert found[MOVED]["share_new"] == "0.395000"
    assert {row["why"] for row in found.values()} == {"not known"}
    text = (tmp_path / "r0002/public/changes.md").read_text(encoding="utf-8")
    assert "1 moved, 1 appeared, 1 vanished" in text and "9,100 to 9,600" in text


@pytest.mark.parametrize("name", ["share_source_median", "share_unknown"])
def test_a_figure_of_which_only_the_spread_or_the_unknown_part_moved_is_listed(
    before: Path, tmp_path: Path, name: str
) -> None:
    rows = [{**row, name: Decimal("0.07")} if is_moved(row) else row for row in usual_figures()]
    PublicNetwork(rows, number=2, hashes=HASHES | SOURCES).build(tmp_path / "r0002", [before])

    (moved,) = changes_of(tmp_path / "r0002")
    assert (moved["cell"], moved[f"{name}_new"]) == (MOVED, "0.070000")


def test_a_figure_of_which_only_the_footnotes_changed_is_listed(before: Path, tmp_path: Path) -> None:
    notes = {"footnotes": ["The system changed.", "Recorded late."]}
    first = PublicNetwork([{**row, **notes} if is_moved(row) else row for row in usual_figures()], number=2)
    first.build(tmp_path / "r0002", [before])
    notes["footnotes"] = ["Recorded late.", "A file is held back."]
    PublicNetwork([{**row, **notes} if is_moved(row) else row for row in usual_figures()], number=3).build(
        tmp_path / "r0003", [tmp_path / "r0002"]
    )

    (noted,) = changes_of(tmp_path / "r0003")
    assert (noted["cell"], noted["change"]) == (MOVED, "noted")
    assert (noted["footnotes_gone"], noted["footnotes_added"]) == ("The system changed.", "A file is held back.")
    text = (tmp_path / "r0003/public/changes.md").read_text(encoding="utf-8")
    assert "of 1 more only the footnotes changed" in text
    assert "| A file is held back. | 1 | 0 |" in text and "| The system changed. | 0 | 1 |" in text
    assert "Recorded late." not in text


@pytest.mark.parametrize("status", ["published", "suppressed"])
def test_footnotes_of_what_is_suppressed_now_are_not_said_again(before: Path, tmp_path: Path, status: str) -> None:
    rows = [{**row, "footnotes": ["Said then."]} if is_moved(row) else row for row in usual_figures()]
    PublicNetwork(rows, number=2).build(tmp_path / "r0002", [before])
    rows = [{**row, "status_code": status} if is_moved(row) else row for row in usual_figures()]
    PublicNetwork(rows, number=3).build(tmp_path / "r0003", [tmp_path / "r0002"])

    (moved,) = changes_of(tmp_path / "r0003")
    assert moved["footnotes_gone"] == ("Said then." if status == "published" else "")


def test_what_is_suppressed_now_is_not_said_again(before: Path, tmp_path: Path) -> None:
    hidden = {name: None for name, value in next(filter(is_moved, usual_figures())).items() if name in NUMBERS}
    rows = [{**row, **hidden, "status_code": "suppressed"} if is_moved(row) else row for row in usual_figures()]
    PublicNetwork(rows, number=2, hashes=HASHES | SOURCES).build(tmp_path / "r0002", [before])

    (moved,) = changes_of(tmp_path / "r0002")
    assert (moved["cell"], moved["status_code_old"], moved["status_code_new"]) == (MOVED, "published", "suppressed")
    assert {moved[f"{name}_{when}"] for name in NUMBERS for when in ("old", "new")} == {""}
    text = (tmp_path / "r0002/public/changes.md").read_text(encoding="utf-8")
    assert "not shown to not shown" in text and "nothing" not in text, "nothing would read as a zero"
    for name in ("changes.md", "changes.csv"):
        content = (tmp_path / "r0002/public" / name).read_text(encoding="utf-8")
        assert "9100" not in content and "9,100" not in content


@pytest.mark.parametrize(
    ("differing", "why"),
    [
        ({"source/s0": "y"}, "deliveries or mappings of some sources"),
        ({f"source/s{n}": "y" for n in range(4)}, "deliveries or mappings of 4 sources"),
        ({"program_hash": "y", "codes_hash": "y"}, "the program; code lists or the lists of frameworks"),
        ({"mapping_hash": "y"}, "mappings or what helplines declare"),
    ],
)
def test_why_is_what_differs_among_the_inputs(
    before: Path, tmp_path: Path, differing: dict[str, str], why: str
) -> None:
    rows = [{**row, "numerator": 9_600} if is_moved(row) else row for row in usual_figures()]
    PublicNetwork(rows, number=2, hashes=HASHES | SOURCES | differing).build(tmp_path / "r0002", [before])

    assert [row["why"] for row in changes_of(tmp_path / "r0002")] == [why]
    for path in (tmp_path / "r0002/public").rglob("*"):
        assert not path.is_file() or b"source/s" not in path.read_bytes()


def test_a_release_that_published_nothing_or_is_damaged_is_passed_over(before: Path, tmp_path: Path) -> None:
    PublicNetwork(figures=[], number=2).build(tmp_path / "r0002", [before])
    (tmp_path / "r0003").mkdir()
    (tmp_path / "r0003/helplines.duckdb").write_bytes(b"no database" * 1000)
    PublicNetwork(number=4).build(tmp_path / "r0004", [before, tmp_path / "r0002", tmp_path / "r0003"])

    assert changes_of(tmp_path / "r0004") == []
    assert "Compared with r0001" in (tmp_path / "r0004/public/changes.md").read_text(encoding="utf-8")
