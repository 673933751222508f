"""A file of which landing lets go behind itself lands whole."""

from __future__ import annotations

from pathlib import Path

from warehouse.land.bytes import KEPT_BEHIND
from warehouse.land.delivery import FileFormat, list_deliveries
from warehouse.land.step import land
from warehouse.store.run import silent


def test_a_large_file_lands_whole(tmp_path: Path) -> None:
    content = b"".join(b"%d;2024-01-02;abuse\n" % number for number in range(KEPT_BEHIND // 8))
    sent = tmp_path / "inbox" / "contacts_2024.csv"
    sent.parent.mkdir()
    sent.write_bytes(content)
    land(tmp_path / "landing", "demo", str(sent.parent), (FileFormat("contacts", "contacts_*.csv"),), (), silent)
    [delivery] = list_deliveries(tmp_path / "landing")
    assert len(content) > 2 * KEPT_BEHIND
    assert (delivery / sent.name).read_bytes() == sent.read_bytes() == content
