"""An address that could not be read and can be again is looked at, however little lies there: what a command says of it
is what is so now.
"""

from __future__ import annotations

import builtins
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.base.summary import survey_sources
from tests.test_bad_input import EXPORT, GOOD
from tests.tiny_source import SOURCE_ID, TinySource
from warehouse.land.receipts import read_seen
from warehouse.steps import await_source, harmonise_source, has_news, land_source, stage_source

REMOTE = "sftp://files.example.org/out"


@pytest.fixture
def tiny(tmp_path: Path) -> TinySource:
    return TinySource.write(tmp_path, EXPORT, "")


def run(tiny: TinySource, address: str | None = None) -> bool:
    """Take in what is new, as a command does; whether a run was started."""
    opened, where = tiny.run(), address or str(tiny.inbox)
    if has_news(opened, SOURCE_ID, where) is None or await_source(opened, SOURCE_ID, where):
        return False
    land_source(opened, SOURCE_ID, where)
    stage_source(opened, SOURCE_ID)
    harmonise_source(opened, SOURCE_ID)
    return True


def said(tiny: TinySource) -> list[str]:
    """What a command says of the source: why something of it is held, and that it is awaited."""
    (overview,) = survey_sources(tiny.layout, tiny.run().registry, [SOURCE_ID])
    return [*(reason for held in overview.held for reason in held.reasons), *overview.awaited]


def test_a_folder_that_is_back_and_empty_is_held_against_nobody(tiny: TinySource) -> None:
    """Where files are moved away once they are fetched, the folder is empty most of the time."""
    tiny.put("good_1.csv", GOOD)
    assert run(tiny)
    shutil.rmtree(tiny.inbox)
    assert run(tiny)
    assert "cannot be read" in said(tiny)[0]
    tiny.inbox.mkdir()

    assert run(tiny)

    assert said(tiny) == []
    assert not run(tiny)
    assert tiny.query("select count(*) from contact") == [(1,)]


def test_a_folder_that_was_awaited_and_is_there_empty_is_not_said_to_be_missing(tiny: TinySource) -> None:
    tiny.inbox.rmdir()
    assert not run(tiny)
    assert "cannot be read" in said(tiny)[0]
    tiny.inbox.mkdir()

    assert run(tiny)

    assert not any("cannot be read" in one for one in said(tiny))
    assert not run(tiny)


def test_a_package_that_is_there_again_is_not_said_to_be_missing(
    tiny: TinySource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server lists nothing by then, so no file is new."""
    tiny.put("good_1.csv", GOOD)
    assert run(tiny)
    with monkeypatch.context() as patched:
        patched.setattr(builtins, "__import__", _without("paramiko"))
        assert run(tiny, REMOTE)
    assert "paramiko" in said(tiny)[0]
    shutil.rmtree(tiny.inbox)
    tiny.inbox.mkdir()

    assert run(tiny)

    assert said(tiny) == []


def _without(package: str) -> Callable[..., Any]:
    there = builtins.__import__

    def look(name: str, *arguments: Any, **named: Any) -> Any:
        if name.split(".")[0] == package:
            raise ImportError(f"No module named {package}", name=package)
        return there(name, *arguments, **named)

    return look


def test_what_was_held_is_said_to_be_withdrawn_though_the_address_was_away_meanwhile(tiny: TinySource) -> None:
    tiny.put("good_1.csv", GOOD)
    tiny.put("good_2.csv", "")
    run(tiny)
    away = tiny.inbox.with_name("away")
    tiny.inbox.rename(away)
    run(tiny)
    (away / "good_2.csv").unlink()
    away.rename(tiny.inbox)

    assert run(tiny)

    assert any("was not there when files were last fetched" in reason for reason in said(tiny))


def test_files_are_not_read_again_after_the_address_was_away(tiny: TinySource) -> None:
    tiny.put("good_1.csv", GOOD)
    run(tiny)
    known = read_seen(tiny.layout.landing_of(SOURCE_ID)).files
    tiny.inbox.rename(tiny.inbox.with_name("away"))
    run(tiny)

    assert read_seen(tiny.layout.landing_of(SOURCE_ID)).files == known
