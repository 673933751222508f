"""Names of figures that are spelled for a whole column are those that `FigureName` spells for a row."""

from __future__ import annotations

import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.figure_name import STATISTIC, FigureName, key_names
from warehouse.publish.public.blocks import BLOCK
from warehouse.publish.public.figures import cells_of, names_of

ROWS = [
    {"statistic_code": "t4.ocsea_wide_of_violence", "network_code": "a", "year": 2024, "panel_code": "all"},
    {"statistic_code": "t4.ocsea_wide_of_violence", "network_code": "a", "year": 2024, "panel_code": "able"},
    {
        "statistic_code": "t2.code",
        "framework": "CHI_V3",
        "year": 2023,
        "framework_code": "all",
        "panel_code": "matched",
    },
    {"statistic_code": "t5.profile", "attribute_code": "barrier", "value_code": "", "region_code": "EU", "year": 1},
]


def rows_of(rows: list[dict[str, object]]) -> pa.Table:
    schema = load_tables()["network_statistics"].arrow_schema()
    kept = pa.schema([schema.field(name) for name in (STATISTIC, *key_names())])
    return pa.Table.from_pylist(rows, schema=kept)


def test_a_column_of_names_is_the_names_of_its_rows() -> None:
    assert cells_of(rows_of(ROWS)).to_pylist() == [str(FigureName.of(row)) for row in ROWS]


def test_a_block_has_the_name_of_its_figures_without_what_tells_them_apart() -> None:
    bare = [{name: value for name, value in row.items() if name in BLOCK} for row in ROWS]
    assert names_of(rows_of(ROWS), BLOCK).to_pylist() == [str(FigureName.of(row)) for row in bare]


def test_no_rows_have_no_names() -> None:
    assert cells_of(rows_of([])).to_pylist() == []
