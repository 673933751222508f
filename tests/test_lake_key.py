"""Two first runs at once: a lake is made under one key, whoever comes first, and nobody is told of a file that is not there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from warehouse.store.durable import read_json
from warehouse.store.key import Key, KeyFileError, guard_lake_key
from warehouse.store.layout import Layout

SAME = Key(bytes(32)), Key(bytes(32))
DIFFERENT = Key(bytes(32)), Key(bytes([1]) * 32)


def guard_at_once(keys: tuple[Key, Key], layout: Layout) -> list[str]:
    """What two runs that begin in the same instant are told: the name of the error, or nothing."""
    barrier = Barrier(len(keys))

    def begin(key: Key) -> str:
        barrier.wait()
        try:
            guard_lake_key(key, layout)
        except Exception as error:
            return type(error).__name__
        return ""

    with ThreadPoolExecutor(len(keys)) as pool:
        return sorted(pool.map(begin, keys))


@pytest.mark.parametrize(("keys", "told"), [(SAME, ["", ""]), (DIFFERENT, ["", KeyFileError.__name__])])
def test_of_two_first_runs_one_makes_the_lake(tmp_path: Path, keys: tuple[Key, Key], told: list[str]) -> None:
    for number in range(40):
        layout = Layout(tmp_path / str(number))

        assert guard_at_once(keys, layout) == told
        assert read_json(layout.key_check)["key_check"] in {key.check() for key in keys}
        assert [path.name for path in layout.lake.iterdir()] == [layout.key_check.name]
