"""What two releases tell of agreement (T11), one after the other, is nobody's own answer: the figures stay as they were
told until three helplines make the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from schemas.contract.table import load_tables
from warehouse.network.agreement import AgreementRow, Measured, attach_agreement, keep_agreement
from warehouse.publish.disclosure.agreement import hold_agreement
from warehouse.publish.release import ReleaseRefusedError
from warehouse.store.layout import Layout

NETWORK = "demo"
FIRST = {f"h{number}": "a" for number in range(4)}
Told = tuple[float | None, str, bool]


def publish(folder: Path, parts: Mapping[str, str], value: float, *earlier: Path, status: str = "published") -> Told:
    """A release of this sheet: the share that it tells, its status, and whether it is an earlier one's."""
    layout = Layout(folder / "warehouse")
    hit = AgreementRow("hit_exact", "main", "all", status)
    shown = replace(hit, share_value=value, n_raters=8, n_helplines=4, n_scenarios=30, n_answers=240)
    rows = (
        shown if status == "published" else hit,
        AgreementRow("ceiling_exact", "main", "CHI_V2", "published", share_value=0.5, n_scenarios=30),
    )
    keep_agreement(layout, NETWORK, Measured("ocsea 1", "proposed", rows, dict(parts)))
    with duckdb.connect() as connection:
        attach_agreement(connection, layout)
        hold_agreement(connection, earlier)
        connection.execute(f"attach '{folder / 'helplines.duckdb'}' as file")
        connection.execute("use file")
        for table in ("agreement", "agreement_part"):
            connection.execute(load_tables()[table].ddl())
            connection.execute(f"insert into file.main.{table} by name select * from temp.{table}")
        query = "select share_value, status_code, is_taken_over from file.main.agreement where group_name = $1"
        ((ceiling, _, _),) = connection.execute(query, ["CHI_V2"]).fetchall()
        ((share, found, is_taken_over),) = connection.execute(query, ["all"]).fetchall()
    assert ceiling is not None
    return None if share is None else float(share), found, is_taken_over


@pytest.fixture
def first(tmp_path: Path) -> Path:
    folder = tmp_path / "r0001"
    assert publish(folder, FIRST, 0.8) == (0.8, "published", False)
    return folder


@pytest.mark.parametrize(
    ("later", "share"),
    [
        (FIRST | {"late": "a"}, 0.8),
        ({name: known for name, known in FIRST.items() if name != "h0"}, 0.8),
        (FIRST | {"h0": "b", "h1": "b"}, 0.8),
        (FIRST | {f"late_{number}": "a" for number in range(3)}, 0.6),
        (FIRST | {"h0": "b", "h1": "b", "h2": "b"}, 0.6),
        (FIRST, 0.6),
    ],
    ids=["one late", "one withdrawn", "two corrected", "three late", "three corrected", "another key, same answers"],
)
def test_what_one_or_two_helplines_answered_is_no_difference(
    first: Path, tmp_path: Path, later: dict[str, str], share: float
) -> None:
    found = publish(tmp_path / "r0002", later, 0.6, first)

    assert found == (share, "published", share == 0.8)


def test_it_is_compared_with_the_release_in_which_it_was_made(first: Path, tmp_path: Path) -> None:
    second = tmp_path / "r0002"
    publish(second, FIRST | {"h5": "a", "h6": "a"}, 0.6, first)

    third = publish(tmp_path / "r0003", FIRST | {f"h{number}": "a" for number in (5, 6, 7)}, 0.5, first, second)
    alone = publish(tmp_path / "r0004", FIRST | {"h5": "a", "h6": "a", "h7": "a"}, 0.5, second)

    assert third == (0.5, "published", False)
    assert alone == (0.8, "published", True)


def test_what_only_an_older_release_told_is_not_told_again_with_one_helpline_more(first: Path, tmp_path: Path) -> None:
    second = tmp_path / "r0002"
    assert publish(second, {"h0": "a"}, 0.9, first, status="suppressed") == (None, "suppressed", False)

    assert publish(tmp_path / "r0003", FIRST | {"h5": "a"}, 0.7, first, second) == (None, "suppressed", False)


def test_a_sheet_of_too_few_holds_no_later_one(tmp_path: Path) -> None:
    first = tmp_path / "r0001"
    assert publish(first, {"h0": "a", "h1": "a"}, 0.8, status="suppressed") == (None, "suppressed", False)

    assert publish(tmp_path / "r0002", {"h0": "a", "h1": "a", "h2": "a"}, 0.7, first) == (0.7, "published", False)


def test_a_release_of_an_older_program_told_nothing(tmp_path: Path) -> None:
    older = tmp_path / "r0001"
    older.mkdir()
    with duckdb.connect(str(older / "helplines.duckdb")) as connection:
        connection.execute("create table source (source_id varchar)")

    assert publish(tmp_path / "r0002", FIRST, 0.7, older) == (0.7, "published", False)


def test_beside_a_release_that_cannot_be_read_none_is_made(tmp_path: Path) -> None:
    broken = tmp_path / "r0001"
    broken.mkdir()
    (broken / "helplines.duckdb").write_bytes(b"no database")

    with pytest.raises(ReleaseRefusedError, match="cannot be compared"):
        publish(tmp_path / "r0002", FIRST, 0.7, broken)
