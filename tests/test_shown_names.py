"""Names of files, sheets and members enter findings, lake and release only as far as the mapping's patterns spell them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.canaries import NAMES, PHONES, find_canaries
from tests.command import Command
from tests.container_files import write_csv, write_zip
from tests.test_file_parts import HEADER, JAN, MEMBERS, SHEETS, Table, book
from tests.tiny_network import enter_network, make_network
from tests.tiny_source import TinySource
from warehouse.land.shown_names import LONGEST_BYTES, show_name

PATTERNS = ("c_*.csv", "contacts_(%Y-%m-%d).csv", "data/**/x_*.json", "n(%Y)_*[ab].txt", "odd[!]].csv")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("contacts_2024-01-31.csv", "contacts_2024-01-31.csv"),
        ("c_1.csv", "c_1.csv"),
        ("c_20240131.csv", "c_20240131.csv"),
        ("c_2024-01-31_v2.csv", "c_2024-01-31_v2.csv"),
        ("c_31.01.2024 (3).csv", "c_31.01.2024 (3).csv"),
        ("c_2024-01-31T10-30-00.csv", "c_2024-01-31T10-30-00.csv"),
        ("c_Q1.csv", "c_Q1.csv"),
        ("c_Amina Yusuf.csv", "c_aaaaa aaaaa.csv"),
        ("c_A.B.csv", "c_a.a.csv"),
        ("c_0712345678.csv", "c_9999999999.csv"),
        ("c_071-234-567.csv", "c_999-999-999.csv"),
        ("c_contacts.csv.gz", "c_contacts.csv.gz"),
        ("c_*?[.csv", "c_~~~.csv"),
        ("Amina.csv", "aaaaa.csv"),
        ("amina.yusuf", "aaaaa.aaaaa"),
        ("data/Amina/x_12.json", "data/aaaaa/x_12.json"),
        ("n2023_Amina_b.txt", "n2023_aaaaa_b.txt"),
        ("ไทย.xlsx", "aaa.xlsx"),
    ],
)
def test_what_no_pattern_spells_is_a_shape(name: str, shown: str) -> None:
    assert show_name(name, PATTERNS) == shown


def test_a_long_name_stays_a_name() -> None:
    shown = show_name("x" * 300 + ".csv", PATTERNS)

    assert len(shown.encode()) < LONGEST_BYTES
    assert shown.endswith("a.csv")


EXPORT = """\
files: "{files}"
read: {read}
row: contact
id: id
arrives: {{as: additions}}
date: {{column: day, format: iso}}
fields: {{channel: {{never: not asked}}, gender: sex, age: {{never: not asked}}}}
reasons: {{cell: why}}
"""
COUNTS = """\
files: "r_*"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: additions}
period: {column: month, format: "%Y-%m"}
count: n
reasons: why
fields: {}
"""
DECISIONS = "reason,Hit,mapped,violence.physical,,,equal,,,,,\ngender,Girl,mapped,girl,,,equal,,,,,\n"
CANARIES = [one[script] for script in NAMES for one in (NAMES, PHONES)]
"""A file's name has no line ends or slashes in it: nor have these."""


def canaried(script: str) -> str:
    return f"{NAMES[script]} {PHONES[script]}".replace("/", "-")


def written(source: TinySource) -> list[Path]:
    """Every file but what landing keeps, in which a planted name stands."""
    planted = [text.replace("/", "-") for text in CANARIES]
    found = find_canaries(source.folder / "warehouse", planted)
    return [path for path in found if source.layout.landing not in path.parents]


@pytest.mark.parametrize("script", NAMES)
def test_no_name_of_a_file_sheet_or_member_is_written_past_landing(tmp_path: Path, script: str) -> None:
    name = canaried(script)
    bad: Table = [HEADER, [7, "soon", "Girl", "Hit"], [8, "2024-02-05", "Girl", "Hit", "x"]]
    workbooks = EXPORT.format(files="w_*.xlsx", read=SHEETS % "J*")
    one_sheet = EXPORT.format(files="o_*.xlsx", read='{workbook: {sheet: "Z*"}}')
    archives = EXPORT.format(files="a_*.zip", read=MEMBERS % "1*.csv")
    texts = EXPORT.format(files="c_*.csv", read="{csv: {encoding: utf-8}}")
    source = TinySource.write(tmp_path, "---\n".join([workbooks, one_sheet, archives, texts, COUNTS]), DECISIONS)
    sheet = name[:20]
    source.put(f"w_1 {name}.xlsx", book({"Jan": JAN, f"J {sheet}": bad, f"O {sheet}": JAN}))
    source.put(f"w_2 {name}.xlsx", book({sheet: JAN, f"O {sheet}": JAN}))
    source.put(f"o_{name}.xlsx", book({sheet: JAN, f"O {sheet}": JAN}))
    members: dict[str, Table] = {"1.csv": JAN, f"1 {name}.csv": bad, f"2 {name}.csv": JAN}
    source.put(f"a_{name}.zip", write_zip({key: write_csv(rows) for key, rows in members.items()}))
    source.put(f"a_1 {name}.zip", write_zip({f"2 {name}.csv": write_csv(JAN)}))
    source.put(f"c_1 {name}.csv", write_csv(bad))
    source.put(f"c_2 {name}.csv", "id,day,sex\n1,2,3\n")
    source.put(f"c_3 {name}.csv", "id,day,sex,why\n1,2024-01-01,Girl,Hit")
    source.put(f"r_1 {name}.csv", "month,why,n\n2024-01,Hit,x\n2024-02,Hit,2\n")
    source.put(f"{name}.csv", "id\n")
    landed, staged, harmonised = source.ingest()

    said = [one for step in (landed, staged, harmonised) for one in step.findings]
    codes = {one.finding_code for one in said}
    assert {"unclaimed_file", "rejected_rows", "unread_parts", "missing_sheet", "missing_member"} <= codes
    assert {"missing_column", "truncated"} <= codes
    for text in CANARIES:
        assert not [one for one in said if text.replace("/", "-")[:12] in str(one.as_dict())]
    assert written(source) == []
    names = source.query("select file_name, delivery_id from delivery where file_name like 'c_%'")
    assert len({name for name, _ in names}) == 3
    assert all(name.endswith(f".csv ({delivery_id[:6]})") for name, delivery_id in names)
    assert source.query("select row_number from rejected_row where file_name like 'w_%(sheet 2)' order by 1") == [
        (1,),
        (2,),
    ]


def test_a_name_that_a_pattern_spells_stays_whole(tmp_path: Path) -> None:
    source = TinySource.write(tmp_path, EXPORT.format(files="c_*.csv", read="{csv: {encoding: utf-8}}"), DECISIONS)
    source.put("c_2024-01.csv", write_csv(JAN))
    source.ingest()

    assert source.query("select file_name from delivery") == [("c_2024-01.csv",)]


@pytest.mark.parametrize(("second", "is_told"), [("Amina", False), ("Zahra", True)])
def test_whether_a_period_came_under_another_name_is_known_all_the_same(
    tmp_path: Path, second: str, is_told: bool
) -> None:
    export = EXPORT.format(files="c_*.csv", read="{csv: {encoding: utf-8}}")
    export = export.replace("{as: additions}", '{as: replaces_period, slot: "c_(%Y)_*.csv"}')
    source = TinySource.write(tmp_path, export, DECISIONS)
    source.put("c_2024_Amina.csv", write_csv(JAN))
    source.ingest()
    source.put(f"c_2024_{second}.csv", write_csv([*JAN, [3, "2024-01-09", "Girl", "Hit"]]))
    findings = source.ingest()[1].findings

    assert [one.finding_code for one in findings if one.finding_code == "doubtful_replacement"] == (
        ["doubtful_replacement"] if is_told else []
    )
    assert not any(name in one.sentence for one in findings for name in ("Amina", "Zahra"))


@pytest.mark.long
def test_none_of_it_goes_through_dagster_into_a_release_or_on_to_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    make_network(tmp_path, ["tiny_a"])
    enter_network(monkeypatch, tmp_path)
    export = tmp_path / "mappings" / "tiny_a" / "export.yaml"
    by_name = "contacts_(%Y-%m-%d).csv"
    export.write_text(export.read_text(encoding="utf-8").replace(by_name, "received"), encoding="utf-8")
    inbox = tmp_path / "deliveries" / "tiny_a"
    good = (inbox / "contacts_2024-04-01.csv").read_bytes()
    for number, name in enumerate(NAMES.values()):
        (inbox / f"contacts_{number} {name}.csv").write_bytes(good.replace(b"100", b"%d00" % (2 + number)))
        (inbox / f"contacts_broken {number} {name}.csv").write_bytes(good[:-9])
        (inbox / f"{name}.csv").write_bytes(good)
    command = Command(capfd)
    said = [command("--debug", "run"), command("check"), command("run"), command("doctor")]

    assert said[0].code != 0
    assert "contacts_aaaaaa" in said[0].out
    printed = "\n".join(one.out + one.err for one in said)
    assert not [name for name in NAMES.values() if name in printed]
    found = [path.relative_to(tmp_path) for path in find_canaries(tmp_path, list(NAMES.values()))]
    assert {path.parts[:2] for path in found} == {("deliveries", "tiny_a"), ("warehouse", "landing")}
    assert list((tmp_path / "warehouse" / "releases").glob("r*/helplines.duckdb"))
