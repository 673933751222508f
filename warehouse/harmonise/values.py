"""The values of one source, of contacts and of counts: what stands there, how often, and what each of them means.

Belongs here: the relations current_contact, current_count and value_count, deciding each distinct value once, and the
coverage and answers that follow. Does not belong here: writing the tables of a year (`harmonise.year`), the rules of a
decision (`decide`), laws (`harmonise.laws`).

Both kinds of record fill one relation, `value_count`, so that deciding, coverage, thresholds and laws run on it once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from schemas.constructs.base import literals
from schemas.finding import Finding
from schemas.mapping.decision import Decision
from schemas.mapping.registry import Mapping
from schemas.vocabulary.code import Codes
from schemas.vocabulary.fields import ANSWERS, ATTRIBUTES, REASON, SETTING
from warehouse.harmonise.correct import Corrected, apply_corrections
from warehouse.harmonise.counts import place_counts, spell_count_rows
from warehouse.harmonise.decide import (
    FIRST_DAY,
    LAST_DAY,
    Decider,
    count_garbled,
    count_marks_passed_over,
    decide_values,
)
from warehouse.stage.counts.delivery import is_counted
from warehouse.stage.delivery import Staged
from warehouse.stage.query import TRIMMED
from warehouse.stage.state import StageState
from warehouse.store.engine import load_table, only_row, sql_text

WIDEST_CLOSED_LIST = 1000
"""A field with more distinct undecided values than this is no closed list; its values are not stored."""


@dataclass
class SourceValues:
    """What one source's staged files hold. `wide`: fields that are no closed lists; `corrected`: what was corrected."""

    mapping: Mapping
    codes: Codes
    lake: Path
    state: StageState
    wide: tuple[str, ...] = ()
    marks: dict[str, int] = field(default_factory=dict)
    """As `count_marks_passed_over`."""
    garbled: dict[str, int] = field(default_factory=dict)
    """As `count_garbled`."""
    corrected: Corrected = field(default_factory=Corrected)
    totals: tuple[Finding, ...] = ()
    """What was found of totals beside their parts."""

    @property
    def contacts(self) -> list[Staged]:
        """Deliveries whose contacts can count, in the order that numbers their contacts."""
        own = [one for one in _usable(self.state) if not is_counted(one)]
        return sorted(own, key=lambda one: (one.newest, one.slot, one.delivery_id))

    @property
    def counts(self) -> list[Staged]:
        """Deliveries whose counts count, in a fixed order."""
        return sorted((one for one in _usable(self.state) if is_counted(one)), key=lambda one: one.delivery_id)

    @property
    def answers(self) -> tuple[str, ...]:
        """Fields with one answer that some delivery of contacts asks; of the others there is nothing to join."""
        return tuple(name for name in ANSWERS if any(name in one.answers for one in self.contacts))

    @property
    def dated(self) -> frozenset[str]:
        """Fields of which some decision has days."""
        return frozenset(one.field for one in self.mapping.decisions if one.valid_from or one.valid_to)


def _usable(state: StageState) -> list[Staged]:
    return [one for one in state.deliveries if one.status_code == "used" and one.n_used]


def read_values(connection: duckdb.DuckDBPyConnection, values: SourceValues) -> None:
    """Make current_contact and current_count (where there are any) and fill value_count from both."""
    connection.execute(sql_text("harmonise/value_count"))
    place_superseded(connection, values.lake, values.state.superseded)
    if values.contacts:
        place_contacts(connection, values.lake, values.contacts, values.state.superseded)
        values.corrected = apply_corrections(connection, values.mapping.source_id, values.mapping.corrections)
        profile_contacts(connection, values.mapping.decisions)
        connection.execute(spell_answer_counts(values.answers, values.dated))
        connection.execute(sql_text("harmonise/contact_value"))
    if values.counts:
        place_counts(connection, values.mapping, values.lake, values.counts, values.state.replaced_periods)
        connection.execute(sql_text("harmonise/count_value"))


def place_superseded(connection: duckdb.DuckDBPyConnection, lake: Path, name: str) -> None:
    """Make the table `superseded`, empty where nothing is."""
    connection.execute(sql_text("harmonise/no_superseded"))
    if name:
        connection.execute("insert into superseded by name select * from read_parquet($1)", [str(lake / name)])


class StagedFiles(Protocol):
    """A delivery of contacts as staged: where its files lie below the lake, and what its format asks."""

    @property
    def delivery_id(self) -> str: ...
    @property
    def staged(self) -> str: ...
    @property
    def lists(self) -> str: ...
    @property
    def answers(self) -> tuple[str, ...]: ...


def place_contacts(
    connection: duckdb.DuckDBPyConnection, lake: Path, used: Sequence[StagedFiles], superseded: str
) -> None:
    """Make the view recorded_contact over staged files, and the lists that their texts stand for."""
    files, lists = (
        [str(lake / name) for name in names] for names in zip(*((o.staged, o.lists) for o in used), strict=True)
    )
    columns = {
        "delivery_number": pa.array(range(len(used)), pa.int64()),
        "delivery_id": pa.array([one.delivery_id for one in used]),
        "file_path": pa.array(files),
        "list_path": pa.array(lists),
    }
    asks = {f"asks_{name}": pa.array([name in one.answers for one in used]) for name in ANSWERS}
    load_table(connection, "placed_delivery", pa.table({**columns, **asks}))
    connection.execute("set variable staged_files = $1", [files])
    connection.execute("set variable list_files = $1", [lists])
    connection.execute(sql_text("harmonise/delivery_list"))
    query = (
        "select count(*) from (from delivery_list select 1 group by kind, cells having count(distinct list_number) > 1)"
    )
    is_one_language = only_row(connection, query)[0] == 0
    same = "" if is_one_language else "and {}_text.delivery_number = placed.delivery_number"
    connection.execute(
        sql_text("harmonise/recorded_contact").format(
            delivery="0" if is_one_language else "delivery_number",
            same_delivery_reason=same.format("reason"),
            same_delivery_attribute=same.format("attribute"),
            trimmed=TRIMMED,
            is_newest=sql_text("harmonise/is_newest") if superseded else "",
        )
    )


def profile_contacts(connection: duckdb.DuckDBPyConnection, decisions: Iterable[Decision]) -> None:
    """Bring contacts together that say the same; makes reason_profile, attribute_profile and what they list."""
    connection.execute(sql_text("harmonise/profile").format(**spell_days(decisions)))


def spell_days(decisions: Iterable[Decision]) -> dict[str, str]:
    """SQL on `contact_date`: the first day of the span in which all decisions of those fields say the same."""
    decisions = list(decisions)
    return {
        "reason_day": spell_first_day(one for one in decisions if one.field in (REASON, SETTING)),
        "attribute_day": spell_first_day(one for one in decisions if one.field in ATTRIBUTES),
    }


def spell_first_day(decisions: Iterable[Decision]) -> str:
    """SQL on `contact_date`: the first day of the span in which these decisions say the same."""
    cuts = set()
    for one in decisions:
        cuts |= {one.valid_from} if one.valid_from else set()
        cuts |= {one.valid_to + timedelta(days=1)} if one.valid_to and one.valid_to < LAST_DAY else set()
    first = f"date '{FIRST_DAY.isoformat()}'"
    if not cuts:
        return first
    branches = " ".join(
        f"when contact_date >= date '{cut.isoformat()}' then date '{cut.isoformat()}'"
        for cut in sorted(cuts, reverse=True)
    )
    return f"case {branches} else {first} end"


def spell_answer_counts(answers: Iterable[str], dated: frozenset[str]) -> str:
    """Statements that count every value of the one-answer fields and of the contact's own setting, by year."""
    names = (*answers, SETTING)
    sets, branches = [], []
    for place, name in enumerate(names):
        sets.append(f"(contact_year, contact_date, {name})" if name in dated else f"(contact_year, {name})")
        # grouping_id has a bit for every field that is not grouped by, the first field being the highest.
        others = 2 ** len(names) - 1 - 2 ** (len(names) - 1 - place)
        branches.append(
            f"select '{name}' as field, {name} as value, contact_year, contact_date, n_values "
            f"from answer_group where grouped_by = {others} and {name} is not null"
        )
    return sql_text("harmonise/answer_count").format(
        day="contact_date" if dated & set(names) else "cast(null as date)",
        names=", ".join(names),
        sets=", ".join(sets),
        branches="\nunion all\n".join(branches),
    )


def decide(connection: duckdb.DuckDBPyConnection, values: SourceValues) -> None:
    """Decide every distinct value once, and everything that follows for contacts and counts that say the same."""
    decider = Decider(values.mapping.source_id, values.codes, values.mapping.decisions)
    found = connection.execute("select distinct field, value from value_count").fetchall()
    decided = decide_values(decider, found)
    values.marks = count_marks_passed_over(decider, found)
    values.garbled = count_garbled(decider, found)
    undecided: dict[str, int] = defaultdict(int)
    for name, outcome in zip(decided["field"].to_pylist(), decided["outcome_code"].to_pylist(), strict=True):
        undecided[name] += outcome == "unmapped"
    values.wide = tuple(sorted(name for name, n_values in undecided.items() if n_values > WIDEST_CLOSED_LIST))
    load_table(connection, "decided", decided)
    connection.execute(sql_text("harmonise/coverage"))
    _load_codes(connection, values.codes)
    remit = values.mapping.source.remit_code
    if values.contacts:
        connection.execute(sql_text("harmonise/contact_case"))
        connection.execute(sql_text("harmonise/reason_answer").format(target="contact_answer", remit=remit))
        connection.execute(sql_text("harmonise/profile_answer"))
        for name in values.answers:
            connection.execute(sql_text("harmonise/answer_of_field").format(field=name, list=ANSWERS[name]))
    if values.counts:
        connection.execute(sql_text("harmonise/count_case"))
        connection.execute(sql_text("harmonise/reason_answer").format(target="count_answer", remit=remit))
        connection.execute(spell_count_rows())


def _load_codes(connection: duckdb.DuckDBPyConnection, codes: Codes) -> None:
    """The code lists that SQL joins, and each list as an enumeration: of all its codes, so that the bytes of a year do
    not hang on what other years hold.
    """
    load_table(connection, "reason_list", reason_list(codes))
    load_table(connection, "age_band_list", _age_band_list(codes))
    # What was asked and is not known is `unknown`, whether or not the list has a code for it.
    always = dict.fromkeys(ANSWERS.values(), ("unknown",))
    for name in (*always, "reason", "setting", "setting_basis", "fit"):
        known = sorted({*codes.list_of(name).codes, *always.get(name, ())})
        connection.execute(f"create type {name}_code as enum ({literals(known)})")


def reason_list(codes: Codes) -> pa.Table:
    """The relation of that name: what the list of reasons says of each."""
    reasons = list(codes.list_of("reason").codes.values())
    return pa.table(
        {
            "code": [reason.code for reason in reasons],
            "setting_scope": [reason.setting_scope for reason in reasons],
            "is_bodily": [reason.is_bodily for reason in reasons],
            "settings": [list(reason.settings) for reason in reasons],
        }
    )


def _age_band_list(codes: Codes) -> pa.Table:
    bands = [code for code in codes.list_of("age_band").codes.values() if code.min is not None]
    return pa.table(
        {
            "code": [band.code for band in bands],
            "min_years": [band.min for band in bands],
            "max_years": [999 if band.max is None else band.max for band in bands],
        }
    )
