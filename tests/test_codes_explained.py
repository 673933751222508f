"""Who has only the release finds in it what each code of a finding, a state and a statistic means."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.finding import finding_kinds
from schemas.vocabulary.code import load_codes
from tests.paged_release import ask
from tests.tiny_source import SOURCE_ID, TinySource
from warehouse.assess.step import assess
from warehouse.network.manifest import named_tables
from warehouse.publish.step import publish
from warehouse.tabulate.step import tabulate

EXPORT = """\
files: "contacts_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: id
arrives: {as: updates, newest: {by: "contacts_(%Y).csv"}}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, gender: gender}
setting: place
reasons: {cell: reason, delimiter: ";"}
"""
DECISIONS = """\
gender,F,mapped,girl,,,,,,,,
setting,web,mapped,online,,,,,,,,
setting,home,mapped,offline,,,,,,,,
reason,chantaje,mapped,violence.sexual.extortion,,,,,,,,
reason,acoso,mapped,violence.bullying,,,,,,,,
reason,escuela,mapped,education.academic,,,,,,,,
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> TinySource:
    tiny = TinySource.write(tmp_path_factory.mktemp("explained"), EXPORT, DECISIONS)
    reasons = ("chantaje;acoso", "escuela", "acoso", "chantaje")
    lines = [
        f"{n},2024-{n % 12 + 1:02}-05,F,{('web', 'home')[n % 2]},{reasons[n % 4] if n else 'desconocido'}"
        for n in range(61)
    ]
    tiny.put("contacts_2024.csv", "\n".join(["id,day,gender,place,reason", *lines, ""]))
    tiny.ingest()
    assess(tiny.run())
    tabulate(tiny.run())
    return tiny


@pytest.fixture(scope="module")
def release(source: TinySource) -> Path:
    (made,) = publish(source.run(), "test").paths
    return made


@pytest.mark.long
@pytest.mark.parametrize(("column", "name"), [("finding_code", "finding"), ("state_code", "finding_state")])
def test_a_join_explains_every_finding_of_the_release(release: Path, column: str, name: str) -> None:
    query = f"select {column}, definition from finding left join code on list = '{name}' and code.code = {column}"
    rows = ask(release, query)
    assert len({code for code, _ in rows}) >= 3
    assert all(meaning and meaning.endswith((".", "?")) for _, meaning in rows)


@pytest.mark.long
def test_the_meaning_is_that_of_the_catalogue(release: Path) -> None:
    rows = dict(ask(release, "select code, definition from code where list = 'finding'"))
    assert rows == {code: kind.meaning for code, kind in finding_kinds().items()}


def test_each_list_tells_its_codes_apart_by_their_labels(release: Path) -> None:
    query = "select list, label from code where list like 'finding%' group by all having count(*) > 1"
    assert ask(release, query) == []


def test_every_statistic_is_explained(source: TinySource) -> None:
    """One that is not belongs into `schemas/codes/statistic.yaml`, with what it counts and of what."""
    path = named_tables(source.layout, "tabulate")["network_statistics_exact"]
    codes = {code for (code,) in source.query(f"select distinct statistic_code from read_parquet('{path}')")}
    assert len(codes) >= 5
    assert codes - set(load_codes().list_of("statistic").codes) == set()


def test_a_reason_is_explained_as_before(release: Path) -> None:
    query = "select count(distinct list) from code where list in ('reason', 'channel', 'statistic')"
    assert ask(release, query) == [(3,)]
    assert ask(release, f"select distinct source_id from finding where source_id <> '{SOURCE_ID}'") == []
