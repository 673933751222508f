"""What a helpline may send by mistake: each gives one typed finding that says where and what next, and loses nothing.

Beside each bad file lies a good one of the same source, which must land whatever the other is like. No message holds
what stands in a cell.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.base.summary import list_held
from schemas.finding import Finding, finding_kinds
from tests.tiny_source import SOURCE, TinySource, codes_of
from warehouse.store.run import SourceHeldError

EXPORT = """\
files: "good_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: contact
id: id
arrives: {as: additions}
date: {column: day, format: "%d/%m/%Y"}
fields: {channel: channel, gender: gender}
reasons: {cell: reason}
"""
OTHER = EXPORT.replace("good_*", "other_*")
DECISIONS = "channel,Phone,mapped,voice,,,,,,,,\nreason,Grief,mapped,mental_health.mood,,,,,,,,\n"
CAREFUL = SOURCE.replace("rejected: 1, rejected_held: 1,", "rejected: 0, rejected_held: 0.5,")
HEAD = "id;day;channel;gender;reason\n"
SECRET = "Amélie"
GOOD = HEAD + "g1;01/02/2024;Phone;;Grief\n"


def write(tmp_path: Path, name: str, content: str | bytes, export: str = EXPORT) -> TinySource:
    tiny = TinySource.write(tmp_path, export, DECISIONS, CAREFUL)
    tiny.put("good_1.csv", GOOD)
    tiny.put(name, content)
    return tiny


def ingest(tiny: TinySource) -> list[Finding]:
    """The findings of a run, those of landing first, each once."""
    landed, _, harmonised = tiny.ingest()
    return [*landed.findings, *harmonised.findings]


def assert_good_one_landed(tiny: TinySource) -> None:
    good = tiny.run().key.for_source("tiny").pseudonym("g1")
    assert tiny.query(f"select count(*) from contact where contact_id = '{good}'") == [(1,)]


def assert_nothing_told(tiny: TinySource, findings: list[Finding], *contents: str) -> None:
    """No finding, manifest or state holds the content of a cell."""
    told = repr(findings) + "".join(
        path.read_text(encoding="utf-8") for path in tiny.layout.root.rglob("*.json") if path.is_file()
    )
    for content in (SECRET, *contents):
        assert content not in told


BAD_FILES: list[tuple[str, str | bytes, list[str]]] = [
    # finding, content of the bad file, what the sentence must say
    (
        "missing_column",
        "id;day;chanel;gender;reason\nb;01/02/2024;Phone;Amélie;Grief\n",
        ["other_1.csv", "'channel'", "chanel"],
    ),
    ("missing_column", "id;day;channel;channel;gender;reason\nb;01/02/2024;;;Amélie;\n", ["other_1.csv", "'channel'"]),
    (
        "wrong_encoding",
        "id;day;channel;gendér;reason\nb;01/02/2024;Phone;;Grief\n".encode("cp1252"),
        ["other_1.csv", "utf-8"],
    ),
    ("wrong_encoding", (HEAD + "b;01/02/2024;Amélie;é;è\n" * 5).encode("cp1252"), ["other_1.csv", "utf-8"]),
    ("wrong_encoding", GOOD.encode("utf-16"), ["other_1.csv", "utf-8"]),
    ("truncated", HEAD + "b;01/02/2024;Phone;;Grief\nc;01/02/2024;Amélie", ["other_1.csv", "ends in the middle"]),
    ("truncated", HEAD + 'b;01/02/2024;"Amélie\n', ["other_1.csv"]),
    ("malformed_csv", GOOD.replace(";", ","), ["other_1.csv", "','", "';'"]),
    ("empty_file", "", ["other_1.csv", "empty"]),
    ("empty_file", "\n\n", ["other_1.csv"]),
    (
        "rejected_rows",
        HEAD + "b;Amélie2024;Phone;;Grief\n" * 3,
        ["other_1.csv", "3 of 3", "row 1", "day", "'aaaaaa9999'", "held back"],
    ),
    (
        "rejected_rows",
        HEAD + "b;01/02/2024;Phone;Amélie;Grief;too many\n" * 3,
        ["other_1.csv", "3 of 3", "row 1", "held back"],
    ),
]


@pytest.mark.parametrize(("code", "content", "said"), BAD_FILES)
def test_a_file_that_cannot_be_read_is_held_and_says_why(
    tmp_path: Path, code: str, content: str | bytes, said: list[str]
) -> None:
    tiny = write(tmp_path, "other_1.csv", content, f"name: usual\n{EXPORT}---\n{OTHER}")
    findings = ingest(tiny)
    (finding,) = findings
    assert (finding.finding_code, finding.state_code, finding.file_name) == (code, "fail", "other_1.csv")
    assert all(text in finding.sentence for text in said), finding.sentence
    if code == "rejected_rows":
        assert finding.question
    else:
        assert finding.sentence.count(finding_kinds()[code].next_step) == 1
    query = (
        "select delivery_id, status_code, coalesce(n_rows_used, 0), coalesce(n_contacts, 0) from delivery "
        "order by file_name"
    )
    good, bad = tiny.query(query)
    assert (good[1:], bad) == (("used", 1, 1), (finding.delivery_id, "held", 0, 0))
    assert_good_one_landed(tiny)
    assert tiny.query("select count(*) from contact") == [(1,)]
    assert_nothing_told(tiny, findings)
    (held,) = list_held(tiny.layout, tiny.run().registry, "tiny")
    (reason,) = held.reasons
    assert held.file == "other_1.csv" and reason.startswith(finding.sentence)
    assert reason.count(finding_kinds()[code].next_step) == 1


def test_a_file_that_is_mended_is_read_and_the_finding_goes(tmp_path: Path) -> None:
    tiny = write(tmp_path, "other_1.csv", GOOD.replace("g1", "b1").rstrip("\n"), f"{EXPORT}---\n{OTHER}")
    assert codes_of(tuple(ingest(tiny))) == [("truncated", "fail")]
    tiny.put("other_1.csv", GOOD.replace("g1", "b1"))
    ingest(tiny)
    assert tiny.query("select count(*) from contact") == [(2,)]


def test_a_mapping_that_is_mended_reads_what_was_held(tmp_path: Path) -> None:
    content = GOOD.replace("g1", "b1").replace("Grief", "é").encode("cp1252")
    tiny = write(tmp_path, "other_1.csv", content, f"{EXPORT}---\n{OTHER}")
    assert ("wrong_encoding", "fail") in codes_of(tuple(ingest(tiny))) or tiny.query(
        "select count(*) from contact"
    ) == [(1,)]
    TinySource.write(tmp_path, f"{EXPORT}---\n{OTHER.replace('utf-8', 'cp1252')}", DECISIONS, CAREFUL)
    findings = ingest(tiny)
    assert [one for one in findings if one.state_code == "fail"] == []
    assert tiny.query("select count(*) from contact") == [(2,)]


def test_a_few_bad_dates_are_rejected_by_row_column_and_shape(tmp_path: Path) -> None:
    rows = ["b1;01/02/2024;Phone;;Grief", "b2;2024-02-03;Phone;Amélie;Grief", "b3;;Phone;;Grief", "b4;05/02/2024;;;"]
    tiny = write(tmp_path, "good_2.csv", HEAD + "".join(f"{row}\n" for row in [*rows, rows[0].replace("b1", "b5")]))
    findings = ingest(tiny)
    (finding,) = findings
    assert (finding.finding_code, finding.state_code, finding.numerator, finding.denominator) == (
        "rejected_rows",
        "warn",
        2,
        5,
    )
    for text in ("good_2.csv", "bad_date 1, first at row 2, column day, '9999-99-99'", "no_date 1, first at row 3"):
        assert text in finding.sentence
    query = "select file_name, row_number, step, reject_code, column_name from rejected_row order by row_number"
    assert tiny.query(query) == [
        ("good_2.csv", 2, "stage", "bad_date", "date"),
        ("good_2.csv", 3, "stage", "no_date", "date"),
    ]
    assert tiny.query("select count(*) from contact") == [(4,)]
    assert_nothing_told(tiny, findings, "2024-02-03")


def test_two_descriptions_for_one_file(tmp_path: Path) -> None:
    twice = EXPORT.replace("good_*", "*_2")
    tiny = write(tmp_path, "good_2.csv", GOOD.replace("g1", "b1"), f"{EXPORT}---\n{twice}")
    findings = ingest(tiny)
    (finding,) = findings
    assert (finding.finding_code, finding.state_code, finding.file_name) == ("ambiguous_file", "fail", "good_2.csv")
    assert "good_*.csv" in finding.sentence and "*_2.csv" in finding.sentence
    assert_good_one_landed(tiny)


def test_a_file_that_nobody_described(tmp_path: Path) -> None:
    tiny = write(tmp_path, "notes.txt", f"call {SECRET} back")
    findings = ingest(tiny)
    assert [(one.finding_code, one.file_name) for one in findings] == [("unclaimed_file", "aaaaa.txt")]
    assert_good_one_landed(tiny)
    assert_nothing_told(tiny, findings)


def break_link(folder: Path) -> str:
    (folder / "good_2.csv").symlink_to(folder / "nowhere.csv")
    return "good_2.csv"


def loop_folder(folder: Path) -> str:
    (folder / "good_3.csv").symlink_to(folder / "good_3.csv")
    return "good_3.csv"


@pytest.mark.parametrize("spoil", [break_link, loop_folder])
def test_what_cannot_be_opened_is_named_and_the_others_land(tmp_path: Path, spoil: Callable[[Path], str]) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS, CAREFUL)
    tiny.put("good_1.csv", GOOD)
    name = spoil(tiny.inbox)
    findings = ingest(tiny)
    assert [(one.finding_code, one.state_code, one.file_name) for one in findings] == [
        ("unreadable_file", "fail", name)
    ]
    assert_good_one_landed(tiny)


def test_an_address_that_is_gone_keeps_what_was_there(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS, CAREFUL)
    tiny.put("good_1.csv", GOOD)
    ingest(tiny)
    before = tiny.lake_bytes()
    tiny.inbox.rename(tmp_path / "moved")
    for link in (None, tmp_path / "nowhere"):
        if link is not None:
            tiny.inbox.symlink_to(link)
        findings = ingest(tiny)
        assert codes_of(tuple(findings)) == [("unreadable_address", "fail")]
        assert str(tiny.inbox) in findings[0].sentence
        assert tiny.lake_bytes() == before


def test_a_field_wider_than_a_closed_list_is_a_finding_and_no_table(tmp_path: Path) -> None:
    rows = "".join(f"w{number};01/02/2024;Phone;{SECRET} {number};Grief\n" for number in range(1_100))
    tiny = write(tmp_path, "good_2.csv", HEAD + rows)
    try:
        findings = ingest(tiny)
    except SourceHeldError as error:
        findings = list(error.findings)
    (finding,) = [one for one in findings if one.finding_code == "wide_field"]
    assert "gender" in finding.sentence
    assert_nothing_told(tiny, findings)
    stored = "".join(str(row) for row in tiny.query("select source_value from source_value"))
    assert SECRET not in stored


def test_json_that_is_broken_or_cut(tmp_path: Path) -> None:
    export = EXPORT.replace('csv: {encoding: utf-8, delimiter: ";"}', "json: one_per_file").replace(
        "good_*.csv", "*.json"
    )
    tiny = TinySource.write(tmp_path, export, DECISIONS, SOURCE)
    whole = '{"id": "g1", "day": "01/02/2024", "channel": "Phone", "gender": null, "reason": "Grief"}'
    tiny.put("a.json", whole)
    tiny.put("b.json", whole.replace("g1", SECRET)[:-9])
    tiny.put("c.json", "[]")
    findings = ingest(tiny)
    assert tiny.query("select n_rows, n_rows_used, n_rejected from delivery") == [(3, 1, 2)]
    assert ("malformed_json", 2) in tiny.query("select reject_code, count(*) from rejected_row group by all")
    assert_good_one_landed(tiny)
    assert_nothing_told(tiny, findings)
