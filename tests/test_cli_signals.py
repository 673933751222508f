"""A signal ends a command with 130 and one line, and the next run completes what it left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command import Command
from tests.conftest import ROOT
from tests.tiny_network import enter_network, make_network


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two sources that have delivered, and the settings that lead there."""
    make_network(tmp_path, ["tiny_a", "tiny_b"])
    enter_network(monkeypatch, tmp_path)
    return tmp_path


@pytest.fixture
def harmonise(network: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_130_and_the_next_run_completes(
    harmonise: Command, network: Path, number: signal.Signals
) -> None:
    """The run stands still while it lands, at a pipe that nobody reads, until the signal comes."""
    pipe = network / "boundaries"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli.main", "run"],
        cwd=ROOT,
        env={**os.environ, "HARMONISE_BOUNDARY_LOG": str(pipe)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        wait_for_bytes(network / "warehouse" / "landing" / "tiny_a")
        out, err = signal_until_ended(process, number)
    finally:
        process.kill()

    assert process.returncode == 130, (out, err)
    assert "Interrupted" in err
    assert "Traceback" not in out + err
    assert harmonise("run").code == 0


IN_THE_BACKGROUND = """
import os, signal, sys, time
import dagster as dg
from pipelines.cli.main import app, main

@dg.op
def nothing():
    pass

@dg.job
def empty():
    nothing()

@app.command()
def probe():
    empty.execute_in_process()
    os.kill(os.getpid(), int(sys.argv[1]))
    time.sleep(20)

sys.exit(main(["probe"]))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_so_it_does_between_two_runs_of_a_command_that_a_script_started_in_the_background(
    number: signal.Signals,
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", IN_THE_BACKGROUND, str(int(number))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )

    assert ended.returncode == 130, ended.stderr
    assert "Interrupted" in ended.stderr and "Traceback" not in ended.stderr


def signal_until_ended(process: subprocess.Popen[str], number: signal.Signals) -> tuple[str, str]:
    """Send the signal; again after a while, since one that comes just before a read waits for the read's end."""
    for _ in range(12):
        process.send_signal(number)
        try:
            return process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            continue
    raise TimeoutError("the process did not end")


def wait_for_bytes(landing: Path) -> None:
    """Until a delivery is written, which has no name yet; TimeoutError where none is in two minutes."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if list(landing.glob("*/manifest.json")):
            return
        time.sleep(0.05)
    raise TimeoutError("nothing was landed")
