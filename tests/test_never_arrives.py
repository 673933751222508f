"""A file whose name says that it is still arriving is left alone for a day; after that it is said, once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.base.summary import survey_sources
from tests.test_bad_input import EXPORT, GOOD, HEAD
from tests.tiny_source import SOURCE, SOURCE_ID, TinySource
from warehouse.land.address import list_files
from warehouse.steps import has_news

DAYS_AGO = 2 * 86_400
MORE = HEAD + "g2;02/02/2024;Phone;;Grief\n"


def put_old(tiny: TinySource, name: str) -> None:
    path = tiny.put(name, MORE)
    then = time.time() - DAYS_AGO
    os.utime(path, (then, then))


def told(tiny: TinySource) -> list[tuple[str, str, str]]:
    return [(one.finding_code, one.state_code, one.form_code) for one in tiny.land().findings]


@pytest.mark.parametrize("ending", [".part", ".tmp", ".crdownload", ".filepart", ".PART"])
def test_a_file_that_never_arrived_is_said_and_the_others_go_on(tmp_path: Path, ending: str) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, "")
    tiny.put("good_1.csv", GOOD)
    put_old(tiny, f"good_2.csv{ending}")
    landed, _, _ = tiny.ingest()
    (one,) = landed.findings
    assert (one.finding_code, one.state_code, one.form_code) == ("no_file", "warn", "arriving")
    assert "not changed for more than a day" in one.sentence
    assert "ignore_files" in one.next_step
    assert tiny.query("select count(*) from contact") == [(1,)]
    assert has_news(tiny.run(), SOURCE_ID, str(tiny.inbox)) is None
    (overview,) = survey_sources(tiny.layout, tiny.run().registry, [SOURCE_ID])
    assert any("never arrived whole" in one for one in overview.remarks)
    assert overview.held == ()


def test_a_file_becomes_news_when_its_day_is_over(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, "")
    tiny.put("good_1.csv", GOOD)
    tiny.put("good_2.csv.part", MORE)
    landed, _, _ = tiny.ingest()
    assert landed.findings == ()
    assert has_news(tiny.run(), SOURCE_ID, str(tiny.inbox)) is None
    put_old(tiny, "good_2.csv.part")
    assert has_news(tiny.run(), SOURCE_ID, str(tiny.inbox)) is not None
    assert told(tiny) == [("no_file", "warn", "arriving")]
    (tiny.inbox / "good_2.csv.part").rename(tiny.inbox / "good_2.csv")
    assert told(tiny) == []
    tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(2,)]


def test_what_is_left_of_a_file_that_came_whole_is_no_news(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, "")
    tiny.put("good_1.csv", GOOD)
    put_old(tiny, "good_1.csv.part")
    put_old(tiny, "~$good_2.csv")
    assert told(tiny) == []


@pytest.mark.parametrize("ignored", ["good_2.csv", '"*.part"'])
def test_a_file_that_is_ignored_is_not_missed(tmp_path: Path, ignored: str) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, "", SOURCE + f"ignore_files: [{ignored}]\n")
    put_old(tiny, "good_2.csv.part")
    assert told(tiny) == []


def test_a_pattern_as_address_sees_the_name_that_the_file_will_have(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, "")
    put_old(tiny, "good_2.csv.part")
    put_old(tiny, "note.txt.part")
    assert [name for name, _ in list_files(f"{tiny.inbox}/*.csv").stuck] == ["good_2.csv.part"]


def put_note(tiny: TinySource) -> Path:
    return tiny.put("note.txt", "x")


def put_part(tiny: TinySource) -> Path:
    put_old(tiny, "good_2.csv.part")
    return tiny.inbox / "good_2.csv.part"


def put_pipe(tiny: TinySource) -> Path:
    os.mkfifo(tiny.inbox / "good_2.csv")
    return tiny.inbox / "good_2.csv"


def put_link(tiny: TinySource) -> Path:
    (tiny.inbox / "good_2.csv").symlink_to("nowhere.csv")
    return tiny.inbox / "good_2.csv"


@pytest.mark.parametrize("put", [put_part, put_note, put_pipe, put_link])
def test_what_was_said_and_is_gone_is_said_no_more(tmp_path: Path, put: Callable[[TinySource], Path]) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, "")
    tiny.put("good_1.csv", GOOD)
    path = put(tiny)
    landed, _, _ = tiny.ingest()
    assert len(landed.findings) == 1
    path.unlink()
    assert has_news(tiny.run(), SOURCE_ID, str(tiny.inbox)) is not None
    landed, _, _ = tiny.ingest()
    assert landed.findings == ()
    assert has_news(tiny.run(), SOURCE_ID, str(tiny.inbox)) is None


def test_a_file_that_grows_again_is_said_no_more(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, "")
    tiny.put("good_1.csv", GOOD)
    path = put_part(tiny)
    tiny.ingest()
    os.utime(path)
    assert has_news(tiny.run(), SOURCE_ID, str(tiny.inbox)) is not None
    landed, _, _ = tiny.ingest()
    assert landed.findings == ()
    assert has_news(tiny.run(), SOURCE_ID, str(tiny.inbox)) is None
