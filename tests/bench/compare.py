"""Did two candidates do the same work? What they wrote, counted and digested whatever its order.

Belongs here: the columns that are compared, and the digest. Does not belong here: running a candidate.

`decision_id` and `delivery_id` are left out: scripts have no such ids, and name what stands in their place as they
like.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

COLUMNS = {
    "contact": (
        "contact_id",
        "source_id",
        "contact_date",
        "contact_year",
        "contact_type_code",
        "channel_code",
        "gender_code",
        "age_years",
        "age_band_code",
        "population_code",
        "n_reasons",
        "n_reasons_recorded",
    ),
    "contact_reason": (
        "contact_id",
        "source_id",
        "contact_year",
        "reason_code",
        "setting_code",
        "setting_basis_code",
        "is_setting_conflict",
        "n_source_values",
        "fit_code",
    ),
    "source_value": (
        "source_id",
        "contact_year",
        "field",
        "source_value",
        "outcome_code",
        "codes",
        "n_values",
        "n_contacts",
    ),
}


def digests(folder: Path) -> dict[str, list[str]]:
    """By table: number of rows, and the sum of a hash of each row, so that order and cut into files do not matter.

    `folder/<table>/*.parquet`, the form of the lake of a source and of what the scripts write.
    """
    import duckdb

    found = {}
    with duckdb.connect(":memory:", config={"memory_limit": "1GB"}) as connection:
        for table, columns in COLUMNS.items():
            texts = ", ".join(f"coalesce({_text(column)}, '')" for column in columns)
            query = f"select count(*), sum(cast(hash(concat_ws(chr(31), {texts})) as hugeint)) from read_parquet($1)"
            [(n_rows, total)] = connection.execute(query, [str(folder / table / "*.parquet")]).fetchall()
            found[table] = [str(n_rows), str(total)]
    return found


def _text(column: str) -> str:
    """SQL for a cell as text. A pseudonym is 16 bytes in the lake and hex in what the scripts write."""
    text = f"cast({column} as varchar)"
    return f"replace({text}, '-', '')" if column == "contact_id" else text


def first_difference(one: Path, other: Path, table: str) -> list[tuple[str, ...]]:
    """Up to three rows of each that the other has not, for whoever looks for the reason: invented rows only."""
    import duckdb

    columns = ", ".join(f"{_text(column)} as {column}" for column in COLUMNS[table])
    spelled = f"(select {columns} from read_parquet($1) except all select {columns} from read_parquet($2)) limit 3"
    paths = [str(folder / table / "*.parquet") for folder in (one, other)]
    with duckdb.connect(":memory:", config={"memory_limit": "1GB"}) as connection:
        rows = connection.execute(f"select 'only first', * from {spelled}", paths).fetchall()
        return rows + connection.execute(f"select 'only second', * from {spelled}", paths[::-1]).fetchall()


def main() -> None:
    """Print the digests of a folder, or where two folders differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--other", type=Path)
    given = parser.parse_args()
    if given.other is None:
        print(json.dumps(digests(given.folder)))
        return
    for table in COLUMNS:
        for row in first_difference(given.folder, given.other, table):
            print(table, *row, sep=" | ")


if __name__ == "__main__":
    main()
