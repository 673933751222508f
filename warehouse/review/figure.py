"""A figure of the network, back to what it was made from: sources, deliveries, decisions, and how many records.

Belongs here: finding the figure in a release, working out its parts again with the queries that made it, and what they
rest on. Does not belong here: wording and layout (`pipelines.explain`). Records are counted and never shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template
from typing import Any

import duckdb

from schemas.contract.table import load_tables
from schemas.figure_name import FigureName, FigureNameError, key_names, short_names
from schemas.text.near import find_near
from schemas.text.sql import literal, quote
from warehouse.publish.pages.work import HIDDEN
from warehouse.review.counted import counted_codes, figure_sql
from warehouse.review.releases import ReleaseUnreadableError
from warehouse.store.engine import engine, rows_of
from warehouse.tabulate.tables import TABLES, tabulate_tables

CATALOG = "explained"
EXACT, PUBLIC = "network_statistics_exact", "network_statistics"
MOST_OFFERED = 8


@dataclass(frozen=True)
class Part:
    """What one source gives to the figure. `n_sure`, `n_may`: the least and the most that the numerator may be."""

    source_id: str
    member_id: str
    region_code: str
    numerator: int
    denominator: int
    n_sure: int
    n_may: int
    is_able: bool
    status_code: str | None
    verdict_code: str | None
    finding_codes: tuple[str, ...]
    n_deliveries: int


@dataclass(frozen=True)
class DeliveryPart:
    """A delivery that a part rests on, and how many contacts of the year come from it."""

    source_id: str
    delivery_id: str
    file_name: str
    received_on: date
    n_contacts: int


@dataclass(frozen=True)
class HeldFile:
    """A file of the network that is held back and concerns the year: what it tells is not in the figure."""

    source_id: str
    delivery_id: str
    file_name: str
    received_on: date


@dataclass(frozen=True)
class DecisionPart:
    """A word of a source that means what is counted, and how often it was recorded in the year."""

    source_id: str
    field: str
    source_value: str
    code: str
    setting_code: str | None
    fit_code: str | None
    reviewed_on: date | None
    decision_id: str
    n_values: int


@dataclass(frozen=True)
class Explanation:
    """Everything behind a figure. `published` is None where the release holds only the exact one.

    `n_rare_words`: words that count too and that the release shows by their hash alone, recorded `n_rare_values` times.
    `is_same`: the parts, worked out now, add up to what the release holds; else another program made it.
    """

    name: FigureName
    published: dict[str, Any] | None
    exact: dict[str, Any]
    parts: tuple[Part, ...]
    deliveries: tuple[DeliveryPart, ...]
    held: tuple[HeldFile, ...]
    decisions: tuple[DecisionPart, ...]
    n_rare_words: int
    n_rare_values: int
    is_same: bool


def explain_figure(work: Path, release: Path, name: FigureName) -> Explanation:
    """Explain one figure of the release's DuckDB file.

    Raises FigureNameError where the release has no such figure or more than one, ReleaseUnreadableError where the file
    is no release.
    """
    with _open_tables(work, release) as connection:
        exact = find_figure(connection, name)
        full = FigureName.of(exact)
        tabulate_tables(connection)
        again = rows_of(connection, f"from {EXACT} where {_condition_of(full)}")
        numbers = ("numerator", "denominator", "status_code")
        is_same = len(again) == 1 and all(again[0][one] == exact[one] for one in numbers)
        parts = _read_parts(connection, full)
        sources, year = [part.source_id for part in parts], int(full.dimensions["year"])
        connection.register("counted", counted_codes(connection, exact))
        about = {"sources": sources, "year": year}
        rare = rows_of(connection, figure_sql("rare_word"), {**about, "prefix": HIDDEN})[0]
        published = rows_of(connection, f"from {CATALOG}.{PUBLIC} where {_condition_of(full)}")
        whose = {"year": year, **{one: full.dimensions.get(f"{one}_code") for one in ("network", "region")}}
        return Explanation(
            name=full,
            published=published[0] if published else None,
            exact=exact,
            parts=parts,
            deliveries=tuple(DeliveryPart(**row) for row in rows_of(connection, figure_sql("delivery"), about)),
            held=tuple(HeldFile(**row) for row in rows_of(connection, figure_sql("held"), whose)),
            decisions=tuple(DecisionPart(**row) for row in rows_of(connection, figure_sql("decision"), about)),
            n_rare_words=rare["n_words"],
            n_rare_values=rare["n_values"],
            is_same=is_same,
        )


def list_figures(work: Path, release: Path, statistic: str, most: int) -> tuple[list[FigureName], int]:
    """The first figures of a statistic, newest year first, and how many there are. Raises FigureNameError."""
    with _open_tables(work, release) as connection:
        _refuse_unknown(connection, statistic)
        order = ", ".join(f"{quote(one)} nulls first" for one in key_names() if one != "year")
        query = f"from {CATALOG}.{EXACT} where statistic_code = {literal(statistic)} order by year desc, {order}"
        rows = rows_of(connection, query)
    return [FigureName.of(row) for row in rows[:most]], len(rows)


@contextmanager
def _open_tables(work: Path, release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The release's tables as views, but those that are worked out again. A column that the program which made the
    release did not know is there, and says nothing.
    """
    with engine(work) as connection:
        try:
            connection.execute(f"attach {literal(str(release))} as {CATALOG} (read_only)")
            names = connection.execute(f"select table_name from duckdb_tables() where database_name = '{CATALOG}'")
            for (name,) in names.fetchall():
                if name in load_tables() and name not in TABLES:
                    lacking = _lacking_columns(connection, name)
                    connection.execute(
                        f"create temp view {quote(name)} as select *{lacking} from {CATALOG}.{quote(name)}"
                    )
        except duckdb.Error as error:
            kind = type(error).__name__
            raise ReleaseUnreadableError(f"{release}: this is no release that can be read ({kind}).") from None
        yield connection


def _lacking_columns(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """SQL of the columns of a table's contract that the release lacks."""
    query = (
        f"select column_name from duckdb_columns() where database_name = '{CATALOG}' and table_name = {literal(name)}"
    )
    known = {column for (column,) in connection.execute(query).fetchall()}
    columns = [one for one in load_tables()[name].columns if one.name not in known]
    return "".join(f", cast(null as {one.type}) as {quote(one.name)}" for one in columns)


def find_figure(connection: duckdb.DuckDBPyConnection, name: FigureName) -> dict[str, Any]:
    """The one figure of a name in which what has a whole may be left out, and what has one value only."""
    _refuse_unknown(connection, name.statistic)
    figures = rows_of(connection, f"from {CATALOG}.{EXACT} where statistic_code = {literal(name.statistic)}")
    matching = [row for row in figures if all(_text(row[one]) == value for one, value in name.dimensions.items())]
    has_whole = {one for one in key_names() if any(row[one] is None for row in matching or figures)}
    said = {one: name.dimensions.get(one) for one in key_names() if one in name.dimensions or one in has_whole}
    found = [row for row in figures if all(_text(row[one]) == value for one, value in said.items())]
    if len(found) == 1:
        return found[0]
    open_names = {one: values for one in key_names() if len(values := {_text(row[one]) for row in found}) > 1}
    if open_names:
        choices = [f"{_short(one)}={value}" for one, values in open_names.items() for value in sorted(map(str, values))]
        raise FigureNameError(f"{name}: {len(found)} figures have this name. Add one of: {_first_of(choices)}")
    values_of = {one: sorted({str(row[one]) for row in figures if row[one] is not None}) for one in said}
    wrong = [one for one, value in said.items() if value is not None and value not in values_of[one]]
    needed = [one for one, value in said.items() if value is None and values_of[one]]
    hint = "; ".join(f"{_short(one)} is one of {_first_of(values_of[one])}" for one in wrong or needed)
    raise FigureNameError(
        f"{name}: the release has no such figure: {hint or 'these never stand together'}. "
        f"All of the statistic: harmonise explain {name.statistic}"
    )


def _short(name: str) -> str:
    return next(short for short, full in short_names().items() if full == name)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _first_of(values: Sequence[str]) -> str:
    return ", ".join(values[:MOST_OFFERED]) + (", ..." if len(values) > MOST_OFFERED else "")


def _refuse_unknown(connection: duckdb.DuckDBPyConnection, statistic: str) -> None:
    known = [row[0] for row in connection.execute(f"select distinct statistic_code from {CATALOG}.{EXACT}").fetchall()]
    if statistic not in known:
        near = find_near(statistic, known, 0.4)
        offered = f"Near: {', '.join(near)}" if near else f"There are {len(known)}: {_first_of(sorted(known))}"
        raise FigureNameError(f"{statistic or 'nothing'}: the release has no such statistic. {offered}")


def _condition_of(name: FigureName) -> str:
    """SQL for the one row of a table of figures that a whole name is of."""
    values = {one: name.dimensions.get(one) for one in key_names()}
    conditions = [
        f"{quote(one)} is null" if value is None else f"cast({quote(one)} as varchar) = {literal(value)}"
        for one, value in values.items()
    ]
    return " and ".join([f"statistic_code = {literal(name.statistic)}", *conditions])


def _read_parts(connection: duckdb.DuckDBPyConnection, name: FigureName) -> tuple[Part, ...]:
    region = name.dimensions.get("region_code")
    conditions = [
        f"cell_key.statistic_code = {literal(name.statistic)}",
        f"in_panel.contact_year = {int(name.dimensions['year'])}",
        f"in_panel.network_code = {literal(name.dimensions['network_code'])}",
        f"in_panel.panel_code = {literal(name.dimensions['panel_code'])}",
        "true" if region is None else f"in_panel.region_code = {literal(region)}",
    ]
    for one in key_names():
        if one not in ("year", "network_code", "panel_code", "region_code"):
            value = name.dimensions.get(one)
            conditions.append(f"cell_key.{one} is null" if value is None else f"cell_key.{one} = {literal(value)}")
    query = Template(figure_sql("part")).substitute(condition=" and ".join(conditions))
    return tuple(Part(**{**row, "finding_codes": tuple(row["finding_codes"])}) for row in rows_of(connection, query))
