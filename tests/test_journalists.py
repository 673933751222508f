"""The ten questions of `questions.md` are answered by the files of `public/` alone, where the page lies too."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ROOT
from tests.public_network import PublicNetwork, figure, usual_figures

PAGE = (ROOT / "docs/journalists.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"^## (\d+)\. .*?```sql\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    before = [figure("t4.ocsea_narrow_of_violence", 240, 6_200, year=2023, panel_code="matched_next")]
    before += [{**row, "panel_code": "able"} for row in usual_figures() if row.get("setting_code")]
    older = [{**row, "numerator": 440, "share": Decimal("0.17")} if row.get("setting_code") == "unknown" else row
             for row in usual_figures()[:-1]]  # fmt: skip
    older = [{**row, "footnotes": ["Said then."]} if row["footnotes"] else row for row in older]
    PublicNetwork(older + before).build(folder / "r0001")
    PublicNetwork(usual_figures() + before, number=2).build(folder / "r0002", [folder / "r0001"])
    (folder / "r0002/helplines.duckdb").unlink()
    return folder / "r0002/public"


def answer(number: str) -> list[dict[str, object]]:
    with duckdb.connect() as connection:
        found = connection.execute(dict(QUERIES)[number])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_the_page_lies_beside_the_figures_with_their_warning(public: Path) -> None:
    told = (public / "questions.md").read_text(encoding="utf-8")
    warning = (public / "README.md").read_text(encoding="utf-8").splitlines()[2]
    assert told.splitlines()[2] == warning and "must not be quoted" in warning
    assert told.replace(f"\n{warning}\n", "", 1) == PAGE, "refresh docs/journalists.md: make docs"
    assert "questions.md" in (public / "README.md").read_text(encoding="utf-8")
    assert "questions.md" in (public / "SHA256SUMS").read_text(encoding="utf-8")


def test_there_are_ten() -> None:
    assert [number for number, _ in QUERIES] == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize("number", [number for number, _ in QUERIES])
def test_each_question_has_an_answer(public: Path, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(public)

    rows = answer(number)
    assert rows
    assert not any(all(row[name] is None for row in rows) for name in rows[0] if name != "symbols"), "an empty column"


def test_the_answers_are_those_of_the_figures(public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(public)

    assert answer("1")[-1] == {"network_code": "demo", "year": 2024, "n_members": 11, "n_sources": 12}
    main = next(row for row in answer("3") if row["main_label"] == "V Violence" and row["year"] == 2024)
    assert (main["contacts"], main["out_of"], float(str(main["percent"]))) == (6_200, 24_300, 25.5)
    both = next(row for row in answer("4") if row["main_label"] == "V Violence" and row["year"] == 2024)
    assert (float(str(both["percent_of_contacts"])), float(str(both["percent_of_reasons"]))) == (25.5, 20.9)
    trend = answer("6")[-1]
    assert (float(str(trend["points_all_helplines"])), float(str(trend["points_same_helplines"]))) == (1.1, 0.7)
    name = "t4.setting_of_sexual_violence:network=demo:year={}:reason=violence.sexual:setting=unknown:base=contacts"
    moved = [name.format(year) for year in (2023, 2024)]
    changes = answer("10")
    assert [row["cell"] for row in changes[:3]] == ["t1.with_reason:network=demo:year=2024:base=contacts", *moved]
    assert {row["change"] for row in changes[3:]} == {"noted"} and len(changes) > 3
    # of what is suppressed nothing is said that it had
    assert {row["footnotes_gone"] for row in changes[3:]} == {"Said then.", None}
