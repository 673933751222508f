"""A declared change of the system, from source.yaml to the release: contacts by their own day, years, pages, check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pyarrow.parquet as pq
import pytest

from pipelines.base.settings import Settings
from tests.command import Command
from tests.tiny_network import (
    ROWS,
    SOURCE,
    enter_network,
    make_network,
    release,
    take_in,
    write_delivery,
    write_mapping,
)

ALWAYS = "records: {{several_reasons: yes, setting: per_contact}}"
SINCE_2024 = """\
records:
  - {{several_reasons: no, setting: none}}
  - {{from: 2024-03-06, several_reasons: yes, cap: 2, setting: per_contact}}
language: es"""
DAYS = ("2024-03-05", "2024-03-06", "5 March 2024", "6 March 2024")
"""The last day of the system before and the first of the new one, as a machine and as a person writes them."""
BEFORE = ("901;05/03/2023;Téléphone;F;14;Internet;1;", "902;06/05/2023;Téléphone;F;11;;;1")


def texts_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file by name as text; a workbook sheet by sheet, and a Parquet file value by value."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            with ZipFile(path) as book:
                yield path.name, "".join(book.read(part).decode("utf-8") for part in book.namelist())
        elif path.suffix == ".parquet":
            yield path.name, str(pq.read_table(path).to_pylist())
        elif path.is_file():
            yield path.name, path.read_text(encoding="utf-8")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = make_network(tmp_path, [])
    write_mapping(tmp_path / "mappings", "tiny", SOURCE.replace(ALWAYS, SINCE_2024))
    write_delivery(tmp_path / "deliveries", "tiny", [*BEFORE, *ROWS])
    take_in(made, ["tiny"])
    release(made)
    return made


def test_the_day_of_a_contact_and_the_year_of_a_figure_say_which_system(settings: Settings) -> None:
    (folder,) = settings.layout.releases.glob("r*")
    with duckdb.connect(str(folder / "helplines.duckdb"), read_only=True) as connection:
        reached = connection.execute(
            "select contact_date::varchar, is_reason_cap_reached from contact order by 1"
        ).fetchall()
        # one reason fills a system of one; from 6 March on there is room for two
        assert reached == [
            *(("2023-03-05", True), ("2023-05-06", True), ("2024-03-05", True), ("2024-03-06", False)),
            ("2024-03-07", True),
        ]
        columns = "can_record_several_reasons, reason_cap, setting_capability_code"
        years = connection.execute(f"select {columns} from source_year order by contact_year").fetchall()
        assert years == [(False, 1, "none"), (True, 2, "per_contact")]
        assert connection.execute(f"select {columns} from source").fetchall() == years[1:]
        earlier = connection.execute(f"select valid_from, valid_to::varchar, {columns} from earlier_system").fetchall()
        assert earlier == [(None, "2024-03-05", False, 1, "none")]
    page = (folder / "for_helplines" / "tiny" / "index.html").read_text(encoding="utf-8")
    assert "Hasta el 5 de marzo de 2024: No, un motivo por contacto." in page
    assert "Desde el 6 de marzo de 2024: Sí, hasta 2." in page
    (internal,) = (folder / "internal").rglob("index.html")
    assert "one until 2024-03-05; up to 2" in internal.read_text(encoding="utf-8")


@pytest.mark.parametrize("is_named", [False, True])
def test_who_may_not_be_named_is_not_told_apart_by_the_day_of_a_change(tmp_path: Path, is_named: bool) -> None:
    """One that may be named shows that the day would be found: its card has it, in both forms of the report."""
    made = make_network(tmp_path, [])
    agreed = "agreement: {{named: yes, note: by letter}}\n" if is_named else ""
    write_mapping(tmp_path / "mappings", "tiny", SOURCE.replace(ALWAYS, SINCE_2024) + agreed)
    write_delivery(tmp_path / "deliveries", "tiny", [*BEFORE, *ROWS])
    take_in(made, ["tiny"])
    release(made)
    (public,) = made.layout.releases.glob("r*/public")
    telling = {name for name, text in texts_of(public) if any(day in text for day in DAYS)}
    assert telling == ({"quality_report.md", "quality_report.html"} if is_named else set())
    assert "Invented line tiny" in (public / "quality_report.md").read_text(encoding="utf-8") or not is_named


def test_check_shows_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    enter_network(monkeypatch, tmp_path)
    said = Command(capfd, "check")("tiny")
    told = " ".join(said.out.split())
    assert "at first one reason a contact, setting none; from 2024-03-06 up to 2 reasons a contact" in told
