"""Work in a process of its own, which may be killed, forked from one in which the engine and Dagster are loaded.

Belongs here: starting it with its environment and umask, waiting for its end, what it printed. Does not belong here:
what is done in it, or what only a fresh interpreter can show (what it loads, hash seed, locale): that is `subprocess`.
A process that is forked is as real as any other: it holds locks, is killed, and leaves what it leaves; it only does not
spend two seconds on imports.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from pipelines.cli.main import main

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.apart", "tests.interrupted_run", "pipelines.run.jobs"])


@dataclass(frozen=True)
class Ended:
    """How a process ended (below 0: the signal that killed it), and what it had printed by then."""

    code: int
    out: str
    err: str


def command_apart(
    environment: Mapping[str, str], *arguments: str, umask: int = 0o022, patience: float | None = None
) -> Ended:
    """Call `harmonise`; see `call_apart`."""
    return call_apart(_command, arguments, environment, umask, patience)


def call_apart(
    work: Callable[..., Any],
    arguments: tuple[Any, ...],
    environment: Mapping[str, str],
    umask: int = 0o022,
    patience: float | None = None,
) -> Ended:
    """Do this work (a function of a module) with these variables beside those of this process, and wait for its end.

    Raises TimeoutError where that takes longer than `patience`, in seconds; the process is ended then.
    """
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "out", Path(folder) / "err"
        variables = {**os.environ, **environment}
        process = FORKING.Process(target=_work, args=(work, arguments, variables, umask, *printed))
        process.start()
        code = wait_for_end(process, patience)
        out, err = (path.read_text(encoding="utf-8") if path.exists() else "" for path in printed)
        return Ended(code, out, err)


def wait_for_end(process: ForkServerProcess, patience: float | None = None) -> int:
    """The exit code of a process that was started. Raises TimeoutError where it had to be ended."""
    process.join(patience)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise TimeoutError(f"the process did not end in {patience} seconds")
    return process.exitcode


def enter(variables: Mapping[str, str], out: Path, err: Path) -> None:
    """Take these variables in the place of those of the process that was forked, and print to these files."""
    os.environ.clear()
    os.environ.update(variables)
    for path in (out, err):
        path.unlink(missing_ok=True)
    for path, stream in ((out, 1), (err, 2)):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(descriptor, stream)
        os.close(descriptor)


def _work(
    work: Callable[..., Any], arguments: tuple[Any, ...], variables: Mapping[str, str], umask: int, out: Path, err: Path
) -> None:
    enter(variables, out, err)
    os.umask(umask)
    work(*arguments)


def _command(*arguments: str) -> None:
    raise SystemExit(main(list(arguments)))
