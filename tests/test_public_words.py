"""Words of the public files that say what a figure is: each is held to what is counted."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from schemas.contract.table import load_tables
from schemas.vocabulary.code import load_codes
from tests.public_network import PublicNetwork, figure
from warehouse.publish.public.tables import NAMES
from warehouse.publish.report.chapters.settings import MEANING

BOUNDARY = {
    "violence.sexual.harassment": "harassment",
    "violence.sexual.exposure": "directed exposure",
    "violence.sexual.solicitation": "unwanted sexual talk",
}
"""What is OCSEA in the wide sense only, and how it is called in sentences."""


def test_the_wide_sense_is_described_by_the_forms_that_make_it_wide() -> None:
    reasons = load_codes().list_of("reason").codes
    told = [
        str(MEANING),
        *(code.definition for name, code in load_codes().list_of("statistic").codes.items()
          if re.fullmatch(r"t4.ocsea_wide_of_\w+", name)),
        *(load_tables()[name].column("n_ocsea_wide").comment for name in ("source_year", "source_month")),
    ]  # fmt: skip

    assert {name for name, one in reasons.items() if one.tech_sexual == "boundary"} == set(BOUNDARY)
    assert len(told) == 5
    for text in told:
        assert all(words in text for words in BOUNDARY.values()), text
        assert "passing on" not in text, "a core form"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sexual = {"reason_code": "violence.sexual"}
    of_common = {"framework": "COMMON", "framework_code": "violence.sexual", "main_code": "violence"}
    figures = [
        figure("t2.code", 120, 5_000, **sexual, **of_common),
        figure("t4.ocsea_wide_of_sexual_violence", 60, 250, **sexual),
        figure("t5.form", 20, 60, **sexual),
    ]
    folder = tmp_path_factory.mktemp("words")
    PublicNetwork(figures=figures).build(folder)
    return folder / "public"


def test_a_reason_is_called_not_told_apart_only_where_it_stands_for_itself(public: Path) -> None:
    with (public / "network_statistics.csv").open(encoding="utf-8-sig", newline="") as file:
        called = {row["statistic_code"]: row["reason_label"] for row in csv.DictReader(file)}

    label = load_codes().list_of("reason").codes["violence.sexual"].label
    assert label == "Sexual violence (act not told apart)"
    assert called == {
        "t2.code": label,
        "t4.ocsea_wide_of_sexual_violence": "Sexual violence (any form)",
        "t5.form": label,
    }


def test_the_tables_for_people_explain_their_columns_by_their_own_names(public: Path) -> None:
    explained = _notes_of(public)

    assert "number / out_of as they stand here" in explained
    of_the_long_form = [name for name in NAMES if "_" in name]
    assert not [name for name in of_the_long_form if re.search(rf"\b{name}\b", explained)]


def _notes_of(public: Path) -> str:
    rows = CalamineWorkbook.from_path(str(public / "tables.xlsx")).get_sheet_by_name("Notes").to_python()
    return "\n".join(str(row[2]) for row in rows if row[0] == "column")


def test_wrapped_notes_and_cover_have_room_for_their_lines(public: Path) -> None:
    with zipfile.ZipFile(public / "tables.xlsx") as file:
        cover, _, notes = (file.read(f"xl/worksheets/sheet{place}.xml").decode() for place in (1, 2, 3))
    heights = [[float(one) for one in re.findall(r'<row [^>]* ht="([\d.]+)"', sheet)] for sheet in (cover, notes)]

    longest = max(len(text) for text in _notes_of(public).splitlines())
    assert max(heights[1]) >= 15 * longest / 110
    assert max(heights[0]) >= 30, "a note of the cover has more than one line"
