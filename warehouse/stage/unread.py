"""Columns of a file that nobody reads: each is said by name, and those that look like answers are a warning.

Belongs here: which columns those are, and how they look. Does not belong here: reading the file (`read.table`), or the
columns that the mapping reads (`stage.query`). Cells are looked at, never told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from schemas.constructs.base import quoted
from schemas.finding import Finding, State, spell_part
from schemas.mapping.export import Export
from schemas.text.fold import fold
from schemas.text.paths import split_path
from schemas.text.shape import FEWEST_SHOWN
from schemas.vocabulary.boxes import MINUS_ONE_FOR_YES, NO, YES
from warehouse.read.csv.beside import MOST_CELLS, MOST_RECORDS
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.stage.open import OpenDelivery
from warehouse.store.engine import only_row

MOST_NAMED = 200
MOST_SPELLINGS = 12
"""Yes, no and a blank in a few spellings; a column with more different cells holds something else."""
LONGEST_NAME = 60
NUMBER = re.compile(r"\d+")
EDGE = re.compile(r"\W+$|_+$")
"""What stands between the name of a block and that of a box."""
WARN: State = "warn"
PASS: State = "pass"
STATES: dict[str, State] = {"unread": "pass", "no_id": "pass", "boxes": "warn", "numbers": "warn"}
"""The kinds of columns that nobody reads, as the finding on them has them for its forms, and the state of each."""


def find_unread(
    connection: duckdb.DuckDBPyConnection, whole: Staged, source_id: str, export: Export, opened: OpenDelivery
) -> list[Finding]:
    """One finding that names every column which is not read; one more, a warning, on those that look like answers; and
    one on cells that stand under no name.
    """
    findings = find_nameless(connection, whole, source_id, opened.nameless)
    findings += _find_rare_keys(opened, source_id, whole)
    if not opened.undeclared:
        return findings
    boxes = [*_beside_a_block(export, opened), *_under_a_number(export, opened), *_boxes_by_content(connection, opened)]
    boxes = [name for name in opened.undeclared if name in boxes]
    others = [name for name in opened.undeclared if name not in boxes]
    plain = "unread" if whole.identity_code == "own_id" else "no_id"
    n_columns = len(opened.header) or len(opened.record.header) + len(opened.undeclared)
    return findings + say_columns(whole, source_id, n_columns, {"boxes": boxes, plain: others})


def _find_rare_keys(opened: OpenDelivery, source_id: str, whole: Staged) -> list[Finding]:
    """Boxes under keys of few documents, and in a file of few documents all keys that nobody reads. A key may be a
    person's name, so that only the object is told in which they stand.
    """
    boxes = [name for name, kind in opened.untold.items() if kind.are_boxes]
    others = [name for name in opened.untold if name not in boxes] if opened.n_records < FEWEST_SHOWN else []
    n_keys = len(opened.record.header) + len(opened.beside) + len(opened.untold)
    return [
        find_share("new_column", state, source_id, whole, len(names), n_keys, form, {"places": spell_places(names)})
        for form, state, names in (("rare_boxes", WARN, boxes), ("rare", PASS, others))
        if names
    ]


def spell_places(names: Sequence[str]) -> str:
    """In which objects keys stand that are not named: `2 in reasons; 1 of a record itself`."""
    above = Counter(".".join(split_path(name)[:-1]) for name in names)
    parts = (
        spell_part("new_column", "of_object" if path else "of_record", {"n": n, "path": path})
        for path, n in above.items()
    )
    return "; ".join(parts)


def say_columns(whole: Staged, source_id: str, n_columns: int, kinds: Mapping[str, Sequence[str]]) -> list[Finding]:
    """A finding on each of the `kinds` of columns that are not read, of the `n_columns` of the file, if it has any."""
    return [
        Finding.of(
            "new_column",
            STATES[form],
            form=form,
            facts={"columns": _name_all(names)},
            source_id=source_id,
            delivery_id=whole.delivery_id,
            file_name=whole.file_name,
            numerator=len(names),
            denominator=n_columns,
        )
        for form, names in kinds.items()
        if names
    ]


def find_nameless(connection: duckdb.DuckDBPyConnection, whole: Staged, source_id: str, nameless: str) -> list[Finding]:
    """Cells beyond the last named column, or between named ones: perhaps an answer that holds the separator, or counts
    whose heading lacks. `nameless`: as `CsvRead.nameless`.
    """
    if not nameless:
        return []
    n_filled, n_records = only_row(connection, nameless)
    if not n_filled:
        return []
    return [find_share("nameless_cells", "warn", source_id, whole, n_filled, n_records)]


def _name_all(names: Sequence[str]) -> str:
    named = [repr(name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "…") for name in names[:MOST_NAMED]]
    more = [spell_part("new_column", "more", {"n_more": len(names) - MOST_NAMED})] if len(names) > MOST_NAMED else []
    return ", ".join([*named, *more])


def _beside_a_block(export: Export, opened: OpenDelivery) -> list[str]:
    """Columns that begin as the boxes of a block do, behind another mark: a box under another spelling, or a question
    that belongs to the block. The name of the block alone is none: systems write all answers there once more.
    """
    blocks = {block for prefix in export.prefixes() if (block := EDGE.sub("", fold(prefix)))}
    return [name for name in opened.undeclared if any(_goes_on(fold(name), block) for block in blocks)]


def _under_a_number(export: Export, opened: OpenDelivery) -> list[str]:
    """Columns that differ in a number only from two and more that are read: a fourth reason, where three were asked."""
    read = Counter(NUMBER.sub("#", fold(name)) for name in export.columns() if NUMBER.search(name))
    return [name for name in opened.undeclared if read[NUMBER.sub("#", fold(name))] > 1]


def _goes_on(name: str, block: str) -> bool:
    rest = name.removeprefix(block)
    return len(rest) < len(name) and rest != "" and not rest[0].isalnum()


def _boxes_by_content(connection: duckdb.DuckDBPyConnection, opened: OpenDelivery) -> list[str]:
    """Columns that hold nothing but yes and no, in one of the languages of the vocabulary."""
    if opened.beside:
        return [name for name in opened.undeclared if opened.beside[name].are_boxes]
    names = [name for name in opened.undeclared if opened.header.count(name) == 1]
    is_there = set(names) <= set(opened.record.header)
    relation = f"select * from {opened.relation}" if is_there else opened.others
    if not relation or not names:
        return []
    columns = ", ".join(map(quoted, names))
    n_rows = max(1, min(MOST_RECORDS, MOST_CELLS // len(names)))
    looked_at = connection.sql(f"select {columns} from ({relation}) limit {n_rows}").to_arrow_table()
    return [name for name, cells in zip(names, looked_at.columns, strict=True) if _are_boxes(pc.unique(cells))]


def _are_boxes(values: pa.Array) -> bool:
    if len(values) > MOST_SPELLINGS:
        return False
    words = {fold(value) for value in values.to_pylist() if value} - {""}
    return bool(words) and (words <= YES | NO or words == MINUS_ONE_FOR_YES)
