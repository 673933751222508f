"""The files of a survey in the lake: `member_survey` by year, and rejected rows by file.

Belongs here: writing them, held against their contracts, and deleting those of earlier states. Does not belong here:
which answers count (`survey.step`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.finding import Finding
from schemas.mapping.survey import QUESTIONS
from schemas.text.sql import literal
from warehouse.read.rejects import Reject
from warehouse.store.contract import check_file
from warehouse.store.durable import replace_file
from warehouse.store.engine import PARQUET, load_table
from warehouse.store.manifest import LakeDelivery, LakeYear, SourceManifest
from warehouse.store.run import SourceHeldError
from warehouse.survey.answers import NO_MEMBER, Answers

TABLE = "member_survey"


def write_year(
    connection: duckdb.DuckDBPyConnection,
    lake: Path,
    survey_id: str,
    network_code: str,
    year: int,
    members: Mapping[str, tuple[Answers, str]],
    rests_on: str,
) -> LakeYear:
    """Write one survey year; `members`: the answers of each that count, and the delivery that they stand in.

    Raises SourceHeldError where the table would break its contract: nothing is replaced.
    """
    contract = load_tables()[TABLE]
    rows = [
        {
            "network_code": network_code,
            "member_id": member_id,
            "survey_year": year,
            **{f"{name}_code": code for name, code in zip(QUESTIONS, answers.codes, strict=True)},
            "delivery_id": delivery_id,
            "row_number": answers.row_number,
        }
        for member_id, (answers, delivery_id) in sorted(members.items())
    ]
    name = f"{TABLE}-{year}-{rests_on}.parquet"
    temporary = _copy(connection, pa.Table.from_pylist(rows, schema=contract.arrow_schema()), lake / name)
    if broken := check_file(temporary, contract, connection):
        temporary.unlink()
        raise SourceHeldError(survey_id, tuple(_broken(survey_id, year, rule, n) for rule, n in broken.items()))
    replace_file(temporary, lake / name)
    return LakeYear({TABLE: name}, {TABLE: len(rows)})


def _broken(survey_id: str, year: int, rule: str, n_rows: int) -> Finding:
    facts = {"table": TABLE, "rule": rule}
    return Finding.of("contract_broken", "fail", facts=facts, source_id=survey_id, contact_year=year, numerator=n_rows)


def write_rejects(
    connection: duckdb.DuckDBPyConnection,
    lake: Path,
    delivery: LakeDelivery,
    rejects: Sequence[Reject],
    rests_on: str,
) -> str:
    """Write the rejected rows of a file; the name below the lake, empty where there are none."""
    if not rejects:
        return ""
    rows = [
        {
            "delivery_id": delivery.delivery_id,
            "file_name": delivery.file_name,
            "row_number": one.row_number,
            "step": "stage" if one.reject_code in NO_MEMBER else "read",
            "reject_code": one.reject_code,
            "column_name": one.column_name,
        }
        for one in sorted(rejects, key=lambda one: one.row_number)
    ]
    name = f"rejected/{delivery.delivery_id}-{rests_on}.parquet"
    content = pa.Table.from_pylist(rows, schema=load_tables()["rejected_row"].arrow_schema())
    replace_file(_copy(connection, content, lake / name), lake / name)
    return name


def _copy(connection: duckdb.DuckDBPyConnection, content: pa.Table, target: Path) -> Path:
    temporary = target.with_name(f".tmp-{target.name}")
    load_table(connection, "survey_rows", content)
    connection.execute(f"copy survey_rows to {literal(str(temporary))} {PARQUET}")
    return temporary


def remove_unnamed(lake: Path, manifest: SourceManifest) -> None:
    """Delete files of earlier states."""
    named = {lake / name for name in manifest.named_files()}
    for path in (*lake.glob("*.parquet"), *(lake / "rejected").glob("*.parquet")):
        if path not in named:
            path.unlink()
