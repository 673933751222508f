"""A bad file in any container gives one typed finding, or each bad record its reject; nothing is told of its content.

Beside the bad files lie good ones, which are used whatever the others are like.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from schemas.finding import finding_kinds
from tests.container_bad_files import SECRET, Bad, list_bad_files
from tests.container_files import READS, good_files, open_container, rows_of
from tests.tiny_source import SOURCE_ID, TinySource
from warehouse.land.delivery import PACK_NAME, list_deliveries, read_manifest
from warehouse.read.rejects import UnreadableError

BAD_FILES = list_bad_files()


@pytest.mark.parametrize("bad", BAD_FILES, ids=[bad.name for bad in BAD_FILES])
def test_a_bad_file_is_held_or_its_bad_record_is_rejected(tmp_path: Path, bad: Bad) -> None:
    with duckdb.connect(config={"memory_limit": "1200MB"}) as connection:
        if bad.finding:
            with pytest.raises(UnreadableError) as caught:
                open_container(connection, tmp_path, READS[bad.container], [bad.make()], ["id"], "sent.file")
            error = caught.value
            assert error.finding_code == bad.finding, error.message
            assert error.next_step == finding_kinds()[bad.finding].next_step
            assert error.message.startswith("sent.file")
            assert SECRET not in str(error)
            assert len(str(error)) < 500
            return
        opened = open_container(connection, tmp_path, READS[bad.container], [bad.make()], ["id", "day"], "sent.file")
        rows = rows_of(connection, opened, ["id"])
    assert (opened.n_records, len(rows)) == (bad.n_records, bad.n_records - 1)
    (reject,) = opened.rejects.to_pylist()
    assert reject["reject_code"] == bad.reject
    assert SECRET not in repr(reject)


FORMAT = """\
files: "*.{container}"
read: {read}
row: contact
id: id
arrives: {{as: additions}}
date: {{column: day, format: iso}}
fields: {{channel: channel, gender: {{never: not asked}}}}
reasons: {{cell: channel}}
"""
DECISIONS = """\
channel,Phone,mapped,voice,,,,,,,,
channel,Chat,mapped,chat,,,,,,,,
reason,Phone,mapped,mental_health.mood,,,,,,,,
reason,Chat,mapped,mental_health.mood,,,,,,,,
"""


@pytest.mark.long
def test_bad_files_in_every_container_stop_no_good_one(tmp_path: Path) -> None:
    formats = [FORMAT.format(container=container, read=json.dumps(read)) for container, read in READS.items()]
    tiny = TinySource.write(tmp_path, "---\n".join(formats), DECISIONS)
    for container in READS:
        for number, content in enumerate(good_files(container)):
            tiny.put(f"good_{number}.{container}", content)
    chosen = {(bad.container, bad.finding): bad for bad in BAD_FILES if bad.finding}
    # The same bytes under another name are the same delivery.
    made = {bad.make(): bad for bad in chosen.values()}
    for content, bad in made.items():
        tiny.put(f"{bad.name}.{bad.container}", content)
    _, staged, harmonised = tiny.ingest()
    # What is shown of a name is only what a pattern spells.
    folders = list_deliveries(tiny.layout.landing_of(SOURCE_ID))
    sent = {folder.name: read_manifest(folder).data_name for folder in folders}
    failed = [one for one in staged.findings if one.state_code == "fail"]
    told = {sent[one.delivery_id or ""]: one.finding_code for one in failed}
    assert told == {f"{bad.name}.{bad.container}": bad.finding for bad in made.values()}
    # All good files hold the same contacts, so that only the last one of them counts; one record has no day.
    used = "select delivery_id from delivery where n_rows_used + n_superseded = 2 and n_rejected = 1"
    good = {f"good_0.{container}" for container in READS if container != "one.json"}
    assert {sent[delivery_id] for (delivery_id,) in tiny.query(used)} == {*good, PACK_NAME}
    assert SECRET not in repr([*staged.findings, *harmonised.findings])
