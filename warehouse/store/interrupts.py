"""A signal that comes while DuckDB works: it ends the query at once, and is an interrupt like any other.

Belongs here: telling queries under way of a signal, and what they raise then. Does not belong here: what a command does
when it was interrupted. Nothing is imported that a command which asks no query would wait for.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

STOPPING = (signal.SIGINT, signal.SIGTERM)

INTERRUPTED = "Query interrupted"
"""What DuckDB says where a signal comes while it works: it swallows what the handler raised. Taken for an error,
the run would go on without the source, and make a release of the rest.
"""

_at_work: set[duckdb.DuckDBPyConnection] = set()


@contextmanager
def interrupts_as_such(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let a signal that comes while this connection works end the block as it would end any other code."""
    from duckdb import InterruptException

    _at_work.add(connection)
    try:
        yield
    except InterruptException:
        raise KeyboardInterrupt from None
    except RuntimeError as error:
        if str(error) == INTERRUPTED:
            raise KeyboardInterrupt from None
        raise
    finally:
        _at_work.discard(connection)


@contextmanager
def signals_reach_queries() -> Iterator[None]:
    """While the block runs, signals that stop a command interrupt the queries under way.

    Python tells a signal to its main thread alone, and where that waits for one of DuckDB's threads, it learns of it
    when the query has ended: minutes later. A thread that is woken by the signal itself interrupts it from beside.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    watcher = Thread(target=_interrupt_when_woken, args=(reading,), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(writing)  # which ends the thread
        watcher.join()
        os.close(reading)


def _interrupt_when_woken(reading: int) -> None:
    while numbers := os.read(reading, 64):
        if not set(numbers).isdisjoint(STOPPING):
            from duckdb import Error

            for connection in tuple(_at_work):
                with suppress(Error):  # it was closed meanwhile
                    connection.interrupt()
