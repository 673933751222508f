"""Texts of a whole column at once: every distinct value is looked at once, however many rows hold it.

Belongs here: that one trick, for labels, names of cells, symbols and marks of formulas. Does not belong here: any
meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

BETWEEN, NOTHING = "\x1f", "\x1e"

Texts = tuple[str | None, ...]


def map_texts(columns: Sequence[pa.ChunkedArray], function: Callable[[Texts], str | None]) -> pa.Array:
    """What the function makes of the cells of each row; called once for each combination that occurs."""
    if len(columns) == 1:
        codes = _encode(pc.cast(columns[0], pa.string()))
        made = [function((text,)) for text in codes.dictionary.to_pylist()]
        return pa.array(made, pa.string()).take(codes.indices)
    texts = [pc.fill_null(pc.cast(column, pa.string()), NOTHING) for column in columns]
    codes = _encode(pc.binary_join_element_wise(*texts, BETWEEN))
    made = [function(_split(one)) for one in codes.dictionary.to_pylist()]
    return pa.array(made, pa.string()).take(codes.indices)


def join_named(first: pa.ChunkedArray, parts: Mapping[str, pa.ChunkedArray], left_out: Mapping[str, str]) -> pa.Array:
    """`first:name=text:name=text` of each row: parts that are NULL, or say what goes without saying, are left out."""
    nothing = pa.scalar("", pa.string())
    joined = [pc.cast(first, pa.string())]
    for name, column in parts.items():
        texts = pc.cast(column, pa.string())
        if name in left_out:
            texts = pc.if_else(pc.equal(texts, left_out[name]), pa.scalar(None, pa.string()), texts)
        said = pc.binary_join_element_wise(pa.scalar(f":{name}="), texts, nothing, null_handling="emit_null")
        joined.append(pc.fill_null(said, nothing))
    return _whole(pc.binary_join_element_wise(*joined, nothing))


def _encode(texts: pa.ChunkedArray | pa.Array) -> pa.DictionaryArray:
    return _whole(_whole(texts).dictionary_encode(null_encoding="encode"))


def _whole(texts: pa.ChunkedArray | pa.Array) -> pa.Array:
    return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts


def _split(joined: str) -> Texts:
    return tuple(None if part == NOTHING else part for part in joined.split(BETWEEN))
