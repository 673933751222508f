"""`harmonise diff` of mappings: folders and git revisions, down to the reasons that moved."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from pipelines.base.settings import read_settings
from pipelines.diff.mappings import compare_mappings
from pipelines.diff.state import split_range
from tests.command import Command
from tests.survey_network import SURVEY, SURVEY_ID
from tests.tiny_network import ROWS, enter_network, make_network, write_delivery, write_mapping
from warehouse.steps import harmonise_source, land_source, stage_source


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_network(tmp_path, ["tiny_a"])
    enter_network(monkeypatch, tmp_path)
    monkeypatch.setenv("HARMONISE_MEMORY", "400MB")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


@pytest.fixture
def diff(network: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd, "diff")


def git(folder: Path, *arguments: str) -> None:
    names = ("-c", "user.name=x", "-c", "user.email=x@x.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *names, *arguments], check=True, capture_output=True)


def commit(network: Path, message: str) -> None:
    if not (network / ".git").exists():
        git(network, "init", "--quiet", "--initial-branch=main")
    git(network, "add", "mappings")
    git(network, "commit", "--quiet", "-m", message)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def move_extortion(network: Path) -> None:
    """The label of extortion now means sexual violence of unknown setting."""
    edit(
        network / "mappings" / "tiny_a" / "decisions.csv",
        "motif_chantage,mapped,violence.sexual.extortion,online,label",
        "motif_chantage,mapped,violence.sexual,,",
    )


def ingest(source_id: str) -> None:
    run = read_settings().open_run()
    land_source(run, source_id, read_settings().resolve_address(f"{source_id}/*"))
    stage_source(run, source_id)
    harmonise_source(run, source_id)


# ---------------------------------------------------------------- states


def test_two_folders(diff: Command, network: Path) -> None:
    shutil.copytree(network / "mappings", network / "before")
    move_extortion(network)
    edit(network / "mappings" / "tiny_a" / "source.yaml", "cadence: monthly", "cadence: yearly")
    edit(network / "mappings" / "tiny_a" / "export.yaml", 'ticked: "motif_"', 'ticked: "m_"')
    write_mapping(network / "mappings", "tiny_b")
    said = diff(str(network / "before"), str(network / "mappings"))

    assert said.code == 0
    assert "1 source added, 1 source.yaml changed, 1 format changed, 1 value moved." in said.lines()
    assert "motif_chantage tiny_a reason violence.sexual.extortion (online) violence.sexual" in said.lines()
    assert "tiny_b added" in said.lines()
    assert "tiny_a cadence monthly yearly" in said.lines()
    assert "tiny_a contacts_*.csv changed reasons.ticked motif_ m_" in said.lines()
    assert "violence.bullying" not in said.out


def test_git_revisions_and_the_folder_as_it_is_now(diff: Command, network: Path) -> None:
    commit(network, "first")
    move_extortion(network)
    now, none = diff("HEAD"), diff("HEAD~0..HEAD")
    commit(network, "second")
    between, backwards = diff("HEAD~1..HEAD"), diff("HEAD", "HEAD~1")

    moved = "motif_chantage tiny_a reason violence.sexual.extortion (online) violence.sexual"
    assert (now.code, none.code, between.code, backwards.code) == (0, 0, 0, 0)
    assert moved in now.lines() and moved in between.lines()
    assert "No difference." in none.lines()
    assert "motif_chantage tiny_a reason violence.sexual violence.sexual.extortion (online)" in backwards.lines()


def test_a_revision_leaves_neither_the_checkout_nor_a_folder_behind(
    diff: Command, network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(network / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (network / "tmp").mkdir()
    commit(network, "first")
    move_extortion(network)
    changed = (network / "mappings" / "tiny_a" / "decisions.csv").read_bytes()

    assert diff("HEAD").code == 0
    assert (network / "mappings" / "tiny_a" / "decisions.csv").read_bytes() == changed
    assert list((network / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("no_such_thing",), "not in a git repository"),
        (("r0007",), "no such release"),
        (("deliveries",), "neither a folder of mappings nor a release"),
        (("--", "--output=x"), "neither"),
    ],
)
def test_what_cannot_be_found_is_one_sentence_and_2(
    diff: Command, network: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], word: str
) -> None:
    monkeypatch.chdir(network)
    said = diff(*arguments)

    assert said.code == 2
    assert word in said.err and len(said.err.strip().splitlines()) == 1


def test_a_revision_that_does_not_exist_is_told(diff: Command, network: Path) -> None:
    commit(network, "first")
    said = diff("HEAD~7..HEAD")

    assert said.code == 2
    assert "HEAD~7" in said.err


def test_a_range_is_told_from_a_path() -> None:
    assert split_range("a..b") == ("a", "b")
    assert split_range("HEAD~3..") == ("HEAD~3", "")
    assert split_range("../mappings") == ("../mappings", "")
    assert split_range("a...b") == ("a...b", "")


# ---------------------------------------------------------------- what is told


def test_contacts_at_stake_come_from_the_lake_and_few_are_not_told_apart(diff: Command, network: Path) -> None:
    shutil.copytree(network / "mappings", network / "before")
    rows = [ROWS[1].replace("1002", str(2000 + number)) for number in range(6)]
    write_delivery(network / "deliveries", "tiny_a", [*ROWS, *rows], "2024-05-01")
    ingest("tiny_a")
    move_extortion(network)
    edit(
        network / "mappings" / "tiny_a" / "decisions.csv",
        "motif_harcelement,mapped,violence.bullying",
        "motif_harcelement,mapped,violence.harassment",
    )
    page = network / "page.html"
    said = diff(str(network / "before"), "--html", str(page))

    moved = [line for line in said.lines() if line.startswith("motif_")]
    assert moved == [
        "motif_harcelement tiny_a reason violence.bullying violence.harassment 8",
        "motif_chantage tiny_a reason violence.sexual.extortion (online) violence.sexual <5",
    ]
    assert "&lt;5" in page.read_text(encoding="utf-8")


def test_days_fit_and_notes_are_told_apart_from_meaning(diff: Command, network: Path) -> None:
    shutil.copytree(network / "mappings", network / "before")
    decisions = network / "mappings" / "tiny_a" / "decisions.csv"
    edit(decisions, "mapped,voice,,,equal,,", "mapped,voice,,,narrower,2020-01-01,")
    edit(decisions, "gender,NSP,missing,,,,,,,,data officer", "gender,NSP,missing,,,,,,,,somebody else")
    edit(decisions, "setting,École", "setting,ECOLE")
    edit(
        decisions, "gender,F,mapped,girl,,,equal,,,,data officer,2026-11-02\n", "channel,Lettre,mapped,letter,,,,,,,,\n"
    )
    said = diff(str(network / "before"))

    assert "Basis, fit or days changed" in said.lines()
    assert "Téléphone tiny_a channel voice [fit equal] voice from 2020-01-01 [fit narrower]" in said.lines()
    assert "Only spelling, note or reviewer changed of 2 values: the meaning is the same." in said.lines()
    assert "F tiny_a gender girl" in said.lines() and "Lettre tiny_a channel letter" in said.lines()
    assert "Reasons moved" not in said.out and "other fields moved" not in said.out


def test_a_shared_format_is_told_with_the_sources_that_use_it(network: Path) -> None:
    shared = network / "mappings" / "_exports"
    shared.mkdir()
    export = network / "mappings" / "tiny_a" / "export.yaml"
    (shared / "box.yaml").write_text(export.read_text(encoding="utf-8"), encoding="utf-8")
    export.write_text('like: box\nfiles: "contacts_*.csv"\n', encoding="utf-8")
    shutil.copytree(network / "mappings", network / "before")
    edit(shared / "box.yaml", "header_row: 3", "header_row: 1")
    found = compare_mappings(network / "before", network / "mappings")

    assert [(one.source_id, one.name, one.kind) for one in found.formats] == [
        ("_exports/box", "used by tiny_a", "changed")
    ]
    assert [(one.key, one.old, one.new) for one in found.formats[0].keys] == [("read.csv.header_row", "3", "1")]


def test_formats_are_matched_by_what_they_read(network: Path) -> None:
    export = network / "mappings" / "tiny_a" / "export.yaml"
    text = export.read_text(encoding="utf-8")
    other = text.replace("contacts_*", "calls_*").replace("contacts_(", "calls_(")
    export.write_text(f"{text}---\n{other}", encoding="utf-8")
    shutil.copytree(network / "mappings", network / "before")
    export.write_text(f"{other.replace('row: contact', 'row: reason')}---\n{text}", encoding="utf-8")
    found = compare_mappings(network / "before", network / "mappings")

    assert [(one.name, one.kind, [key.key for key in one.keys]) for one in found.formats] == [
        ("calls_*.csv", "changed", ["row"])
    ]


def test_an_old_state_that_cannot_be_read_is_named_and_the_rest_compared(diff: Command, network: Path) -> None:
    shutil.copytree(network / "mappings", network / "before")
    edit(network / "before" / "tiny_a" / "source.yaml", "cadence: monthly", "cadence: [monthly")
    edit(network / "before" / "tiny_a" / "decisions.csv", "gender,F,mapped,girl", "telepathy,F,mapped,girl")
    move_extortion(network)
    said = diff(str(network / "before"))

    assert said.code == 0
    assert "before: tiny_a/source.yaml" in said.out and "before: tiny_a/decisions.csv:3" in said.out
    assert any(line.startswith("motif_chantage tiny_a reason") for line in said.lines())
    assert "zone" not in said.out


def test_twenty_rows_are_shown_and_all_where_asked(diff: Command, network: Path) -> None:
    shutil.copytree(network / "mappings", network / "before")
    with (network / "mappings" / "tiny_a" / "decisions.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"channel,word {number},mapped,letter,,,,,,,,\n" for number in range(25))
    few, whole = diff(str(network / "before")), diff(str(network / "before"), "--all")

    assert sum("word " in line for line in few.lines()) == 20
    assert "... 5 more rows: --all shows them" in few.lines()
    assert sum("word " in line for line in whole.lines()) == 25


REPLY = "replies:\n  - {finding: one_reason, reply: Asked., explained: no, by: office, on: 2026-11-02}\n"
CORRECTION = """\
corrections:
  - contact: 0123456789abcdef0123456789abcdef
    do: override
    field: gender
    expect: {gender: Q-4711}
    value: R-4712
    because: a slip
    provider: office
    on: 2026-11-02
"""


@pytest.mark.parametrize(("file", "text"), [("replies.yaml", REPLY), ("corrections.yaml", CORRECTION)])
def test_an_edit_of_replies_or_corrections_alone_is_no_sameness(
    network: Path, diff: Command, file: str, text: str
) -> None:
    shutil.copytree(network / "mappings", network / "old")
    (network / "mappings" / "tiny_a" / file).write_text(text, encoding="utf-8")

    said = diff(str(network / "old"), str(network / "mappings"))

    assert said.code == 0 and f"1 {file} changed." in said.lines()
    assert any("by office" in line or "provider office" in line for line in said.lines())
    for content in ("0123456789abcdef", "Q-4711", "R-4712"):
        assert content not in said.out


def test_a_survey_that_came_went_or_changed(network: Path, diff: Command) -> None:
    mappings, survey = network / "mappings", network / "mappings" / SURVEY_ID
    shutil.copytree(mappings, network / "without")
    survey.mkdir()
    (survey / "survey.yaml").write_text(SURVEY, encoding="utf-8")
    shutil.copytree(mappings, network / "before")
    edit(survey / "survey.yaml", "our list says so", "by our list")

    assert "1 survey added." in diff(str(network / "without"), str(mappings)).lines()
    assert "1 survey removed." in diff(str(mappings), str(network / "without")).lines()
    said = diff(str(network / "before"), str(mappings))
    assert "1 survey.yaml changed." in said.lines()
    assert any("by our list" in line for line in said.lines())
