"""`harmonise check` judges the mapping as it is now: what the lake holds of an earlier reading is read anew, or said."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.base.settings import read_settings
from tests.command import Command
from tests.tiny_network import ROWS, enter_network, make_network, write_delivery
from warehouse.network.lake import attach
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.engine import engine


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One source that has delivered twice, and was harmonised."""
    make_network(tmp_path, ["tiny_a"])
    write_delivery(tmp_path / "deliveries", "tiny_a", ["1004;08/04/2024;Téléphone;F;12;Internet;1;"], "2024-05-01")
    enter_network(monkeypatch, tmp_path)
    run = read_settings().open_run()
    land_source(run, "tiny_a", read_settings().resolve_address("tiny_a/*"))
    stage_source(run, "tiny_a")
    harmonise_source(run, "tiny_a")
    return tmp_path


@pytest.fixture
def check(capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd, "check")


def edit(network: Path, before: str, after: str, file: str = "export.yaml") -> None:
    path = network / "mappings" / "tiny_a" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def state_of(warehouse: Path) -> dict[str, bytes]:
    return {str(path.relative_to(warehouse)): path.read_bytes() for path in warehouse.rglob("*") if path.is_file()}


def test_a_format_that_was_edited_is_tried_on_every_delivery_that_has_landed(check: Command, network: Path) -> None:
    before = state_of(network / "warehouse")
    edit(network, 'reasons: {ticked: "motif_", yes: ["1"]}', 'reasons: {ticked: "motif_ch", yes: ["1"]}')
    said = check("tiny_a")
    assert "every delivery that has landed, read anew" in said.out
    assert "4 contacts, 2024-2024, 2 deliveries" in said.out
    assert "motif_harcelement" in said.out, "the column that nothing reads any more is named"
    assert state_of(network / "warehouse") == before


def test_an_edit_that_cannot_read_what_has_landed_fails_the_check(check: Command, network: Path) -> None:
    edit(network, "column: date_appel", "column: date_entree")
    said = check("tiny_a")
    assert said.code == 1
    assert "date_entree" in said.out and "0 contacts" in said.out


def test_an_edited_decision_is_seen_on_the_lake_itself(check: Command, network: Path) -> None:
    edit(network, "gender,F,mapped,girl,,,equal,,,,data officer,2026-11-02\n", "", "decisions.csv")
    said = check("tiny_a")
    assert "what the lake holds" in said.out and "1 value to decide" in said.out


def test_files_named_on_the_command_line_are_looked_at_alone(check: Command, network: Path) -> None:
    elsewhere = network / "elsewhere"
    write_delivery(elsewhere, "any", [*ROWS[:1], "1009;09/03/2024;Visite;F;12;Internet;1;"], "2024-06-01")
    before = state_of(network / "warehouse")
    said = check("tiny_a", "--from", str(elsewhere / "any"))
    assert said.code == 0, said
    assert "the files named by --from alone" in said.out and "2 contacts" in said.out
    assert "mapping has changed" not in said.out, "no run was before these files"
    assert "1 value to decide" in said.out
    assert state_of(network / "warehouse") == before
    assert check("--from", str(elsewhere)).code == 2
    nothing = check("tiny_a", "--from", str(network / "not there"))
    assert nothing.code == 2 and "no file lies at" in " ".join(nothing.err.split())


CORRECTION = """\
corrections:
  - contact: {contact}
    do: drop
    expect: {{age: "{age}"}}
    because: invented
    provider: data officer
    on: 2026-11-02
"""


@pytest.mark.parametrize(("age", "code"), [("16", 0), ("17", 1)])
def test_a_correction_that_does_not_fit_the_lake_is_told_before_a_run_holds_the_source(
    check: Command, network: Path, age: str, code: int
) -> None:
    """Also of files that are looked at alone, where contacts have other pseudonyms: there corrections are left out."""
    layout = read_settings().layout
    with engine(layout.work) as connection:
        attach(connection, layout, ["tiny_a"])
        query = "select contact_id from contact where age_years = 16"
        ((contact,),) = connection.execute(query).fetchall()
    text = CORRECTION.format(contact=contact, age=age)
    (network / "mappings" / "tiny_a" / "corrections.yaml").write_text(text, encoding="utf-8")
    said = check("tiny_a")
    told = " ".join(said.out.split())
    stale = "The next run will hold the source back, and say: corrections.yaml, line 2: the record no longer says what"
    assert (said.code, stale in told) == (code, bool(code)), said
    assert check("tiny_a", "--from", str(network / "deliveries" / "tiny_a")).code == 0
