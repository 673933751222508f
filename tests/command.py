"""Calling `harmonise` in this process, and what it answered.

Belongs here: the call and its answer. Does not belong here: the network that it is called on (`tests.tiny_network`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from pipelines.cli.main import main


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    def lines(self) -> list[str]:
        """Each line of the answer, with single blanks."""
        return [" ".join(line.split()) for line in self.out.splitlines()]


class Command:
    """Calls `harmonise`, or one of its commands, and never lets it end in a traceback."""

    def __init__(self, capfd: pytest.CaptureFixture[str], *begins: str) -> None:
        self._capfd = capfd
        self._begins = begins

    def __call__(self, *arguments: str) -> Said:
        self._capfd.readouterr()
        code = main([*self._begins, *arguments])
        captured = self._capfd.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Said(code, captured.out, captured.err)
