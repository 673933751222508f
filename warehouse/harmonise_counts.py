"""What a source's counts mean: `reported_count`, and the coverage of their values, year by year.

Belongs here: deciding the values of counts, writing a year's files, and joining them to the years of contacts in the
manifest. Does not belong here: contacts (`harmonise`, `harmonise_year`), or the laws (`harmonise_count_laws`).

A year is that of a period's first day. In the manifest it has the files `reported_count` and `source_value`; where it
has contacts too, `source_value` covers both, and `contact_value` is that of the contacts alone.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.constructs.base import literal, literals
from schemas.registry import Mapping
from schemas.table import load_tables
from warehouse.boundary import boundary
from warehouse.count_query import FIELDS
from warehouse.decide import Decider, decide_values
from warehouse.durable import make_restricted_folder, replace_file
from warehouse.engine import PARQUET, load_table, only_row, sql_text
from warehouse.kernel import kernel_version
from warehouse.lake_files import are_whole
from warehouse.run import Run
from warehouse.source_manifest import LakeYear, SourceManifest
from warehouse.stage_counts import is_counted
from warehouse.stage_delivery import Staged

COUNT_TABLES = ("reported_count", "source_value")
NO_CONTACTS = "no_contact_value"


@dataclass
class Counting:
    """The counts of one source on their way through the step. Needs the relation `reason_list` of `harmonise`.

    `before`: the last manifest. `widest`: how many undecided values a closed list can have; `wide`: fields with more.
    """

    run: Run
    mapping: Mapping
    lake: Path
    staged: Sequence[Staged]
    before: SourceManifest
    widest: int
    wide: tuple[str, ...] = field(default=())

    @property
    def deliveries(self) -> list[Staged]:
        """Deliveries whose counts count, in a fixed order."""
        usable = [one for one in self.staged if is_counted(one) and one.status_code == "used" and one.n_used]
        return sorted(usable, key=lambda one: one.delivery_id)


def write_count_years(
    connection: duckdb.DuckDBPyConnection, counting: Counting, years: dict[int, LakeYear]
) -> dict[int, LakeYear]:
    """Write what changed of the counts; gives `years` (those of contacts) with the years of counts joined to them."""
    if not counting.deliveries:
        return years
    _prepare(connection, counting)
    query = "select contact_year, delivery_id from current_count group by all order by all"
    inputs: dict[int, list[str]] = defaultdict(list)
    for year, delivery_id in connection.execute(query).fetchall():
        inputs[year].append(delivery_id)
    joined = dict(years)
    for year, delivery_ids in sorted(inputs.items()):
        contacts = years.get(year)
        fingerprint = _fingerprint(counting, delivery_ids, contacts)
        kept = counting.before.years.get(year)
        if kept is None or kept.count_fingerprint != fingerprint or not _are_whole(counting, kept):
            kept = _write_year(connection, counting, year, fingerprint, contacts)
            boundary("harmonise.count_year_written")
        joined[year] = _join(contacts, kept)
    return dict(sorted(joined.items()))


def count_by_delivery(connection: duckdb.DuckDBPyConnection, counting: Counting) -> dict[str, int]:
    """How many counts rest on each delivery."""
    if not counting.deliveries:
        return {}
    query = "select delivery_id, count(*) from current_count group by delivery_id order by delivery_id"
    return dict(connection.execute(query).fetchall())


def _prepare(connection: duckdb.DuckDBPyConnection, counting: Counting) -> None:
    """Make the relations current_count, count_value, decided_count and count_row."""
    files = [str(counting.lake / one.staged) for one in counting.deliveries]
    placed = pa.table(
        {
            "delivery_id": [one.delivery_id for one in counting.deliveries],
            "file_path": files,
            "told": pa.array([list(one.asked) for one in counting.deliveries], pa.list_(pa.string())),
        }
    )
    load_table(connection, "placed_count_delivery", placed)
    connection.execute("set variable count_files = $1", [files])
    connection.execute(sql_text("harmonise/current_count"))
    values: list[tuple[str, str]] = connection.execute("select distinct field, value from count_value").fetchall()
    decider = Decider(counting.mapping.source_id, counting.run.registry.codes, counting.mapping.decisions)
    decided = decide_values(decider, values)
    undecided: dict[str, int] = defaultdict(int)
    for name, outcome in zip(decided["field"].to_pylist(), decided["outcome_code"].to_pylist(), strict=True):
        undecided[name] += outcome == "unmapped"
    counting.wide = tuple(sorted(name for name, n_values in undecided.items() if n_values > counting.widest))
    load_table(connection, "decided_count", decided)
    fields = [name for name in FIELDS if name != "reason"]
    connection.execute(
        sql_text("harmonise/count_row").format(
            remit=counting.mapping.source.remit_code,
            answers=",\n        ".join(_spell_answer(name) for name in fields),
            joins="\n    ".join(_spell_join(name) for name in fields),
        )
    )


def _spell_answer(name: str) -> str:
    """NULL where the format does not tell this apart; `unknown` where it does and the value says nothing."""
    answer = f"coalesce({name}_answer.code, 'unknown')"
    return f"case when list_contains(spoken.told, '{name}') then {answer} end as {name}_answer"


def _spell_join(name: str) -> str:
    return (
        f"left join count_answer as {name}_answer on {name}_answer.field = '{name}' "
        f"and {name}_answer.source_value = spoken.{name} "
        f"and spoken.period_start between {name}_answer.valid_from and {name}_answer.valid_to"
    )


def _fingerprint(counting: Counting, delivery_ids: list[str], contacts: LakeYear | None) -> str:
    """What the files of a year of counts hang on."""
    parts = {
        "staged": [
            (one.delivery_id, one.fingerprint) for one in counting.deliveries if one.delivery_id in delivery_ids
        ],
        "contacts": contacts.fingerprint if contacts else "",
        "mapping": counting.mapping.content_hash,
        "codes": counting.run.registry.codes_hash,
        "kernel": kernel_version(),
        "wide": counting.wide,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8")).hexdigest()[:12]


def _are_whole(counting: Counting, year: LakeYear) -> bool:
    names = [year.files[table] for table in COUNT_TABLES]
    return are_whole(counting.run.layout, counting.lake, names, counting.before.hashes)


def _write_year(
    connection: duckdb.DuckDBPyConnection,
    counting: Counting,
    year: int,
    fingerprint: str,
    contacts: LakeYear | None,
) -> LakeYear:
    load_table(connection, NO_CONTACTS, load_tables()["source_value"].empty())
    beside = literal(str(counting.lake / contacts.files["source_value"])) if contacts else ""
    values = {
        "source_id": counting.mapping.source_id,
        "year": str(year),
        "wide_fields": f"cast([{literals(counting.wide)}] as varchar[])",
        "other": f"read_parquet({beside})" if beside else NO_CONTACTS,
    }
    files: dict[str, str] = {}
    counts: dict[str, int] = {}
    for table, query in zip(COUNT_TABLES, ("reported_count", "count_coverage"), strict=True):
        files[table] = f"{table}/{year}-counts-{fingerprint}.parquet"
        spelled = sql_text(f"harmonise/{query}").format(**values)
        counts[table] = _write(connection, spelled, table, counting.lake / files[table])
    return LakeYear("", files, counts, fingerprint)


def _write(connection: duckdb.DuckDBPyConnection, query: str, table: str, target: Path) -> int:
    make_restricted_folder(target.parent)
    temporary = target.with_name(f".tmp-{target.name}")
    columns = load_tables()[table].select_list()
    copy = f"copy (select {columns} from ({query})) to {literal(str(temporary))} {PARQUET}"
    n_rows = int(only_row(connection, copy)[0])
    replace_file(temporary, target)
    return n_rows


def _join(contacts: LakeYear | None, counts: LakeYear) -> LakeYear:
    """One year of the manifest from its two parts."""
    own = contacts or LakeYear("", {}, {})
    files = {**own.files, **{table: counts.files[table] for table in COUNT_TABLES}}
    n_rows = {**own.counts, **{table: counts.counts[table] for table in COUNT_TABLES}}
    if contacts:
        files["contact_value"] = contacts.files["source_value"]
        n_rows["contact_value"] = contacts.counts["source_value"]
    return LakeYear(own.fingerprint, files, n_rows, counts.count_fingerprint)
