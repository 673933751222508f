"""A signal that comes while a folder of work is made or deleted is an interrupt, never an error of files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

INTERRUPT = """
import os, signal, sys, threading, time
from pathlib import Path
from warehouse.store.work_folder import work_folder

N_SEEN = 3000
n_seen, others = 0, set()

def stop(number, frame):
    if n_seen < N_SEEN:
        raise KeyboardInterrupt

def send():
    while True:
        time.sleep(0.0003)
        os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, stop)
threading.Thread(target=send, daemon=True).start()
while n_seen < N_SEEN:
    try:
        try:
            with work_folder(Path(sys.argv[1]), "rows") as folder:
                (folder / "below").mkdir()
        except BaseException as error:
            n_seen += 1
            if not isinstance(error, KeyboardInterrupt):
                others.add(type(error).__name__)
    except KeyboardInterrupt:
        pass
print(sorted(others), flush=True)
os._exit(0)
"""


def test_three_thousand_interrupts_are_interrupts(tmp_path: Path) -> None:
    command = [sys.executable, "-u", "-c", INTERRUPT, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)

    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
