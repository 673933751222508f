"""`harmonise check`: what it looks at, what it says, what it keeps to itself, and the page that says the same."""

from __future__ import annotations

import os
import shutil
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.base.settings import read_settings
from pipelines.check.trial import deliveries_trial, example_files
from tests.command import Command, Said
from tests.tiny_network import HEADER, ROWS, enter_network, make_network, write_delivery, write_mapping
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.run import silent
from warehouse.store.work_folder import PREFIX, work_folder

SECRET = "Télégramme <script>alert(1)</script>"


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One source that has delivered; no run has taken it yet."""
    make_network(tmp_path, ["tiny_a"])
    enter_network(monkeypatch, tmp_path)
    monkeypatch.setenv("HARMONISE_MEMORY", "400MB")
    return tmp_path


@pytest.fixture
def check(network: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd, "check")


def ingest(*source_ids: str) -> None:
    """land, stage and harmonise into the network's own warehouse."""
    run = read_settings().open_run()
    for source_id in source_ids:
        land_source(run, source_id, read_settings().resolve_address(f"{source_id}/*"))
        stage_source(run, source_id)
        harmonise_source(run, source_id)


def move_to_example(network: Path, *below: str) -> Path:
    """The deliveries become the mapping's example."""
    example = network / "mappings" / "tiny_a" / "example" / Path(*below)
    example.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(network / "deliveries" / "tiny_a", example)
    return example


def files_below(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


class Tables(HTMLParser):
    """The cells of a page, the attributes of its tags, and the places from which it would load something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._in_cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1] += data


def words(said: Said) -> list[list[str]]:
    """The lines of what was said, each in its cells."""
    return [line.split() for line in said.out.splitlines()]


# ---------------------------------------------------------------- what it looks at


def test_the_lake_is_looked_at_where_there_is_one(check: Command, network: Path) -> None:
    ingest("tiny_a")
    said = check("tiny_a")

    assert said.code == 0
    assert "what the lake holds: 3 contacts, 2024-2024, 1 delivery" in said.out
    assert ["reason", "4", "4", "(100.0%)", "0", "0", "0", "0"] in words(said)
    assert ["reason", "3", "(100.0%)", "3", "(100.0%)", "0", "0", "0"] in words(said)
    assert "Nothing is open" in said.out


def test_files_that_no_run_has_taken_are_tried_and_nothing_stays(check: Command, network: Path) -> None:
    said = check("tiny_a")

    assert said.code == 0
    assert "files at the source's address, in a trial" in said.out
    assert ["gender", "3", "2", "(66.7%)", "1", "(33.3%)", "0", "0", "0"] in words(said)
    assert files_below(network / "warehouse") == []
    assert not (network / "warehouse" / "lake").exists()


@pytest.mark.parametrize("below", [(), ("deliveries",)])
def test_the_example_is_tried_where_nothing_was_delivered(
    check: Command, network: Path, below: tuple[str, ...]
) -> None:
    move_to_example(network, *below)
    golden = network / "mappings" / "tiny_a" / "example" / "expected"
    golden.mkdir()
    (golden / "contact.json").write_text("[]", encoding="utf-8")
    (network / "mappings" / "tiny_a" / "example" / "README.md").write_text("invented", encoding="utf-8")
    said = check("tiny_a")

    assert said.code == 0, said
    assert "the mapping's example" in said.out and "3 contacts" in said.out
    assert "unclaimed" not in said.out and "no export description" not in said.out
    assert not (network / "warehouse").exists()
    assert [name for name, _ in example_files(network / "mappings" / "tiny_a")] == ["contacts_2024-04-01.csv"]


def test_an_example_that_does_not_fit_its_mapping_is_held_and_the_code_is_1(check: Command, network: Path) -> None:
    example = move_to_example(network)
    (path,) = example.iterdir()
    path.write_bytes(path.read_bytes().replace(b"canal", b"kanal"))
    said = check("tiny_a")

    assert said.code == 1
    assert "canal" in said.out and "gone" in said.out
    assert "Traceback" not in said.err


def test_where_there_is_nothing_to_look_at_it_says_so(check: Command, network: Path) -> None:
    shutil.rmtree(network / "deliveries")
    said = check("tiny_a")

    assert said.code == 0
    assert "There is nothing to look at" in said.out
    assert "example/" in said.out


def test_what_a_killed_trial_left_goes_with_the_next_one_and_a_living_one_stays(network: Path) -> None:
    settings = read_settings()
    work = settings.layout.work
    (work / f"{PREFIX}dead").mkdir(parents=True)
    (work / f"{PREFIX}dead" / "rows").touch()
    with work_folder(work, "alive") as alive:
        address = settings.resolve_address("tiny_a/*")
        with deliveries_trial(settings.load_registry(), "tiny_a", address, work, silent) as trial:
            assert oct(trial.layout.root.parent.stat().st_mode)[-3:] == "700"

        assert list(work.iterdir()) == [alive]
    assert list(work.iterdir()) == []


# ---------------------------------------------------------------- what it says


def test_values_stay_hidden_unless_they_are_asked_for(check: Command, network: Path, tmp_path: Path) -> None:
    row = ROWS[0].replace("1001", "1004").replace("Téléphone", SECRET)
    write_delivery(network / "deliveries", "tiny_a", [row, row.replace("1004", "1005")], "2024-05-01")
    ingest("tiny_a")
    page, open_page = tmp_path / "page.html", tmp_path / "open.html"
    plain, asked = check("tiny_a", "--html", str(page)), check("tiny_a", "--show-values", "--html", str(open_page))

    assert (plain.code, asked.code) == (0, 0)
    assert "légramme" not in plain.out + plain.err + page.read_text(encoding="utf-8")
    assert "(36 characters)" in plain.out
    assert ["1", "channel", "2", "2", "100.0%"] in [line[:5] for line in words(plain)]
    assert "3 of 5 contacts (60.0%) carry no undecided value now" in plain.out
    assert SECRET in asked.out
    shown = open_page.read_text(encoding="utf-8")
    assert "<script" not in shown
    assert SECRET in {cell for row in Tables(shown).rows for cell in row}


def test_values_of_a_field_that_is_no_closed_list_are_never_shown(check: Command, network: Path) -> None:
    rows = [f"{2000 + number};05/03/2024;Téléphone;Jane{number};14;;1;" for number in range(1001)]
    write_delivery(network / "deliveries", "tiny_a", rows, "2024-05-01")
    said = check("tiny_a", "--show-values")

    assert "gender has more undecided values than a closed list can have" in said.out
    assert "1,001 values to decide" in said.out
    assert "Jane" not in said.out


def test_suggested_decisions_wait_beside_their_value(check: Command, network: Path) -> None:
    decisions = network / "mappings" / "tiny_a" / "decisions.csv"
    text = decisions.read_text(encoding="utf-8").replace("motif_harcelement,mapped", "motif_harcelement,suggested")
    decisions.write_text(text, encoding="utf-8")
    ingest("tiny_a")
    said = check("tiny_a")

    assert "1 decision is only suggested" in said.out
    assert ["reason", "4", "2", "(50.0%)", "0", "0", "2", "(50.0%)", "1"] in words(said)
    assert "line 8: suggested violence.bullying" in said.out


def test_decisions_that_never_fired_are_told_with_their_line(check: Command, network: Path) -> None:
    decisions = network / "mappings" / "tiny_a" / "decisions.csv"
    decisions.write_text(
        decisions.read_text(encoding="utf-8") + "channel,Lettre,mapped,letter,,,,,,,,\n", encoding="utf-8"
    )

    assert ["9", "channel", "Lettre", "letter"] in words(check("tiny_a"))


def test_columns_new_and_gone_are_told_once_for_all_files(check: Command, network: Path) -> None:
    header = HEADER.replace("lieu;", "lieu;humeur;")
    rows = [row.replace(";1;", ";gai;1;", 1) for row in ROWS[:1]]
    for day in ("2024-05-01", "2024-06-01"):
        write_delivery(network / "deliveries", "tiny_a", rows, day, header)
    write_delivery(network / "deliveries", "tiny_a", ROWS, "2024-07-01", HEADER.replace("sexe", "genre"))
    ingest("tiny_a")
    lines = words(check("tiny_a"))

    (new,) = [line for line in lines if line[:1] == ["new"]]
    (gone,) = [line for line in lines if line[:1] == ["gone"]]
    assert new[-2:] == ["2", "no"]
    assert gone[-2:] == ["1", "yes"] and any("sexe" in word for word in gone)


def test_without_a_name_all_sources_stand_in_one_table(check: Command, network: Path, tmp_path: Path) -> None:
    write_mapping(network / "mappings", "tiny_b")
    page = tmp_path / "page.html"
    said = check("--html", str(page))

    assert said.code == 0
    assert ["tiny_a", "deliveries", "3", "16", "0", "0", "0"] in [line[:7] for line in words(said)]
    assert ["tiny_b", "nothing", "0", "0"] in [line[:4] for line in words(said)]
    assert "Coverage in values" not in said.out
    assert "Coverage in values" in check("--all").out
    assert "Coverage in values" in page.read_text(encoding="utf-8")


def test_a_wrong_mapping_is_2_and_the_page_names_it(check: Command, network: Path, tmp_path: Path) -> None:
    source = network / "mappings" / "tiny_a" / "source.yaml"
    source.write_text(source.read_text(encoding="utf-8").replace("region: africa", "region: <b>"), encoding="utf-8")
    page = tmp_path / "page.html"
    said = check("--html", str(page))

    assert said.code == 2
    assert "mappings/tiny_a/source.yaml:5" in said.err
    text = page.read_text(encoding="utf-8")
    assert "mappings/tiny_a/source.yaml:5" in text and "<b>" not in text


# ---------------------------------------------------------------- the page


def test_the_page_says_what_the_terminal_says_and_needs_nothing_else(
    check: Command, network: Path, tmp_path: Path
) -> None:
    ingest("tiny_a")
    page = tmp_path / "page.html"
    said = check("tiny_a", "--html", str(page))
    text = page.read_text(encoding="utf-8")
    found = Tables(text)
    told = [" ".join(line) for line in words(said)]

    rows = [" ".join(" ".join(row).split()) for row in found.rows if row]
    assert len(rows) > 10
    assert not [row for row in rows if row not in told]
    assert ("html", {"lang": "en"}) in found.tags
    assert {attributes.get("scope") for tag, attributes in found.tags if tag == "th"} == {"col", "row"}
    assert [tag for tag, _ in found.tags if tag in ("script", "link", "img", "iframe")] == []
    assert not any(name in attributes for _, attributes in found.tags for name in ("src", "onclick"))
    assert "://" not in text and "url(" not in text
    levels = [int(tag[1]) for tag, _ in found.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))
    assert oct(page.stat().st_mode)[-3:] == "600"


def test_a_page_that_cannot_be_written_is_one_line_and_2(check: Command, network: Path, tmp_path: Path) -> None:
    said = check("tiny_a", "--html", str(tmp_path / "no" / "page.html"))

    assert said.code == 2
    assert "page.html" in said.err and len(said.err.strip().splitlines()) == 1
    assert os.listdir(tmp_path / "mappings") == ["tiny_a"]
