"""Nothing personal past landing, through whole runs of the command in which much goes wrong: files, Dagster, terminal.

Everything that is left below the network's folder is searched, Dagster's databases and temporary files included. What
a mapped cell holds may lie in the restricted lake and nowhere else. `harmonise scan` is no run: it shows an unknown
export to who describes it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from pipelines.base.settings import read_settings
from schemas.vocabulary.scenario import load_scenarios
from tests.canaries import find_canaries
from tests.canary_network import (
    COLUMN,
    EVERY,
    FILE,
    HELD,
    LABEL,
    NOWHERE,
    OTHER,
    SURVEYED,
    TAKEN_IN,
    WORKBOOK,
    leaks,
    told,
    write_canary_network,
)
from tests.command import Command
from tests.survey_network import SURVEY_ID
from tests.tiny_network import environment_of

LAKE = ("warehouse/lake/",)
FIGURE = "t1.contacts_by_kind:network=demo:year=2024:contact_type=counselling:base=contacts"
ASKED = (
    *(("check", one, "--all", "--html", f"pages/{one}.html") for one in (TAKEN_IN, HELD, OTHER, WORKBOOK, SURVEY_ID)),
    ("check",),
    ("explain", FIGURE, "--all", "--html", "pages/explained.html"),
    ("sql", "select sentence, question from finding"),
    ("sql", "select file_name, status_code from delivery"),
    ("sql", "select * from source_value"),
    ("sql", "select * from member_survey"),
    ("doctor",),
)


@dataclass
class Ran:
    """A network, and what the commands said that ran on it."""

    folder: Path
    command: Command
    said: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str) -> int:
        said = self.command("--debug", *arguments)
        self.said[" ".join(arguments)] = said.out + said.err
        return said.code

    def told(self) -> dict[str, list[str]]:
        """Canaries by the command that said them."""
        return {name: found for name, text in self.said.items() if (found := told(text))}


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Ran:
    write_canary_network(tmp_path)
    for name in ("temporary", "pages"):
        (tmp_path / name).mkdir()
    for name, value in {**environment_of(tmp_path), "TMPDIR": str(tmp_path / "temporary")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return Ran(tmp_path, Command(capfd))


@pytest.mark.slow
def test_nothing_that_is_written_or_said_tells_a_canary(ran: Ran) -> None:
    assert ran("run") == 1
    for arguments in ASKED:
        ran(*arguments)

    assert leaks(ran.folder, EVERY, LAKE) == []
    assert leaks(ran.folder, NOWHERE, ()) == []
    assert ran.told() == {}
    public = read_settings().layout.current.resolve() / "public"
    assert find_canaries(public, tuple(COLUMN.values())) == []
    assert_much_went_wrong(ran)


def assert_much_went_wrong(ran: Ran) -> None:
    """A search in a run that took nothing in, or in which nothing failed, would prove nothing."""
    for canary in (*NOWHERE, *LABEL.values()):
        assert find_canaries(ran.folder / "warehouse" / "landing", [canary]), canary
    assert find_canaries(ran.folder / "warehouse" / "lake", tuple(LABEL.values()))
    with duckdb.connect(str(read_settings().layout.database), read_only=True) as release:
        status = release.execute("select source_id, list(distinct status_code) from delivery group by all").fetchall()
        answers = release.execute("select count(*) from member_survey").fetchone()
    assert {source: set(found) >= {"used", "held"} for source, found in status} == {
        TAKEN_IN: True,
        OTHER: False,
        WORKBOOK: True,
        SURVEY_ID: True,
    }
    assert answers == (8,)
    for word in ("tiny_held: the source is held back", "atlantis", "has 0 sheets", "is no member", "rejected"):
        assert word in " ".join(ran.said["run"].split()), word
    assert len(list((ran.folder / "pages").iterdir())) == 6


IN_SHORT = ("land.step", "harmonise.step", "publish.step")
AT_LENGTH = ("stage.step", "survey.step", "network.tables")


@pytest.mark.long
@pytest.mark.parametrize("module", [*IN_SHORT, *(pytest.param(one, marks=pytest.mark.faults) for one in AT_LENGTH)])
def test_an_error_that_quotes_cells_is_told_by_type_and_place(
    ran: Ran, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    """What an engine or a package says of its error may hold anything: it is raised in each step in turn."""
    monkeypatch.setattr(f"warehouse.{module}.mark_boundary", _quoting(*EVERY))

    assert ran("run") == 1

    assert "ValueError at " in " ".join(ran.said["run"].split())
    assert ran.told() == {}
    assert leaks(ran.folder, EVERY, LAKE) == []


def _quoting(*texts: str) -> Callable[[str], None]:
    def fail(_name: str) -> None:
        try:
            raise KeyError(*texts)
        except KeyError as error:
            raise ValueError(*texts) from error

    return fail


def test_no_rater_and_no_answer_that_is_none_is_told(ran: Ran) -> None:
    rows = [
        (name, answer, "", scenario.id, answer)
        for scenario in load_scenarios().entries
        for name, answer in zip(FILE.values(), SURVEYED.values(), strict=True)
    ]
    with Path("answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("rater", "helpline", "source", "scenario", "answer"), *rows])

    ran("agree", "answers.csv", "--html", "pages/agreed.html")

    assert ran.told() == {}
    assert leaks(ran.folder, EVERY, ("answers.csv",)) == []
