"""The demo's release beside its truth: how well is each helpline's (reason, setting) recovered?

Belongs here: the comparison and its table. Does not belong here: the pseudonym key (the caller gives a function), or
any judgement about real sources.

A row compares what the release says of counselling contacts with what the helpline's *system* can hold of the truth
(`recordable_reason`), so that a limit of the system is no error of the reader. A planted habit is: it shows as a low
F1, and as settings that are false. A setting is false where it is stated (not by nature) and contradicts the course
of events; `online` or `offline` alone, where both is true, is a part of the truth and not false.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from rich.table import Table

from pipelines.demo.helplines import Helpline, all_helplines
from warehouse.store.engine import draw_no_bar
from warehouse.store.interrupts import interrupts_as_such

ROWS_AT_A_TIME = 250_000
GOOD = 0.99
"""The bar for helplines whose system and habits record what happened."""


@dataclass(frozen=True)
class Compared:
    """One helpline. Numbers are pairs of (reason, setting) on counselling contacts; `n_acts` are acts of the truth.

    Of a helpline that hands on counts only nothing is known of single contacts, so its `n_stated` is 0.
    """

    source_id: str
    can_record_several: bool
    tells_setting: bool
    has_planted_habit: bool
    is_matched_by_id: bool
    is_counts_only: bool
    f1_entered: float
    """F1 against what was really entered: what the pipeline, not the helpline, makes of it."""
    n_acts: int
    n_due: int
    n_told: int
    n_agreed: int
    n_stated: int
    n_unknown: int
    n_false: int

    @property
    def precision(self) -> float:
        return self.n_agreed / self.n_told if self.n_told else 0.0

    @property
    def recall(self) -> float:
        """Of what the system can hold; a system with one reason per contact holds one."""
        return self.n_agreed / self.n_due if self.n_due else 0.0

    @property
    def f1(self) -> float:
        total = self.n_told + self.n_due
        return 2 * self.n_agreed / total if total else 0.0

    @property
    def share_unknown(self) -> float:
        """Of labels whose setting is not given by nature, the share that says `unknown`."""
        asked = self.n_unknown + self.n_stated
        return self.n_unknown / asked if asked else 0.0


def compare_with_truth(database: Path, truth: Path, pseudonym: Callable[[str, str], str]) -> list[Compared]:
    """Compare a release (`helplines.duckdb`, read only) with `truth/`. One row a helpline that has reasons.

    `pseudonym(source_id, record_id)` gives the contact_id of a record. Helplines whose exports carry no ids are
    compared as counts by day, reason and setting; those that hand on counts only by quarter and gender instead of day.
    """
    helplines = {helpline.source_id: helpline for helpline in all_helplines()}
    with duckdb.connect() as connection, interrupts_as_such(connection):
        draw_no_bar(connection)
        connection.execute(f"attach '{_escaped(database)}' as release (read_only)")
        for name in ("truth_contact", "truth_reason"):
            path = _escaped(truth / f"{name}.parquet")
            connection.execute(f"create view {name} as select * from read_parquet('{path}')")
        _register_pseudonyms(connection, truth, pseudonym, helplines)
        rows = _count(connection, truth / "recordable_reason.parquet")
        entered = {row[0]: row for row in _count(connection, truth / "entered_reason.parquet")}
    return [_compared(helplines[row[0]], row[1:], entered[row[0]]) for row in rows if row[0] in helplines]


def _count(connection: duckdb.DuckDBPyConnection, expected: Path) -> list[tuple[Any, ...]]:
    """The counts of `compare.sql` against one list of what should be there; a pair counts once a record."""
    connection.execute(
        f"create or replace view recordable_reason as select distinct * from read_parquet('{_escaped(expected)}')"
    )
    text = files(__package__).joinpath("sql", "compare.sql").read_text(encoding="utf-8")
    return connection.execute(text).fetchall()


def _compared(helpline: Helpline, counts: tuple[Any, ...], entered: tuple[Any, ...]) -> Compared:
    _, _, n_due, n_told, n_agreed, *_ = entered
    return Compared(
        helpline.source_id,
        helpline.cap != 1,
        helpline.list.setting != "none",
        has_planted_habit(helpline),
        has_ids(helpline),
        helpline.is_counts_only,
        2 * n_agreed / (n_due + n_told) if n_due + n_told else 0.0,
        *counts,
    )


def has_ids(helpline: Helpline) -> bool:
    """Does the export carry the contact's id?"""
    return helpline.file.structure == "aselo" or helpline.file.id is not None


def has_planted_habit(helpline: Helpline) -> bool:
    """Do counsellors (or a new software) record otherwise than the system could? A rare undecided label is no habit."""
    habits = helpline.habits.model_dump(exclude={"undecided_label"})
    return any(habits.values())


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


def _register_pseudonyms(
    connection: duckdb.DuckDBPyConnection,
    truth: Path,
    pseudonym: Callable[[str, str], str],
    helplines: dict[str, Helpline],
) -> None:
    connection.execute("create table pseudonym_of (source_id varchar, record_id varchar, contact_id varchar)")
    by_date = [source_id for source_id, helpline in helplines.items() if not has_ids(helpline)]
    counts_only = [source_id for source_id, helpline in helplines.items() if helpline.is_counts_only]
    for name, source_ids in (("matched_by_date", by_date), ("counts_only", counts_only)):
        connection.register(name, pa.table({"source_id": pa.array(source_ids, pa.string())}))
    file = pq.ParquetFile(truth / "truth_contact.parquet")
    for batch in file.iter_batches(ROWS_AT_A_TIME, columns=["source_id", "record_id"]):
        pairs = zip(batch["source_id"].to_pylist(), batch["record_id"].to_pylist(), strict=True)
        known = [(source, record, pseudonym(source, record)) for source, record in pairs if source not in by_date]
        if known:
            columns = [pa.array(column, pa.string()) for column in zip(*known, strict=True)]
            connection.register("some_pseudonyms", pa.table(columns, names=["source_id", "record_id", "contact_id"]))
            connection.execute("insert into pseudonym_of select * from some_pseudonyms")
            connection.unregister("some_pseudonyms")


def table_of(rows: list[Compared]) -> Table:
    """The comparison as a table for the terminal."""
    table = Table(
        title="Invented data: (reason, setting) in the release beside the truth, counselling contacts",
        caption="F1: against what the system could hold of what happened. F1 entered: against what counsellors "
        "entered, habits included: what the pipeline has to carry over. unknown: labels without a setting.",
    )
    headers = ("helpline", "recorded", "precision", "recall", "F1", "F1 entered", "unknown", "false settings", "note")
    for header in headers:
        table.add_column(header, justify="left" if header in ("helpline", "note") else "right")
    for row in rows:
        recorded = f"{row.n_told:,} of {row.n_acts:,}"
        table.add_row(
            row.source_id,
            recorded,
            f"{row.precision:.4f}",
            f"{row.recall:.4f}" if row.can_record_several else f"1 of {row.n_acts / max(row.n_due, 1):.2f}",
            f"{row.f1:.4f}" if row.can_record_several else "-",
            f"{row.f1_entered:.4f}",
            f"{row.share_unknown:.1%}",
            f"{row.n_false:,} of {row.n_stated:,}",
            _note(row),
        )
    return table


def _note(row: Compared) -> str:
    limits = [] if row.can_record_several else ["system: one reason"]
    limits += [] if row.tells_setting else ["system: setting not told"]
    limits += ["planted habit"] if row.has_planted_habit else []
    if row.is_counts_only:
        limits += ["counts only: compared by quarter and gender"]
    elif not row.is_matched_by_id:
        limits += ["no ids: compared by day"]
    return ", ".join(limits)
