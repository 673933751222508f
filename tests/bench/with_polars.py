"""The same work as a careful polars script: read, keyed ids, decided values, three tables as Parquet.

Belongs here: what an engineer would write who knows polars and the decisions, without the pipeline. Does not belong
here: anything of the pipeline. It goes through the export in batches, so that memory does not grow with it, except
where a record is a reason: records of a contact may stand apart, so the whole export is read.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from tests.bench import lookups
from tests.bench.measure import work_timed
from tests.bench.parts import BOXES, FIELDS, SHAPES, USED

BATCH = 500_000
Pair = tuple[pl.DataFrame, pl.DataFrame]
"""Contacts with their number `row`, and their reasons: row, label, place."""


# ---------------------------------------------------------------- reading


def read(shape: str, files: list[str]) -> Iterator[Pair]:
    """Contacts and reasons, batch by batch."""
    if shape == "row_per_reason":
        yield _by_contact(pl.scan_csv(files, infer_schema=False).select(*USED, "motif").collect(engine="streaming"))
        return
    if shape == "json_lines":
        schema: dict[str, pl.DataType] = {**dict.fromkeys(USED, pl.String()), "motifs": pl.List(pl.String)}
        scanned = pl.scan_ndjson(files, schema=schema)
    else:
        motifs = BOXES if shape == "one_hot" else ("motifs",)
        scanned = pl.scan_csv(files, infer_schema=False).select(*USED, *motifs)
    for batch in scanned.collect_batches(chunk_size=BATCH, maintain_order=False):
        contacts = batch.with_row_index("row")
        yield contacts, _boxes(contacts) if shape == "one_hot" else _listed(contacts, shape)


def _boxes(contacts: pl.DataFrame) -> pl.DataFrame:
    odd = [pl.col(name).is_in(["0", "1"]).not_().any().alias(name) for name in BOXES]
    if any(contacts.select(odd).row(0)):
        raise SystemExit("a box holds something else than 0 and 1")
    ticked = [
        contacts.lazy().filter(pl.col(name) == "1").select("row", pl.lit(name).alias("label"), place="lieu")
        for name in BOXES
    ]
    return pl.concat(ticked).collect()


def _listed(contacts: pl.DataFrame, shape: str) -> pl.DataFrame:
    motifs = pl.col("motifs") if shape == "json_lines" else pl.col("motifs").str.split(";")
    long = contacts.lazy().select("row", label=motifs, place="lieu").explode("label")
    return long.with_columns(pl.col("label").str.strip_chars()).filter(pl.col("label") != "").collect()


def _by_contact(records: pl.DataFrame) -> Pair:
    """One row a contact: the first of its records; all their reasons."""
    first = records.lazy().group_by("case_no").agg(pl.first(*USED[1:])).collect().with_row_index("row")
    long = (
        records.lazy()
        .filter(pl.col("motif").is_not_null())
        .select("case_no", label="motif", place="lieu")
        .join(first.lazy().select("case_no", "row"), on="case_no")
        .select("row", "label", "place")
        .collect()
    )
    return first, long


# ---------------------------------------------------------------- meaning


@dataclass
class Script:
    """The tables that values are joined to, and what is gathered over the batches."""

    source_id: str
    key: bytes
    decisions: dict[tuple[str, str], lookups.Decided]
    is_beside: bool
    target: Path
    values: list[pl.DataFrame] = field(default_factory=list)
    seen: list[pl.Series] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = lookups.reasons(self.decisions, self.is_beside)
        ranked = sorted(known, key=lambda one: (lookups.STRENGTH.index(one.basis_code), one.decision_id, one.fit_code))
        pairs = sorted({(one.reason_code, one.setting_code) for one in known})
        codes = sorted({one.reason_code for one in known})
        self.reasons = pl.DataFrame(
            {
                "label": [one.label for one in ranked],
                "place": [one.place for one in ranked],
                "pair": pl.Series([pairs.index((one.reason_code, one.setting_code)) for one in ranked], dtype=pl.UInt8),
                "reason": pl.Series([codes.index(one.reason_code) for one in ranked], dtype=pl.UInt8),
                "rank": pl.Series(range(len(ranked)), dtype=pl.UInt8),
                "is_setting_conflict": [one.is_conflict for one in ranked],
            }
        )
        self.of_pair = pl.DataFrame(
            {
                "pair": pl.Series(range(len(pairs)), dtype=pl.UInt8),
                "reason_code": _listed_codes([pair[0] for pair in pairs]),
                "setting_code": _listed_codes([pair[1] for pair in pairs]),
            }
        )
        self.of_rank = pl.DataFrame(
            {
                "rank": pl.Series(range(len(ranked)), dtype=pl.UInt8),
                "setting_basis_code": _listed_codes([one.basis_code for one in ranked]),
                "fit_code": _listed_codes([one.fit_code for one in ranked]),
                "decision_id": _listed_codes([one.decision_id for one in ranked]),
            }
        )
        ages = lookups.ages(self.decisions)
        self.years = {text: answer[0] for text, answer in ages.items()}
        self.bands = {text: answer[1] for text, answer in ages.items()}
        self.populations = {text: answer[2] for text, answer in ages.items()}

    def take(self, contacts: pl.DataFrame, long: pl.DataFrame) -> None:
        """One batch: decide, write, count."""
        day = contacts["date_appel"].str.to_date("%d/%m/%Y", strict=False)
        if day.null_count():
            raise SystemExit(f"{day.null_count()} records have no date of the declared form")
        ids = pl.Series(lookups.pseudonyms(self.key, contacts["case_no"].to_list()))
        self.seen.append(ids.hash(seed=1))
        contacts = contacts.with_columns(contact_id=ids, contact_date=day, year=day.dt.year())
        nothing = [
            value for (name, value), one in self.decisions.items() if name == "reason" and one.outcome != "mapped"
        ]
        recorded = long.filter(pl.col("label").is_in(nothing).not_()) if nothing else long
        decided = recorded.lazy().join(self.reasons.lazy(), on=("label", "place"), nulls_equal=True).collect()
        self._write("contact", self._contacts(contacts, recorded, decided))
        self._write("contact_reason", self._reasons(contacts, decided))
        self._count(contacts, long)

    def _contacts(self, contacts: pl.DataFrame, recorded: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
        n_recorded = recorded.lazy().group_by("row").agg(n_reasons_recorded=pl.len().cast(pl.Int32))
        distinct = decided.lazy().group_by("row").agg(n_reasons=pl.col("reason").n_unique().cast(pl.Int32))
        return (
            contacts.lazy()
            .join(distinct, on="row", how="left")
            .join(n_recorded, on="row", how="left")
            .select(
                "contact_id",
                pl.lit(self.source_id).alias("source_id"),
                "contact_date",
                pl.col("year").alias("contact_year"),
                *(self._coded(name).alias(f"{name}_code") for name in ("contact_type", "channel", "gender")),
                pl.col("age").replace_strict(self.years, default=None, return_dtype=pl.Int16).alias("age_years"),
                _codes(pl.col("age"), self.bands).alias("age_band_code"),
                _codes(pl.col("age"), self.populations).alias("population_code"),
                pl.col("n_reasons").fill_null(0),
                pl.col("n_reasons_recorded").fill_null(0),
            )
            .collect()
        )

    def _coded(self, name: str) -> pl.Expr:
        return _codes(pl.col(FIELDS[name]), lookups.codes_of(self.decisions, name))

    def _reasons(self, contacts: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
        """One row a contact, reason and setting; of several labels that say the same, the one with the strongest basis."""
        strongest = (
            decided.lazy()
            .group_by("row", "pair")
            .agg(pl.col("rank").min(), pl.col("is_setting_conflict").any(), n_source_values=pl.len().cast(pl.Int32))
        )
        return (
            strongest.join(self.of_pair.lazy(), on="pair")
            .join(self.of_rank.lazy(), on="rank")
            .join(contacts.lazy().select("row", "contact_id", "year"), on="row")
            .select(
                "contact_id",
                pl.lit(self.source_id).alias("source_id"),
                pl.col("year").alias("contact_year"),
                "reason_code",
                "setting_code",
                "setting_basis_code",
                "is_setting_conflict",
                "n_source_values",
                "fit_code",
                "decision_id",
            )
            .collect()
        )

    def _count(self, contacts: pl.DataFrame, long: pl.DataFrame) -> None:
        """How often each value stands in a year, and in how many contacts."""
        columns = dict(FIELDS) if self.is_beside else {**FIELDS, "setting": "lieu"}
        counted = [
            contacts.lazy()
            .group_by("year", value=column)
            .agg(n_values=pl.len(), n_contacts=pl.len())
            .with_columns(field=pl.lit(name))
            for name, column in columns.items()
        ]
        dated = long.lazy().join(contacts.lazy().select("row", "year"), on="row")
        for name, column in (("reason", "label"), *((("setting", "place"),) if self.is_beside else ())):
            once = dated.group_by("year", "row", value=column).agg(n=pl.len())
            counted.append(
                once.group_by("year", "value")
                .agg(n_values=pl.col("n").sum(), n_contacts=pl.len())
                .with_columns(field=pl.lit(name))
            )
        order = ("field", "year", "value", "n_values", "n_contacts")
        tables = pl.collect_all([one.filter(pl.col("value").is_not_null()).select(order) for one in counted])
        self.values.append(pl.concat(tables))

    # ------------------------------------------------------------ writing

    def _write(self, name: str, table: pl.DataFrame) -> None:
        table.write_parquet(self.target / name / f"{len(self.seen):04d}.parquet", mkdir=True)

    def finish(self) -> None:
        """Check the ids, write the table of values."""
        seen = pl.concat(self.seen)
        if seen.n_unique() != seen.len():
            raise SystemExit("ids repeat")
        total = pl.concat(self.values).group_by("field", "year", "value").agg(pl.col("n_values", "n_contacts").sum())
        rows = [
            (self.source_id, year, name, value, *lookups.outcome_of(self.decisions, name, value), n_values, n_contacts)
            for name, year, value, n_values, n_contacts in total.sort("field", "year", "value").iter_rows()
        ]
        names = (
            "source_id",
            "contact_year",
            "field",
            "source_value",
            "outcome_code",
            "codes",
            "n_values",
            "n_contacts",
        )
        values = pl.DataFrame(rows, schema=names, orient="row")
        values.write_parquet(self.target / "source_value" / "0001.parquet", mkdir=True)


def _codes(column: pl.Expr, known: dict[str, str]) -> pl.Expr:
    codes = pl.Enum(sorted({*known.values(), lookups.UNKNOWN}))
    return column.replace_strict(known, default=lookups.UNKNOWN, return_dtype=codes)


def _listed_codes(codes: list[str]) -> pl.Series:
    return pl.Series(codes, dtype=pl.Enum(sorted(set(codes))))


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
