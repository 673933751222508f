"""`harmonise agree` as it is used: the example of its page, kinds of lists, the chapter of one helpline, the page."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from schemas.vocabulary.scenario import load_scenarios
from tests.command import Command, Said
from tests.conftest import ROOT
from tests.tiny_network import SOURCE, enter_network, write_mapping

PAGE = (ROOT / "docs" / "agreement.md").read_text(encoding="utf-8")
SCENARIOS = load_scenarios().entries
NO_SETTING = SOURCE.replace("setting: per_contact", "setting: none")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "mappings" / "demo_lagoon", tmp_path / "mappings" / "demo_lagoon")
    enter_network(monkeypatch, tmp_path)
    monkeypatch.setenv("HARMONISE_MEMORY", "400MB")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def agree(folder: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd, "agree")


def write_answers(folder: Path, rows: list[tuple[str, str, str, str, str]]) -> str:
    path = folder / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("rater", "helpline", "source", "scenario", "answer"))
        writer.writerows(rows)
    return str(path)


def right(rater: str, helpline: str) -> list[tuple[str, str, str, str, str]]:
    """Everything as the key has it."""
    return [(rater, helpline, "", one.id, ", ".join(":".join(pair) for pair in one.key)) for one in SCENARIOS]


def section(said: Said, title: str) -> list[str]:
    """The lines below a heading, each with single blanks."""
    lines = said.lines()
    start = lines.index(title) + 1
    return lines[start : next((n for n in range(start, len(lines)) if not lines[n]), len(lines))]


def read_table(path: Path) -> dict[tuple[str, str, str], dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["statistic"], row["depth"], row["group"]): row for row in csv.DictReader(file)}


# ---------------------------------------------------------------- the page of the documentation


def block(kind: str) -> str:
    found = re.search(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found.group(1)


def test_the_example_of_the_page_says_what_the_page_says(folder: Path, agree: Command) -> None:
    (folder / "answers.csv").write_text(block("csv answers.csv"), encoding="utf-8")
    program, command, *arguments = block("sh").split()
    said = agree(*arguments)

    assert (program, command, said.code, said.err) == ("harmonise", "agree", 0, "")
    expected = [" ".join(line.split()) for line in block("text").splitlines() if line]
    assert len(expected) > 10
    for line in expected:
        assert any(one.startswith(line) for one in said.lines()), line
    assert (folder / "agreement.csv").exists()
    assert (folder / "agreement.html").exists()


def test_the_page_names_all_columns_statistics_and_options(folder: Path, agree: Command) -> None:
    agree(write_answers(folder, right("r1", "")), "--csv", "table.csv")
    with (folder / "table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = set(re.findall(r"`([a-z_]+)`", PAGE))

    assert set(rows[0]) <= named
    assert {row["statistic"] for row in rows} <= named
    assert {row["depth"] for row in rows} <= named


# ---------------------------------------------------------------- what it says


def test_one_rater_alone_has_no_alpha_and_that_is_said(folder: Path, agree: Command) -> None:
    said = agree(write_answers(folder, right("r1", "")), "--csv", "table.csv")
    rows = read_table(folder / "table.csv")

    assert said.code == 0
    assert "one rater only: agreement is between two." in said.out
    assert "main not defined 0 0" in section(said, "Agreement among raters")
    assert "Fewer than 3 raters: these figures are about persons." in said.out
    assert rows["alpha_masi", "main", "all"]["status_code"] == "suppressed"


def test_all_agree(folder: Path, agree: Command) -> None:
    said = agree(write_answers(folder, [row for n in (1, 2, 3) for row in right(f"r{n}", "")]))

    assert "reason x setting 1.000 [1.000, 1.000] 90 30" in section(said, "Agreement among raters")
    assert "Alpha is 1 where all raters gave the same answer to every scenario, right or wrong." in said.out
    assert "Nothing was confused." in said.out


def test_all_agree_on_one_value_only(folder: Path, agree: Command) -> None:
    rows = [(f"r{n}", "", "", one.id, "other") for n in (1, 2, 3) for one in SCENARIOS]
    said = agree(write_answers(folder, rows), "--csv", "table.csv")

    assert said.code == 0
    assert "every answer is the same, so that nothing could be confused" in " ".join(said.lines())
    assert read_table(folder / "table.csv")["alpha_masi", "main", "all"]["status_code"] == "not_defined"


def test_a_list_that_does_not_tell_online_is_told_from_one_that_does(folder: Path, agree: Command) -> None:
    """Three helplines of each kind; all judge as well as their list lets them."""
    rows = []
    for n in (1, 2, 3):
        write_mapping(folder / "mappings", f"tiny_{n}", NO_SETTING)
        rows += right("r1", f"common_{n}")
        rows += [
            ("r1", "", f"tiny_{n}", one, label)
            for one, label in (("s03", "motif_harcelement"), ("s05", "motif_chantage"))
        ]
    said = agree(write_answers(folder, rows), "--csv", "table.csv")
    table = read_table(folder / "table.csv")

    assert said.code == 0
    common = next(line for line in section(said, "Kinds of lists") if line.startswith("common codes"))
    none = next(line for line in section(said, "Kinds of lists") if line.startswith("online is not told"))
    assert "3 3 100.0%" in common
    assert "3 3" in none
    assert table["hit_exact", "reason_setting", "common codes"]["value"] == "1.0"
    assert table["hit_exact", "reason_setting", "lists: none"]["value"] == "0.0"
    assert table["hit_exact", "reason", "lists: none"]["value"] == "0.5"
    assert table["ceiling_exact", "reason_setting", "all"]["n_scenarios"] == "30"
    assert not any("tiny" in group for _, _, group in table)


def test_kinds_of_lists_leave_all_or_none(folder: Path, agree: Command) -> None:
    """Two helplines of one kind: what the other kind has, taken from everybody, would be theirs."""
    rows = [row for n in (1, 2, 3) for row in right("r1", f"common_{n}")]
    for n in (1, 2):
        write_mapping(folder / "mappings", f"tiny_{n}")
        rows.append(("r1", "", f"tiny_{n}", "s03", "motif_harcelement"))
    agree(write_answers(folder, rows), "--csv", "table.csv")
    table = read_table(folder / "table.csv")

    assert {group for _, _, group in table} == {"all", "CHI_V1", "CHI_V2", "CHI_V3"}
    assert table["hit_exact", "main", "all"]["status_code"] == "published"
    assert table["ceiling_exact", "main", "all"]["status_code"] == "suppressed"


def test_a_label_may_hold_a_comma(folder: Path, agree: Command) -> None:
    mapping = write_mapping(folder / "mappings", "tiny_a")
    with (mapping / "decisions.csv").open("a", encoding="utf-8") as file:
        file.write('reason,"Insultes, moqueries",mapped,violence.bullying,both,label,equal,,,,,\n')
    said = agree(write_answers(folder, [("r1", "", "tiny_a", "s03", "insultes, moqueries, motif_chantage")]))

    assert said.code == 0
    assert "violence.bullying:both (1);" in said.out
    assert "violence.sexual.extortion:online (1)" in said.out


def test_a_source_whose_mapping_has_mistakes_is_refused_and_no_other(folder: Path, agree: Command) -> None:
    (write_mapping(folder / "mappings", "tiny_a") / "export.yaml").write_text("files: [", encoding="utf-8")
    path = write_answers(folder, [("r1", "", "demo_lagoon", "s03", "Bullying")])

    assert agree(path).code == 0
    refused = agree(write_answers(folder, [("r1", "", "tiny_a", "s03", "motif_chantage")]))
    assert refused.code == 2
    assert "tiny_a/export.yaml" in refused.err


# ---------------------------------------------------------------- the chapter of one helpline, and the page


@pytest.mark.long
def test_one_helpline_is_shown_only_where_it_is_named(folder: Path, agree: Command) -> None:
    rows = [row for helpline in ("h1", "h2", "h3") for n in (1, 2, 3) for row in right(f"r{n}", helpline)]
    path = write_answers(folder, [*rows, ("r9", "h4", "", "s03", "other")])

    assert "h1" not in agree(path, "--page", "page.html").out
    page = re.sub("<style>.*?</style>", "", (folder / "page.html").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert "h1" not in page.replace("<h1>", "").replace("</h1>", "")
    assert "9 raters" not in agree(path, "--for", "H1").out
    assert "exact, main 100.0% [100.0%, 100.0%] 90 30" in section(agree(path, "--for", "H1"), "For h1 only")
    few = section(agree(path, "--for", "h4"), "For h4 only")
    assert few == ["1 rater: a figure of fewer than 3 would be about persons."]


def test_the_page_says_the_same_and_needs_nothing_else(folder: Path, agree: Command) -> None:
    said = agree(write_answers(folder, [row for n in (1, 2, 3) for row in right(f"r{n}", "")]), "--page", "page.html")
    text = (folder / "page.html").read_text(encoding="utf-8")

    assert (folder / "page.html").stat().st_mode & 0o777 == 0o600
    assert not re.search(r"<script|https?://|<link|<img", text)
    assert "Restricted" in text
    for heading in ("Votes by scenario", "OCSEA found", "Ceiling of each list", "Agreement among raters"):
        assert f">{heading}</h2>" in text
        assert heading in said.out
    assert "A picture after the break-up" in text
    assert "That she made and sent it freely does not make the passing on free" in text
    assert "does not make the passing on free" not in said.out
    assert "does not make the passing on free" in " ".join(agree(str(folder / "answers.csv"), "--all").lines())


def test_the_same_sheet_gives_the_same_bytes(folder: Path, agree: Command) -> None:
    rows = [row for n in (1, 2, 3) for row in right(f"r{n}", f"h{n}")]
    rows[7] = (*rows[7][:4], "violence.bullying")
    agree(write_answers(folder, rows), "--csv", "one.csv", "--page", "one.html")
    agree(write_answers(folder, rows[::-1]), "--csv", "two.csv", "--page", "two.html")

    assert (folder / "one.csv").read_bytes() == (folder / "two.csv").read_bytes()
    assert (folder / "one.html").read_bytes() == (folder / "two.html").read_bytes()
