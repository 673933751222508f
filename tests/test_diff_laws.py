"""What holds of any two states of mappings that are compared."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.diff.decisions import compare_decisions
from pipelines.diff.mappings import flatten
from pipelines.diff.meaning import Meaning, Stated

MEANINGS = st.builds(Meaning, st.sampled_from(["mapped", "missing"]), st.sampled_from(["", "a", "b"]))
STATES = st.lists(
    st.builds(Stated, st.just("s"), st.just("reason"), st.sampled_from(["x", "y", "z"]), MEANINGS), max_size=6
)


@given(STATES, STATES)
def test_the_way_back_is_the_way_there_turned_round(old: list[Stated], new: list[Stated]) -> None:
    turned = {"added": "removed", "removed": "added"}
    there = {
        (one.source_value, turned.get(one.kind, one.kind), one.new, one.old) for one in compare_decisions(old, new)
    }
    back = {(one.source_value, one.kind, one.old, one.new) for one in compare_decisions(new, old)}

    assert there == back
    assert compare_decisions(old, list(reversed(old))) == []


LEAVES = st.text(st.characters(categories=["Ll"]), min_size=1, max_size=3)
TREES = st.recursive(LEAVES, lambda inner: st.dictionaries(LEAVES, inner, max_size=3), max_leaves=6)


@given(st.dictionaries(LEAVES, TREES, max_size=4))
def test_every_leaf_of_a_document_has_its_own_key(tree: dict[str, object]) -> None:
    flat = list(flatten(tree))

    assert len(dict(flat)) == len(flat)
    assert len(flat) == str(tree).count("'") // 2 - _n_keys(tree)


def _n_keys(tree: object) -> int:
    return sum(1 + _n_keys(inner) for inner in tree.values()) if isinstance(tree, dict) else 0
