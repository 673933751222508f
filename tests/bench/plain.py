"""What nobody can undercut: DuckDB loads the files into one table of text.

Belongs here: that load, strict and with DuckDB's own settings. Does not belong here: anything done with the table.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.bench.measure import work_timed
from tests.bench.parts import SHAPES


def load(shape: str, files: list[str], database: str) -> None:
    """Into the table `export` of a fresh database: a file, or `:memory:`."""
    import duckdb

    with work_timed():
        connection = duckdb.connect(database)
        if shape == "json_lines":
            names = connection.execute("describe from read_json($1, sample_size = 1000)", [files]).fetchall()
            columns = {name: "VARCHAR" for name, *_ in names}
            spelled = f"read_json($1, format = 'newline_delimited', columns = {columns!r})"
        else:
            spelled = "read_csv($1, all_varchar = true, strict_mode = true, header = true, delim = ',', quote = '\"')"
        connection.execute(f"create table export as from {spelled}", [files]).fetchall()
        connection.close()


def main() -> None:
    """Load what is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shape", choices=SHAPES, required=True)
    parser.add_argument("--files", nargs="+", required=True)
    parser.add_argument("--database", type=Path, help="left out: in memory")
    given = parser.parse_args()
    load(given.shape, given.files, str(given.database or ":memory:"))


if __name__ == "__main__":
    main()
