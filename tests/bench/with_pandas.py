"""The same work as a careful pandas script: read, keyed ids, decided values, three tables as Parquet.

Belongs here: what an engineer would write who knows pandas and the decisions, without the pipeline: pandas' own
reader in chunks and only the columns that are needed, few-valued columns as categories, map, merge, groupby; no loop
over rows but for the keyed hash. Does not belong here: anything of the pipeline; other libraries
(`tests.bench.with_pandas_tuned`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from tests.bench import lookups
from tests.bench.measure import work_timed
from tests.bench.parts import BOXES, FIELDS, SHAPES, USED

CHUNK = 500_000
FEW = ("date_appel", *FIELDS.values(), "lieu")
YEARLY = ["year", "value"]
Pair = tuple[pd.DataFrame, pd.DataFrame]
"""Contacts with their number `row`, and their reasons: row, label, place."""


# ---------------------------------------------------------------- reading


def read(shape: str, files: list[str]) -> Iterator[Pair]:
    """Contacts and reasons, chunk by chunk; where a record is a reason, all at once: they may stand apart."""
    if shape == "row_per_reason":
        yield _by_contact(pd.concat([_csv(path, ["motif"]) for path in files], ignore_index=True))
        return
    for path in files:
        for contacts in _chunks(path, shape):
            contacts = contacts.reset_index(drop=True).astype({"age": "category"})
            contacts["row"] = contacts.index
            yield contacts, _boxes(contacts) if shape == "one_hot" else _listed(contacts, shape)


def _chunks(path: str, shape: str) -> Iterator[pd.DataFrame]:
    if shape != "json_lines":
        motifs = list(BOXES) if shape == "one_hot" else ["motifs"]
        yield from _csv(path, motifs, chunksize=CHUNK)
        return
    for chunk in pd.read_json(path, lines=True, chunksize=CHUNK, dtype=False):
        yield chunk[[*USED, "motifs"]].astype(dict.fromkeys(FEW, "category"))


def _csv(path: str, motifs: list[str], chunksize: int | None = None) -> Any:
    few = dict.fromkeys((*FEW, *motifs), "category")
    # Categories that look like numbers become numbers; boxes are numbers that may be blank, and nothing else.
    types = few | {"case_no": "str", "age": "str"} | {name: "Int8" for name in motifs if name in BOXES}
    return pd.read_csv(
        path, usecols=list(types), dtype=types, keep_default_na=False, na_values=[""], chunksize=chunksize
    )


def _boxes(contacts: pd.DataFrame) -> pd.DataFrame:
    if not contacts[list(BOXES)].isin([0, 1, pd.NA]).all(axis=None):
        raise SystemExit("a box holds something else than 0 and 1")
    ticked = [contacts.loc[contacts[name] == 1, ["row", "lieu"]].assign(label=name) for name in BOXES]
    return pd.concat(ticked, ignore_index=True).rename(columns={"lieu": "place"})


def _listed(contacts: pd.DataFrame, shape: str) -> pd.DataFrame:
    long = contacts[["row", "motifs", "lieu"]].rename(columns={"motifs": "label", "lieu": "place"})
    if shape == "delimited":
        long["label"] = long["label"].astype("str").str.split(";")
    long = long.explode("label", ignore_index=True).dropna(subset="label")
    long["label"] = long["label"].str.strip()
    return long[long["label"] != ""]


def _by_contact(records: pd.DataFrame) -> Pair:
    """One row a contact: the first of its records; all their reasons."""
    records["row"] = records.groupby("case_no", sort=False).ngroup()
    contacts = records.drop_duplicates("row").reset_index(drop=True).astype({"age": "category"})
    long = records[["row", "motif", "lieu"]].rename(columns={"motif": "label", "lieu": "place"})
    return contacts, long.dropna(subset="label")


# ---------------------------------------------------------------- meaning


@dataclass
class Script:
    """The tables that values are joined to, and what is gathered over the chunks."""

    source_id: str
    key: bytes
    decisions: dict[tuple[str, str], lookups.Decided]
    is_beside: bool
    target: Path
    values: list[pd.DataFrame] = field(default_factory=list)
    seen: list[pd.Series] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = lookups.reasons(self.decisions, self.is_beside)
        known.sort(key=lambda one: (lookups.STRENGTH.index(one.basis_code), one.decision_id, one.fit_code))
        self.labels = pd.CategoricalDtype(sorted({one.label for one in known}))
        self.places = pd.CategoricalDtype(sorted({one.place for one in known if one.place}))
        self.reasons = pd.DataFrame(
            {
                "label": pd.Series([one.label for one in known], dtype=self.labels),
                "place": pd.Series([one.place for one in known], dtype=self.places),
                "reason_code": pd.Series([one.reason_code for one in known], dtype="category"),
                "setting_code": pd.Series([one.setting_code for one in known], dtype="category"),
                "is_setting_conflict": [one.is_conflict for one in known],
                "rank": range(len(known)),
            }
        )
        self.strongest = pd.DataFrame(
            {
                "setting_basis_code": pd.Series([one.basis_code for one in known], dtype="category"),
                "fit_code": pd.Series([one.fit_code for one in known], dtype="category"),
                "decision_id": pd.Series([one.decision_id for one in known], dtype="category"),
            }
        )
        self.nothing = {
            value for (name, value), one in self.decisions.items() if name == "reason" and one.outcome != "mapped"
        }

    def take(self, contacts: pd.DataFrame, long: pd.DataFrame) -> None:
        """One chunk: decide, write, count."""
        days = pd.to_datetime(contacts["date_appel"].astype("str"), format="%d/%m/%Y", errors="coerce")
        if days.hasnans:
            raise SystemExit(f"{days.isna().sum()} records have no date of the declared form")
        ids = lookups.pseudonyms(self.key, contacts["case_no"].to_list())
        contacts = contacts.assign(contact_id=ids, contact_date=days.astype("date32[pyarrow]"), year=days.dt.year)
        self.seen.append(pd.util.hash_pandas_object(contacts["contact_id"], index=False))
        decided = self._known(long).merge(self.reasons, on=["label", "place"])
        self._write("contact", self._contacts(contacts, long, decided))
        self._write("contact_reason", self._reasons(contacts, decided))
        self._count(contacts, long)

    def _known(self, long: pd.DataFrame) -> pd.DataFrame:
        """Labels that are mapped, with their place as far as it is known, in the categories of what they are joined to."""
        known = long[long["label"].isin(self.labels.categories)]
        places = known["place"].where(known["place"].isin(self.places.categories))
        return known.assign(place=places).astype({"label": self.labels, "place": self.places})

    def _contacts(self, contacts: pd.DataFrame, long: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
        recorded = long[~long["label"].isin(self.nothing)] if self.nothing else long
        distinct = decided[["row", "reason_code"]].drop_duplicates()
        ages = lookups.ages(self.decisions)
        answers = {
            "age_band_code": {text: band for text, (_, band, _) in ages.items()},
            "population_code": {text: population for text, (_, _, population) in ages.items()},
        }
        return pd.DataFrame(
            {
                "contact_id": contacts["contact_id"],
                "source_id": self.source_id,
                "contact_date": contacts["contact_date"],
                "contact_year": contacts["year"],
                **{
                    f"{name}_code": _coded(contacts[FIELDS[name]], lookups.codes_of(self.decisions, name))
                    for name in ("contact_type", "channel", "gender")
                },
                "age_years": contacts["age"].map({text: years for text, (years, _, _) in ages.items()}).astype("Int16"),
                **{name: _coded(contacts["age"], known) for name, known in answers.items()},
                "n_reasons": _per_contact(contacts, distinct),
                "n_reasons_recorded": _per_contact(contacts, recorded),
            }
        )

    def _reasons(self, contacts: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
        """One row a contact, reason and setting; of several labels that say the same, the one with the strongest basis."""
        keys = ["row", "reason_code", "setting_code"]
        grouped = decided.groupby(keys, observed=True, sort=False).agg(
            is_setting_conflict=("is_setting_conflict", "any"), n_source_values=("rank", "size"), rank=("rank", "min")
        )
        told = grouped.reset_index().merge(self.strongest, left_on="rank", right_index=True)
        told = told.merge(contacts[["row", "contact_id", "year"]], on="row")
        told = told.drop(columns=["row", "rank"]).rename(columns={"year": "contact_year"})
        return told.assign(source_id=self.source_id)

    def _count(self, contacts: pd.DataFrame, long: pd.DataFrame) -> None:
        """How often each value stands in a year, and in how many contacts."""
        columns = dict(FIELDS) if self.is_beside else {**FIELDS, "setting": "lieu"}
        for name, column in columns.items():
            n = contacts.rename(columns={column: "value"}).groupby(YEARLY, observed=True, sort=False).size()
            self._keep(name, n, n)
        dated = long.merge(contacts[["row", "year"]], on="row")
        for name, column in (("reason", "label"), *((("setting", "place"),) if self.is_beside else ())):
            told = dated[["row", "year", column]].rename(columns={column: "value"})
            n = told.groupby(YEARLY, observed=True, sort=False).size()
            once = told.drop_duplicates().groupby(YEARLY, observed=True, sort=False).size()
            self._keep(name, n, once)

    def _keep(self, name: str, n_values: pd.Series, n_contacts: pd.Series) -> None:
        counted = pd.DataFrame({"n_values": n_values, "n_contacts": n_contacts}).reset_index()
        self.values.append(counted.assign(field=name).astype({"value": "str"}))

    # ------------------------------------------------------------ writing

    def _write(self, name: str, table: pd.DataFrame) -> None:
        folder = self.target / name
        folder.mkdir(parents=True, exist_ok=True)
        table.to_parquet(folder / f"{len(self.seen):04d}.parquet", compression="zstd", index=False)

    def finish(self) -> None:
        """Check the ids, write the table of values."""
        seen = pd.concat(self.seen)
        if not seen.is_unique:
            raise SystemExit("ids repeat")
        total = pd.concat(self.values).groupby(["field", *YEARLY])[["n_values", "n_contacts"]].sum().reset_index()
        answers = [lookups.outcome_of(self.decisions, *row) for row in zip(total["field"], total["value"], strict=True)]
        total["source_id"] = self.source_id
        total["outcome_code"] = [outcome for outcome, _ in answers]
        total["codes"] = [codes for _, codes in answers]
        self._write("source_value", total.rename(columns={"year": "contact_year", "value": "source_value"}))


def _coded(column: pd.Series, known: dict[str, str]) -> pd.Series:
    """The code of every value, mapped once a category; what is blank or not known is unknown."""
    codes = column.cat.categories.to_series().map(known).fillna(lookups.UNKNOWN)
    return column.map(codes).astype("str").fillna(lookups.UNKNOWN).astype("category")


def _per_contact(contacts: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    return contacts["row"].map(rows["row"].value_counts(sort=False)).fillna(0).astype("int32")


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
