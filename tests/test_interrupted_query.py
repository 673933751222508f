"""A signal that comes while DuckDB works ends what is under way, at once: it is never taken for an error of the engine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

INTERRUPT = """
import os, signal, sys, threading, time
from pathlib import Path
from warehouse.store.engine import engine

def stop(number, frame):
    raise KeyboardInterrupt

def send():
    while True:
        time.sleep(0.02)
        os.kill(os.getpid(), getattr(signal, sys.argv[2]))

signal.signal(getattr(signal, sys.argv[2]), stop)
threading.Thread(target=send, daemon=True).start()
n_seen = 0
while n_seen < 40:
    try:
        try:
            with engine(Path(sys.argv[1])) as connection:
                while True:
                    connection.execute("select count(*) from range(300000) as t(n) where (n * 7) % 11 = 3").fetchall()
        except BaseException as error:
            n_seen += 1
            if not isinstance(error, KeyboardInterrupt):
                print(type(error).__name__, error)
    except KeyboardInterrupt:
        pass
os._exit(0)
"""


@pytest.mark.parametrize("sent", ["SIGTERM", "SIGINT"])
def test_whatever_it_was_doing_it_ends_as_an_interrupt(tmp_path: Path, sent: str) -> None:
    command = [sys.executable, "-u", "-c", INTERRUPT, str(tmp_path), sent]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)

    assert (done.returncode, done.stdout) == (0, ""), done.stderr


FOR_YEARS = """
import os, signal, sys, threading
from pathlib import Path
from warehouse.store.engine import engine
from warehouse.store.interrupts import signals_reach_queries

def stop(number, frame):
    raise KeyboardInterrupt

signal.signal(signal.SIGTERM, stop)
for _ in range(5):
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    try:
        with signals_reach_queries(), engine(Path(sys.argv[1])) as connection:
            connection.execute("select count(*) from range(1000000000000000) as t(n) where n % 7 = 3").fetchall()
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""


def test_a_query_that_would_take_years_ends_whichever_thread_works_on_it(tmp_path: Path) -> None:
    """Where the main thread waits for another one, Python alone would tell it of the signal when the query has ended."""
    command = [sys.executable, "-u", "-c", FOR_YEARS, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)

    assert (done.returncode, done.stdout) == (0, "interrupted\n" * 5), done.stderr
