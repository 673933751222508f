"""What is wrong in a mapping is told all at once, each with file, line and next step, and without what stands in a
cell.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry, source_ids
from schemas.text.problem import MappingError, Problem
from tests.tiny_source import HEADER, SOURCE

EXPORT = """\
files: "contacts_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: contact
id: case_no
arrives: {as: updates, newest: {by: "contacts_(%Y-%m-%d).csv"}}
date: {column: day, format: "%d/%m/%Y"}
fields:
  channel: channel
  gender: sex
setting: place
reasons: {ticked: "motif_", yes: ["1"]}
"""
DECISIONS = (
    HEADER
    + """\
channel,Phone,mapped,voice,,,,,,,,
reason,motif_blackmail,mapped,violence.sexual.extortion,online,label,,,,,,
setting,Internet,mapped,online,,,,,,,,
"""
)


def write(mappings: Path, source: str = SOURCE, export: str = EXPORT, decisions: str = DECISIONS) -> Path:
    folder = mappings / "invented_line"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(source, encoding="utf-8")
    (folder / "export.yaml").write_text(export, encoding="utf-8")
    (folder / "decisions.csv").write_text(decisions, encoding="utf-8")
    return mappings


def problems(mappings: Path) -> list[Problem]:
    with pytest.raises(MappingError) as raised:
        load_registry(mappings)
    return list(raised.value.problems)


def line_of(text: str, part: str) -> int:
    """The line, from 1, on which a text stands."""
    (line,) = [number for number, one in enumerate(text.splitlines(), 1) if part in one]
    return line


def test_a_sound_mapping_loads(tmp_path: Path) -> None:
    registry = load_registry(write(tmp_path / "mappings"))
    assert list(registry.sources) == source_ids(tmp_path / "mappings") == ["invented_line"]


def test_ten_planted_mistakes_are_ten_problems_each_with_file_and_line(tmp_path: Path) -> None:
    source = (
        SOURCE.replace("zone: Africa/Dakar", "zone: Africa/Dakkar")
        .replace("cadence: monthly", "cadance: monthly\ncadence: monthly")
        .replace("region: africa", "region: afrika")
    )
    export = (
        EXPORT.replace("encoding: utf-8", "encoding: utf-9")
        .replace("row: contact", "row: contacts")
        .replace("  gender: sex", "  gander: sex")
    )
    decisions = DECISIONS + (
        "channel,Secretfax,mapped,fax_machine,,,,,,,,\n"
        "reason,motif_secret,mapped,violence.physical,online,label,,,,,,\n"
        "reason,motif_test,ignored,,,,,,,,,\n"
        "setting,INTERNET,mapped,offline,,,,,,,,\n"
    )
    found = problems(write(tmp_path / "mappings", source, export, decisions))
    planted = [
        ("source.yaml", line_of(source, "Dakkar")),
        ("source.yaml", line_of(source, "cadance")),
        ("source.yaml", line_of(source, "afrika")),
        ("export.yaml", line_of(export, "utf-9")),
        ("export.yaml", line_of(export, "row:")),
        ("export.yaml", line_of(export, "fields:")),
        ("decisions.csv", line_of(decisions, "Secretfax")),
        ("decisions.csv", line_of(decisions, "motif_secret")),
        ("decisions.csv", line_of(decisions, "motif_test")),
        ("decisions.csv", line_of(decisions, "INTERNET")),
    ]
    places = [(Path(problem.file).name, problem.line) for problem in found]
    assert sorted(places) == sorted(planted), "\n".join(map(str, found))
    assert all(problem.file.startswith("mappings/invented_line/") for problem in found)
    told = "\n".join(map(str, found))
    for content in ("Secretfax", "motif_secret", "motif_test", "INTERNET", "Dakkar", "utf-9"):
        assert content not in told


MISTAKES = [
    # file, what is written instead of what, the line's text, what is said, the next step
    ("source", "country: SN", "country: Senegal", "country", "country", ""),
    ("source", "synthetic: yes", "synthetic: perhaps", "synthetic", "synthetic", ""),
    ("source", "name: An invented line\n", "", None, "required key `name` is missing", "add `name`"),
    ("source", "mapping: agreed", "mapping: agreed\nmapping: proposed", "mapping: proposed", "twice", ""),
    ("source", "setting: per_contact", "setting: per_contct", "records:", "is not one of", "per_contact"),
    ("source", "mapping: agreed", "mapping: agreed\nremit: onlin_safety", "remit", "unknown code", "online_safety"),
    (
        "source",
        "mapping: agreed",
        "mapping: agreed\ngoes_elsewhere: [{reason: violence.sexul, note: n}]",
        "goes_elsewhere",
        "unknown code",
        "violence.sexual",
    ),
    ("export", "files:", "filse:", "filse:", "unknown key `filse`", "files"),
    ("export", "  channel: channel\n", "", "fields:", "says nothing of: channel", ""),
    ("export", "id: case_no\n", "", None, "updates needs an `id`", ""),
    (
        "export",
        'arrives: {as: updates, newest: {by: "contacts_(%Y-%m-%d).csv"}}',
        "arrives: {as: updates}",
        "arrives",
        "newest",
        "",
    ),
    ("export", "read: {csv:", "read: {jsn:", "read:", "jsn", ""),
    ("export", 'ticked: "motif_"', 'tikced: "motif_"', "tikced", "expected a column or exactly one of", ""),
    ("export", "  gender: sex", "  gender: {listed: [a, b]}", "fields:", "has one answer per contact", ""),
    ("export", "row: contact", "like: aselo\nrow: contact", "like:", "no shared format", ""),
    ("export", "reasons:", "reasons: *x #", "reasons:", "not YAML", ""),
    ("decisions", "channel,Phone,mapped,voice", "channel,Phone,mapped,vioce", "Phone", "unknown code `vioce`", "voice"),
    ("decisions", "channel,Phone", "age,Phone", "Phone", "no format of this source fills the field `age`", "age"),
    ("decisions", "channel,Phone", "chanel,Phone", "Phone", "unknown field", ""),
    (
        "decisions",
        "extortion,online",
        "livestream,offline",
        "blackmail",
        "cannot be offline",
        "choose another code",
    ),
    ("decisions", "extortion,online", "extortion,onlin", "blackmail", "a setting is online, offline", "leave it empty"),
]


@pytest.mark.parametrize(("file", "instead_of", "written", "line", "said", "step"), MISTAKES)
def test_a_mistake_is_told_at_its_line(
    tmp_path: Path, file: str, instead_of: str, written: str, line: str | None, said: str, step: str
) -> None:
    texts = {"source": SOURCE, "export": EXPORT, "decisions": DECISIONS}
    assert texts[file].count(instead_of) == 1
    texts[file] = texts[file].replace(instead_of, written)
    found = problems(write(tmp_path / "mappings", **texts))
    name = "decisions.csv" if file == "decisions" else f"{file}.yaml"
    place = (f"mappings/invented_line/{name}", line_of(texts[file], line) if line else 1)
    fitting = [one for one in found if (one.file, one.line) == place and said in one.message]
    assert len(fitting) == 1, "\n".join(map(str, found))
    assert step in fitting[0].next_step


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    mappings = write(tmp_path / "mappings")
    for name in ("source.yaml", "export.yaml", "decisions.csv"):
        (mappings / "invented_line" / name).unlink()
    told = [(Path(one.file).name, one.message, bool(one.next_step)) for one in problems(mappings)]
    assert told == [(name, "the file is missing", True) for name in ("decisions.csv", "export.yaml", "source.yaml")]


def test_an_empty_export_is_told(tmp_path: Path) -> None:
    assert [one.message for one in problems(write(tmp_path / "mappings", export="# nothing yet\n"))] == [
        "the file says nothing"
    ]


def test_an_empty_source_is_told(tmp_path: Path) -> None:
    assert [one.message for one in problems(write(tmp_path / "mappings", source="# nothing yet\n"))] == [
        "the file says nothing"
    ]


def test_a_second_document_of_a_source_is_told(tmp_path: Path) -> None:
    (problem,) = problems(write(tmp_path / "mappings", source=f"{SOURCE}---\n{SOURCE}"))
    assert (problem.line, problem.message) == (len(SOURCE.splitlines()) + 2, "a source is one document")


def test_a_folder_that_cannot_be_a_source_is_told(tmp_path: Path) -> None:
    write(tmp_path / "mappings").joinpath("invented_line").rename(tmp_path / "mappings" / "Invented-Line")
    assert "lower-case letters" in problems(tmp_path / "mappings")[0].message


def test_problems_of_several_sources_come_together(tmp_path: Path) -> None:
    mappings = write(tmp_path / "mappings", export=EXPORT.replace("row: contact", "row: x"))
    mappings.joinpath("invented_line").rename(mappings / "other_line")
    write(mappings, decisions=DECISIONS.replace("voice", "voize"))
    assert {one.file for one in problems(mappings)} == {
        "mappings/other_line/export.yaml",
        "mappings/invented_line/decisions.csv",
    }


def test_a_later_format_takes_over_what_it_is_like(tmp_path: Path) -> None:
    second = 'like: old\nfiles: "new_*.csv"\nread: {csv: {encoding: cp1252}}\nfields: {age: age}\n'
    second += "arrives: {as: updates, newest: {by: received}}\n"
    mapping = load_registry(write(tmp_path / "mappings", export=f"name: old\n{EXPORT}---\n{second}")).sources
    old, new = mapping["invented_line"].exports
    assert (new.id, new.reasons, set(new.fields)) == (old.id, old.reasons, {*old.fields, "age"})
    assert new.read.csv and new.read.csv.encoding == "cp1252"


def test_comments_and_order_of_lines_do_not_change_what_a_mapping_is(tmp_path: Path) -> None:
    one = load_registry(write(tmp_path / "one" / "mappings"))
    head, *rows = DECISIONS.splitlines()
    shuffled = "\n".join([head, "", *reversed(rows)]) + "\n"
    two = load_registry(write(tmp_path / "two" / "mappings", "# c\n" + SOURCE, EXPORT + "# c\n", shuffled))
    assert one.content_hash == two.content_hash
    changed = load_registry(write(tmp_path / "three" / "mappings", decisions=DECISIONS.replace("voice", "sms")))
    assert changed.content_hash != one.content_hash


def test_the_mappings_of_the_repository_load(repo_root: Path) -> None:
    assert "ar_linea_137" in load_registry(repo_root / "mappings").sources
