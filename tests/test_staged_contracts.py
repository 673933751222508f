"""What staging writes is held to its contracts on every run, as every other table is."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.tiny_source import SOURCE_ID, TinySource
from warehouse.stage.contracts import find_broken_contracts
from warehouse.stage.delivery import Staged
from warehouse.stage.state import read_stage_state

EXPORT = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: no
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, gender: sex, age: {never: not asked}}
reasons: {cell: why, delimiter: ";"}
"""
ROWS = "no,day,sex,why\n1,2024-03-01,girl,Grief;Hit\n2,2024-03-02,boy,\n3,no day,boy,Hit\n"
RULES = {
    "staged": ("replace ('lost' as fate_code)", "Table staged_contact: 3 rows break the rule 'fate_code: in_values'."),
    "lists": ("exclude (cells)", "Table staged_list: 1 row breaks the rule 'cells: missing'."),
    "rejected": ("replace (0::bigint as row_number)", "Table rejected_row: 1 row breaks the rule 'row_number: range'."),
}


@pytest.fixture
def staged(tmp_path: Path) -> tuple[TinySource, Staged]:
    source = TinySource.write(tmp_path, EXPORT, "reason,Hit,mapped,violence.physical,,,equal,,,,,\n")
    source.put("c_1.csv", ROWS)
    source.ingest()
    state = read_stage_state(source.layout, SOURCE_ID)
    assert state is not None
    return source, state.deliveries[0]


def test_what_was_staged_keeps_them(staged: tuple[TinySource, Staged]) -> None:
    source, delivery = staged

    assert (delivery.status_code, bool(delivery.lists), bool(delivery.rejected)) == ("used", True, True)
    with duckdb.connect() as connection:
        assert find_broken_contracts(connection, source.lake, SOURCE_ID, delivery) == []


@pytest.mark.parametrize("kind", RULES)
def test_a_file_that_breaks_one_is_a_finding_on_its_delivery(staged: tuple[TinySource, Staged], kind: str) -> None:
    source, delivery = staged
    change, sentence = RULES[kind]
    path = source.lake / getattr(delivery, kind)
    with duckdb.connect() as connection:
        connection.execute(f"create table changed as select * {change} from read_parquet('{path}')")
        path.chmod(0o600)
        connection.execute(f"copy changed to '{path}' (format parquet)")

        found = find_broken_contracts(connection, source.lake, SOURCE_ID, delivery)

    assert [(one.finding_code, one.state_code, one.file_name) for one in found] == [
        ("contract_broken", "fail", "c_1.csv")
    ]
    assert found[0].sentence == sentence
