"""The same work as the pandas script, tuned: pyarrow reads in batches, numpy looks decisions up by category codes.

Belongs here: what is fastest with pandas' frames. Does not belong here: anything of the pipeline, or pandas in its own
idiom (`tests.bench.with_pandas`). No loop over rows but for the keyed hash.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.json

from tests.bench import lookups
from tests.bench.measure import work_timed
from tests.bench.parts import BOXES, FIELDS, SHAPES, USED

BLOCK_BYTES = 1 << 26
TEXT = pa.string()
FEW = pa.dictionary(pa.int32(), pa.string())
Codes = npt.NDArray[Any]
Pair = tuple[pd.DataFrame, pd.DataFrame]
"""Contacts numbered by their index, and their reasons: row, label, place."""


# ---------------------------------------------------------------- reading


def read(shape: str, files: list[str]) -> Iterator[Pair]:
    """Contacts and reasons, batch by batch; where a record is a reason, all at once: they may stand apart."""
    motifs = {"one_hot": tuple(BOXES), "row_per_reason": ("motif",)}.get(shape, ("motifs",))
    types = {**dict.fromkeys(USED, FEW), "case_no": TEXT, **dict.fromkeys(motifs, FEW)}
    if shape == "delimited":
        types["motifs"] = TEXT
    if shape == "row_per_reason":
        options = pa.csv.ConvertOptions(include_columns=[*USED, *motifs], column_types=types, strings_can_be_null=True)
        tables = [pa.csv.read_csv(path, convert_options=options) for path in files]
        yield _by_contact(pa.concat_tables(tables).to_pandas(self_destruct=True))
        return
    for batch in _json_batches(files) if shape == "json_lines" else _csv_batches(files, types):
        contacts = batch.to_pandas()
        yield contacts, _boxes(contacts) if shape == "one_hot" else _listed(contacts, shape)


def _csv_batches(files: list[str], types: dict[str, pa.DataType]) -> Iterator[pa.RecordBatch]:
    reading = pa.csv.ReadOptions(block_size=BLOCK_BYTES)
    converting = pa.csv.ConvertOptions(include_columns=list(types), column_types=types, strings_can_be_null=True)
    for path in files:
        yield from pa.csv.open_csv(path, read_options=reading, convert_options=converting)


def _json_batches(files: list[str]) -> Iterator[pa.RecordBatch]:
    schema = pa.schema([*((name, TEXT) for name in USED), ("motifs", pa.list_(TEXT))])
    reading = pa.json.ReadOptions(block_size=BLOCK_BYTES)
    parsing = pa.json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore")
    few = pa.schema([(name, TEXT if name == "case_no" else FEW) for name in USED])
    for path in files:
        for batch in pa.json.open_json(path, read_options=reading, parse_options=parsing):
            table = pa.Table.from_batches([batch])
            yield table.select(USED).cast(few).append_column("motifs", table["motifs"])


def _boxes(contacts: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for number, name in enumerate(BOXES):
        column = contacts[name].cat
        if not set(column.categories) <= {"0", "1"}:
            raise SystemExit("a box holds something else than 0 and 1")
        rows = np.flatnonzero(contacts[name] == "1")
        parts.append((rows, np.full(len(rows), number, dtype=np.int8)))
    rows = np.concatenate([rows for rows, _ in parts])
    labels = pd.Categorical.from_codes(np.concatenate([labels for _, labels in parts]), categories=list(BOXES))
    return pd.DataFrame({"row": rows, "label": labels, "place": contacts["lieu"].array.take(rows)})


def _listed(contacts: pd.DataFrame, shape: str) -> pd.DataFrame:
    motifs = contacts["motifs"]
    if shape == "delimited":
        motifs = motifs.str.split(";")
    labels = motifs.explode().dropna().str.strip()
    labels = labels[labels != ""]
    rows = labels.index.to_numpy()
    places = contacts["lieu"].array.take(rows)
    return pd.DataFrame({"row": rows, "label": labels.astype("category").array, "place": places})


def _by_contact(records: pd.DataFrame) -> Pair:
    """One row a contact: the first of its records; all their reasons."""
    numbers, _ = pd.factorize(records["case_no"])
    contacts = records.loc[~records["case_no"].duplicated(), list(USED)].reset_index(drop=True)
    long = pd.DataFrame({"row": numbers, "label": records["motif"].array, "place": records["lieu"].array})
    return contacts, long[long["label"].notna()].reset_index(drop=True)


# ---------------------------------------------------------------- meaning


def coded(column: pd.Series, known: dict[str, str]) -> pd.Categorical:
    """The code of every value: looked up once a category; what is blank or not known is unknown."""
    codes = sorted({*known.values(), lookups.UNKNOWN})
    places = [codes.index(known.get(value, lookups.UNKNOWN)) for value in column.cat.categories]
    return pd.Categorical.from_codes(np.array([*places, codes.index(lookups.UNKNOWN)])[column.cat.codes], codes)


@dataclass
class Script:
    """The tables that values are joined to, and what is gathered over the batches."""

    source_id: str
    key: bytes
    decisions: dict[tuple[str, str], lookups.Decided]
    is_beside: bool
    target: Path
    values: list[pd.DataFrame] = field(default_factory=list)
    seen: list[Codes] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = lookups.reasons(self.decisions, self.is_beside)
        ranked = sorted(known, key=lambda one: (lookups.STRENGTH.index(one.basis_code), one.decision_id, one.fit_code))
        self.pairs = sorted({(one.reason_code, one.setting_code) for one in known})
        self.ranked = ranked
        self.labels = sorted({one.label for one in known})
        self.places = sorted({one.place for one in known if one.place})
        codes = sorted({one.reason_code for one in known})
        shape = (len(self.labels), len(self.places) + 1)
        self.rank = np.full(shape, -1, dtype=np.int16)
        for number, one in enumerate(ranked):
            place = self.places.index(one.place) if one.place else -1
            self.rank[self.labels.index(one.label), place] = number
        self.pair_of = np.array(
            [self.pairs.index((one.reason_code, one.setting_code)) for one in ranked], dtype=np.int16
        )
        self.reason_of = np.array([codes.index(one.reason_code) for one in ranked], dtype=np.int16)
        self.conflict_of = np.array([one.is_conflict for one in ranked])

    def take(self, contacts: pd.DataFrame, long: pd.DataFrame) -> None:
        """One batch: decide, write, count."""
        days = pd.to_datetime(contacts["date_appel"].cat.categories, format="%d/%m/%Y", errors="coerce")
        if days.hasnans or contacts["date_appel"].hasnans:
            raise SystemExit("records without a date of the declared form")
        places = contacts["date_appel"].cat.codes.to_numpy()
        contacts["contact_date"] = days.astype("date32[pyarrow]").array.take(places)
        contacts["year"] = days.year.to_numpy()[places].astype(np.int32)
        contacts["contact_id"] = pd.array(lookups.pseudonyms(self.key, contacts["case_no"].to_list()), dtype="str")
        self.seen.append(pd.util.hash_array(contacts["contact_id"].to_numpy(), categorize=False))
        decided = self._decide(long)
        self._write("contact", self._contacts(contacts, long, decided))
        self._write("contact_reason", self._reasons(contacts, decided))
        self._count(contacts, long)

    def _decide(self, long: pd.DataFrame) -> pd.DataFrame:
        """Every reason that is mapped, with the number of what it means where it stands."""
        label = _positions(long["label"], self.labels)
        place = _positions(long["place"], self.places)
        rank = np.where(label >= 0, self.rank[label, place], -1)
        is_mapped = rank >= 0
        rank = rank[is_mapped]
        return pd.DataFrame(
            {
                "row": long["row"].to_numpy()[is_mapped],
                "rank": rank,
                "pair": self.pair_of[rank],
                "reason": self.reason_of[rank],
                "is_conflict": self.conflict_of[rank],
            }
        )

    def _contacts(self, contacts: pd.DataFrame, long: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
        nothing = {
            value for (name, value), one in self.decisions.items() if name == "reason" and one.outcome != "mapped"
        }
        recorded = long["row"][~long["label"].isin(nothing)] if nothing else long["row"]
        distinct = decided[["row", "reason"]].drop_duplicates()["row"]
        ages = lookups.ages(self.decisions)
        years = pd.array([ages[text][0] if text in ages else None for text in contacts["age"].cat.categories], "Int16")
        return pd.DataFrame(
            {
                "contact_id": contacts["contact_id"],
                "source_id": pd.Categorical.from_codes(np.zeros(len(contacts), dtype=np.int8), [self.source_id]),
                "contact_date": contacts["contact_date"],
                "contact_year": contacts["year"],
                **{
                    f"{name}_code": coded(contacts[FIELDS[name]], lookups.codes_of(self.decisions, name))
                    for name in ("contact_type", "channel", "gender")
                },
                "age_years": years.take(contacts["age"].cat.codes, allow_fill=True),
                "age_band_code": coded(contacts["age"], {text: answer[1] for text, answer in ages.items()}),
                "population_code": coded(contacts["age"], {text: answer[2] for text, answer in ages.items()}),
                "n_reasons": np.bincount(distinct, minlength=len(contacts)).astype(np.int32),
                "n_reasons_recorded": np.bincount(recorded, minlength=len(contacts)).astype(np.int32),
            }
        )

    def _reasons(self, contacts: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
        """One row a contact, reason and setting; of several labels that say the same, the one with the strongest basis."""
        grouped = decided.groupby(["row", "pair"], sort=False)
        strongest = grouped.agg(
            rank=("rank", "min"), is_conflict=("is_conflict", "any"), n=("rank", "size")
        ).reset_index()
        rows, rank = strongest["row"].to_numpy(), strongest["rank"].to_numpy()
        return pd.DataFrame(
            {
                "contact_id": contacts["contact_id"].array.take(rows),
                "source_id": pd.Categorical.from_codes(np.zeros(len(rows), dtype=np.int8), [self.source_id]),
                "contact_year": contacts["year"].to_numpy()[rows],
                "reason_code": _named(strongest["pair"], [pair[0] for pair in self.pairs]),
                "setting_code": _named(strongest["pair"], [pair[1] for pair in self.pairs]),
                "setting_basis_code": _named(rank, [one.basis_code for one in self.ranked]),
                "is_setting_conflict": strongest["is_conflict"],
                "n_source_values": strongest["n"].astype(np.int32),
                "fit_code": _named(rank, [one.fit_code for one in self.ranked]),
                "decision_id": _named(rank, [one.decision_id for one in self.ranked]),
            }
        )

    def _count(self, contacts: pd.DataFrame, long: pd.DataFrame) -> None:
        """How often each value stands in a year, and in how many contacts."""
        columns = dict(FIELDS) if self.is_beside else {**FIELDS, "setting": "lieu"}
        for name, column in columns.items():
            n = contacts.groupby(["year", column], observed=True, sort=False).size()
            self._keep(name, n, n)
        dated = long.assign(year=contacts["year"].to_numpy()[long["row"]])
        for name, column in (("reason", "label"), *((("setting", "place"),) if self.is_beside else ())):
            by = ["year", column]
            n = dated.groupby(by, observed=True, sort=False).size()
            once = dated[["row", *by]].drop_duplicates().groupby(by, observed=True, sort=False).size()
            self._keep(name, n, once)

    def _keep(self, name: str, n_values: pd.Series, n_contacts: pd.Series) -> None:
        counted = pd.DataFrame({"n_values": n_values, "n_contacts": n_contacts})
        counted.index = counted.index.set_names(["year", "value"])
        self.values.append(counted.reset_index().assign(field=name).astype({"value": "str"}))

    # ------------------------------------------------------------ writing

    def _write(self, name: str, table: pd.DataFrame) -> None:
        folder = self.target / name
        folder.mkdir(parents=True, exist_ok=True)
        table.to_parquet(folder / f"{len(self.seen):04d}.parquet", compression="zstd", index=False)

    def finish(self) -> None:
        """Check the ids, write the table of values."""
        seen = np.concatenate(self.seen)
        if len(pd.unique(seen)) != len(seen):
            raise SystemExit("ids repeat")
        keys = ["field", "year", "value"]
        total = pd.concat(self.values).groupby(keys)[["n_values", "n_contacts"]].sum().reset_index()
        answers = [lookups.outcome_of(self.decisions, *row) for row in zip(total["field"], total["value"], strict=True)]
        total = total.assign(
            source_id=self.source_id,
            outcome_code=[outcome for outcome, _ in answers],
            codes=[codes for _, codes in answers],
        )
        self._write("source_value", total.rename(columns={"year": "contact_year", "value": "source_value"}))


def _positions(column: pd.Series, known: list[str]) -> Codes:
    """Where each value stands in the list; -1 where it does not, or is blank."""
    places = [known.index(value) if value in known else -1 for value in column.cat.categories]
    found: Codes = np.array([*places, -1], dtype=np.int16)[column.cat.codes]
    return found


def _named(numbers: pd.Series | Codes, names: list[str]) -> pd.Categorical:
    codes = sorted(set(names))
    return pd.Categorical.from_codes(np.array([codes.index(name) for name in names])[numbers], codes)


def main() -> None:
    """Do the work of one export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=SHAPES, required=True)
    parser.add_argument("--files", nargs="+", required=True)
    parser.add_argument("--mapping", type=Path, required=True, help="the source's folder")
    parser.add_argument("--key", required=True, help="file with the source's key in hex")
    parser.add_argument("--target", type=Path, required=True)
    given = parser.parse_args()
    key = bytes.fromhex(Path(given.key).read_text(encoding="ascii"))
    decisions = lookups.read_decisions(given.mapping / "decisions.csv")
    with work_timed():
        script = Script(given.mapping.name, key, decisions, given.shape == "row_per_reason", given.target)
        for contacts, long in read(given.shape, given.files):
            script.take(contacts, long)
        script.finish()


if __name__ == "__main__":
    main()
