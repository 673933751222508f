"""`harmonise sql` while a long answer is worked out: Ctrl-C ends it as it ends every command, and no bar is drawn into
what is piped.
"""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import duckdb
import pytest

from pipelines.base.failures import INTERRUPTED
from tests.command import Command
from warehouse.store.layout import Layout

LONG = "select count(*) from range(20000000000) as t(n) where n % 7 = 3"
IS_DRAWN = "select current_setting('enable_progress_bar') as is_drawn"


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    database = Layout(tmp_path).database
    database.parent.mkdir(parents=True)
    duckdb.connect(str(database)).close()
    monkeypatch.setenv("HARMONISE_WAREHOUSE", str(tmp_path))
    return Command(capfd, "sql")


def test_an_interrupt_is_no_error_of_the_command(ask: Command) -> None:
    # SIGTERM, which a command takes as Ctrl-C: whoever runs the tests may ignore SIGINT.
    timer = threading.Timer(1, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    said = ask(LONG)
    timer.cancel()
    assert (said.code, said.out) == (INTERRUPTED, "")
    assert said.err.startswith("Interrupted.")


def test_no_bar_is_drawn_into_what_is_piped(ask: Command) -> None:
    """DuckDB draws it from the third second on: its setting tells without waiting for it."""
    said = ask("--exact", IS_DRAWN)
    assert (said.code, said.lines(), said.err) == (0, ["is_drawn", "False"], "")
