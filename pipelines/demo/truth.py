"""The truth beside the deliveries, and the list of what was planted.

Belongs here: `truth/*.parquet` and `truth/planted.yaml`. Does not belong here: deliveries (`recorders`); nothing of
the truth ever goes into landing.

    truth_contact     one contact: source_id, record_id, contact_date, contact_type_code, person_code, population_code,
                      age_years, gender_code, time_to_contact_code, first_told_code, is_corrected
    truth_reason      one act of one contact: source_id, record_id, contact_date, position, reason_code, setting_code
    recordable_reason what the source's *system* can hold of it at best, without habits: source_id, record_id,
                      contact_date, reason_code, setting_code
    entered_reason    what counsellors, or a new software, really entered: the same columns; a label that no list knows
                      is left out
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml
from numpy.typing import NDArray

from pipelines.demo import population
from pipelines.demo.acts import NONE, SETTINGS, codes
from pipelines.demo.helplines import Helpline
from pipelines.demo.population import Contacts
from pipelines.demo.recorders.cells import id_cells
from pipelines.demo.recorders.moments import take
from pipelines.demo.recording import Ticks, settings_told

KEY = [("source_id", pa.string()), ("record_id", pa.string()), ("contact_date", pa.date32())]
PAIR = [("reason_code", pa.string()), ("setting_code", pa.string())]
ROWS_AT_A_TIME = 200_000
"""Rows of a row group of the truth: small months are written together."""
SCHEMAS = {
    "truth_contact": pa.schema(
        [
            *KEY,
            ("contact_type_code", pa.string()),
            ("person_code", pa.string()),
            ("population_code", pa.string()),
            ("age_years", pa.int16()),
            ("gender_code", pa.string()),
            ("time_to_contact_code", pa.string()),
            ("first_told_code", pa.string()),
            ("is_corrected", pa.bool_()),
        ]
    ),
    "truth_reason": pa.schema([*KEY, ("position", pa.int8()), *PAIR]),
    "recordable_reason": pa.schema([*KEY, *PAIR]),
    "entered_reason": pa.schema([*KEY, *PAIR]),
}


class TruthWriter:
    """Writes the tables in pieces."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._writers = {
            name: pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd")
            for name, schema in SCHEMAS.items()
        }
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in SCHEMAS}
        self._n_waiting = dict.fromkeys(SCHEMAS, 0)

    def write(self, contacts: Contacts, ticks: Ticks, entered: Ticks) -> int:
        """Append the truth; `ticks` is what the system can hold of it, `entered` what habits made of that.

        Gives how many acts there are.
        """
        ids = id_cells(contacts.helpline, contacts)
        self._write("truth_contact", _contact_table(contacts, ids))
        row, position = np.nonzero(contacts.reason != NONE)
        code, setting = contacts.reason[row, position], contacts.setting[row, position]
        n_acts = len(row)
        table = [*_key(contacts, ids, row), pa.array((position + 1).astype(np.int8)), *_pair(code, setting)]
        self._write("truth_reason", table)
        self._write_ticks("recordable_reason", contacts, ids, ticks)
        self._write_ticks("entered_reason", contacts, ids, entered)
        return n_acts

    def _write_ticks(self, name: str, contacts: Contacts, ids: pa.Array, ticks: Ticks) -> None:
        row, position = np.nonzero(ticks.label >= 0)
        code = ticks.codebook.code[ticks.label[row, position]]
        setting = settings_told(contacts.helpline, ticks)[row, position]
        self._write(name, [*_key(contacts, ids, row), *_pair(code, setting)])

    def _write(self, name: str, columns: list[pa.Array]) -> None:
        self._waiting[name].append(pa.Table.from_arrays(columns, schema=SCHEMAS[name]))
        self._n_waiting[name] += len(columns[0])
        if self._n_waiting[name] >= ROWS_AT_A_TIME:
            self._flush(name)

    def _flush(self, name: str) -> None:
        if self._waiting[name]:
            self._writers[name].write_table(pa.concat_tables(self._waiting[name]).combine_chunks())
            self._waiting[name].clear()
            self._n_waiting[name] = 0

    def close(self) -> None:
        """Write what is waiting, and the ends of the files."""
        for name, writer in self._writers.items():
            self._flush(name)
            writer.close()


def _key(contacts: Contacts, ids: pa.Array, row: NDArray[np.int64]) -> list[pa.Array]:
    source = pa.array([contacts.helpline.source_id], pa.string()).take(pa.array(np.zeros(len(row), dtype=np.int8)))
    return [source, ids.take(pa.array(row)), pa.array(contacts.day[row])]


def _pair(code: NDArray[np.int16], setting: NDArray[np.int8]) -> list[pa.Array]:
    return [take(list(codes()), code), take(list(SETTINGS), setting)]


def _contact_table(contacts: Contacts, ids: pa.Array) -> list[pa.Array]:
    grown = 1 if contacts.helpline.serves_young_people else 2
    people = np.where(contacts.age < 0, 3, np.where(contacts.age < 18, 0, grown))
    return [
        *_key(contacts, ids, np.arange(len(contacts))),
        take(list(population.KINDS), contacts.kind),
        take(list(population.PERSONS), contacts.person),
        take(["child", "young_person", "adult", "unknown"], people),
        pc.cast(pa.array(contacts.age, mask=contacts.age < 0), pa.int16()),
        take(list(population.GENDERS), contacts.gender),
        take(list(population.TIMES), contacts.time),
        take(list(population.TOLD), contacts.told),
        pa.array(contacts.corrected),
    ]


def planted_things(helplines: tuple[Helpline, ...]) -> list[dict[str, str]]:
    """Every planted thing with the helpline that carries it: source_id, planted, kind, what, and the verdict due."""
    kinds: dict[str, dict[str, str]] = yaml.safe_load(
        files(__package__).joinpath("data", "planted.yaml").read_text(encoding="utf-8")
    )
    return [
        {"source_id": helpline.source_id, "planted": name, **kinds[name]}
        for helpline in helplines
        for name in _planted_in(helpline)
    ]


def _planted_in(helpline: Helpline) -> Iterator[str]:
    if helpline.planted:
        yield helpline.planted
    if helpline.corrections:
        yield "corrected_records"
        if helpline.corrections.into_another_year:
            yield "corrected_into_another_year"
    if helpline.habits.undecided_label:
        yield "undecided_label"
    if helpline.file.booleans_in:
        yield "two_generations_of_json"
    if helpline.leaves:
        yield "largest_leaves"


def write_planted(folder: Path, helplines: tuple[Helpline, ...], made: dict[str, Any]) -> None:
    """`planted.yaml`: how the network was made, and what is planted where."""
    content = {"synthetic": True, **made, "planted": planted_things(helplines)}
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
    (folder / "planted.yaml").write_text(text, encoding="utf-8")
