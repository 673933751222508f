"""Writes a public table as CSV and as Parquet.

Belongs here: the two forms, so that equal tables are equal bytes. Does not belong here: the workbook, or any
content. A text that a spreadsheet would run is made text in the CSV file, which people open; Parquet holds it as it
is.
"""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from schemas.text.formula import for_spreadsheet
from warehouse.publish.public.arrow import map_texts
from warehouse.publish.public.table import PublicTable
from warehouse.store.durable import make_restricted_folder, write_restricted

CSV_ENDING, PARQUET_ENDING = ".csv", ".parquet"
ROW_GROUP_SIZE = 122_880


def write_csv(table: PublicTable, folder: Path) -> str:
    """Write the table as CSV (UTF-8, comma, one header, an empty cell where there is nothing); its name."""
    name = table.path + CSV_ENDING
    make_restricted_folder((folder / name).parent)
    shown = table.shown
    content = pa.table({one.name: shown[one.name] if one.is_number else _safe(shown[one.name]) for one in table.fields})
    sink = io.BytesIO()
    options = pacsv.WriteOptions(include_header=False, quoting_style="needed", eol="\n")
    pacsv.write_csv(content.combine_chunks(), sink, options)
    header = ",".join(content.column_names) + "\n"
    write_restricted(folder / name, header + sink.getvalue().decode("utf-8"))
    return name


def write_parquet(table: PublicTable, folder: Path) -> str:
    """Write the table as Parquet; its name. One chunk a column and explicit settings: bytes hang on nothing else."""
    name = table.path + PARQUET_ENDING
    make_restricted_folder((folder / name).parent)
    pq.write_table(
        table.shown,
        folder / name,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        row_group_size=ROW_GROUP_SIZE,
        use_dictionary=True,
        write_statistics=True,
        store_schema=False,
    )
    (folder / name).chmod(0o600)
    return name


def _safe(texts: pa.ChunkedArray) -> pa.Array:
    """Texts that a spreadsheet does not run."""
    return map_texts([texts], lambda cells: None if cells[0] is None else for_spreadsheet(cells[0]))
