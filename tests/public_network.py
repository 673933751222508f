"""An invented release as a catalog of one connection, with published figures: for the tests of public files.

Belongs here: building its tables by contract, figures as disclosure control leaves them, and reading the files made of
them. Does not belong here: expectations.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.vocabulary.code import load_codes
from warehouse.network.registers import vocabulary_tables
from warehouse.publish.public.write import write_public

Row = dict[str, Any]
BREAK = "Break in the series: 1 of 12 sources recorded in another way than before."


def figure(statistic: str, numerator: int | None = None, denominator: int | None = None, **more: Any) -> Row:
    """A row of `network_statistics`; without a numerator it is suppressed."""
    share = None
    if numerator is not None and denominator is not None and denominator >= 50:
        share = round(Decimal(numerator) / Decimal(denominator), 2 if denominator < 5000 else 3)
    is_shown = numerator is not None
    return {
        "network_code": "demo",
        "statistic_code": statistic,
        "year": 2024,
        "base_code": "contacts",
        "panel_code": "all",
        "numerator": numerator,
        "denominator": denominator,
        "share": share,
        "share_low": share and max(share - Decimal("0.03"), Decimal(0)),
        "share_high": share and min(share + Decimal("0.05"), Decimal(1)),
        "n_sources": 12 if is_shown else None,
        "n_members": 11 if is_shown else None,
        "n_sources_able": 9 if is_shown else None,
        "share_unknown": share and Decimal("0.02"),
        "status_code": "published" if is_shown else "suppressed",
        "has_break": False,
        "footnotes": [],
        **more,
    }


def source(source_id: str, **declared: Any) -> Row:
    """A row of `source`, an invented helpline."""
    return {
        "source_id": source_id,
        "network_code": "demo",
        "member_id": f"member_{source_id}",
        "name": f"Line {source_id}",
        "country_code": "SN",
        "region_code": "africa",
        "remit_code": "general",
        "is_synthetic": True,
        "mapping_status_code": "agreed",
        "can_record_several_reasons": True,
        "setting_capability_code": "per_reason",
        "serves_young_people": False,
        "zone": "Africa/Dakar",
        "cadence_code": "yearly",
        "lists_online_bullying": False,
        "language_code": "",
        "can_be_named": False,
        **declared,
    }


def usual_figures() -> list[Row]:
    """Figures of several tables, lists, regions, panels and years, with every status and symbol."""
    ocsea = "t4.ocsea_narrow_of_violence"
    main = {"framework": "CHI_V2", "framework_code": None, "footnotes": ["A contact counts under each of its reasons."]}
    rows = []
    for year, n_all, n_ocsea in ((2023, 61_200, 240), (2024, 58_900, 310)):
        for kind, n_kind in (("counselling", 24_300), ("non_counselling", 36_900), ("non_counselling.silent", None)):
            rows.append(figure("t1.contacts_by_kind", n_kind, n_all, year=year, contact_type_code=kind))
        for region, n_region in (("africa", 9_000), ("europe", 21_000), ("mena", None)):
            row = figure("t1.contacts_by_kind", n_region, n_all, year=year, contact_type_code="counselling")
            rows.append({**row, "region_code": region})
        for code, number in (("V", 6_200), ("MH", 9_100), ("SX", 45), ("undetermined", None)):
            rows.append(figure("t2.main", number, 24_300, year=year, main_code=code, **main))
            row = figure("t2.main", number, 29_700, year=year, main_code=code, base_code="reasons", **main)
            rows.append(row)
        rows.append(figure(ocsea, n_ocsea, 6_200, year=year))
        rows.append(figure(ocsea, n_ocsea, 6_200, year=year, panel_code="able"))
        rows.append(figure(ocsea, n_ocsea - 40, 5_900, year=year, panel_code="matched"))
        for setting, number in (("online", 310), ("offline", 1_650), ("both", 35), ("unknown", 420)):
            row = figure("t4.setting_of_sexual_violence", number, 2_415, year=year, setting_code=setting)
            rows.append({**row, "reason_code": "violence.sexual"})
    rows.append(figure(ocsea, year=2022, status_code="structural_zero"))
    rows.append(figure(ocsea, year=2021, status_code="not_available"))
    rows.append(figure("t2.main", 10, 24_300, year=2022, main_code="DE", **main))
    rows.append(figure("t1.with_reason", 21_000, 24_300, has_break=True, footnotes=[BREAK]))
    return rows


@dataclass
class PublicNetwork:
    """A release to be: its figures, sources and years of sources."""

    figures: list[Row] = field(default_factory=usual_figures)
    sources: list[Row] = field(default_factory=lambda: [source(f"s{number}") for number in range(6)])
    years: list[Row] = field(default_factory=list)
    number: int = 1
    hashes: dict[str, str] = field(
        default_factory=lambda: {"mapping_hash": "a", "program_hash": "b", "codes_hash": "c"}
    )
    code_version: str = "test"

    def build(self, folder: Path, earlier: Sequence[Path] = ()) -> list[str]:
        """Write the database and `public/` into the folder, as a release has them; the names of the public files."""
        folder.mkdir(parents=True, exist_ok=True)
        with self.connect(folder / "helplines.duckdb") as connection:
            return write_public(connection, folder, earlier)

    @contextmanager
    def connect(self, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection with the release attached."""
        threads = int(os.environ.get("HARMONISE_THREADS", "2"))
        with duckdb.connect(config={"threads": threads}) as connection:
            connection.execute(f"attach '{path}' as release")
            contracts = {name: table for name, table in load_tables().items() if table.place == "release"}
            connection.execute("use release")
            for contract in contracts.values():
                connection.execute(contract.ddl())
            connection.execute("use memory")
            for name, rows in self._tables().items():
                content = rows if isinstance(rows, pa.Table) else _typed(name, rows)
                connection.register("arriving", content)
                connection.execute(f"insert into release.main.{name} by name select * from arriving")
                connection.unregister("arriving")
            yield connection

    def _tables(self) -> dict[str, list[Row] | pa.Table]:
        hashes = [{"name": name, "hash": value} for name, value in self.hashes.items()]
        return {
            **vocabulary_tables(load_codes()),
            "network_statistics": self.figures,
            "source": self.sources,
            "source_year": self.years,
            "release_info": [
                {
                    "release_number": self.number,
                    "built_at": datetime(2026, 1, 1),
                    "code_version": self.code_version,
                    "versions": [{"name": "duckdb", "version": "2"}],
                    "input_hashes": hashes,
                    "row_counts": [],
                    "content_digest": "0123456789abcdef" * 4,
                    "has_synthetic": any(one["is_synthetic"] for one in self.sources),
                }
            ],
        }


def _typed(name: str, rows: list[Row]) -> pa.Table:
    schema = load_tables()[name].arrow_schema()
    return pa.Table.from_pylist([{column: row.get(column) for column in schema.names} for row in rows], schema=schema)


def tables_of(public: Path) -> list[str]:
    """Names of the tables that lie there, without an ending."""
    return sorted(path.relative_to(public).as_posix().removesuffix(".parquet") for path in public.rglob("*.parquet"))


def csv_rows(public: Path, name: str) -> tuple[list[str], list[list[str | None]]]:
    """Header and cells as they stand in the file, read by DuckDB."""
    query = f"from read_csv('{public / name}.csv', header=true, all_varchar=true, nullstr='', quote='\"', escape='\"')"
    with duckdb.connect() as connection:
        found = connection.execute(query)
        return [column[0] for column in found.description or ()], [[*row] for row in found.fetchall()]
