"""Ready formats under `mappings/_exports/`: each reads what its system exports, and says what a helpline must add.

The folders beside them are examples: invented rows as the system writes them, `export.yaml` that is `like` the shared
format, decisions, and `expected.csv`, written by hand from the rows. The examples' workbooks are written by
`python -m tests.shared_workbooks`.
"""

from __future__ import annotations

import csv
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.mapping.folder import read_mapping
from schemas.text.fold import fold
from schemas.vocabulary.code import load_codes
from tests.conftest import ROOT
from tests.shared_workbooks import WORKBOOKS, write_workbooks
from tests.tiny_source import HEADER, SOURCE, SOURCE_ID, TinySource

SHARED = ROOT / "mappings" / "_exports"
PAGE = ROOT / "docs" / "shared_exports.md"
OF_THEIR_OWN_TESTS = {"aselo"}
EXAMPLES = sorted(path.parent.name for path in SHARED.glob("*/export.yaml"))
FORMATS = sorted({path.stem for path in SHARED.glob("*.yaml")} - OF_THEIR_OWN_TESTS)

TO_SAY = {
    "commcare": {"fields", "reasons"},
    "commcare_workbook": {"fields", "reasons"},
    "dhis2_aggregate": set(),
    "dhis2_aggregate_csv": set(),
    "dhis2_events": {"fields", "reasons"},
    "dhis2_events_csv": {"fields", "reasons"},
    "icarol": {"reasons"},
    "icarol_needs": set(),
    "kobo": {"fields", "reasons"},
    "kobo_json": {"fields", "reasons"},
    "openchs": set(),
    "openchs_places": {"fields"},
    "primero": {"fields"},
    "primero_workbook": {"date", "fields", "reasons"},
    "rapidpro": {"reasons"},
    "rapidpro_workbook": {"reasons"},
    "redcap": {"date", "fields", "reasons"},
    "redcap_labels": {"date", "fields", "reasons"},
    "redcap_repeating": {"date", "fields", "reasons"},
}
"""What a mapping that is `like` a shared format has to say itself: it does not load without."""

FATES = {
    "commcare": (5, 5, 0),
    "dhis2": (9, 9, 0),
    "dhis2_aggregate": (8, 7, 1),
    "icarol": (11, 11, 0),
    "kobo": (5, 5, 0),
    "openchs": (6, 6, 0),
    "primero": (8, 8, 0),
    "rapidpro": (6, 5, 1),
    "redcap": (16, 12, 4),
}
"""Records of an example, those used, those left out; none is rejected or replaced."""

CONTACTS = """
    select
        cast(contact_date as varchar) as day, contact_type_code as contact_type, channel_code as channel,
        gender_code as gender, coalesce(cast(age_years as varchar), age_band_code) as age,
        coalesce((
            select string_agg(r.reason_code || '@' || r.setting_code, ' ' order by r.reason_code, r.setting_code)
            from contact_reason as r where r.contact_id = c.contact_id
        ), '') as reasons
    from contact as c order by day"""
COUNTS = """
    select
        cast(period_start as varchar) as "from", cast(period_end as varchar) as "to",
        reason_code || '@' || setting_code as reason, gender_code as gender, age_band_code as age,
        cast(n_contacts as varchar) as n
    from reported_count order by all"""


def write_source(folder: Path, export: str, decisions: str = "", source: str = SOURCE) -> TinySource:
    """A source whose mapping can be `like` every shared format."""
    tiny = TinySource.write(folder, export, decisions, source)
    (folder / "mappings" / "_exports").mkdir(exist_ok=True)
    for path in SHARED.glob("*.yaml"):
        shutil.copy(path, folder / "mappings" / "_exports")
    return tiny


def ingest_example(name: str, folder: Path) -> TinySource:
    """One example, from its files to the lake; its formats arrive one after the other, as a helpline changes systems."""
    texts = {part: (SHARED / name / part).read_text(encoding="utf-8") for part in ("export.yaml", "source.yaml")}
    decisions = (SHARED / name / "decisions.csv").read_text(encoding="utf-8").removeprefix(HEADER)
    source = write_source(folder, texts["export.yaml"], decisions, texts["source.yaml"])
    for part in sorted((SHARED / name / "example").iterdir()):
        if part.is_dir():
            shutil.copytree(part, source.inbox / part.name)
        else:
            shutil.copy(part, source.inbox)
        source.ingest()
    return source


def expected_rows(name: str) -> list[dict[str, str]]:
    """What was expected by hand."""
    with (SHARED / name / "expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_text(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Rows as a CSV file has them: what is never asked is empty."""
    return [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]


# ---------------------------------------------------------------- the examples


@pytest.fixture(scope="module", params=EXAMPLES)
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, TinySource]:
    """An example and what it gave, for tests that only look at it."""
    return request.param, ingest_example(request.param, tmp_path_factory.mktemp(request.param))


def test_an_example_gives_what_was_expected_by_hand(example: tuple[str, TinySource]) -> None:
    name, source = example
    expected = expected_rows(name)
    query = COUNTS if "n" in expected[0] else CONTACTS
    assert as_text(source.rows(query)) == expected
    assert source.query("select field, source_value from source_value where outcome_code = 'unmapped'") == []
    fates = "select sum(n_rows), sum(n_rows_used), sum(n_ignored), sum(n_superseded), sum(n_rejected) from delivery"
    assert source.query(fates) == [(*FATES[name], 0, 0)]
    assert (
        source.query(
            "select finding_code, sentence from lake_finding where state_code <> 'pass' "
            "and finding_code not in ('repeated_counts', 'thin_month')"
        )
        == []
    )  # offices of one network add up; of the aggregates there are a month and a year, and none between


def test_every_decision_of_an_example_is_used(example: tuple[str, TinySource]) -> None:
    """An example is copied: what stands in it and never fires would be copied too."""
    _, source = example
    used = {(field, fold(value)) for field, value in source.query("select field, source_value from source_value")}
    mapping = source.run().registry.sources[SOURCE_ID]
    assert [one.source_value for one in mapping.decisions if (one.field, one.folded) not in used] == []


def test_attributes_of_the_examples(tmp_path: Path) -> None:
    """Fields with several answers: codes in brackets, labels with bars between them, codes with blanks."""
    found = {}
    for name in ("commcare", "kobo", "primero"):
        source = ingest_example(name, tmp_path / name)
        query = (
            "select cast(contact_date as varchar), string_agg(value_code, ' ' order by value_code) "
            "from contact join contact_attribute using (contact_id) where value_code <> 'unknown' group by 1 order by 1"
        )
        found[name] = source.query(query)
    assert found == {
        "commcare": [("2024-03-25", "social_network.tiktok"), ("2024-04-25", "social_network.tiktok")],
        "kobo": [("2024-03-05", "messaging.whatsapp social_network.tiktok"), ("2024-04-02", "social_network.tiktok")],
        "primero": [
            ("2024-03-18", "partner"),
            ("2024-03-19", "caregiver.parent relative"),
            ("2024-05-06", "caregiver.parent partner"),
        ],
    }


def test_a_later_export_of_redcap_corrects_an_earlier_one(tmp_path: Path) -> None:
    """The time in the name says which is newer, though it was received first."""
    export = "like: redcap\ndate: {column: day, format: iso}\nfields: {channel: how}\nreasons: {ticked: c___}\n"
    source = write_source(tmp_path, export)
    source.put("P_DATA_2024-04-01_1700.csv", "record_id,day,how,c___1,c___2\n1,2024-03-02,x,0,1\n")
    source.ingest()
    source.put("P_DATA_2024-04-01_0900.csv", "record_id,day,how,c___1,c___2\n1,2024-03-01,x,1,0\n2,2024-03-01,x,1,0\n")
    source.ingest()
    values = source.query("select source_value, n_values from source_value where field = 'reason' order by all")
    assert values == [("c___1", 1), ("c___2", 1)]


# ---------------------------------------------------------------- what a shared format says, and what it leaves


def test_every_shared_format_has_an_example_and_a_place_on_the_page() -> None:
    used = {
        document["like"]
        for name in EXAMPLES
        for document in yaml.safe_load_all((SHARED / name / "export.yaml").read_text(encoding="utf-8"))
    }
    assert set(FORMATS) - used == set()
    assert set(FORMATS) == set(TO_SAY)
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in FORMATS if f"`{name}`" not in page] == []
    assert [name for name in EXAMPLES if f"_exports/{name}/" not in page] == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_shared_format_begins_with_what_it_is_for(name: str) -> None:
    lines = (SHARED / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    head = "\n".join(line for line in lines[: next(n for n, line in enumerate(lines) if not line.startswith("#"))])
    assert re.search(r"^# (To say: |Nothing has to be said)", head, re.MULTILINE)


@pytest.mark.parametrize("name", FORMATS)
def test_a_mapping_says_what_the_shared_format_leaves_to_it(name: str, tmp_path: Path) -> None:
    """Left unsaid it does not load, and the message names the key; said, it loads."""
    own = {
        "date": "date: {column: day, format: iso}\n",
        "fields": "fields: {channel: how}\n",
        "reasons": "reasons: {cell: why}\n",
    }
    said = "".join(own[key] for key in sorted(TO_SAY[name]))
    assert problems_of(f"like: {name}\n{said}", tmp_path / "said") == []
    for key in TO_SAY[name]:
        rest = "".join(own[other] for other in sorted(TO_SAY[name] - {key}))
        complaints = problems_of(f"like: {name}\n{rest}", tmp_path / key)
        assert len(complaints) == 1, complaints
        assert key in complaints[0]


def problems_of(export: str, folder: Path) -> list[str]:
    """What is wrong with a mapping of that export."""
    write_source(folder, export)
    mappings = folder / "mappings"
    return [str(one) for one in read_mapping(mappings / SOURCE_ID, mappings / "_exports", load_codes(), "x").problems]


def test_a_box_of_an_answer_that_nobody_foresaw_stays_visible(tmp_path: Path) -> None:
    """CommCare's `extra` column, Kobo's `other`: nothing that a child said goes in silence."""
    export = 'like: commcare\nfields: {channel: how}\nreasons: {ticked: "q | ", gives: rest, no: ["---", "0"]}\n'
    source = write_source(tmp_path, export)
    source.put("Forms.csv", "formid,started_time,how,q | a,q | extra\nf1,2024-03-01 08:00:00,x,---,b c\n")
    source.ingest()
    values = source.query("select field, source_value, outcome_code from source_value order by all")
    assert values == [("channel", "x", "unmapped"), ("reason", "extra=b c", "unmapped")]


def test_the_workbooks_of_the_examples_are_written_here(tmp_path: Path) -> None:
    """What stands in the repository as a binary file can be read as text in `shared_workbooks`."""
    write_workbooks(tmp_path)
    for name in WORKBOOKS:
        assert sheets_of(SHARED / name) == sheets_of(tmp_path / name)


def sheets_of(path: Path) -> dict[str, bytes]:
    """The parts of a workbook that hold cells."""
    with zipfile.ZipFile(path) as book:
        parts = [name for name in book.namelist() if "worksheets/sheet" in name or "sharedStrings" in name]
        return {name: book.read(name) for name in parts}
