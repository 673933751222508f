"""Agreement on categorising (T11), as it may be shown beside what earlier releases showed of it.

Belongs here: leaving a network's figures as an earlier release told them where one or two helplines make the
difference. Does not belong here: which figures a sheet may have at all (`pipelines.agree.table`), or counts of the
survey (`survey`), of which the same holds question by question.

A sheet is measured as a whole, so the figures of a network stay or go together: a rater of one helpline who answers
late moves every figure of everybody, and the difference of two releases would be what that rater answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.text.sql import literal
from warehouse.network.agreement import PARTS, TABLE
from warehouse.publish.disclosure.differences import differ_by_few
from warehouse.publish.disclosure.unread import columns_of, refuse_unread
from warehouse.store.engine import relation_names
from warehouse.store.layout import DATABASE

NOTHING_SHOWN = (
    "share_value", "share_low", "share_high", "alpha", "alpha_low", "alpha_high",
    "n_raters", "n_helplines", "n_scenarios", "n_answers",
)  # fmt: skip
OF_NOBODY = "(starts_with(statistic_code, 'ceiling_') and group_name <> 'all')"
"""The ceiling of a published list: nobody's answer, and known without a sheet."""
Parts = frozenset[tuple[str, str]]
"""A helpline and the hash of what it answered, for each that answered."""


@dataclass(frozen=True)
class Told:
    """What one earlier release told of T11, and whose answers were behind it, by network."""

    rows: pa.Table
    parts: Mapping[str, Parts]
    is_taken_over: Mapping[str, bool]
    """By network of which it showed a figure: whether it had that from an earlier one."""

    def is_made_here(self, network: str) -> bool:
        return self.is_taken_over.get(network) is False


def hold_agreement(connection: duckdb.DuckDBPyConnection, earlier: Sequence[Path] = ()) -> None:
    """Leave `agreement` of the connection, where it is there, as earlier releases told it where they have to.

    `earlier` are folders of releases, oldest first. Raises ReleaseRefusedError where one cannot be read.
    """
    if TABLE not in relation_names(connection):
        return
    told = [one for folder in earlier if (one := _read_told(connection, folder)) is not None]
    for network, now in _parts_of(connection, PARTS).items():
        made = [one.parts.get(network, frozenset()) for one in told if one.is_made_here(network)]
        is_told = bool(told) and network in told[-1].is_taken_over
        # where the release in which it was made is gone, nothing can be compared
        is_of_gone = is_told and not told[-1].is_made_here(network) and not made
        if not is_of_gone and not any(_few_differ(before, now) for before in made):
            continue
        if is_told:
            _take_over(connection, network, told[-1].rows)
        else:
            _hide(connection, network)


def _few_differ(before: Parts, now: Parts) -> bool:
    return differ_by_few(frozenset(name for name, _ in before ^ now), frozenset())


def _take_over(connection: duckdb.DuckDBPyConnection, network: str, rows: pa.Table) -> None:
    connection.register("told_before", rows)
    connection.execute(f"delete from {TABLE} where network_code = $1", [network]).fetchall()
    taken = "select * replace (true as is_taken_over) from told_before where network_code = $1"
    connection.execute(f"insert into {TABLE} by name {taken}", [network]).fetchall()
    connection.unregister("told_before")


def _hide(connection: duckdb.DuckDBPyConnection, network: str) -> None:
    nothing = ", ".join(f"{name} = null" for name in NOTHING_SHOWN)
    connection.execute(
        f"update {TABLE} set {nothing}, status_code = 'suppressed' where network_code = $1 and not {OF_NOBODY}",
        [network],
    ).fetchall()


def _parts_of(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, Parts]:
    query = f"select network_code, list({{'name': part_name, 'known': answers_hash}}) from {relation} group by all"
    return {
        network: frozenset((one["name"], one["known"]) for one in parts)
        for network, parts in connection.execute(query).fetchall()
    }


def _read_told(connection: duckdb.DuckDBPyConnection, folder: Path) -> Told | None:
    """What a release told; None where it is of a program that told nothing of it."""
    try:
        connection.execute(f"attach {literal(str(folder / DATABASE))} as told (read_only)")
    except duckdb.Error:
        raise refuse_unread(folder, "cannot be opened") from None
    try:
        if not columns_of(connection, "told", TABLE):
            return None
        columns = load_tables()[TABLE].select_list()
        rows = connection.sql(f"select {columns} from told.main.{TABLE} order by all").to_arrow_table()
        query = (
            f"select network_code, bool_or(is_taken_over) from told.main.{TABLE} "
            f"where status_code = 'published' and not {OF_NOBODY} group by all"
        )
        shown = dict(connection.execute(query).fetchall())
        return Told(rows, _parts_of(connection, f"told.main.{PARTS}"), shown)
    except duckdb.Error:
        raise refuse_unread(folder, "cannot be read, or is of another form") from None
    finally:
        connection.execute("detach told")
