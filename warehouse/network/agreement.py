"""Agreement on categorising as it was measured last: what `harmonise agree --publish` keeps for the next release (T11).

Belongs here: the file `lake/_network/agreement.json`, its shape, and its content as relations. Does not belong here:
measuring (`pipelines.agree`), what earlier releases told (`publish.disclosure.agreement`), or answers: none is kept.
It comes from no delivery, so it cannot be built anew: where it is damaged, the sheets have to be measured again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pyarrow as pa
from pydantic import ConfigDict

from schemas.contract.table import load_tables
from warehouse.network.manifest import network_folder
from warehouse.store.checked_json import read_checked, write_checked
from warehouse.store.damage import DamagedFileError
from warehouse.store.durable import make_restricted_folder
from warehouse.store.layout import Layout
from warehouse.store.lock import exclusive

TABLE, PARTS = "agreement", "agreement_part"
MEASURE_AGAIN = (
    "Put it back from a backup, or remove it and measure the sheets again (harmonise agree ANSWERS.csv --publish "
    "NETWORK). Without it the next release has no table T11"
)


@dataclass(frozen=True)
class AgreementRow:
    """One figure of T11, as table `agreement` has it. `group_name`: whose answers, or which list."""

    statistic_code: str
    depth_code: str
    group_name: str
    status_code: str
    share_value: float | None = None
    share_low: float | None = None
    share_high: float | None = None
    alpha: float | None = None
    alpha_low: float | None = None
    alpha_high: float | None = None
    n_raters: int | None = None
    n_helplines: int | None = None
    n_scenarios: int | None = None
    n_answers: int | None = None


@dataclass(frozen=True)
class Measured:
    """One network's sheet as it was measured. `parts`: a hash of its answers for each helpline that gave some."""

    scenario_set: str
    key_status_code: str
    rows: tuple[AgreementRow, ...]
    parts: dict[str, str]


@dataclass(frozen=True)
class KeptAgreement:
    """The newest sheet of every network that has one."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    networks: dict[str, Measured] = field(default_factory=dict)


def agreement_file(layout: Layout) -> Path:
    """Where it lies."""
    return network_folder(layout) / "agreement.json"


def read_agreement(layout: Layout) -> KeptAgreement | None:
    """What was kept; None where nothing was. Raises DamagedFileError."""
    try:
        return read_checked(agreement_file(layout), KeptAgreement)
    except DamagedFileError as error:
        raise DamagedFileError(error.damage.path, error.damage.reason, MEASURE_AGAIN) from None


def keep_agreement(layout: Layout, network_code: str, measured: Measured) -> None:
    """Keep a network's sheet in place of an earlier one. Raises LockedError, DamagedFileError."""
    make_restricted_folder(network_folder(layout))
    with exclusive(layout.lock("network"), "The network's tables"):
        before = read_agreement(layout) or KeptAgreement()
        write_checked(agreement_file(layout), replace(before, networks=before.networks | {network_code: measured}))


def attach_agreement(connection: duckdb.DuckDBPyConnection, layout: Layout) -> None:
    """Make `agreement` and `agreement_part` relations of a connection, where anything was kept."""
    kept = read_agreement(layout)
    if kept is None:
        return
    networks = sorted(kept.networks.items())
    _load(connection, TABLE, (row for network, one in networks for row in _rows_of(network, one)))
    parts = (
        {"network_code": network, "part_name": name, "answers_hash": known}
        for network, one in networks
        for name, known in sorted(one.parts.items())
    )
    _load(connection, PARTS, parts)


def _rows_of(network_code: str, measured: Measured) -> list[dict[str, Any]]:
    about = {
        "network_code": network_code,
        "scenario_set": measured.scenario_set,
        "key_status_code": measured.key_status_code,
        "is_taken_over": False,
    }
    return [{**about, **asdict(row)} for row in measured.rows]


def _load(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    contract = load_tables()[table]
    schema = pa.schema([(one.name, _plain(one)) for one in contract.arrow_schema()])
    connection.register("arriving", pa.Table.from_pylist([*rows], schema=schema))
    connection.execute(
        f"create or replace temp table {table} as select {contract.select_list()} from arriving"
    ).fetchall()
    connection.unregister("arriving")


def _plain(column: pa.Field) -> pa.DataType:
    """JSON has no decimals: the contract's type is cast to."""
    return pa.float64() if pa.types.is_decimal(column.type) else column.type
