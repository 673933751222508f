"""The command line: its help is the manual, its exit codes are kept, its messages are clean."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.base.settings import read_settings
from pipelines.cli.main import app
from tests.command import Command
from tests.conftest import ROOT
from tests.tiny_network import (
    ROWS,
    enter_network,
    environment_of,
    make_network,
    release,
    take_in,
    write_delivery,
    write_mapping,
)
from warehouse.steps import harmonise_source, land_source, stage_source

COMMANDS = ("agree", "demo", "explain", "pin", "run", "scan", "draft", "check", "diff", "sql", "doctor")
LATER = ("erase", "hand-over")


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two sources that have delivered, and the settings that lead there."""
    make_network(tmp_path, ["tiny_a", "tiny_b"])
    enter_network(monkeypatch, tmp_path)
    return tmp_path


@pytest.fixture
def released(network: Path) -> Path:
    """The same, with a release of what they delivered, for what does not hang on who made it."""
    settings = read_settings()
    take_in(settings, ["tiny_a", "tiny_b"])
    release(settings)
    return network


@pytest.fixture
def harmonise(network: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd)


def test_the_help_is_the_manual(harmonise: Command) -> None:
    said = harmonise("--help")

    assert said.code == 0
    for word in (*COMMANDS, *environment_of(Path("/")), "Exit codes", "read-only", "restricted", "decisions.csv"):
        assert word in said.out
    assert sorted(str(command.name or command.callback.__name__) for command in app.registered_commands) == sorted(  # type: ignore[union-attr]
        COMMANDS
    )
    assert not [word for word in LATER if f"│ {word} " in said.out]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(harmonise: Command, command: str) -> None:
    said = harmonise(command, "--help")

    assert said.code == 0
    assert f"Usage: harmonise {command}" in said.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuch",),
        ("run", "--nosuch"),
        ("run", "--source", "tiny_x"),
        ("run", "--from", "/tmp"),
        ("run", "--source", "tiny_a", "--source", "tiny_b", "--from", "/tmp"),
        ("check", "tiny_x"),
        ("demo", "--contacts", "12"),
    ],
)
def test_wrong_usage_is_2_and_runs_nothing(harmonise: Command, network: Path, arguments: tuple[str, ...]) -> None:
    assert harmonise(*arguments).code == 2
    assert not (network / "warehouse").exists()
    assert not (network / "dagster_home").exists()


def test_an_unknown_source_is_answered_with_the_nearest(harmonise: Command) -> None:
    assert "tiny_a" in harmonise("run", "--source", "tiny_aa").err


def test_a_run_ends_in_counts_and_a_second_one_changes_nothing(harmonise: Command, network: Path) -> None:
    first, second = harmonise("run"), harmonise("run")

    assert (first.code, second.code) == (0, 0), first
    assert ["tiny_a*", "1", "3", "3", "4", "0", "0"] in [line.split()[:7] for line in first.out.splitlines()]
    assert "invented data" in first.out
    assert "Release r0001 (new)" in first.out
    assert "read_only=True" in first.out
    assert "Nothing changed" in second.out
    assert "Release r0001 (unchanged)" in second.out
    assert "ROW" not in first.err


@pytest.mark.long
def test_where_nothing_is_new_dagster_is_not_even_loaded(harmonise: Command, released: Path) -> None:
    program = (
        "import sys\nfrom pipelines.cli.main import main\ncode = main(['run'])\n"
        "sys.exit(code or 10 * ('dagster' in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "Nothing changed" in done.stdout


@pytest.mark.long
def test_deliveries_can_come_from_another_place(harmonise: Command, network: Path, tmp_path: Path) -> None:
    write_delivery(tmp_path / "usb", "stick", [ROWS[0].replace("1001", "1009")], day="2024-07-01")

    said = harmonise("run", "--source", "tiny_a", "--from", str(tmp_path / "usb" / "stick"))

    assert said.code == 0, said
    assert ["tiny_a*", "1", "1", "1", "1", "0", "0"] in [line.split()[:7] for line in said.out.splitlines()]


def test_another_place_where_nothing_lies_is_a_slip_not_no_news(harmonise: Command, network: Path) -> None:
    (network / "empty").mkdir()
    for place in ("empty", "usb stick", "empty/*.csv"):
        said = harmonise("run", "--source", "tiny_a", "--from", str(network / place))
        assert said.code == 2 and "no file lies at" in " ".join(said.err.split()), said
    assert not (network / "warehouse" / "releases").exists()


def test_a_held_file_is_named_with_what_to_do_and_the_code_is_1(harmonise: Command, network: Path) -> None:
    write_delivery(network / "deliveries", "tiny_a", header="Export;;\r\n\r\nother;columns\r\n", day="2024-05-01")

    said = harmonise("run")

    assert said.code == 1
    assert "tiny_a: contacts_2024-05-01.csv is held back" in said.out
    assert "`renamed`" in said.out
    seen = harmonise("doctor")
    assert seen.code == 0 and "wait held back: tiny_a 1" in seen.out
    assert "All is well" not in seen.out and "what is held back is in no figure" in seen.out


@pytest.mark.long
def test_a_reply_that_answers_no_finding_is_told_at_the_end_of_a_run(harmonise: Command, network: Path) -> None:
    folder = network / "mappings" / "tiny_a"
    reply = (
        "  - {finding: no_setting, year: 1999, reply: It is new., explained: yes, by: data officer, on: 2026-11-02}\n"
    )
    (folder / "replies.yaml").write_text("replies:\n" + reply, encoding="utf-8")

    said = harmonise("run")

    assert said.code == 0 and "tiny_a: to look at" in said.out and "1999" in said.out


@pytest.mark.long
def test_planted_mistakes_are_each_told_with_file_and_line_and_the_code_is_2(harmonise: Command, network: Path) -> None:
    folder = write_mapping(network / "mappings", "tiny_wrong")
    source = folder / "source.yaml"
    source.write_text(
        source.read_text(encoding="utf-8").replace("region: africa", "region: atlantis"), encoding="utf-8"
    )
    export = folder / "export.yaml"
    export.write_text(export.read_text(encoding="utf-8").replace("row: contact", "row: letter"), encoding="utf-8")
    decisions = folder / "decisions.csv"
    text = decisions.read_text(encoding="utf-8").replace("mapped,voice", "mapped,telepathy")
    decisions.write_text(text, encoding="utf-8")

    said = harmonise("check")
    lines = [line for line in said.err.splitlines() if line.startswith("mappings/tiny_wrong/")]

    assert said.code == 2
    assert [line.split(": ")[0] for line in lines] == [
        "mappings/tiny_wrong/decisions.csv:2",
        "mappings/tiny_wrong/export.yaml:3",
        "mappings/tiny_wrong/source.yaml:5",
    ]
    assert "3 problems" in said.err
    assert "3 problems in other mappings" in harmonise("check", "tiny_a").err
    assert (harmonise("run").code, harmonise("run", "--source", "tiny_wrong").code) == (1, 2)


def test_check_tells_coverage_and_shows_values_only_where_asked(harmonise: Command, network: Path) -> None:
    write_delivery(
        network / "deliveries",
        "tiny_a",
        [ROWS[0].replace("1001", "1004").replace("Téléphone", "Télégramme")],
        "2024-05-01",
    )
    take_in(read_settings(), ["tiny_a"])

    plain, asked = harmonise("check", "tiny_a"), harmonise("check", "tiny_a", "--show-values")

    assert (plain.code, asked.code) == (0, 0)
    assert "légramme" not in plain.out + plain.err
    assert "élégramme" in asked.out.lower()


@pytest.mark.long
def test_sql_asks_and_cannot_change(harmonise: Command, network: Path) -> None:
    assert harmonise("sql", "select 1").code == 1
    take_in(read_settings(), ["tiny_a", "tiny_b"])
    release(read_settings())

    asked = harmonise("sql", "--csv", "select source_id, count(*) as n from contact group by all order by all")
    changed = harmonise("sql", "delete from contact")
    wrong = harmonise("sql", "selekt")

    assert list(csv.reader(io.StringIO(asked.out))) == [["source_id", "n"], ["tiny_a", "3"], ["tiny_b", "3"]]
    assert changed.code == 1 and "read-only" in changed.err
    assert wrong.code == 1 and "selekt" in wrong.err
    assert "6 rows" in harmonise("sql", "from contact").out
    assert (harmonise("sql", ";").code, harmonise("sql", ";").err) == (1, "That asks nothing.\n")


@pytest.mark.long
def test_sql_reads_a_query_from_standard_input(harmonise: Command, released: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli.main", "sql", "--csv"],
        input="select count(*) as n\nfrom contact;",
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "n\n6\n")


def test_doctor_makes_a_key_once_and_says_what_is_not_right(harmonise: Command, network: Path) -> None:
    key_file = Path(os.environ["HARMONISE_KEY_FILE"])
    key_file.unlink()

    without, made, again = harmonise("doctor"), harmonise("doctor", "--make-key"), harmonise("doctor", "--make-key")
    key_file.chmod(0o644)
    unsafe = harmonise("doctor")

    assert (without.code, made.code, again.code, unsafe.code) == (1, 0, 2, 1), (without, made, again, unsafe)
    assert "bad  key file" in without.out and "--make-key" in without.out
    assert "never replaced" in again.err
    assert "chmod 600" in unsafe.out


@pytest.mark.long
def test_doctor_sees_a_release_that_was_touched(harmonise: Command, released: Path) -> None:
    assert harmonise("doctor").code == 0
    database = released / "warehouse" / "current" / "helplines.duckdb"
    database.chmod(0o600)
    with database.open("ab") as file:
        file.write(b"x")

    said = harmonise("doctor")

    assert said.code == 1
    assert "bad  release" in said.out
    assert harmonise("run").code == 0
    assert harmonise("doctor").code == 0


@pytest.mark.long
def test_another_process_under_way_is_told_in_one_line(harmonise: Command, network: Path) -> None:
    from warehouse.store.layout import Layout
    from warehouse.store.lock import exclusive

    with exclusive(Layout(network / "warehouse").lock("tiny_a"), "source tiny_a"):
        said = harmonise("run")

    assert said.code == 1
    assert "is being written by process" in said.out
    assert ["tiny_b*", "1", "3", "3", "4", "0", "0"] in [line.split()[:7] for line in said.out.splitlines()]


def test_a_setting_that_is_wrong_is_one_line_and_2(harmonise: Command, network: Path, tmp_path: Path) -> None:
    Path(os.environ["HARMONISE_KEY_FILE"]).chmod(0o644)

    said = harmonise("run")

    assert said.code == 2
    assert len(said.err.strip().splitlines()) == 1
    assert "chmod 600" in said.err


def test_doctor_says_that_a_landed_delivery_is_not_in_the_lake(harmonise: Command) -> None:
    settings = read_settings()
    run = settings.open_run()
    land_source(run, "tiny_a", settings.resolve_address("tiny_a/*"))
    said = harmonise("doctor")

    assert said.code == 1
    assert "tiny_a: 1 landed deliveries are not in the lake -> run: harmonise run" in said.out
    assert "All is well" not in said.out

    stage_source(run, "tiny_a")
    harmonise_source(run, "tiny_a")
    assert "everything that was landed is in it" in harmonise("doctor").out

    # withdrawn as `harmonise run` asks for: what was landed waits for nobody, and no run would take it in
    shutil.rmtree(settings.mappings / "tiny_a")
    shutil.rmtree(settings.layout.lake_of("tiny_a"))
    withdrawn = harmonise("doctor")
    assert withdrawn.code == 0
    assert "wait landing: tiny_a: landed, not in the lake, and no mapping describes it" in withdrawn.out


@pytest.mark.long
@pytest.mark.parametrize(
    ("arguments", "code", "told"), [((), 0, r"é \u0416"), (("--exact",), 1, "encoding of the output")]
)
def test_an_output_that_lacks_a_letter_spells_it_for_people_and_refuses_it_to_programs(
    released: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    command = [sys.executable, "-m", "pipelines.cli.main", "sql", *arguments, "select 'é Ж' as x"]
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)

    assert done.returncode == code
    assert told in (done.stdout + done.stderr).decode("latin-1")


def test_names_of_files_that_are_not_utf_8_are_refused_at_once() -> None:
    command = [sys.executable, "-m", "pipelines.cli.main", "doctor"]
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, "Set PYTHONUTF8=1." in done.stderr) == (2, True)
