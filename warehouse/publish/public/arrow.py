"""Texts of a whole column at once: every distinct value is looked at once, however many rows hold it.

Belongs here: that one trick, for labels, names of cells, symbols and marks of formulas. Does not belong here: any
meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

BETWEEN, NOTHING = "\x1f", "\x1e"

Texts = tuple[str | None, ...]


def map_texts(columns: Sequence[pa.ChunkedArray], function: Callable[[Texts], str | None]) -> pa.Array:
    """What the function makes of the cells of each row; called once for each combination that occurs."""
    texts = [pc.fill_null(pc.cast(column, pa.string()), NOTHING) for column in columns]
    joined = pc.binary_join_element_wise(*texts, BETWEEN) if len(texts) > 1 else texts[0]
    codes = (
        joined.combine_chunks().dictionary_encode()
        if isinstance(joined, pa.ChunkedArray)
        else joined.dictionary_encode()
    )
    if isinstance(codes, pa.ChunkedArray):
        codes = codes.combine_chunks()
    made = [function(_split(one)) for one in codes.dictionary.to_pylist()]
    return pa.array(made, pa.string()).take(codes.indices)


def _split(joined: str) -> Texts:
    return tuple(None if part == NOTHING else part for part in joined.split(BETWEEN))
