"""What a format of counts cannot be is refused when the mapping is loaded, with what to do instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.mapping.count_export import CountExport
from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.tiny_source import TinySource

SOUND = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: additions}
period: {column: p, format: "%Y"}
count: n
reasons: why
fields: {gender: sex}
"""
ACROSS = SOUND.replace("count: n\n", "across: {columns: [a, b], gives: setting}\n")


@pytest.mark.parametrize(
    ("whole", "part", "instead", "said"),
    [
        (SOUND, "{as: additions}", "{as: updates, newest: {by: received}}", "counts have no ids, so updates cannot be"),
        (SOUND, "{as: additions}", "{as: overlaps}", "counts have no ids, so overlaps cannot be"),
        (SOUND, "count: n\n", "", "say exactly one of: `count`"),
        (SOUND, "count: n\n", "count: n\nacross: {columns: [a], gives: setting}\n", "say exactly one of: `count`"),
        (SOUND, "gender: sex", "channel: canal", "unknown field `channel`"),
        (SOUND, "gender: sex", "gender: {ticked: a_}", "expected a column or exactly one of"),
        (SOUND, "reasons: why", "reasons: {cell: why, delimiter: ;}", "expected a column or exactly one of"),
        (SOUND, "column: p, ", "", "`period` needs a `column`"),
        (SOUND, "column: p, ", "from: p, ", "`from` goes with `to`"),
        (SOUND, "column: p, ", "column: p, from: p, to: q, ", "say one of: `column`, `from` and `to`, `whole_file`"),
        (SOUND, '"%Y"', '"%q"', "has no year"),
        (SOUND, '"%Y"', '"%Y-%m-%H"', "a period has no %H"),
        (SOUND, '"%Y"', '"%m", year: 2024', None),
        (SOUND, '"%Y"', '"%Y-%m", year: 2024', "has a year: leave `year` out"),
        (SOUND, '"%Y"', '"%m", year: 20245', "`year` is `slot`, a year"),
        (SOUND, '"%Y"', '"%m", year: slot', "`year: slot` needs `arrives: {as: replaces_period"),
        (SOUND, '"%Y"', '"%Y", labels: {a: 2024}', "`labels` stand for headers"),
        (SOUND, "fields:", "number: {thousands: ;}\nfields:", "thousands"),
        (SOUND, "row: count\n", "row: count\nid: case\n", "id"),
        (ACROSS, "gives: setting", "gives: reason", "`reason` is told by `across` and by a cell"),
        (ACROSS, "gives: setting", "gives: period", "`period` is told by `across` and by a cell"),
        (ACROSS, "gives: setting", "gives: [setting, age_band]", "by which text is a header `split`"),
        (ACROSS, "gives: setting", "gives: [setting, setting], split: x", "names a field twice"),
        (ACROSS, "gives: setting", "gives: channel", "gives"),
        (ACROSS, "columns: [a, b]", "columns: [a], prefix: b_", "name the columns one by one, or"),
        (ACROSS, "csv: {encoding: utf-8}", "json: lines", None),
        (ACROSS.replace("columns: [a, b], ", ""), "csv: {encoding: utf-8}", "json: lines", "for JSON name the paths"),
        (
            SOUND.replace("{as: additions}", '{as: replaces_period, slot: "r_(%Y).json"}'),
            "csv: {encoding: utf-8}",
            "json: one_per_file",
            "no slot is in it",
        ),
    ],
)
def test_a_format_of_counts_is_refused_or_loads(
    whole: str, part: str, instead: str, said: str | None, tmp_path: Path
) -> None:
    assert whole.count(part) == 1
    TinySource.write(tmp_path, whole.replace(part, instead), "")
    if said is None:
        assert isinstance(load_registry(tmp_path / "mappings").sources["tiny"].exports[0], CountExport)
        return
    with pytest.raises(MappingError) as raised:
        load_registry(tmp_path / "mappings")
    assert said in str(raised.value)
    assert all(problem.file == "mappings/tiny/export.yaml" and problem.line > 0 for problem in raised.value.problems)


def test_a_sound_format_says_what_it_is_asked_about(tmp_path: Path) -> None:
    TinySource.write(tmp_path, SOUND + "---\n" + ACROSS.replace("r_*", "s_*"), "gender,F,mapped,girl,,,,,,,,\n")
    mapping = load_registry(tmp_path / "mappings").sources["tiny"]
    assert [export.told_apart_by() for export in mapping.exports if isinstance(export, CountExport)] == [
        ("reason", "gender"),
        ("reason", "setting", "gender"),
    ]
    assert mapping.decided_fields() == {"reason", "setting", "gender"}


def test_a_decision_on_a_field_that_counts_do_not_tell_is_refused(tmp_path: Path) -> None:
    TinySource.write(tmp_path, SOUND, "channel,Phone,mapped,voice,,,,,,,,\n")
    with pytest.raises(MappingError, match="no format of this source fills the field `channel`"):
        load_registry(tmp_path / "mappings")


def test_a_format_of_counts_may_be_like_an_earlier_one(tmp_path: Path) -> None:
    later = 'like: old\nfiles: "s_*.csv"\nrow: count\ncount: number\nfields: {age_band: age}\n'
    TinySource.write(tmp_path, f"name: old\n{SOUND}---\n{later}", "")
    first, second = load_registry(tmp_path / "mappings").sources["tiny"].exports
    assert isinstance(first, CountExport)
    assert isinstance(second, CountExport)
    assert (second.files, set(second.fields), second.columns()) == (
        "s_*.csv",
        {"gender", "age_band"},
        ("p", "number", "why", "sex", "age"),
    )
